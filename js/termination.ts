// The end of the wasm module: after a trap (a panic, memory that does not grow) nothing in it can be relied on. Every call
// that waits is told, and the next `load()` starts a fresh module.

import { failed } from './errors.js';

const waiting = new Set();

/** How often a module has ended: what was made with an earlier one is not used with a later one. */
export let ended = 0;

// A Promise of the module's may be one that it never settles.
const told = (promise) =>
  new Promise((resolve, reject) => {
    waiting.add(reject);
    promise.then(resolve, reject).then(() => waiting.delete(reject));
  });

/**
 * The exports of a module, as its script is to see them. `forget` lets another module start; the build puts this call
 * into the script of wasm-bindgen, see `xtask/scripts/bundle.mjs`.
 */
export function guarded(exports, forget) {
  let error;
  const guarded = {};
  const guard = (call) => (...said) => {
    if (error) throw error;
    try {
      const given = call(...said);
      return given instanceof Promise ? told(given) : given;
    } catch (cause) {
      // A trap, or no room on the stack; whatever else is thrown came from JavaScript and passes through.
      if (!(cause instanceof WebAssembly.RuntimeError || cause instanceof RangeError)) throw cause;
      error = failed('wasm_terminated', 'The wasm module has ended; load() starts it anew.', cause);
      ended += 1;
      guarded.ended = true;
      forget();
      for (const reject of waiting) reject(error);
      waiting.clear();
      throw error;
    }
  };
  for (const [name, it] of Object.entries(exports)) guarded[name] = typeof it === 'function' ? guard(it) : it;
  return guarded;
}
