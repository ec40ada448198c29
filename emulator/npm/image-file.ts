// `--database FILE`: stores the emulator's image in a file.

import { createHash } from 'node:crypto';
import { open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

import type { Snapshot } from './types.js';

/**
 * Locks a file against other processes on this machine until this process ends. Otherwise the data of one process would replace
 * that of the other. Node has no file locks, but only one process can listen on a socket. A socket without a listener is left
 * over from a process that was killed.
 */
export async function lockFile(path: string): Promise<void> {
  const file = await realpath(path).catch(async () => join(await realpath(dirname(path)), basename(path)));
  const name = `clerk-emulator-${createHash('sha256').update(file).digest('hex').slice(0, 16)}`;
  const address = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), name);
  const listen = () =>
    new Promise<void>((resolve, reject) => {
      createServer((socket) => socket.destroy())
        .once('error', reject)
        .listen(address, resolve)
        .unref();
    });
  try {
    await listen();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    if (await isListening(address)) {
      throw new Error(`the database ${path} is in use: only one emulator at a time can use a file; stop the other one or choose another file`);
    }
    await rm(address, { force: true });
    await listen();
  }
}

const isListening = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(address, () => {
      socket.destroy();
      resolve(true);
    }).once('error', () => resolve(false));
  });

/** Reads the image from a file. Returns `undefined` if the file does not exist. */
export async function readImage(path: string): Promise<Snapshot | undefined> {
  try {
    return { image: new Uint8Array(await readFile(path)), clockOffsetMs: 0 };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}

/** Writes a new file and renames it over the old one, so that the file is complete even if the process is killed. */
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
