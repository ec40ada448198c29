// Everything that the package declares, used as in an app, and misuse that the compiler must reject. Only compiled.

import ClerkByDefault, {
  Clerk,
  ClerkAPIResponseError,
  ClerkRuntimeError,
  Organization,
  OrganizationInvitation,
  init,
  isClerkAPIResponseError,
  isClerkRuntimeError,
} from 'clerk-organization';
import type {
  ClerkAPIError,
  ClerkOptions,
  ClerkPaginatedResponse,
  ClerkRuntimeErrorCode,
  Client,
  EmailAddress,
  GetInvitationsParams,
  GetTokenOptions,
  InviteMemberParams,
  InviteMembersParams,
  LoadOptions,
  OrganizationCustomRoleKey,
  OrganizationInvitationStatus,
  OrganizationMembership,
  PublicMetadata,
  Session,
  User,
  WasmSource,
} from 'clerk-organization';

/** `true` if both types are identical; `any` is identical only to itself. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};

export async function starting(bytes: ArrayBuffer, module: WebAssembly.Module): Promise<Clerk> {
  const sources: WasmSource[] = [
    '/a.wasm',
    new URL('https://x.io/a.wasm'),
    new Request('/a.wasm'),
    new Response(),
    bytes,
    new Uint8Array(bytes),
    module,
  ];
  for (const source of sources) await init(source);
  await init(fetch('/a.wasm'));
  await init();
  same<Awaited<ReturnType<typeof init>>, void>(true);
  // @ts-expect-error a source is required (TypeScript's WebAssembly.Module would accept a number)
  await init(null);

  const options: ClerkOptions = { proxyUrl: '/__clerk', domain: 'example.com' };
  const clerk = new Clerk('pk_test_…', options);
  const same_: Clerk = new ClerkByDefault('pk_test_…');
  new Clerk('pk_test_…', {});
  // @ts-expect-error a key is required
  new Clerk();
  // @ts-expect-error a key is text
  new Clerk(5);
  // @ts-expect-error an unknown option
  new Clerk('pk_test_…', { proxyURL: '/__clerk' });
  await same_.load();
  return clerk;
}

export function reading(clerk: Clerk): string {
  same<Clerk['status'], 'loading' | 'ready' | 'degraded' | 'error'>(true);
  same<Clerk['instanceType'], 'development' | 'production'>(true);
  same<Clerk['loaded'], boolean>(true);
  same<Clerk['isSignedIn'], boolean>(true);
  same<Clerk['load'], (options?: LoadOptions) => Promise<void>>(true);
  const texts: string[] = [clerk.publishableKey, clerk.frontendApi];
  const perhaps: (string | undefined)[] = [clerk.proxyUrl, clerk.domain];
  // @ts-expect-error an app does not set it
  clerk.status = 'ready';
  // @ts-expect-error undefined before load(), null while signed out
  clerk.organization.name;
  // @ts-expect-error the same
  clerk.user.id;

  const client: Client | undefined = clerk.client;
  const session: Session | null | undefined = clerk.session;
  const user: User | null | undefined = clerk.user;
  const organization: Organization | null | undefined = clerk.organization;
  const [first] = client?.sessions ?? [];
  // @ts-expect-error there may be none
  first.id;
  const membership: OrganizationMembership | undefined = user?.organizationMemberships[0];
  const address: EmailAddress | null | undefined = user?.primaryEmailAddress;
  const metadata: PublicMetadata | undefined = membership?.publicMetadata;
  // @ts-expect-error metadata are unknown
  const team: string | undefined = metadata?.['team'];
  return [
    ...texts,
    ...perhaps,
    client?.id,
    client?.lastActiveSessionId,
    session?.status,
    user?.fullName,
    user?.firstName,
    user?.lastName,
    user?.username,
    user?.imageUrl,
    user?.hasImage,
    user?.emailAddresses.map(({ emailAddress, id }) => id + emailAddress),
    user?.primaryEmailAddressId,
    user?.createdAt.getTime(),
    user?.updatedAt.getTime(),
    address?.emailAddress,
    organization?.slug ?? 'none',
    membership?.permissions.includes('org:x'),
    membership?.role,
    membership?.roleName,
    membership?.organization.name,
    membership?.createdAt.getTime(),
    team,
  ].join();
}

export async function tokens(session: Session): Promise<string> {
  const options: GetTokenOptions = { template: 'supabase', organizationId: null, skipCache: true };
  same<Awaited<ReturnType<Session['getToken']>>, string>(true);
  // @ts-expect-error no such option
  await session.getToken({ skipcache: true });
  const { getToken } = session;
  const times = [session.expireAt, session.abandonAt, session.lastActiveAt, session.createdAt, session.updatedAt].map(
    (date) => date.getTime(),
  );
  return (
    (await getToken(options)) +
    (await session.getToken()) +
    times.join() +
    session.lastActiveOrganizationId +
    session.user?.id
  );
}

export async function listing(organization: Organization): Promise<number> {
  const statuses: OrganizationInvitationStatus[] = ['pending', 'accepted', 'revoked', 'expired'];
  const params: GetInvitationsParams = { initialPage: 2, pageSize: 50, status: statuses };
  const page: ClerkPaginatedResponse<OrganizationInvitation> = await organization.getInvitations(params);
  await organization.getInvitations();
  await organization.getInvitations({});
  await organization.getInvitations({ status: 'pending' });
  // @ts-expect-error no such status
  await organization.getInvitations({ status: 'waiting' });
  // @ts-expect-error no such status in an array
  await organization.getInvitations({ status: ['pending', 'waiting'] });
  // @ts-expect-error a page is a number
  await organization.getInvitations({ initialPage: 'two' });
  // @ts-expect-error Clerk's name is pageSize
  await organization.getInvitations({ limit: 10 });
  // @ts-expect-error a page is not an array
  page.map(() => 1);
  const [first] = page.data;
  // @ts-expect-error a page may be empty
  first.id;
  same<typeof page.total_count, number>(true);
  same<typeof page.totalCount, number>(true);
  return page.total_count + page.totalCount + page.data.length;
}

export async function inviting(organization: Organization): Promise<string[]> {
  const role: OrganizationCustomRoleKey = 'org:member';
  const one: InviteMemberParams = { emailAddress: 'a@example.com', role };
  const many: InviteMembersParams = { emailAddresses: ['a@example.com'], role };
  const invitation: OrganizationInvitation = await organization.inviteMember(one);
  const invitations: OrganizationInvitation[] = await organization.inviteMembers(many);
  // @ts-expect-error the role is required
  await organization.inviteMember({ emailAddress: 'a@example.com' });
  // @ts-expect-error the address is required
  await organization.inviteMember({ role });
  // @ts-expect-error params are required
  await organization.inviteMember();
  // @ts-expect-error many addresses are an array
  await organization.inviteMembers({ emailAddresses: 'a@example.com', role });
  // @ts-expect-error many invitations are a plain array
  (await organization.inviteMembers(many)).data;
  const { inviteMember, inviteMembers, getInvitations } = organization;
  await Promise.all([inviteMember(one), inviteMembers(many), getInvitations()]);

  const { revoke } = invitation;
  const revoked: OrganizationInvitation = await revoke();
  const expires: Date | null = revoked.expiresAt;
  // @ts-expect-error the server may leave it out
  revoked.expiresAt.getTime();
  // @ts-expect-error the server makes them
  new OrganizationInvitation();
  // @ts-expect-error the server makes them
  new Organization();
  same<OrganizationInvitation['status'], OrganizationInvitationStatus>(true);
  const texts: string[] = [
    revoked.id,
    revoked.pathRoot,
    revoked.emailAddress,
    revoked.organizationId,
    revoked.role,
    revoked.roleName,
    revoked.status,
  ];
  return [
    ...texts,
    ...invitations.map(({ id }) => id),
    `${expires ?? revoked.url} ${revoked.createdAt < revoked.updatedAt}`,
    `${revoked.publicMetadata['team']}`,
    `${organization.id} ${organization.pathRoot} ${organization.name} ${organization.imageUrl} ${organization.hasImage} ${organization.adminDeleteEnabled}`,
    `${organization.createdAt < organization.updatedAt} ${organization.membersCount + organization.pendingInvitationsCount + organization.maxAllowedMemberships}`,
    `${organization.selfServeSSOEnabled || organization.exclusiveMembership} ${organization.publicMetadata['plan']}`,
  ];
}

export function failing(error: unknown): string {
  if (isClerkAPIResponseError(error)) {
    const refused: ClerkAPIResponseError = error;
    const first: ClerkAPIError | undefined = refused.errors[0];
    // @ts-expect-error there may be none
    refused.errors[0].code;
    // @ts-expect-error `status` is read-only
    refused.status = 200;
    const seconds: number | undefined = refused.retryAfter;
    const named: string | undefined = first?.meta.paramName;
    const addresses: string[] | undefined = first?.meta.emailAddresses;
    same<typeof refused.clerkError, true>(true);
    return `${refused.status} ${refused.code} ${refused.message} ${seconds} ${refused.clerkTraceId} ${first?.code} ${first?.message} ${first?.longMessage} ${named} ${addresses?.join()}`;
  }
  if (isClerkRuntimeError(error)) {
    const failed: ClerkRuntimeError = error;
    const known: ClerkRuntimeErrorCode[] = [
      'invalid_params',
      'network_error',
      'timeout',
      'invalid_response',
      'not_loaded',
      'wasm_load_failed',
      'wasm_terminated',
    ];
    // @ts-expect-error no such code
    const unknown: ClerkRuntimeErrorCode = 'on_fire';
    return `${failed.code === 'timeout'} ${known.some((code) => code === failed.code)} ${failed.cause} ${failed.clerkRuntimeError} ${unknown}`;
  }
  if (error instanceof ClerkAPIResponseError || error instanceof ClerkRuntimeError) return error.name;
  const kinds: ['ClerkAPIResponseError', 'ClerkRuntimeError'] = [ClerkAPIResponseError.kind, ClerkRuntimeError.kind];
  const made: Error[] = [
    new ClerkAPIResponseError('No.', { data: [], status: 400 }),
    new ClerkRuntimeError('No.', { code: 'mine', cause: error }),
  ];
  // @ts-expect-error a refusal has a status
  made.push(new ClerkAPIResponseError('No.', { data: [] }));
  return kinds.join() + made.join();
}

// Nothing is `any`: each of these would then be accepted.
// @ts-expect-error
export const noOrganization: Organization = 5 as unknown as Clerk['organization'];
same<unknown extends Organization['publicMetadata'][string] ? true : false, true>(true);
same<0 extends 1 & Organization['publicMetadata'][string] ? true : false, false>(true);
same<0 extends 1 & ClerkAPIError['meta'][string] ? true : false, false>(true);
same<0 extends 1 & Awaited<ReturnType<Organization['getInvitations']>> ? true : false, false>(true);
same<0 extends 1 & ClerkRuntimeError['cause'] ? true : false, false>(true);
