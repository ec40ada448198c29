// `clerk-organization/devtools` and `clerk-organization/cookies`, as an app uses them.

import { Clerk } from 'clerk-organization';
import { keepCookiesIn } from 'clerk-organization/cookies';
import { callSource, mountDevtools } from 'clerk-organization/devtools';
import type { Devtools } from 'clerk-organization/devtools';

const clerk = new Clerk('pk_test_eC15LTEuY2xlcmsuYWNjb3VudHMuZGV2JA');

export function inDevelopment(node: Element): Promise<number> {
  const devtools: Devtools = mountDevtools(clerk, { node, emulator: false, onReset: () => {} });
  const unfollow: () => void = devtools.follow(new Clerk('pk_test_eC15LTEuY2xlcmsuYWNjb3VudHMuZGV2JA'));
  unfollow();
  const code: string = callSource('await organization.getInvitations', { status: ['pending'] });
  // @ts-expect-error The source of the call is missing.
  devtools.record({ name: 'organization.getInvitations' }, () => 1);
  return devtools.record({ name: 'organization.getInvitations', code, sends: /^GET / }, () => 1);
}

export function inAnExtension(): void {
  const giveBack: () => void = keepCookiesIn(localStorage);
  giveBack();
  // @ts-expect-error A Map is not a Storage.
  keepCookiesIn(new Map());
}
