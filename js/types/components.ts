// What the components take.

import type { Clerk } from '../clerk.js';
import type { Organization } from './organization.js';
import type { User } from './user.js';

/**
 * What {@link Clerk.mountSignIn} takes. Of the URLs, the first one that is given and is http(s) or relative is gone to
 * after signing in; without one the page stays and its listeners are told.
 */
export interface SignInProps {
  forceRedirectUrl?: string | null;
  fallbackRedirectUrl?: string | null;
  /** Clerk's older name. */
  afterSignInUrl?: string | null;
  /** What stands in the form at first. */
  initialValues?: { emailAddress?: string };
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
}
