// The wasm module of bulk invitations, walks, live lists and pasted addresses, for js/inline.ts.

export { default } from 'clerk-organization/embedded/clerk_organization_lazy';
