// Clerk's published API descriptions (OpenAPI 3.0). The files are not part of this project.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import Ajv from 'ajv';
import { parse } from 'yaml';

/** Converts the two constructs of OpenAPI 3.0 that differ from JSON Schema. */
function asJsonSchema(node) {
  if (Array.isArray(node)) return node.map(asJsonSchema);
  if (node === null || typeof node !== 'object') return node;
  const schema = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, asJsonSchema(value)]));
  if (schema.exclusiveMinimum === true) {
    schema.exclusiveMinimum = schema.minimum;
    delete schema.minimum;
  }
  if (typeof schema.nullable !== 'boolean') return schema;
  const { nullable, ...rest } = schema;
  return nullable ? { anyOf: [rest, { type: 'null' }] } : rest;
}

const pointer = (parts) =>
  parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');

/** Adds fields that the emulator sends beyond the descriptions, each with its reason. */
function amend({ components: { schemas } }) {
  // The client is null if it did not change: clerk-js, native clients and Clerk's own test server accept that. The
  // descriptions have an object there, around a schema that may be null.
  for (const { properties } of Object.values(schemas)) {
    if (properties?.response && properties.client) properties.client.nullable = true;
  }
  // clerk-js 6.40 reads these fields. Its API version is newer than the newest description.
  extend(schemas['Client.Organization'], 'exclusive_membership');
  extend(schemas['Client.OrganizationSettings'], 'force_organization_selection');
  extend(schemas['Client.OrganizationSettings'], 'organization_creation_defaults', { type: 'object' });
}

/** Adds a field to the schema, which must not have it already. */
function extend(schema, name, type = { type: 'boolean' }) {
  if (!schema || schema.properties[name]) throw new Error(`the description lacks the schema or already has ${name}`);
  schema.properties[name] = type;
}

/**
 * Error codes whose status the descriptions do not list for the operation. The status comes from Clerk's published list
 * of errors.
 */
export const UNLISTED = {
  clerk_key_invalid: 'without the secret key every call of the Backend API is 401, described or not',
  organization_not_found_or_unauthorized: 'the same 404 everywhere, so that nobody learns which organizations exist',
  resource_not_found: 'a path that names a user, a sign-up or an organization that is not there',
  organization_invitation_already_accepted:
    'its 400 is listed for the ticket of the link, not for accepting in the app',
  form_param_unknown: 'a field that an operation does not know is refused alike everywhere',
  invalid_action_for_session: 'a session that has ended has no tokens; the description has only 403 and 404',
};

/** Errors as texts, each once. */
export const told = (errors) => [
  ...new Set(
    errors.map(({ instancePath, message, params }) =>
      [instancePath, message, params.additionalProperty].filter((part) => part !== undefined).join(' '),
    ),
  ),
];

/** One API's description. */
class Description {
  constructor(file) {
    const document = parse(readFileSync(file, 'utf8'), { maxAliasCount: -1 });
    if (document.components.schemas['Client.Client']) amend(document);
    this.document = asJsonSchema(document);
    this.base = document.servers?.some(({ url }) => url.endsWith('/v1')) ? '/v1' : '';
    this.ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    this.ajv.addSchema(this.document, 'description');
  }

  #resolved(node) {
    let found = node;
    while (found?.$ref) {
      found = found.$ref
        .slice(2)
        .split('/')
        .reduce((at, name) => at[name], this.document);
    }
    return found;
  }

  /** `METHOD /path` of every operation. */
  operations() {
    return Object.entries(this.document.paths).flatMap(([path, operations]) =>
      Object.keys(operations)
        .filter((method) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
        .map((method) => `${method.toUpperCase()} ${this.base}${path}`),
    );
  }

  #responses({ method, template }) {
    return this.document.paths[template.slice(this.base.length)]?.[method.toLowerCase()]?.responses ?? {};
  }

  /** Whether the operation can have an answer of this status. */
  lists(call) {
    return Object.hasOwn(this.#responses(call), call.status);
  }

  /** The problems of an answer, as texts. */
  problems(call) {
    const responses = this.#responses(call);
    const { method, template, status, json } = call;
    const written = responses[status];
    if (!written) return [`none of ${Object.keys(responses).join(', ')}`];
    const content = this.#resolved(written).content?.['application/json'];
    if (!content) return [];
    if (json === undefined) return ['not application/json'];
    const place =
      written.$ref ?
        written.$ref.slice(2).split('/')
      : ['paths', template.slice(this.base.length), method.toLowerCase(), 'responses', String(status)];
    const schema = pointer([...place, 'content', 'application/json', 'schema']);
    const validate = this.ajv.getSchema(`description#/${schema}`);
    return validate(json) ? [] : told(validate.errors);
  }
}

/** `{ frontend, backend }` from the newest files of a folder: `fapi*.yml` and `bapi*.yml`. */
export function readDescriptions(folder) {
  const newest = (prefix) => {
    const file = readdirSync(folder)
      .filter((name) => name.startsWith(prefix) && name.endsWith('.yml'))
      .sort()
      .at(-1);
    if (!file) throw new Error(`${folder} holds no ${prefix}*.yml`);
    return new Description(join(folder, file));
  };
  return { frontend: newest('fapi'), backend: newest('bapi') };
}
