// Converts wasm-bindgen's script for the target `bundler` to a module that exports the function `createGlue`, and
// `frees`, the names of the wasm exports that free an object. Each call of `createGlue` creates new classes and new
// state, so that a page can start a second instance after a trap. js/glue.d.ts has the types of its result, js/wasm.ts
// calls it.
//
// The script is changed by the positions of its syntax tree: its imports stay at the top, its exports become the members of
// the result, and the names between script and module become the short ones that optimise.mjs chose.

/**
 * Statements that are removed, by their conditions: no code declares objects with `using`, and every engine has
 * `encodeInto`.
 */
const OMITTED = ['Symbol.dispose', `!('encodeInto' in cachedTextEncoder)`];

/**
 * Replacements of functions in the script. wasm-bindgen's function reallocates at the first character beyond ASCII and
 * encodes the rest: 0.2 KB (brotli) more in each module. This one allocates once. It does not call `encodeInto`, which
 * takes 2.8 µs for a string of 4 to 31 characters; the loop takes 1.3 µs, and an invitation passes eight strings.
 */
const REPLACEMENTS = {
  passStringToWasm0: `function passStringToWasm0(text) {
    const bytes = /[^\\0-\\x7f]/.test(text) ? cachedTextEncoder.encode(text) : undefined;
    WASM_VECTOR_LEN = (bytes ?? text).length;
    const start = wasm.__wbindgen_malloc(WASM_VECTOR_LEN, 1) >>> 0;
    const memory = getUint8ArrayMemory0();
    for (let at = 0; at < WASM_VECTOR_LEN; at++) memory[start + at] = bytes ? bytes[at] : text.charCodeAt(at);
    return start;
  }`,
};

/** Shared by all classes. In an engine without `FinalizationRegistry` nothing is freed. */
const REGISTRY = `const createRegistry = (free) =>
  typeof FinalizationRegistry === 'undefined' ? { register() {}, unregister() {} } : new FinalizationRegistry(free);`;

/** The script with the replacements, and without unused parts. */
function reduced(script, parse) {
  const { body } = parse(script);
  const edits = [];
  const cut = ({ start, end }, replacement = '') => edits.push([start, end, replacement]);
  for (const node of body) {
    const declared = node.declaration ?? node;
    const [{ init } = {}] = declared.declarations ?? [];
    if (node.type === 'IfStatement' && OMITTED.includes(script.slice(node.test.start, node.test.end))) {
      cut(node);
    } else if (node.type === 'FunctionDeclaration' && REPLACEMENTS[node.id.name]) {
      cut(node, REPLACEMENTS[node.id.name]);
    } else if (init?.alternate?.callee?.name === 'FinalizationRegistry') {
      const [free] = init.alternate.arguments;
      cut(init, `createRegistry(${script.slice(free.start, free.end)})`);
    } else if (init?.callee?.object?.name === 'Object') {
      // An enum, which also has its names by number.
      const [members] = init.arguments;
      const named = members.properties.filter(({ key }) => key.type === 'Identifier');
      cut(init, `{ ${named.map(({ start, end }) => script.slice(start, end)).join(', ')} }`);
    }
  }
  // The arguments for allocation, which the replacement does not take.
  for (const { arguments: [text, ...others] } of nodesOf(body, isCallOf('passStringToWasm0'))) {
    if (others.length) edits.push([text.end, others.at(-1).end, '']);
  }
  return `${REGISTRY}\n${edited(script, edits)}`;
}

/** The names of the module's exports that the reduced script uses. */
export function usedExports(script, parse) {
  const { body } = parse(reduced(script, parse));
  return new Set(['__wbindgen_start', ...[...nodesOf(body, isMemberOf('wasm'))].map(({ property }) => property.name)]);
}

/**
 * @param given the text of `NAME_bg.js`
 * @param file that file name, under which the wasm module imports the script's functions
 * @param names the names that optimise.mjs wrote
 * @param parse a parser of modules, such as rollup's
 */
export function glueModule(given, file, { imports, exports }, parse) {
  const script = reduced(given, parse);
  const { body } = parse(script);
  const edits = [];
  const head = [];
  const names = [];
  for (const node of body) {
    if (node.type === 'ImportDeclaration') {
      head.push(script.slice(node.start, node.end));
      edits.push([node.start, node.end, '']);
    } else if (node.type === 'ExportNamedDeclaration') {
      if (!node.declaration) throw new Error('wasm-bindgen exports a list of names, which glue.mjs does not know');
      edits.push([node.start, node.declaration.start, '']);
      names.push(...namesOf(node.declaration).filter((name) => !name.startsWith('__')));
    }
  }

  const short = new Map(exports);
  const shortened = (name) => {
    if (short.has(name)) return short.get(name);
    throw new Error(`the script of wasm-bindgen uses ${name}, which the module does not export`);
  };
  for (const { property } of nodesOf(body, isMemberOf('wasm'))) edits.push([property.start, property.end, shortened(property.name)]);

  const modules = {};
  imports.forEach(([from, name, module, short], index) => {
    let local = name;
    if (from !== `./${file}`) {
      local = `imported${index}`;
      head.push(`import { ${name} as ${local} } from ${JSON.stringify(from)};`);
    }
    (modules[module] ??= []).push(`${JSON.stringify(short)}: ${local}`);
  });
  const members = Object.entries(modules).map(([module, all]) => `${JSON.stringify(module)}: { ${all.join(', ')} }`);
  const frees = exports.filter(([name]) => /^(forget|__wbg_\w+_free)$/.test(name)).map(([, short]) => short);
  return `${head.join('\n')}
export const frees = ${JSON.stringify(frees)};
export function createGlue() {
${edited(script, edits)}
return {
  ${names.map((name) => `${name},`).join(' ')}
  imports: { ${members.join(', ')} },
  start(exports) { wasm = exports; wasm.${shortened('__wbindgen_start')}(); },
};
}`;
}

/**
 * The names in a declaration: classes, functions, and objects of enums. The script's internal names start with
 * underscores.
 */
const namesOf = ({ id, declarations = [{ id }] }) => declarations.map((declaration) => declaration.id.name);

const isMemberOf = (object) => (node) => node.type === 'MemberExpression' && !node.computed && node.object.name === object;
const isCallOf = (name) => (node) => node.type === 'CallExpression' && node.callee.name === name;

/** All nodes of a tree for which `isWanted` holds. */
function* nodesOf(tree, isWanted) {
  if (Array.isArray(tree)) {
    for (const one of tree) yield* nodesOf(one, isWanted);
  } else if (typeof tree === 'object' && tree !== null) {
    if (isWanted(tree)) yield tree;
    for (const value of Object.values(tree)) yield* nodesOf(value, isWanted);
  }
}

/** A text with replacements `[start, end, text]`. */
export function edited(text, edits) {
  let at = 0;
  let result = '';
  for (const [start, end, replacement] of edits.sort(([a], [b]) => a - b)) {
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}
