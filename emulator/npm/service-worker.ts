// For the service worker: answers a site's requests to the emulator, and stores its image in IndexedDB.

import { durable } from './durable.js';
import { createEmulator } from './emulator.js';
import type { EmulatorOptions, Snapshot } from './types.js';

/** The service worker types that TypeScript's DOM library lacks. */
interface WorkerScope {
  addEventListener(type: 'install' | 'activate', listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void;
  addEventListener(
    type: 'fetch',
    listener: (event: { request: Request; respondWith(answer: Promise<Response>): void; waitUntil(work: Promise<unknown>): void }) => void,
  ): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: { origin: string };
}

declare const self: WorkerScope;

const STORE = 'snapshots';
const KEY = 'current';

export interface WorkerOptions extends EmulatorOptions {
  /** The IndexedDB database. By default `clerk-organization-emulator`. */
  name?: string;
  /**
   * Selects the requests that the emulator answers. By default the API, the account portal and the controls on the
   * site's own origin.
   */
  isOwn?: (url: URL) => boolean;
}

const OWN = /^(\/i\/[a-z]+)?\/(v1|__emulator|\.well-known\/jwks\.json|health|sign-in|sign-up|create-organization|organization)(\/|$)/;

/** Registers the worker's listeners. Call it synchronously in the worker's script. */
export function answerRequests({ name = 'clerk-organization-emulator', isOwn, ...options }: WorkerOptions = {}): void {
  const { origin } = self.location;
  const isEmulators = isOwn ?? ((url: URL) => url.origin === origin && OWN.test(url.pathname));
  let opened: Promise<ReturnType<typeof durable>> | undefined;
  const open = () =>
    (opened ??= read(name)
      .then((snapshot) => createEmulator({ url: origin, ...options, ...(snapshot ? { snapshot } : {}) }))
      // The browser can stop a worker at any time, and data that is not stored is then lost.
      .then((emulator) => durable(emulator, (snapshot) => write(name, snapshot)))
      .catch((cause: unknown) => {
        opened = undefined;
        throw cause;
      }));

  self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()));
  self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
  self.addEventListener('fetch', (event) => {
    const { request } = event;
    if (isEmulators(new URL(request.url))) event.respondWith(open().then((fetch) => fetch(request, undefined, { origin })));
  });
}

function database(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return result(opening);
}

const result = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function read(name: string): Promise<Snapshot | undefined> {
  const opened = await database(name);
  try {
    return await result<Snapshot | undefined>(opened.transaction(STORE).objectStore(STORE).get(KEY));
  } finally {
    opened.close();
  }
}

async function write(name: string, snapshot: Snapshot): Promise<void> {
  const opened = await database(name);
  try {
    await result(opened.transaction(STORE, 'readwrite').objectStore(STORE).put(snapshot, KEY));
  } finally {
    opened.close();
  }
}
