// Builds the scripts of the npm package: `node bundle.mjs TOOLS GENERATED OUTPUT`. TOOLS is the folder with this
// project's pinned npm packages, GENERATED the output of wasm-pack and optimise.mjs (a folder for each module), OUTPUT
// the package's folder.
//
// index.js has all code for loading and listing, because each further level of imports is a round trip before the wasm
// module can start. Code that is used later is in chunks/. Each chunk imports only index.js, so that an engine that
// caches a failed import for the page's life can fetch this one file again under another URL (js/lazy.ts).

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { edited, glueModule } from './glue.mjs';

const [tools, generated, output] = process.argv.slice(2);
const require = createRequire(join(tools, 'package.json'));
const { rollup } = require('@rollup/wasm-node');
const { minify } = require('terser');
const { transform } = require('esbuild');

const SOURCES = fileURLToPath(new URL('../../js/', import.meta.url));
const source = (name) => join(SOURCES, name);

// The script of each wasm module, by the name that js/ imports.
const GLUES = {
  'clerk-organization/glue': 'clerk_organization',
  'clerk-organization/lazy-glue': 'clerk_organization_lazy',
};

// The prefix of imports of the wasm modules as text.
const EMBEDDED = 'clerk-organization/embedded/';

// The project's bare import names, and the files that they resolve to.
const ALIASES = {
  'clerk-organization': source('index.ts'),
  'clerk-organization/host': source('host.ts'),
};

const sources = {
  name: 'sources',
  resolveId(specifier, importer) {
    if (GLUES[specifier] || specifier.startsWith(EMBEDDED)) return `\0${specifier}`;
    if (ALIASES[specifier]) return ALIASES[specifier];
    if (!specifier.startsWith('.')) return null;
    const path = resolve(dirname(importer), specifier).replace(/\.js$/, '.ts');
    return existsSync(path) ? path : null;
  },
  load(id) {
    if (!id.startsWith('\0')) return null;
    const specifier = id.slice(1);
    if (specifier.startsWith(EMBEDDED)) {
      const module = specifier.slice(EMBEDDED.length);
      return `export default '${readFileSync(join(generated, module, `${module}_bg.wasm`), 'base64')}';`;
    }
    const name = GLUES[specifier];
    if (!name) return null;
    const read = (file) => readFileSync(join(generated, name, file), 'utf8');
    const file = `${name}_bg.js`;
    return glueModule(read(file), file, JSON.parse(read('names.json')), (code) => this.parse(code));
  },
  async transform(code, id) {
    if (!id.endsWith('.ts')) return null;
    const { code: script, map } = await transform(code, { loader: 'ts', target: 'es2022', sourcemap: true, sourcefile: id });
    return { code: script, map };
  },
};

/** The object of the names that the chunks import from index.js in addition to its public ones. */
const SHARED = '__internal';

/**
 * Combines the exports that rollup adds to index.js for the chunks into one object, so that apps see only the public
 * names.
 */
const shared = {
  name: 'shared',
  renderChunk(code, { fileName }) {
    const isPublic = ({ name }) => this.getModuleInfo(source('index.ts')).exports.includes(name);
    const edits = [];
    for (const node of this.parse(code).body) {
      const { type, start, end, specifiers } = node;
      const pairs = specifiers?.map((specifier) => [specifier.imported ?? specifier.exported, specifier.local.name]);
      const others = pairs?.filter(([name]) => !isPublic(name));
      if (!others?.length) continue;
      const members = others.map(([{ name }, local]) => `${name}: ${local}`).join(', ');
      const rest = pairs.filter(([name]) => isPublic(name));
      if (type === 'ImportDeclaration' && node.source.value.endsWith('/index.js')) {
        const names = [...rest.map(([{ name }, local]) => `${name} as ${local}`), SHARED].join(', ');
        edits.push([start, end, `import { ${names} } from ${node.source.raw}; const { ${members} } = ${SHARED};`]);
      } else if (type === 'ExportNamedDeclaration' && fileName === 'index.js') {
        const names = [...rest.map(([{ name }, local]) => `${local} as ${name}`), SHARED].join(', ');
        edits.push([start, end, `const ${SHARED} = { ${members} }; export { ${names} };`]);
      }
    }
    return edits.length ? { code: edited(code, edits), map: null } : null;
  },
};

const minified = {
  name: 'minified',
  async renderChunk(code) {
    const { code: small, map } = await minify(code, {
      module: true,
      // Callers see class names: in errors, in the console, and in Clerk's own type guards.
      keep_classnames: true,
      ecma: 2022,
      // Inlines only functions without arguments, which saves 27 bytes (brotli) of index.js.
      compress: { passes: 3, inline: 1, unsafe_arrows: true, unsafe_methods: true, directives: false },
      // Comments for bundlers, which must leave an import unchanged, and for engines (`BANNERS`).
      format: { comments: /webpackIgnore|@vite-ignore|allFunctionsCalledOnLoad/ },
      sourceMap: { asObject: true },
    });
    return { code: small, map };
  },
};

/** Fails on warnings, because they are mistakes in the sources, such as an unresolved import. */
function refuse({ code, message }) {
  if (code !== 'SOURCEMAP_ERROR') throw new Error(message);
}

const FRAMEWORKS = ['react', 'vue', 'svelte'];
const isExternal = (id) => FRAMEWORKS.includes(id) || id.startsWith('node:');
const options = { plugins: [sources, shared, minified], external: isExternal, onwarn: refuse };
const written = { sourcemap: true, sourcemapPathTransform: (path) => relative(SOURCES, join(output, path)) };

/** The first lines of files, by file name. */
const BANNERS = {
  // For React's server components: the file runs in the browser.
  react: "'use client';",
  // Chrome compiles all functions while it fetches the file, when the page is idle, instead of each at its first call:
  // a page's first invitation takes 4.5 instead of 4.9 ms.
  account: '//# allFunctionsCalledOnLoad',
};

// Each chunk by the files in it.
const CHUNKS = {
  account: /^(account|polling|shared-call|pending-changes|invitations\/invite)\.ts$/,
  invitations: /^invitations\//,
  organization: /^organization\//,
  components: /^components\//,
};

const entries = ['index', 'index.node', 'inline', 'react', 'clerk-react', 'attach', 'addresses', 'addresses.node', 'relay'];
const bundle = await rollup({
  ...options,
  input: Object.fromEntries(entries.map((name) => [name, source(`${name}.ts`)])),
  // The chunks import shared code from index.js, because a separate file for it would be another round trip.
  preserveEntrySignatures: 'allow-extension',
});
const { output: chunks } = await bundle.write({
  ...written,
  dir: output,
  format: 'es',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name].js',
  banner: ({ name }) => BANNERS[name] ?? '',
  manualChunks(id, { getModuleInfo }) {
    if (closureOf(source('index.ts'), getModuleInfo).has(id)) return 'index';
    const path = relative(SOURCES, id);
    return Object.keys(CHUNKS).find((name) => CHUNKS[name].test(path));
  },
});
for (const { type, fileName, imports, isEntry, facadeModuleId } of chunks) {
  if (type === 'chunk' && !isEntry && !facadeModuleId) {
    throw new Error(`${fileName} is not one module, so that it could not be imported again under another URL`);
  }
  // Node reads from the disk, where a further level takes no time.
  if (fileName.endsWith('.node.js')) continue;
  const allowed = fileName === 'index.js' ? [] : ['index.js'];
  const others = imports?.filter((name) => !allowed.includes(name) && !isExternal(name)) ?? [];
  if (others.length) throw new Error(`${fileName} imports ${others}: each further level of imports is a round trip`);
}

// Entries that use only the package's public names. Each contains the shared code, because a separate file would be
// another round trip.
for (const name of ['vue', 'svelte', 'devtools', 'cookies']) {
  const package_ = {
    name: 'the package',
    resolveId: (id) => (id === 'clerk-organization' ? { id: './index.js', external: true } : null),
  };
  const adapter = await rollup({ ...options, plugins: [package_, sources, minified], input: source(`${name}.ts`) });
  await adapter.write({ ...written, file: join(output, `${name}.js`), format: 'es' });
}

// A classic script, which imports nothing before it runs.
const tag = await rollup({ ...options, input: source('clerk.browser.ts') });
await tag.write({ ...written, file: join(output, 'clerk.browser.js'), format: 'iife' });

// Callers see class names.
for (const [name, value] of Object.entries(await import(pathToFileURL(join(output, 'index.js'))))) {
  if (/^[A-Z]/.test(name) && /^class\b/.test(`${value}`) && value.name !== name) {
    throw new Error(`the exported class ${name} calls itself ${value.name}`);
  }
}

/** A module and all its static imports, by id. */
function closureOf(id, getModuleInfo, found = new Set()) {
  if (found.has(id)) return found;
  found.add(id);
  for (const imported of getModuleInfo(id)?.importedIds ?? []) closureOf(imported, getModuleInfo, found);
  return found;
}
