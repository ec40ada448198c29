// The types of what the build makes of the script that wasm-bindgen writes for the lazy module (xtask/scripts/glue.mjs);
// src/js_lazy is the other side, and says what each method does.

interface Freed {
  free(): void;
}

export interface PageWalk extends Freed {
  nextPage(): number | undefined;
  take(ids: string[], totalCount: number): number[];
}

export interface InviteRefusal extends Freed {
  addError(code: string, paramName: string | undefined, addresses: string[], message: string): void;
}

/** A state machine that takes the failures of calls. */
export interface FailureSink {
  refused(refusal: InviteRefusal): void;
  failed(code: string): void;
}

export interface BulkInvite extends Freed, FailureSink {
  nextAction(): BulkAction;
  takeProgress(): [] | [done: number, waitingMs: number];
  invited(addresses: string[]): void;
  listed(ids: string[], addresses: string[], roles: string[], totalCount: number): void;
  waited(): void;
  aborted(): void;
  outcomes(): [status: string, invitation?: number, error?: number, former?: number][];
}

export interface InviteInParts extends Freed {
  nextPart(): [] | [start: number, end: number];
  invited(): void;
  remaining(): number | undefined;
}

export interface Resend extends Freed, FailureSink {
  step(): number;
  succeeded(): void;
}

export interface AcceptInvitation extends Freed {
  action(): number;
  succeeded(hasSession: boolean, isSignedIn: boolean, isMember: boolean): void;
  failed(status: number | undefined, codes: string[]): void;
}

export interface LiveList extends Freed {
  view(): LiveListView;
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
  operationStarted(change: number, operation: string, row: string | undefined): boolean;
  succeeded(change: number, made: string[]): void;
  failed(change: number, isRefusal: boolean, code: string): void;
  changedElsewhere(): void;
}

/** The visible state of a list. */
export type LiveListView = [
  provisional: [address: string, role: string][],
  ids: string[],
  totalCount: number,
  hasNextPage: boolean,
  isLoading: boolean,
];

/** A kind, by its number in `LazyCore.BulkAction`, and what it takes. */
export type BulkAction = [kind: number, addressesOrPageOrMs?: unknown, pageSize?: number];

/** The addresses of a pasted text. */
export type ParsedAddresses = [
  emailAddresses: string[],
  withRoles: [emailAddress: string, role: string][],
  notUnderstood: [text: string, reason: string, line: number][],
  duplicates: string[],
  cleaned: [text: string, emailAddress: string, line: number][],
];

/** Classes and functions of one module instance. */
export interface LazyCore {
  parseEmailAddresses(text: string): ParsedAddresses;
  invalidPageParam(initialPage: number | undefined, pageSize: number | undefined): string | undefined;
  readChunkSize(size: number | undefined): number | undefined;
  readMaxWaitMs(ms: number | undefined): number | undefined;
  readonly BulkAction: {
    readonly Invite: number;
    readonly List: number;
    readonly Wait: number;
    readonly Join: number;
    readonly Resolve: number;
    readonly Reject: number;
  };
  readonly FetchedPage: { readonly Outdated: number; readonly Incomplete: number; readonly Complete: number };
  readonly ResendStep: {
    readonly Revoke: number;
    readonly Invite: number;
    readonly Done: number;
    readonly NotRevoked: number;
    readonly NotInvited: number;
    readonly InvitationUnknown: number;
  };
  readonly AcceptAction: {
    readonly SignIn: number;
    readonly SignUp: number;
    readonly Activate: number;
    readonly Accept: number;
    readonly Load: number;
    readonly LoadAndSelect: number;
    readonly Complete: number;
    readonly NeedsSignIn: number;
    readonly NeedsSignUp: number;
    readonly ForAnotherUser: number;
    readonly Failed: number;
    readonly OutcomeUnknown: number;
  };
  AcceptInvitation: new (status: string, isSignedIn: boolean, isOnline: boolean) => AcceptInvitation;
  PageWalk: new (pageSize: number) => PageWalk;
  BulkInvite: new (
    addresses: string[],
    formerStatuses: string[],
    role: string,
    chunkSize: number,
    maxWaitMs: number,
  ) => BulkInvite;
  InviteInParts: new (count: number, chunkSize: number) => InviteInParts;
  InviteRefusal: new (status: number, retryAfter: number | undefined) => InviteRefusal;
  Resend: new (status: string) => Resend;
  LiveList: new (kind: string, initialPage: number, pageSize: number, statuses: string[] | undefined) => LiveList;
}

export interface LazyGlue extends LazyCore {
  imports: WebAssembly.Imports;
  /** Hands the exports of the instance to the classes. */
  start(exports: WebAssembly.Exports): void;
}
