// In the page: starts the service worker and waits until it answers this page.

/**
 * Registers the worker at `script` and waits until it controls the page. A forced reload bypasses service workers; the page is
 * then reloaded once.
 */
export async function registerEmulator(script: string | URL, options: RegistrationOptions = { type: 'module' }): Promise<void> {
  const { serviceWorker } = navigator;
  const controlled = new Promise<void>((resolve) => {
    serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
  });
  const registration = await serviceWorker.register(script, options);
  if (serviceWorker.controller) return;
  if (registration.active && !registration.installing && !registration.waiting) {
    // An active worker claims nothing again.
    location.reload();
    return new Promise(() => {});
  }
  await controlled;
}
