// Sending the requests of this chunk, and reading what comes back.

import type { OrganizationContext } from '../account.js';
import { withCallOptions } from '../call-options.js';
import { invalidResponse, isClerkAPIResponseError, isClerkRuntimeError, runtimeError } from '../errors.js';
import { isOnline } from '../host.js';
import type { Json } from '../json.js';
import type { CallOptions, ClerkPaginatedResponse } from '../types.js';

/** Sends the request of an operation that reads; resolves to the JSON of its resource. */
export const read = (
  { wasm }: OrganizationContext,
  operation: string,
  ids: string[],
  params: object | null | undefined,
  options: CallOptions | undefined,
): Promise<Json> => withCallOptions(options, (signal) => wasm.call(operation, ids, params, signal)) as Promise<Json>;

/**
 * Sends a change of an organization; resolves to the JSON of its resource. Equal changes that are under way share one request.
 * The last of `ids` names what is changed.
 *
 * @throws {ClerkRuntimeError} `outcome_unknown` if the change got no answer
 */
export const change = (
  context: OrganizationContext,
  organizationId: string,
  operation: string,
  ids: string[],
  params: object | undefined,
  options: CallOptions | undefined,
): Promise<Json> =>
  context
    .changesOf(context)
    .share({ organizationId, operation, target: ids.at(-1) }, [operation, ids, params], options, async (signal) => {
      const json = await answered(signal, () => context.wasm.call(operation, ids, params, signal) as Promise<Json>);
      await followMembership(context, organizationId, operation, ids.at(-1), json);
      return json;
    });

// How many members more there are after an operation whose answer does not say it.
const MEMBERS: { [operation: string]: number } = { removeMember: -1, acceptMembershipRequest: 1 };

/**
 * After a change of memberships: counts the members, and fetches the client if the answer did not bring one that knows the
 * user's own membership as it is now.
 */
async function followMembership(
  context: OrganizationContext,
  organizationId: string,
  operation: string,
  target: string | undefined,
  { role }: Json,
): Promise<void> {
  const { clerk, wasm, objects } = context;
  const isOwn =
    ['removeMember', 'updateMember'].includes(operation) ? target === clerk.user?.id
    : ['acceptUserInvitation', 'leaveOrganization', 'deleteOrganization'].includes(operation);
  const organization = objects.organizationById(organizationId);
  const change = MEMBERS[operation];
  if (organization && change) {
    organization.membersCount = Math.max(0, organization.membersCount + change);
    informed(context, undefined);
  }
  const own = clerk.user?.organizationMemberships.find((one) => one.organization === organization);
  const isGone = ['removeMember', 'leaveOrganization', 'deleteOrganization'].includes(operation);
  // The change is done, even if the client cannot be fetched now.
  if (isOwn && own?.role !== (isGone ? undefined : role)) await wasm.run(undefined, (core) => core.load()).catch(() => {});
}

/** Calls the listeners of `clerk.addListener` after a change. */
export function informed<T>({ notifyListeners }: OrganizationContext, result: T): T {
  notifyListeners();
  return result;
}

/** Runs a change. One that was sent and got no answer may have taken effect: its outcome is unknown. */
export async function answered<T>(signal: AbortSignal, send: () => Promise<T>): Promise<T> {
  // What is sent without a network does not leave.
  const mayArrive = isOnline();
  try {
    return await send();
  } catch (error) {
    if (signal.aborted || !mayArrive || !isUnanswered(error)) throw error;
    const { method, path } = error as { method?: string; path?: string };
    const message = 'The change got no answer, and whether it took effect is not known. Look before you repeat it.';
    throw runtimeError('outcome_unknown', message, error, { method, path });
  }
}

/** As `is_unanswered` of core/src/call/plan.rs: no network, no answer in time, a gateway's answer, or a success that was cut off. */
export const isUnanswered = (error: unknown): boolean =>
  isClerkAPIResponseError(error) ? error.status >= 502 && error.status <= 504
  : isClerkRuntimeError(error) && ['network_error', 'timeout', 'invalid_response'].includes(error.code);

/** Reads an answer. One that is not what the server promises rejects with `invalid_response`. */
export function parsed<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (isClerkRuntimeError(cause)) throw cause;
    throw invalidResponse(`something that is not ${what}`, undefined, cause);
  }
}

/** A page of a list whose rows are made by `toRow`. */
export async function page<Row>(
  context: OrganizationContext,
  operation: string,
  ids: string[],
  params: object | null | undefined,
  toRow: (json: Json) => Row,
  options: CallOptions | undefined,
): Promise<ClerkPaginatedResponse<Row>> {
  const { data, total_count: total } = (await read(context, operation, ids, params, options)) as {
    data: Json[];
    total_count: number;
  };
  const rows = parsed('a page of what was asked for', () => data.map(toRow));
  // `total_count` is Clerk's name, `totalCount` the one that its documents use.
  return { total_count: total, data: rows, totalCount: total };
}
