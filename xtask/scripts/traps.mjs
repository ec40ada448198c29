// Removes code directly before each trap of a wasm module. It is useless, because the trap ends the instance and
// nothing reads its memory afterwards. wasm-opt keeps such code, because it writes to memory. Without panic messages it
// is 0.5 KB (brotli) of the eager module, mostly wasm-bindgen's handling of invalid arguments.

/** The parts of each kind of expression that are expressions. Kinds that are not listed have no relevant parts. */
const PARTS = {
  Block: ['children'],
  If: ['condition', 'ifTrue', 'ifFalse'],
  Select: ['condition', 'ifTrue', 'ifFalse'],
  Loop: ['body'],
  Break: ['condition', 'value'],
  Switch: ['condition', 'value'],
  Call: ['operands'],
  CallIndirect: ['target', 'operands'],
  LocalSet: ['value'],
  GlobalSet: ['value'],
  Unary: ['value'],
  Binary: ['left', 'right'],
  Drop: ['value'],
  Return: ['value'],
  Load: ['ptr'],
  Store: ['ptr', 'value'],
  MemoryCopy: ['dest', 'source', 'size'],
  MemoryFill: ['dest', 'value', 'size'],
};

/** Expressions that only compute: they neither branch nor call JavaScript. */
const LEAVES = ['Const', 'LocalGet', 'GlobalGet', 'Nop'];
const STRAIGHT = new Set([...LEAVES, 'If', 'Block', 'Select', 'LocalSet', 'GlobalSet', 'Unary', 'Binary', 'Drop', 'Load', 'Store', 'MemoryCopy', 'MemoryFill']);

/**
 * Replaces each call of a function that only traps by a trap, and removes the straight-line code before a trap:
 * computations, writes to memory, and calls of functions that do not reach JavaScript.
 */
export function shortenTraps(binaryen, module) {
  const kinds = new Map(Object.keys({ ...PARTS, ...Object.fromEntries(LEAVES.map((kind) => [kind])), Unreachable: 0 }).map((kind) => [binaryen[`${kind}Id`], kind]));
  const kindOf = (expression) => kinds.get(binaryen.getExpressionId(expression));
  const infoOf = (expression) => binaryen.getExpressionInfo(expression);
  const partsOf = (expression) => {
    const names = PARTS[kindOf(expression)];
    if (!names) return [];
    const info = infoOf(expression);
    return names.flatMap((name) => info[name]).filter(Boolean);
  };
  function* allOf(expression) {
    yield expression;
    for (const part of partsOf(expression)) yield* allOf(part);
  }

  const bodies = new Map();
  const outward = new Set();
  const callees = new Map();
  for (let index = 0; index < module.getNumFunctions(); index += 1) {
    const { name, module: importedFrom, body } = binaryen.getFunctionInfo(module.getFunctionByIndex(index));
    if (importedFrom) {
      outward.add(name);
      continue;
    }
    bodies.set(name, body);
    const all = [...allOf(body)];
    callees.set(name, all.filter((one) => kindOf(one) === 'Call').map((one) => infoOf(one).target));
    if (all.some((one) => kindOf(one) === 'CallIndirect')) outward.add(name);
  }
  for (let before = -1; before < outward.size; ) {
    before = outward.size;
    for (const [name, called] of callees) if (called.some((one) => outward.has(one))) outward.add(name);
  }

  const traps = new Set();
  const isTrap = (expression) => {
    const kind = kindOf(expression);
    return kind === 'Unreachable' || (kind === 'Call' && traps.has(infoOf(expression).target));
  };
  const beginsWithTrap = (expression) => {
    if (kindOf(expression) !== 'Block') return isTrap(expression);
    const [first] = infoOf(expression).children;
    return first !== undefined && beginsWithTrap(first);
  };
  const isStraight = (expression) =>
    [...allOf(expression)].every((one) => (kindOf(one) === 'Call' ? !outward.has(infoOf(one).target) : STRAIGHT.has(kindOf(one))));

  function shorten(expression) {
    for (const part of partsOf(expression)) shorten(part);
    if (kindOf(expression) !== 'Block') return;
    const { children } = infoOf(expression);
    const at = children.findIndex(isTrap);
    if (at < 0) return;
    let first = at;
    while (first > 0 && isStraight(children[first - 1])) first -= 1;
    binaryen.Block.setChildAt(expression, first, module.unreachable());
    for (let last = children.length - 1; last > first; last -= 1) binaryen.Block.removeChildAt(expression, last);
  }

  // A function whose body now starts with a trap only traps, so its calls become traps in the next round.
  for (let before = -1; before < traps.size; ) {
    before = traps.size;
    for (const [name, body] of bodies) if (beginsWithTrap(body)) traps.add(name);
    for (const body of bodies.values()) shorten(body);
  }
}
