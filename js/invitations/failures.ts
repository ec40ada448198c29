// Converts errors of calls for the core.

import type { BulkInvite, LazyCore, RefusalError, Resend } from '../lazy-glue-types.js';

/** Any object: a value of a caller or a server before it is checked. */
type Members = Record<string, unknown>;

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null;
const texts = (value: unknown): string[] => [value].flat().filter((one) => typeof one === 'string');
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The HTTP status of a refusal. Undefined for any other error. */
export function refusalStatus(error: unknown): number | undefined {
  return isObject(error) && typeof error['status'] === 'number' ? error['status'] : undefined;
}

/** The code of an error that is not a refusal. */
export const codeOf = (error: unknown): string => (isObject(error) ? (text(error['code']) ?? '') : '');

/** Passes the error of a call to the core. */
export function reportFailure(core: LazyCore, call: BulkInvite | Resend, error: unknown): void {
  const status = refusalStatus(error);
  if (status === undefined || !isObject(error)) return core.failed(call, codeOf(error));
  const { retryAfter, errors } = error;
  const rows = (Array.isArray(errors) ? errors.filter(isObject) : []).map((one): RefusalError => {
    const meta = isObject(one['meta']) ? one['meta'] : {};
    const addresses = texts(meta['emailAddresses'] ?? meta['identifiers']);
    return [text(one['code']) ?? '', text(meta['paramName']), addresses, text(one['longMessage']) ?? text(one['message']) ?? ''];
  });
  core.refused(call, status, typeof retryAfter === 'number' ? retryAfter : undefined, rows);
}
