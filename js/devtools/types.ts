// The calls and requests that the panel shows, and the params that an app passes.

import type { Clerk } from 'clerk-organization';

/** The options of `mountDevtools`. */
export interface DevtoolsOptions {
  /** The element that holds the panel. Default: a button in the corner of the page, which opens it. */
  node?: Element | undefined;
  /**
   * The URL of a local emulator, or false for none. Default: the URL to which the `Clerk` sends its requests, if it is on this
   * machine and an emulator answers there.
   */
  emulator?: string | false | undefined;
  /** Called after the panel has reset the emulator. Default: reloads the page. */
  onReset?: (() => void) | undefined;
}

/** A call of the app that the panel shows with its requests. */
export interface RecordedCall {
  /** `organization.inviteMember`, for example. */
  name: string;
  /** The source of the call; `callSource` writes it from the arguments. */
  code: string;
  /** Matches the requests that the call sends, as `METHOD path`. */
  sends?: RegExp;
  /** The largest number of such requests. */
  times?: number;
  /** Whether the call is a consequence of another one. */
  aside?: boolean;
}

/** The panel. */
export interface Devtools {
  /** Also shows the requests, the lists and the session of another `Clerk`. Returns a function that stops this. */
  follow(clerk: Clerk): () => void;
  /** Runs `start` and shows it as a call, with its result or error. Returns its Promise. */
  record<T>(call: RecordedCall, start: () => T | Promise<T>): Promise<T>;
  /** Removes the panel and all its listeners. */
  unmount(): void;
}

/** Pairs of names and values, in order. */
export type Pairs = [name: string, value: string][];

/** One attempt of a request. */
export interface Sending {
  readonly entry: Entry;
  readonly clerk: Clerk;
  readonly requestId: number;
  readonly method: string;
  readonly path: string;
  readonly attempt: number;
  query: Pairs;
  form: Pairs;
  /** Whether the request was sent once more. */
  isRepeated?: boolean;
  status?: number;
  durationMs?: number;
  /** Why there was no answer. */
  failure?: string;
  /** How long the SDK waits before the next attempt. */
  waitMs?: number;
  /** The answer, if it is JSON. */
  body?: { json: unknown };
  /** The answer, if it is not JSON. */
  text?: string;
}

/** A call, or requests that belong to no recorded call. */
export interface Entry extends RecordedCall {
  state: 'open' | 'done' | 'failed';
  readonly startedAt: number;
  durationMs?: number;
  result?: { value: unknown };
  error?: unknown;
  /** `METHOD path`, if no recorded call sent its requests. */
  readonly line?: string;
  readonly requests: Sending[];
}
