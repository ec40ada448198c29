// Guards calls into a wasm module against traps: a panic, or memory that cannot grow.
//
// After a trap the module's memory may be inconsistent, so the module is never called again.

/**
 * Wraps a module's exports.
 *
 * @param onTrap creates the error for the call that trapped
 * @param afterTrap called instead of the module by every later call
 */
export function guardTraps(
  exports: WebAssembly.Exports,
  onTrap: (cause: unknown) => Error,
  afterTrap: (error: Error, name: string) => unknown,
): WebAssembly.Exports {
  let trapped: Error | undefined;
  const enter = (name: string, exported: Function, args: unknown[]): unknown => {
    if (trapped) return afterTrap(trapped, name);
    try {
      return Reflect.apply(exported, undefined, args);
    } catch (cause) {
      // A trap, or a stack overflow. Anything else was thrown by JavaScript that the module called.
      if (!(cause instanceof WebAssembly.RuntimeError || cause instanceof RangeError)) throw cause;
      trapped = onTrap(cause);
      throw trapped;
    }
  };
  const guarded: WebAssembly.Exports = {};
  for (const [name, value] of Object.entries(exports)) {
    guarded[name] = typeof value === 'function' ? (...args: unknown[]) => enter(name, value, args) : value;
  }
  return guarded;
}
