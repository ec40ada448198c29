// What an app imports. Importing does nothing; `await clerk.load()` starts the wasm module.

import start, { ClerkRuntimeError, Core, parts } from './wasm/clerk_organization.js';

export {
  Clerk,
  Clerk as default,
  ClerkAPIResponseError,
  ClerkRuntimeError,
  Organization,
  OrganizationInvitation,
} from './wasm/clerk_organization.js';

let started;

/**
 * Starts the wasm module, once however often it is called. `source` is for those who bring their own: a URL, a
 * Response, the bytes or a compiled module; without it the file beside this one is fetched.
 */
export function init(source = init.source?.()) {
  started ??= Promise.resolve(source)
    .then((source) => start(source === undefined ? undefined : { module_or_path: source }))
    .then(
      () => {},
      (cause) => {
        started = undefined;
        throw new ClerkRuntimeError('The wasm module could not be started.', { code: 'wasm_load_failed', cause });
      },
    );
  return started;
}

// What is fetched when it is first used.
const components = {
  SignIn: () => import('./components/sign-in.js'),
  OrganizationSwitcher: () => import('./components/organization-switcher.js'),
};
Object.assign(parts, {
  Core,
  init,
  account: () => import('./account.js'),
  component: async (name) => (await components[name]()).mount,
});

const hasKind = (kind) => (error) => error?.constructor?.kind === kind;
/** Whether an error is the server's refusal; true for Clerk's own class as well. */
export const isClerkAPIResponseError = hasKind('ClerkAPIResponseError');
/** Whether an error is a call without an answer; true for Clerk's own class as well. */
export const isClerkRuntimeError = hasKind('ClerkRuntimeError');
