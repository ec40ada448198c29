// The options of every call, and the result of lists.

import type { ClerkRuntimeError } from '../errors.js';

/** A page of a list. */
export interface ClerkPaginatedResponse<T> {
  /** The number of rows on all pages. */
  total_count: number;
  /** This page's rows. */
  data: T[];
  /** The same as `total_count`, under the name that Clerk's documents use. */
  totalCount: number;
}

/** The options of every call. */
export interface CallOptions {
  /** Aborts the call, which rejects with the signal's reason. Other calls that share its request continue. */
  signal?: AbortSignal | undefined;
  /** The time limit of the call, in milliseconds. It rejects with a {@link ClerkRuntimeError} `timeout`. Default: no limit. */
  timeoutMs?: number | undefined;
}

/** Data that an app stores with a resource. A browser can read it; the Backend API writes it. */
export interface PublicMetadata {
  [name: string]: unknown;
}

/** Selects a page of a list. */
export interface PageParams {
  /** Counted from 1. Default 1. */
  initialPage?: number | undefined;
  /** The most rows a page holds. Default 10. */
  pageSize?: number | undefined;
}
