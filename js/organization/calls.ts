// Sends the requests of this chunk and reads the answers.

import type { OrganizationContext } from '../account.js';
import { withCallOptions } from '../call-options.js';
import { invalidResponse, isClerkRuntimeError } from '../errors.js';
import type { Json } from '../json.js';
import type { CallOptions, ClerkPaginatedResponse } from '../types.js';

/** Sends the request of a read operation. Resolves to the JSON of its resource. */
export const read = (
  { wasm }: OrganizationContext,
  operation: string,
  ids: string[],
  params: object | null | undefined,
  options: CallOptions | undefined,
): Promise<Json> => withCallOptions(options, (signal) => wasm.call(operation, ids, params, signal)) as Promise<Json>;

/**
 * Sends a change of an organization. Resolves to the JSON of its resource. Equal changes that overlap share one request.
 * The last of `ids` is the id of the changed resource.
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
    .run({ organizationId, operation, target: ids.at(-1) }, [operation, ids, params], options, (signal) =>
      context.wasm.call(operation, ids, params, signal),
    ) as Promise<Json>;

/** Calls the listeners of `clerk.addListener` after a change. */
export function informed<T>({ notifyListeners }: OrganizationContext, result: T): T {
  notifyListeners();
  return result;
}

/** Reads an answer. Throws `invalid_response` if `read` fails. */
export function parsed<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (isClerkRuntimeError(cause)) throw cause;
    throw invalidResponse(`something that is not ${what}`, undefined, cause);
  }
}

/** A page of a list. `toRow` creates its rows. */
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
  const rows = parsed('a page of the requested list', () => data.map(toRow));
  // `total_count` is Clerk's name, `totalCount` the one that its documents use.
  return { total_count: total, data: rows, totalCount: total };
}
