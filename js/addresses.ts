// What people paste, as e-mail addresses: lists, mail headers, tables. Nothing is guessed: a text that is not an address is
// returned with its reason and its line, and is never among the addresses.

// As sign-up forms take them: no quoting, no comments, a host with a dot. The server has the last word.
const WORD = String.raw`[\p{L}\p{N}!#$%&'*+\-/=?^_\x60{|}~]+`;
const LOCAL = new RegExp(`^${WORD}(\\.${WORD})*$`, 'u');
const LABEL = String.raw`[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?`;
const DOMAIN = new RegExp(`^(${LABEL}\\.)+[\\p{L}\\p{N}-]*\\p{L}([\\p{L}\\p{N}-]*[\\p{L}\\p{N}])?$`, 'u');
/** RFC 5321's limit for a path, without its angle brackets. */
const LONGEST = 254;

const SEPARATORS = /[,;\t，；、]/;
const DELIMITERS = [',', ';', '\t'];
// The title of a column with addresses, without what is no letter; then what a title has that names them among others.
const TITLES = new Set(['email', 'emails', 'mail', 'emailaddress', 'emailaddresses', 'mailaddress', 'emailadresse']);
const TITLE = /\be-?mail\b/i;

/**
 * Why a text is not an address: it has no @, or is wrong before it (`local_part`) or after it (`domain`), or is longer than 254
 * characters; in a table also a row without an address, and an address outside the column of addresses.
 */
export type NotUnderstoodReason = 'no_at_sign' | 'local_part' | 'domain' | 'too_long' | 'no_address' | 'other_column';

/** A text that is not an address. */
export interface NotUnderstood {
  text: string;
  reason: NotUnderstoodReason;
  /** Where it stands, counted from 1. */
  line: number;
}

/** What a text holds. */
export interface ParsedEmailAddresses {
  /** The addresses as they were first written, each once whatever its case. */
  emailAddresses: string[];
  notUnderstood: NotUnderstood[];
  /** The addresses that were written again, as they were written. */
  duplicates: string[];
}

interface Found {
  addresses: Map<string, string>;
  notUnderstood: NotUnderstood[];
  duplicates: string[];
}

/** Where the addresses of a table are. */
interface Table {
  column: number;
  /** The columns that are not for addresses. */
  others: number[];
  delimiter: string;
  /** Whether it has one column. */
  alone: boolean;
}

/**
 * Reads addresses separated by commas, semicolons, white space or lines, `Name <ada@example.com>`, names in quotes with
 * commas, and tables (CSV, or pasted cells) whose first line names a column of addresses, of which that column is read.
 *
 * Gives `{ emailAddresses, notUnderstood, duplicates }`: addresses as they were written, each once whatever its case;
 * `{ text, reason, line }` for what is none, where `reason` is `no_at_sign`, `local_part` (what is before the @),
 * `domain` (what is after it) or `too_long`, in a table also `no_address` for a row without one and `other_column` for
 * one that stands elsewhere; and what was written again.
 */
export function parseEmailAddresses(text: string | null | undefined): ParsedEmailAddresses {
  const lines = `${text ?? ''}`.replace(/[\u200b-\u200d\u2060\ufeff]/g, '').split(/\r\n|\n|\r/);
  const found: Found = { addresses: new Map(), notUnderstood: [], duplicates: [] };
  const first = lines.findIndex((line) => line.trim());
  const table = titled(lines[first] ?? '');
  if (table) readTable(lines, first, table, found);
  else lines.forEach((line, at) => readLine(line, at + 1, found));
  const { addresses, notUnderstood, duplicates } = found;
  return { emailAddresses: [...addresses.values()], notUnderstood, duplicates };
}

/** Where the addresses of a table are, when this is its line of titles. */
function titled(line: string): Table | undefined {
  if (line.includes('@')) return undefined;
  const [delimiter = ','] = DELIMITERS.toSorted((a, b) => line.split(b).length - line.split(a).length);
  const titles = cellsOf([line], 0, delimiter).cells.map((title) => title.trim());
  const plain = titles.map((title) => title.toLowerCase().replace(/[^\p{L}]/gu, ''));
  const exact = plain.findIndex((title) => TITLES.has(title));
  const column = exact < 0 && titles.length > 1 ? titles.findIndex((title) => TITLE.test(title)) : exact;
  // A second column of addresses is left to itself; an address in any other is told.
  const others = titles.flatMap((title, at) => (at === column || TITLE.test(title) ? [] : [at]));
  return column < 0 ? undefined : { column, others, delimiter, alone: titles.length === 1 };
}

function readTable(lines: string[], first: number, { column, others, delimiter, alone }: Table, found: Found): void {
  for (let at = first + 1; at < lines.length; ) {
    const line = at + 1;
    const row = alone ? { cells: [lines[at] ?? ''], next: at + 1 } : cellsOf(lines, at, delimiter);
    const cell = row.cells[column]?.trim();
    if (cell) readLine(cell, line, found);
    else if (row.cells.some((cell) => cell.trim())) {
      found.notUnderstood.push({ text: lines.slice(at, row.next).join('\n').trim(), reason: 'no_address', line });
    }
    for (const other of others) {
      const text = row.cells[other]?.trim();
      if (text?.includes('@')) found.notUnderstood.push({ text, reason: 'other_column', line });
    }
    at = row.next;
  }
}

/** The cells of the row that begins at a line, and the line after it. A quoted cell may hold all, line breaks too. */
function cellsOf(lines: string[], from: number, delimiter: string): { cells: string[]; next: number } {
  const cells: string[] = [];
  let next = from + 1;
  let rest = lines[from] ?? '';
  for (;;) {
    let cell = '';
    const quoted = /^\s*"/.exec(rest);
    const closed = quoted && closing(lines, next, rest.slice(quoted[0].length));
    if (closed) {
      cell = closed.inside;
      rest = closed.rest;
      next = closed.next;
    }
    const end = rest.indexOf(delimiter);
    cells.push(cell + (end < 0 ? rest : rest.slice(0, end)));
    if (end < 0) return { cells, next };
    rest = rest.slice(end + 1);
  }
}

/** How many lines a quoted cell may have: a quote that is never closed must not swallow the table. */
const CELL_LINES = 20;

function closing(lines: string[], next: number, rest: string): { inside: string; rest: string; next: number } | undefined {
  let text = rest;
  for (let line = next; ; line += 1) {
    const whole = /^((?:[^"]|"")*)"(?!")/.exec(text);
    if (whole) return { inside: (whole[1] ?? '').replaceAll('""', '"'), rest: text.slice(whole[0].length), next: line };
    if (line >= lines.length || line - next >= CELL_LINES) return undefined;
    text += `\n${lines[line]}`;
  }
}

// Separators in quotes belong to a name; a quote that is never closed is a letter like others.
function readLine(line: string, number: number, found: Found): void {
  let start = 0;
  let closed = -1;
  for (let at = 0; at <= line.length; at += 1) {
    if (line[at] === '"' && at > closed) {
      const end = line.indexOf('"', at + 1);
      closed = end < 0 ? line.length : end;
      at = end < 0 ? at : end;
    } else if (at === line.length || SEPARATORS.test(line[at] ?? '') || line[at] === '\n') {
      readPart(line.slice(start, at).trim(), number, found);
      start = at + 1;
    }
  }
}

function readPart(part: string, line: number, found: Found): void {
  if (!part) return;
  const alone = /^"([^"]*)"$/.exec(part);
  if (alone) return readLine(alone[1] ?? '', line, found);
  const bracketed: string[] = [];
  const beside = part.replace(/<([^<>\s]*)>/g, (whole, inside: string) => {
    if (!inside.includes('@')) return whole;
    bracketed.push(inside);
    return ' ';
  });
  // A name in front of brackets is left out. What has an @ is meant as an address, unless it is in quotes like a name.
  const words = (bracketed.length ? beside.replace(/"[^"]*"|(?<!\S)'[^']*'(?!\S)/g, ' ') : beside).split(/\s+/);
  for (const word of words) if (word && (!bracketed.length || word.includes('@'))) readWord(word, line, found);
  for (const word of bracketed) readWord(word, line, found);
}

function readWord(text: string, line: number, found: Found): void {
  const address = bare(text.replace(/^mailto:/i, '').replace(/^'(.*)'$/, '$1'));
  const reason = mistake(address);
  const name = address.toLowerCase();
  if (reason) found.notUnderstood.push({ text, reason, line });
  else if (found.addresses.has(name)) found.duplicates.push(address);
  else found.addresses.set(name, address);
}

// Without the punctuation of the sentence around it.
function bare(text: string): string {
  let [start, end]: [number, number] = [0, text.length];
  while ('(['.includes(text[start] ?? ' ')) start += 1;
  while (end > start && ')].:'.includes(text[end - 1] ?? ' ')) end -= 1;
  return text.slice(start, end);
}

function mistake(address: string): NotUnderstoodReason | undefined {
  const at = address.lastIndexOf('@');
  if (at < 0) return 'no_at_sign';
  if (address.length > LONGEST) return 'too_long';
  if (!LOCAL.test(address.slice(0, at))) return 'local_part';
  return DOMAIN.test(address.slice(at + 1)) ? undefined : 'domain';
}
