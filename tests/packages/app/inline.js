import * as sdk from 'clerk-organization/inline';

import { run } from './run.js';

globalThis.result = run(sdk).catch((error) => ({ error: String(error), cause: String(error.cause) }));
