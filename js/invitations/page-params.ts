// Converts numbers of callers for the core.

import { invalidParam } from '../errors.js';
import type { LazyCore } from '../lazy-glue-types.js';

/** The value of a number or a numeric string. NaN, which the core refuses, for anything else. */
export function numberOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value.trim() ? Number(value) : NaN;
  return typeof value === 'number' ? value : NaN;
}

/**
 * Reads `initialPage` and `pageSize`.
 *
 * @throws {ClerkRuntimeError} `invalid_params`
 */
export function readPage(
  core: LazyCore,
  params: { initialPage?: unknown; pageSize?: unknown },
  defaultSize: number,
): { initialPage: number; pageSize: number } {
  const [initialPage, pageSize] = [numberOf(params.initialPage), numberOf(params.pageSize)];
  const wrong = core.invalidPageParam(initialPage, pageSize);
  if (wrong) throw invalidParam(wrong, 'must be a whole number from 1 up');
  return { initialPage: initialPage ?? 1, pageSize: pageSize ?? defaultSize };
}

/**
 * Reads `chunkSize`.
 *
 * @throws {ClerkRuntimeError} `invalid_params`
 */
export function readChunkSize(core: LazyCore, options: { chunkSize?: unknown } | null | undefined): number {
  const given = options?.chunkSize;
  const size = core.readChunkSize(typeof given === 'string' ? NaN : numberOf(given));
  if (size === undefined) throw invalidParam('chunkSize', 'must be a whole number from 1 up');
  return size;
}
