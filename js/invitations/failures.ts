// Errors of calls, as the core reads them.

/** Any object. Values of a caller or a server have this type until they are read. */
import type { FailureSink, LazyCore } from '../lazy-glue-types.js';
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
export function reportFailure(core: LazyCore, sink: FailureSink, error: unknown): void {
  const status = refusalStatus(error);
  if (status === undefined || !isObject(error)) return sink.failed(codeOf(error));
  const { retryAfter, errors } = error;
  const refusal = new core.InviteRefusal(status, typeof retryAfter === 'number' ? retryAfter : undefined);
  try {
    for (const one of Array.isArray(errors) ? errors.filter(isObject) : []) {
      const meta = isObject(one['meta']) ? one['meta'] : {};
      const message = text(one['longMessage']) ?? text(one['message']) ?? '';
      const addresses = texts(meta['emailAddresses'] ?? meta['identifiers']);
      refusal.addError(text(one['code']) ?? '', text(meta['paramName']), addresses, message);
    }
    sink.refused(refusal);
  } finally {
    refusal.free();
  }
}
