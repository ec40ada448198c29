// The npm package: entries, files, public declarations. `cargo xtask docs` writes this file, `cargo xtask test types` compares it.

// clerk-organization: ./index.d.ts
// clerk-organization/inline: ./inline.d.ts
// clerk-organization/clerk.browser.js: ./clerk.browser.d.ts
// clerk-organization/react: ./react.d.ts
// clerk-organization/clerk-react: ./clerk-react.d.ts
// clerk-organization/vue: ./vue.d.ts
// clerk-organization/svelte: ./svelte.d.ts
// clerk-organization/attach: ./attach.d.ts
// clerk-organization/addresses: ./addresses.d.ts
// clerk-organization/devtools: ./devtools.d.ts
// clerk-organization/cookies: ./cookies.d.ts
// clerk-organization/relay: ./relay.d.ts
// clerk-organization/wasm
// clerk-organization/wasm/lazy
// clerk-organization/package.json

// ships CHANGELOG.md
// ships LICENSE-APACHE
// ships LICENSE-MIT
// ships README.md
// ships addresses.d.ts
// ships addresses.js
// ships addresses.js.map
// ships addresses.node.js
// ships addresses.node.js.map
// ships attach.d.ts
// ships attach.js
// ships attach.js.map
// ships chunks/account.js
// ships chunks/account.js.map
// ships chunks/components.js
// ships chunks/components.js.map
// ships chunks/inline-lazy.js
// ships chunks/inline-lazy.js.map
// ships chunks/invitations.js
// ships chunks/invitations.js.map
// ships chunks/organization.js
// ships chunks/organization.js.map
// ships clerk-react.d.ts
// ships clerk-react.js
// ships clerk-react.js.map
// ships clerk.browser.d.ts
// ships clerk.browser.js
// ships clerk.browser.js.map
// ships cookies.d.ts
// ships cookies.js
// ships cookies.js.map
// ships devtools.d.ts
// ships devtools.js
// ships devtools.js.map
// ships index.d.ts
// ships index.js
// ships index.js.map
// ships index.node.js
// ships index.node.js.map
// ships inline.d.ts
// ships inline.js
// ships inline.js.map
// ships package.json
// ships react.d.ts
// ships react.js
// ships react.js.map
// ships relay.d.ts
// ships relay.js
// ships relay.js.map
// ships svelte.d.ts
// ships svelte.js
// ships svelte.js.map
// ships types/account.d.ts
// ships types/adapters/state.d.ts
// ships types/addresses.d.ts
// ships types/addresses.node.d.ts
// ships types/attach.d.ts
// ships types/call-options.d.ts
// ships types/chunks.d.ts
// ships types/clerk-react.d.ts
// ships types/clerk-react/not-supported.d.ts
// ships types/clerk.browser.d.ts
// ships types/clerk.d.ts
// ships types/components/all.d.ts
// ships types/components/component.d.ts
// ships types/components/dom.d.ts
// ships types/components/elements.d.ts
// ships types/components/first-allowed.d.ts
// ships types/components/form.d.ts
// ships types/components/menu-keyboard.d.ts
// ships types/components/organization-switcher.d.ts
// ships types/components/sign-in.d.ts
// ships types/components/stylesheet.d.ts
// ships types/components/texts.d.ts
// ships types/context.d.ts
// ships types/cookies.d.ts
// ships types/dev-browser.d.ts
// ships types/devtools.d.ts
// ships types/devtools/call-log.d.ts
// ships types/devtools/calls-view.d.ts
// ships types/devtools/emulator-view.d.ts
// ships types/devtools/emulator.d.ts
// ships types/devtools/lists-view.d.ts
// ships types/devtools/panel.d.ts
// ships types/devtools/redact.d.ts
// ships types/devtools/session-view.d.ts
// ships types/devtools/source.d.ts
// ships types/devtools/stylesheet.d.ts
// ships types/devtools/types.d.ts
// ships types/devtools/view.d.ts
// ships types/errors.d.ts
// ships types/glue-types.d.ts
// ships types/host.d.ts
// ships types/index.d.ts
// ships types/index.node.d.ts
// ships types/inline-lazy.d.ts
// ships types/inline.d.ts
// ships types/invitations/all.d.ts
// ships types/invitations/bulk-invite.d.ts
// ships types/invitations/failures.d.ts
// ships types/invitations/invite-members.d.ts
// ships types/invitations/invite.d.ts
// ships types/invitations/lazy-wasm.d.ts
// ships types/invitations/live-list.d.ts
// ships types/invitations/live-rows.d.ts
// ships types/invitations/page-params.d.ts
// ships types/invitations/pages.d.ts
// ships types/invitations/parse-addresses.d.ts
// ships types/invitations/relay.d.ts
// ships types/invitations/resend.d.ts
// ships types/json.d.ts
// ships types/lazy-glue-types.d.ts
// ships types/lazy.d.ts
// ships types/listeners.d.ts
// ships types/navigation.d.ts
// ships types/objects/client.d.ts
// ships types/objects/invitation.d.ts
// ships types/objects/live-list.d.ts
// ships types/objects/methods.d.ts
// ships types/objects/organization.d.ts
// ships types/objects/session.d.ts
// ships types/organization/accept-invitation.d.ts
// ships types/organization/all.d.ts
// ships types/organization/calls.d.ts
// ships types/organization/domains.d.ts
// ships types/organization/fields.d.ts
// ships types/organization/legacy-roles.d.ts
// ships types/organization/logo.d.ts
// ships types/organization/membership-requests.d.ts
// ships types/organization/memberships.d.ts
// ships types/organization/organizations.d.ts
// ships types/organization/users.d.ts
// ships types/pending-changes.d.ts
// ships types/polling.d.ts
// ships types/publishable-key.d.ts
// ships types/react.d.ts
// ships types/react/auth.d.ts
// ships types/react/clerk-store.d.ts
// ships types/react/list-store.d.ts
// ships types/react/listeners.d.ts
// ships types/react/organization.d.ts
// ships types/react/pagination.d.ts
// ships types/react/provider.d.ts
// ships types/react/show.d.ts
// ships types/react/types.d.ts
// ships types/relay.d.ts
// ships types/relay/params.d.ts
// ships types/relay/refusal.d.ts
// ships types/relay/session.d.ts
// ships types/relay/types.d.ts
// ships types/shared-call.d.ts
// ships types/svelte.d.ts
// ships types/trap.d.ts
// ships types/types.d.ts
// ships types/types/bulk-invite.d.ts
// ships types/types/call.d.ts
// ships types/types/clerk.d.ts
// ships types/types/components.d.ts
// ships types/types/domain.d.ts
// ships types/types/error.d.ts
// ships types/types/invitation.d.ts
// ships types/types/live-list.d.ts
// ships types/types/membership.d.ts
// ships types/types/organization.d.ts
// ships types/types/session.d.ts
// ships types/types/sign-in.d.ts
// ships types/types/user.d.ts
// ships types/vue.d.ts
// ships types/wasm-source.d.ts
// ships types/wasm.d.ts
// ships vue.d.ts
// ships vue.js
// ships vue.js.map
// ships wasm/clerk_organization_bg.wasm
// ships wasm/clerk_organization_lazy_bg.wasm

// ━━ addresses.d.ts

export * from './types/addresses.js';

// ━━ attach.d.ts

export * from './types/attach.js';

// ━━ clerk-react.d.ts

export * from './types/clerk-react.js';

// ━━ clerk.browser.d.ts

export * from './types/clerk.browser.js';

// ━━ cookies.d.ts

export * from './types/cookies.js';

// ━━ devtools.d.ts

export * from './types/devtools.js';

// ━━ index.d.ts

export * from './types/index.js';
export { default } from './types/index.js';

// ━━ inline.d.ts

export * from './types/inline.js';
export { default } from './types/index.js';

// ━━ react.d.ts

export * from './types/react.js';

// ━━ relay.d.ts

export * from './types/relay.js';

// ━━ svelte.d.ts

export * from './types/svelte.js';

// ━━ types/adapters/state.d.ts

import type { Clerk, Organization, OrganizationMembership, Session, User } from 'clerk-organization';
/** The state of a `Clerk`. Before `load()` is done everything but `isLoaded` is undefined. */
export interface ClerkState {
    isLoaded: boolean;
    session: Session | null | undefined;
    user: User | null | undefined;
    /** The active organization. */
    organization: Organization | null | undefined;
    /** The user's membership in it. */
    membership: OrganizationMembership | null | undefined;
}
/** Returns the current state. Each change makes a new state, because the objects in it stay the same while their fields change. */
export declare function stateOf(clerk: Clerk): ClerkState;
/** The signed-in user, and the active organization. Before `load()` is done everything but `isLoaded` and `has` is undefined. */
export interface Auth {
    isLoaded: boolean;
    isSignedIn: boolean | undefined;
    userId: string | null | undefined;
    sessionId: string | null | undefined;
    orgId: string | null | undefined;
    orgRole: string | null | undefined;
    orgSlug: string | null | undefined;
    has: Session['checkAuthorization'];
}
/** As in Clerk's adapters, a session with a task left (`pending`) counts as signed out. */
export declare function authOf({ isLoaded, session, membership }: ClerkState): Auth;
/** Calls `listener` at each change. Returns a function that unsubscribes. Loads the `Clerk` in a browser. */
export declare function follow(clerk: Clerk, listener: () => void): () => void;

// ━━ types/addresses.d.ts

/**
 * Why a text is not among the addresses:
 *
 * - `no_at_sign`: it has no `@`
 * - `local_part`: the part before the `@` is empty, too long, or has an invalid character
 * - `domain`: the part after the `@` is not a host name with a dot
 * - `too_long`: it is longer than 254 bytes
 * - `no_address`: a row of a table without an address
 * - `other_column`: an address in a table, in a column that is not for addresses
 * - `outside_table`: an address above a table, in its titles, in an example, or in a remark below the table
 * - `beside_address`: an address in the name, the label or the link of another address
 */
export type NotUnderstoodReason = 'no_at_sign' | 'local_part' | 'domain' | 'too_long' | 'no_address' | 'other_column' | 'outside_table' | 'beside_address';
/** A text that is not among the addresses. */
export interface NotUnderstood {
    /** The text as it was written. */
    text: string;
    reason: NotUnderstoodReason;
    /** The line of the text, counted from 1. For a row of a table, its first line. */
    line: number;
}
/** An address and the value of the role column in its row. */
export interface AddressWithRole {
    emailAddress: string;
    /** The role as it was written: `admin`, `org:member`, or a word of another language. */
    role: string;
}
/** An address whose invisible characters were removed. */
export interface CleanedAddress {
    /** The text as it was written, with these characters. */
    text: string;
    emailAddress: string;
    /** The line of the text, counted from 1. */
    line: number;
}
/** The addresses of a text, in the order of the text. */
export interface ParsedEmailAddresses {
    /** The addresses as they were first written. Addresses that differ only in case are listed once. */
    emailAddresses: string[];
    /** The addresses of `emailAddresses` that have a role in a table. */
    withRoles: AddressWithRole[];
    notUnderstood: NotUnderstood[];
    /** Repetitions of addresses, as they were written. */
    duplicates: string[];
    /** The addresses that had invisible characters or no-break spaces in or around them. */
    cleaned: CleanedAddress[];
}
/**
 * Parses the e-mail addresses of a pasted text. They are separated by commas, semicolons, white space or lines; they may be
 * in angle brackets or parentheses after a name, in quotes, or in `mailto:` links. In a table, only the columns for addresses
 * are read: those whose title is "e-mail address" in one of thirty languages, or the only column that has addresses.
 *
 * Every text with an `@` is an address, a duplicate, or reported with its reason and its line.
 *
 * @throws {ClerkRuntimeError} `network_error` or `wasm_load_failed` if the parser could not be fetched
 */
export declare const parseEmailAddresses: (text: string | null | undefined) => Promise<ParsedEmailAddresses>;

// ━━ types/attach.d.ts

import { Clerk } from './index.js';
import type { ClerkOptions } from './types.js';
/** The members of Clerk's official client that this entry uses. */
export interface OfficialClerk {
    readonly publishableKey: string;
    readonly proxyUrl?: string;
    readonly domain?: string;
    readonly loaded: boolean;
    load: () => Promise<unknown>;
    readonly session?: {
        id: string;
    } | null;
    readonly organization?: {
        id: string;
    } | null;
    addListener: (listener: () => void) => unknown;
}
/**
 * Creates a loaded `Clerk` on the session of Clerk's official client, and loads the official client if necessary. It then
 * follows the official client: another session, another organization, signing out.
 *
 * @param official clerk-js's object, for example `window.Clerk`
 * @param options the options of `new Clerk`; the proxy and the domain of the official client are the defaults
 * @throws {ClerkRuntimeError} as `clerk.load()`
 */
export declare function fromClerkJS(official: OfficialClerk, options?: ClerkOptions): Promise<Clerk>;

// ━━ types/clerk-react.d.ts

import type { ClerkProviderProps } from '@clerk/react';
import type { Clerk } from './clerk.js';
export type { ClerkValues, NotSupported } from './clerk-react/not-supported.js';
/** The object that the official provider takes as its `Clerk`. */
export type ReactClerk = Exclude<NonNullable<ClerkProviderProps['Clerk']>, abstract new (...args: never) => unknown>;
/**
 * Adds to a client the members of Clerk's type that this package does not have, so that
 * `<ClerkProvider Clerk={clerkForReact(clerk)}>` of `@clerk/react` accepts it. An added method fails with `not_supported`,
 * whose message names the method: it rejects, or throws if it returns no Promise. Components that this package does not have
 * (`mountUserButton` and the like) report that error as uncaught. The same applies to the client's sessions, users, and
 * attempts to sign in or up.
 *
 * @returns the same object, in Clerk's type
 */
export declare function clerkForReact(clerk: Clerk): ReactClerk;

// ━━ types/clerk-react/not-supported.d.ts

/** Names by the effect of a call: it rejects, throws, reports its error as uncaught, or does nothing. */
export interface Names {
    readonly rejects?: readonly string[];
    readonly throws?: readonly string[];
    readonly reports?: readonly string[];
    readonly ignores?: readonly string[];
}
/** Members of Clerk's `Clerk`. Components report: an exception while React commits would unmount the page. */
export declare const CLERK: {
    readonly rejects: readonly ["__internal_handleResourceCallback", "__internal_loadStripeJs", "__internal_reloadInitialResources", "__internal_resumeAfterProtectCheck", "authenticateWithBase", "authenticateWithCoinbaseWallet", "authenticateWithGoogleOneTap", "authenticateWithMetamask", "authenticateWithOKXWallet", "authenticateWithSolana", "authenticateWithWeb3", "handleEmailLinkVerification", "handleGoogleOneTapCallback", "handleRedirectCallback", "handleUnauthenticated", "joinWaitlist", "navigate", "redirectToAfterSignIn", "redirectToAfterSignOut", "redirectToAfterSignUp", "redirectToCreateOrganization", "redirectToOrganizationProfile", "redirectToSignIn", "redirectToSignUp", "redirectToTasks", "redirectToUserProfile", "redirectToWaitlist", "redirectWithAuth"];
    readonly throws: readonly ["__experimental_checkout", "__internal_addNavigationListener", "__internal_windowNavigate", "buildAfterMultiSessionSingleSignOutUrl", "buildAfterSignInUrl", "buildAfterSignOutUrl", "buildAfterSignUpUrl", "buildCreateOrganizationUrl", "buildNewSubscriptionRedirectUrl", "buildOrganizationProfileUrl", "buildSignInUrl", "buildSignUpUrl", "buildTasksUrl", "buildUrlWithAuth", "buildUserProfileUrl", "buildWaitlistUrl", "setProtectAssertion", "updateClient"];
    readonly reports: readonly ["__internal_mountConfigureDirectorySync", "__internal_mountConfigureSSO", "__internal_mountOAuthConsent", "__internal_mountOAuthDeviceVerification", "__internal_openCheckout", "__internal_openEnableOrganizationsPrompt", "__internal_openPlanDetails", "__internal_openReverification", "__internal_openSubscriptionDetails", "mountAPIKeys", "mountCreateOrganization", "mountOAuthConsent", "mountOrganizationList", "mountOrganizationProfile", "mountPricingTable", "mountSignUp", "mountTaskChooseOrganization", "mountTaskResetPassword", "mountTaskSetupMFA", "mountUserAvatar", "mountUserButton", "mountUserProfile", "mountWaitlist", "openCreateOrganization", "openGoogleOneTap", "openInviteMembers", "openOrganizationProfile", "openSignIn", "openSignUp", "openUserProfile", "openWaitlist"];
    readonly ignores: readonly ["__experimental_prefetchOrganizationSwitcher", "__internal_closeCheckout", "__internal_closeEnableOrganizationsPrompt", "__internal_closePlanDetails", "__internal_closeReverification", "__internal_closeSubscriptionDetails", "__internal_getOption", "__internal_unmountConfigureDirectorySync", "__internal_unmountConfigureSSO", "__internal_unmountOAuthConsent", "__internal_unmountOAuthDeviceVerification", "closeCreateOrganization", "closeGoogleOneTap", "closeInviteMembers", "closeOrganizationProfile", "closeSignIn", "closeSignUp", "closeUserProfile", "closeWaitlist", "unmountAPIKeys", "unmountCreateOrganization", "unmountOAuthConsent", "unmountOrganizationList", "unmountOrganizationProfile", "unmountPricingTable", "unmountSignUp", "unmountTaskChooseOrganization", "unmountTaskResetPassword", "unmountTaskSetupMFA", "unmountUserAvatar", "unmountUserButton", "unmountUserProfile", "unmountWaitlist"];
};
/** Members of Clerk's `Clerk` that are not functions, with their values here. */
export declare const CLERK_VALUES: {
    readonly __internal_getCachedResources: undefined;
    readonly __internal_hasOAuthTransport: false;
    readonly __internal_moduleManager: undefined;
    readonly __internal_oauthTransport: null;
    readonly __internal_setActiveInProgress: false;
    readonly isSatellite: false;
    readonly isStandardBrowser: true;
    readonly sdkMetadata: undefined;
    readonly telemetry: undefined;
    readonly uiVersion: undefined;
    readonly version: undefined;
};
/** Objects with functions on Clerk's `Clerk`. */
export declare const NAMESPACES: {
    readonly __internal_state: {
        readonly throws: readonly ["__internal_computed", "__internal_effect", "__internal_waitlist", "signInSignal", "signUpSignal", "waitlistSignal"];
    };
    readonly apiKeys: {
        readonly rejects: readonly ["create", "getAll", "revoke"];
    };
    readonly billing: {
        readonly rejects: readonly ["getCreditBalance", "getCreditHistory", "getPaymentAttempt", "getPaymentAttempts", "getPlan", "getPlans", "getStatement", "getStatements", "getSubscription", "startCheckout", "updateCheckout"];
    };
    readonly oauthApplication: {
        readonly rejects: readonly ["getConsentInfo", "lookupDeviceVerification", "submitDeviceVerification"];
        readonly throws: readonly ["buildConsentActionUrl"];
    };
};
/** Members of the objects that a client holds. */
export declare const RESOURCES: {
    readonly client: {
        readonly rejects: readonly ["__internal_sendCaptchaToken", "create", "destroy", "reload", "removeSessions"];
        readonly throws: readonly ["__internal_toSnapshot", "buildTouchUrl", "clearCache", "isEligibleForTouch", "isNew", "resetSignIn", "resetSignUp"];
    };
    readonly session: {
        readonly rejects: readonly ["__internal_touch", "attemptFirstFactorVerification", "attemptSecondFactorVerification", "end", "prepareFirstFactorVerification", "prepareSecondFactorVerification", "reload", "remove", "startVerification", "touch", "verifyWithPasskey"];
        readonly throws: readonly ["__internal_toSnapshot", "clearCache"];
    };
    readonly user: {
        readonly rejects: readonly ["__experimental_attemptBiometricCredential", "__experimental_getBiometricCredentials", "__experimental_prepareBiometricCredential", "__experimental_revokeBiometricCredential", "addPaymentMethod", "createBackupCode", "createEmailAddress", "createExternalAccount", "createPasskey", "createPhoneNumber", "createTOTP", "createWeb3Wallet", "delete", "disableTOTP", "getEnterpriseConnections", "getPaymentMethods", "getSessions", "initializePaymentMethod", "reload", "removePassword", "setProfileImage", "update", "updateMetadata", "updatePassword", "verifyTOTP"];
        readonly throws: readonly ["__internal_toSnapshot", "isPrimaryIdentification"];
    };
    readonly signIn: {
        readonly rejects: readonly ["authenticateWithBase", "authenticateWithCoinbaseWallet", "authenticateWithMetamask", "authenticateWithOKXWallet", "authenticateWithPopup", "authenticateWithRedirect", "authenticateWithSolana", "authenticateWithWeb3", "reload", "submitProtectCheck", "attemptSecondFactor", "authenticateWithPasskey", "prepareSecondFactor", "resetPassword"];
        readonly throws: readonly ["__internal_toSnapshot", "createEmailLinkFlow", "validatePassword"];
    };
    readonly signUp: {
        readonly rejects: readonly ["authenticateWithBase", "authenticateWithCoinbaseWallet", "authenticateWithMetamask", "authenticateWithOKXWallet", "authenticateWithPopup", "authenticateWithRedirect", "authenticateWithSolana", "authenticateWithWeb3", "reload", "submitProtectCheck", "__experimental_getEnterpriseConnections", "attemptPhoneNumberVerification", "attemptVerification", "attemptWeb3WalletVerification", "preparePhoneNumberVerification", "prepareVerification", "prepareWeb3WalletVerification", "upsert"];
        readonly throws: readonly ["__internal_toSnapshot", "createEmailLinkFlow", "validatePassword"];
    };
};
type NamesOf<Of extends Names> = {
    [How in keyof Of]: Of[How] extends readonly (infer Name)[] ? Name : never;
};
type Table = {
    clerk: typeof CLERK;
} & typeof NAMESPACES & typeof RESOURCES;
/** The names of unsupported members, by object and by the effect of a call. */
export type NotSupported = {
    [Object in keyof Table]: NamesOf<Table[Object]>;
};
/** The names of values that only Clerk's `Clerk` has. */
export type ClerkValues = keyof typeof CLERK_VALUES | keyof typeof NAMESPACES;
export {};

// ━━ types/clerk.browser.d.ts

import type { Clerk as ClerkInstance } from './types.js';
declare global {
    /** Exists as soon as the script has run. Call `await Clerk.load()` before anything else. */
    var Clerk: ClerkInstance;
    /** Read if the tag has no `data-clerk-publishable-key`. */
    var __clerk_publishable_key: string | undefined;
    /** Read if the tag has no `data-clerk-proxy-url`. */
    var __clerk_proxy_url: string | undefined;
    /** Read if the tag has no `data-clerk-domain`. */
    var __clerk_domain: string | undefined;
}

// ━━ types/clerk.d.ts

import type { AcceptedInvitation, AcceptInvitationParams, CallOptions, ClerkEvents, ClerkOptions, ClerkStatus, Client, CreateOrganizationParams, LoadOptions, OrganizationSwitcherProps, Resources, Session, SetActiveParams, SignInProps, SignOutOptions, User } from './types.js';
import type { Organization } from './wasm.js';
/** A browser's client of one Clerk instance. */
export declare class Clerk {
    #private;
    /** Undefined before `load()`. */
    client: Client | undefined;
    /** Undefined before `load()`, null while signed out. */
    session: Session | null | undefined;
    /** Undefined before `load()`, null while signed out. */
    user: User | null | undefined;
    /** The active organization. Undefined before `load()`, null if there is none. */
    organization: Organization | null | undefined;
    /** `degraded`: everything but the environment could be fetched. */
    readonly status: ClerkStatus;
    readonly publishableKey: string;
    /** The host of the Frontend API in the key. */
    readonly frontendApi: string;
    readonly instanceType: 'development' | 'production';
    readonly proxyUrl: string | undefined;
    readonly domain: string | undefined;
    readonly invitationRelay: string | undefined;
    /** @throws {Error} for an invalid publishable key, and for a `proxyUrl` that is not an http(s) URL */
    constructor(publishableKey: string, { proxyUrl, domain, invitationRelay }?: ClerkOptions);
    /** Whether the client was fetched. */
    get loaded(): boolean;
    /** Whether a session is active. */
    get isSignedIn(): boolean;
    /**
     * Starts the wasm module and fetches the client. Later calls share the result of the first one; after a failure the next
     * call starts again. The options of later calls are added to those of earlier ones.
     *
     * @throws {ClerkRuntimeError} `wasm_load_failed`, `network_error`, `timeout`, `invalid_response`
     * @throws {ClerkAPIResponseError} when the server refuses the client
     */
    load: (options?: LoadOptions) => Promise<void>;
    /**
     * Calls `listener` now, if the client is loaded, and after each change. Objects keep their identity as long as they have the
     * same id, and their fields are current. Returns a function that unsubscribes. If a listener throws, the others are still
     * called.
     */
    addListener: (listener: (resources: Resources) => void, options?: {
        skipInitialEmit?: boolean;
    }) => (() => void);
    /**
     * Calls `observer` at each event of a request, or when the `status` changes. With `notify` it is called at once with the
     * current status. Returns a function that unsubscribes.
     */
    on: <Event extends keyof ClerkEvents>(event: Event, observer: (details: ClerkEvents[Event]) => void, options?: {
        notify?: boolean;
    }) => (() => void);
    /** Unsubscribes an observer of {@link on}. */
    off: <Event extends keyof ClerkEvents>(event: Event, observer: (details: ClerkEvents[Event]) => void) => void;
    /**
     * Makes a session and an organization the active ones.
     *
     * @throws {ClerkRuntimeError} `not_loaded`, `invalid_params` for a session that the client does not have, `signed_out`
     * without a session
     * @throws {ClerkAPIResponseError} when the server refuses, for example an organization that the user does not belong to
     */
    setActive: (params: SetActiveParams) => Promise<void>;
    /**
     * Ends one session or all of them, here and in other tabs. A function before the options is called afterwards, instead of a
     * navigation.
     */
    signOut: (optionsOrCallback?: SignOutOptions | (() => void | Promise<unknown>), options?: SignOutOptions) => Promise<void>;
    /** Creates an organization with the user as its admin. It does not become the active one. */
    createOrganization: (params: CreateOrganizationParams, options?: CallOptions) => Promise<Organization>;
    /** Fetches an organization by id. */
    getOrganization: (id: string, options?: CallOptions) => Promise<Organization>;
    /**
     * Accepts the invitation in the page's URL, to which its link has added `__clerk_ticket` and `__clerk_status`. If
     * the invited person is signed in, they join. If they are signed out, the link signs them in. A new person is signed up once
     * no field is missing. Calls that overlap share one acceptance. An invitation that was accepted before is `complete`.
     *
     * @throws {ClerkRuntimeError} `invitation_for_another_user` if another user (`signedInAs`) is signed in; nothing is
     * accepted. `invalid_params` for a URL without a ticket and, while a user is signed in, for a ticket that is cut off
     * @throws {ClerkAPIResponseError} for an invitation that was revoked or has expired
     */
    acceptInvitation: (params?: AcceptInvitationParams) => Promise<AcceptedInvitation>;
    /** Fetches the client again. With `session`, that session becomes the active one. */
    reload: (options?: CallOptions & {
        session?: Pick<Session, 'id'> | string | null;
    }) => Promise<void>;
    /**
     * Shows a form for signing in with an e-mail address and a password or a mailed code. Mounting again replaces the former
     * component. Errors (`not_loaded`, or `invalid_params` if `node` is not an element) are reported as uncaught.
     */
    mountSignIn: (node: Element, props?: SignInProps) => void;
    /** Removes the form of {@link mountSignIn}. */
    unmountSignIn: (node: Element) => void;
    /**
     * Shows the active organization, a menu of the user's other ones, and a form for a new one. Shows nothing while signed out.
     */
    mountOrganizationSwitcher: (node: Element, props?: OrganizationSwitcherProps) => void;
    /** Removes the switcher of {@link mountOrganizationSwitcher}. */
    unmountOrganizationSwitcher: (node: Element) => void;
    /**
     * Ends the background work: polling, and the listeners for other tabs and for the page's focus. Pending requests are
     * completed. `load()` starts the background work again.
     */
    close: () => void;
}

// ━━ types/cookies.d.ts

/** The storage for the cookies, for example `localStorage`. */
export type CookieStorage = Pick<Storage, 'getItem' | 'setItem'>;
/**
 * Makes `document.cookie` read and write cookies in `storage`. Call it before `load()`. Every script of the page's origin can
 * read the storage, like cookies that are not `HttpOnly`; the app's own server cannot. Attributes other than `Max-Age` are
 * ignored, and a cookie without it does not expire.
 *
 * @returns a function that restores the page's own `document.cookie`
 */
export declare function keepCookiesIn(storage: CookieStorage): () => void;

// ━━ types/devtools.d.ts

import type { Clerk } from 'clerk-organization';
import type { Devtools, DevtoolsOptions } from './devtools/types.js';
export { callSource } from './devtools/source.js';
export type { Devtools, DevtoolsOptions, RecordedCall } from './devtools/types.js';
/**
 * Shows a panel with the requests of a `Clerk` and their answers, its live lists, its session and the remaining time of the
 * session's token. On a local emulator it also shows the clock, the mails and the faults. Secrets are cut short. While the
 * panel is mounted, it replaces the page's `fetch` with one that sends the same requests and reads their answers.
 *
 * @param clerk null if it does not exist yet: see {@link Devtools.follow}
 */
export declare function mountDevtools(clerk: Clerk | null, options?: DevtoolsOptions): Devtools;

// ━━ types/devtools/source.d.ts

/** Writes a plain value, on one line if that fits into `room` characters. Leaves out undefined properties. */
export declare function literal(value: unknown, room?: number): string;
/** Writes a call, for {@link RecordedCall.code}. Arguments are plain values. */
export declare const callSource: (name: string, ...args: unknown[]) => string;
/** Writes a result or an error briefly: its class and the fields that matter. */
export declare function inspected(value: unknown): string;
/** The codes in the answer of a refused request, each with the param that it names. */
export declare function errorCodes(json: unknown): string[];
/** Creates a `<code>` of JavaScript or JSON, with separate elements for strings, numbers, words and comments. */
export declare function coloured(text: string): HTMLElement;

// ━━ types/devtools/types.d.ts

import type { Clerk } from 'clerk-organization';
/** The options of `mountDevtools`. */
export interface DevtoolsOptions {
    /** The element that holds the panel. Default: a button in the corner of the page, which opens it. */
    node?: Element | undefined;
    /**
     * The URL of a local emulator, or false for none. Default: the URL to which the `Clerk` sends its requests, if it is on this
     * machine and an emulator answers there.
     */
    emulator?: string | false | undefined;
    /** Called after the panel has reset the emulator. Default: reloads the page. */
    onReset?: (() => void) | undefined;
}
/** A call of the app that the panel shows with its requests. */
export interface RecordedCall {
    /** `organization.inviteMember`, for example. */
    name: string;
    /** The source of the call; `callSource` writes it from the arguments. */
    code: string;
    /** Matches the requests that the call sends, as `METHOD path`. */
    sends?: RegExp;
    /** The largest number of such requests. */
    times?: number;
    /** Whether the call is a consequence of another one. */
    aside?: boolean;
}
/** The panel. */
export interface Devtools {
    /** Also shows the requests, the lists and the session of another `Clerk`. Returns a function that stops this. */
    follow(clerk: Clerk): () => void;
    /** Runs `start` and shows it as a call, with its result or error. Returns its Promise. */
    record<T>(call: RecordedCall, start: () => T | Promise<T>): Promise<T>;
    /** Removes the panel and all its listeners. */
    unmount(): void;
}
/** Pairs of names and values, in order. */
export type Pairs = [name: string, value: string][];
/** One attempt of a request. */
export interface Sending {
    readonly entry: Entry;
    readonly clerk: Clerk;
    readonly requestId: number;
    readonly method: string;
    readonly path: string;
    readonly attempt: number;
    query: Pairs;
    form: Pairs;
    /** Whether the request was sent once more. */
    isRepeated?: boolean;
    status?: number;
    durationMs?: number;
    /** Why there was no answer. */
    failure?: string;
    /** How long the SDK waits before the next attempt. */
    waitMs?: number;
    /** The answer, if it is JSON. */
    body?: {
        json: unknown;
    };
    /** The answer, if it is not JSON. */
    text?: string;
}
/** A call, or requests that belong to no recorded call. */
export interface Entry extends RecordedCall {
    state: 'open' | 'done' | 'failed';
    readonly startedAt: number;
    durationMs?: number;
    result?: {
        value: unknown;
    };
    error?: unknown;
    /** `METHOD path`, if no recorded call sent its requests. */
    readonly line?: string;
    readonly requests: Sending[];
}

// ━━ types/errors.d.ts

import type { ClerkAPIError, ClerkRuntimeErrorCode, OrganizationInvitation } from './types.js';
/** The base of both classes. */
declare class ClerkError extends Error {
    readonly clerkError = true;
    readonly code: string;
    /** The request that failed, for example `POST`; absent when nothing was sent. */
    readonly method?: string;
    /** The path of that request, starting with `/v1/`. */
    readonly path?: string;
    constructor(message: string, code: string, cause?: unknown);
    toString(): string;
}
/** The params of the constructor of {@link ClerkAPIResponseError}. */
export interface ClerkAPIResponseErrorOptions {
    /** The `errors` of the server's answer. */
    data: unknown;
    /** The HTTP status. */
    status: number;
    clerkTraceId?: string | undefined;
    /** The seconds of `Retry-After`. */
    retryAfter?: number | undefined;
}
/** The error of a call that the server answered with an error status. */
export declare class ClerkAPIResponseError extends ClerkError {
    static readonly kind = "ClerkAPIResponseError";
    /** The HTTP status. */
    readonly status: number;
    /** Clerk's id of the request, for its support. */
    readonly clerkTraceId: string | undefined;
    /** Seconds to wait before the next attempt, when the server sends them. */
    readonly retryAfter: number | undefined;
    /** The errors in the body; empty if the body is not Clerk's (a gateway's page). */
    readonly errors: ClerkAPIError[];
    constructor(message: string, { data, status, clerkTraceId, retryAfter }: ClerkAPIResponseErrorOptions);
    toString(): string;
}
/** The error of a call without a valid answer: no request was sent, no answer arrived, or the answer was unexpected. */
export declare class ClerkRuntimeError extends ClerkError {
    static readonly kind = "ClerkRuntimeError";
    readonly clerkRuntimeError = true;
    readonly code: ClerkRuntimeErrorCode | (string & {});
    /** With `invalid_params`: the parameter. */
    readonly param?: string;
    /** With `invalid_params`: the same in the server's shape. */
    readonly errors?: {
        message: string;
        meta: {
            paramName: string;
        };
    }[];
    /** With `invitation_not_resent`: the old invitation, which was revoked. */
    readonly revoked?: OrganizationInvitation;
    /** With `invitation_for_another_user`: the address of the user who is signed in. */
    readonly signedInAs?: string;
    constructor(message: string, options: {
        code: string;
        cause?: unknown;
    });
}
/** Returns whether an error is a {@link ClerkAPIResponseError} of this package or of Clerk's. */
export declare const isClerkAPIResponseError: (error: unknown) => error is ClerkAPIResponseError;
/** Returns whether an error is a {@link ClerkRuntimeError} of this package or of Clerk's. */
export declare const isClerkRuntimeError: (error: unknown) => error is ClerkRuntimeError;
/** `long_message` → `longMessage`. Names are cached, because an answer with a client has about a hundred, always the same. */
export declare function toCamelCase(name: string): string;
/** The error for an answer whose status is not 2xx. */
export declare function responseError(status: number, statusText: string, retryAfter: number | undefined, body: unknown, request: string): ClerkAPIResponseError;
/** The error for a call without a valid answer; `more` are its other properties. */
export declare const runtimeError: (code: ClerkRuntimeErrorCode, message: string, cause?: unknown, more?: object) => ClerkRuntimeError;
/** The error for an invalid parameter; nothing was sent. */
export declare function invalidParam(param: string, reason: string): ClerkRuntimeError;
/** The error for an unexpected answer to `VERB path`. */
export declare const invalidResponse: (what: string, request?: string, cause?: unknown) => ClerkRuntimeError;
export {};

// ━━ types/glue-types.d.ts

import type { Listener } from './host.js';
import type { Organization } from './types.js';
/** Functions of the module. */
export interface ModuleExports {
    answered(operation: number, status: number, statusText: string | null, retryAfter: number, date: number, devBrowser: string | null, isJson: boolean, body: unknown): void;
    notAnswered(operation: number, isTimeout: boolean, cause: unknown): void;
    waited(operation: number): void;
    cancel(call: number): void;
    mayNavigateTo(url: string): boolean;
    pollDelay(hasFocus: boolean, failures: number): number;
    addressesPerRequest(): number;
    claims(token: string): unknown;
}
/** The params of a client, described at `create_client` in src/js/mod.rs. */
export interface CoreOptions {
    frontendApi: string;
    proxyUrl: string | undefined;
    domain: string | undefined;
    pageOrigin: string | undefined;
    keyDigest: string | undefined;
    devBrowser: string | undefined;
}
/** The key of a token. */
export interface TokenKey {
    sessionId: string;
    template: string | undefined;
    organizationId: string | null | undefined;
}
/** An invitation for the app's relay. */
export interface RelayRequest {
    organizationId: string;
    url: string;
    token: string;
    emailAddresses: string[];
    role: string;
    /** JSON. */
    body: string;
}
/** The Rust side of one `Clerk`. The module's functions take the client's number before these arguments. */
export interface Core {
    setWritesCookies(writesCookies: boolean): void;
    takeOverCookies(): void;
    prepare(): Promise<undefined>;
    load(): Promise<undefined>;
    select(sessionId: string | undefined): void;
    call(operation: string, ids: string[], params: unknown): Promise<unknown>;
    relay(request: RelayRequest): Promise<unknown>;
    getToken(key: TokenKey, skipsCache: boolean): Promise<string>;
    checkAuthorization(sessionId: string, params: unknown): boolean;
    /** Throws if these params of an operation are invalid. */
    checkParams(operation: string, ids: string[], params: unknown): void;
    beginChange(organizationId: string, operation: string | undefined, emailAddresses: string[], revoked: number): number;
    endChange(change: number, isSuccess: boolean): void;
    counted(organizationId: string, isMembers: boolean, count: number): void;
    count(organizationId: string, isMembers: boolean): number;
    organization(id: string): OrganizationHandle;
}
/** wasm-bindgen's class for the Rust struct: a pointer into the module's memory. */
export interface OrganizationHandle {
    __wbg_ptr: number;
    /** Returns the pointer. The browser then no longer frees it when this object is collected. */
    __destroy_into_raw(): number;
    getInvitations(params: unknown): Promise<unknown>;
    /** `inviteMember` or `inviteMembers` with its params, or `revokeInvitation` with an id. Throws for invalid params. */
    change(operation: string, subject: unknown): Promise<unknown>;
}
/** Methods as functions that take a client's number first. */
type Numbered<Methods> = {
    [Name in keyof Methods]: Methods[Name] extends (...args: infer Args) => infer Result ? (client: number, ...args: Args) => Result : never;
};
/** Classes, functions and imports of one module instance. */
export interface Glue extends ModuleExports, Numbered<Core> {
    /** Returns the client's number. */
    createClient(options: CoreOptions, isDevelopment: boolean, writesCookies: boolean, listener: Listener): number;
    Organization: (abstract new (...args: never) => Organization) & {
        readonly prototype: OrganizationHandle;
    };
    imports: WebAssembly.Imports;
    /** Connects the classes to the exports of the instance. */
    start(exports: WebAssembly.Exports): void;
}
export {};

// ━━ types/host.d.ts

import type { ModuleExports } from './glue-types.js';
export { invalidParam, responseError as refusal } from './errors.js';
import type { ClerkRuntimeErrorCode } from './types.js';
/** The error for a request (`VERB path`) without a valid answer. */
export declare const runtimeError: (code: ClerkRuntimeErrorCode, message: string, cause: unknown, request: string) => Error;
/** The listeners of the module: `Listener` of src/js/mod.rs. */
export interface Listener {
    /** Takes the client's JSON and the active session's id. Returns false if the client is invalid. */
    adopt(client: unknown, sessionId: string | undefined): boolean;
    /** Called after that client has become the current one. */
    adopted(): void;
    /** Called at each `request`, `response`, `retry` and `error`. `details` creates the event if there are observers. */
    emit(event: string, details: () => object): void;
}
/** Sets the instance of the module that gets the answers. */
export declare function connect(exports: ModuleExports): void;
/** Called after the instance has trapped: rejects every Promise of its calls, and aborts every request. */
export declare function disconnect(error: Error): void;
/** The Promise of a call of the module. */
export declare function promiseOf(call: number): Promise<unknown>;
/** Settles the Promise of a call. */
export declare function settle(call: number, isSuccess: boolean, value: unknown): void;
/** Ends a call whose result is no longer needed: rejects its Promise with the reason, and aborts its request. */
export declare function cancel(promise: Promise<unknown>, reason: unknown): void;
/** Ends an operation that the module no longer waits for. */
export declare function end(operation: number): void;
/** Waits before a request is sent again. */
export declare function wait(operation: number, id: number, name: string, retries: number, waitMs: number, listener: Listener): void;
/** Bodies that are not text, by the form that represents each. The browser sets their content type. */
export declare const uploads: Map<string, Blob | FormData>;
/** Sends a request and reports its answer. */
export declare function send(operation: number, id: number, name: string, retries: number, url: string, isGet: boolean, withCredentials: boolean, contentType: string, token: string | undefined, body: string | undefined, timeLimitMs: number, listener: Listener): void;
/** False only if the browser reports that it is offline. */
export declare const isOnline: () => boolean;
/** 0 without a document, 1 with the focus, 2 visible, 3 hidden. */
export declare function tabState(): number;
export declare const isHttps: () => boolean;
/** `document.cookie`; empty without a document, and in a page that refuses cookies. */
export declare function readCookies(): string;
/** Assigns to `document.cookie`. */
export declare function writeCookie(text: string): void;
/** The member of an object; undefined for everything else. */
export declare const member: (value: unknown, name: string) => unknown;
/** The member at a path of names; undefined if it is null. */
export declare const at: (value: unknown, path: string) => unknown;
/** The kind of a value, by its index in the core's `Kind`: null, boolean, number, text, array, object, anything else. */
export declare function kindOf(value: unknown): number;
/** Parses JSON in UTF-8 that is encoded in base64, in the URL alphabet; undefined if it is not JSON. */
export declare function parseBase64(text: string): unknown;
/** The length of an array; 0 for everything else. */
export declare const lengthOf: (value: unknown) => number;
/** A value as JSON; empty if that is impossible. */
export declare const jsonOf: (value: unknown) => string;
/** The names and values of an object's members in one alternating array. */
export declare const entries: (value: unknown) => unknown[];
/**
 * Folds an address: trimmed, in lower case, in form C of Unicode, and with the domain in ASCII. Two texts are the same address
 * if their results are equal.
 */
export declare function fold(text: string): string;
/** Whether an object, or each object of an array, has a non-empty string under each of these names. */
export declare function haveTexts(value: unknown, names: string): boolean;
/** A value as text. */
export declare const display: (value: unknown) => string;

// ━━ types/index.d.ts

import { Clerk } from './clerk.js';
export { Clerk };
export default Clerk;
export { ClerkAPIResponseError, ClerkRuntimeError, isClerkAPIResponseError, isClerkRuntimeError } from './errors.js';
export { OrganizationInvitation } from './objects/invitation.js';
export { Organization, init } from './wasm.js';
export type * from './types.js';

// ━━ types/inline.d.ts

export { Clerk, ClerkAPIResponseError, ClerkRuntimeError, Organization, OrganizationInvitation, default, init, isClerkAPIResponseError, isClerkRuntimeError, } from './index.js';
export type * from './types.js';

// ━━ types/objects/invitation.d.ts

import type { CallOptions, OrganizationCustomRoleKey, OrganizationInvitationStatus, PublicMetadata } from '../types.js';
/** An invitation of the server's JSON, checked by the core. */
export interface InvitationJson {
    id: string;
    email_address: string;
    organization_id: string;
    public_metadata: PublicMetadata;
    status: OrganizationInvitationStatus;
    role: OrganizationCustomRoleKey;
    role_name: string;
    created_at: unknown;
    updated_at: unknown;
    expires_at?: unknown;
    url?: string | null;
}
/** The shared part of the invitations of one organization. Sharing saves 40 KB in a list of 500 rows. */
export interface InvitationOwner {
    /** The organization's id. */
    readonly organizationId: string;
    /** `revoke` of the invitation that is `this`. */
    readonly revoke: (this: OrganizationInvitation, options?: CallOptions) => Promise<OrganizationInvitation>;
}
/** @param send revokes an invitation; resolves to its JSON */
export declare const invitationOwner: (organizationId: string, send: (invitation: OrganizationInvitation, options: CallOptions | undefined) => Promise<InvitationJson>) => InvitationOwner;
/** An invitation to an organization. */
export declare class OrganizationInvitation {
    /** The invitation's id, `orginv_…`. */
    id: string;
    /** Always empty; Clerk's client has it too. */
    pathRoot: string;
    /** The invited address. */
    emailAddress: string;
    /** The organization's id, `org_…`. */
    organizationId: string;
    publicMetadata: PublicMetadata;
    status: OrganizationInvitationStatus;
    /** The key of the role that the invited person gets. */
    role: OrganizationCustomRoleKey;
    /** The display name of the role. */
    roleName: string;
    createdAt: Date;
    updatedAt: Date;
    /**
     * Revokes the invitation, so that its link no longer works. Updates this very object and resolves to it.
     *
     * @throws {ClerkAPIResponseError} 404 `organization_invitation_not_pending` when it is no longer pending
     */
    revoke: (options?: CallOptions) => Promise<OrganizationInvitation>;
    /** When the link expires; null when the server does not send it. */
    expiresAt: Date | null;
    /** The link; null when the server does not send it. */
    url: string | null;
    private constructor();
}
/**
 * Copies the server's JSON into an invitation.
 *
 * @param revoke that of a new invitation, which takes its place in Clerk's order
 */
export declare function readFields(invitation: OrganizationInvitation, json: InvitationJson, organizationId: string, revoke?: InvitationOwner['revoke']): OrganizationInvitation;

// ━━ types/react.d.ts

export { useAuth, useClerk, useSession, useUser } from './react/auth.js';
export { useOrganization, useOrganizationCreationDefaults, useOrganizationList } from './react/organization.js';
export { ClerkProvider } from './react/provider.js';
export { Protect, Show } from './react/show.js';
export type { ClerkProviderProps, OrganizationPages, PaginatedHookConfig, PaginatedResources, PaginatedResourcesUnloaded, ProtectProps, ShowProps, UseAuthReturn, UseOrganizationCreationDefaultsReturn, UseOrganizationListParams, UseOrganizationListReturn, UseOrganizationParams, UseOrganizationReturn, UseSessionReturn, UseUserReturn, } from './react/types.js';

// ━━ types/react/auth.d.ts

import type { Clerk } from 'clerk-organization';
import type { UseAuthReturn, UseSessionReturn, UseUserReturn } from './types.js';
/** Returns the provider's `Clerk`. Renders again when its state changes. */
export declare const useClerk: () => Clerk;
/**
 * Returns the signed-in user, the active organization, and a check of the user's permissions in it.
 *
 * @param options `treatPendingAsSignedOut: false` counts a session with a task left (`pending`) as signed in
 */
export declare function useAuth({ treatPendingAsSignedOut }?: {
    treatPendingAsSignedOut?: boolean;
}): UseAuthReturn;
/** Returns the signed-in user. */
export declare function useUser(): UseUserReturn;
/** Returns the active session. */
export declare function useSession(): UseSessionReturn;

// ━━ types/react/clerk-store.d.ts

import type { Clerk, GetTokenOptions, OrganizationMembership, Resources } from 'clerk-organization';
export declare const IS_SERVER: boolean;
/** The state of a `Clerk` at one moment. */
export type ClerkSnapshot = ({
    isLoaded: true;
    membership: OrganizationMembership | null;
} & Resources) | ({
    isLoaded: false;
    membership?: undefined;
} & {
    [name in keyof Resources]?: undefined;
});
/** Before `load()` is done, and on a server. */
export declare const NOT_LOADED: ClerkSnapshot;
export interface ClerkStore {
    subscribe: (listener: () => void) => () => void;
    snapshot: () => ClerkSnapshot;
    /** Loads the `Clerk` unless it is loaded, and again after a failure. Failures are logged to the console. */
    load: () => void;
    getToken: (options?: GetTokenOptions) => Promise<string | null>;
    signOut: Clerk['signOut'];
}
/** Returns the store of a `Clerk`, always the same one. */
export declare function clerkStore(clerk: Clerk): ClerkStore;

// ━━ types/react/organization.d.ts

import type { UseOrganizationCreationDefaultsReturn, UseOrganizationListParams, UseOrganizationListReturn, UseOrganizationParams, UseOrganizationReturn } from './types.js';
/**
 * Returns the active organization, the user's membership in it, and the requested lists. The lists follow changes made
 * through this package, also in other tabs.
 *
 * The organization's `inviteMember` and the like take the roles `admin` and `basic_member` of 2023 as `org:admin` and
 * `org:member`, and warn about it in the console.
 *
 * @throws {ClerkRuntimeError} `invalid_params` if `invitationList.offset` is not a multiple of `limit`
 */
export declare function useOrganization(asked?: UseOrganizationParams): UseOrganizationReturn;
/** Returns the user's organizations, and the received invitations and suggestions, each if requested. */
export declare function useOrganizationList(asked?: UseOrganizationListParams): UseOrganizationListReturn;
/** Fetches default values for the form of a new organization: `user.getOrganizationCreationDefaults`. */
export declare function useOrganizationCreationDefaults({ enabled }?: {
    enabled?: boolean | undefined;
}): UseOrganizationCreationDefaultsReturn;

// ━━ types/react/provider.d.ts

import type { ReactNode } from 'react';
import { Clerk } from 'clerk-organization';
import type { ClerkSnapshot } from './clerk-store.js';
import type { ClerkProviderProps } from './types.js';
/**
 * Provides a `Clerk` to the hooks below it, and loads it. If loading fails, `useClerk().status` is `error` and the error
 * is logged to the console.
 *
 * @param props either `Clerk`, or `publishableKey` with the options of `new Clerk`
 */
export declare function ClerkProvider(props: ClerkProviderProps): ReactNode;
/** Returns the provider's `Clerk` and a snapshot of its state. Renders again when the state changes. */
export declare function useClerkState(): [Clerk, ClerkSnapshot];

// ━━ types/react/show.d.ts

import type { ReactNode } from 'react';
import type { ProtectProps, ShowProps } from './types.js';
/** Renders its children when `when` holds, otherwise `fallback`. Renders nothing before `load()` is done. */
export declare function Show({ when, fallback, treatPendingAsSignedOut, children }: ShowProps): ReactNode;
/** The older form of {@link Show}. Without a role, permission or condition it shows its children to every signed-in user. */
export declare function Protect({ role, permission, condition, fallback, children }: ProtectProps): ReactNode;

// ━━ types/react/types.d.ts

import type { ReactNode } from 'react';
import type { CheckAuthorization, Clerk, ClerkAPIResponseError, ClerkOptions, ClerkRuntimeError, GetDomainsParams, GetInvitationsParams, GetMembershipRequestParams, GetMembersParams, GetTokenOptions, GetUserOrganizationInvitationsParams, GetUserOrganizationSuggestionsParams, Organization, OrganizationCreationDefaults, OrganizationCustomRoleKey, OrganizationDomain, OrganizationInvitation, OrganizationMembership, OrganizationMembershipRequest, OrganizationSuggestion, PageParams, Session, User, UserOrganizationInvitation } from 'clerk-organization';
/** The props of `ClerkProvider`: a `Clerk`, or the key and options to create one. */
export type ClerkProviderProps = {
    children?: ReactNode;
} & ({
    Clerk: Clerk;
    publishableKey?: string;
} | ({
    Clerk?: undefined;
    publishableKey: string;
} & ClerkOptions));
/** The result of `useAuth`. A value is undefined until `load()` is done, and null if it is missing. */
export type UseAuthReturn = {
    /** Returns true if the user has this role or permission in the active organization. */
    has: CheckAuthorization;
    /**
     * Waits for `load()`, then resolves to a session token, or to null while signed out.
     *
     * @throws {ClerkRuntimeError} the error of `load()` when that failed; `not_loaded` on a server
     */
    getToken: (options?: GetTokenOptions) => Promise<string | null>;
    /**
     * Waits for `load()`, then signs out.
     *
     * @throws {ClerkRuntimeError} the error of `load()` when that failed; `not_loaded` on a server
     */
    signOut: Clerk['signOut'];
} & ({
    isLoaded: false;
    isSignedIn: undefined;
    userId: undefined;
    sessionId: undefined;
    sessionClaims: undefined;
    actor: undefined;
    orgId: undefined;
    orgRole: undefined;
    orgSlug: undefined;
} | {
    isLoaded: true;
    isSignedIn: false;
    userId: null;
    sessionId: null;
    sessionClaims: null;
    actor: null;
    orgId: null;
    orgRole: null;
    orgSlug: null;
} | ({
    isLoaded: true;
    isSignedIn: true;
    userId: string;
    sessionId: string;
    /** The claims of the last session token; null before the first token. */
    sessionClaims: {
        [claim: string]: unknown;
    } | null;
    /** The person who impersonates the user; null without impersonation. */
    actor: {
        sub: string;
        [claim: string]: unknown;
    } | null;
} & ({
    orgId: null;
    orgRole: null;
    orgSlug: null;
} | {
    orgId: string;
    orgRole: OrganizationCustomRoleKey;
    orgSlug: string | null;
})));
/** The result of `useUser`. */
export type UseUserReturn = {
    isLoaded: false;
    isSignedIn: undefined;
    user: undefined;
} | {
    isLoaded: true;
    isSignedIn: false;
    user: null;
} | {
    isLoaded: true;
    isSignedIn: true;
    user: User;
};
/** The result of `useSession`. */
export type UseSessionReturn = {
    isLoaded: false;
    isSignedIn: undefined;
    session: undefined;
} | {
    isLoaded: true;
    isSignedIn: false;
    session: null;
} | {
    isLoaded: true;
    isSignedIn: boolean;
    session: Session;
};
/** The paging options of a list in a hook. */
export interface PaginatedHookConfig {
    /** The first page to fetch, counted from 1. Default 1. */
    initialPage?: number | undefined;
    /** The number of rows on a page. Default 10. */
    pageSize?: number | undefined;
    /** Whether `fetchNext` appends the next page to `data` instead of replacing it. Default false. */
    infinite?: boolean | undefined;
    /** Whether `data` keeps its rows while another page, or the list with other filters, is fetched. Default false. */
    keepPreviousData?: boolean | undefined;
}
/** A list in a hook, one page at a time. */
export interface PaginatedResources<T> {
    /** The rows of this page; of all pages fetched so far if the list is infinite. */
    data: T[];
    /** The number of rows on all pages. */
    count: number;
    /** True until the first answer or error arrives, unless `keepPreviousData` has rows to show. */
    isLoading: boolean;
    /** True while a request is pending. */
    isFetching: boolean;
    isError: boolean;
    /** The error of the last request; null after a success. `data` keeps the rows of the last success. */
    error: ClerkAPIResponseError | ClerkRuntimeError | null;
    /** The page shown, counted from 1; the number of pages fetched if the list is infinite. */
    page: number;
    pageCount: number;
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    fetchNext: () => void;
    fetchPrevious: () => void;
    fetchPage: (page: number | ((page: number) => number)) => void;
    /** Fetches the rows again. Changes made through this package show without it. */
    revalidate: () => Promise<void>;
}
/** A list in a hook before anything is loaded. */
export type PaginatedResourcesUnloaded = {
    [name in Flag]: false;
} & {
    [name in Exclude<keyof PaginatedResources<unknown>, Flag>]?: undefined;
};
type Flag = 'isLoading' | 'isFetching' | 'isError' | 'hasNextPage' | 'hasPreviousPage';
/** The params of `useOrganization`. */
export interface UseOrganizationParams {
    /** Requests the organization's invitations, by default the pending ones. True means all defaults. */
    invitations?: true | (Pick<GetInvitationsParams, 'status'> & PaginatedHookConfig) | undefined;
    /** Clerk's form of 2023: the pending invitations as an array. `offset` is a multiple of `limit`, whose default is 10. */
    invitationList?: {
        limit?: number | undefined;
        offset?: number | undefined;
    } | undefined;
    /** Requests the members, by default all of them. */
    memberships?: true | (Omit<GetMembersParams, keyof PageParams> & PaginatedHookConfig) | undefined;
    /** Requests the membership requests, by default the pending ones. */
    membershipRequests?: true | (Omit<GetMembershipRequestParams, keyof PageParams> & PaginatedHookConfig) | undefined;
    /** Requests the domains, by default all of them. */
    domains?: true | (Omit<GetDomainsParams, keyof PageParams> & PaginatedHookConfig) | undefined;
}
/** The lists of `useOrganization`, by their names. */
export interface OrganizationPages {
    invitations: PaginatedResources<OrganizationInvitation>;
    memberships: PaginatedResources<OrganizationMembership>;
    membershipRequests: PaginatedResources<OrganizationMembershipRequest>;
    domains: PaginatedResources<OrganizationDomain>;
}
/** The result of `useOrganization`. */
export type UseOrganizationReturn = {
    /** Only if requested: undefined while it is fetched, null without an organization. */
    invitationList?: OrganizationInvitation[] | null;
} & (({
    isLoaded: false;
    organization: undefined;
    membership: undefined;
} & Record<keyof OrganizationPages, PaginatedResourcesUnloaded>) | ({
    isLoaded: true;
    organization: null;
    membership: null;
} & Record<keyof OrganizationPages, null>) | ({
    isLoaded: true;
    organization: Organization;
    /** The user's own membership in the organization. */
    membership: OrganizationMembership | null;
} & OrganizationPages));
/** The params of `useOrganizationList`. A list is fetched only if it is requested. */
export interface UseOrganizationListParams {
    userMemberships?: true | PaginatedHookConfig | undefined;
    /** The pending ones by default. */
    userInvitations?: true | (Omit<GetUserOrganizationInvitationsParams, keyof PageParams> & PaginatedHookConfig) | undefined;
    /** The pending ones by default. */
    userSuggestions?: true | (Omit<GetUserOrganizationSuggestionsParams, keyof PageParams> & PaginatedHookConfig) | undefined;
}
/** The result of `useOrganizationList`. */
export type UseOrganizationListReturn = {
    isLoaded: false;
    setActive: undefined;
    createOrganization: undefined;
    userMemberships: PaginatedResourcesUnloaded;
    userInvitations: PaginatedResourcesUnloaded;
    userSuggestions: PaginatedResourcesUnloaded;
} | {
    isLoaded: true;
    setActive: Clerk['setActive'];
    createOrganization: Clerk['createOrganization'];
    userMemberships: PaginatedResources<OrganizationMembership>;
    userInvitations: PaginatedResources<UserOrganizationInvitation>;
    userSuggestions: PaginatedResources<OrganizationSuggestion>;
};
/** The result of `useOrganizationCreationDefaults`. */
export interface UseOrganizationCreationDefaultsReturn {
    /** Undefined until it is fetched. */
    data: OrganizationCreationDefaults | undefined;
    error: ClerkAPIResponseError | ClerkRuntimeError | null;
    isLoading: boolean;
    isFetching: boolean;
}
/** The props of `Show`. */
export interface ShowProps {
    when: 'signed-in' | 'signed-out' | Parameters<CheckAuthorization>[0] | ((has: CheckAuthorization) => boolean);
    /** Rendered when `when` does not hold. */
    fallback?: ReactNode | undefined;
    treatPendingAsSignedOut?: boolean | undefined;
    children?: ReactNode | undefined;
}
/** The props of `Protect`. */
export interface ProtectProps {
    role?: OrganizationCustomRoleKey | undefined;
    permission?: string | undefined;
    condition?: ((has: CheckAuthorization) => boolean) | undefined;
    fallback?: ReactNode | undefined;
    children?: ReactNode | undefined;
}
export {};

// ━━ types/relay.d.ts

import type { InvitationRelayOptions } from './relay/types.js';
export type { InvitationRelayOptions, RelayAuth, RelayClerkClient, RelayedInvitation, } from './relay/types.js';
/**
 * Creates the handler of a relay. It expects a session token as `Authorization: Bearer …`. The active organization of the token
 * must be the one in the body, and its user needs the permission `org:sys_memberships:manage` there. Answers and errors
 * have the Frontend API's shape: 401, 403, 413, 422, Clerk's own refusals, 504 after `timeLimitMs`, and 502 for
 * failures of the server itself.
 */
export declare function createInvitationRelay<Options>(options: InvitationRelayOptions<Options>): (request: Request) => Promise<Response>;

// ━━ types/relay/types.d.ts

/** The body of a request to the relay. Types are checked; the Backend API refuses missing fields. */
export interface RelayedInvitation {
    organizationId: string;
    /** The address to invite, if `emailAddresses` is not given. */
    emailAddress?: string | undefined;
    emailAddresses?: string[] | undefined;
    role?: string | undefined;
    notify?: boolean | undefined;
    redirectUrl?: string | undefined;
    publicMetadata?: Record<string, unknown> | undefined;
    expiresInDays?: number | undefined;
}
/** The session of the caller, as `@clerk/backend` reads it from the token. */
export interface RelayAuth {
    userId: string;
    sessionId: string;
    orgId?: string | null | undefined;
}
/**
 * The part of `@clerk/backend`'s client that the relay uses; `createClerkClient({ secretKey, publishableKey })` returns one.
 */
export interface RelayClerkClient<Options> {
    authenticateRequest: (request: Request, options?: Options) => Promise<AuthenticationState>;
    organizations: RelayOrganizations;
}
/** The result of `authenticateRequest`. */
export interface AuthenticationState {
    isAuthenticated: boolean;
    reason?: string | null | undefined;
    /** Returns the session of a session token, and another value for other tokens. */
    toAuth: () => unknown;
}
/** The calls to the Backend API. */
export interface RelayOrganizations {
    getOrganizationMembershipList(params: {
        organizationId: string;
        userId: string[];
    }): Promise<{
        data: BackendMembership[];
    }>;
    createOrganizationInvitation(params: BackendInvitationParams & {
        organizationId: string;
    }): Promise<BackendInvitation>;
    createOrganizationInvitationBulk(organizationId: string, params: BackendInvitationParams[]): Promise<{
        data: BackendInvitation[];
    }>;
}
export interface BackendMembership {
    permissions: string[];
    publicUserData?: {
        userId: string;
    } | null | undefined;
}
export interface BackendInvitationParams {
    emailAddress?: string | undefined;
    role?: string | undefined;
    inviterUserId?: string | undefined;
    notify?: boolean | undefined;
    redirectUrl?: string | undefined;
    publicMetadata?: Record<string, unknown> | undefined;
    expiresInDays?: number | undefined;
}
export interface BackendInvitation {
    id: string;
    emailAddress: string;
    organizationId: string;
    role: string;
    roleName: string;
    publicMetadata: object;
    status?: string | undefined;
    expiresAt: number;
    createdAt: number;
    updatedAt: number;
}
export interface InvitationRelayOptions<Options> {
    clerkClient: RelayClerkClient<Options>;
    /** Passed to `authenticateRequest`: `{ authorizedParties }`, for example. */
    authenticate?: Options | undefined;
    /**
     * Returns the params to send. Here an app decides which redirect URLs and which public metadata the admins of its
     * organizations may set. An error with a `status` from 400 to 499 and `errors`, in the shape of Clerk's errors, refuses the
     * call. Default: accepts all params.
     */
    prepare?: ((params: RelayedInvitation, auth: RelayAuth) => RelayedInvitation | Promise<RelayedInvitation>) | undefined;
    /**
     * The time limit of one call, in milliseconds. After it the relay answers 504. Default 25,000, because the page waits 30 s.
     */
    timeLimitMs?: number | undefined;
}

// ━━ types/svelte.d.ts

import { Clerk } from 'clerk-organization';
import type { ClerkOptions, GetInvitationsParams, InvitationList, Organization, Session, User } from 'clerk-organization';
import type { Auth } from './adapters/state.js';
export type { Auth } from './adapters/state.js';
/** A store, as `$store` reads it. */
export interface Readable<T> {
    /** Calls `run` now and at each change. Returns a function that unsubscribes. */
    subscribe: (run: (value: T) => void) => () => void;
}
/** The result of {@link useClerkContext}. */
export interface ClerkContext {
    clerk: Clerk;
    auth: Readable<Auth>;
    user: Readable<User | null | undefined>;
    session: Readable<Session | null | undefined>;
    organization: Readable<Organization | null | undefined>;
    /**
     * The active organization's invitations, or null without an organization. They follow changes made through this package,
     * also in other tabs, while the store has a subscriber.
     */
    invitations: (params?: GetInvitationsParams) => Readable<Readonly<InvitationList> | null>;
}
/**
 * Provides a `Clerk` to the components below, and loads it in a browser. Call it while a component is initialised.
 *
 * @param options a `Clerk`, or the key and options to create one
 */
export declare function setClerkContext(options: {
    Clerk: Clerk;
} | ({
    publishableKey: string;
} & ClerkOptions)): ClerkContext;
/** Returns the context that a component above provides. */
export declare function useClerkContext(): ClerkContext;

// ━━ types/types.d.ts

export type { Clerk } from './clerk.js';
export type { ClerkAPIResponseError, ClerkRuntimeError } from './errors.js';
export type { OrganizationInvitation } from './objects/invitation.js';
export type * from './types/bulk-invite.js';
export type * from './types/call.js';
export type * from './types/clerk.js';
export type * from './types/components.js';
export type * from './types/domain.js';
export type * from './types/error.js';
export type * from './types/invitation.js';
export type * from './types/live-list.js';
export type * from './types/membership.js';
export type * from './types/organization.js';
export type * from './types/session.js';
export type * from './types/sign-in.js';
export type * from './types/user.js';

// ━━ types/types/bulk-invite.d.ts

import type { OrganizationInvitation } from '../objects/invitation.js';
import type { InvitationExtras, InviteMembersOptions } from './invitation.js';
import type { OrganizationCustomRoleKey } from './membership.js';
/**
 * The outcome for one address:
 *
 * - `invited`: `invitation` is the new invitation
 * - `already_invited`: the address already has a pending invitation; `error` is the server's refusal, or
 *   `invitation` is the one that a look-up of an `outcome_unknown` found
 * - `already_member`, `invalid`: `error` is the server's refusal
 * - `refused`: the server refused the address for another reason; see `error`
 * - `rate_limited`: the server requires a longer wait than the caller allows; `error.retryAfter` has the seconds
 * - `outcome_unknown`: the request was sent, and it is unknown whether the server applied it; see `error`
 * - `not_attempted`: the address was not sent, or the server was unreachable after all retries; `error` is set if an abort or
 *   a failure ended the call
 */
export type InviteStatus = 'invited' | 'already_invited' | 'already_member' | 'invalid' | 'refused' | 'rate_limited' | 'outcome_unknown' | 'not_attempted';
/** An address and its outcome. */
export interface InviteOutcome {
    /** The address as the caller passed it. */
    emailAddress: string;
    status: InviteStatus;
    /** Set with `invited`, and with `already_invited` if a look-up found it. */
    invitation?: OrganizationInvitation;
    /** The error, if the address is not invited. Addresses of one request share one error. */
    error?: Error;
}
/** An outcome of an earlier call, also after `JSON.stringify` and `JSON.parse`. */
export type FormerOutcome = Pick<InviteOutcome, 'emailAddress' | 'status'> & {
    invitation?: unknown;
    error?: unknown;
};
/** The params with which {@link Organization.inviteMembersSettled} continues an earlier call. */
export interface ResumeInvitingParams extends InvitationExtras {
    /**
     * The result of the earlier call, also after `JSON.stringify` and `JSON.parse`. Final outcomes (`invited`,
     * `already_invited`, `already_member`, `invalid`) are returned unchanged.
     */
    formerResult: readonly FormerOutcome[];
    /** The role of the earlier call. */
    role: OrganizationCustomRoleKey;
}
/** The progress of {@link Organization.inviteMembersSettled}. */
export interface InviteProgress {
    /** The number of addresses that have an outcome. */
    done: number;
    total: number;
    /** The length of the wait that starts now, in milliseconds; 0 if no wait starts. */
    waitingMs: number;
}
/** The options of {@link Organization.inviteMembersSettled}. */
export interface InviteMembersSettledOptions extends InviteMembersOptions {
    /** Called at the start, after each part, and when a wait starts or ends. */
    onProgress?: ((progress: InviteProgress) => void) | undefined;
    /** The longest total time that the call waits for the server, in milliseconds. Default ten minutes. */
    maxWaitMs?: number | undefined;
}

// ━━ types/types/call.d.ts

/** A page of a list. */
export interface ClerkPaginatedResponse<T> {
    /** The number of rows on all pages. */
    total_count: number;
    /** This page's rows. */
    data: T[];
    /** The same as `total_count`, under the name that Clerk's documents use. */
    totalCount: number;
}
/** The options of every call. */
export interface CallOptions {
    /** Aborts the call, which rejects with the signal's reason. Other calls that share its request continue. */
    signal?: AbortSignal | undefined;
    /** The time limit of the call, in milliseconds. It rejects with a {@link ClerkRuntimeError} `timeout`. Default: no limit. */
    timeoutMs?: number | undefined;
}
/** Data that an app stores with a resource. A browser can read it; the Backend API writes it. */
export interface PublicMetadata {
    [name: string]: unknown;
}
/** Selects a page of a list. */
export interface PageParams {
    /** Counted from 1. Default 1. */
    initialPage?: number | undefined;
    /** The most rows a page holds. Default 10. */
    pageSize?: number | undefined;
}

// ━━ types/types/clerk.d.ts

import type { CallOptions } from './call.js';
import type { Organization } from './organization.js';
import type { Client, Session } from './session.js';
import type { User } from './user.js';
/** The options of {@link Clerk.load}. */
export interface LoadOptions {
    /**
     * Whether the session's token, and the cookie that the app's own server reads, is renewed in the background. Default true.
     */
    polling?: boolean | undefined;
    /** Whether a request reports to Clerk that the page got the focus. Default true. */
    touchSession?: boolean | undefined;
    /** Whether this client writes the page's cookies. `false` if another client, such as clerk-js, writes them. Default true. */
    cookies?: boolean | undefined;
}
/** The options of the constructor of {@link Clerk}. */
export interface ClerkOptions {
    /**
     * The URL of the Frontend API instead of the key's own host: an absolute http(s) URL, or a path on the page's
     * origin. For a local emulator it is the emulator's URL.
     */
    proxyUrl?: string | undefined;
    /** The domain of a satellite app, in production. */
    domain?: string | undefined;
    /**
     * The URL of the app's own endpoint, `clerk-organization/relay`, for invitations with params that the Frontend API
     * refuses: `redirectUrl`, `publicMetadata`, `expiresInDays`. Requests to it carry the session's token.
     */
    invitationRelay?: string | undefined;
}
/** The state of a `Clerk`. */
export interface Resources {
    client: Client;
    session: Session | null;
    user: User | null;
    organization: Organization | null;
}
/** The params of {@link Clerk.setActive}. A missing param changes nothing. */
export interface SetActiveParams extends CallOptions {
    /** One of the client's sessions or its id; null for none. Default: the current one. */
    session?: Pick<Session, 'id'> | string | null | undefined;
    /** An organization, its id or its slug; null for the personal account. */
    organization?: Pick<Organization, 'id'> | string | null | undefined;
    /** Where the page navigates afterwards. */
    redirectUrl?: string | undefined;
    /** Called instead of a navigation, for example to use an app's router. `decorateUrl` returns its URL unchanged. */
    navigate?: ((params: {
        session: Session;
        decorateUrl: (url: string) => string;
    }) => void | Promise<unknown>) | undefined;
}
/** The options of {@link Clerk.signOut}. */
export interface SignOutOptions extends CallOptions {
    /** The session to end. Default: all sessions of the client. */
    sessionId?: string | undefined;
    /** Where the page navigates afterwards. */
    redirectUrl?: string | undefined;
}
/** The params of {@link Clerk.createOrganization}. */
export interface CreateOrganizationParams {
    name: string;
    /** The name in URLs. Default: the server makes it from the name. */
    slug?: string | undefined;
}
/** The loading state of a `Clerk`. `degraded`: only the environment could not be fetched. */
export type ClerkStatus = 'loading' | 'ready' | 'degraded' | 'error';
/** One attempt of a request. Events contain no secrets, no query and no form. */
export interface RequestDetails {
    /** The request's id, the same in all events of its attempts. Counted from 1. */
    requestId: number;
    method: string;
    /** The path, starting with `/v1/`. */
    path: string;
    /** The number of the attempt, counted from 1. */
    attempt: number;
}
/** The events of {@link Clerk.on}, by name. */
export interface ClerkEvents {
    status: ClerkStatus;
    request: RequestDetails;
    response: RequestDetails & {
        status: number;
        durationMs: number;
    };
    retry: RequestDetails & {
        waitMs: number;
    };
    error: RequestDetails & {
        error: unknown;
        durationMs: number;
    };
}
/** The sources from which a wasm module can be started. */
export type WasmSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;

// ━━ types/types/components.d.ts

import type { Organization } from './organization.js';
import type { User } from './user.js';
/** The texts of the components, by name; js/components/texts.ts has them in English. */
export type ComponentText = 'signIn' | 'emailAddress' | 'continue' | 'emailAddressMissing' | 'enterPassword' | 'password' | 'passwordMissing' | 'usePassword' | 'enterCode' | 'code' | 'codeMissing' | 'useCode' | 'codeSent' | 'codeSentAgain' | 'resendCode' | 'resendCodeIn' | 'change' | 'signedIn' | 'signedInAs' | 'pleaseWait' | 'noFactor' | 'organization' | 'organizations' | 'selectOrganization' | 'personalAccount' | 'showMore' | 'createOrganization' | 'name' | 'nameMissing' | 'create' | 'cancel' | 'noReason' | 'wentWrong';
/**
 * The texts of the components in another language. The writing direction is that of the element in which they are mounted.
 */
export interface Localization {
    /** A BCP 47 tag, for plural forms. Default `en`. */
    locale?: string | undefined;
    /**
     * Texts, with the placeholders `{emailAddress}`, `{name}` and `{count}`. A text with `{count}` may have a form for each
     * plural category of `Intl.PluralRules`.
     */
    texts?: {
        [Name in ComponentText]?: string | ({
            [Category in Intl.LDMLPluralRule]?: string;
        } & {
            other: string;
        });
    } | undefined;
    /** Texts for errors, by their codes: `form_password_incorrect`, `network_error`, … */
    errors?: {
        [code: string]: string;
    } | undefined;
}
/**
 * The props of {@link Clerk.mountSignIn}. After signing in, the page navigates to the first of the URLs that is http(s) or
 * relative. Without such a URL the page stays.
 */
export interface SignInProps {
    forceRedirectUrl?: string | null | undefined;
    fallbackRedirectUrl?: string | null | undefined;
    /** The older name in Clerk's props. */
    afterSignInUrl?: string | null | undefined;
    /** The initial values of the form. */
    initialValues?: {
        emailAddress?: string | undefined;
    } | undefined;
    /** The texts in another language. */
    localization?: Localization | undefined;
}
/**
 * The props of {@link Clerk.mountOrganizationSwitcher}. The page navigates only to http(s) and relative URLs, in which `:id`
 * and `:slug` are placeholders for those of the organization.
 */
export interface OrganizationSwitcherProps {
    /** Whether the menu leaves out the personal account. */
    hidePersonal?: boolean | undefined;
    afterSelectOrganizationUrl?: string | ((organization: Organization) => string) | undefined;
    afterCreateOrganizationUrl?: string | ((organization: Organization) => string) | undefined;
    afterSelectPersonalUrl?: string | ((user: User) => string) | undefined;
    /** The texts in another language. */
    localization?: Localization | undefined;
}

// ━━ types/types/domain.d.ts

import type { CallOptions, PageParams } from './call.js';
/**
 * How users with an address of the domain join: only if a member invites them, by an invitation that the server creates, or by a
 * suggestion, which they accept to request membership.
 */
export type OrganizationEnrollmentMode = 'manual_invitation' | 'automatic_invitation' | 'automatic_suggestion' | 'enterprise_sso';
/** How the organization proves that it belongs to the domain: by a code that is mailed to an address of the domain. */
export interface OrganizationDomainVerification {
    status: 'unverified' | 'verified';
    strategy: 'email_code';
    /** The number of attempts to enter the code; null if no code was mailed. */
    attempts: number | null;
    /** When the mailed code expires; null if no code was mailed. Clerk's client always has the current time here. */
    expiresAt: Date | null;
}
/** How the organization proves that it owns the domain: by a DNS record. */
export interface OrganizationDomainOwnershipVerification {
    status: 'unverified' | 'verified' | 'expired';
    strategy: 'txt' | 'legacy' | 'manual_override' | 'parent_domain';
    attempts: number | null;
    expiresAt: Date | null;
    verifiedAt: Date | null;
    /** The name of the TXT record; null unless the record was requested. */
    txtRecordName: string | null;
    /** The required value of the record; null unless it was requested and the caller may manage domains. */
    txtRecordValue: string | null;
}
/** A domain of an organization. */
export interface OrganizationDomain {
    id: string;
    pathRoot: string;
    /** For example `example.com`. */
    name: string;
    organizationId: string;
    enrollmentMode: OrganizationEnrollmentMode;
    /** The same object as `affiliationVerification`, under its older name. */
    verification: OrganizationDomainVerification | null;
    affiliationVerification: OrganizationDomainVerification | null;
    ownershipVerification: OrganizationDomainOwnershipVerification | null;
    /** The address to which codes are mailed. */
    affiliationEmailAddress: string | null;
    createdAt: Date;
    updatedAt: Date;
    totalPendingInvitations: number;
    totalPendingSuggestions: number;
    /**
     * Mails a code to an address of the domain. Updates this very object and resolves to it.
     *
     * @throws {ClerkAPIResponseError} 422 for an address of another domain
     */
    prepareAffiliationVerification: (params: PrepareAffiliationVerificationParams, options?: CallOptions) => Promise<OrganizationDomain>;
    /**
     * Verifies the domain with the mailed code. Updates this very object and resolves to it.
     *
     * @throws {ClerkAPIResponseError} 422 `form_code_incorrect`, 400 `verification_expired`
     */
    attemptAffiliationVerification: (params: AttemptAffiliationVerificationParams, options?: CallOptions) => Promise<OrganizationDomain>;
    /** Changes how users of the domain join. Updates this very object and resolves to it. */
    updateEnrollmentMode: (params: UpdateEnrollmentModeParams, options?: CallOptions) => Promise<OrganizationDomain>;
    /** Deletes the domain. The object keeps its data. */
    delete: (options?: CallOptions) => Promise<void>;
}
/** The params of {@link OrganizationDomain.prepareAffiliationVerification}. */
export interface PrepareAffiliationVerificationParams {
    /** An address of the domain. */
    affiliationEmailAddress: string;
}
/** The params of {@link OrganizationDomain.attemptAffiliationVerification}. */
export interface AttemptAffiliationVerificationParams {
    /** The mailed code. */
    code: string;
}
/** The params of {@link OrganizationDomain.updateEnrollmentMode}. */
export interface UpdateEnrollmentModeParams {
    enrollmentMode: OrganizationEnrollmentMode;
    /** Whether to revoke the domain's pending invitations and suggestions. Default false. */
    deletePending?: boolean | undefined;
}
/** The params of {@link Organization.getDomains}. */
export interface GetDomainsParams extends PageParams {
    /** Only domains in this mode. Default: all. */
    enrollmentMode?: OrganizationEnrollmentMode | undefined;
}
/** The result of {@link Organization.prepareOwnershipVerification} and `attemptOwnershipVerification`. */
export interface BulkOwnershipVerification {
    /** The domains that the server processed. */
    data: OrganizationDomain[];
    /** The domains that the server refused, each with the code of an error. */
    errors: {
        id: string;
        code: string;
    }[];
}

// ━━ types/types/error.d.ts

/** One of the errors in a refusal. */
export interface ClerkAPIError {
    /** For example `form_param_format_invalid`. */
    code: string;
    message: string;
    longMessage?: string;
    /** The subject of the error. */
    meta: {
        /** The parameter that the error is about, by its name on the wire. */
        paramName?: string;
        /** The addresses that the error is about. */
        emailAddresses?: string[];
        [name: string]: unknown;
    };
}
/** The reason why a call has no usable answer. */
export type ClerkRuntimeErrorCode = 'aborted' | 'invalid_params' | 'network_error' | 'timeout' | 'outcome_unknown' | 'invalid_proxy_url' | 'invalid_response' | 'not_loaded' | 'not_on_frontend_api' | 'not_supported' | 'invitation_not_resent' | 'invitation_for_another_user' | 'signed_out' | 'wasm_load_failed' | 'wasm_terminated';

// ━━ types/types/invitation.d.ts

import type { OrganizationInvitation } from '../objects/invitation.js';
import type { CallOptions, PublicMetadata } from './call.js';
import type { LiveList } from './live-list.js';
import type { OrganizationCustomRoleKey } from './membership.js';
/** The status of an invitation. An unknown status of a newer server is passed on unchanged. */
export type OrganizationInvitationStatus = 'pending' | 'accepted' | 'revoked' | 'expired';
/** The params of {@link Organization.getInvitations}. */
export interface GetInvitationsParams {
    /** The page to fetch, counted from 1. Default 1. */
    initialPage?: number | undefined;
    /** The number of rows on a page. The server takes 1 to 500. Default 10. */
    pageSize?: number | undefined;
    /** Only invitations in this status, or in one of these. Default: all. */
    status?: OrganizationInvitationStatus | OrganizationInvitationStatus[] | undefined;
}
/** The options of {@link Organization.inviteMembers}. */
export interface InviteMembersOptions extends CallOptions {
    /** The largest number of addresses in one request. Default 10. */
    chunkSize?: number | undefined;
}
/** The optional params of an invitation. */
export interface InvitationExtras {
    /** Whether the server sends the mail. Default true. */
    notify?: boolean | undefined;
    /** The URL that the mail's link opens. Needs {@link ClerkOptions.invitationRelay}, because the Frontend API refuses it. */
    redirectUrl?: string | undefined;
    /** The metadata of the later membership. Needs {@link ClerkOptions.invitationRelay}. */
    publicMetadata?: PublicMetadata | undefined;
    /** Days until the link expires, 1 to 365. Needs {@link ClerkOptions.invitationRelay}. */
    expiresInDays?: number | undefined;
}
/** The params of {@link Organization.inviteMember}. */
export interface InviteMemberParams extends InvitationExtras {
    /** The address to invite. */
    emailAddress: string;
    /** The role of the new member. */
    role: OrganizationCustomRoleKey;
}
/** The params of {@link Organization.inviteMembers}. */
export interface InviteMembersParams extends InvitationExtras {
    /** The addresses to invite, at least one. */
    emailAddresses: string[];
    /** The role that all of them get. */
    role: OrganizationCustomRoleKey;
}
/** The params of {@link Organization.invitations}. */
export interface InvitationsParams {
    /** Only invitations in this status, or in one of these. Default: all. */
    status?: OrganizationInvitationStatus | OrganizationInvitationStatus[] | undefined;
    /** The number of invitations in one request, 1 to 500. Default 100. */
    pageSize?: number | undefined;
}
/** An invitation in a list that the server has not confirmed yet. It has no id and cannot be revoked. */
export interface ProvisionalInvitation extends Omit<OrganizationInvitation, 'id' | 'pathRoot' | 'roleName' | 'revoke' | 'status'> {
    id: undefined;
    roleName: undefined;
    status: 'pending';
    isProvisional: true;
}
/** The list that {@link Organization.invitationList} returns. The newest rows come first. */
export type InvitationList = LiveList<OrganizationInvitation | ProvisionalInvitation>;

// ━━ types/types/live-list.d.ts

import type { ClerkAPIResponseError, ClerkRuntimeError } from '../errors.js';
import type { OrganizationInvitation } from '../objects/invitation.js';
import type { PageParams } from './call.js';
import type { GetDomainsParams, OrganizationDomain } from './domain.js';
import type { GetInvitationsParams, ProvisionalInvitation } from './invitation.js';
import type { GetMembershipRequestParams, GetMembersParams, OrganizationMembership, OrganizationMembershipRequest } from './membership.js';
import type { GetUserOrganizationInvitationsParams, GetUserOrganizationSuggestionsParams, OrganizationSuggestion, UserOrganizationInvitation } from './user.js';
/** A list that stays current. Each change replaces `data` and calls the listeners. */
export interface LiveList<Row> {
    /** The rows from `initialPage` up to the last page fetched. */
    readonly data: Row[];
    /** The number of rows on all pages. */
    readonly totalCount: number;
    /** Whether rows are being fetched. */
    readonly isLoading: boolean;
    /** The error of the last fetch; null after a success. The rows of the last success stay. */
    readonly error: ClerkAPIResponseError | ClerkRuntimeError | null;
    readonly hasNextPage: boolean;
    /** Calls `listener` after each change. Returns a function that unsubscribes. */
    subscribe: (listener: () => void) => () => void;
    /** Also fetches the next page, if there is one. Rejects with the error that is then in `error`. */
    loadNextPage: () => Promise<void>;
    /** Fetches all rows again. Rejects with the error that is then in `error`. */
    refresh: () => Promise<void>;
    /** Closes the list: aborts its request, and stops calling its listeners. */
    close: () => Promise<void>;
}
/** The lists of {@link Organization.liveList} by name: the params and the rows of each. */
export interface OrganizationLists {
    invitations: {
        params: GetInvitationsParams;
        row: OrganizationInvitation | ProvisionalInvitation;
    };
    memberships: {
        params: GetMembersParams;
        row: OrganizationMembership;
    };
    membershipRequests: {
        params: GetMembershipRequestParams;
        row: OrganizationMembershipRequest;
    };
    domains: {
        params: GetDomainsParams;
        row: OrganizationDomain;
    };
}
/** The lists of {@link User.liveList} by name: the params and the rows of each. */
export interface UserLists {
    userMemberships: {
        params: PageParams;
        row: OrganizationMembership;
    };
    userInvitations: {
        params: GetUserOrganizationInvitationsParams;
        row: UserOrganizationInvitation;
    };
    userSuggestions: {
        params: GetUserOrganizationSuggestionsParams;
        row: OrganizationSuggestion;
    };
}

// ━━ types/types/membership.d.ts

import type { CallOptions, ClerkPaginatedResponse, PageParams, PublicMetadata } from './call.js';
import type { Organization } from './organization.js';
/** A role's key, for example `org:member`. */
export type OrganizationCustomRoleKey = string;
/** The data of a user that other members of an organization can see. */
export interface PublicUserData {
    firstName: string | null;
    lastName: string | null;
    imageUrl: string;
    hasImage: boolean;
    /** The identifier with which the user signs in, for example an address. */
    identifier: string;
    userId?: string;
    username?: string;
    banned?: boolean;
    deprovisioned?: boolean;
}
/** The membership of a user in an organization. */
export interface OrganizationMembership {
    id: string;
    /** Always empty; Clerk's client has it too. */
    pathRoot: string;
    publicMetadata: PublicMetadata;
    /** The member. Undefined if the server does not send it. */
    publicUserData?: PublicUserData;
    organization: Organization;
    /** Keys such as `org:sys_memberships:manage`. */
    permissions: string[];
    role: OrganizationCustomRoleKey;
    /** The display name of the role. */
    roleName: string;
    createdAt: Date;
    updatedAt: Date;
    /**
     * Removes the member. Updates this very object with the removed membership and resolves to it.
     *
     * @throws {ClerkAPIResponseError} 403 `missing_organization_permission`, 400 for the last member with the permission to
     * manage members
     */
    destroy: (options?: CallOptions) => Promise<OrganizationMembership>;
    /**
     * Changes the member's role. Updates this very object and resolves to it.
     *
     * @throws {ClerkAPIResponseError} 403 `missing_organization_permission`, 404 for an unknown role, 400 for the last member
     * with the permission to manage members
     */
    update: (params: UpdateOrganizationMembershipParams, options?: CallOptions) => Promise<OrganizationMembership>;
}
/** The params of {@link OrganizationMembership.update}. */
export interface UpdateOrganizationMembershipParams {
    role: OrganizationCustomRoleKey;
}
/** The params of {@link Organization.getMemberships}. */
export interface GetMembersParams extends PageParams {
    /** Only members in one of these roles. Default: all. */
    role?: OrganizationCustomRoleKey[] | undefined;
    /** Only members whose name or address contains this text. */
    query?: string | undefined;
}
/** The params of {@link Organization.addMember}. */
export interface AddMemberParams {
    /** `user_…` */
    userId: string;
    role: OrganizationCustomRoleKey;
}
/** The params of {@link Organization.updateMember}. */
export interface UpdateMembershipParams {
    /** `user_…` */
    userId: string;
    role: OrganizationCustomRoleKey;
}
/** The status of a request. An unknown status of a newer server is passed on unchanged. */
export type OrganizationMembershipRequestStatus = 'pending' | 'accepted' | 'revoked' | 'expired';
/** The params of {@link Organization.getMembershipRequests}. */
export interface GetMembershipRequestParams extends PageParams {
    /** Only requests in this status. Default: all. */
    status?: OrganizationMembershipRequestStatus | undefined;
}
/** A user's request to become a member, made by accepting an {@link OrganizationSuggestion}. */
export interface OrganizationMembershipRequest {
    id: string;
    pathRoot: string;
    organizationId: string;
    status: OrganizationMembershipRequestStatus;
    /** The user who requests membership. */
    publicUserData: PublicUserData;
    createdAt: Date;
    updatedAt: Date;
    /**
     * Makes the user a member. Updates this very object and resolves to it.
     *
     * @throws {ClerkAPIResponseError} for a request that is no longer pending
     */
    accept: (options?: CallOptions) => Promise<OrganizationMembershipRequest>;
    /** Rejects the request. Updates this very object and resolves to it. */
    reject: (options?: CallOptions) => Promise<OrganizationMembershipRequest>;
}
/** A permission, which roles can have. */
export interface Permission {
    id: string;
    pathRoot: string;
    /** For example `org:sys_memberships:manage`. */
    key: string;
    /** The display name of the permission. */
    name: string;
    description: string;
    /** `system` permissions are Clerk's, `user` permissions the application's. */
    type: 'system' | 'user';
    createdAt: Date;
    updatedAt: Date;
}
/** A role that members can have. */
export interface Role {
    id: string;
    pathRoot: string;
    /** For example `org:admin`. */
    key: OrganizationCustomRoleKey;
    /** The display name of the role. */
    name: string;
    description: string;
    permissions: Permission[];
    createdAt: Date;
    updatedAt: Date;
}
/** The result of {@link Organization.getRoles}. */
export interface GetRolesResponse extends ClerkPaginatedResponse<Role> {
    /** Whether the organization is being moved to another set of roles. */
    has_role_set_migration?: boolean | undefined;
}

// ━━ types/types/organization.d.ts

import type { OrganizationInvitation } from '../objects/invitation.js';
import type { InviteMembersSettledOptions, InviteOutcome, ResumeInvitingParams } from './bulk-invite.js';
import type { CallOptions, ClerkPaginatedResponse, PageParams, PublicMetadata } from './call.js';
import type { BulkOwnershipVerification, GetDomainsParams, OrganizationDomain, OrganizationEnrollmentMode } from './domain.js';
import type { GetInvitationsParams, InvitationList, InvitationsParams, InviteMemberParams, InviteMembersOptions, InviteMembersParams } from './invitation.js';
import type { LiveList, OrganizationLists } from './live-list.js';
import type { AddMemberParams, GetMembersParams, GetMembershipRequestParams, GetRolesResponse, OrganizationMembership, OrganizationMembershipRequest, UpdateMembershipParams } from './membership.js';
/** The params of {@link Organization.update}; each is optional. */
export interface UpdateOrganizationParams {
    name?: string | undefined;
    /** Null is sent as an empty string, as in Clerk's client. */
    slug?: string | null | undefined;
}
/** The params of {@link Organization.setLogo}. */
export interface SetOrganizationLogoParams {
    /** An image of at most 10 MB; a string is base64 or a data URL; null removes the logo. */
    file: Blob | File | string | null;
}
/**
 * A method of Clerk's client that this package does not have. It rejects with `not_supported`; the message names the method.
 */
export type NotSupported = (...args: unknown[]) => Promise<never>;
/** An organization that the signed-in user belongs to. */
export interface Organization {
    /** The organization's id, `org_…`. */
    id: string;
    pathRoot: string;
    /** Not supported: each method rejects with `not_supported`. */
    ssoBypassAllowlist: {
        getUsers: NotSupported;
        addUser: NotSupported;
        addUsers: NotSupported;
        removeUser: NotSupported;
    };
    name: string;
    slug: string | null;
    imageUrl: string;
    hasImage: boolean;
    publicMetadata: PublicMetadata;
    adminDeleteEnabled: boolean;
    createdAt: Date;
    updatedAt: Date;
    membersCount: number;
    pendingInvitationsCount: number;
    /** The largest number of members; 0 for no limit. */
    maxAllowedMemberships: number;
    selfServeSSOEnabled: boolean;
    exclusiveMembership: boolean;
    /**
     * Changes the name or the slug. Updates this very object and resolves to it.
     *
     * @throws {ClerkAPIResponseError} 403 `missing_organization_permission`, 422 for an invalid name or slug
     */
    update: (params: UpdateOrganizationParams, options?: CallOptions) => Promise<Organization>;
    /** Fetches a page of the roles that members can have. */
    getRoles: (params?: PageParams, options?: CallOptions) => Promise<GetRolesResponse>;
    /** Fetches a page of the organization's domains. */
    getDomains: (params?: GetDomainsParams, options?: CallOptions) => Promise<ClerkPaginatedResponse<OrganizationDomain>>;
    /** Fetches one of the organization's domains. */
    getDomain: (params: {
        domainId: string;
    }, options?: CallOptions) => Promise<OrganizationDomain>;
    getEnterpriseConnections: NotSupported;
    createEnterpriseConnection: NotSupported;
    updateEnterpriseConnection: NotSupported;
    deleteEnterpriseConnection: NotSupported;
    createEnterpriseConnectionTestRun: NotSupported;
    getEnterpriseConnectionTestRuns: NotSupported;
    getDirectorySync: NotSupported;
    createDirectorySync: NotSupported;
    /** Fetches a page of the requests to become a member. */
    getMembershipRequests: (params?: GetMembershipRequestParams, options?: CallOptions) => Promise<ClerkPaginatedResponse<OrganizationMembershipRequest>>;
    /**
     * Adds a domain.
     *
     * @throws {ClerkAPIResponseError} 403 `organization_domains_not_enabled`, 422 for an invalid or taken name
     */
    createDomain: (name: string, params?: {
        enrollmentMode?: OrganizationEnrollmentMode;
    }, options?: CallOptions) => Promise<OrganizationDomain>;
    /** Requests a DNS record for each of these domains: `ownershipVerification.txtRecordName` and `txtRecordValue`. */
    prepareOwnershipVerification: (domainIds: string[], options?: CallOptions) => Promise<BulkOwnershipVerification>;
    /** Looks for the DNS record of each of these domains. */
    attemptOwnershipVerification: (domainIds: string[], options?: CallOptions) => Promise<BulkOwnershipVerification>;
    /** Fetches a page of the members, the newest first. */
    getMemberships: (params?: GetMembersParams, options?: CallOptions) => Promise<ClerkPaginatedResponse<OrganizationMembership>>;
    /**
     * Fetches a page of the organization's invitations, the newest first.
     *
     * @throws {ClerkRuntimeError} `invalid_params` for a page or size that is not a whole number from 1 up; no request is sent
     * @throws {ClerkAPIResponseError} 403 `missing_organization_permission` if the caller lacks
     * `org:sys_memberships:manage`
     */
    getInvitations: (params?: GetInvitationsParams, options?: CallOptions) => Promise<ClerkPaginatedResponse<OrganizationInvitation>>;
    /**
     * Makes a user of the application a member.
     *
     * @throws {ClerkAPIResponseError} 400 `already_a_member_in_organization`, 403 `organization_membership_quota_exceeded`
     */
    addMember: (params: AddMemberParams, options?: CallOptions) => Promise<OrganizationMembership>;
    /**
     * Invites one address; the server sends the mail.
     *
     * @throws {ClerkAPIResponseError} for example 422 `form_param_format_invalid` for an invalid address, 400
     * `already_a_member_in_organization`
     */
    inviteMember: (params: InviteMemberParams, options?: CallOptions) => Promise<OrganizationInvitation>;
    /**
     * Invites many addresses with one role. Up to `chunkSize` addresses are sent in one request, and the server invites all
     * of them or none. More addresses are sent in several requests, one after the other, until one fails. Resolves to the
     * invitations in the order of the addresses.
     *
     * @throws the error of the request that failed. If there is more than one request, its `invited` has the invitations of
     * earlier requests and its `remaining` the other addresses. The caller's own abort reason is then the `cause` of a
     * {@link ClerkRuntimeError} `aborted`.
     */
    inviteMembers: (params: InviteMembersParams, options?: InviteMembersOptions) => Promise<OrganizationInvitation[]>;
    /** Changes a member's role. */
    updateMember: (params: UpdateMembershipParams, options?: CallOptions) => Promise<OrganizationMembership>;
    /** Removes a member. Resolves to the removed membership. */
    removeMember: (userId: string, options?: CallOptions) => Promise<OrganizationMembership>;
    /**
     * Deletes the organization. The object keeps its data.
     *
     * @throws {ClerkAPIResponseError} 403 `organization_admin_delete_not_enabled`, `missing_organization_permission`
     */
    destroy: (options?: CallOptions) => Promise<void>;
    /**
     * Sets the logo. Resolves to a new object, as in Clerk's client; with `{ file: null }` to this one. The active
     * organization gets the new `imageUrl` too.
     *
     * @throws {ClerkAPIResponseError} 413 `image_too_large`, 422 for a file that is not an image
     */
    setLogo: (params: SetOrganizationLogoParams, options?: CallOptions) => Promise<Organization>;
    initializePaymentMethod: NotSupported;
    addPaymentMethod: NotSupported;
    getPaymentMethods: NotSupported;
    /** Fetches the organization again. Updates this very object and resolves to it. */
    reload: (options?: CallOptions) => Promise<Organization>;
    /**
     * Invites any number of addresses. Resolves to one outcome for each address, in the order of the input. An address
     * that the server refuses does not stop the others. Addresses that differ only in case are sent once.
     *
     * Once the server has invited one part, two requests are sent at a time. The call waits as long as the server requires.
     * A refusal that applies to every address (the role, a permission, no seats
     * left) ends it, and so do five failures in a row: the remaining addresses are `not_attempted`. Passing
     * `{ formerResult, role }` continues with every outcome that is not final. An `outcome_unknown` is looked up first: an
     * address with a pending invitation of that role is `already_invited`, and any other address is sent.
     *
     * After an abort or the time limit the call resolves to the outcomes so far. It rejects only if nothing was sent.
     *
     * @throws {ClerkRuntimeError} `invalid_params`, `not_on_frontend_api`, before anything is sent
     */
    inviteMembersSettled: (params: InviteMembersParams | ResumeInvitingParams, options?: InviteMembersSettledOptions) => Promise<InviteOutcome[]>;
    /**
     * Yields all invitations, the newest first, and fetches a page ahead (`timeoutMs` is for each page). If others add or
     * revoke invitations meanwhile, no invitation is yielded twice, and none that exists the whole time is left out. Added
     * ones are not yielded.
     */
    invitations: (params?: InvitationsParams, options?: CallOptions) => AsyncGenerator<OrganizationInvitation, void, undefined>;
    /**
     * Resends an invitation. Clerk has no such call, so the old invitation is revoked if it is pending, and a new one for
     * the same address and role is created. Resolves to the new one. The options apply to the revocation: an abort does not
     * stop the invitation that follows it.
     *
     * @throws {ClerkRuntimeError} `invitation_not_resent` if the old invitation was revoked and the new one failed: `revoked`
     * is the old one, `cause` the error of the new one. If `cause.code` is `outcome_unknown`, the new one may exist.
     * `not_on_frontend_api` for an invitation with public metadata without {@link ClerkOptions.invitationRelay}; then nothing
     * is revoked.
     * @throws {ClerkAPIResponseError} 404 `organization_invitation_not_pending` when it was accepted or revoked meanwhile
     */
    resendInvitation: (invitation: OrganizationInvitation, options?: CallOptions) => Promise<OrganizationInvitation>;
    /**
     * Returns a list of invitations, members, requests or domains that stays current, and fetches its first page. A removed row
     * disappears at once, and comes back if the server refuses. After each change of such rows, in this tab or another, the rows
     * are fetched again.
     */
    liveList: <Kind extends keyof OrganizationLists>(kind: Kind, params?: OrganizationLists[Kind]['params']) => LiveList<OrganizationLists[Kind]['row']>;
    /**
     * Returns `liveList('invitations', params)`. An invitation made through this package shows before the server has
     * confirmed it.
     */
    invitationList: (params?: GetInvitationsParams) => InvitationList;
}

// ━━ types/types/session.d.ts

import type { CallOptions } from './call.js';
import type { OrganizationCustomRoleKey } from './membership.js';
import type { SignIn, SignUp } from './sign-in.js';
import type { User } from './user.js';
/** The options of {@link Session.getToken}. */
export interface GetTokenOptions extends CallOptions {
    /** The name of a JWT template. Default: the session token itself. */
    template?: string | undefined;
    /** The organization of the token; null for the personal account. Default: the active one. */
    organizationId?: string | null | undefined;
    /** Whether to request a new token although the cached one is still valid. */
    skipCache?: boolean | undefined;
}
/** A session token. */
export interface Token {
    jwt: {
        /** The claims; undefined if the token is not a JWT. */
        claims: {
            [claim: string]: unknown;
        } | undefined;
    };
    /** The token itself. */
    getRawString: () => string;
}
/**
 * Returns whether the user has a role or a permission in the active organization, with or without the prefix `org:`. If the
 * params have both, the user must have both. If they have neither, the result is false.
 */
export type CheckAuthorization = (params: {
    role?: OrganizationCustomRoleKey;
    permission?: string;
}) => boolean;
/** A session of this client. */
export interface Session {
    /** `sess_…` */
    id: string;
    status: 'active' | 'pending' | 'ended' | 'expired' | 'removed' | 'replaced' | 'revoked' | 'abandoned';
    expireAt: Date;
    abandonAt: Date;
    lastActiveAt: Date;
    lastActiveOrganizationId: string | null;
    /** The last token for the active organization; null before the first one. */
    lastActiveToken: Token | null;
    user: User | null;
    /** The person who impersonates the user; null or absent without impersonation. */
    actor?: {
        sub: string;
        [claim: string]: unknown;
    } | null;
    createdAt: Date;
    updatedAt: Date;
    /** Resolves to a session token (a JWT), which is cached until five seconds before it expires. */
    getToken: (options?: GetTokenOptions) => Promise<string>;
    checkAuthorization: CheckAuthorization;
}
/** This browser's client: its sessions, and its attempts to sign in and up. */
export interface Client {
    /** Absent until the first sign-in. */
    id?: string;
    sessions: Session[];
    /** The active sessions. */
    readonly activeSessions: Session[];
    /** The active sessions, and those whose user still has a task to complete. */
    readonly signedInSessions: Session[];
    lastActiveSessionId: string | null;
    signIn: SignIn;
    signUp: SignUp;
}

// ━━ types/types/sign-in.d.ts

import type { CallOptions } from './call.js';
import type { Organization } from './organization.js';
/** A way to verify a person who signs in, by the names of Clerk's API. */
export interface Factor {
    strategy: string;
    emailAddressId?: string;
    safeIdentifier?: string;
    [name: string]: unknown;
}
/** The current attempt to sign in. There is one object, which its methods update. */
export interface SignIn {
    /** Absent while there is no attempt. */
    id?: string;
    status: 'needs_identifier' | 'needs_first_factor' | 'needs_second_factor' | 'needs_new_password' | 'needs_client_trust' | 'complete' | null;
    identifier?: string | null;
    supportedFirstFactors?: Factor[] | null;
    /** The session that a complete attempt has created, for {@link Clerk.setActive}. */
    createdSessionId: string | null;
    /** Starts an attempt with an identifier, with an identifier and a password, or with the `ticket` of an invitation's link. */
    create: (params: {
        identifier: string;
        strategy?: string;
        password?: string;
    } | {
        strategy: 'ticket';
        ticket: string;
    }, options?: CallOptions) => Promise<SignIn>;
    /** Sends a code to an address. */
    prepareFirstFactor: (params: {
        strategy: 'email_code';
        emailAddressId: string;
    }, options?: CallOptions) => Promise<SignIn>;
    attemptFirstFactor: (params: {
        strategy: 'password';
        password: string;
    } | {
        strategy: 'email_code';
        code: string;
    }, options?: CallOptions) => Promise<SignIn>;
}
/** The params of {@link SignUp.create} and `update`. */
export interface SignUpParams {
    emailAddress?: string | undefined;
    password?: string | undefined;
    firstName?: string | undefined;
    lastName?: string | undefined;
    username?: string | undefined;
    /** `ticket` for the link of an invitation. */
    strategy?: string | undefined;
    /** The `__clerk_ticket` of an invitation's link. */
    ticket?: string | undefined;
}
/** The params of {@link Clerk.acceptInvitation}: the form fields for a new person, and the link. */
export interface AcceptInvitationParams extends CallOptions, Omit<SignUpParams, 'emailAddress' | 'strategy' | 'ticket'> {
    /** The link's URL, with `__clerk_ticket` and `__clerk_status`. Default: the page's own URL, from which both are removed. */
    url?: string | undefined;
}
/** The result of {@link Clerk.acceptInvitation}. */
export type AcceptedInvitation = 
/** The user is signed in and a member of `organization`. Call `setActive` to make it the active one. */
{
    status: 'complete';
    organization: Organization | null;
    missingFields: [];
}
/**
 * The invited person has no account, and `missingFields` (by their names on the wire, for example `first_name`) are
 * required. Call again with these fields, or call `signUp.update()`.
 */
 | {
    status: 'missing_requirements';
    organization: null;
    signUp: SignUp;
    missingFields: string[];
};
/** The current attempt to sign up. There is one object, which its methods update. */
export interface SignUp {
    /** Absent while there is no attempt. */
    id?: string;
    status: 'missing_requirements' | 'complete' | 'abandoned' | null;
    emailAddress?: string | null;
    missingFields?: string[];
    unverifiedFields?: string[];
    /** The session that a complete attempt has created, for {@link Clerk.setActive}. */
    createdSessionId: string | null;
    create: (params: SignUpParams, options?: CallOptions) => Promise<SignUp>;
    update: (params: SignUpParams, options?: CallOptions) => Promise<SignUp>;
    /** Sends a code to the address. */
    prepareEmailAddressVerification: (params?: {
        strategy: 'email_code';
    }, options?: CallOptions) => Promise<SignUp>;
    attemptEmailAddressVerification: (params: {
        code: string;
    }, options?: CallOptions) => Promise<SignUp>;
}

// ━━ types/types/user.d.ts

import type { CallOptions, ClerkPaginatedResponse, PageParams, PublicMetadata } from './call.js';
import type { OrganizationInvitationStatus } from './invitation.js';
import type { LiveList, UserLists } from './live-list.js';
import type { OrganizationCustomRoleKey, OrganizationMembership } from './membership.js';
/** One of a user's addresses. */
export interface EmailAddress {
    id: string;
    emailAddress: string;
}
/** The signed-in user. */
export interface User {
    /** `user_…` */
    id: string;
    firstName: string | null;
    lastName: string | null;
    fullName: string | null;
    username: string | null;
    imageUrl: string;
    hasImage: boolean;
    emailAddresses: EmailAddress[];
    primaryEmailAddressId: string | null;
    primaryEmailAddress: EmailAddress | null;
    organizationMemberships: OrganizationMembership[];
    /** Whether the user may create organizations. */
    createOrganizationEnabled: boolean;
    publicMetadata: PublicMetadata;
    createdAt: Date;
    updatedAt: Date;
    /** Fetches a page of the invitations that the user has received. */
    getOrganizationInvitations: (params?: GetUserOrganizationInvitationsParams, options?: CallOptions) => Promise<ClerkPaginatedResponse<UserOrganizationInvitation>>;
    /** Fetches a page of organizations that the user may request to join, which have a domain of one of the user's addresses. */
    getOrganizationSuggestions: (params?: GetUserOrganizationSuggestionsParams, options?: CallOptions) => Promise<ClerkPaginatedResponse<OrganizationSuggestion>>;
    /** Fetches a page of the user's memberships. */
    getOrganizationMemberships: (params?: PageParams, options?: CallOptions) => Promise<ClerkPaginatedResponse<OrganizationMembership>>;
    /** Fetches default values for the form of a new organization. */
    getOrganizationCreationDefaults: (options?: CallOptions) => Promise<OrganizationCreationDefaults>;
    /**
     * Leaves an organization.
     *
     * @throws {ClerkAPIResponseError} 404 for an organization that the user does not belong to, 400 for the last member with
     * the permission to manage members
     */
    leaveOrganization: (organizationId: string, options?: CallOptions) => Promise<DeletedObject>;
    /** Returns a list of the user's memberships, received invitations or suggestions that stays current. */
    liveList: <Kind extends keyof UserLists>(kind: Kind, params?: UserLists[Kind]['params']) => LiveList<UserLists[Kind]['row']>;
}
/** The server's answer to a deletion. */
export interface DeletedObject {
    object: string;
    id?: string;
    slug?: string;
    deleted: boolean;
}
/** The data of an organization that non-members can see. */
export interface PublicOrganizationData {
    hasImage: boolean;
    imageUrl: string;
    name: string;
    id: string;
    slug: string | null;
}
/** The params of {@link User.getOrganizationInvitations}. */
export interface GetUserOrganizationInvitationsParams extends PageParams {
    /** Only invitations in this status, or in one of these. Default: all. */
    status?: OrganizationInvitationStatus | OrganizationInvitationStatus[] | undefined;
}
/** An invitation that the user has received. */
export interface UserOrganizationInvitation {
    id: string;
    pathRoot: string;
    emailAddress: string;
    publicOrganizationData: PublicOrganizationData;
    publicMetadata: PublicMetadata;
    status: OrganizationInvitationStatus;
    role: OrganizationCustomRoleKey;
    createdAt: Date;
    updatedAt: Date;
    /**
     * Accepts the invitation. Updates this very object and resolves to it.
     *
     * @throws {ClerkAPIResponseError} 400 for an invitation that was accepted or revoked meanwhile
     */
    accept: (options?: CallOptions) => Promise<UserOrganizationInvitation>;
    /** When the link expires; null if the server does not send it. Clerk's client does not have this field. */
    expiresAt: Date | null;
}
/** The status of a suggestion. An unknown status of a newer server is passed on unchanged. */
export type OrganizationSuggestionStatus = 'pending' | 'accepted';
/** The params of {@link User.getOrganizationSuggestions}. */
export interface GetUserOrganizationSuggestionsParams extends PageParams {
    /** Only suggestions in this status, or in one of these. Default: all. */
    status?: OrganizationSuggestionStatus | OrganizationSuggestionStatus[] | undefined;
}
/** A suggested organization, in which the user may request membership. */
export interface OrganizationSuggestion {
    id: string;
    pathRoot: string;
    publicOrganizationData: PublicOrganizationData;
    status: OrganizationSuggestionStatus;
    createdAt: Date;
    updatedAt: Date;
    /** Requests membership, which the organization accepts or rejects. Updates this very object and resolves to it. */
    accept: (options?: CallOptions) => Promise<OrganizationSuggestion>;
}
/** The result of {@link User.getOrganizationCreationDefaults}. */
export interface OrganizationCreationDefaults {
    pathRoot: string;
    /** A warning: an organization with the user's domain exists already. */
    advisory: {
        code: 'organization_already_exists';
        severity: 'warning';
        meta: Record<string, string>;
    } | null;
    form: {
        name: string;
        slug: string;
        logo: string | null;
        blurHash: string | null;
    };
}

// ━━ types/vue.d.ts

import type { App, Ref, ShallowRef } from 'vue';
import { Clerk } from 'clerk-organization';
import type { ClerkOptions, GetInvitationsParams, GetTokenOptions, InvitationList } from 'clerk-organization';
/** The options of the plugin: a `Clerk`, or the key and options to create one. */
export type ClerkPluginOptions = {
    Clerk: Clerk;
} | ({
    publishableKey: string;
} & ClerkOptions);
/** `app.use(clerkPlugin, { publishableKey })`: provides a `Clerk` to the composables, and loads it in a browser. */
export declare const clerkPlugin: {
    install(app: App, options: ClerkPluginOptions): void;
};
/** Returns the plugin's `Clerk`. */
export declare const useClerk: () => ShallowRef<Clerk>;
/**
 * Returns the signed-in user, the active organization, and a check of the user's permissions in it. `getToken` and `signOut`
 * wait for `load()`.
 */
export declare const useAuth: () => {
    isLoaded: Readonly<Ref<boolean, boolean>>;
    isSignedIn: Readonly<Ref<boolean | undefined, boolean | undefined>>;
    userId: Readonly<Ref<string | null | undefined, string | null | undefined>>;
    sessionId: Readonly<Ref<string | null | undefined, string | null | undefined>>;
    orgId: Readonly<Ref<string | null | undefined, string | null | undefined>>;
    orgRole: Readonly<Ref<string | null | undefined, string | null | undefined>>;
    orgSlug: Readonly<Ref<string | null | undefined, string | null | undefined>>;
    has: Readonly<Ref<import("clerk-organization").CheckAuthorization, import("clerk-organization").CheckAuthorization>>;
    getToken: Readonly<Ref<(options?: GetTokenOptions) => Promise<string | null>, (options?: GetTokenOptions) => Promise<string | null>>>;
    signOut: Readonly<Ref<(optionsOrCallback?: import("clerk-organization").SignOutOptions | (() => void | Promise<unknown>), options?: import("clerk-organization").SignOutOptions) => Promise<void>, (optionsOrCallback?: import("clerk-organization").SignOutOptions | (() => void | Promise<unknown>), options?: import("clerk-organization").SignOutOptions) => Promise<void>>>;
};
/** Returns the signed-in user. */
export declare const useUser: () => {
    isLoaded: Readonly<Ref<boolean, boolean>>;
    isSignedIn: Readonly<Ref<boolean | undefined, boolean | undefined>>;
    user: Readonly<Ref<import("clerk-organization").User | null | undefined, import("clerk-organization").User | null | undefined>>;
};
/** Returns the active session. */
export declare const useSession: () => {
    isLoaded: Readonly<Ref<boolean, boolean>>;
    isSignedIn: Readonly<Ref<boolean | undefined, boolean | undefined>>;
    session: Readonly<Ref<import("clerk-organization").Session | null | undefined, import("clerk-organization").Session | null | undefined>>;
};
/**
 * Returns the active organization and the user's membership in it. With `invitations` also the list of its invitations, which
 * follows changes made through this package, also in other tabs: `organization.invitationList`, closed with the scope.
 */
export declare function useOrganization(params?: {
    invitations?: GetInvitationsParams | undefined;
}): {
    isLoaded: Readonly<Ref<boolean, boolean>>;
    organization: Readonly<Ref<import("./types.js").Organization | null | undefined, import("./types.js").Organization | null | undefined>>;
    membership: Readonly<Ref<import("clerk-organization").OrganizationMembership | null | undefined, import("clerk-organization").OrganizationMembership | null | undefined>>;
    invitations: ShallowRef<Readonly<InvitationList> | null, Readonly<InvitationList> | null>;
};

// ━━ types/wasm.d.ts

import type { Core, CoreOptions } from './glue-types.js';
import type { Listener } from './host.js';
import type { Organization as OrganizationResource, WasmSource } from './types.js';
/**
 * Starts the wasm module, like `clerk.load()`. Call this only to load the modules from URLs or bytes of your own.
 * Calls after the first return its Promise, until it rejects or the module traps.
 *
 * @param lazySource the source of `clerk_organization_lazy_bg.wasm`, which is loaded at its first use
 * @throws {ClerkRuntimeError} `wasm_load_failed`
 */
export declare const init: (source?: WasmSource | Promise<WasmSource>, lazySource?: WasmSource | Promise<WasmSource>) => Promise<void>;
/**
 * An organization that the signed-in user belongs to.
 *
 * @interface
 */
export type Organization = OrganizationResource;
/** The class of organizations. Apps do not construct it. */
export declare const Organization: abstract new (...args: never) => Organization;
/** Whether `redirectUrl` may be navigated to. */
export declare const mayNavigateTo: (url: string) => boolean;
/** The milliseconds until an open page checks its token again. */
export declare const pollDelay: (hasFocus: boolean, failures: number) => number;
/** The number of addresses that `inviteMembers` sends in one request. */
export declare const addressesPerRequest: () => number;
/** The claims of a token; undefined if they are invalid. */
export declare const claimsOf: (token: string) => unknown;
/** The calls that have a Promise. */
type AsyncName = {
    [Name in keyof Core]: Core[Name] extends (...args: never) => Promise<unknown> ? Name : never;
}[keyof Core];
/** The Rust side of one `Clerk`. Each call takes a signal that aborts it. */
export declare class WasmClient {
    #private;
    constructor(options: CoreOptions, isDevelopment: boolean, writesCookies: boolean, listener: Listener);
    /** Whether its instance has trapped. Then every call throws `wasm_terminated`. */
    get isTerminated(): boolean;
    /** Calls the module without waiting for an answer. */
    now<Name extends keyof Core>(name: Name, ...args: Parameters<Core[Name]>): ReturnType<Core[Name]>;
    /** Starts a call of the module. When `signal` aborts, the call ends and rejects with its reason. */
    run<Name extends AsyncName>(signal: AbortSignal | undefined, name: Name, ...args: Parameters<Core[Name]>): Promise<Awaited<ReturnType<Core[Name]>>>;
    /** Sends the request of an operation of core/src/operations.rs. Resolves to the JSON of its resource. */
    call(operation: string, ids: string[], params: unknown, signal?: AbortSignal): Promise<unknown>;
    /** Calls a method of the exported class. An organization may have an own property of the same name. */
    organizationCall(organization: object, method: 'getInvitations' | 'change', args: unknown[], signal?: AbortSignal): Promise<unknown>;
    /** Creates an organization without its fields. */
    createOrganization(id: string): Organization;
    /** Moves an organization of an instance that has trapped to this instance. */
    adoptOrganization(organization: Organization): void;
}
export {};

// ━━ vue.d.ts

export * from './types/vue.js';
