// Our own schemas of the objects on the wire, strict enough for clients that decode strictly: every field, no others,
// and times in milliseconds.

import Ajv from 'ajv';

import { told } from './descriptions.mjs';

const text = { type: 'string' };
const flag = { type: 'boolean' };
const count = { type: 'integer', minimum: 0 };
/** A time in milliseconds: seconds would be below this range, microseconds above it. */
const moment = { type: 'integer', minimum: 1e12, maximum: 1e13 };
const metadata = { type: 'object' };
const url = { type: 'string', pattern: '^https?://' };
const none = { type: 'null' };
const jwt = { type: 'string', pattern: '^[\\w-]+\\.[\\w-]+\\.[\\w-]+$' };
const id = (prefix) => ({ type: 'string', pattern: `^${prefix}_[0-9A-Za-z]{27}$` });
const one = (...values) => ({ enum: values });
const maybe = (schema) => ({ anyOf: [schema, none] });
const list = (items) => ({ type: 'array', items });
/** An object with these fields and no others; `optional` ones may be absent. */
const whole = (properties, optional = {}) => ({
  type: 'object',
  properties: { ...properties, ...optional },
  required: Object.keys(properties),
  additionalProperties: false,
});
/** An object with a field `object` that names its kind. */
const object = (name, properties, optional) => whole({ object: { const: name }, ...properties }, optional);
const ref = (name) => ({ $ref: name });

const dates = { created_at: moment, updated_at: moment };
const role = { type: 'string', pattern: '^org:\\w+$' };
const permission = { type: 'string', pattern: '^org:\\w+:\\w+$' };

const publicUserData = whole({
  user_id: id('user'),
  first_name: maybe(text),
  last_name: maybe(text),
  image_url: url,
  profile_image_url: url,
  has_image: flag,
  identifier: text,
  username: maybe(text),
  banned: flag,
  deprovisioned: flag,
});
const publicOrganizationData = whole({
  id: id('org'),
  name: text,
  slug: text,
  image_url: url,
  has_image: flag,
});

const invitation = {
  id: id('orginv'),
  email_address: { type: 'string', pattern: '^[^@\\s]+@[^@\\s]+$' },
  role,
  role_name: text,
  organization_id: id('org'),
  status: one('pending', 'accepted', 'revoked', 'expired'),
  public_metadata: metadata,
  expires_at: maybe(moment),
  ...dates,
};
const organization = {
  id: id('org'),
  name: text,
  slug: text,
  image_url: url,
  has_image: flag,
  pending_invitations_count: count,
  max_allowed_memberships: count,
  admin_delete_enabled: flag,
  public_metadata: metadata,
  ...dates,
};
const membership = {
  id: id('orgmem'),
  role,
  role_name: text,
  permissions: list(permission),
  public_metadata: metadata,
  organization: ref('organization'),
  public_user_data: publicUserData,
  ...dates,
};
const emailAddress = object('email_address', {
  id: id('idn'),
  email_address: text,
  reserved: flag,
  verification: maybe({ type: 'object', required: ['object', 'status', 'strategy', 'attempts', 'expire_at'] }),
  linked_to: list({}),
  matches_sso_connection: flag,
  ...dates,
});
const domainVerification = maybe({ type: 'object', required: ['status', 'strategy', 'attempts', 'expire_at', 'verified_at'] });
const organizationDomain = object('organization_domain', {
  id: id('orgdmn'),
  organization_id: id('org'),
  name: text,
  enrollment_mode: one('manual_invitation', 'automatic_invitation', 'automatic_suggestion'),
  affiliation_email_address: maybe(text),
  affiliation_verification: domainVerification,
  verification: domainVerification,
  ownership_verification: domainVerification,
  public_organization_data: publicOrganizationData,
  total_pending_invitations: count,
  total_pending_suggestions: count,
  ...dates,
});
const session = {
  id: id('sess'),
  status: one('active', 'ended', 'expired', 'removed', 'revoked', 'abandoned'),
  expire_at: moment,
  abandon_at: moment,
  last_active_at: moment,
  last_active_organization_id: maybe(id('org')),
  actor: none,
  tasks: none,
  ...dates,
};
const totp = object('totp', {
  id: id('totp'),
  secret: maybe({ type: 'string', pattern: '^[A-Z2-7]{32}$' }),
  uri: maybe({ type: 'string', pattern: '^otpauth://totp/' }),
  verified: flag,
  backup_codes: none,
  ...dates,
});
const backupCode = object('backup_code', { id: id('backup_code'), codes: list(text), ...dates });
const shared = {
  token: object('token', { jwt }),
  permission: object('permission', {
    id: id('perm'),
    name: text,
    key: permission,
    description: text,
    type: one('system', 'user'),
    ...dates,
  }),
  role: object('role', {
    id: id('role'),
    name: text,
    key: role,
    description: text,
    is_creator_eligible: flag,
    permissions: list(ref('permission')),
    ...dates,
  }),
};

/** The shapes, by API and by the field `object`. */
const SHAPES = {
  frontend: {
    ...shared,
    organization_invitation: object(
      'organization_invitation',
      { ...invitation, url: maybe(url) },
      // For the invited user, who sees only this data of the organization.
      { public_organization_data: publicOrganizationData },
    ),
    organization: object('organization', {
      ...organization,
      logo_url: none,
      members_count: count,
      self_serve_sso_enabled: flag,
      exclusive_membership: flag,
    }),
    organization_membership: object('organization_membership', membership),
    email_address: emailAddress,
    organization_domain: organizationDomain,
    totp,
    backup_code: backupCode,
    session: {
      anyOf: [
        object('session', {
          ...session,
          last_active_token: maybe(ref('token')),
          user: { type: 'object', required: ['id', 'email_addresses', 'organization_memberships'] },
          public_user_data: publicUserData,
          factor_verification_age: { type: 'array', items: { type: 'integer', minimum: -1 }, minItems: 2, maxItems: 2 },
        }),
        // Also in the list of a user's active sessions.
        object('session', {
          id: id('sess'),
          status: one('active'),
          expire_at: moment,
          abandon_at: moment,
          last_active_at: moment,
          last_active_token: none,
          actor: none,
          tasks: none,
          latest_activity: object('session_activity', { id: text, is_mobile: flag }),
        }),
      ],
    },
    client: object('client', {
      id: id('client'),
      sessions: list(ref('session')),
      sign_in: maybe({ type: 'object', required: ['id', 'status'] }),
      sign_up: maybe({ type: 'object', required: ['id', 'status'] }),
      last_active_session_id: maybe(id('sess')),
      last_authentication_strategy: maybe(text),
      cookie_expires_at: maybe(moment),
      captcha_bypass: flag,
      ...dates,
    }),
  },
  backend: {
    ...shared,
    organization_invitation: object(
      'organization_invitation',
      {
        ...invitation,
        url: maybe(url),
        private_metadata: metadata,
        inviter_id: maybe(id('user')),
        public_inviter_data: maybe(
          whole({
            user_id: id('user'),
            first_name: maybe(text),
            last_name: maybe(text),
            image_url: url,
            has_image: flag,
            identifier: text,
          }),
        ),
      },
      { public_organization_data: publicOrganizationData },
    ),
    organization: object(
      'organization',
      { ...organization, private_metadata: metadata },
      { created_by: id('user'), members_count: count, logo_url: url },
    ),
    organization_membership: object('organization_membership', { ...membership, private_metadata: metadata }),
    session: object('session', {
      ...session,
      user_id: id('user'),
      client_id: id('client'),
      latest_activity: none,
    }),
    testing_token: object('testing_token', { token: text, expires_at: { type: 'integer', minimum: 1e9, maximum: 1e10 } }),
    // Only the answer that creates the token has its ticket.
    sign_in_token: object(
      'sign_in_token',
      { id: id('sit'), user_id: id('user'), status: one('pending', 'accepted', 'revoked'), ...dates },
      { token: jwt, url },
    ),
    invitation: object('invitation', {
      id: id('inv'),
      email_address: text,
      public_metadata: metadata,
      revoked: flag,
      status: one('pending', 'accepted', 'revoked', 'expired'),
      url,
      expires_at: moment,
      ...dates,
    }),
    email_address: emailAddress,
    organization_domain: organizationDomain,
    jwt_template: object('jwt_template', {
      id: id('jtmp'),
      name: text,
      claims: metadata,
      lifetime: count,
      allowed_clock_skew: count,
      custom_signing_key: flag,
      signing_algorithm: text,
      ...dates,
    }),
    agent_task: object('agent_task', { agent_id: text, agent_task_id: id('agtask'), task_id: id('agtask') }, { url }),
  },
};

const REFUSAL = whole({
  errors: {
    ...list(
      whole({
        code: { type: 'string', pattern: '^[a-z0-9_]+$' },
        message: { type: 'string', minLength: 1 },
        long_message: { type: 'string', minLength: 1 },
        meta: metadata,
      }),
    ),
    minItems: 1,
  },
  clerk_trace_id: { type: 'string', pattern: '^[0-9a-f]{32}$' },
});
const ENVELOPE = whole({ response: {}, client: maybe(ref('client')) });
/** The total of a list is at least the number of its rows. */
const PAGE = whole({ data: { type: 'array' }, total_count: count }, { has_role_set_migration: flag });
/** Paths of the Frontend API whose answers have no envelope. */
const BARE = ['/v1/environment', '/v1/dev_browser', '/.well-known/jwks.json', '/tokens', '/tokens/{template_name}'];
const BARE_LISTS = ['/v1/me/email_addresses', '/v1/me/sessions', '/v1/me/sessions/active'];

/** Checks whether the answers of one API have the right shapes; `seen` are the objects so far. */
export function shapesOf(api) {
  const ajv = new Ajv({ allErrors: true });
  for (const [name, schema] of Object.entries(SHAPES[api])) ajv.addSchema(schema, name);
  const seen = new Set();
  const wrong = (schema, value) => (ajv.validate(schema, value) ? [] : told(ajv.errors));

  /** Checks a value and everything nested in it. */
  function within(value) {
    if (value === null || typeof value !== 'object') return [];
    const problems = Object.values(value).flatMap(within);
    if (Array.isArray(value)) return problems;
    if (Array.isArray(value.data) && 'total_count' in value) problems.push(...wrong(PAGE, value));
    // A deleted object lacks most fields, so its shape is not checked.
    if (!Object.hasOwn(SHAPES[api], value.object) || value.deleted) return problems;
    seen.add(value.object);
    return [...wrong(value.object, value).map((problem) => `${value.object}: ${problem}`), ...problems];
  }

  function problems({ method, template, status, type, json }) {
    if (status === 303 || status === 307) return [];
    if (type !== 'application/json') return [`content type ${type}`];
    if (status !== 200) return wrong(REFUSAL, json);
    const isBare =
      BARE.some((end) => template.endsWith(end)) || (method === 'GET' && BARE_LISTS.includes(template));
    const isWrapped = api === 'frontend' && !isBare;
    return [...(isWrapped ? wrong(ENVELOPE, json) : []), ...within(json)];
  }

  return { problems, seen, known: Object.keys(SHAPES[api]) };
}
