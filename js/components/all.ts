// The exports of the chunk for components. One module, because a chunk that is fetched again is imported as it is (lazy.ts).

export { mount as OrganizationSwitcher } from './organization-switcher.js';
export { mount as SignIn } from './sign-in.js';
