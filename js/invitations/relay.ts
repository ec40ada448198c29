// @ts-nocheck
// Invitations with a redirect URL, public metadata or an end of their own: the Frontend API refuses these, the Backend
// API takes them. So the app's own server is asked, which has the secret key; relay.js is what answers there.

import { withCallOptions } from '../call-options.js';
import { invalidParam, responseError, runtimeError } from '../errors.js';
import { LARGEST_PAGE, eachInvitation } from './pages.js';
import { key } from './refusals.js';

const TIME_LIMIT_MS = 30_000;

/** `organization.inviteMember` and `inviteMembers` with `redirectUrl`, `publicMetadata` or `expiresInDays`; resolves to a list. */
export async function inviteThroughRelay(inside, organization, params, options) {
  const url = relayOf(inside.clerk);
  const { emailAddress, emailAddresses, role, notify, redirectUrl, publicMetadata, expiresInDays } = params;
  const said = { organizationId: organization.id, role, notify, redirectUrl, publicMetadata, expiresInDays };
  const invite = (addresses, more, ended) => {
    const change = { organizationId: organization.id, emailAddresses: addresses, role };
    const body = JSON.stringify({ ...said, ...more });
    return inside.changesOf(inside).run(organization, change, addresses.length, async () => {
      try {
        const answered = [await asked(inside.clerk, organization, url, body, ended)].flat();
        if (answered.length < addresses.length) throw hollow(url);
        return answered.map((json) => inside.toInvitation(inside, organization, json));
      } catch (error) {
        if (!SILENCE.has(error.code)) throw error;
        const there = await lookedUp(inside, organization, change, ended);
        if (there) return there;
        throw error;
      }
    });
  };

  if (emailAddresses) return inside.inParts(emailAddresses, options, (part, ended) => invite(part, { emailAddresses: part }, ended));
  return withCallOptions(options, (ended) => invite([emailAddress], { emailAddress }, ended));
}

// Said of a request that may have been heard although nobody answered it, or not in a way that can be believed.
const SILENCE = new Set(['network_error', 'timeout', 'invalid_response']);

// The invitations of a change that nobody answered, if it happened all the same. It is not sent again: a relay may do more
// than to invite.
async function lookedUp(inside, organization, { emailAddresses, role }, ended) {
  const stop = new AbortController();
  ended?.catch((error) => stop.abort(error));
  const sought = new Map(emailAddresses.map((address) => [key(address), undefined]));
  const params = { status: 'pending', pageSize: LARGEST_PAGE };
  try {
    // Who wants no answer any more wants no look either.
    await Promise.race([ended, undefined]);
    for await (const invitation of eachInvitation(inside, organization, params, { signal: stop.signal })) {
      const name = key(`${invitation.emailAddress}`);
      if (invitation.role === role && sought.has(name)) sought.set(name, sought.get(name) ?? invitation);
    }
  } catch {
    // What is not known did not happen, as far as the caller is told.
    return undefined;
  }
  const found = emailAddresses.map((address) => sought.get(key(address)));
  return found.every(Boolean) ? found : undefined;
}

function relayOf({ invitationRelay }) {
  if (!invitationRelay) {
    throw runtimeError(
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
  throw invalidParam('invitationRelay', 'must be the URL of a relay');
}

const requestOf = (url) => `POST ${url.pathname}`;
const hollow = (url, cause) =>
  runtimeError('invalid_response', 'The relay answered with something that is no invitation.', cause).ofRequest(requestOf(url));

/** The resources in the relay's answer. */
async function asked(clerk, organization, url, body, ended) {
  if (!clerk.session) throw runtimeError('signed_out', 'Nobody is signed in.');
  const ending = new AbortController();
  const timer = setTimeout(() => {
    ending.abort(runtimeError('timeout', `The relay did not answer within ${TIME_LIMIT_MS} ms.`).ofRequest(requestOf(url)));
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
      throw runtimeError('network_error', 'The relay could not be reached.', cause).ofRequest(requestOf(url));
    }
    try {
      answer = await within(response.json());
    } catch (cause) {
      if (ending.signal.aborted) throw ending.signal.reason;
      if (response.ok) throw hollow(url, cause);
    }
    if (!response.ok) {
      const { status, statusText, headers } = response;
      const seconds = headers.get('retry-after');
      const retryAfter = /^\d{1,9}$/.test(seconds ?? '') ? Number(seconds) : undefined;
      throw responseError(status, statusText, retryAfter, answer, requestOf(url));
    }
    if (!answer?.response) throw hollow(url);
    return answer.response;
  } finally {
    clearTimeout(timer);
  }
}
