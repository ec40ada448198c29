// The wasm modules as the build embeds them (xtask/scripts/bundle.mjs). Only js/inline.ts and js/inline-lazy.ts import them.

declare module 'clerk-organization/embedded/*' {
  /** The module in Base64. */
  const base64: string;
  export default base64;
}
