// Chromium for measurements, driven through the DevTools protocol without enabled domains, so that pages run as for
// users. Playwright and Puppeteer watch the network of each page, which takes longer than most of the measured calls:
// with Playwright a list of ten rows took 4.0 ms instead of 2.9, and requests took longer with a deeper call stack.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FLAGS } from '../../tests/support/chromium.mjs';

const TIME_LIMIT_MS = 600_000;
const LOADED_MS = 20_000;
const ENDED_MS = 20_000;

/** Starts Chromium with a separate profile. */
export async function launch(flags = []) {
  const profile = await mkdtemp(join(tmpdir(), 'bench-'));
  const program = process.env.CLERK_CHROMIUM ?? '/usr/bin/chromium';
  const args = [...FLAGS, ...flags, '--headless', '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank'];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const { send, fail } = connection(child.stdio[3], child.stdio[4]);
  child.on('error', fail);
  child.on('exit', (code) => fail(new Error(`Chromium has ended: ${code}`)));
  const { product } = await send('Browser.getVersion');
  return {
    /** For example `156.0.8078.108`. */
    version: product.split('/').at(-1),
    newContext: () => newContext(send),
    async close() {
      // Asks Chromium to quit, because the spawned process may be a script that started it.
      await send('Browser.close').catch(() => {});
      if (child.exitCode === null) await once(child, 'exit', { signal: AbortSignal.timeout(ENDED_MS) });
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The protocol over two pipes: JSON messages, each ending with a zero byte. */
function connection(to, from) {
  const waiting = new Map();
  let last = 0;
  let begun = '';
  from.setEncoding('utf8').on('data', (text) => {
    const messages = (begun + text).split('\0');
    begun = messages.pop();
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message);
      const call = waiting.get(id);
      waiting.delete(id);
      if (error) call?.reject(new Error(`${call.method}: ${error.message}`));
      else call?.resolve(result);
    }
  });
  let ended;
  const fail = (error) => {
    ended = error;
    for (const call of waiting.values()) call.reject(error);
  };
  to.on('error', fail);
  const send = (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      const id = (last += 1);
      const late = setTimeout(() => reject(new Error(`${method} took longer than ${TIME_LIMIT_MS} ms`)), TIME_LIMIT_MS);
      const settled = (settle) => (value) => {
        clearTimeout(late);
        settle(value);
      };
      waiting.set(id, { method, resolve: settled(resolve), reject: settled(reject) });
      to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  return { send, fail };
}

/** Creates a context with separate cookies and caches. */
async function newContext(send) {
  const { browserContextId } = await send('Target.createBrowserContext');
  return {
    /** @param cookies `{ name, value, url, sameSite }[]` */
    addCookies: (cookies) => send('Storage.setCookies', { cookies, browserContextId }),
    newPage: (url) => newPage(send, browserContextId, url),
    close: () => send('Target.disposeBrowserContext', { browserContextId }),
  };
}

async function newPage(send, browserContextId, url) {
  const { targetId } = await send('Target.createTarget', { url, browserContextId });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const page = {
    /** Sends a command of the protocol for this page. */
    send: (method, params) => send(method, params, sessionId),
    /** Runs a script, or a function with one argument, in the page. Resolves to its result, which is JSON. */
    async evaluate(code, argument = null) {
      const expression = typeof code === 'function' ? `(${code})(${JSON.stringify(argument)})` : code;
      const given = { expression, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails: thrown } = await page.send('Runtime.evaluate', given);
      if (thrown) throw new Error(thrown.exception?.description ?? thrown.text);
      return result.value;
    },
    close: () => send('Target.closeTarget', { targetId }),
  };
  const end = Date.now() + LOADED_MS;
  const isLoaded = (url) => location.href === url && document.readyState === 'complete';
  while (!(await page.evaluate(isLoaded, url).catch(() => false))) {
    if (Date.now() > end) throw new Error(`${url} was not loaded within ${LOADED_MS} ms`);
    await new Promise((over) => setTimeout(over, 10));
  }
  return page;
}
