// The differences between browsers and Node: reading the module's file, random numbers and keys.

export interface Platform {
  readModule(file: URL): Promise<WebAssembly.Module>;
  randomBytes(count: number): Uint8Array;
  /**
   * Generates an RSA key as PKCS#8. Resolves to `undefined` without Web Crypto, for example in a page that is not a
   * secure context. The module then generates a key itself, which takes about ten times as long.
   */
  generateKey(): Promise<Uint8Array | undefined>;
}

const browser: Platform = {
  readModule: async (file) => {
    const response = await fetch(file);
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
    // Not `compileStreaming`, which requires a server that sends the content type of .wasm files.
    return WebAssembly.compile(await response.arrayBuffer());
  },
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  generateKey: async () => {
    const subtle: SubtleCrypto | undefined = crypto.subtle;
    if (!subtle) return undefined;
    const algorithm = {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: 'SHA-256',
    };
    const { privateKey } = await subtle.generateKey(algorithm, true, ['sign', 'verify']);
    return new Uint8Array(await subtle.exportKey('pkcs8', privateKey));
  },
};

let platform: Platform = browser;
let compiled: Promise<WebAssembly.Module> | undefined;

/** Replaces the browser's platform. */
export const setPlatform = (other: Platform): void => {
  platform = other;
};

/** The compiled module. It is only loaded once. */
export async function wasmModule(): Promise<WebAssembly.Module> {
  compiled ??= platform.readModule(new URL('./emulator.wasm', import.meta.url));
  try {
    return await compiled;
  } catch (cause) {
    // The next call tries again.
    compiled = undefined;
    throw cause;
  }
}

export const randomBytes = (count: number): Uint8Array => platform.randomBytes(count);

/** Generates a signing key. See {@link Platform.generateKey}. */
export const generateKey = (): Promise<Uint8Array | undefined> => platform.generateKey();
