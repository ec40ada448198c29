// What the components take.

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

/** The texts of the components in another language. The direction of writing is that of the element they are mounted in. */
export interface Localization {
  /** A BCP 47 tag, for plural forms. Default `en`. */
  locale?: string;
  /**
   * Texts in which `{emailAddress}`, `{name}` and `{count}` stand for values. One with a `{count}` may have a form for each
   * plural category of `Intl.PluralRules`.
   */
  texts?: { [Name in ComponentText]?: string | ({ [Category in Intl.LDMLPluralRule]?: string } & { other: string }) };
  /** Texts for errors, by their codes: `form_password_incorrect`, `network_error`, … */
  errors?: { [code: string]: string };
}

/**
 * What {@link Clerk.mountSignIn} takes. Of the URLs, the first one that is given and is http(s) or relative is gone to
 * after signing in; without one the page stays, and its listeners are called.
 */
export interface SignInProps {
  forceRedirectUrl?: string | null;
  fallbackRedirectUrl?: string | null;
  /** Clerk's older name. */
  afterSignInUrl?: string | null;
  /** What stands in the form at first. */
  initialValues?: { emailAddress?: string };
  /** The texts in another language. */
  localization?: Localization;
}

/**
 * What {@link Clerk.mountOrganizationSwitcher} takes. URLs are gone to when they are http(s) or relative; `:id` and
 * `:slug` in one stand for the organization's.
 */
export interface OrganizationSwitcherProps {
  /** Leaves the personal account out of the menu. */
  hidePersonal?: boolean;
  afterSelectOrganizationUrl?: string | ((organization: Organization) => string);
  afterCreateOrganizationUrl?: string | ((organization: Organization) => string);
  afterSelectPersonalUrl?: string | ((user: User) => string);
  /** The texts in another language. */
  localization?: Localization;
}
