// Signing in and out, switching, lists and call options, used as in an app and misused. Only compiled.

import type {
  CallOptions,
  CheckAuthorization,
  Clerk,
  ClerkEvents,
  InvitationList,
  Organization,
  OrganizationInvitation,
  Session,
  SignIn,
  SignUp,
  User,
  UserOrganizationInvitation,
} from 'clerk-organization';

export async function switching(clerk: Clerk, session: Session, organization: Organization): Promise<void> {
  await clerk.setActive({ session, organization, redirectUrl: '/' });
  await clerk.setActive({ session: 'sess_1', organization: 'acme' });
  await clerk.setActive({ organization: null, timeoutMs: 5000 });
  // @ts-expect-error an organization is not a number
  await clerk.setActive({ organization: 5 });
  // @ts-expect-error no such param
  await clerk.setActive({ organisation: null });
  const created: Organization = await clerk.createOrganization({ name: 'Acme', slug: 'acme' }, { timeoutMs: 1 });
  // @ts-expect-error an organization has a name
  await clerk.createOrganization({ slug: 'acme' });
  const fetched: Organization = await clerk.getOrganization(created.id, { signal: AbortSignal.timeout(1000) });
  await clerk.signOut();
  await clerk.signOut(() => location.reload());
  await clerk.setActive({ session: 'sess_1', navigate: ({ session, decorateUrl }) => void decorateUrl(`/${session.id}`) });
  await clerk.signOut({ sessionId: session.id, redirectUrl: `/${fetched.slug}` });
  // Methods work detached: none declares a `this` type.
  const { load, addListener, on, off, setActive, signOut, createOrganization, getOrganization, reload } = clerk;
  const detached: ((this: void, ...args: never) => unknown)[] = [load, addListener, on, off, createOrganization, getOrganization];
  await Promise.all([setActive({ session: null }), signOut(), reload(), detached]);
}

export async function signingIn({ client }: Clerk): Promise<string | null> {
  if (!client) return null;
  let signIn: SignIn = await client.signIn.create({ identifier: 'a@example.com', password: 'x' });
  signIn = await client.signIn.create({ strategy: 'ticket', ticket: 'eyJ…' });
  // @ts-expect-error the identifier is required
  await client.signIn.create({ password: 'x' });
  const factor = signIn.supportedFirstFactors?.find(({ strategy }) => strategy === 'email_code');
  if (factor?.emailAddressId) {
    await client.signIn.prepareFirstFactor({ strategy: 'email_code', emailAddressId: factor.emailAddressId });
  }
  signIn = await client.signIn.attemptFirstFactor({ strategy: 'email_code', code: '424242' }, { timeoutMs: 10_000 });
  await client.signIn.attemptFirstFactor({ strategy: 'password', password: 'x' });
  // @ts-expect-error a code is attempted with its strategy
  await client.signIn.attemptFirstFactor({ code: '424242' });
  // @ts-expect-error no such status
  if (signIn.status === 'done') return null;
  return signIn.status === 'complete' ? signIn.createdSessionId : null;
}

export async function signingUp({ client }: Clerk): Promise<string | null | undefined> {
  let signUp: SignUp | undefined = await client?.signUp.create({ emailAddress: 'a@example.com', password: 'x' });
  signUp = await client?.signUp.create({ strategy: 'ticket', ticket: 'eyJ…', firstName: 'Ada' });
  signUp = await client?.signUp.update({ lastName: 'Lovelace' });
  await client?.signUp.prepareEmailAddressVerification({ strategy: 'email_code' });
  signUp = await client?.signUp.attemptEmailAddressVerification({ code: '424242' });
  // @ts-expect-error a code is text
  await client?.signUp.attemptEmailAddressVerification({ code: 424242 });
  return signUp?.status === 'complete' ? signUp.createdSessionId : signUp?.missingFields?.join();
}

export function listening(clerk: Clerk): void {
  const unsubscribe: () => void = clerk.addListener(
    ({ client, session, user, organization }) => {
      const texts: (string | undefined)[] = [client.id, session?.id, user?.id, organization?.name];
      // @ts-expect-error the user may be signed out
      texts.push(user.id);
    },
    { skipInitialEmit: true },
  );
  unsubscribe();
  const told = (status: ClerkEvents['status']): string => status;
  clerk.on('status', told, { notify: true })();
  clerk.off('status', told);
  clerk.on('request', ({ method, path, attempt }) => `${method} ${path} ${attempt.toFixed()}`);
  clerk.on('response', ({ status, durationMs }) => status + durationMs);
  clerk.on('retry', ({ waitMs }) => waitMs.toFixed());
  clerk.on('error', ({ error }) => error instanceof Error);
  // @ts-expect-error no such event
  clerk.on('done', () => {});
  // @ts-expect-error a request has no status yet
  clerk.on('request', ({ status }) => status);
}

export async function asking(user: User, session: Session): Promise<string> {
  const may: CheckAuthorization = session.checkAuthorization;
  const allowed: boolean = may({ role: 'org:admin', permission: 'org:sys_memberships:manage' });
  // @ts-expect-error no such param
  may({ roles: ['org:admin'] });
  const memberships = await user.getOrganizationMemberships({ initialPage: 1, pageSize: 20 });
  const { data } = await user.getOrganizationInvitations({ status: 'pending' }, { timeoutMs: 1000 });
  const [first] = data;
  const accepted: UserOrganizationInvitation | undefined = await first?.accept();
  const claims = session.lastActiveToken?.jwt.claims;
  // @ts-expect-error a claim is unknown
  const subject: string | undefined = claims?.['sub'];
  return `${allowed} ${memberships.data[0]?.organization.name} ${accepted?.publicOrganizationData.name} ${subject}`;
}

export function following(organization: Organization): () => Promise<void> {
  const list: InvitationList = organization.invitationList({ status: ['pending'], pageSize: 20 });
  const unsubscribe = list.subscribe(() => {
    for (const row of list.data) {
      // @ts-expect-error a row may be provisional
      void row.revoke();
      if (row.id !== undefined) void (row satisfies OrganizationInvitation).revoke();
    }
  });
  void list.loadNextPage().then(list.refresh);
  // @ts-expect-error `data` is read-only
  list.data = [];
  const summary = `${list.totalCount} ${list.isLoading} ${list.hasNextPage} ${list.error?.message}`;
  return async () => {
    unsubscribe();
    await list.close();
    summary.toString();
  };
}

/** Every call takes a signal and a time limit. */
export async function ending(clerk: Clerk, organization: Organization, invitation: OrganizationInvitation): Promise<void> {
  const options: CallOptions = { signal: new AbortController().signal, timeoutMs: 5000 };
  const { session, user, client } = clerk;
  await Promise.all([
    organization.getInvitations({ pageSize: 5 }, options),
    organization.inviteMember({ emailAddress: 'a@example.com', role: 'org:member' }, options),
    organization.inviteMembers({ emailAddresses: ['a@example.com'], role: 'org:member' }, { ...options, chunkSize: 5 }),
    invitation.revoke(options),
    clerk.createOrganization({ name: 'Acme' }, options),
    clerk.getOrganization('org_1', options),
    clerk.setActive({ organization: null, ...options }),
    clerk.signOut(options),
    session?.getToken(options),
    user?.getOrganizationMemberships({}, options),
    user?.getOrganizationInvitations({}, options),
    client?.signIn.create({ identifier: 'a@example.com' }, options),
    client?.signUp.create({ emailAddress: 'a@example.com' }, options),
  ]);
  // @ts-expect-error milliseconds are a number
  await organization.getInvitations({}, { timeoutMs: '5s' });
  // @ts-expect-error no such option
  await invitation.revoke({ timeout: 5 });
}
