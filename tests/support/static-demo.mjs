// The demo without a server, for the tests of the demo: a static server serves the folder CLERK_DEMO_FOLDER, and the emulator
// runs in a service worker. A service worker belongs to one browser profile, so all tests of a file share that profile. Requests
// of the test process to the emulator go through a page of the profile. For a new profile, cookies and storage are cleared.

import { after } from 'node:test';

import { serveFolder } from './static-site.mjs';
import { launch } from './chromium.mjs';
import { interceptFetch } from './intercept-fetch.mjs';

const site = await serveFolder(process.env.CLERK_DEMO_FOLDER);
const browser = await launch();
const profile = await browser.newContext({ viewport: { width: 1360, height: 900 } });
const outside = await profile.newPage();
// This hook of the whole file runs after the hooks of the tests.
after(async () => {
  await browser.close();
  await site.close();
});
await outside.goto(site.url);
await outside.locator('#static-facts').waitFor();
// A document of the site that sends no requests of its own.
await outside.goto(`${site.url}/icon.svg`);

/** The description of the worker's emulator, as JSON. */
export const announced = await outside.evaluate(async () => (await fetch('/__emulator/instance')).text());

/** Sends `{ url, method, headers, body }` to the worker. Resolves to `{ status, headers, body }`. */
const ask = (request) =>
  outside.evaluate(async ({ url, ...init }) => {
    const response = await fetch(url, init);
    return { status: response.status, headers: [...response.headers], body: await response.text() };
  }, request);

const direct = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  if (new URL(request.url).origin !== site.url) return direct(request);
  const { url, method } = request;
  const { status, headers, body } = await ask({ url, method, headers: [...request.headers], body: (await request.text()) || undefined });
  return new Response(status === 204 ? null : body, { status, headers });
};

/** Clears the profile, and returns it as a context whose `close` closes only its own pages. */
async function newContext({ viewport, isMobile = false, colorScheme = null, reducedMotion = null } = {}) {
  await profile.clearCookies();
  await outside.evaluate(() => localStorage.clear());
  const pages = [];
  const own = {
    newPage: async () => {
      const page = await profile.newPage();
      pages.push(page);
      if (viewport) await page.setViewportSize(viewport);
      // Playwright has this option only for a whole profile.
      if (isMobile) {
        const devtools = await profile.newCDPSession(page);
        await devtools.send('Emulation.setDeviceMetricsOverride', { ...viewport, deviceScaleFactor: 1, mobile: true });
      }
      await page.emulateMedia({ colorScheme, reducedMotion });
      await interceptFetch(page, ask);
      return page;
    },
    close: async () => {
      await profile.setOffline(false);
      await Promise.all(pages.splice(0).map((page) => page.close()));
    },
  };
  const get = (target, name) => own[name] ?? (typeof target[name] === 'function' ? target[name].bind(target) : target[name]);
  return new Proxy(profile, { get });
}

/** Takes the place of a browser of Playwright. The real browser closes after all hooks. */
export const staticBrowser = { newContext, close: async () => {} };
