export default {
  // jsdom plus the globals of Node that it lacks: fetch, Response, TextDecoder, …
  testEnvironment: 'jest-fixed-jsdom',
  // Node's entry of the package reads the wasm module from the disk.
  testEnvironmentOptions: { customExportConditions: ['node'] },
  transform: {},
};
