// Bundles an app's code as an app's own tools do, for a page of the test site.

import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { BUNDLES } from './site.mjs';

const TESTS = fileURLToPath(new URL('..', import.meta.url));

/**
 * Bundles `entry`, a file below `tests`, with React and all that it imports but this package itself, which the page has
 * by its import map. Gives the path of the page that runs it.
 *
 * @param react React's major version
 */
export async function bundle(entry, name, react = 19) {
  await build({
    entryPoints: [`${TESTS}${entry}`],
    outfile: `${TESTS}${BUNDLES}/${name}.js`,
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    // React's checks, its second rendering in StrictMode among them, are in its development build.
    define: { 'process.env.NODE_ENV': '"development"' },
    alias: react === 18 ? { react: 'react-18', 'react-dom': 'react-dom-18' } : {},
    external: ['clerk-organization'],
    logLevel: 'error',
  });
  return `/bundled/${name}`;
}
