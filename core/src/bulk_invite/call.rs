//! `inviteMembersSettled` as a state machine: the caller performs what [`next_action`](BulkInvite::next_action) returns and reports how
//! it went. One call to invite a part is one request and, if that gets no answer, the look-up that follows it; both are
//! the caller's.

use super::recipients::{Detail, InviteOutcome, Recipient, Recipients};
use super::status::InviteStatus;
use super::waits::Waits;
use crate::addresses::Letters;
use crate::pages::{PageToFetch, Walk, whole_number};

/// The largest page that Clerk's Frontend API description allows.
const LARGEST_PAGE: u32 = 500;

/// What to do next.
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
    /// Return the outcomes.
    Resolve,
    /// Fail with the error that was reported last: nothing was sent.
    Reject,
}

/// The progress of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many of the given addresses have an outcome.
    pub done: usize,
    /// How many were given.
    pub total: usize,
    /// The length of the wait that begins now, in milliseconds. 0 if no wait begins.
    pub waiting_ms: u64,
}

/// A page of pending invitations. Each row is at the same position of the lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedInvitations {
    /// The ids.
    pub ids: Vec<String>,
    /// The invited addresses.
    pub addresses: Vec<String>,
    /// The keys of the roles.
    pub roles: Vec<String>,
    /// How many rows all pages have together.
    pub total_count: u64,
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    /// An action that has not begun.
    Ready(Work),
    /// The caller is doing it.
    Running(Work),
    /// A wait, and the part that follows it.
    Waiting {
        ms: u64,
        part: Vec<usize>,
        is_reported: bool,
    },
    Resolved,
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
    /// The walk that looks for addresses whose outcome an earlier call left open.
    look_up: Option<Walk>,
    /// The parts to send; the next one is the last.
    pub(super) parts: Vec<Vec<usize>>,
    pub(super) step: Step,
    pub(super) waits: Waits,
    /// How many parts were sent.
    pub(super) sent: usize,
    invitations: usize,
    pub(super) errors: usize,
    done_reported: Option<usize>,
}

impl BulkInvite {
    /// A call that invites `recipients` with `role`, `chunk_size` at a time, and waits no longer than `max_wait_ms` in all.
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
        // Those that are looked up come first, in parts of their own: if they are not there they are sent.
        let doubtful = recipients.open(true);
        let mut parts = Vec::new();
        push_chunks(&mut parts, &recipients.open(false), chunk_size as usize);
        push_chunks(&mut parts, &doubtful, chunk_size as usize);
        let pending = PageToFetch { initial_page: 1, page_size: LARGEST_PAGE };
        let mut call = Self {
            role: role.to_owned(),
            recipients,
            look_up: (!doubtful.is_empty()).then(|| Walk::new(pending)),
            parts,
            step: Step::Resolved,
            waits: Waits::new(max_wait_ms),
            sent: 0,
            invitations: 0,
            errors: 0,
            done_reported: None,
        };
        call.advance();
        call
    }

    /// Reads `chunkSize`. `None` if it is not a whole number from 1 up.
    pub fn read_chunk_size(size: f64) -> Option<u32> {
        whole_number(size)
    }

    /// Reads `maxWaitMs`, which may be infinite. `None` if it is negative or not a number.
    pub fn read_max_wait(ms: f64) -> Option<u64> {
        (ms >= 0.0).then_some(ms as u64)
    }

    /// What to do next. It counts as begun once it is returned.
    pub fn next_action(&mut self) -> Action {
        if let Step::Ready(work) = &self.step {
            self.sent += usize::from(matches!(work, Work::Invite(_)));
            if let Step::Ready(work) = std::mem::replace(&mut self.step, Step::Resolved) {
                self.step = Step::Running(work);
            }
        }
        match &self.step {
            Step::Waiting { ms, .. } => Action::Wait { ms: *ms },
            Step::Running(Work::Invite(part)) => Action::Invite(self.recipients.addresses(part)),
            Step::Running(Work::LookUp) => {
                self.look_up.as_ref().and_then(Walk::next).map_or(Action::Resolve, Action::List)
            }
            Step::Rejected => Action::Reject,
            _ => Action::Resolve,
        }
    }

    /// The progress, if it has changed: at the start, when more addresses have an outcome, and when a wait begins.
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

    /// The part is invited. `addresses` are those of the invitations that came back, in their order.
    pub fn invited(&mut self, addresses: &[String]) {
        let Some(Work::Invite(part)) = self.take_running() else { return };
        let mut came = Vec::new();
        addresses.iter().for_each(|address| came.push(self.recipients.letters.key(address)));
        for (at, target) in part.into_iter().enumerate() {
            // The server may write an address differently. Then the order assigns the invitations.
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
        self.advance();
    }

    /// The page of pending invitations is here.
    pub fn listed(&mut self, page: &ListedInvitations) {
        let (Step::Running(Work::LookUp), Some(walk)) = (&self.step, &mut self.look_up) else { return };
        walk.take(&page.ids, page.total_count);
        for (at, address) in page.addresses.iter().enumerate() {
            if page.roles.get(at) != Some(&self.role) {
                continue;
            }
            // It may be older than the earlier call. As it exists, the address is not sent again.
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
        self.advance();
    }

    /// The outcome of each given address, in the order of the input.
    pub fn outcomes(&self) -> Vec<InviteOutcome> {
        (0..self.recipients.total()).filter_map(|row| self.recipients.outcome(row)).collect()
    }

    /// The outcome of the given address at this position. `None` beyond the last address.
    pub fn outcome(&self, row: usize) -> Option<InviteOutcome> {
        self.recipients.outcome(row)
    }

    /// The action of the caller. `None` if the call does not wait for the reported event.
    pub(super) fn take_running(&mut self) -> Option<Work> {
        if !matches!(self.step, Step::Running(_)) {
            return None;
        }
        match std::mem::replace(&mut self.step, Step::Resolved) {
            Step::Running(work) => Some(work),
            _ => None,
        }
    }

    pub(super) fn is_looking_up(&self) -> bool {
        self.look_up.as_ref().is_some_and(|walk| walk.next().is_some())
    }

    /// Chooses what is next: the look-up, then one part after the other.
    pub(super) fn advance(&mut self) {
        if self.is_looking_up() {
            self.step = Step::Ready(Work::LookUp);
            return;
        }
        while let Some(mut part) = self.parts.pop() {
            part.retain(|at| self.recipients.is_open(*at));
            if !part.is_empty() {
                self.step = Step::Ready(Work::Invite(part));
                return;
            }
        }
        self.step = Step::Resolved;
    }
}

/// Pushes chunks so that the first is on top.
pub(super) fn push_chunks(parts: &mut Vec<Vec<usize>>, all: &[usize], size: usize) {
    for chunk in all.chunks(size.max(1)).rev() {
        parts.push(chunk.to_vec());
    }
}
