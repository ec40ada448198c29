// For the page: starts the service worker and waits until it controls this page.

/**
 * Registers the worker at `script` and resolves when it controls the page. After a forced reload, which bypasses
 * service workers, it reloads the page once.
 */
export async function registerEmulator(script: string | URL, options: RegistrationOptions = { type: 'module' }): Promise<void> {
  const { serviceWorker } = navigator;
  const controlled = new Promise<void>((resolve) => {
    serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
  });
  const registration = await serviceWorker.register(script, options);
  if (serviceWorker.controller) return;
  if (registration.active && !registration.installing && !registration.waiting) {
    // An active worker does not claim pages again.
    location.reload();
    return new Promise(() => {});
  }
  await controlled;
}
