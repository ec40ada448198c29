//! The model: the expected users, members and invitations.

use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Status {
    Pending,
    Accepted,
    Revoked,
}

#[derive(Debug, Clone)]
pub(super) struct Invited {
    pub(super) id: String,
    pub(super) address: String,
    pub(super) status: Status,
    pub(super) of_domain: bool,
    pub(super) expires_at: i64,
}

#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) id: String,
    pub(super) addresses: Vec<String>,
    /// The number of users that were created before this one.
    pub(super) before: usize,
}

#[derive(Default)]
pub(super) struct Model {
    pub(super) now: i64,
    pub(super) limit: i64,
    pub(super) automatic_invitation: bool,
    pub(super) users: BTreeMap<usize, Known>,
    /// The number of users that were ever created.
    pub(super) created: usize,
    pub(super) invited: Vec<Invited>,
    pub(super) members: BTreeSet<usize>,
    pub(super) suggested: BTreeSet<String>,
}

impl Model {
    pub(super) fn create(&mut self, who: usize, id: String, addresses: Vec<String>) {
        self.users.insert(who, Known { id, addresses, before: self.created });
        self.created += 1;
    }

    pub(super) fn shown(&self, one: &Invited) -> &'static str {
        match one.status {
            Status::Pending if one.expires_at <= self.now => "expired",
            Status::Pending => "pending",
            Status::Accepted => "accepted",
            Status::Revoked => "revoked",
        }
    }

    pub(super) fn is_pending(&self, one: &Invited) -> bool {
        self.shown(one) == "pending"
    }

    pub(super) fn pending_of(&self, addresses: &[String]) -> usize {
        self.invited.iter().filter(|one| self.is_pending(one) && addresses.contains(&one.address)).count()
    }

    pub(super) fn pending(&self) -> i64 {
        self.invited.iter().filter(|one| self.is_pending(one)).count() as i64
    }

    /// The admin is a member too.
    pub(super) fn members(&self) -> i64 {
        1 + self.members.len() as i64
    }

    pub(super) fn has_room(&self, added: i64) -> bool {
        self.limit == 0 || added <= 0 || self.members() + self.pending() + added <= self.limit
    }

    pub(super) fn owner(&self, address: &str) -> Option<usize> {
        self.users
            .iter()
            .find(|(_, known)| known.addresses.iter().any(|own| own == address))
            .map(|(who, _)| *who)
    }

    /// Whether these addresses can be invited. An address with a pending invitation cannot.
    pub(super) fn may_invite(&self, addresses: &[String]) -> bool {
        let is_free = |address: &String| {
            self.owner(address).is_none_or(|who| !self.members.contains(&who))
                && self.pending_of(std::slice::from_ref(address)) == 0
        };
        addresses.iter().all(is_free) && self.has_room(addresses.len() as i64)
    }

    pub(super) fn may_accept(&self, one: &Invited) -> bool {
        self.is_pending(one) && (self.limit == 0 || self.members() < self.limit)
    }

    pub(super) fn join(&mut self, who: usize) {
        self.members.insert(who);
        let addresses = self.users[&who].addresses.clone();
        let now = self.now;
        for one in &mut self.invited {
            if one.status == Status::Pending && one.expires_at > now && addresses.contains(&one.address) {
                one.status = Status::Accepted;
            }
        }
    }
}
