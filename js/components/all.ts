// What the chunk of components exports: one module, because a chunk that is fetched again is imported as it is (lazy.ts).

export { mount as OrganizationSwitcher } from './organization-switcher.js';
export { mount as SignIn } from './sign-in.js';
