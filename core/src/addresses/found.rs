//! The addresses and mistakes that were read so far.

use super::bare::{bare, without_invisible};
use super::key::Letters;
use crate::texts::Texts;

use super::{AddressWithRole, Cleaned, NotUnderstood, ParsedAddresses, Reason};

/// The addresses, each once.
pub(super) struct Found {
    pub(super) letters: Letters,
    pub(super) parsed: ParsedAddresses,
    keys: Texts,
    /// For each key, the number of addresses that had been read when it was last read.
    counts: Vec<usize>,
    count: usize,
}

/// A position in the reading: before the addresses of a row or of a piece.
#[derive(Clone, Copy)]
pub(super) struct Moment(usize);

/// The line of a text and the role in the same row.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) line: u32,
    pub(super) role: &'a str,
}

impl Found {
    pub(super) fn new(letters: Letters) -> Self {
        Self {
            letters,
            parsed: ParsedAddresses::default(),
            keys: Texts::default(),
            counts: Vec::new(),
            count: 0,
        }
    }

    /// Adds an address. `written` is the original text if invisible characters were removed from it.
    pub(super) fn add(&mut self, address: String, written: Option<&str>, place: Place<'_>) {
        if let Some(written) = written {
            let cleaned =
                Cleaned { text: written.to_owned(), email_address: address.clone(), line: place.line };
            self.parsed.cleaned.push(cleaned);
        }
        if !self.note(self.letters.key(&address)) {
            self.parsed.duplicates.push(address);
            return;
        }
        if !place.role.is_empty() {
            let role = place.role.to_owned();
            self.parsed.with_roles.push(AddressWithRole { email_address: address.clone(), role });
        }
        self.parsed.email_addresses.push(address);
    }

    /// Reports a text that is not among the addresses.
    pub(super) fn report(&mut self, text: &str, reason: Reason, line: u32) {
        self.parsed.not_understood.push(NotUnderstood { text: text.to_owned(), reason, line });
    }

    pub(super) fn now(&self) -> Moment {
        Moment(self.count)
    }

    /// Whether a text is one of the addresses that were read after `moment`.
    pub(super) fn has_read_since(&self, moment: Moment, text: &str) -> bool {
        let key = self.keys.find(&self.letters.key(bare(&without_invisible(text))));
        key.and_then(|key| self.counts.get(key)).is_some_and(|count| *count > moment.0)
    }

    /// Notes that an address was read. Returns whether it is new.
    fn note(&mut self, key: String) -> bool {
        self.count += 1;
        let (key, is_new) = self.keys.add(key);
        match self.counts.get_mut(key) {
            Some(count) => *count = self.count,
            None => self.counts.push(self.count),
        }
        is_new
    }
}
