// The functions of Node that the package uses. Node's own types would also allow names that a browser lacks.

declare module 'node:fs/promises' {
  export function readFile(file: URL): Promise<Uint8Array<ArrayBuffer>>;
}
