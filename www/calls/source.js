// Values as JavaScript source, and source with its parts coloured: what the panel of calls shows.

import { el } from '../page/dom.js';

// What the panel is wide.
const LINE = 48;

const quoted = (text) => `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
const named = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));

/**
 * A plain value as somebody would type it, on one line where it fits into `room` characters. Properties that are
 * undefined are left out.
 */
export function literal(value, room = LINE) {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value))
    return inLines(
      '[',
      value.map((item) => literal(item)),
      ']',
      '',
      room,
    );
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return inLines(
    '{',
    fields.map(([name, field]) => `${named(name)}: ${literal(field, LINE - name.length)}`),
    '}',
    ' ',
    room,
  );
}

/** A call as somebody would type it. */
export const callSource = (name, params) => `${name}(${literal(params, LINE - name.length)})`;

function inLines(open, items, close, space, room) {
  if (!items.length) return open + close;
  const line = `${open}${space}${items.join(', ')}${space}${close}`;
  if (line.length <= room && !line.includes('\n')) return line;
  return `${open}\n${items.map((item) => `  ${item.replaceAll('\n', '\n  ')},`).join('\n')}\n${close}`;
}

/** What a call gave, short: the class and what one looks at first. */
export function inspected(value) {
  if (Array.isArray(value)) return `[${value.length} × ${value[0]?.constructor.name ?? 'nothing'}]`;
  if (typeof value !== 'object' || value === null) return value === undefined ? 'undefined' : literal(value);
  if (value instanceof Error) {
    const { status, code, errors, retryAfter } = value;
    const codes = errors?.map(({ code, meta }) => ({ code, ...(meta?.paramName && { paramName: meta.paramName }) }));
    return `${value.name} ${literal(status ? { status, retryAfter, errors: codes } : { code })}`;
  }
  if (Array.isArray(value.data)) return `{ data: ${inspected(value.data)}, totalCount: ${value.totalCount} }`;
  const { id, emailAddress, status, role } = value;
  return `${value.constructor.name} ${literal({ id, emailAddress, role, status })}`;
}

const TOKENS =
  /(?<comment>\/\/.*)|(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<word>\b(?:await|const|new|true|false|null|undefined)\b)|(?<number>\b\d+(?:\.\d+)?\b)/g;

/** JavaScript or JSON as a `<code>`, its strings, numbers and words marked for the style sheet. */
export function coloured(text) {
  const code = el('code');
  let done = 0;
  for (const match of text.matchAll(TOKENS)) {
    const [kind] = Object.entries(match.groups).find(([, found]) => found !== undefined);
    code.append(text.slice(done, match.index), el('span', { class: `t-${kind}` }, match[0]));
    done = match.index + match[0].length;
  }
  code.append(text.slice(done));
  return code;
}
