// A list of invitations that stays current. The core decides what shows and when rows are fetched; this file fetches them,
// keeps the objects and calls the listeners.

import { readPage } from './driver.js';
import { codeOf, refusalStatus } from './failures.js';
import type { Environment, InvitationRow, LiveListCore, OrganizationCalls } from './driver.js';

/** An invitation that the server has not confirmed: without an id, and nothing can be done to it. */
export interface ProvisionalInvitation {
  id: undefined;
  emailAddress: string;
  role: string;
  roleName: undefined;
  status: 'pending';
  organizationId: string;
  publicMetadata: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
  expiresAt: null;
  url: null;
  isProvisional: true;
}

/** The object that `organization.invitationList` returns. */
export interface InvitationList<Invitation> {
  data: (Invitation | ProvisionalInvitation)[];
  totalCount: number;
  isLoading: boolean;
  error: unknown;
  hasNextPage: boolean;
  loadNextPage: () => Promise<void>;
  refresh: () => Promise<void>;
}

/** A change of an organization's invitations; the same object in each phase. One from another tab has only the id. */
export interface InvitationChange<Invitation> {
  organizationId: string;
  emailAddresses?: string[];
  role?: string;
  revoked?: string;
  wasPending?: boolean;
  /** What the server made, once the change succeeded. */
  invitations?: Invitation[];
  /** Why it failed. */
  error?: unknown;
}

/** Where changes are announced. */
export interface ChangeEvents<Invitation> {
  subscribe: (
    listener: (phase: 'started' | 'succeeded' | 'failed', change: InvitationChange<Invitation>) => void,
  ) => () => void;
  /** Takes the number of pending invitations that the server listed. */
  counted: (pending: number) => void;
}

/** What `organization.invitationList` takes. */
export interface InvitationListParams {
  status?: string | string[];
  initialPage?: number | string;
  pageSize?: number | string;
}

const DEFAULT_PAGE_SIZE = 10;

/** Keeps `live` current until `signal` is aborted. Resolves when the first page is fetched, or could not be. */
export async function keepList<Invitation extends InvitationRow>(
  environment: Environment,
  calls: OrganizationCalls<Invitation>,
  changes: ChangeEvents<Invitation>,
  live: InvitationList<Invitation>,
  listeners: ReadonlySet<() => void>,
  params: InvitationListParams | null | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { status } = params ?? {};
  const page = readPage(environment, params ?? {}, DEFAULT_PAGE_SIZE);
  const statuses = status === undefined ? undefined : [status].flat();
  const core = new environment.core.LiveList(page.initialPage, page.pageSize, statuses);
  const driver = new LiveListDriver(environment, calls, changes, live, listeners, page.pageSize, statuses, core, signal);
  live.refresh = () => driver.refresh();
  live.loadNextPage = () => driver.loadNextPage();
  driver.start();
  // The error is in `live.error`.
  await driver.refresh().catch(() => {});
}

class LiveListDriver<Invitation extends InvitationRow> {
  /** The objects of the rows that the core knows by their ids. */
  #byId = new Map<string, Invitation>();
  #error: unknown = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #numbers = new Map<InvitationChange<Invitation>, number>();
  #changes = 0;

  constructor(
    readonly environment: Environment,
    readonly calls: OrganizationCalls<Invitation>,
    readonly changes: ChangeEvents<Invitation>,
    readonly live: InvitationList<Invitation>,
    readonly listeners: ReadonlySet<() => void>,
    readonly pageSize: number,
    readonly statuses: string[] | undefined,
    readonly core: LiveListCore,
    readonly signal: AbortSignal,
  ) {}

  start(): void {
    const unsubscribe = this.changes.subscribe((phase, change) => {
      if (change.organizationId === this.calls.id) this.#changed(phase, change);
    });
    const stop = () => {
      clearTimeout(this.#timer);
      unsubscribe();
      this.core.free();
    };
    if (this.signal.aborted) stop();
    else this.signal.addEventListener('abort', stop, { once: true });
  }

  async refresh(): Promise<void> {
    if (!this.signal.aborted) await this.#load(this.core.refresh());
  }

  async loadNextPage(): Promise<void> {
    const load = this.signal.aborted ? undefined : this.core.loadNextPage();
    if (load !== undefined) await this.#load(load);
  }

  async #load(load: number): Promise<void> {
    const { core, signal, pageSize, statuses } = this;
    const { FetchedPage } = this.environment.core;
    this.#show();
    const loaded = new Map<string, Invitation>();
    try {
      for (;;) {
        // A listener may have closed the list, and the core is gone then.
        const initialPage = signal.aborted ? undefined : core.nextPage(load);
        if (initialPage === undefined) return;
        const request = { initialPage, pageSize, ...(statuses ? { status: statuses } : {}) };
        const { data, total_count: total } = await this.calls.getInvitations(request, { signal });
        if (signal.aborted) return;
        for (const row of data) loaded.set(row.id, row);
        const fetched = core.fetched(
          load,
          data.map(({ id }) => id),
          total,
        );
        if (fetched === FetchedPage.Complete) this.#loaded(loaded);
      }
    } catch (error) {
      if (signal.aborted || !core.loadFailed(load)) return;
      this.#error = error;
      this.#show();
      throw error;
    }
  }

  #loaded(rows: Map<string, Invitation>): void {
    this.#byId = rows;
    this.#error = null;
    const pending = this.core.pendingCount();
    if (pending !== undefined) this.changes.counted(pending);
    this.#show();
  }

  #changed(phase: 'started' | 'succeeded' | 'failed', change: InvitationChange<Invitation>): void {
    const { core } = this;
    const number = this.#numbers.get(change);
    if (phase === 'started') {
      this.#changes += 1;
      this.#numbers.set(change, this.#changes);
      const { emailAddresses, role = '', revoked, wasPending = false } = change;
      if (emailAddresses) core.inviteStarted(this.#changes, emailAddresses, role);
      else if (revoked) core.revokeStarted(this.#changes, revoked, wasPending);
    } else if (number === undefined) {
      core.changedElsewhere();
    } else {
      this.#numbers.delete(change);
      const made = change.invitations ?? [];
      for (const row of made) this.#byId.set(row.id, row);
      const ids = made.map(({ id }) => id);
      if (phase === 'succeeded') core.succeeded(number, ids);
      else core.failed(number, refusalStatus(change.error) !== undefined, codeOf(change.error));
    }
    this.#show();
  }

  /** Puts what the core says into the caller's object, and sets the timer that it asks for. */
  #show(): void {
    const { core, live } = this;
    core.updateView();
    const roles = core.provisionalRoles();
    const provisional = core.provisionalAddresses().map((address, at) => this.#provisional(address, roles[at] ?? ''));
    live.data = [...provisional, ...core.rows().flatMap((id) => this.#byId.get(id) ?? [])];
    live.totalCount = core.totalCount();
    live.hasNextPage = core.hasNextPage();
    live.isLoading = core.isLoading();
    live.error = this.#error;
    const ms = core.takeTimer();
    if (ms !== undefined) this.#setTimer(ms);
    for (const listener of [...this.listeners]) {
      try {
        listener();
      } catch (error) {
        this.environment.report(error);
      }
    }
  }

  #setTimer(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const load = this.core.timerFired();
      // The error is in `live.error`.
      if (load !== undefined) this.#load(load).catch(() => {});
    }, ms);
  }

  #provisional(emailAddress: string, role: string): ProvisionalInvitation {
    const now = new Date();
    return {
      id: undefined,
      emailAddress,
      role,
      roleName: undefined,
      status: 'pending',
      organizationId: this.calls.id,
      publicMetadata: {},
      createdAt: now,
      updatedAt: now,
      expiresAt: null,
      url: null,
      isProvisional: true,
    };
  }
}
