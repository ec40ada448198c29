// Calls functions of the app.

/** Reports an error like an uncaught error. */
export const report = (error: unknown): void => (globalThis.reportError ?? console.error)(error);

/** Calls every listener. If one throws, the others are still called. */
export function notify<Args extends unknown[]>(listeners: Iterable<(...args: Args) => unknown>, ...args: Args): void {
  for (const listener of [...listeners]) {
    try {
      listener(...args);
    } catch (error) {
      report(error);
    }
  }
}
