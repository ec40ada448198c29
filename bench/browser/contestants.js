// In the page: `contestants(emulator)` resolves to the compared clients by name. Each has the same methods.
//
//   load()            fetches the code and the client; must be called first
//   list(pageSize)    the rows of a page of invitations, as objects
//   invite(address)   invites one address
//   inviteMany(list)  invites all addresses and resolves to the number of invitations
//
// `plain` is the code of an app without a client: `fetch`, `json()` and a class.

globalThis.contestants = (emulator) => {
  /** The number of addresses that this package sends in one request. */
  const ADDRESSES_PER_REQUEST = 10;
  const role = 'org:member';
  const { organizationId } = emulator;

  class Invitation {
    constructor(json) {
      this.id = json.id;
      this.emailAddress = json.email_address;
      this.organizationId = json.organization_id;
      this.publicMetadata = json.public_metadata;
      this.status = json.status;
      this.role = json.role;
      this.roleName = json.role_name;
      this.createdAt = new Date(json.created_at);
      this.updatedAt = new Date(json.updated_at);
    }
  }

  const chunksOf = (list, size) =>
    Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));

  async function inChunks(addresses, inviteMembers) {
    let invited = 0;
    for (const chunk of chunksOf(addresses, ADDRESSES_PER_REQUEST)) invited += (await inviteMembers(chunk)).length;
    return invited;
  }

  const plain = () => {
    const devBrowser = /__clerk_db_jwt=([^;]+)/.exec(document.cookie)?.[1];
    let session;
    const request = async (path, init) => {
      const query = `${path.includes('?') ? '&' : '?'}__clerk_db_jwt=${devBrowser}${session ? `&_clerk_session_id=${session}` : ''}`;
      const response = await fetch(`${emulator.url}/v1/${path}${query}`, { credentials: 'include', ...init });
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return (await response.json()).response;
    };
    const post = (path, fields) => request(path, { method: 'POST', body: new URLSearchParams(fields) });
    const invitations = `organizations/${organizationId}/invitations`;
    return {
      async load() {
        const [client] = await Promise.all([request('client'), request('environment')]);
        session = client.last_active_session_id;
      },
      list: async (pageSize) =>
        (await request(`${invitations}?limit=${pageSize}&offset=0`)).data.map((json) => new Invitation(json)),
      invite: async (email_address) => new Invitation(await post(invitations, { email_address, role })),
      inviteMany: (addresses) =>
        inChunks(addresses, (chunk) =>
          post(`${invitations}/bulk`, [...chunk.map((address) => ['email_address', address]), ['role', role]]),
        ),
    };
  };

  const client = (start) => {
    let organization;
    return {
      async load() {
        organization = await start();
      },
      list: async (pageSize) => (await organization.getInvitations({ pageSize })).data,
      invite: (emailAddress) => organization.inviteMember({ emailAddress, role }),
      inviteMany: async (emailAddresses) => {
        if (!organization.inviteMembersSettled)
          return inChunks(emailAddresses, (chunk) => organization.inviteMembers({ emailAddresses: chunk, role }));
        const outcomes = await organization.inviteMembersSettled({ emailAddresses, role });
        return outcomes.filter(({ status }) => status === 'invited').length;
      },
    };
  };

  const ours = async () => {
    const { Clerk } = await import('clerk-organization');
    const clerk = new Clerk(emulator.publishableKey, { proxyUrl: emulator.url });
    await clerk.load();
    return clerk.organization;
  };

  const official = async () => {
    // Its script creates one instance with the page's key.
    globalThis.__clerk_publishable_key = emulator.publishableKey;
    globalThis.__clerk_proxy_url = emulator.url;
    await new Promise((onload, onerror) => {
      const src = '/node_modules/@clerk/clerk-js/dist/clerk.browser.js';
      document.head.append(Object.assign(document.createElement('script'), { src, onload, onerror }));
    });
    await globalThis.Clerk.load({ telemetry: false });
    return globalThis.Clerk.organization;
  };

  return { 'plain fetch': plain(), 'clerk-js 6.40': client(official), 'clerk-organization': client(ours) };
};
