// What is used of Node, so that the package is checked against a browser's names alone.

declare module 'node:fs/promises' {
  export function readFile(file: URL): Promise<Uint8Array<ArrayBuffer>>;
}
