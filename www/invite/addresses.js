// A pasted text as e-mail addresses. Nothing is guessed: what is no address is told apart and never sent.

// As sign-up forms take them: no quoting, no comments, a host with a dot. The server has the last word.
const ADDRESS =
  /^[\p{L}\p{N}!#$%&'*+\-/=?^_`{|}~]+(\.[\p{L}\p{N}!#$%&'*+\-/=?^_`{|}~]+)*@([\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]*\p{L}[\p{L}\p{N}-]*$/u;

/**
 * Reads addresses separated by commas, semicolons, white space or lines; `Ada <ada@example.com>` counts as its
 * address. Gives `{ valid, invalid, repeated }`: addresses as they were written, each once whatever its case; texts
 * that are none; and how many were written again.
 */
export function readAddresses(text) {
  const valid = new Map();
  const invalid = new Map();
  let repeated = 0;
  for (const written of pieces(text)) {
    const found = ADDRESS.test(written) && written.length <= 254 ? valid : invalid;
    const key = written.toLowerCase();
    if (found.has(key)) repeated += 1;
    else found.set(key, written);
  }
  return { valid: [...valid.values()], invalid: [...invalid.values()], repeated };
}

// Whatever has an @ is meant as an address, in brackets or beside them: only names in front of brackets are left out.
function pieces(text) {
  return text.split(/[,;\n\r\t]+/).flatMap((part) => {
    const bracketed = [...part.matchAll(/<([^<>\s]*@[^<>\s]*)>/g)];
    const beside = bracketed
      .reduce((rest, [whole]) => rest.replace(whole, ' '), part)
      .split(/\s+/)
      .filter(Boolean);
    return [
      ...beside.filter((word) => !bracketed.length || word.includes('@')),
      ...bracketed.map(([, inside]) => inside),
    ];
  });
}
