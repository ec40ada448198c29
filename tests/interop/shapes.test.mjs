// Checks the answers of every operation of both APIs against shapes.mjs and, if CLERK_OPENAPI_DIR is a folder with
// Clerk's published descriptions (fapi*.yml, bapi*.yml), against those.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { before, test } from 'node:test';

import { change, emulator, reset } from '../support/emulator.mjs';
import { UNLISTED, readDescriptions } from './shapes/descriptions.mjs';
import { shapesOf } from './shapes/shapes.mjs';
import { tour } from './shapes/tour.mjs';

const folder = process.env.CLERK_OPENAPI_DIR;
const described = folder ? readDescriptions(folder) : undefined;
const skip = folder ? false : 'CLERK_OPENAPI_DIR names no folder with the published descriptions';

let calls;
before(async () => {
  await reset();
  await change({ rate_limits: false });
  calls = await tour();
});

const operationOf = ({ method, template }) => `${method} ${template}`;
const named = (call) => `${call.api} ${operationOf(call)} ${call.status} ${call.json?.errors?.[0].code ?? ''}`.trim();

/** A call's problems as an array of at most one text. */
const report = (call, problems) => (problems.length ? [`${named(call)}: ${problems.join('; ')}`] : []);

test('every call is answered without a server error', () => {
  assert.ok(calls.length > 300, String(calls.length));
  assert.deepEqual(calls.filter(({ status }) => status >= 500).map(named), []);
  for (const api of ['frontend', 'backend']) {
    const statuses = new Set(calls.filter((call) => call.api === api).map(({ status }) => status));
    for (const status of [200, 400, 401, 404, 422]) assert.ok(statuses.has(status), `${api} ${status}`);
  }
});

test('answers have exactly the fields that clients read, and errors have Clerk’s envelope', () => {
  const shapes = { frontend: shapesOf('frontend'), backend: shapesOf('backend') };
  const problems = calls.flatMap((call) => report(call, shapes[call.api].problems(call)));
  assert.deepEqual([...new Set(problems)], []);
  for (const { seen, known } of Object.values(shapes)) assert.deepEqual([...seen].sort(), known.sort());
});

test('answers match the published descriptions', { skip }, () => {
  const used = new Set();
  const problems = calls.flatMap((call) => {
    const code = call.json?.errors?.[0].code;
    if (!described[call.api].lists(call) && Object.hasOwn(UNLISTED, code)) {
      used.add(code);
      return [];
    }
    return report(call, described[call.api].problems(call));
  });
  assert.deepEqual([...new Set(problems)], []);
  assert.deepEqual([...used].sort(), Object.keys(UNLISTED).sort(), 'every exception in UNLISTED occurred');
});

test('every described operation that the emulator serves was called', { skip }, async () => {
  const called = new Set(calls.map((call) => `${call.api} ${operationOf(call)}`));
  const missing = [];
  for (const [api, description] of Object.entries(described)) {
    const served = new Map();
    for (const operation of description.operations()) {
      const [method, path] = operation.split(' ');
      if (!served.has(path)) served.set(path, await methodsAt(api, path));
      if (served.get(path).includes(method) && !called.has(`${api} ${operation}`)) missing.push(`${api} ${operation}`);
    }
  }
  assert.deepEqual(missing, []);
});

/** The methods that a path accepts, read from its answer to an unknown method. */
async function methodsAt(api, path) {
  // Replaces the braces by dots, which makes ids that exist nowhere and match no other route.
  const target = new URL(emulator.url + path.replace(/[{}]/g, '.'));
  const headers = api === 'backend' ? { authorization: `Bearer ${emulator.secretKey}` } : {};
  const answer = await new Promise((resolve, reject) => {
    const sent = request(target, { method: 'TRACE', headers }, (response) => resolve(response.resume()));
    sent.once('error', reject).end();
  });
  return answer.statusCode === 405 ? (answer.headers.allow ?? '').split(',') : [];
}
