//! `inviteMembersSettled` as a state machine: the caller performs the action that
//! [`next_action`](BulkInvite::next_action) returns and reports its result. To invite a part, the caller sends one
//! request and, if that gets no answer, looks it up.
//!
//! A caller may request the next action while a part is pending. After a success that is a second part, so that the
//! server works while the caller reads an answer. After a failure the parts are sent one by one again. The caller
//! reports results in the order in which the parts started.

use super::recipients::{Detail, InviteOutcome, Recipient, Recipients};
use super::status::InviteStatus;
use super::waits::Waits;
use crate::addresses::Letters;
use crate::pages::{PageToFetch, Walk, whole_number};

/// The largest page that Clerk's Frontend API description allows.
const LARGEST_PAGE: u32 = 500;

/// The most parts that are pending at once.
const MOST_UNDER_WAY: usize = 2;

/// The next action of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Invite these addresses in one request, then call `invited`, `refused` or `failed`.
    Invite(Vec<String>),
    /// Fetch this page of pending invitations, then call `listed`, `refused` or `failed`.
    List(PageToFetch),
    /// Wait, then call `waited`.
    Wait {
        /// How long, in milliseconds.
        ms: u64,
    },
    /// Wait for the oldest pending part, and report its result.
    Join,
    /// Return the outcomes.
    Resolve,
    /// Fail with the error that was reported last: nothing was sent.
    Reject,
}

/// The progress of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The number of given addresses that have an outcome.
    pub done: usize,
    /// The number of given addresses.
    pub total: usize,
    /// The length of the wait that starts now, in milliseconds. 0 if no wait starts.
    pub waiting_ms: u64,
}

/// A page of pending invitations. Each row has the same position in the lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedInvitations {
    /// The ids.
    pub ids: Vec<String>,
    /// The invited addresses.
    pub addresses: Vec<String>,
    /// The keys of the roles.
    pub roles: Vec<String>,
    /// The number of rows in all pages.
    pub total_count: u64,
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    /// The next step is a look-up or the next part.
    Going,
    /// A wait, and the part that follows it.
    Waiting {
        ms: u64,
        part: Vec<usize>,
        is_reported: bool,
    },
    Rejected,
}

#[derive(Clone, Debug)]
pub(super) enum Work {
    Invite(Vec<usize>),
    LookUp,
}

/// A call that invites any number of addresses, with an outcome for each.
#[derive(Clone, Debug)]
pub struct BulkInvite {
    role: String,
    pub(super) recipients: Recipients,
    /// The walk that looks up addresses whose outcome in an earlier call is unknown.
    look_up: Option<Walk>,
    /// The parts to send, in reverse order.
    pub(super) parts: Vec<Vec<usize>>,
    /// The pending actions of the caller, oldest first. The next report is about the first.
    pub(super) under_way: Vec<Work>,
    pub(super) step: Step,
    /// Whether the latest report was a success.
    pub(super) is_steady: bool,
    /// Whether the call sends no more parts.
    pub(super) is_ended: bool,
    pub(super) waits: Waits,
    /// The number of parts that were sent.
    pub(super) sent: usize,
    invitations: usize,
    pub(super) errors: usize,
    done_reported: Option<usize>,
}

impl BulkInvite {
    /// A call that invites `recipients` with `role`, `chunk_size` at a time, and waits at most `max_wait_ms` in total.
    pub fn new(recipients: &[Recipient], role: &str, chunk_size: u32, max_wait_ms: u64) -> Self {
        Self::with_letters(Letters::NATIVE, recipients, role, chunk_size, max_wait_ms)
    }

    /// [`new`](Self::new) with the letters of a host.
    pub fn with_letters(
        letters: Letters,
        recipients: &[Recipient],
        role: &str,
        chunk_size: u32,
        max_wait_ms: u64,
    ) -> Self {
        let recipients = Recipients::new(recipients, letters);
        // Addresses that are looked up come first, in separate parts. Those that the look-up does not find are sent.
        let doubtful = recipients.open(true);
        let mut parts = Vec::new();
        push_chunks(&mut parts, &recipients.open(false), chunk_size as usize);
        push_chunks(&mut parts, &doubtful, chunk_size as usize);
        let pending = PageToFetch { initial_page: 1, page_size: LARGEST_PAGE };
        Self {
            role: role.to_owned(),
            recipients,
            look_up: (!doubtful.is_empty()).then(|| Walk::new(pending)),
            parts,
            under_way: Vec::new(),
            step: Step::Going,
            is_steady: false,
            is_ended: false,
            waits: Waits::new(max_wait_ms),
            sent: 0,
            invitations: 0,
            errors: 0,
            done_reported: None,
        }
    }

    /// Reads `chunkSize`. `None` if it is not a whole number from 1 up.
    pub fn read_chunk_size(size: f64) -> Option<u32> {
        whole_number(size)
    }

    /// Reads `maxWaitMs`, which may be infinite. `None` if it is negative or not a number.
    pub fn read_max_wait(ms: f64) -> Option<u64> {
        (ms >= 0.0).then_some(ms as u64)
    }

    /// The next action. It counts as started once it is returned.
    pub fn next_action(&mut self) -> Action {
        let is_idle = self.under_way.is_empty();
        match &self.step {
            Step::Rejected => return Action::Reject,
            Step::Waiting { ms, .. } if is_idle => return Action::Wait { ms: *ms },
            Step::Going if is_idle => {
                if let Some(page) = self.page() {
                    self.under_way.push(Work::LookUp);
                    return Action::List(page);
                }
            }
            Step::Going if self.is_steady && self.under_way.len() < MOST_UNDER_WAY => {}
            _ => return Action::Join,
        }
        match self.next_part() {
            Some(part) => {
                let addresses = self.recipients.addresses(&part);
                self.sent += 1;
                self.under_way.push(Work::Invite(part));
                Action::Invite(addresses)
            }
            None if is_idle => Action::Resolve,
            None => Action::Join,
        }
    }

    /// The progress, if it has changed: at the start, when more addresses have an outcome, and when a wait starts.
    pub fn progress(&mut self) -> Option<Progress> {
        let done = self.recipients.done();
        let mut waiting_ms = 0;
        if let Step::Waiting { ms, is_reported, .. } = &mut self.step
            && !*is_reported
        {
            *is_reported = true;
            waiting_ms = *ms;
        }
        let is_news = waiting_ms > 0 || self.done_reported != Some(done);
        self.done_reported = Some(done);
        is_news.then_some(Progress { done, total: self.recipients.total(), waiting_ms })
    }

    /// Reports that the part is invited. `addresses` are those of the returned invitations, in their order.
    pub fn invited(&mut self, addresses: &[String]) {
        let Some(Work::Invite(part)) = self.take_running() else { return };
        let mut came = Vec::new();
        addresses.iter().for_each(|address| came.push(self.recipients.letters.key(address)));
        for (at, target) in part.into_iter().enumerate() {
            // If the server spells an address differently, invitations are assigned by order.
            let key = self.recipients.key(target);
            let own = came.iter().position(|one| one == key).unwrap_or(at);
            let (status, detail) = if own < came.len() {
                (InviteStatus::Invited, Detail::Invitation(self.invitations + own))
            } else {
                (InviteStatus::OutcomeUnknown, Detail::None)
            };
            self.recipients.settle(&[target], status, detail);
        }
        self.invitations += addresses.len();
        self.waits.answered();
        self.is_steady = true;
    }

    /// Reports a page of pending invitations.
    pub fn listed(&mut self, page: &ListedInvitations) {
        let ([Work::LookUp], Some(walk)) = (&self.under_way[..], &mut self.look_up) else { return };
        self.under_way.clear();
        walk.take(&page.ids, page.total_count);
        for (at, address) in page.addresses.iter().enumerate() {
            if page.roles.get(at) != Some(&self.role) {
                continue;
            }
            // The invitation may be older than the earlier call. Either way the address is not sent again.
            if let Some(found) = self.recipients.doubtful(address) {
                let detail = Detail::Invitation(self.invitations + at);
                self.recipients.settle(&[found], InviteStatus::AlreadyInvited, detail);
            }
        }
        if self.recipients.open(true).is_empty() {
            walk.end();
        }
        self.invitations += page.addresses.len();
        self.waits.answered();
    }

    /// The outcome of each given address, in the order of the input.
    pub fn outcomes(&self) -> Vec<InviteOutcome> {
        (0..self.recipients.total()).filter_map(|row| self.recipients.outcome(row)).collect()
    }

    /// The outcome of the given address at this position. `None` beyond the last address.
    pub fn outcome(&self, row: usize) -> Option<InviteOutcome> {
        self.recipients.outcome(row)
    }

    /// Takes the oldest pending action. `None` if the call does not wait for the reported event.
    pub(super) fn take_running(&mut self) -> Option<Work> {
        self.is_steady = false;
        (!self.under_way.is_empty()).then(|| self.under_way.remove(0))
    }

    /// The page to look up next.
    pub(super) fn page(&self) -> Option<PageToFetch> {
        self.look_up.as_ref().and_then(Walk::next)
    }

    /// Ends the look-up, even if it has not read all pages.
    pub(super) fn end_look_up(&mut self) {
        self.look_up = None;
    }

    /// Takes the next part that has addresses without an outcome.
    pub(super) fn next_part(&mut self) -> Option<Vec<usize>> {
        while let Some(mut part) = self.parts.pop() {
            part.retain(|at| self.recipients.is_open(*at));
            if !part.is_empty() {
                return Some(part);
            }
        }
        None
    }
}

/// Pushes chunks so that the first is on top.
pub(super) fn push_chunks(parts: &mut Vec<Vec<usize>>, all: &[usize], size: usize) {
    for chunk in all.chunks(size.max(1)).rev() {
        parts.push(chunk.to_vec());
    }
}
