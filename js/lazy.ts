// Chunks that are fetched at their first use.
//
// Engines that follow the older HTML rules cache a failed import for the page's life (whatwg/html issue 6768), so a chunk
// that could not be fetched is fetched once more under another URL.

import { runtimeError } from './errors.js';

let retries = 0;

/**
 * Returns a function that fetches a chunk once, and again after a failure.
 *
 * @param file the chunk beside index.js, unless a bundler has moved it
 * @param load its `import()`, which bundlers replace
 */
export function lazy<T>(file: string, load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load()
      .catch((cause: unknown) => importAgain<T>(file, cause))
      .catch((cause: unknown) => {
        loaded = undefined;
        throw runtimeError('network_error', 'A part of this package could not be fetched.', cause);
      });
    return loaded;
  };
}

// The messages of Chrome and Firefox have the URL, which is correct in bundled apps too. The template keeps webpack from
// treating `new URL(…, import.meta.url)` as a file of the app.
function importAgain<T>(file: string, cause: unknown): Promise<T> {
  const [named] = /https?:\/\/[^\s'"]+/.exec(`${cause}`) ?? [];
  const url = new URL(named ?? file, `${import.meta.url}`);
  url.searchParams.set('retry', `${(retries += 1)}`);
  return import(/* webpackIgnore: true */ /* @vite-ignore */ url.href);
}
