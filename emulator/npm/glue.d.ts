// The wasm-bindgen script of emulator/wasm, wrapped by `cargo xtask build emulator`.
export interface Host {
  now(): number;
  startTimer(timer: number, milliseconds: number): void;
  stopTimer(timer: number): void;
  wake(call: number): void;
  /** Sends a webhook. {@link Glue.endPost} reports its result. `headers` has alternating names and values. */
  post(request: number, url: string, headers: string[], body: string): void;
  /** `[scheme, host, origin, path, href]` */
  parseUrl(text: string): string[] | undefined;
  isLetterMarkOrDigit(letter: string): boolean;
  compose(text: string): string;
  domainToAscii(name: string): string | undefined;
  log(line: string): void;
}

/** `[status, alternating header names and values, body, whether the body is cut off]` */
export type Answer = [number, string[], Uint8Array<ArrayBuffer>, boolean];

export interface WasmEmulator {
  begin(method: string, target: string, headers: string[], body: Uint8Array): number;
  instance(): string;
  createInstance(options: string): string;
  endInstance(url: string): boolean;
  image(): Uint8Array<ArrayBuffer>;
}

export interface Glue {
  initSync(options: { module: WebAssembly.Module }): unknown;
  Emulator: new (
    options: string,
    host: Host,
    randomness: Uint8Array,
    signingKey: Uint8Array | undefined,
    image: Uint8Array | undefined,
  ) => WasmEmulator;
  poll(call: number): Answer | null | undefined;
  endTimer(timer: number): void;
  endPost(request: number, status: number | undefined, reason: string): void;
}

/** Creates new copies of the script's functions. Each copy is for one module. */
export function createGlue(): Glue;
