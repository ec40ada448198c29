// Loaded before a file of tests/e2e (`node --import`): the demo without a server takes the place of the one on a native emulator.
// The emulator is in the service worker of one profile, so the tests' requests from outside of a page go through a page of that
// profile, and a fresh profile is that one without cookies and pages.

import { chromium } from 'playwright-core';

import { launch } from '../support/browser.mjs';
import { serveFolder } from './static-site.mjs';

const site = await serveFolder(process.env.CLERK_STATIC_DEMO);
const browser = await launch();
const profile = await browser.newContext({ viewport: { width: 1360, height: 900 } });
const outside = await profile.newPage();
await outside.goto(site.url);
await outside.locator('#static-facts').waitFor();
// A document of the site that sends nothing by itself.
await outside.goto(`${site.url}/icon.svg`);
process.env.CLERK_EMULATOR = await outside.evaluate(async () => (await fetch('/__emulator/instance')).text());

const direct = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  if (new URL(request.url).origin !== site.url) return direct(request);
  const { url, method } = request;
  const sent = { url, method, headers: [...request.headers], body: (await request.text()) || undefined };
  const { status, headers, body } = await outside.evaluate(async ({ url, ...init }) => {
    const response = await fetch(url, init);
    return { status: response.status, headers: [...response.headers], body: await response.text() };
  }, sent);
  return new Response(status === 204 ? null : body, { status, headers });
};

/** The profile as a fresh one. */
async function newContext({ viewport, colorScheme = null, reducedMotion = null } = {}) {
  await profile.clearCookies();
  await outside.evaluate(() => localStorage.clear());
  const pages = [];
  const newPage = async () => {
    const page = await profile.newPage();
    pages.push(page);
    if (viewport) await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion });
    return page;
  };
  const own = { newPage, close: () => Promise.all(pages.splice(0).map((page) => page.close())) };
  const get = (target, name) => own[name] ?? (typeof target[name] === 'function' ? target[name].bind(target) : target[name]);
  return new Proxy(profile, { get });
}

chromium.launch = async () => ({
  newContext,
  close: async () => {
    await browser.close();
    await site.close();
  },
});
