// Mock Service Worker: a handler that answers an emulator's requests in process.

import { http } from 'msw';
import type { HttpHandler } from 'msw';

import type { Emulator } from './types.js';

/**
 * Creates a handler for `setupServer` or `setupWorker` that answers every request for the emulator's URL, including its
 * instances. A fault that closes the connection becomes a network error.
 */
export function emulatorHandler(emulator: Pick<Emulator, 'url' | 'fetch'>): HttpHandler {
  const page = typeof location === 'undefined' ? undefined : { origin: location.origin };
  return http.all(`${new URL(emulator.url).origin}/*`, async ({ request }) => {
    try {
      return await emulator.fetch(request, undefined, page);
    } catch (cause) {
      if (request.signal.aborted) throw cause;
      return Response.error();
    }
  });
}
