// The first script of the demo without a server (`cargo xtask demo --static`): starts the emulator in a service worker, then
// the page.

import { registerEmulator } from '/emulator/register.js';
import { SIZES } from '/files.js';

// The page's policy refuses script URLs that are plain strings.
const policy = globalThis.trustedTypes?.createPolicy('static-demo', { createScriptURL: (url) => url });
const script = '/worker.js';

async function start() {
  try {
    await registerEmulator(policy ? policy.createScriptURL(script) : script);
  } catch (error) {
    document.getElementById('starting').textContent = `The emulator did not start: ${error.message}`;
    return;
  }
  // The first request starts the emulator.
  await fetch('/__emulator/health');
  const facts = document.createElement('p');
  facts.className = 'unofficial';
  facts.id = 'static-facts';
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  facts.textContent =
    `Started in ${(performance.now() / 1000).toFixed(1)} s, without a server: ` +
    `${megabytes(SIZES.module)} emulator, ${megabytes(SIZES.all)} in all, before compression`;
  const reset = document.createElement('button');
  reset.type = 'button';
  reset.className = 'plain';
  reset.id = 'reset-demo';
  reset.textContent = 'Reset the demo';
  reset.addEventListener('click', async () => {
    await fetch('/__emulator/reset', { method: 'POST' });
    location.reload();
  });
  document.querySelector('.unofficial').after(facts, reset);
  await import('/app.js');
}

await start();
