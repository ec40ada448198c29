// Values as JavaScript source, and source with its parts marked for the style sheet.

import { el } from '../components/elements.js';

/** The width of the panel in characters. */
const LINE = 48;

const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
const propertyName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));

/** Writes a plain value, on one line if that fits into `room` characters. Leaves out undefined properties. */
export function literal(value: unknown, room = LINE): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return inLines('[', value.map((item) => literal(item)), ']', '', room);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const lines = fields.map(([name, field]) => `${propertyName(name)}: ${literal(field, LINE - name.length)}`);
  return inLines('{', lines, '}', ' ', room);
}

/** Writes a call, for {@link RecordedCall.code}. Arguments are plain values. */
export const callSource = (name: string, ...args: unknown[]): string =>
  `${name}(${args.map((value) => literal(value, LINE - name.length)).join(', ')})`;

function inLines(open: string, items: string[], close: string, space: string, room: number): string {
  if (!items.length) return open + close;
  const line = `${open}${space}${items.join(', ')}${space}${close}`;
  if (line.length <= room && !line.includes('\n')) return line;
  return `${open}\n${items.map((item) => `  ${item.replaceAll('\n', '\n  ')},`).join('\n')}\n${close}`;
}

/** The members of results and errors that the panel reads. It does not import their classes. */
interface Readable {
  constructor?: { name: string };
  id?: unknown;
  emailAddress?: unknown;
  role?: unknown;
  status?: unknown;
  code?: unknown;
  retryAfter?: unknown;
  errors?: { code: string; meta?: { paramName?: string } }[];
  data?: unknown;
  totalCount?: unknown;
}

/** Writes a result or an error briefly: its class and the fields that matter. */
export function inspected(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length} × ${(value[0] as Readable | undefined)?.constructor?.name ?? 'nothing'}]`;
  if (typeof value !== 'object' || value === null) return literal(value);
  const { id, emailAddress, role, status, code, retryAfter, errors, data, totalCount, constructor } = value as Readable;
  if (value instanceof Error) {
    const codes = errors?.map(({ code, meta }) => ({ code, paramName: meta?.paramName }));
    return `${value.name} ${literal(status ? { status, retryAfter, errors: codes } : { code })}`;
  }
  if (Array.isArray(data)) return `{ data: ${inspected(data)}, totalCount: ${literal(totalCount)} }`;
  return `${constructor?.name ?? 'Object'} ${literal({ id, emailAddress, role, status })}`;
}

/** The codes in the answer of a refused request, each with the param that it names. */
export function errorCodes(json: unknown): string[] {
  const errors = (json as { errors?: unknown } | null | undefined)?.errors;
  if (!Array.isArray(errors)) return [];
  return errors.map((error: { code?: unknown; meta?: { param_name?: unknown } } | null) => {
    const param = error?.meta?.param_name;
    return `${error?.code}${param ? ` (${param})` : ''}`;
  });
}

const TOKENS =
  /(?<comment>\/\/.*)|(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<word>\b(?:await|const|new|true|false|null|undefined)\b)|(?<number>\b\d+(?:\.\d+)?\b)/g;

/** Creates a `<code>` of JavaScript or JSON, with separate elements for strings, numbers, words and comments. */
export function coloured(text: string): HTMLElement {
  const code = el('code');
  let done = 0;
  for (const match of text.matchAll(TOKENS)) {
    const kind = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined)?.[0];
    code.append(text.slice(done, match.index), el('span', { class: `t-${kind}` }, match[0]));
    done = match.index + match[0].length;
  }
  code.append(text.slice(done));
  return code;
}
