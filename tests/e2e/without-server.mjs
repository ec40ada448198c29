// Which tests of the demo cannot run on the demo without a server, and why.

const PORTAL = 'the account portal needs cookies, which a service worker cannot set';

const NOT_WITHOUT_SERVER = {
  'axe.test.mjs': {
    'the invited person’s page and the emulator’s pages have nothing serious, light': PORTAL,
    'the invited person’s page and the emulator’s pages have nothing serious, dark': PORTAL,
  },
  'failures.test.mjs': {
    'a wasm module that cannot be fetched shows an error, and can be fetched later': 'the worker has the module in its cache',
  },
};

/** `test` of `node:test`, with those of `file` skipped, each with its reason. The process fails if a name is not that of a test. */
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
