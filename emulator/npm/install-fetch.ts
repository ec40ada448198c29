import type { Emulator } from './types.js';

const installed = new Set<Emulator>();
let former: typeof fetch | undefined;

/** Calls the installed emulators, even if a library has stored this function. */
const routed: typeof fetch = async (input, init) => {
  const page = typeof location === 'undefined' ? undefined : { origin: location.origin };
  const target = new URL(input instanceof Request ? input.url : input, page && location.href);
  for (const emulator of installed) {
    if (new URL(emulator.url).origin === target.origin) {
      return emulator.fetch(input instanceof Request ? input : target, init, page);
    }
  }
  return (former ?? fetch)(input, init);
};

/**
 * Answers requests for the emulator's origin in this process. Replaces the global `fetch`, and passes requests for
 * other origins to the previous one. Call it before importing libraries that store `fetch` at load time, such as
 * `@clerk/backend`. Returns a function that uninstalls the emulator.
 */
export function installFetch(emulator: Emulator): () => void {
  if (globalThis.fetch !== routed) {
    former = globalThis.fetch;
    globalThis.fetch = routed;
  }
  installed.add(emulator);
  return () => {
    installed.delete(emulator);
    if (installed.size === 0 && former && globalThis.fetch === routed) globalThis.fetch = former;
  };
}
