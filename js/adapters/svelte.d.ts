// What js/svelte.ts uses of Svelte.

declare module 'svelte' {
  export function getContext<T>(key: unknown): T;
  export function setContext<T>(key: unknown, context: T): T;
}
