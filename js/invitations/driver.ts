// What the drivers in this folder are given: the calls they make, the core that decides, and the errors they throw. They
// import nothing else, so that they are fetched and tested by themselves.

/** What the drivers read of an invitation. */
export interface InvitationRow {
  id: string;
  emailAddress: string;
  role: string;
}

/** A page of invitations. */
export interface InvitationPage<Invitation> {
  data: Invitation[];
  total_count: number;
}

/** What ends a call. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
}

/** A page to fetch. */
export interface PageRequest {
  initialPage: number;
  pageSize: number;
  status?: string | string[];
}

/** What an invitation may have beside the address and the role. */
export interface InvitationExtras {
  role: string;
  notify?: boolean;
  redirectUrl?: string;
  publicMetadata?: Record<string, unknown>;
  expiresInDays?: number;
}

/** The calls of one organization. Each is one request, and the look-up that follows it if it gets no answer. */
export interface OrganizationCalls<Invitation extends InvitationRow> {
  readonly id: string;
  getInvitations: (params: PageRequest, options: CallOptions) => Promise<InvitationPage<Invitation>>;
  inviteMember: (params: InvitationExtras & { emailAddress: string }) => Promise<Invitation>;
  /** Invites all of the addresses or none. */
  inviteChunk: (params: InvitationExtras & { emailAddresses: string[] }, options: CallOptions) => Promise<Invitation[]>;
  /** Calls `listener` with each wait before one of these requests is retried. Returns a function that unsubscribes. */
  onRetry: (listener: (waitMs: number) => void) => () => void;
}

/** The constructors of the errors that callers catch. */
export interface ErrorFactory {
  /** `invalid_params`: names the param and what it must be. */
  invalid: (param: string, reason: string) => Error;
  /** A `ClerkRuntimeError` with this code; `more` are its other properties. */
  failed: (code: string, message: string, cause?: unknown, more?: object) => Error;
}

/** What the drivers share. */
export interface Environment {
  core: LazyCore;
  errors: ErrorFactory;
  /** Runs a call within its options. `ended` rejects when the call is to end; undefined if nothing can end it. */
  bounded: <Result>(
    options: CallOptions | undefined,
    send: (ended: Promise<never> | undefined) => Promise<Result>,
  ) => Promise<Result>;
  /** Reports what a listener threw. */
  report: (error: unknown) => void;
}

/** The classes of the lazy wasm module, `src/js_lazy`. */
export interface LazyCore {
  invalidPageParam: (initialPage?: number | null, pageSize?: number | null) => string | undefined;
  readChunkSize: (size?: number | null) => number | undefined;
  readMaxWaitMs: (ms?: number | null) => number | undefined;
  readonly BulkAction: { readonly Invite: 0; readonly List: 1; readonly Wait: 2; readonly Resolve: 3; readonly Reject: 4 };
  readonly FetchedPage: { readonly Outdated: 0; readonly Incomplete: 1; readonly Complete: 2 };
  readonly ResendStep: {
    readonly Revoke: 0;
    readonly Invite: 1;
    readonly Done: 2;
    readonly NotRevoked: 3;
    readonly NotInvited: 4;
    readonly InvitationUnknown: 5;
  };
  readonly PageWalk: new (pageSize: number) => PageWalk;
  readonly BulkInvite: new (
    addresses: string[],
    formerStatuses: string[],
    role: string,
    chunkSize: number,
    maxWaitMs: number,
  ) => BulkInvite;
  readonly InviteInParts: new (count: number, chunkSize: number) => InviteInParts;
  readonly InviteRefusal: new (status: number, retryAfter?: number | null) => InviteRefusal;
  readonly Resend: new (status: string) => Resend;
  readonly LiveList: new (initialPage: number, pageSize: number, statuses?: string[] | null) => LiveListCore;
}

export interface PageWalk {
  nextPage(): number | undefined;
  take(ids: string[], totalCount: number): Uint32Array;
  free(): void;
}

export interface InviteRefusal {
  addError(code: string, paramName: string | null | undefined, addresses: string[], message: string): void;
  free(): void;
}

export interface BulkInvite {
  nextAction(): number;
  addresses(): string[];
  page(): number;
  pageSize(): number;
  waitMs(): number;
  takeProgress(): boolean;
  done(): number;
  waitingMs(): number;
  invited(addresses: string[]): void;
  listed(ids: string[], addresses: string[], roles: string[], totalCount: number): void;
  refused(refusal: InviteRefusal): void;
  failed(code: string): void;
  waited(): void;
  aborted(): void;
  statusAt(row: number): string;
  invitationAt(row: number): number | undefined;
  errorAt(row: number): number | undefined;
  formerAt(row: number): number | undefined;
  free(): void;
}

export interface InviteInParts {
  nextPart(): Uint32Array | undefined;
  invited(): void;
  remaining(): number | undefined;
  free(): void;
}

export interface Resend {
  step(): number;
  succeeded(): void;
  refused(refusal: InviteRefusal): void;
  failed(code: string): void;
  free(): void;
}

export interface LiveListCore {
  updateView(): void;
  provisionalAddresses(): string[];
  provisionalRoles(): string[];
  rows(): string[];
  totalCount(): number;
  hasNextPage(): boolean;
  isLoading(): boolean;
  takeTimer(): number | undefined;
  refresh(): number;
  loadNextPage(): number | undefined;
  timerFired(): number | undefined;
  nextPage(load: number): number | undefined;
  fetched(load: number, ids: string[], totalCount: number): number;
  pendingCount(): number | undefined;
  loadFailed(load: number): boolean;
  inviteStarted(change: number, addresses: string[], role: string): void;
  revokeStarted(change: number, id: string, wasPending: boolean): void;
  succeeded(change: number, made: string[]): void;
  failed(change: number, isRefusal: boolean, code: string): void;
  changedElsewhere(): void;
  free(): void;
}

/** A page param as JavaScript callers write it: a number or its text. NaN, which the core refuses, for anything else. */
export function numberOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value.trim() ? Number(value) : NaN;
  return typeof value === 'number' ? value : NaN;
}

/** Reads `initialPage` and `pageSize`, for every list. */
export function readPage(
  { core, errors }: Environment,
  params: { initialPage?: unknown; pageSize?: unknown },
  defaultSize: number,
): { initialPage: number; pageSize: number } {
  const [initialPage, pageSize] = [numberOf(params.initialPage), numberOf(params.pageSize)];
  const wrong = core.invalidPageParam(initialPage, pageSize);
  if (wrong) throw errors.invalid(wrong, 'must be a whole number from 1 up');
  return { initialPage: initialPage ?? 1, pageSize: pageSize ?? defaultSize };
}
