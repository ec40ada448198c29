// The source of a wasm module, and the error message if it cannot be started.

import { runtimeError } from './errors.js';
import type { ClerkRuntimeError } from './errors.js';
import type { WasmSource } from './types.js';

type ReadFile = (file: URL) => Promise<BufferSource>;
let readFile: ReadFile | undefined;
let lazySource: WasmSource | Promise<WasmSource> | undefined;

/** Sets the function that reads `file:` URLs, which `fetch` does not read in Node. */
export const setFileReader = (reader: ReadFile): void => {
  readFile = reader;
};

/** Sets the source of the lazy module. */
export const setLazySource = (source: WasmSource | Promise<WasmSource>): void => {
  lazySource = source;
};

/** The embedded modules of an entry. */
export interface EmbeddedModules {
  eager: () => WasmSource;
  lazy: () => Promise<WasmSource>;
}

/** The embedded modules of js/inline.ts; undefined for the other entries. */
export let embedded: EmbeddedModules | undefined;

/** Makes these modules the default. */
export const embed = (modules: EmbeddedModules): void => {
  embedded = modules;
};

/** The source of the lazy module, unless it is the file beside its chunk: the one passed to `init`, or the embedded one. */
export const givenLazySource = (): typeof lazySource => lazySource ?? embedded?.lazy();

/** The name of a module in error messages. */
export interface ModuleName {
  file: string;
  /** The call that takes another source of the module, for error messages. */
  argument: string;
}

/** Compiles and instantiates a module. Resolves to its exports, or rejects with `wasm_load_failed`. */
export async function instantiate(
  source: () => WasmSource | Promise<WasmSource>,
  imports: WebAssembly.Imports,
  name: ModuleName,
): Promise<WebAssembly.Exports> {
  let given: unknown;
  try {
    given = await source();
    if (readFile && given instanceof URL && given.protocol === 'file:') given = await readFile(given);
    if (typeof given === 'string' || given instanceof URL || given instanceof Request) given = await fetch(given);
    if (!(given instanceof Response)) return exportsOf(await WebAssembly.instantiate(given as WebAssembly.Module, imports));
    return await fromResponse(given, imports);
  } catch (cause) {
    throw loadFailed(given, cause, name);
  }
}

async function fromResponse(response: Response, imports: WebAssembly.Imports): Promise<WebAssembly.Exports> {
  const type = response.headers.get('content-type') ?? '';
  if (response.ok && type.startsWith('application/wasm')) {
    return exportsOf(await WebAssembly.instantiateStreaming(response, imports));
  }
  if (!response.ok) throw new Error(`the server answered with HTTP status ${response.status}`);
  const bytes = await response.arrayBuffer();
  // Every module starts with "\0asm".
  if (`${new Uint8Array(bytes.slice(0, 4))}` !== '0,97,115,109') {
    throw new Error(`the server answered with ${type || 'no content type'} instead of a module`);
  }
  return exportsOf(await WebAssembly.instantiate(bytes, imports));
}

const exportsOf = (result: WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource): WebAssembly.Exports =>
  ('instance' in result ? result.instance : result).exports;

function loadFailed(given: unknown, cause: unknown, { file, argument }: ModuleName): ClerkRuntimeError {
  const url = given instanceof Response || given instanceof Request ? given.url : given instanceof URL ? given.href : given;
  const where = typeof url === 'string' && url ? ` at ${url}` : '';
  const reason = cause instanceof Error ? cause.message : `${cause}`;
  const advice =
    /content security policy|\bCSP\b/i.test(reason) ?
      "Add 'wasm-unsafe-eval' to script-src in the page's Content-Security-Policy"
    : `Serve ${file} there as application/wasm, or call ${argument} with its URL or its bytes`;
  return runtimeError('wasm_load_failed', `The wasm module${where} could not be started (${reason}). ${advice}.`, cause);
}
