import * as sdk from '../../node_modules/clerk-organization/index.js';
import { signInAndInvite } from '../app/sign-in-and-invite.js';

onmessage = async ({ data }) => postMessage(await signInAndInvite(sdk, data).catch(String));
