// The demo's service worker: the emulator, and the page's files for offline use.

import { answerRequests } from '/emulator/service-worker.js';
import { FILES, VERSION } from '/files.js';

const MODULE = '/emulator/emulator.wasm';

addEventListener('install', (event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(FILES)));
});

addEventListener('activate', (event) => {
  const removeOld = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name)));
  };
  event.waitUntil(removeOld());
});

answerRequests({
  module: async () => {
    const response = (await caches.match(MODULE)) ?? (await fetch(MODULE));
    return WebAssembly.compile(await response.arrayBuffer());
  },
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || !FILES.includes(pathname)) return;
  event.respondWith(caches.match(pathname).then((cached) => cached ?? fetch(request)));
});
