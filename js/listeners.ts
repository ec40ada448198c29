// Functions that callers gave, to be called when something happens.

/** What nobody catches is said like any error that nobody caught. */
export const report = (error) => (globalThis.reportError ?? console.error)(error);

/** Calls each of them; what one throws is its own affair, and keeps nobody from being told. */
export function tell(listeners, ...said) {
  for (const listener of [...listeners]) {
    try {
      listener(...said);
    } catch (error) {
      report(error);
    }
  }
}
