// A small page in Vue, without its compiler: the invitations of the active organization, live.

import { createApp, h } from 'vue';
import { clerkPlugin, useAuth, useClerk, useOrganization, useUser } from 'clerk-organization/vue';

const emulator = JSON.parse(document.getElementById('emulator').textContent);

/** Without a list, whose changes would render it again. */
const Heading = {
  setup() {
    const { organization } = useOrganization();
    return () => h('h1', organization.value?.name);
  },
};

const TeamPage = {
  setup() {
    const clerk = useClerk();
    const { isLoaded, isSignedIn, orgRole, has, getToken } = useAuth();
    globalThis.getToken = getToken.value;
    const { user } = useUser();
    const { membership, invitations } = useOrganization({ invitations: { status: ['pending'], pageSize: 5 } });
    return () => {
      if (!isLoaded.value) return h('p', 'Loading');
      if (!isSignedIn.value) return h('p', 'Signed out');
      const list = invitations.value;
      return h('main', [
        h(Heading),
        h('p', { id: 'who' }, `${user.value.fullName} ${orgRole.value} ${membership.value.role} ${has.value({ role: 'org:admin' })}`),
        h('p', { id: 'total' }, `${list?.totalCount}`),
        h('ul', list?.data.map((one) => h('li', { key: one.id ?? one.emailAddress }, one.emailAddress))),
        h('button', { onClick: () => clerk.value.signOut() }, 'Sign out'),
      ]);
    };
  },
};

createApp(TeamPage)
  .use(clerkPlugin, { publishableKey: emulator.publishableKey, proxyUrl: emulator.url })
  .mount('#root');
