export default {
  // jsdom with what it leaves out and Node has: fetch, Response, TextDecoder, …
  testEnvironment: 'jest-fixed-jsdom',
  // Node's entry of the package reads the wasm module from the disk.
  testEnvironmentOptions: { customExportConditions: ['node'] },
  transform: {},
};
