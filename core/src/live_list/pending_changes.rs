//! The unconfirmed changes, and their effect on a list.

use crate::addresses::Letters;
use crate::texts::Texts;

/// A change that concerns a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// These addresses are invited.
    Invite {
        /// The addresses, as the caller wrote them.
        addresses: Vec<String>,
        /// The key of the role.
        role: String,
    },
    /// This invitation is revoked.
    Revoke {
        /// Its id.
        id: String,
        /// Whether it was pending before.
        was_pending: bool,
    },
    /// This row leaves the list.
    Remove {
        /// Its id.
        id: String,
    },
    /// Rows change or are added, and must be fetched from the server.
    Update,
}

/// An invitation that the server has not confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvisionalRow {
    /// The invited address.
    pub address: String,
    /// The key of the role.
    pub role: String,
}

#[derive(Clone, Debug)]
pub(super) struct UnderWay {
    number: u32,
    pub(super) change: Change,
    /// Whether rows were fetched while it was pending. They may include the change, so it must not count again.
    is_in_rows: bool,
}

impl UnderWay {
    /// The effect of the change on the number of rows, also if its row is on another page: (added, removed).
    pub(super) fn effect_of(&self, invited: u64, shows: impl Fn(&str) -> bool) -> (u64, u64) {
        match &self.change {
            _ if self.is_in_rows => (0, 0),
            Change::Invite { .. } => (if shows("pending") { invited } else { 0 }, 0),
            Change::Revoke { was_pending: false, .. } => (0, 0),
            Change::Revoke { .. } => (u64::from(shows("revoked")), u64::from(shows("pending"))),
            Change::Remove { .. } => (0, 1),
            Change::Update => (0, 0),
        }
    }

    /// The addresses that it invites, without duplicates.
    fn addresses(&self, letters: Letters) -> Vec<&str> {
        let Change::Invite { addresses, .. } = &self.change else { return Vec::new() };
        let mut keys = Texts::default();
        let mut each_once = Vec::new();
        for address in addresses {
            if keys.add(letters.key(address)).1 {
                each_once.push(address.as_str());
            }
        }
        each_once
    }
}

#[derive(Clone, Debug)]
pub(super) struct Changes(Vec<UnderWay>, Letters);

impl Changes {
    pub(super) fn new(letters: Letters) -> Self {
        Self(Vec::new(), letters)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `rows` are the ids of the list's rows.
    pub(super) fn started(&mut self, number: u32, change: Change, rows: &[String]) {
        let is_counted = match &change {
            // A second removal of the same row does not count.
            Change::Revoke { id, .. } => self.is_being_revoked(id),
            // A row on another page may not be in the list at all, because the list may be filtered.
            Change::Remove { id } => self.is_being_removed(id) || !rows.contains(id),
            _ => false,
        };
        self.0.push(UnderWay { number, change, is_in_rows: is_counted });
    }

    pub(super) fn ended(&mut self, number: u32) -> Option<UnderWay> {
        let at = self.0.iter().position(|one| one.number == number)?;
        Some(self.0.remove(at))
    }

    pub(super) fn rows_were_fetched(&mut self) {
        self.0.iter_mut().for_each(|one| one.is_in_rows = true);
    }

    pub(super) fn is_being_revoked(&self, id: &str) -> bool {
        self.0.iter().any(|one| matches!(&one.change, Change::Revoke { id: revoked, .. } if revoked == id))
    }

    pub(super) fn is_being_removed(&self, id: &str) -> bool {
        self.0.iter().any(|one| matches!(&one.change, Change::Remove { id: removed } if removed == id))
    }

    /// The effect of all changes on the number of rows: (added, removed).
    pub(super) fn effect(&self, shows: impl Fn(&str) -> bool) -> (u64, u64) {
        let effects = self.0.iter().map(|one| one.effect_of(one.addresses(self.1).len() as u64, &shows));
        effects.fold((0, 0), |(added, removed), (more, less)| (added + more, removed + less))
    }

    /// Rows for the addresses that are being invited, the latest call first.
    pub(super) fn provisional_rows(&self) -> Vec<ProvisionalRow> {
        let mut rows = Vec::new();
        for one in self.0.iter().rev().filter(|one| !one.is_in_rows) {
            if let Change::Invite { role, .. } = &one.change {
                let of = |address: &str| ProvisionalRow { address: address.to_owned(), role: role.clone() };
                rows.extend(one.addresses(self.1).into_iter().map(of));
            }
        }
        rows
    }
}
