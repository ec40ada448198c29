//! Many invitations.

use clerk_organization_core::bulk_invite::{
    self as core, Action, DEFAULT_CHUNK_SIZE, DEFAULT_MAX_WAIT_MS, Detail, InviteStatus, ListedInvitations,
    NoAnswer, Progress, Recipient,
};
use wasm_bindgen::prelude::*;

use super::letters::LETTERS;
use super::resend::InviteRefusal;

/// Reads `chunkSize`. Undefined if it is not a whole number from 1 up.
#[wasm_bindgen(js_name = readChunkSize)]
pub fn read_chunk_size(size: Option<f64>) -> Option<u32> {
    size.map_or(Some(DEFAULT_CHUNK_SIZE), core::BulkInvite::read_chunk_size)
}

/// Reads `maxWaitMs`. Undefined if it is negative or not a number.
#[wasm_bindgen(js_name = readMaxWaitMs)]
pub fn read_max_wait_ms(ms: Option<f64>) -> Option<f64> {
    ms.map_or(Some(DEFAULT_MAX_WAIT_MS), core::BulkInvite::read_max_wait).map(|ms| ms as f64)
}

/// What to do next.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum BulkAction {
    /// Invite `addresses`.
    Invite,
    /// Fetch `page` of the pending invitations.
    List,
    /// Wait `waitMs` milliseconds.
    Wait,
    /// Return the outcomes.
    Resolve,
    /// Fail with the error that was reported last.
    Reject,
}

/// A call that invites any number of addresses, with an outcome for each.
#[wasm_bindgen]
#[derive(Debug)]
pub struct BulkInvite {
    call: core::BulkInvite,
    action: Action,
    progress: Progress,
}

#[wasm_bindgen]
impl BulkInvite {
    /// `former_statuses` are those of an earlier result, or empty; `max_wait_ms` may be infinite.
    #[wasm_bindgen(constructor)]
    pub fn new(
        addresses: Vec<String>,
        former_statuses: Vec<String>,
        role: &str,
        chunk_size: u32,
        max_wait_ms: f64,
    ) -> BulkInvite {
        let mut formers = former_statuses.iter().map(|status| InviteStatus::parse(status));
        let recipients: Vec<Recipient> = addresses
            .into_iter()
            .map(|address| Recipient { address, former: formers.next().flatten() })
            .collect();
        BulkInvite {
            call: core::BulkInvite::with_letters(LETTERS, &recipients, role, chunk_size, max_wait_ms as u64),
            action: Action::Resolve,
            progress: Progress { done: 0, total: 0, waiting_ms: 0 },
        }
    }

    /// What to do next. It counts as begun once it is returned.
    #[wasm_bindgen(js_name = nextAction)]
    pub fn next_action(&mut self) -> BulkAction {
        self.action = self.call.next_action();
        match self.action {
            Action::Invite(_) => BulkAction::Invite,
            Action::List(_) => BulkAction::List,
            Action::Wait { .. } => BulkAction::Wait,
            Action::Resolve => BulkAction::Resolve,
            Action::Reject => BulkAction::Reject,
        }
    }

    /// The addresses to invite.
    pub fn addresses(&self) -> Vec<String> {
        match &self.action {
            Action::Invite(addresses) => addresses.clone(),
            _ => Vec::new(),
        }
    }

    /// The number of the page to fetch.
    pub fn page(&self) -> u32 {
        match self.action {
            Action::List(page) => page.initial_page,
            _ => 0,
        }
    }

    /// How many rows that page holds.
    #[wasm_bindgen(js_name = pageSize)]
    pub fn page_size(&self) -> u32 {
        match self.action {
            Action::List(page) => page.page_size,
            _ => 0,
        }
    }

    /// How long to wait, in milliseconds.
    #[wasm_bindgen(js_name = waitMs)]
    pub fn wait_ms(&self) -> f64 {
        match self.action {
            Action::Wait { ms } => ms as f64,
            _ => 0.0,
        }
    }

    /// Whether there is news for `onProgress`, in `done` and `waitingMs`.
    #[wasm_bindgen(js_name = takeProgress)]
    pub fn take_progress(&mut self) -> bool {
        let news = self.call.progress();
        self.progress = news.unwrap_or(self.progress);
        news.is_some()
    }

    /// How many of the given addresses have an outcome.
    pub fn done(&self) -> u32 {
        self.progress.done as u32
    }

    /// The wait that begins now, in milliseconds.
    #[wasm_bindgen(js_name = waitingMs)]
    pub fn waiting_ms(&self) -> f64 {
        self.progress.waiting_ms as f64
    }

    /// The part is invited. `addresses` are those of the invitations that came back.
    pub fn invited(&mut self, addresses: Vec<String>) {
        self.call.invited(&addresses);
    }

    /// The page of pending invitations is here, a row at each position of the three.
    pub fn listed(&mut self, ids: Vec<String>, addresses: Vec<String>, roles: Vec<String>, total_count: f64) {
        self.call.listed(&ListedInvitations { ids, addresses, roles, total_count: total_count as u64 });
    }

    /// The server refused the part or the page.
    pub fn refused(&mut self, refusal: &InviteRefusal) {
        self.call.refused(&refusal.refusal);
    }

    /// The part or the page failed with an error of this code that is not a refusal.
    pub fn failed(&mut self, code: &str) {
        self.call.failed(NoAnswer::of_code(code));
    }

    /// The wait is over.
    pub fn waited(&mut self) {
        self.call.waited();
    }

    /// The call was aborted, or its time limit is over.
    pub fn aborted(&mut self) {
        self.call.aborted();
    }

    /// The status of the given address at this position.
    #[wasm_bindgen(js_name = statusAt)]
    pub fn status_at(&self, row: usize) -> String {
        self.call.outcome(row).map_or("", |outcome| outcome.status.as_str()).to_owned()
    }

    /// The position of its invitation among all that were passed to `invited` and `listed`.
    #[wasm_bindgen(js_name = invitationAt)]
    pub fn invitation_at(&self, row: usize) -> Option<u32> {
        match self.call.outcome(row)?.detail {
            Detail::Invitation(at) => Some(at as u32),
            _ => None,
        }
    }

    /// The position of its error among all that `refused`, `failed` and `aborted` reported.
    #[wasm_bindgen(js_name = errorAt)]
    pub fn error_at(&self, row: usize) -> Option<u32> {
        match self.call.outcome(row)?.detail {
            Detail::Error(at) => Some(at as u32),
            _ => None,
        }
    }

    /// The position of the earlier outcome that still holds.
    #[wasm_bindgen(js_name = formerAt)]
    pub fn former_at(&self, row: usize) -> Option<u32> {
        match self.call.outcome(row)?.detail {
            Detail::Former(at) => Some(at as u32),
            _ => None,
        }
    }
}

/// A call that invites addresses part after part, up to the first part that fails.
#[wasm_bindgen]
#[derive(Debug)]
pub struct InviteInParts {
    call: core::InviteInParts,
}

#[wasm_bindgen]
impl InviteInParts {
    /// A call with `count` addresses.
    #[wasm_bindgen(constructor)]
    pub fn new(count: usize, chunk_size: u32) -> InviteInParts {
        InviteInParts { call: core::InviteInParts::new(count, chunk_size) }
    }

    /// The first and the end position of the addresses to invite next. Undefined when all are invited.
    #[wasm_bindgen(js_name = nextPart)]
    pub fn next_part(&self) -> Option<Vec<u32>> {
        self.call.next().map(|part| vec![part.start as u32, part.end as u32])
    }

    /// The part is invited.
    pub fn invited(&mut self) {
        self.call.invited();
    }

    /// After a part that failed: the position of the first address that is not known to be invited. Undefined if the whole
    /// call was one part.
    pub fn remaining(&self) -> Option<u32> {
        self.call.remaining().map(|at| at as u32)
    }
}
