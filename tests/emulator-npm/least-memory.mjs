// Limits how much memory a WebAssembly module may ask for.

const MEMORY_SECTION = 5;
const PAGE = 65_536;

/** Reads an unsigned LEB128 number; returns it and where it ends. */
function number(bytes, at) {
  let [value, shift] = [0, 0];
  for (; ; at += 1, shift += 7) {
    value += (bytes[at] & 0x7f) * 2 ** shift;
    if (!(bytes[at] & 0x80)) return [value, at + 1];
  }
}

function encoded(value) {
  const bytes = [];
  do {
    bytes.push((value % 128) | (value >= 128 ? 0x80 : 0));
    value = Math.floor(value / 128);
  } while (value > 0);
  return bytes;
}

/** The module with a memory that grows by at most `room` bytes. */
export function withLeastMemory(bytes, room) {
  for (let at = 8; at < bytes.length; ) {
    const [length, begins] = number(bytes, at + 1);
    if (bytes[at] === MEMORY_SECTION) {
      const [pages] = number(bytes, begins + 2);
      const section = [1, 1, ...encoded(pages), ...encoded(pages + Math.ceil(room / PAGE))];
      const before = bytes.subarray(0, at + 1);
      return Buffer.concat([before, Buffer.from([...encoded(section.length), ...section]), bytes.subarray(begins + length)]);
    }
    at = begins + length;
  }
  throw new Error('the module has no memory section');
}
