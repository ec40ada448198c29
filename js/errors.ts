// The errors that callers catch: Clerk's classes by name, shape and `kind`, so that Clerk's own guards know them.

class ClerkError extends Error {
  // On every instance, as in Clerk's classes.
  clerkError = true;

  constructor(message, code, cause) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }

  /** Says which request it was: `POST /v1/organizations/…`. */
  of(request) {
    if (request) [this.method, this.path] = request.split(' ');
    return this;
  }

  toString() {
    return `[${this.name}]\nMessage:${this.message}`;
  }
}

/** The server refused: `status`, and in `errors` what it named. */
export class ClerkAPIResponseError extends ClerkError {
  static kind = 'ClerkAPIResponseError';

  constructor(message, { data, status, clerkTraceId, retryAfter }) {
    super(message, 'api_response_error');
    this.status = status;
    this.clerkTraceId = clerkTraceId;
    this.retryAfter = retryAfter;
    this.errors = (Array.isArray(data) ? data : []).map(apiError);
  }

  toString() {
    const trace = this.clerkTraceId ? `\nClerk Trace ID: ${this.clerkTraceId}` : '';
    const errors = this.errors.map((error) => JSON.stringify(error));
    return `${super.toString()}\nStatus:${this.status}\nSerialized errors: ${errors}${trace}`;
  }
}

/** There is no answer to believe: `code` says why. */
export class ClerkRuntimeError extends ClerkError {
  static kind = 'ClerkRuntimeError';
  clerkRuntimeError = true;

  constructor(message, { code, cause } = {}) {
    super(`Clerk: ${message}\n\n(code="${code}")`, code, cause);
  }
}

// A name that no minifier changes, on the prototype as for the built-in errors.
for (const kind of [ClerkAPIResponseError, ClerkRuntimeError]) {
  Object.defineProperty(kind.prototype, 'name', { value: kind.kind, writable: true, configurable: true });
}

const hasKind = (kind) => (error) => error?.constructor?.kind === kind;
/** Whether an error is the server's refusal; true for Clerk's own class as well. */
export const isClerkAPIResponseError = hasKind('ClerkAPIResponseError');
/** Whether an error is a call without an answer; true for Clerk's own class as well. */
export const isClerkRuntimeError = hasKind('ClerkRuntimeError');

/** `long_message` → `longMessage`. */
export const camel = (name) => name.replace(/_([a-z\d])/g, (_, letter) => letter.toUpperCase());

function apiError(error) {
  const meta = {};
  for (const name in error?.meta) meta[camel(name)] = error.meta[name];
  return { code: error?.code, message: error?.message, longMessage: error?.long_message, meta };
}

/** The error for a reply whose status is not 2xx. */
export function refused(status, statusText, retryAfter, body, request) {
  const data = body?.errors;
  const long = data?.[0]?.long_message;
  // HTTP/2 has no status text.
  return new ClerkAPIResponseError((typeof long === 'string' && long) || statusText || `HTTP status ${status}`, {
    data,
    status,
    retryAfter,
    clerkTraceId: body?.clerk_trace_id,
  }).of(request);
}

/** The error for a call without an answer; `more` are its other properties. */
export const failed = (code, message, cause, more) =>
  Object.assign(new ClerkRuntimeError(message, { code, cause }), more);

/** The same for a request, `VERB path`. */
export const unanswered = (code, message, cause, request) => failed(code, message, cause).of(request);

/** The error for a param that cannot be meant; nothing was sent. In `errors` as the server would name it. */
export function invalid(param, reason) {
  const message = `${param} ${reason}.`;
  return failed('invalid_params', message, undefined, { param, errors: [{ message, meta: { paramName: param } }] });
}
