// The exports of the chunk for components: one module, because a refetched chunk is imported under another URL (lazy.ts).

export { mount as OrganizationSwitcher } from './organization-switcher.js';
export { mount as SignIn } from './sign-in.js';
