export * from './types/addresses.js';
