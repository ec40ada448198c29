// Turns the script that wasm-bindgen writes for the target `bundler` into a module that exports a function, `createGlue`, and
// `frees`, the names of the module's exports that free an object.
// Each call makes new classes and new state, so that a page can start a second instance after the first one has trapped.
// js/glue.d.ts has the types of what it returns, js/wasm.ts calls it.
//
// The script is changed by the positions of its syntax tree: its imports stay at the top, its exports become the members of
// the result, and the names between script and module become the short ones that optimise.mjs chose.

/** Statements that are left out, by their conditions: nothing here declares objects with `using`, and every engine encodes. */
const OMITTED = ['Symbol.dispose', `!('encodeInto' in cachedTextEncoder)`];

/**
 * What stands in for functions of the script. Its own writes a text character by character into memory that it enlarges
 * afterwards: faster for a megabyte, but 0.2 KB (brotli) of each module. A text beyond ASCII is encoded twice, the first time for
 * its length. To encode every text into an array of its own took a fifth of an invitation's time.
 */
const REPLACEMENTS = {
  passStringToWasm0: `function passStringToWasm0(text, malloc) {
    WASM_VECTOR_LEN = (/[^\\0-\\x7f]/.test(text) ? cachedTextEncoder.encode(text) : text).length;
    const start = malloc(WASM_VECTOR_LEN, 1) >>> 0;
    cachedTextEncoder.encodeInto(text, getUint8ArrayMemory0().subarray(start));
    return start;
  }`,
};

/**
 * @param script the text of `NAME_bg.js`
 * @param file that name, under which the module imports the script's functions
 * @param names what optimise.mjs wrote
 * @param parse a parser of modules, such as rollup's
 */
export function glueModule(script, file, { imports, exports }, parse) {
  const { body } = parse(script);
  const edits = [];
  const head = [];
  const names = [];
  const replaced = [];
  for (const node of body) {
    if (node.type === 'ImportDeclaration') {
      head.push(script.slice(node.start, node.end));
      edits.push([node.start, node.end, '']);
    } else if (node.type === 'ExportNamedDeclaration') {
      if (!node.declaration) throw new Error('wasm-bindgen exports a list of names, which glue.mjs does not know');
      edits.push([node.start, node.declaration.start, '']);
      names.push(...namesOf(node.declaration).filter((name) => !name.startsWith('__')));
    } else if (node.type === 'IfStatement' && OMITTED.includes(script.slice(node.test.start, node.test.end))) {
      edits.push([node.start, node.end, '']);
    } else if (node.type === 'FunctionDeclaration' && REPLACEMENTS[node.id.name]) {
      edits.push([node.start, node.end, REPLACEMENTS[node.id.name]]);
      replaced.push(node);
    }
  }

  const short = new Map(exports);
  const shortened = (name) => {
    if (short.has(name)) return short.get(name);
    throw new Error(`the script of wasm-bindgen uses ${name}, which the module does not export`);
  };
  const kept = body.filter((node) => !replaced.includes(node));
  for (const { property } of membersOf(kept, 'wasm')) edits.push([property.start, property.end, shortened(property.name)]);

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
  const frees = exports.filter(([name]) => /^__wbg_\w+_free$/.test(name)).map(([, short]) => short);
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

/** What a declaration declares: classes, functions, and the objects of enums. The script's own begin with underscores. */
const namesOf = ({ id, declarations = [{ id }] }) => declarations.map((declaration) => declaration.id.name);

/** All member expressions `object.name` in a tree. */
function* membersOf(node, object) {
  if (Array.isArray(node)) {
    for (const one of node) yield* membersOf(one, object);
  } else if (typeof node === 'object' && node !== null) {
    if (node.type === 'MemberExpression' && !node.computed && node.object.name === object) yield node;
    for (const value of Object.values(node)) yield* membersOf(value, object);
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
