// The errors that callers catch, with the name, shape and `kind` of Clerk's classes, so that Clerk's own type guards accept them.

import type { ClerkAPIError, ClerkRuntimeErrorCode, OrganizationInvitation } from './types.js';

/** The base of both classes. */
class ClerkError extends Error {
  // An own property of every instance, as in Clerk's classes.
  readonly clerkError = true;
  declare readonly code: string;
  /** The request that failed, for example `POST`; absent when nothing was sent. */
  declare readonly method?: string;
  /** The path of that request, starting with `/v1/`. */
  declare readonly path?: string;

  constructor(message: string, code: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }

  /**
   * Adds the request that failed: `POST /v1/organizations/…`.
   *
   * @internal
   */
  ofRequest(request: string | undefined): this {
    if (request) {
      const [method, path] = request.split(' ');
      Object.assign(this, { method, path });
    }
    return this;
  }

  override toString(): string {
    return `[${this.name}]\nMessage:${this.message}`;
  }
}

/** The params of the constructor of {@link ClerkAPIResponseError}. */
export interface ClerkAPIResponseErrorOptions {
  /** The `errors` of the server's answer. */
  data: unknown;
  /** The HTTP status. */
  status: number;
  clerkTraceId?: string | undefined;
  /** The seconds of `Retry-After`. */
  retryAfter?: number | undefined;
}

/** The error of a call that the server answered with an error status. */
export class ClerkAPIResponseError extends ClerkError {
  static readonly kind = 'ClerkAPIResponseError';
  /** The HTTP status. */
  declare readonly status: number;
  /** Clerk's id of the request, for its support. */
  declare readonly clerkTraceId: string | undefined;
  /** Seconds to wait before the next attempt, when the server sends them. */
  declare readonly retryAfter: number | undefined;
  /** The errors in the body; empty if the body is not Clerk's (a gateway's page). */
  declare readonly errors: ClerkAPIError[];

  constructor(message: string, { data, status, clerkTraceId, retryAfter }: ClerkAPIResponseErrorOptions) {
    super(message, 'api_response_error');
    this.status = status;
    this.clerkTraceId = clerkTraceId;
    this.retryAfter = retryAfter;
    this.errors = (Array.isArray(data) ? data : []).map(apiError);
  }

  override toString(): string {
    const trace = this.clerkTraceId ? `\nClerk Trace ID: ${this.clerkTraceId}` : '';
    const errors = this.errors.map((error) => JSON.stringify(error));
    return `${super.toString()}\nStatus:${this.status}\nSerialized errors: ${errors}${trace}`;
  }
}

/** The error of a call without a valid answer: no request was sent, no answer arrived, or the answer was unexpected. */
export class ClerkRuntimeError extends ClerkError {
  static readonly kind = 'ClerkRuntimeError';
  readonly clerkRuntimeError = true;
  declare readonly code: ClerkRuntimeErrorCode | (string & {});
  /** With `invalid_params`: the parameter. */
  declare readonly param?: string;
  /** With `invalid_params`: the same in the server's shape. */
  declare readonly errors?: { message: string; meta: { paramName: string } }[];
  /** With `invitation_not_resent`: the old invitation, which was revoked. */
  declare readonly revoked?: OrganizationInvitation;
  /** With `invitation_for_another_user`: the address of the user who is signed in. */
  declare readonly signedInAs?: string;

  constructor(message: string, options: { code: string; cause?: unknown }) {
    const { code, cause } = options ?? {};
    super(`Clerk: ${message}\n\n(code="${code}")`, code, cause);
  }
}

// Minifiers do not change this name. It is on the prototype, like in the built-in errors.
for (const { kind, prototype } of [ClerkAPIResponseError, ClerkRuntimeError]) {
  Object.defineProperty(prototype, 'name', { value: kind, writable: true, configurable: true });
}

const hasKind = (error: unknown, kind: string) =>
  (error as { constructor?: { kind?: unknown } } | null | undefined)?.constructor?.kind === kind;

/** Returns whether an error is a {@link ClerkAPIResponseError} of this package or of Clerk's. */
export const isClerkAPIResponseError = (error: unknown): error is ClerkAPIResponseError =>
  hasKind(error, 'ClerkAPIResponseError');

/** Returns whether an error is a {@link ClerkRuntimeError} of this package or of Clerk's. */
export const isClerkRuntimeError = (error: unknown): error is ClerkRuntimeError => hasKind(error, 'ClerkRuntimeError');

const camelCase = new Map<string, string>();

/** `long_message` → `longMessage`. Names are cached, because an answer with a client has about a hundred, always the same. */
export function toCamelCase(name: string): string {
  const known = camelCase.get(name) ?? name.replace(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
  camelCase.set(name, known);
  return known;
}

interface ErrorJson {
  code: string;
  message: string;
  long_message?: string;
  meta?: Record<string, unknown>;
}

function apiError(error: ErrorJson | null | undefined): ClerkAPIError {
  const meta: ClerkAPIError['meta'] = {};
  for (const [name, value] of Object.entries(error?.meta ?? {})) meta[toCamelCase(name)] = value;
  // Missing fields are undefined, because an error page must not cause another error.
  const { code, message, long_message: longMessage } = error ?? ({} as ErrorJson);
  return { code, message, longMessage, meta };
}

/** The error for an answer whose status is not 2xx. */
export function responseError(
  status: number,
  statusText: string,
  retryAfter: number | undefined,
  body: unknown,
  request: string,
): ClerkAPIResponseError {
  const { errors: data, clerk_trace_id: clerkTraceId } = (body ?? {}) as { errors?: ErrorJson[]; clerk_trace_id?: string };
  const long: unknown = data?.[0]?.long_message;
  // HTTP/2 has no status text.
  const message = (typeof long === 'string' && long) || statusText || `HTTP status ${status}`;
  return new ClerkAPIResponseError(message, { data, status, retryAfter, clerkTraceId }).ofRequest(request);
}

/** The error for a call without a valid answer; `more` are its other properties. */
export const runtimeError = (code: ClerkRuntimeErrorCode, message: string, cause?: unknown, more?: object): ClerkRuntimeError =>
  Object.assign(new ClerkRuntimeError(message, { code, cause }), more);

/** The error for an invalid parameter; nothing was sent. */
export function invalidParam(param: string, reason: string): ClerkRuntimeError {
  const message = `${param} ${reason}.`;
  return runtimeError('invalid_params', message, undefined, { param, errors: [{ message, meta: { paramName: param } }] });
}

/** The error for an unexpected answer to `VERB path`. */
export const invalidResponse = (what: string, request?: string, cause?: unknown): ClerkRuntimeError =>
  runtimeError('invalid_response', `The server answered with ${what}.`, cause).ofRequest(request);
