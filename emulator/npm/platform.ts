// What differs between a browser and Node: how the module's file is read, and where random numbers and keys come from.

export interface Platform {
  readModule(file: URL): Promise<WebAssembly.Module>;
  randomBytes(count: number): Uint8Array;
  /**
   * A new RSA key as PKCS#8, or `undefined` without Web Crypto, such as in a page that is not served securely: the
   * module then makes one itself, which takes about ten times as long.
   */
  generateKey(): Promise<Uint8Array | undefined>;
}

const browser: Platform = {
  readModule: async (file) => {
    const response = await fetch(file);
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
    // Not by streaming, which needs a server that knows the type of .wasm files.
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

/** Replaces what a browser has. */
export const setPlatform = (other: Platform): void => {
  platform = other;
};

/** The compiled module. It is read once. */
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

/** Random bytes. */
export const randomBytes = (count: number): Uint8Array => platform.randomBytes(count);

/** A new signing key; see {@link Platform.generateKey}. */
export const generateKey = (): Promise<Uint8Array | undefined> => platform.generateKey();
