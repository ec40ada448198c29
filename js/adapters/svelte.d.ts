// The part of Svelte's types that js/svelte.ts uses.

declare module 'svelte' {
  export function getContext<T>(key: unknown): T;
  export function setContext<T>(key: unknown, context: T): T;
}
