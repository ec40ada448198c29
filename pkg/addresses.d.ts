/** What people paste, as e-mail addresses. Pure: no wasm, no network. */

/**
 * Why a text is no address: without an @, or wrong before it (`local_part`) or after it (`domain`), or longer than 254
 * characters; in a table also a row without an address, and an address outside the column of addresses.
 */
export type NotUnderstoodReason = 'no_at_sign' | 'local_part' | 'domain' | 'too_long' | 'no_address' | 'other_column';

/** A text that is no address. */
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
  /** What was written again, as it was written. */
  duplicates: string[];
}

/**
 * Reads addresses separated by commas, semicolons, tabs, white space or lines, `Name <ada@example.com>` with names in
 * quotes that may hold separators, and tables (CSV, or cells out of a spreadsheet) whose first line names a column of
 * addresses. Nothing is guessed, and whatever holds an @ is told of; the server has the last word on what is an address.
 */
export declare function parseEmailAddresses(text: string | null | undefined): ParsedEmailAddresses;
