//! What was read so far.

use super::bare::{bare, without_invisible};
use super::{AddressWithRole, Cleaned, NotUnderstood, ParsedAddresses, Reason, address_key};

/// The addresses, each once.
#[derive(Default)]
pub(super) struct Found {
    pub(super) parsed: ParsedAddresses,
    keys: Vec<Key>,
    /// Places in `keys` plus one, by hash; 0 is free. At most half of them are taken. A `BTreeMap` takes 1 KB (brotli) more.
    slots: Vec<usize>,
    count: usize,
}

struct Key {
    key: String,
    /// How many addresses had been read when this one was read last.
    count: usize,
}

/// A moment of the reading. What is read after it belongs to one row or one piece.
#[derive(Clone, Copy)]
pub(super) struct Moment(usize);

/// Where a text stands, and the role beside it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) line: u32,
    pub(super) role: &'a str,
}

impl Found {
    /// Adds an address. `written` is the text that it was written as if that had invisible characters.
    pub(super) fn add(&mut self, address: String, written: Option<&str>, place: Place<'_>) {
        if let Some(written) = written {
            let cleaned =
                Cleaned { text: written.to_owned(), email_address: address.clone(), line: place.line };
            self.parsed.cleaned.push(cleaned);
        }
        if !self.note(address_key(&address)) {
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

    /// Whether a text is one of the addresses that were read since.
    pub(super) fn has_read_since(&self, moment: Moment, text: &str) -> bool {
        let key = address_key(bare(&without_invisible(text)));
        let place = self.slots.get(self.slot(&key)).copied().unwrap_or_default();
        place
            .checked_sub(1)
            .and_then(|place| self.keys.get(place))
            .is_some_and(|known| known.count > moment.0)
    }

    /// Notes that an address was read. Returns whether it is new.
    fn note(&mut self, key: String) -> bool {
        self.count += 1;
        if self.keys.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(&key);
        let place = self.slots.get(slot).copied().unwrap_or_default();
        if let Some(known) = place.checked_sub(1).and_then(|place| self.keys.get_mut(place)) {
            known.count = self.count;
            return false;
        }
        self.keys.push(Key { key, count: self.count });
        if let Some(free) = self.slots.get_mut(slot) {
            *free = self.keys.len();
        }
        true
    }

    fn grow(&mut self) {
        let length = (self.slots.len() * 2).max(64);
        self.slots.clear();
        self.slots.resize(length, 0);
        for place in 0..self.keys.len() {
            let slot = self.keys.get(place).map(|known| self.slot(&known.key));
            if let Some(free) = slot.and_then(|slot| self.slots.get_mut(slot)) {
                *free = place + 1;
            }
        }
    }

    /// The slot of a key, or the free one where it belongs.
    fn slot(&self, key: &str) -> usize {
        // FNV-1a, by its author Landon Curt Noll.
        let hash = key
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let mask = self.slots.len().wrapping_sub(1);
        let mut slot = hash as usize & mask;
        while let Some(place) = self.slots.get(slot).and_then(|place| place.checked_sub(1)) {
            if self.keys.get(place).is_none_or(|known| known.key == key) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }
}
