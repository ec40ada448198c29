// `clerk-organization/vue`: composables for Vue 3, named after Clerk's Vue package. Importing it touches no browser API.

import { computed, inject, onScopeDispose, shallowRef, toRef, watchEffect } from 'vue';
import type { App, InjectionKey, Ref, ShallowRef } from 'vue';

import { Clerk } from 'clerk-organization';
import type { ClerkOptions, GetInvitationsParams, GetTokenOptions, InvitationList } from 'clerk-organization';

import { authOf, follow, stateOf } from './adapters/state.js';
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

/**
 * Each property of the result of `read`, as a ref. Not as a computed one, which renders nothing again if the organization keeps
 * its identity while its fields change.
 */
function refs<T extends object>(read: (state: ClerkState) => T): { [Name in keyof T]: Readonly<Ref<T[Name]>> } {
  const { state } = provided();
  const all = computed(() => read(state.value));
  const names = Object.keys(all.value) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, toRef(() => all.value[name])])) as never;
}

/** Returns the plugin's `Clerk`. */
export const useClerk = (): ShallowRef<Clerk> => provided().clerk;

/**
 * Returns the signed-in user, the active organization, and a check of the user's permissions in it. `getToken` and `signOut`
 * wait for `load()`.
 */
export const useAuth = () => {
  const { value: clerk } = useClerk();
  const getToken = async (options?: GetTokenOptions) => {
    await clerk.load();
    return clerk.session ? clerk.session.getToken(options) : null;
  };
  const signOut: Clerk['signOut'] = async (...args) => {
    await clerk.load();
    return clerk.signOut(...args);
  };
  return refs((state) => ({ ...authOf(state), getToken, signOut }));
};

/** Returns the signed-in user. */
export const useUser = () =>
  refs(({ isLoaded, user }) => ({ isLoaded, isSignedIn: isLoaded ? Boolean(user) : undefined, user }));

/** Returns the active session. */
export const useSession = () =>
  refs((state) => ({ isLoaded: state.isLoaded, isSignedIn: authOf(state).isSignedIn, session: state.session }));

/**
 * Returns the active organization and the user's membership in it. With `invitations` also the list of its invitations, which
 * follows changes made through this package, also in other tabs: `organization.invitationList`, closed with the scope.
 */
export function useOrganization(params: { invitations?: GetInvitationsParams | undefined } = {}) {
  const organization = refs(({ isLoaded, organization, membership }) => ({ isLoaded, organization, membership }));
  const invitations = shallowRef<Readonly<InvitationList> | null>(null);
  const { state } = provided();
  // Computed: the list stays open while their fields change. Another session has another list.
  const owner = computed(() => state.value.organization);
  const sessionId = computed(() => state.value.session?.id);
  let close = () => {};
  watchEffect(() => {
    close();
    if (!params.invitations || !owner.value || !sessionId.value) return (invitations.value = null);
    const list = owner.value.invitationList(params.invitations);
    // A new object for each change, because the list keeps its identity.
    list.subscribe(() => (invitations.value = { ...list }));
    close = () => void list.close();
    return (invitations.value = { ...list });
  });
  onScopeDispose(() => close());
  return { ...organization, invitations };
}
