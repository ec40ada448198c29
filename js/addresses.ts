// Pasted e-mail addresses. The rules are in core/src/addresses, in the lazy module, which is fetched at the first call.

import { invitationsChunk } from './chunks.js';

/**
 * Why a text is not among the addresses:
 *
 * - `no_at_sign`: it has no `@`
 * - `local_part`: the part before the `@` is empty, too long, or has an invalid character
 * - `domain`: the part after the `@` is not a host name with a dot
 * - `too_long`: it is longer than 254 bytes
 * - `no_address`: a row of a table without an address
 * - `other_column`: an address in a table, in a column that is not for addresses
 * - `outside_table`: an address above a table, in its titles, in an example, or in a remark below the table
 * - `beside_address`: an address in the name, the label or the link of another address
 */
export type NotUnderstoodReason =
  | 'no_at_sign'
  | 'local_part'
  | 'domain'
  | 'too_long'
  | 'no_address'
  | 'other_column'
  | 'outside_table'
  | 'beside_address';

/** A text that is not among the addresses. */
export interface NotUnderstood {
  /** The text as it was written. */
  text: string;
  reason: NotUnderstoodReason;
  /** The line of the text, counted from 1. For a row of a table, its first line. */
  line: number;
}

/** An address and the value of the role column in its row. */
export interface AddressWithRole {
  emailAddress: string;
  /** The role as it was written: `admin`, `org:member`, or a word of another language. */
  role: string;
}

/** An address whose invisible characters were removed. */
export interface CleanedAddress {
  /** The text as it was written, with these characters. */
  text: string;
  emailAddress: string;
  /** The line of the text, counted from 1. */
  line: number;
}

/** The addresses of a text, in the order of the text. */
export interface ParsedEmailAddresses {
  /** The addresses as they were first written. Addresses that differ only in case are listed once. */
  emailAddresses: string[];
  /** The addresses of `emailAddresses` that have a role in a table. */
  withRoles: AddressWithRole[];
  notUnderstood: NotUnderstood[];
  /** Repetitions of addresses, as they were written. */
  duplicates: string[];
  /** The addresses that had invisible characters or no-break spaces in or around them. */
  cleaned: CleanedAddress[];
}

/**
 * Parses the e-mail addresses of a pasted text. They are separated by commas, semicolons, white space or lines; they may be
 * in angle brackets or parentheses after a name, in quotes, or in `mailto:` links. In a table, only the columns for addresses
 * are read: those whose title is "e-mail address" in one of thirty languages, or the only column that has addresses.
 *
 * Every text with an `@` is an address, a duplicate, or reported with its reason and its line.
 *
 * @throws {ClerkRuntimeError} `network_error` or `wasm_load_failed` if the parser could not be fetched
 */
export const parseEmailAddresses = async (text: string | null | undefined): Promise<ParsedEmailAddresses> =>
  (await invitationsChunk()).parseEmailAddresses(`${text ?? ''}`);
