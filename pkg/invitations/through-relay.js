// Invitations with a redirect URL, public metadata or an end of their own: the Frontend API refuses these, the Backend
// API takes them. So the app's own server is asked, which has the secret key; relay.js is what answers there.

import { ClerkAPIResponseError, bounded, failed, invalid } from '../wasm/clerk_organization.js';
import { made } from './change.js';
import { changesOf } from './changes.js';

/** How many addresses go into one request: the most that Clerk's Backend API takes at once. */
const CHUNK_SIZE = 10;
const TIME_LIMIT_MS = 30_000;

/** `organization.inviteMember` and `inviteMembers` with `redirectUrl`, `publicMetadata` or `expiresInDays`. */
export async function inviteThroughRelay(inside, organization, params, options) {
  const url = relayOf(inside.clerk);
  const { emailAddress, emailAddresses, role, notify, redirectUrl, publicMetadata, expiresInDays } = params;
  const said = { organizationId: organization.id, role, notify, redirectUrl, publicMetadata, expiresInDays };
  const invite = (addresses, more, ended) => {
    const change = { organizationId: organization.id, emailAddresses: addresses, role };
    const body = JSON.stringify({ ...said, ...more });
    return changesOf(inside).run(organization, change, addresses.length, async () => {
      const answered = [await asked(inside.clerk, organization, url, body, ended)].flat();
      if (answered.length < addresses.length) throw hollow(url);
      return answered.map((json) => made(inside, organization, json));
    });
  };

  return bounded(options, async (ended) => {
    if (!emailAddresses) return (await invite([emailAddress], { emailAddress }, ended))[0];
    const size = options?.chunkSize ?? CHUNK_SIZE;
    if (!(Number.isInteger(size) && size > 0)) throw invalid('chunkSize', 'must be a whole number from 1 up');
    const invited = [];
    for (let at = 0; at < emailAddresses.length; at += size) {
      const part = emailAddresses.slice(at, at + size);
      try {
        invited.push(...(await invite(part, { emailAddresses: part }, ended)));
      } catch (error) {
        if (part.length === emailAddresses.length || Object.isFrozen(error)) throw error;
        throw Object.assign(error, { invited, remaining: emailAddresses.slice(at) });
      }
    }
    return invited;
  });
}

function relayOf({ invitationRelay }) {
  if (!invitationRelay) {
    throw failed(
      'not_on_frontend_api',
      'The Frontend API takes no redirectUrl, publicMetadata or expiresInDays. Serve `clerk-organization/relay` from ' +
        'your own server and give its URL to `new Clerk(key, { invitationRelay })`.',
    );
  }
  try {
    const url = new URL(invitationRelay, globalThis.location?.href);
    if (/^https?:$/.test(url.protocol)) return url;
  } catch {
    // Refused like any other that is none.
  }
  throw invalid('invitationRelay', 'must be the URL of a relay');
}

const requestOf = (url) => `POST ${url.pathname}`;
const hollow = (url, cause) =>
  failed('invalid_response', 'The relay answered with something that is no invitation.', cause).of(requestOf(url));

/** The resources in the relay's answer. */
async function asked(clerk, organization, url, body, ended) {
  if (!clerk.session) throw failed('signed_out', 'Nobody is signed in.');
  const ending = new AbortController();
  const timer = setTimeout(() => {
    ending.abort(failed('timeout', `The relay did not answer within ${TIME_LIMIT_MS} ms.`).of(requestOf(url)));
  }, TIME_LIMIT_MS);
  const over = new Promise((_, reject) => ending.signal.addEventListener('abort', () => reject(ending.signal.reason)));
  over.catch(() => {});
  ended?.catch((error) => ending.abort(error));
  // Also where a replaced `fetch` never looks at its signal.
  const within = (promise) => Promise.race([promise, over]);
  try {
    const token = await within(clerk.session.getToken({ organizationId: organization.id }));
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    let response, answer;
    try {
      response = await within(fetch(url, { method: 'POST', headers, body, signal: ending.signal }));
    } catch (cause) {
      if (ending.signal.aborted) throw ending.signal.reason;
      throw failed('network_error', 'The relay could not be reached.', cause).of(requestOf(url));
    }
    try {
      answer = await within(response.json());
    } catch (cause) {
      if (ending.signal.aborted) throw ending.signal.reason;
      if (response.ok) throw hollow(url, cause);
    }
    if (!response.ok) throw refused(response, answer, url);
    if (!answer?.response) throw hollow(url);
    return answer.response;
  } finally {
    clearTimeout(timer);
  }
}

function refused({ status, statusText, headers }, answer, url) {
  const data = answer?.errors;
  const long = data?.[0]?.long_message;
  const seconds = headers.get('retry-after');
  return new ClerkAPIResponseError((typeof long === 'string' && long) || statusText || `HTTP status ${status}`, {
    data,
    status,
    clerkTraceId: answer?.clerk_trace_id,
    retryAfter: /^\d{1,9}$/.test(seconds ?? '') ? Number(seconds) : undefined,
  }).of(requestOf(url));
}
