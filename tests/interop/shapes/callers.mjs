// The callers: a page of a development instance, or a server with the secret key. Each call is recorded with its
// answer. Paths are written as in Clerk's published API descriptions, so that answers can be matched with them.

import { emulator, outbox } from '../../support/emulator.mjs';

/** The API version of the descriptions and shapes. */
const VERSION = '2026-05-12';
export const PASSWORD = 'a long enough password';
/** A PNG of one pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A caller of one API, `frontend` or `backend`, that records every call with its answer in `calls`. */
function caller(api, calls, { headers, query = {}, encode }) {
  return async function call(operation, { params = {}, query: own = {}, body } = {}) {
    const [method, template] = operation.split(' ');
    const path = template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name]));
    const url = new URL(emulator.url + path);
    for (const [name, value] of Object.entries({ ...query, ...own })) {
      for (const one of [value].flat()) url.searchParams.append(name, one);
    }
    const sent = body === undefined || body instanceof FormData ? { body } : encode(body);
    const answer = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { accept: 'application/json', ...headers, ...sent.headers },
      body: sent.body,
    });
    const text = await answer.text();
    const type = answer.headers.get('content-type');
    const json = type === 'application/json' ? JSON.parse(text) : undefined;
    calls.push({ api, method, template, params, query: own, body, status: answer.status, type, json });
    return json;
  };
}

function form(fields) {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) [value].flat().forEach((one) => body.append(name, one));
  return { body };
}

const json = (value) => ({ body: JSON.stringify(value), headers: { 'content-type': 'application/json' } });

/** A page of a development instance, with the dev browser `devBrowser`. */
export const page = (calls, devBrowser) =>
  caller('frontend', calls, {
    headers: { origin: 'http://localhost:3000' },
    query: { __clerk_api_version: VERSION, ...(devBrowser && { __clerk_db_jwt: devBrowser }) },
    encode: form,
  });

export const program = (calls, secretKey = emulator.secretKey) =>
  caller('backend', calls, {
    headers: { authorization: `Bearer ${secretKey}`, 'clerk-api-version': VERSION },
    encode: json,
  });

export async function newPage(calls) {
  const { id } = await page(calls)('POST /v1/dev_browser');
  return page(calls, id);
}

export const lastCode = async () => (await outbox()).at(-1).code;
export const lastTicket = async () => new URL((await outbox()).at(-1).link).searchParams.get('ticket');

/** An image as a form's file. */
export function upload() {
  const body = new FormData();
  body.append('file', new Blob([Buffer.from(PNG, 'base64')], { type: 'image/png' }), 'image.png');
  return body;
}
