import * as sdk from '../../node_modules/clerk-organization/index.js';
import { signInAndInvite } from '../app/sign-in-and-invite.js';

onconnect = ({ ports: [port] }) => {
  port.onmessage = async ({ data }) => port.postMessage(await signInAndInvite(sdk, data).catch(String));
};
