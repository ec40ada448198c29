// The global that the script tag makes. Apart from index.d.ts, because Clerk's own packages may declare a global of the
// same name; where this one is meant: `/// <reference types="clerk-organization/clerk.browser.js" />`.

import type { Clerk as ClerkInstance } from './index.js';

declare global {
  /** There as soon as the script has run; `await Clerk.load()` before anything else. */
  var Clerk: ClerkInstance;
  /** Instead of the tag's `data-clerk-publishable-key`. */
  var __clerk_publishable_key: string | undefined;
  /** Instead of the tag's `data-clerk-proxy-url`. */
  var __clerk_proxy_url: string | undefined;
  /** Instead of the tag's `data-clerk-domain`. */
  var __clerk_domain: string | undefined;
}
