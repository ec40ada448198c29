// `--database FILE`: the emulator's image as a file.

import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Emulator, Snapshot } from './types.js';

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
async function writeImage(path: string, image: Uint8Array): Promise<void> {
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

/** `fetch` that answers a change only after the file has it. Changes that arrive meanwhile share the next writing. */
export function durable(emulator: Emulator, path: string): (request: Request) => Promise<Response> {
  let writing: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  const written = (): Promise<void> => {
    next ??= writing
      .catch(() => {})
      .then(async () => {
        next = undefined;
        const { image } = await emulator.snapshot();
        await writeImage(path, image);
      });
    writing = next;
    return next;
  };
  return async (request) => {
    const response = await emulator.fetch(request);
    const isReading = ['GET', 'HEAD', 'OPTIONS'].includes(request.method);
    // A session that a reading request begins or touches is part of the next image.
    if (!isReading) await written();
    return response;
  };
}
