// A service worker cannot use dynamic imports, so it is bundled into one file.

import * as sdk from 'clerk-organization/inline';
import { signInAndInvite } from '../app/sign-in-and-invite.js';

addEventListener('message', (event) => {
  event.waitUntil(
    signInAndInvite(sdk, event.data).then(
      (result) => event.source.postMessage(result),
      (error) => event.source.postMessage(String(error)),
    ),
  );
});
