// Bundles an app's code for a page of the test site.

import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { BUNDLES } from './site.mjs';

const TESTS = fileURLToPath(new URL('..', import.meta.url));

// `external` would leave the package's other entries out too.
const leftToThePage = {
  name: 'left to the page',
  setup({ onResolve }) {
    onResolve({ filter: /^clerk-organization$/ }, ({ path }) => ({ path, external: true }));
    // The entries import index.js by path. A second copy in the page would create a second `Clerk`.
    onResolve({ filter: /^\.\/index\.js$/ }, ({ importer }) =>
      /\/clerk-organization\/[\w-]+\.js$/.test(importer) ? { path: 'clerk-organization', external: true } : undefined,
    );
  },
};

/**
 * Bundles `entry`, a file below `tests`, with React and all its imports except this package, which the page's import
 * map provides. Resolves to the path of the page that runs the bundle.
 *
 * @param react React's major version
 * @param alias replacements of imports, by name
 * @param plugins esbuild plugins
 */
export async function bundle(entry, name, { react = 19, alias = {}, plugins = [] } = {}) {
  await build({
    // Packages in `alias` resolve from here.
    absWorkingDir: TESTS,
    entryPoints: [entry],
    outfile: `.${BUNDLES}/${name}.js`,
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    // React's checks, such as the double render in StrictMode, are only in its development build.
    define: { 'process.env.NODE_ENV': '"development"' },
    alias: { ...alias, ...(react === 18 ? { react: 'react-18', 'react-dom': 'react-dom-18' } : {}) },
    loader: { '.jsx': 'tsx' },
    plugins: [leftToThePage, ...plugins],
    logLevel: 'error',
  });
  return `/bundled/${name}`;
}
