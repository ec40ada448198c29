// The demo's page links: a pure function, tested without a browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { offered } from '../../www/list/pages.js';

test('links lead to the first, last and adjacent pages, and never leave out a single page', () => {
  assert.deepEqual(offered(1, 1), [1]);
  assert.deepEqual(offered(1, 4), [1, 2, 3, 4]);
  assert.deepEqual(offered(1, 9), [1, 2, null, 9]);
  assert.deepEqual(offered(5, 9), [1, null, 4, 5, 6, null, 9]);
  assert.deepEqual(offered(4, 9), [1, 2, 3, 4, 5, null, 9]);
  assert.deepEqual(offered(9, 9), [1, null, 8, 9]);
});
