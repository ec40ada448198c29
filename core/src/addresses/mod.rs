//! Parses addresses from pasted text: lists, mail headers, tables of spreadsheets and address books.
//!
//! Every text with an `@` is an address, a duplicate, or reported with its reason and line. In a table only the columns
//! of addresses are read, so that an example in a title or a help desk's address in a note is not invited.

mod bare;
mod composites;
mod csv;
mod found;
mod key;
mod letters;
mod pieces;
mod scan;
mod syntax;
mod table;
mod titles;
mod words;

pub(crate) use key::trimmed_address;
pub use key::{Letters, address_key};
pub use syntax::{address_mistake, is_email_address};

/// The addresses of a text, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParsedAddresses {
    /// The addresses as they were first written. Addresses that differ only in case are listed once. A letter with a
    /// mark is one character.
    pub email_addresses: Vec<String>,
    /// The addresses of `email_addresses` that have a role in a table.
    pub with_roles: Vec<AddressWithRole>,
    /// Texts that are not an address, or an address outside the address columns of a table.
    pub not_understood: Vec<NotUnderstood>,
    /// Repetitions of addresses, as they were written.
    pub duplicates: Vec<String>,
    /// Addresses that had invisible characters or no-break spaces in or around them.
    pub cleaned: Vec<Cleaned>,
}

/// An address and the value of the role column in its row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AddressWithRole {
    /// The address, as in [`ParsedAddresses::email_addresses`].
    pub email_address: String,
    /// The role as it was written: `admin`, `org:member`, or a word of another language.
    pub role: String,
}

/// A text that is not among the addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotUnderstood {
    /// The text as it was written.
    pub text: String,
    /// Why it is not among the addresses.
    pub reason: Reason,
    /// The line of the text, counted from 1. For a row of a table, its first line.
    pub line: u32,
}

/// An address whose invisible characters were removed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cleaned {
    /// The text as it was written, with these characters.
    pub text: String,
    /// The address without them.
    pub email_address: String,
    /// The line of the text, counted from 1.
    pub line: u32,
}

/// Why a text is not among the addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It has no `@`.
    NoAtSign,
    /// The part before the `@` is empty, too long, or has an invalid character.
    LocalPart,
    /// The part after the `@` is not a host name with a dot.
    Domain,
    /// It is longer than 254 bytes.
    TooLong,
    /// A row of a table without an address.
    NoAddress,
    /// An address in a table, in a column that is not for addresses.
    OtherColumn,
    /// An address above a table, in its titles, in an example, or in a remark below the table.
    OutsideTable,
    /// An address in the name, the label or the link of another address.
    BesideAddress,
}

impl Reason {
    /// The reason as a string in JavaScript.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoAtSign => "no_at_sign",
            Self::LocalPart => "local_part",
            Self::Domain => "domain",
            Self::TooLong => "too_long",
            Self::NoAddress => "no_address",
            Self::OtherColumn => "other_column",
            Self::OutsideTable => "outside_table",
            Self::BesideAddress => "beside_address",
        }
    }
}

/// Reads the e-mail addresses of a pasted text.
///
/// Addresses are separated by commas, semicolons, white space or lines; they may be in angle brackets or parentheses
/// behind a name, in quotes of any kind, or in `mailto:` links. A table (separated by commas, semicolons, tabs or `|`) is
/// read by its columns: those whose title is "e-mail address" in one of thirty languages, or the one column that has
/// addresses. The titles may be below other lines. A column of roles is returned in
/// [`ParsedAddresses::with_roles`].
pub fn parse_email_addresses(text: &str) -> ParsedAddresses {
    parse_email_addresses_with(text, Letters::NATIVE)
}

/// [`parse_email_addresses`] with the letters of a host.
pub fn parse_email_addresses_with(text: &str, letters: Letters) -> ParsedAddresses {
    let mut found = found::Found::new(letters);
    if !table::read_table(text, &mut found) {
        for line in csv::Rows::new(text, letters::LINE_BREAK) {
            pieces::read_line(line.text, line.line, &mut found);
        }
    }
    found.parsed
}
