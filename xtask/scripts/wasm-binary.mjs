// Reading WebAssembly's binary format.

/** Kinds of sections. */
export const SECTION = { custom: 0, code: 10, data: 11 };

/** Reads an unsigned LEB128 number. Returns it and the position after it. */
export function number(bytes, at) {
  let [value, scale] = [0, 1];
  for (; ; at += 1, scale *= 128) {
    value += (bytes[at] & 0x7f) * scale;
    if (!(bytes[at] & 0x80)) return [value, at + 1];
  }
}

/** A module's sections: kind, start, end, and start of the contents. */
export function sections(bytes) {
  const found = [];
  for (let begins = 8; begins < bytes.length; ) {
    const [length, contents] = number(bytes, begins + 1);
    found.push({ kind: bytes[begins], begins, contents, ends: contents + length });
    begins = contents + length;
  }
  return found;
}
