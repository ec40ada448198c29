export * from './types/attach.js';
