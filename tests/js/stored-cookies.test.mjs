// `clerk-organization/cookies`: a storage instead of `document.cookie`. Runs without a browser: the entry only needs a
// document.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { keepCookiesIn } from 'clerk-organization/cookies';

class Storage {
  texts = new Map();
  getItem = (key) => this.texts.get(key) ?? null;
  setItem = (key, text) => this.texts.set(key, text);
}

/** The `document` of a page without cookies. */
class Document {
  get cookie() {
    return '';
  }
  set cookie(_) {}
}

beforeEach(() => {
  globalThis.document = new Document();
});

test('cookies are stored by name, also for the next page, and undoing restores the page’s own cookies', () => {
  const storage = new Storage();
  document.cookie = 'lost=1';
  const giveBack = keepCookiesIn(storage);
  document.cookie = '__clerk_db_jwt=dvb_1; Path=/; SameSite=Lax; Max-Age=31536000';
  document.cookie = 'clerk_active_context=sess_1:org_1; Path=/; SameSite=Lax';
  document.cookie = 'a=b=c';
  assert.equal(document.cookie, '__clerk_db_jwt=dvb_1; clerk_active_context=sess_1:org_1; a=b=c');
  document.cookie = '__clerk_db_jwt=dvb_2; Path=/; SameSite=Lax; Max-Age=31536000; Secure';
  giveBack();
  assert.equal(document.cookie, '');
  keepCookiesIn(storage);
  assert.equal(document.cookie, '__clerk_db_jwt=dvb_2; clerk_active_context=sess_1:org_1; a=b=c');
});

test('a cookie expires after its Max-Age, and at once with 0', (context) => {
  context.mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
  keepCookiesIn(new Storage());
  document.cookie = 'short=1; max-age=60';
  document.cookie = 'long=1; Max-Age=600';
  document.cookie = 'gone=1';
  document.cookie = 'gone=; Path=/; Max-Age=0';
  assert.equal(document.cookie, 'short=1; long=1');
  context.mock.timers.tick(60_000);
  assert.equal(document.cookie, 'long=1');
});

test('a value that another program stored under the key is ignored and replaced', () => {
  const storage = new Storage();
  storage.setItem('clerk-organization.cookies', '{"not": "ours"');
  keepCookiesIn(storage);
  assert.equal(document.cookie, '');
  document.cookie = 'a=1';
  assert.equal(document.cookie, 'a=1');
  storage.setItem('clerk-organization.cookies', '{"a": 1}');
  assert.equal(document.cookie, '');
});
