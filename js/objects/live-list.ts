// Lists that stay current.

import { copyOf } from '../call-options.js';
import type { WithAccount } from '../context.js';
import type { Change } from '../pending-changes.js';
import { notify } from '../listeners.js';
import type { LiveList, Organization, User } from '../types.js';

/** A list for account.ts, which keeps it current. */
export interface KeptList<Row> {
  readonly list: { -readonly [Name in keyof LiveList<Row>]: LiveList<Row>[Name] };
  readonly listeners: Set<() => void>;
  /** Aborted when the list is closed. */
  readonly signal: AbortSignal;
}

/** A list that is kept current, for devtools. */
export interface OpenList {
  readonly owner: Organization | User;
  readonly kind: string;
  readonly params: object | undefined;
  readonly kept: KeptList<never>;
  /** The source of the unconfirmed changes of its rows. */
  readonly driver: () => { readonly numbers: ReadonlyMap<Change, number> };
}

/**
 * Returns a list at once, and then fetches the code that keeps it current.
 *
 * @param owner has the method that fetches a page
 * @param kind the list's name in `core/src/live_list/kind.rs`
 */
export function createList<Row>(
  owner: Organization | User,
  kind: string,
  params: object | undefined,
  withAccount: WithAccount,
): LiveList<Row> {
  const given = copyOf(params);
  let kept: Promise<void> | undefined;
  const listeners = new Set<() => void>();
  const closing = new AbortController();
  const list: KeptList<Row>['list'] = {
    data: [],
    totalCount: 0,
    isLoading: true,
    error: null,
    hasNextPage: false,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      listeners.clear();
      closing.abort();
    },
    refresh: () => (kept ? kept.then(() => list.refresh()) : begin()),
    loadNextPage: async () => kept?.then(() => list.loadNextPage()),
  };
  // Replaces `refresh` and `loadNextPage`.
  const begin = () => {
    const begun = withAccount((account, context) =>
      account.keepList(context, owner, kind, { list, listeners, signal: closing.signal }, given),
    );
    begun.catch((error: LiveList<Row>['error']) => {
      kept = undefined;
      Object.assign(list, { isLoading: false, error });
      notify(listeners);
    });
    return (kept = begun);
  };
  begin();
  return list;
}
