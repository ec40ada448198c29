// The logo of an organization, the one upload of this package.

import type { OrganizationContext } from '../account.js';
import { invalidParam } from '../errors.js';
import { uploads } from '../host.js';
import type { Json } from '../json.js';
import type { OrganizationJson } from '../objects/organization.js';
import type { CallOptions, Organization, SetOrganizationLogoParams } from '../types.js';
import { change } from './calls.js';
import { withId } from './fields.js';

// The numbers of files, so that two calls with the same file are equal.
const numbers = new WeakMap<Blob, number>();
let last = 0;

function numberOf(file: Blob): number {
  const number = numbers.get(file) ?? (last += 1);
  numbers.set(file, number);
  return number;
}

/** `organization.setLogo` */
export async function setLogo(
  context: OrganizationContext,
  organization: Organization,
  params: SetOrganizationLogoParams,
  options?: CallOptions,
): Promise<Organization> {
  const file: unknown = params?.file;
  const { id } = organization;
  if (file === null) {
    await change(context, id, 'deleteLogo', [id], {}, options);
    return organization;
  }
  if (typeof file !== 'string' && !(file instanceof Blob)) {
    throw invalidParam('file', 'must be a Blob, a File, a text or null');
  }
  const key = ['setLogo', id, typeof file === 'string' ? file : numberOf(file)];
  const json = await context
    .changesOf(context)
    .run({ organizationId: id, operation: 'setLogo' }, key, options, (signal) => upload(context, id, bodyOf(file), signal));
  return context.objects.organization(withId(json as Json) as Json & OrganizationJson, {});
}

// As in Clerk's client: a string is sent as is, a file as multipart form data.
function bodyOf(file: string | Blob): Blob | FormData {
  if (typeof file === 'string') return new Blob([file], { type: 'application/octet-stream' });
  const form = new FormData();
  form.append('file', file);
  return form;
}

/** Sends a body instead of the operation's form, which represents it. */
async function upload(context: OrganizationContext, id: string, body: Blob | FormData, signal: AbortSignal | undefined): Promise<unknown> {
  const file = (last += 1);
  const form = `file=${file}`;
  uploads.set(form, body);
  try {
    return await context.wasm.call('setLogo', [id], { file }, signal);
  } finally {
    uploads.delete(form);
  }
}
