// The tests that cannot run on the demo without a server, each with the reason.

const PORTAL = 'the account portal needs cookies, which a service worker cannot set';

const NOT_WITHOUT_SERVER = {
  'axe.test.mjs': {
    'axe finds nothing serious on the invited person’s page and the emulator’s pages, light': PORTAL,
    'axe finds nothing serious on the invited person’s page and the emulator’s pages, dark': PORTAL,
  },
  'failures.test.mjs': {
    'a wasm module that cannot be fetched shows an error, and can be fetched later': 'the worker has the module in its cache',
  },
};

/**
 * Wraps `test` of `node:test`: the tests above are skipped and report their reason. The process fails if `file` has no
 * test with a listed title.
 */
export function skipping(test, file) {
  const reasons = new Map(Object.entries(NOT_WITHOUT_SERVER[file] ?? {}));
  process.once('exit', () => {
    if (reasons.size === 0) return;
    console.error(`tests/e2e/without-server.mjs names no test of ${file}: ${[...reasons.keys()].join('; ')}`);
    process.exitCode = 1;
  });
  return (title, run) => {
    const skip = reasons.get(title) ?? false;
    reasons.delete(title);
    return test(title, { skip }, run);
  };
}
