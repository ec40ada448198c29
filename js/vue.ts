// `clerk-organization/vue`: composables for Vue 3, named after Clerk's Vue package. Importing it touches no browser API.

import { computed, inject, onScopeDispose, shallowRef, watchEffect } from 'vue';
import type { App, ComputedRef, InjectionKey, ShallowRef } from 'vue';

import { Clerk } from 'clerk-organization';
import type { ClerkOptions, GetInvitationsParams, InvitationList } from 'clerk-organization';

import { follow, stateOf } from './adapters/state.js';
import type { ClerkState } from './adapters/state.js';

/** The options of the plugin: a `Clerk`, or the key and options to create one. */
export type ClerkPluginOptions = { Clerk: Clerk } | ({ publishableKey: string } & ClerkOptions);

interface Provided {
  clerk: ShallowRef<Clerk>;
  state: ShallowRef<ClerkState>;
}

const KEY: InjectionKey<Provided> = Symbol('clerk-organization');

/** `app.use(clerkPlugin, { publishableKey })`: provides a `Clerk` to the composables, and loads it in a browser. */
export const clerkPlugin = {
  install(app: App, options: ClerkPluginOptions): void {
    const clerk = 'Clerk' in options ? options.Clerk : new Clerk(options.publishableKey, options);
    const state = shallowRef(stateOf(clerk));
    follow(clerk, () => (state.value = stateOf(clerk)));
    app.provide(KEY, { clerk: shallowRef(clerk), state });
  },
};

function provided(): Provided {
  const found = inject(KEY, undefined);
  if (!found) throw new Error('clerk-organization: call app.use(clerkPlugin, …) first.');
  return found;
}

/** Each property of the result of `read`, as a computed ref. */
function refs<T extends object>(read: (state: ClerkState) => T): { [Name in keyof T]: ComputedRef<T[Name]> } {
  const { state } = provided();
  const all = computed(() => read(state.value));
  const names = Object.keys(all.value) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, computed(() => all.value[name])])) as never;
}

/** Returns the plugin's `Clerk`. */
export const useClerk = (): ShallowRef<Clerk> => provided().clerk;

/** Returns the signed-in user, the active organization, and checks of the user's permissions there. */
export const useAuth = () => {
  const { value: clerk } = useClerk();
  return refs(({ isLoaded, session, user, organization, membership }) => ({
    isLoaded,
    isSignedIn: isLoaded ? Boolean(user) : undefined,
    userId: user && user.id,
    sessionId: session && session.id,
    orgId: organization && organization.id,
    orgRole: membership && membership.role,
    orgSlug: organization && organization.slug,
    has: session ? session.checkAuthorization : () => false,
    getToken: async () => (await clerk.load(), clerk.session ? clerk.session.getToken() : null),
    signOut: clerk.signOut,
  }));
};

/** Returns the signed-in user. */
export const useUser = () =>
  refs(({ isLoaded, user }) => ({ isLoaded, isSignedIn: isLoaded ? Boolean(user) : undefined, user }));

/** Returns the active session. */
export const useSession = () =>
  refs(({ isLoaded, session }) => ({ isLoaded, isSignedIn: isLoaded ? Boolean(session) : undefined, session }));

/**
 * Returns the active organization and the user's membership in it. With `invitations` also the list of its invitations, which
 * follows changes made through this package, also in other tabs: `organization.invitationList`, closed with the scope.
 */
export function useOrganization(params: { invitations?: GetInvitationsParams | undefined } = {}) {
  const organization = refs(({ isLoaded, organization, membership }) => ({ isLoaded, organization, membership }));
  const invitations = shallowRef<Readonly<InvitationList> | null>(null);
  let close = () => {};
  watchEffect(() => {
    close();
    const { value: owner } = organization.organization;
    if (!params.invitations || !owner) return (invitations.value = null);
    const list = owner.invitationList(params.invitations);
    // Another object for each change: the list keeps its identity.
    list.subscribe(() => (invitations.value = { ...list }));
    close = () => void list.close();
    return (invitations.value = { ...list });
  });
  onScopeDispose(() => close());
  return { ...organization, invitations };
}
