// A list of invitations that stays current. The core decides what shows and when rows are fetched; this file fetches them,
// keeps the objects and calls the listeners.

import type { LazyCore, LiveList } from '../lazy-glue-types.js';
import { notify } from '../listeners.js';
import { readFields } from '../objects/invitation.js';
import type { KeptList } from '../objects/organization.js';
import type {
  GetInvitationsParams,
  InvitationList,
  Organization,
  OrganizationInvitation,
  ProvisionalInvitation,
} from '../types.js';
import type { Change, Changes, Phase } from './changes.js';
import { codeOf, refusalStatus } from './failures.js';
import { readPage } from './page-params.js';

const DEFAULT_PAGE_SIZE = 10;

/**
 * Keeps the list that `organization.invitationList` returned current until its signal is aborted. Resolves when the first
 * page is fetched, or could not be.
 *
 * @param lazyCore the core, which is another one after it has trapped
 */
export async function keepList(
  lazyCore: () => Promise<LazyCore>,
  changes: Changes,
  organization: Organization,
  kept: KeptList,
  params?: GetInvitationsParams,
): Promise<void> {
  let core = await lazyCore();
  let driver = new LiveListDriver(core, changes, organization, kept, params);
  // After a trap the rows are lost to the core: a list that is used again starts with its first page.
  const running = async (): Promise<LiveListDriver> => {
    const newest = await lazyCore();
    if (newest !== core && !kept.signal.aborted) {
      driver.stop();
      core = newest;
      driver = new LiveListDriver(core, changes, organization, kept, params);
    }
    return driver;
  };
  kept.list.refresh = async () => (await running()).refresh();
  kept.list.loadNextPage = async () => (await running()).loadNextPage();
  // The error is in `list.error`.
  await driver.refresh().catch(() => {});
}

class LiveListDriver {
  readonly #core: LiveList;
  readonly #FetchedPage: LazyCore['FetchedPage'];
  readonly #changes: Changes;
  readonly #organization: Organization;
  readonly #kept: KeptList;
  readonly #pageSize: number;
  readonly #status: GetInvitationsParams['status'];
  readonly #unsubscribe: () => void;
  /** The objects of the rows that the core knows by their ids. */
  #byId = new Map<string, OrganizationInvitation>();
  #error: InvitationList['error'] = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #numbers = new Map<Change, number>();
  #lastNumber = 0;

  constructor(core: LazyCore, changes: Changes, organization: Organization, kept: KeptList, params?: GetInvitationsParams) {
    const { status } = params ?? {};
    const { initialPage, pageSize } = readPage(core, params ?? {}, DEFAULT_PAGE_SIZE);
    this.#core = new core.LiveList(initialPage, pageSize, status === undefined ? undefined : [status].flat());
    this.#FetchedPage = core.FetchedPage;
    this.#changes = changes;
    this.#organization = organization;
    this.#kept = kept;
    this.#pageSize = pageSize;
    this.#status = status;
    this.#unsubscribe = changes.subscribe((phase, change) => {
      if (change.organizationId === organization.id) this.#attempt(() => this.#changed(phase, change));
    });
    if (this.#isClosed) this.stop();
    else kept.signal.addEventListener('abort', this.stop);
  }

  refresh(): Promise<void> {
    return this.#load(() => this.#core.refresh());
  }

  loadNextPage(): Promise<void> {
    return this.#load(() => this.#core.loadNextPage());
  }

  /** Ends the list. */
  stop = (): void => {
    clearTimeout(this.#timer);
    this.#unsubscribe();
    this.#kept.signal.removeEventListener('abort', this.stop);
    this.#core.free();
  };

  get #isClosed(): boolean {
    return this.#kept.signal.aborted;
  }

  /** Runs what no caller waits for. It can fail only if the core traps; that is the list's error. */
  #attempt(run: () => void): void {
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

  async #load(begin: () => number | undefined): Promise<void> {
    if (this.#isClosed) return;
    const loaded = new Map<string, OrganizationInvitation>();
    let load: number | undefined;
    try {
      load = begin();
      if (load === undefined) return;
      this.#show();
      for (;;) {
        // A listener may have closed the list, and the core is gone then.
        const initialPage = this.#isClosed ? undefined : this.#core.nextPage(load);
        if (initialPage === undefined) return;
        const filter = this.#status === undefined ? {} : { status: this.#status };
        const request = { initialPage, pageSize: this.#pageSize, ...filter };
        const { data, total_count: total } = await this.#organization.getInvitations(request, { signal: this.#kept.signal });
        if (this.#isClosed) return;
        for (const row of data) loaded.set(row.id, row);
        const ids = data.map(({ id }) => id);
        if (this.#core.fetched(load, ids, total) === this.#FetchedPage.Complete) this.#loaded(loaded);
      }
    } catch (error) {
      this.#loadFailed(load, error);
    }
  }

  #loadFailed(load: number | undefined, error: unknown): void {
    if (this.#isClosed) return;
    try {
      // Only a trap fails before the load has a number, and then this throws too.
      if (!this.#core.loadFailed(load ?? 0)) return;
    } catch (trapped) {
      this.#fail(trapped);
      throw trapped;
    }
    this.#error = error as InvitationList['error'];
    this.#show();
    throw error;
  }

  #loaded(rows: Map<string, OrganizationInvitation>): void {
    this.#byId = rows;
    this.#error = null;
    const pending = this.#core.pendingCount();
    if (pending !== undefined) this.#changes.setCount(this.#organization, pending);
    this.#show();
  }

  #changed(phase: Phase, change: Change): void {
    const core = this.#core;
    const number = this.#numbers.get(change);
    if (phase === 'started') {
      this.#lastNumber += 1;
      this.#numbers.set(change, this.#lastNumber);
      const { emailAddresses, role = '', revoked, wasPending = false } = change;
      if (emailAddresses) core.inviteStarted(this.#lastNumber, emailAddresses, role);
      else if (revoked) core.revokeStarted(this.#lastNumber, revoked, wasPending);
    } else if (number === undefined) {
      core.changedElsewhere();
    } else {
      this.#numbers.delete(change);
      const { invitations: made = [], update } = change;
      const updated = update && this.#byId.get(update.id);
      if (updated) readFields(updated, update, this.#organization.id);
      for (const row of made) this.#byId.set(row.id, row);
      const ids = made.map(({ id }) => id);
      if (phase === 'succeeded') core.succeeded(number, ids);
      else core.failed(number, refusalStatus(change.error) !== undefined, codeOf(change.error));
    }
    this.#show();
  }

  /** Puts what the core says into the caller's object, and sets the timer that it asks for. */
  #show(): void {
    if (this.#isClosed) return;
    const core = this.#core;
    core.updateView();
    const roles = core.provisionalRoles();
    const provisional = core.provisionalAddresses().map((address, at) => this.#provisional(address, roles[at] ?? ''));
    Object.assign(this.#kept.list, {
      data: [...provisional, ...core.rows().flatMap((id) => this.#byId.get(id) ?? [])],
      totalCount: core.totalCount(),
      hasNextPage: core.hasNextPage(),
      isLoading: core.isLoading(),
      error: this.#error,
    });
    const ms = core.takeTimer();
    if (ms !== undefined) this.#setTimer(ms);
    notify(this.#kept.listeners);
  }

  #setTimer(ms: number): void {
    clearTimeout(this.#timer);
    // The error is in `list.error`.
    this.#timer = setTimeout(() => this.#load(() => this.#core.timerFired()).catch(() => {}), ms);
  }

  #provisional(emailAddress: string, role: string): ProvisionalInvitation {
    const now = new Date();
    return {
      id: undefined,
      emailAddress,
      role,
      roleName: undefined,
      status: 'pending',
      organizationId: this.#organization.id,
      publicMetadata: {},
      createdAt: now,
      updatedAt: now,
      expiresAt: null,
      url: null,
      isProvisional: true,
    };
  }
}
