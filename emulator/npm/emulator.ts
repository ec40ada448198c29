// `createEmulator`: an emulator in this process or page.

import { clockOffset, controlsOf } from './controls.js';
import { Engine } from './engine.js';
import { answer } from './fetch.js';
import { generateKey, randomBytes, wasmModule } from './platform.js';
import type { Description, Emulator, EmulatorOptions, Instance, InstanceOptions, Listening, Snapshot } from './types.js';

/** A host name of this machine that no server uses, unique for each emulator. */
const nowhere = () => `http://emulator-${[...randomBytes(8)].map((byte) => (byte % 36).toString(36)).join('')}.localhost`;

type Listen = (emulator: Emulator, options: { port?: number; host?: string }) => Promise<Listening>;
let listenInNode: Listen | undefined;

/** Sets the implementation of {@link Emulator.listen}. */
export const setListen = (listen: Listen): void => {
  listenInNode = listen;
};

/** The image of a snapshot. Without the check, a snapshot that went through JSON would begin an empty emulator. */
function imageOf(snapshot: Snapshot): Uint8Array {
  const { image } = snapshot;
  if (!ArrayBuffer.isView(image)) throw new TypeError('a snapshot is what snapshot() returned: its image must be a Uint8Array');
  return image;
}

/**
 * Opens an emulator.
 *
 * @throws if the seed or a setting is invalid, or the snapshot is not a database of the emulator.
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { url, seed, settings = {}, allowedHosts = [], webhooks = [], now = Date.now, log, snapshot, module: load = wasmModule } = options;
  const [module, signingKey] = await Promise.all([load(), snapshot ? undefined : generateKey()]);
  const core = { url: url ?? nowhere(), seed: seed ?? null, settings, allowedHosts, webhooks };
  const engine = new Engine({ module, options: core, now, log, signingKey, image: snapshot && imageOf(snapshot) });
  const describe = () => engine.instance() as Description;
  const send = (request: Request, page?: { origin: string }) => answer(engine, request, page);
  const servers: Listening[] = [];

  async function reopen(snapshot: Snapshot, at?: string): Promise<void> {
    engine.reopen(imageOf(snapshot), at);
    if (snapshot.clockOffsetMs !== 0) await emulator.clock.advance(snapshot.clockOffsetMs);
  }

  const emulator: Emulator = {
    get url() {
      return describe().url;
    },
    get publishableKey() {
      return describe().publishableKey;
    },
    get secretKey() {
      return describe().secretKey;
    },
    get organizationId() {
      return describe().organizationId;
    },
    get admin() {
      return describe().admin;
    },
    get member() {
      return describe().member;
    },
    get webhooks() {
      return describe().webhooks ?? [];
    },
    ...controlsOf(() => describe().url, send),
    fetch: (input, init, page) => send(input instanceof Request && !init ? input : new Request(input, init), page),
    async listen(where = {}) {
      if (!listenInNode) throw new Error('listen() needs Node; in a page use installFetch() or the service worker');
      const listening = await listenInNode(emulator, where);
      servers.push(listening);
      // The existing data remains, under the server's URL.
      if (url === undefined && servers.length === 1) await reopen(await emulator.snapshot(), listening.url);
      return listening;
    },
    snapshot: async () => ({ clockOffsetMs: await clockOffset(describe().url, send), image: engine.image() }),
    restore: (to) => reopen(to),
    async createInstance(options: InstanceOptions = {}): Promise<Instance> {
      const { seed = null, settings = {} } = options;
      const description = engine.createInstance({ seed, settings }) as Description;
      return {
        ...description,
        ...controlsOf(() => description.url, send),
        end: async () => void engine.endInstance(description.url),
      };
    },
    async close() {
      engine.close();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
  if (snapshot && snapshot.clockOffsetMs !== 0) await emulator.clock.advance(snapshot.clockOffsetMs);
  return emulator;
}
