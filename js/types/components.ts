// The props of the components.

import type { Clerk } from '../clerk.js';
import type { Organization } from './organization.js';
import type { User } from './user.js';

/** The texts of the components, by name; js/components/texts.ts has them in English. */
export type ComponentText =
  | 'signIn'
  | 'emailAddress'
  | 'continue'
  | 'emailAddressMissing'
  | 'enterPassword'
  | 'password'
  | 'passwordMissing'
  | 'usePassword'
  | 'enterCode'
  | 'code'
  | 'codeMissing'
  | 'useCode'
  | 'codeSent'
  | 'codeSentAgain'
  | 'resendCode'
  | 'resendCodeIn'
  | 'change'
  | 'signedIn'
  | 'signedInAs'
  | 'pleaseWait'
  | 'noFactor'
  | 'organization'
  | 'organizations'
  | 'selectOrganization'
  | 'personalAccount'
  | 'showMore'
  | 'createOrganization'
  | 'name'
  | 'nameMissing'
  | 'create'
  | 'cancel'
  | 'noReason'
  | 'wentWrong';

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
  texts?: { [Name in ComponentText]?: string | ({ [Category in Intl.LDMLPluralRule]?: string } & { other: string }) } | undefined;
  /** Texts for errors, by their codes: `form_password_incorrect`, `network_error`, … */
  errors?: { [code: string]: string } | undefined;
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
  initialValues?: { emailAddress?: string | undefined } | undefined;
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
