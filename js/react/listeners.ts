/** The listeners of a store. */
export class Listeners extends Set<() => void> {
  /** Calls `listener` after each change. Returns a function that unsubscribes. */
  subscribe = (listener: () => void) => {
    this.add(listener);
    return () => this.delete(listener);
  };

  /** Calls all listeners, also if one of them adds or removes others. */
  notify = () => [...this].forEach((listener) => listener());
}
