// Members of Clerk's objects (@clerk/shared 4.41) that this package does not have. tests/types/clerk-react.ts compares these
// names with Clerk's types, both ways.

/** Names by the effect of a call: it rejects, throws, reports its error as uncaught, or does nothing. */
export interface Names {
  readonly rejects?: readonly string[];
  readonly throws?: readonly string[];
  readonly reports?: readonly string[];
  readonly ignores?: readonly string[];
}

/** Members of Clerk's `Clerk`. Components report: an exception while React commits would unmount the page. */
export const CLERK = {
  rejects: [
    '__internal_handleResourceCallback',
    '__internal_loadStripeJs',
    '__internal_reloadInitialResources',
    '__internal_resumeAfterProtectCheck',
    'authenticateWithBase',
    'authenticateWithCoinbaseWallet',
    'authenticateWithGoogleOneTap',
    'authenticateWithMetamask',
    'authenticateWithOKXWallet',
    'authenticateWithSolana',
    'authenticateWithWeb3',
    'handleEmailLinkVerification',
    'handleGoogleOneTapCallback',
    'handleRedirectCallback',
    'handleUnauthenticated',
    'joinWaitlist',
    'navigate',
    'redirectToAfterSignIn',
    'redirectToAfterSignOut',
    'redirectToAfterSignUp',
    'redirectToCreateOrganization',
    'redirectToOrganizationProfile',
    'redirectToSignIn',
    'redirectToSignUp',
    'redirectToTasks',
    'redirectToUserProfile',
    'redirectToWaitlist',
    'redirectWithAuth',
  ],
  throws: [
    '__experimental_checkout',
    '__internal_addNavigationListener',
    '__internal_windowNavigate',
    'buildAfterMultiSessionSingleSignOutUrl',
    'buildAfterSignInUrl',
    'buildAfterSignOutUrl',
    'buildAfterSignUpUrl',
    'buildCreateOrganizationUrl',
    'buildNewSubscriptionRedirectUrl',
    'buildOrganizationProfileUrl',
    'buildSignInUrl',
    'buildSignUpUrl',
    'buildTasksUrl',
    'buildUrlWithAuth',
    'buildUserProfileUrl',
    'buildWaitlistUrl',
    'setProtectAssertion',
    'updateClient',
  ],
  reports: [
    '__internal_mountConfigureDirectorySync',
    '__internal_mountConfigureSSO',
    '__internal_mountOAuthConsent',
    '__internal_mountOAuthDeviceVerification',
    '__internal_openCheckout',
    '__internal_openEnableOrganizationsPrompt',
    '__internal_openPlanDetails',
    '__internal_openReverification',
    '__internal_openSubscriptionDetails',
    'mountAPIKeys',
    'mountCreateOrganization',
    'mountOAuthConsent',
    'mountOrganizationList',
    'mountOrganizationProfile',
    'mountPricingTable',
    'mountSignUp',
    'mountTaskChooseOrganization',
    'mountTaskResetPassword',
    'mountTaskSetupMFA',
    'mountUserAvatar',
    'mountUserButton',
    'mountUserProfile',
    'mountWaitlist',
    'openCreateOrganization',
    'openGoogleOneTap',
    'openInviteMembers',
    'openOrganizationProfile',
    'openSignIn',
    'openSignUp',
    'openUserProfile',
    'openWaitlist',
  ],
  // Nothing was mounted, so there is nothing to unmount.
  ignores: [
    '__experimental_prefetchOrganizationSwitcher',
    '__internal_closeCheckout',
    '__internal_closeEnableOrganizationsPrompt',
    '__internal_closePlanDetails',
    '__internal_closeReverification',
    '__internal_closeSubscriptionDetails',
    // All of Clerk's options are undefined.
    '__internal_getOption',
    '__internal_unmountConfigureDirectorySync',
    '__internal_unmountConfigureSSO',
    '__internal_unmountOAuthConsent',
    '__internal_unmountOAuthDeviceVerification',
    'closeCreateOrganization',
    'closeGoogleOneTap',
    'closeInviteMembers',
    'closeOrganizationProfile',
    'closeSignIn',
    'closeSignUp',
    'closeUserProfile',
    'closeWaitlist',
    'unmountAPIKeys',
    'unmountCreateOrganization',
    'unmountOAuthConsent',
    'unmountOrganizationList',
    'unmountOrganizationProfile',
    'unmountPricingTable',
    'unmountSignUp',
    'unmountTaskChooseOrganization',
    'unmountTaskResetPassword',
    'unmountTaskSetupMFA',
    'unmountUserAvatar',
    'unmountUserButton',
    'unmountUserProfile',
    'unmountWaitlist',
  ],
} as const satisfies Names;

/** Members of Clerk's `Clerk` that are not functions, with their values here. */
export const CLERK_VALUES = {
  __internal_getCachedResources: undefined,
  __internal_hasOAuthTransport: false,
  __internal_moduleManager: undefined,
  __internal_oauthTransport: null,
  __internal_setActiveInProgress: false,
  isSatellite: false,
  isStandardBrowser: true,
  sdkMetadata: undefined,
  telemetry: undefined,
  uiVersion: undefined,
  version: undefined,
} as const;

/** Objects with functions on Clerk's `Clerk`. */
export const NAMESPACES = {
  __internal_state: {
    throws: [
      '__internal_computed',
      '__internal_effect',
      '__internal_waitlist',
      'signInSignal',
      'signUpSignal',
      'waitlistSignal',
    ],
  },
  apiKeys: { rejects: ['create', 'getAll', 'revoke'] },
  billing: {
    rejects: [
      'getCreditBalance',
      'getCreditHistory',
      'getPaymentAttempt',
      'getPaymentAttempts',
      'getPlan',
      'getPlans',
      'getStatement',
      'getStatements',
      'getSubscription',
      'startCheckout',
      'updateCheckout',
    ],
  },
  oauthApplication: {
    rejects: ['getConsentInfo', 'lookupDeviceVerification', 'submitDeviceVerification'],
    throws: ['buildConsentActionUrl'],
  },
} as const satisfies { [name: string]: Names };

const SIGNING_IN_ELSEWHERE = [
  'authenticateWithBase',
  'authenticateWithCoinbaseWallet',
  'authenticateWithMetamask',
  'authenticateWithOKXWallet',
  'authenticateWithPopup',
  'authenticateWithRedirect',
  'authenticateWithSolana',
  'authenticateWithWeb3',
  'reload',
  'submitProtectCheck',
] as const;

/** Members of the objects that a client holds. */
export const RESOURCES = {
  client: {
    rejects: ['__internal_sendCaptchaToken', 'create', 'destroy', 'reload', 'removeSessions'],
    throws: ['__internal_toSnapshot', 'buildTouchUrl', 'clearCache', 'isEligibleForTouch', 'isNew', 'resetSignIn', 'resetSignUp'],
  },
  session: {
    rejects: [
      '__internal_touch',
      'attemptFirstFactorVerification',
      'attemptSecondFactorVerification',
      'end',
      'prepareFirstFactorVerification',
      'prepareSecondFactorVerification',
      'reload',
      'remove',
      'startVerification',
      'touch',
      'verifyWithPasskey',
    ],
    throws: ['__internal_toSnapshot', 'clearCache'],
  },
  user: {
    rejects: [
      '__experimental_attemptBiometricCredential',
      '__experimental_getBiometricCredentials',
      '__experimental_prepareBiometricCredential',
      '__experimental_revokeBiometricCredential',
      'addPaymentMethod',
      'createBackupCode',
      'createEmailAddress',
      'createExternalAccount',
      'createPasskey',
      'createPhoneNumber',
      'createTOTP',
      'createWeb3Wallet',
      'delete',
      'disableTOTP',
      'getEnterpriseConnections',
      'getPaymentMethods',
      'getSessions',
      'initializePaymentMethod',
      'reload',
      'removePassword',
      'setProfileImage',
      'update',
      'updateMetadata',
      'updatePassword',
      'verifyTOTP',
    ],
    throws: ['__internal_toSnapshot', 'isPrimaryIdentification'],
  },
  signIn: {
    rejects: [
      ...SIGNING_IN_ELSEWHERE,
      'attemptSecondFactor',
      'authenticateWithPasskey',
      'prepareSecondFactor',
      'resetPassword',
    ],
    throws: ['__internal_toSnapshot', 'createEmailLinkFlow', 'validatePassword'],
  },
  signUp: {
    rejects: [
      ...SIGNING_IN_ELSEWHERE,
      '__experimental_getEnterpriseConnections',
      'attemptPhoneNumberVerification',
      'attemptVerification',
      'attemptWeb3WalletVerification',
      'preparePhoneNumberVerification',
      'prepareVerification',
      'prepareWeb3WalletVerification',
      'upsert',
    ],
    throws: ['__internal_toSnapshot', 'createEmailLinkFlow', 'validatePassword'],
  },
} as const satisfies { [name: string]: Names };

type NamesOf<Of extends Names> = { [How in keyof Of]: Of[How] extends readonly (infer Name)[] ? Name : never };
type Table = { clerk: typeof CLERK } & typeof NAMESPACES & typeof RESOURCES;

/** The names of unsupported members, by object and by the effect of a call. */
export type NotSupported = { [Object in keyof Table]: NamesOf<Table[Object]> };

/** The names of values that only Clerk's `Clerk` has. */
export type ClerkValues = keyof typeof CLERK_VALUES | keyof typeof NAMESPACES;
