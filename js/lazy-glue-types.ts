// The types of the lazy module's glue, which the build makes from wasm-bindgen's script (xtask/scripts/glue.mjs). src/js_lazy
// is the other side and documents each method.

/** A walk over all pages of a list. */
export interface PageWalk {
  nextPage(): number | undefined;
  take(ids: string[], totalCount: number): number[];
  free(): void;
}

declare const kind: unique symbol;
/** The number of a state machine in the module. `forget` frees it. */
type Machine<Kind> = number & { readonly [kind]: Kind };
export type BulkInvite = Machine<'BulkInvite'>;
export type InviteInParts = Machine<'InviteInParts'>;
export type Resend = Machine<'Resend'>;
export type LiveList = Machine<'LiveList'>;

/** An error in the body of a refusal. */
export type RefusalError = [code: string, paramName: string | undefined, addresses: string[], message: string];

/** The steps that accept the invitation of a link. */
export interface AcceptInvitation {
  action(): number;
  succeeded(hasSession: boolean, isSignedIn: boolean, isMember: boolean): void;
  failed(status: number | undefined, codes: string[]): void;
  free(): void;
}

/** The visible state of a list. */
export type LiveListView = [
  provisional: [address: string, role: string][],
  ids: string[],
  totalCount: number,
  hasNextPage: boolean,
  isLoading: boolean,
];

/** A kind, by its number in `LazyCore.BulkAction`, and its values. */
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
  /** Frees a state machine. */
  forget(machine: BulkInvite | InviteInParts | Resend | LiveList): void;

  createBulkInvite(
    addresses: string[],
    formerStatuses: string[],
    role: string,
    chunkSize: number,
    maxWaitMs: number,
  ): BulkInvite;
  nextAction(call: BulkInvite): BulkAction;
  takeProgress(call: BulkInvite): [] | [done: number, waitingMs: number];
  invited(call: BulkInvite | InviteInParts, addresses: string[]): void;
  listed(call: BulkInvite, ids: string[], addresses: string[], roles: string[], totalCount: number): void;
  waitEnded(call: BulkInvite): void;
  aborted(call: BulkInvite): void;
  outcomes(call: BulkInvite): [status: string, invitation?: number, error?: number, former?: number][];
  refused(call: BulkInvite | Resend, status: number, retryAfter: number | undefined, errors: RefusalError[]): void;
  failed(call: BulkInvite | Resend, code: string): void;

  createInviteInParts(count: number, chunkSize: number): InviteInParts;
  nextPart(call: InviteInParts): [] | [start: number, end: number];
  remaining(call: InviteInParts): number | undefined;

  createResend(status: string): Resend;
  resendStep(call: Resend): number;
  stepSucceeded(call: Resend): void;

  createLiveList(kind: string, initialPage: number, pageSize: number, statuses: string[] | undefined): LiveList;
  view(list: LiveList): LiveListView;
  takeTimer(list: LiveList): number | undefined;
  refresh(list: LiveList): number;
  loadNextPage(list: LiveList): number | undefined;
  timerFired(list: LiveList): number | undefined;
  nextPage(list: LiveList, load: number): number | undefined;
  fetched(list: LiveList, load: number, ids: string[], totalCount: number): number;
  pendingInvitations(list: LiveList): number | undefined;
  loadFailed(list: LiveList, load: number): boolean;
  inviteStarted(list: LiveList, change: number, addresses: string[], role: string): void;
  revokeStarted(list: LiveList, change: number, id: string, wasPending: boolean): void;
  operationStarted(list: LiveList, change: number, operation: string, row: string | undefined): boolean;
  changeSucceeded(list: LiveList, change: number, made: string[]): void;
  changeFailed(list: LiveList, change: number, isRefusal: boolean, code: string): void;
  changedElsewhere(list: LiveList): void;

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
}

export interface LazyGlue extends LazyCore {
  imports: WebAssembly.Imports;
  /** Connects the classes to the exports of the instance. */
  start(exports: WebAssembly.Exports): void;
}
