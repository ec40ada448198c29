// Calling functions that belong to the app.

/** Reports an error in the way the host reports errors that nobody caught. */
export const report = (error: unknown): void => (globalThis.reportError ?? console.error)(error);

/** Calls every listener. One that throws does not keep the others from being called. */
export function notify<Args extends unknown[]>(listeners: Iterable<(...args: Args) => unknown>, ...args: Args): void {
  for (const listener of [...listeners]) {
    try {
      listener(...args);
    } catch (error) {
      report(error);
    }
  }
}
