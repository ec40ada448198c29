// Lists that stay current. The core decides which rows show and when they are fetched. This file fetches the rows, keeps
// their objects and calls the listeners.

import type { InvitationsContext } from '../account.js';
import type { LazyCore, LiveList as LiveListMachine } from '../lazy-glue-types.js';
import { notify } from '../listeners.js';
import { readFields } from '../objects/invitation.js';
import type { KeptList } from '../objects/live-list.js';
import type { LiveList, Organization, OrganizationInvitation, ProvisionalInvitation } from '../types.js';
import type { Change, Phase } from '../pending-changes.js';
import { codeOf, refusalStatus } from './failures.js';
import { METHODS, isNamed, joinedBy, provisional } from './live-rows.js';
import type { FetchPage, Owner, Row } from './live-rows.js';
import { readPage } from './page-params.js';

const DEFAULT_PAGE_SIZE = 10;

/**
 * Keeps a list current until its signal is aborted. Resolves when the first page is fetched, or could not be.
 *
 * @param lazyCore returns the core, a new instance after a trap
 */
export async function keepList(
  lazyCore: () => Promise<LazyCore>,
  context: InvitationsContext,
  owner: Owner,
  kind: string,
  kept: KeptList<never>,
  params?: object,
): Promise<void> {
  let core = await lazyCore();
  const start = () => new LiveListDriver(core, context, owner, kind, kept, params);
  let driver = start();
  // After a trap the core has lost the rows, so a list that is used again starts with its first page.
  const running = async (): Promise<LiveListDriver> => {
    const newest = await lazyCore();
    if (newest !== core && !kept.signal.aborted) {
      driver.stop();
      core = newest;
      driver = start();
    }
    return driver;
  };
  kept.list.refresh = async () => (await running()).refresh();
  // Devtools read the list from here until it is closed.
  const lists = (context.clerk.__internal_openLists ??= new Set());
  const open = { owner, kind, params, kept, driver: () => driver };
  if (!kept.signal.aborted) lists.add(open);
  kept.signal.addEventListener('abort', () => lists.delete(open));
  // The error is in `list.error`.
  await driver.refresh().catch(() => {});
  // Replaced only now, because there is no next page before the first one.
  kept.list.loadNextPage = async () => (await running()).loadNextPage();
}

class LiveListDriver {
  readonly #core: LazyCore;
  /** The list in the core. */
  readonly #machine: LiveListMachine;
  readonly #context: InvitationsContext;
  readonly #owner: Owner;
  readonly #kept: KeptList<Row>;
  readonly #pageSize: number;
  readonly #filters: object;
  readonly #fetchPage: FetchPage<Row>;
  readonly #unsubscribe: (() => void)[] = [];
  /** The objects of the rows, by the ids that the core uses. */
  #byId = new Map<string, Row>();
  #error: LiveList<Row>['error'] = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The load that began last. */
  #fetching: Promise<void> | undefined;
  /** The unconfirmed changes of its rows, for devtools. */
  readonly numbers = new Map<Change, number>();
  /** Changes of other rows than this list's. */
  readonly #unconcerning = new WeakSet<Change>();
  #lastNumber = 0;

  constructor(
    core: LazyCore,
    context: InvitationsContext,
    owner: Owner,
    kind: string,
    kept: KeptList<Row>,
    params: object | undefined,
  ) {
    const { initialPage: first, pageSize: size, ...filters } = Object(params) as { [name: string]: unknown };
    const { initialPage, pageSize } = readPage(core, { initialPage: first, pageSize: size }, DEFAULT_PAGE_SIZE);
    const { status } = filters;
    const statuses = status === undefined ? undefined : ([status].flat() as string[]);
    this.#core = core;
    this.#machine = core.createLiveList(kind, initialPage, pageSize, statuses);
    this.#context = context;
    this.#owner = owner;
    this.#kept = kept;
    this.#pageSize = pageSize;
    this.#filters = filters;
    const methods: object = owner;
    this.#fetchPage = (methods as { [method: string]: FetchPage<Row> })[METHODS[kind] ?? ''] as FetchPage<Row>;
    if (this.#isClosed) this.stop();
    else this.#subscribe();
  }

  #subscribe(): void {
    const { clerk } = this.#context;
    const isUsers = 'organizationMemberships' in this.#owner;
    const changed = (phase: Phase, change: Change) => {
      if (isUsers || change.organizationId === this.#owner.id) this.#attempt(() => this.#changed(phase, change));
    };
    this.#unsubscribe.push(this.#context.changesOf(this.#context).subscribe(changed));
    this.#kept.signal.addEventListener('abort', this.stop);
    if (!isUsers) return;
    // The user's organizations in the client are newer than the list.
    let joined = joinedBy(clerk);
    const compare = () => {
      if (joined !== (joined = joinedBy(clerk))) this.#attempt(() => this.#changed('succeeded', { organizationId: '' }));
    };
    this.#unsubscribe.push(clerk.addListener(compare, { skipInitialEmit: true }));
  }

  refresh(): Promise<void> {
    return this.#load(() => this.#core.refresh(this.#machine));
  }

  loadNextPage(): Promise<void> {
    return this.#load(() => this.#core.loadNextPage(this.#machine));
  }

  /** Ends the list. */
  stop = (): void => {
    clearTimeout(this.#timer);
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#kept.signal.removeEventListener('abort', this.stop);
    this.#core.forget(this.#machine);
  };

  get #isClosed(): boolean {
    return this.#kept.signal.aborted;
  }

  /**
   * Runs background work. It fails only if the core traps, which becomes the list's error. Another listener of the same change
   * may have closed the list, and freed its state in the core.
   */
  #attempt(run: () => void): void {
    if (this.#isClosed) return;
    try {
      run();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    Object.assign(this.#kept.list, { isLoading: false, error });
    notify(this.#kept.listeners);
  }

  /** Resolves once the rows are current: a load that begins later replaces this one, and is waited for. */
  async #load(begin: () => number | undefined): Promise<void> {
    if (this.#isClosed) return;
    try {
      const load = begin();
      if (load === undefined) return;
      this.#fetching = this.#fetch(load);
      for (let ended; ended !== this.#fetching; ) await (ended = this.#fetching);
    } catch (error) {
      // Otherwise the core has trapped.
      if (error !== this.#error) this.#fail(error);
      throw error;
    }
  }

  async #fetch(load: number): Promise<void> {
    const loaded = new Map<string, Row>();
    try {
      this.#show();
      for (;;) {
        // A listener may have closed the list and freed its state in the core.
        const initialPage = this.#isClosed ? undefined : this.#core.nextPage(this.#machine, load);
        if (initialPage === undefined) return;
        const request = { initialPage, pageSize: this.#pageSize, ...this.#filters };
        const { data, total_count: total } = await this.#fetchPage(request, { signal: this.#kept.signal });
        if (this.#isClosed) return;
        for (const row of data) loaded.set(row.id, row);
        const ids = data.map(({ id }) => id);
        if (this.#core.fetched(this.#machine, load, ids, total) === this.#core.FetchedPage.Complete) this.#loaded(loaded);
      }
    } catch (error) {
      if (this.#isClosed || !this.#core.loadFailed(this.#machine, load)) return;
      this.#error = error as LiveList<Row>['error'];
      this.#show();
      throw error;
    }
  }

  #loaded(rows: Map<string, Row>): void {
    this.#byId = rows;
    this.#error = null;
    const pending = this.#core.pendingInvitations(this.#machine);
    if (pending !== undefined) this.#context.changesOf(this.#context).setCount(this.#owner as Organization, pending);
    this.#show();
  }

  #changed(phase: Phase, change: Change): void {
    const core = this.#core;
    const number = this.numbers.get(change);
    if (phase === 'started') {
      this.#lastNumber += 1;
      if (!this.#started(change, this.#lastNumber)) return void this.#unconcerning.add(change);
      this.numbers.set(change, this.#lastNumber);
    } else if (this.#unconcerning.has(change)) {
      return;
    } else if (number === undefined) {
      core.changedElsewhere(this.#machine);
    } else {
      this.numbers.delete(change);
      const { invitations: made = [], update } = change;
      const updated = update && this.#byId.get(update.id);
      if (updated) readFields(updated as OrganizationInvitation, update, this.#owner.id);
      for (const row of made) this.#byId.set(row.id, row);
      const ids = made.map(({ id }) => id);
      if (phase === 'succeeded') core.changeSucceeded(this.#machine, number, ids);
      else core.changeFailed(this.#machine, number, refusalStatus(change.error) !== undefined, codeOf(change.error));
    }
    this.#show();
  }

  /** Reports a sent change to the core. Returns whether it concerns this list. */
  #started(change: Change, number: number): boolean {
    const core = this.#core;
    const { emailAddresses, role = '', revoked, wasPending = false, operation, target } = change;
    if (operation) {
      const row = target && [...this.#byId.values()].find((row) => isNamed(row, target));
      return core.operationStarted(this.#machine, number, operation, row ? row.id : undefined);
    }
    if (this.#fetchPage !== (this.#owner as Organization).getInvitations) return false;
    if (emailAddresses) core.inviteStarted(this.#machine, number, emailAddresses, role);
    else if (revoked) core.revokeStarted(this.#machine, number, revoked, wasPending);
    return true;
  }

  /** Copies the core's view into the caller's object, and sets the timer that the core requests. */
  #show(): void {
    if (this.#isClosed) return;
    const core = this.#core;
    const [unconfirmed, ids, totalCount, hasNextPage, isLoading] = core.view(this.#machine);
    const added: (ProvisionalInvitation | Row)[] = unconfirmed.map(([address, role]) => provisional(this.#owner.id, address, role));
    Object.assign(this.#kept.list, {
      data: [...added, ...ids.flatMap((id) => this.#byId.get(id) ?? [])],
      totalCount,
      hasNextPage,
      isLoading,
      error: this.#error,
    });
    const ms = core.takeTimer(this.#machine);
    if (ms !== undefined) this.#setTimer(ms);
    notify(this.#kept.listeners);
  }

  #setTimer(ms: number): void {
    clearTimeout(this.#timer);
    // The error is in `list.error`.
    this.#timer = setTimeout(() => this.#load(() => this.#core.timerFired(this.#machine)).catch(() => {}), ms);
  }
}
