// The first script of the demo without a server (`cargo xtask demo --static`): starts the emulator in a service worker, then
// the page.

import { registerEmulator } from '/emulator/register.js';

// The page's policy refuses script addresses that are plain text.
const policy = globalThis.trustedTypes?.createPolicy('static-demo', { createScriptURL: (url) => url });
const script = '/worker.js';

async function start() {
  try {
    await registerEmulator(policy ? policy.createScriptURL(script) : script);
  } catch (error) {
    document.getElementById('starting').textContent = `The emulator did not start: ${error.message}`;
    return;
  }
  const reset = document.createElement('button');
  reset.type = 'button';
  reset.className = 'plain';
  reset.id = 'reset-demo';
  reset.textContent = 'Reset the demo';
  reset.addEventListener('click', async () => {
    await fetch('/__emulator/reset', { method: 'POST' });
    location.reload();
  });
  document.querySelector('.unofficial').after(reset);
  await import('/app.js');
}

await start();
