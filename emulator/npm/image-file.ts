// `--database FILE`: the emulator's image as a file.

import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Snapshot } from './types.js';

/** The image in a file; `undefined` if there is no file. */
export async function readImage(path: string): Promise<Snapshot | undefined> {
  try {
    return { image: new Uint8Array(await readFile(path)), clockOffsetMs: 0 };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}

/** Replaces the file by another on the same disk, so that it is whole whenever the process ends. */
export async function writeImage(path: string, { image }: Snapshot): Promise<void> {
  const next = `${path}.next`;
  const file = await open(next, 'w');
  try {
    await file.writeFile(image);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, path);
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
}
