// Saves an emulator's data outside of the module: in a file or in IndexedDB.

import type { Emulator, Snapshot } from './types.js';

type Fetch = (request: Request, init?: RequestInit, page?: { origin: string }) => Promise<Response>;

/**
 * A `fetch` that answers a change only after `save` has stored it. Snapshots are stored one after the other. Changes
 * that arrive in the meantime share the next one.
 */
export function durable(emulator: Emulator, save: (snapshot: Snapshot) => Promise<void>): Fetch {
  let saving: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  const saved = (): Promise<void> => {
    next ??= saving
      .catch(() => {})
      .then(async () => {
        next = undefined;
        await save(await emulator.snapshot());
      });
    saving = next;
    return next;
  };
  return async (request, init, page) => {
    const response = await emulator.fetch(request, init, page);
    const isReading = ['GET', 'HEAD', 'OPTIONS'].includes(request.method);
    // A session that a read starts or touches is saved with the next snapshot.
    if (!isReading) await saved();
    return response;
  };
}
