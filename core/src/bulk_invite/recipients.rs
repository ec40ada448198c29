//! The addresses of a call and their outcomes.

use super::status::InviteStatus;
use crate::addresses::{Letters, trimmed_address};
use crate::texts::Texts;

/// An address to invite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The address as the caller wrote it. Empty if the value is not a string.
    pub address: String,
    /// The status in the result of an earlier call that this one continues.
    pub former: Option<InviteStatus>,
}

/// The outcome of one given address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InviteOutcome {
    /// The status.
    pub status: InviteStatus,
    /// The rest of the outcome.
    pub detail: Detail,
}

/// The rest of an outcome, by position. The caller keeps the invitations and errors, whose types the core does not
/// have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The outcome is only a status.
    None,
    /// The invitation at this position among all that were passed to `invited` and `listed`, in order.
    Invitation(usize),
    /// The error at this position among all that were reported by `refused`, `failed` and `aborted`.
    Error(usize),
    /// The outcome of the earlier call for the address at this position.
    Former(usize),
}

#[derive(Clone, Debug)]
struct Target {
    address: String,
    /// Whether the outcome of an earlier call for the address is unknown.
    is_doubtful: bool,
    outcome: Option<InviteOutcome>,
    /// The number of given addresses that share it.
    rows: usize,
}

/// All addresses of a call. Given addresses with the same key share a target.
#[derive(Clone, Debug)]
pub(super) struct Recipients {
    pub(super) letters: Letters,
    /// The target of each given address.
    rows: Vec<usize>,
    targets: Vec<Target>,
    /// Their keys.
    keys: Texts,
    /// The number of given addresses that have an outcome. It is a running count, because counting them anew for each
    /// progress report took 1.3 s in total with 64,000 addresses.
    done: usize,
}

impl Recipients {
    pub(super) fn new(recipients: &[Recipient], letters: Letters) -> Self {
        let mut all =
            Self { letters, rows: Vec::new(), targets: Vec::new(), keys: Texts::default(), done: 0 };
        for (at, Recipient { address, former }) in recipients.iter().enumerate() {
            let key = letters.key(address);
            let is_empty = key.is_empty();
            let (target, is_new) = all.keys.add(key);
            all.rows.push(target);
            if let Some(known) = all.targets.get_mut(target)
                && !is_new
            {
                known.rows += 1;
                all.done += usize::from(known.outcome.is_some());
                continue;
            }
            let is_doubtful = *former == Some(InviteStatus::OutcomeUnknown);
            let outcome = match former {
                Some(status) if status.is_final() => {
                    Some(InviteOutcome { status: *status, detail: Detail::Former(at) })
                }
                _ if is_empty => Some(InviteOutcome { status: InviteStatus::Invalid, detail: Detail::None }),
                _ => None,
            };
            all.done += usize::from(outcome.is_some());
            let address = trimmed_address(address).to_owned();
            all.targets.push(Target { address, is_doubtful, outcome, rows: 1 });
        }
        all
    }

    /// The targets without an outcome: with `is_doubtful` those whose outcome in an earlier call is unknown, else the
    /// others.
    pub(super) fn open(&self, is_doubtful: bool) -> Vec<usize> {
        let mut open = Vec::new();
        for (at, target) in self.targets.iter().enumerate() {
            if target.outcome.is_none() && target.is_doubtful == is_doubtful {
                open.push(at);
            }
        }
        open
    }

    /// The target of an address whose outcome in an earlier call is unknown.
    pub(super) fn doubtful(&self, address: &str) -> Option<usize> {
        let target = self.keys.find(&self.letters.key(address))?;
        self.targets.get(target).filter(|one| one.is_doubtful && one.outcome.is_none()).map(|_| target)
    }

    pub(super) fn is_open(&self, target: usize) -> bool {
        self.targets.get(target).is_some_and(|target| target.outcome.is_none())
    }

    /// The addresses of these targets, as they are sent.
    pub(super) fn addresses(&self, part: &[usize]) -> Vec<String> {
        part.iter().filter_map(|at| self.targets.get(*at)).map(|target| target.address.clone()).collect()
    }

    /// The key of a target.
    pub(super) fn key(&self, target: usize) -> &str {
        self.keys.get(target)
    }

    /// The keys of these targets, in their order.
    pub(super) fn keys(&self, part: &[usize]) -> Vec<&str> {
        part.iter().map(|at| self.key(*at)).collect()
    }

    pub(super) fn settle(&mut self, part: &[usize], status: InviteStatus, detail: Detail) {
        for at in part {
            if let Some(target) = self.targets.get_mut(*at) {
                self.done += if target.outcome.is_none() { target.rows } else { 0 };
                target.outcome = Some(InviteOutcome { status, detail });
            }
        }
    }

    pub(super) fn total(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn done(&self) -> usize {
        self.done
    }

    /// The outcome of the given address at this position.
    pub(super) fn outcome(&self, row: usize) -> Option<InviteOutcome> {
        let target = self.targets.get(*self.rows.get(row)?)?;
        let not_attempted = InviteOutcome { status: InviteStatus::NotAttempted, detail: Detail::None };
        Some(target.outcome.unwrap_or(not_attempted))
    }
}
