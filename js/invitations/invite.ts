// Inviting and revoking, as Clerk's own client does it on the wire.

import { withCallOptions } from '../call-options.js';
import type { ClerkContext } from '../context.js';
import { invalidParam, invalidResponse } from '../errors.js';
import { toForm } from '../json.js';
import { OrganizationInvitation } from '../objects/invitation.js';
import { SharedCalls } from '../shared-call.js';
import type {
  CallOptions,
  InvitationExtras,
  InviteMemberParams,
  InviteMembersOptions,
  InviteMembersParams,
  Organization,
} from '../types.js';
import type { Ended } from '../wasm.js';
import { changesOf } from './changes.js';
import { withProgress } from './partial-failure.js';

/** How many addresses go into one bulk request: the most that Clerk's Backend API takes. */
const ADDRESSES_PER_REQUEST = 10;

function requiredText(params: object | undefined, name: string): string {
  const value = (params as { [name: string]: unknown } | undefined)?.[name];
  if (typeof (value ?? '') !== 'string') throw invalidParam(name, 'must be a string');
  if (typeof value !== 'string' || !value.trim()) throw invalidParam(name, 'is required');
  // A line break ends a text on its way to the wasm side, and no valid text has one.
  if (/\n/.test(value)) throw invalidParam(name, 'must be on one line');
  return value;
}

// Whether there is something that the Frontend API does not take. It refuses unknown fields; clerk-js 6.40 drops them all
// without a word.
function needsRelay({ notify, redirectUrl, publicMetadata, expiresInDays }: InvitationExtras): boolean {
  if (typeof (notify ?? true) !== 'boolean') throw invalidParam('notify', 'must be true or false');
  return [redirectUrl, publicMetadata, expiresInDays].some((value) => value !== undefined);
}

function requiredAddresses(params: InviteMembersParams | undefined): string[] {
  // Spread, because `every` skips the holes of an array.
  const addresses: unknown[] = Array.isArray(params?.emailAddresses) ? [...params.emailAddresses] : [];
  const isAddress = (value: unknown): value is string => typeof value === 'string' && !!value.trim() && !/\n/.test(value);
  if (addresses.length && addresses.every(isAddress)) return addresses;
  throw invalidParam('emailAddresses', 'must be an array of addresses, one at least');
}

/** How many addresses go into one request, by a call's options. */
export function addressesPerRequest(options: InviteMembersOptions | undefined): number {
  const size = options?.chunkSize ?? ADDRESSES_PER_REQUEST;
  if (Number.isInteger(size) && size > 0) return size;
  throw invalidParam('chunkSize', 'must be a whole number from 1 up');
}

/**
 * Invites one part of the addresses after the other: `invite(addresses, ended)` resolves to a part's invitations. The error
 * of a part that fails, unless it is the only one, has the addresses that are `invited` and those that are `remaining`.
 */
export function inParts(
  emailAddresses: string[],
  options: InviteMembersOptions | undefined,
  invite: (addresses: string[], ended: Ended) => Promise<OrganizationInvitation[]>,
): Promise<OrganizationInvitation[]> {
  const size = addressesPerRequest(options);
  const invited: OrganizationInvitation[] = [];
  return withCallOptions(options, async (ended) => {
    for (let at = 0; at < emailAddresses.length; at += size) {
      const addresses = emailAddresses.slice(at, at + size);
      try {
        invited.push(...(await invite(addresses, ended)));
      } catch (error) {
        if (addresses.length === emailAddresses.length) throw error;
        throw withProgress(error, options?.signal, { invited, remaining: emailAddresses.slice(at) });
      }
    }
    return invited;
  });
}

// The form, then what to look for when there is no answer: a field, the role and the addresses, each on a line.
const requestOf = (form: string, role: string, addresses: string[]) => [form, 'email_address', role, ...addresses].join('\n');

/** The request, as errors name it. */
const nameOf = ({ id }: Organization, action = '') => `POST /v1/organizations/${id}/invitations${action}`;

const shared = new WeakMap<Organization, SharedCalls<OrganizationInvitation>>();

/** `organization.inviteMember` */
export async function inviteMember(
  context: ClerkContext,
  organization: Organization,
  params: InviteMemberParams,
  options?: CallOptions,
): Promise<OrganizationInvitation> {
  const [emailAddress, role] = [requiredText(params, 'emailAddress'), requiredText(params, 'role')];
  if (needsRelay(params)) {
    const [invited] = await throughRelay(context, organization, params, options);
    return invited as OrganizationInvitation;
  }
  const form = toForm({ emailAddress, role, notify: params.notify });
  // A double click is one invitation.
  const calls = shared.get(organization) ?? new SharedCalls();
  shared.set(organization, calls);
  return calls.call(form, options, (ended) => {
    const change = { organizationId: organization.id, emailAddresses: [emailAddress], role };
    return changesOf(context).run(organization, change, 1, async () => {
      const answer = await context.wasm.inviteMember(organization, requestOf(form, role, [emailAddress]), ended);
      return toInvitation(context, organization, answer, nameOf(organization));
    });
  });
}

/** `organization.inviteMembers` */
export async function inviteMembers(
  context: ClerkContext,
  organization: Organization,
  params: InviteMembersParams,
  options?: InviteMembersOptions,
): Promise<OrganizationInvitation[]> {
  const [emailAddresses, role] = [requiredAddresses(params), requiredText(params, 'role')];
  if (needsRelay(params)) return throughRelay(context, organization, params, options);
  return inParts(emailAddresses, options, (addresses, ended) => {
    const change = { organizationId: organization.id, emailAddresses: addresses, role };
    const invite = () => inviteAtOnce(context, organization, { ...params, emailAddresses: addresses, role }, ended);
    return changesOf(context).run(organization, change, addresses.length, invite);
  });
}

// What the Frontend API does not take is asked of the app's own server.
const throughRelay = (
  context: ClerkContext,
  organization: Organization,
  params: InviteMemberParams | InviteMembersParams,
  options?: InviteMembersOptions,
): Promise<OrganizationInvitation[]> =>
  context.withAccount((account, context) => account.inviteThroughRelay(context, organization, params, options));

async function inviteAtOnce(
  context: ClerkContext,
  organization: Organization,
  { emailAddresses, role, notify }: InviteMembersParams,
  ended: Ended,
): Promise<OrganizationInvitation[]> {
  const form = toForm({ emailAddress: emailAddresses, role, notify });
  const answer = await context.wasm.inviteMembers(organization, requestOf(form, role, emailAddresses), ended);
  const items = [answer, (answer as { data?: unknown }).data].find((list): list is unknown[] => Array.isArray(list));
  // One invitation at least for each address, however often it was given.
  const expected = new Set(emailAddresses.map((address) => address.trim().toLowerCase())).size;
  const request = nameOf(organization, '/bulk');
  if (!items || items.length < expected) throw invalidResponse('fewer invitations than addresses', request);
  return items.map((item) => toInvitation(context, organization, item, request));
}

/** `invitation.revoke`, which reads the JSON that this resolves to. */
export function revokeInvitation(
  context: ClerkContext,
  organization: Organization,
  { id, status }: OrganizationInvitation,
  options?: CallOptions,
): Promise<unknown> {
  const wasPending = status === 'pending';
  const change = { organizationId: organization.id, revoked: id, wasPending };
  return changesOf(context).run(organization, change, wasPending ? -1 : 0, async () => {
    const revoked = (await withCallOptions(options, (ended) =>
      context.wasm.revokeInvitation(organization, id, ended),
    )) as { id?: unknown };
    if (revoked.id === id) return revoked;
    throw invalidResponse('another invitation than the one that was asked for', nameOf(organization, `/${id}/revoke`));
  });
}

/** An invitation made of the server's JSON, which answers a request (`VERB path`). */
export const toInvitation = (
  context: ClerkContext,
  organization: Organization,
  json: unknown,
  request?: string,
): OrganizationInvitation =>
  OrganizationInvitation.fromJson(
    json,
    (invitation, options) => revokeInvitation(context, organization, invitation, options),
    request,
  );
