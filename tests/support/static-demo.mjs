// The demo without a server in place of the one on a native emulator: the folder CLERK_DEMO_FOLDER on a plain static server,
// with the emulator in a service worker. The worker belongs to one browser profile. Requests that a test sends from outside of
// a page go through a page of that profile, and a fresh profile is that one without cookies, storage and pages.

import { after } from 'node:test';

import { serveFolder } from './static-site.mjs';
import { launch } from './chromium.mjs';
import { interceptFetch } from './intercept-fetch.mjs';

const site = await serveFolder(process.env.CLERK_DEMO_FOLDER);
const browser = await launch();
const profile = await browser.newContext({ viewport: { width: 1360, height: 900 } });
const outside = await profile.newPage();
// After the hooks of the tests, and also when a file has none.
after(async () => {
  await browser.close();
  await site.close();
});
await outside.goto(site.url);
await outside.locator('#static-facts').waitFor();
// A document of the site that sends nothing by itself.
await outside.goto(`${site.url}/icon.svg`);

/** The description of the worker's emulator, as JSON. */
export const announced = await outside.evaluate(async () => (await fetch('/__emulator/instance')).text());

/** The worker's answer to `{ url, method, headers, body }`: `{ status, headers, body }`. */
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

/** The profile as a fresh one. */
async function newContext({ viewport, isMobile = false, colorScheme = null, reducedMotion = null } = {}) {
  await profile.clearCookies();
  await outside.evaluate(() => localStorage.clear());
  const pages = [];
  const own = {
    newPage: async () => {
      const page = await profile.newPage();
      pages.push(page);
      if (viewport) await page.setViewportSize(viewport);
      // Playwright sets it for whole profiles only.
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

/** Stands in for Chromium. It ends after all hooks. */
export const staticBrowser = { newContext, close: async () => {} };
