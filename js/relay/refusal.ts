// The errors of the relay, in the shape of the Frontend API's errors.

/** One error, named as in `@clerk/backend`. */
interface RefusalError {
  code: string;
  message: string;
  longMessage?: string;
  meta?: object;
}

/** An answer that is not an invitation. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly RefusalError[];
  readonly clerkTraceId: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(status: number, errors: readonly RefusalError[], clerkTraceId?: string, retryAfter?: number) {
    super(errors[0]?.message);
    this.status = status;
    this.errors = errors;
    this.clerkTraceId = clerkTraceId;
    this.retryAfter = retryAfter;
  }
}

/** Creates a refusal with one error. `param` is the invalid parameter, by its name on the wire. */
export const refusal = (status: number, code: string, message: string, param?: string): Refusal =>
  new Refusal(status, [{ code, message, longMessage: message, meta: param ? { paramName: param } : {} }]);

/** Creates the refusal after the time limit. */
export const timedOut = (): Refusal => refusal(504, 'gateway_timeout', 'The relay ran out of time.');

/** Creates the refusal for an internal failure, such as a wrong secret key. The log has the cause. */
export function internal(cause: unknown): Refusal {
  console.error('The invitation relay failed:', cause);
  return new Refusal(502, [{ code: 'internal_error', message: 'Internal error', longMessage: 'The relay failed.' }]);
}

/** Reads an error of `prepare` or of `@clerk/backend`. Every error that does not refuse the caller's request is internal. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (!isObject(error)) return internal(error);
  const { status, errors, clerkTraceId, retryAfter } = error;
  const isRefusal = typeof status === 'number' && status >= 400 && status < 500 && Array.isArray(errors) && errors.length;
  if (!isRefusal) return internal(error);
  return new Refusal(
    status,
    errors,
    typeof clerkTraceId === 'string' ? clerkTraceId : undefined,
    typeof retryAfter === 'number' ? retryAfter : undefined,
  );
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Writes a refusal as the Frontend API does. */
export function responseOf({ status, errors, clerkTraceId, retryAfter }: Refusal): Response {
  const written = errors.map(({ code, message, longMessage, meta = {} }) => ({
    code,
    message,
    long_message: longMessage,
    meta: Object.fromEntries(Object.entries(meta).map(([name, value]) => [snakeCase(name), value])),
  }));
  const headers = new Headers(retryAfter === undefined ? [] : [['retry-after', String(retryAfter)]]);
  return Response.json({ errors: written, clerk_trace_id: clerkTraceId }, { status, headers });
}
