// Inviting and revoking, as Clerk's own client does it on the wire.

import { Organization, OrganizationInvitation, bounded, form, invalid, misshapen, part } from '../wasm/clerk_organization.js';
import { changesOf } from './changes.js';
import { Sharing } from '../sharing.js';

/** How many addresses go into one bulk request: the most that Clerk's Backend API takes. */
const CHUNK_SIZE = 10;

function text(params, name) {
  const value = params?.[name];
  if (typeof (value ?? '') !== 'string') throw invalid(name, 'must be a string');
  if (!value?.trim()) throw invalid(name, 'is required');
  // A line break ends a text on its way to the wasm side, and is in none.
  if (/\n/.test(value)) throw invalid(name, 'must be on one line');
  return value;
}

// `notify`, which the Frontend API takes beside the addresses and the role, and whether there is something that it does not
// take (it refuses unknown fields; clerk-js 6.40 drops them all without a word).
function extra({ notify, redirectUrl, publicMetadata, expiresInDays }) {
  if (typeof (notify ?? true) !== 'boolean') throw invalid('notify', 'must be true or false');
  const beyond = [redirectUrl, publicMetadata, expiresInDays].some((value) => value !== undefined);
  return [notify, beyond];
}

/** `{ emailAddress, role, … }` → address, role, whether to send mails, and whether there is more than the server takes. */
const member = (params) => [text(params, 'emailAddress'), text(params, 'role'), ...extra(params)];

/** `{ emailAddresses, role, … }` → the same with an array of addresses. */
function members(params) {
  // Spread, because `every` does not see the holes of an array.
  const addresses = Array.isArray(params?.emailAddresses) ? [...params.emailAddresses] : [];
  // On one line each, as above.
  const texts = addresses.every((address) => typeof address === 'string' && address.trim() && !/\n/.test(address));
  if (!texts || !addresses.length) throw invalid('emailAddresses', 'must be an array of addresses, one at least');
  return [addresses, text(params, 'role'), ...extra(params)];
}

/** How many addresses go into one request, for a call's options. */
export function chunkSize(options) {
  const size = options?.chunkSize ?? CHUNK_SIZE;
  if (Number.isInteger(size) && size > 0) return size;
  throw invalid('chunkSize', 'must be a whole number from 1 up');
}

/**
 * Invites one part of the addresses after the other: `invite(addresses, ended)` resolves to a part's invitations. The error
 * of a part that fails, unless it is the only one, tells who is `invited` and who is `remaining`.
 */
export function inParts(emailAddresses, options, invite) {
  const size = chunkSize(options);
  const invited = [];
  return bounded(options, async (ended) => {
    for (let at = 0; at < emailAddresses.length; at += size) {
      const addresses = emailAddresses.slice(at, at + size);
      try {
        invited.push(...(await invite(addresses, ended)));
      } catch (error) {
        if (addresses.length === emailAddresses.length || Object.isFrozen(error)) throw error;
        throw Object.assign(error, { invited, remaining: emailAddresses.slice(at) });
      }
    }
    return invited;
  });
}

// What the wasm side is told of an invitation: the form, and the rows that are there when it has happened.
const said = (fields, role, emailAddresses) => [fields, 'email_address', role, ...emailAddresses].join('\n');

// What is asked, for an error over the answer.
const request = ({ id }, action = '') => `POST /v1/organizations/${id}/invitations${action}`;

// The methods of the exported class; an organization has Clerk's of the same names as its own.
const wasm = Organization.prototype;
const sharing = new WeakMap();

/** `organization.inviteMember` */
export async function inviteMember(inside, organization, params, options) {
  const [emailAddress, role, notify, beyond] = member(params);
  if (beyond) return throughRelay(inside, organization, params, options);
  const change = { organizationId: organization.id, emailAddresses: [emailAddress], role };
  const fields = form({ emailAddress, role, notify });
  // A double click is one invitation.
  if (!sharing.has(organization)) sharing.set(organization, new Sharing());
  return sharing.get(organization).call(fields, options, (ended) =>
    changesOf(inside).run(organization, change, 1, async () => {
      const answer = await wasm.inviteMember.call(organization, said(fields, role, [emailAddress]), ended);
      return made(inside, organization, answer, request(organization));
    }),
  );
}

/** `organization.inviteMembers` */
export async function inviteMembers(inside, organization, params, options) {
  const [emailAddresses, role, notify, beyond] = members(params);
  if (beyond) return throughRelay(inside, organization, params, options);
  return inParts(emailAddresses, options, (part, ended) => {
    const change = { organizationId: organization.id, emailAddresses: part, role };
    const work = () => bulk(inside, organization, part, role, notify, ended);
    return changesOf(inside).run(organization, change, part.length, work);
  });
}

async function bulk(inside, organization, emailAddresses, role, notify, ended) {
  const fields = form({ emailAddress: emailAddresses, role, notify });
  const answer = await wasm.inviteMembers.call(organization, said(fields, role, emailAddresses), ended);
  const items = [answer, answer.data].find(Array.isArray);
  // One invitation at least for each address, however often that was named.
  const expected = new Set(emailAddresses.map((address) => address.trim().toLowerCase())).size;
  const asked = request(organization, '/bulk');
  if (!(items?.length >= expected)) throw misshapen('fewer invitations than addresses', asked);
  return items.map((item) => made(inside, organization, item, asked));
}

/** `invitation.revoke`, which makes the object of the JSON that this resolves to. */
export function revokeInvitation(inside, organization, { id, status }, options) {
  const wasPending = status === 'pending';
  const change = { organizationId: organization.id, revoked: id, wasPending };
  return changesOf(inside).run(organization, change, wasPending ? -1 : 0, async () => {
    const revoked = await bounded(options, (ended) => wasm.revokeInvitation.call(organization, id, ended));
    if (revoked.id === id) return revoked;
    throw misshapen('another invitation than the one that was meant', request(organization, `/${id}/revoke`));
  });
}

/** An invitation made of the server's JSON, which answers a request (`VERB path`). */
export const made = (inside, organization, json, request) =>
  new OrganizationInvitation(json, (...said) => revokeInvitation(inside, organization, ...said), request);

// What the Frontend API does not take is asked of the app's own server.
async function throughRelay(...call) {
  const { inviteThroughRelay } = await part(() => import('./through-relay.js'));
  return inviteThroughRelay(...call);
}
