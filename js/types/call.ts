// What every call takes, and what lists resolve to.

import type { ClerkRuntimeError } from '../errors.js';

/** A page of a list. */
export interface ClerkPaginatedResponse<T> {
  /** How many rows there are on all pages together. */
  total_count: number;
  /** This page's rows. */
  data: T[];
  /** The same as `total_count`, under the name that Clerk's documents use. */
  totalCount: number;
}

/** What every call takes beside its params. */
export interface CallOptions {
  /** Ends the call; it rejects with the signal's reason. Calls that share a request go on without it. */
  signal?: AbortSignal;
  /** How long the call may take, in milliseconds. It rejects with a {@link ClerkRuntimeError} `timeout`. Default: no end. */
  timeoutMs?: number;
}

/** Data that an app keeps with a resource; readable here, written through the Backend API. */
export interface PublicMetadata {
  [name: string]: unknown;
}

/** Which page of a list. */
export interface PageParams {
  /** Counted from 1. Default 1. */
  initialPage?: number;
  /** The most rows a page holds. Default 10. */
  pageSize?: number;
}
