// Zeroes the locations of panics in a module whose panics have no message, because zeros compress to almost nothing.

import { SECTION, number, sections } from './wasm-binary.mjs';

/** The limits for the length of a path, for a line and for a column. */
const MOST = { path: 200, line: 100_000, column: 1000 };
const PATH = /^[\w/.+-]+\.rs\0?$/;

/** The active segments of the data section: address in memory, offset in the file, length. */
function segments(bytes) {
  const found = [];
  for (const { contents } of sections(bytes).filter(({ kind }) => kind === SECTION.data)) {
    // Data addresses are positive, so they can be read as unsigned numbers.
    let [count, next] = number(bytes, contents);
    for (; count > 0; count -= 1) {
      if (bytes[next] !== 0 || bytes[next + 1] !== 0x41) throw new Error('a segment of data is not at a constant address');
      const [address, after] = number(bytes, next + 2);
      const [size, place] = number(bytes, after + 1);
      found.push({ address, place, size });
      next = place + size;
    }
  }
  return found;
}

/**
 * The module without the values of `core::panic::Location` (address and length of a path, line, column) and without
 * their paths.
 */
export function withoutPlaces(bytes) {
  const all = segments(bytes);
  const placeOf = (address, length) => {
    const segment = all.find((one) => one.address <= address && address + length <= one.address + one.size);
    return segment && segment.place + address - segment.address;
  };
  const zeroed = Buffer.from(bytes);
  let count = 0;
  for (const { address, place, size } of all) {
    for (let at = place + (-address & 3); at + 16 <= place + size; at += 4) {
      const [path, length, line, column] = [0, 4, 8, 12].map((offset) => bytes.readUInt32LE(at + offset));
      if (length < 4 || length > MOST.path || line === 0 || line > MOST.line || column === 0 || column > MOST.column) continue;
      const text = placeOf(path, length);
      if (text === undefined || !PATH.test(bytes.toString('latin1', text, text + length))) continue;
      zeroed.fill(0, at, at + 16).fill(0, text, text + length);
      count += 1;
    }
  }
  if (count === 0) throw new Error('no panic says where it was: is `Location` laid out differently?');
  console.log(`  ${count} places of panics blanked`);
  return zeroed;
}
