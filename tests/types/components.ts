// The components and the script tag's global, used as in a page, and misuse that the compiler must reject. Only
// compiled.

/// <reference types="clerk-organization/clerk.browser.js" />

import type { Clerk as ClerkInstance, OrganizationSwitcherProps, SignInProps } from 'clerk-organization';

export function mounting(clerk: ClerkInstance, node: HTMLElement | null): void {
  const signIn: SignInProps = { forceRedirectUrl: '/a', initialValues: { emailAddress: 'a@example.com' } };
  const switcher: OrganizationSwitcherProps = { hidePersonal: true, afterSelectOrganizationUrl: ({ slug, id }) => slug ?? id };
  // @ts-expect-error the element may be null
  clerk.mountSignIn(node);
  if (!node) return;
  clerk.mountSignIn(node);
  clerk.mountSignIn(node, signIn);
  clerk.unmountSignIn(node);
  const { mountOrganizationSwitcher, unmountOrganizationSwitcher } = clerk;
  mountOrganizationSwitcher(node, switcher);
  unmountOrganizationSwitcher(node);
  // @ts-expect-error no such prop
  clerk.mountOrganizationSwitcher(node, { hidepersonal: true });
}

export async function scriptTag(): Promise<string | undefined> {
  globalThis.__clerk_publishable_key = 'pk_test_…';
  await Clerk.load();
  return Clerk.user?.id;
}
