//! Many invitations.

use clerk_organization_core::bulk_invite::{
    self as core, Action, DEFAULT_CHUNK_SIZE, DEFAULT_MAX_WAIT_MS, Detail, InviteStatus, ListedInvitations,
    NoAnswer, Recipient,
};
use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::letters::LETTERS;
use super::resend::InviteRefusal;
use super::values::{array, strings, texts};

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
    /// Wait for the first part that is under way, and report it.
    Join,
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
}

#[wasm_bindgen]
impl BulkInvite {
    /// `former_statuses` are those of an earlier result, or empty; `max_wait_ms` may be infinite.
    #[wasm_bindgen(constructor)]
    pub fn new(
        addresses: &Array,
        former_statuses: &Array,
        role: &str,
        chunk_size: u32,
        max_wait_ms: f64,
    ) -> BulkInvite {
        let formers = strings(former_statuses);
        let mut recipients = Vec::new();
        for (at, address) in strings(addresses).into_iter().enumerate() {
            let former = formers.get(at).and_then(|status| InviteStatus::parse(status));
            recipients.push(Recipient { address, former });
        }
        BulkInvite {
            call: core::BulkInvite::with_letters(LETTERS, &recipients, role, chunk_size, max_wait_ms as u64),
        }
    }

    /// What to do next, with what it takes: the addresses to invite; the page and how many rows it holds; the milliseconds
    /// to wait. It counts as begun once it is returned.
    #[wasm_bindgen(js_name = nextAction)]
    pub fn next_action(&mut self) -> Array {
        let action = |action: BulkAction| JsValue::from(action as u32);
        match self.call.next_action() {
            Action::Invite(addresses) => array(&[action(BulkAction::Invite), texts(&addresses)]),
            Action::List(page) => {
                array(&[action(BulkAction::List), page.initial_page.into(), page.page_size.into()])
            }
            Action::Wait { ms } => array(&[action(BulkAction::Wait), (ms as f64).into()]),
            Action::Join => array(&[action(BulkAction::Join)]),
            Action::Resolve => array(&[action(BulkAction::Resolve)]),
            Action::Reject => array(&[action(BulkAction::Reject)]),
        }
    }

    /// The arguments for `onProgress`: the number of addresses with an outcome, and the milliseconds of the wait that
    /// begins now. Empty if the progress has not changed.
    #[wasm_bindgen(js_name = takeProgress)]
    pub fn take_progress(&mut self) -> Array {
        match self.call.progress() {
            Some(news) => array(&[(news.done as u32).into(), (news.waiting_ms as f64).into()]),
            None => Array::new(),
        }
    }

    /// The part is invited. `addresses` are those of the invitations that came back.
    pub fn invited(&mut self, addresses: &Array) {
        self.call.invited(&strings(addresses));
    }

    /// Takes the page of pending invitations, a row at each position of the three arrays.
    pub fn listed(&mut self, ids: &Array, addresses: &Array, roles: &Array, total_count: f64) {
        let (ids, addresses, roles) = (strings(ids), strings(addresses), strings(roles));
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

    /// The outcome of each given address: its status, then three positions, of which at most one is defined. The first
    /// is the position of its invitation among all that were passed to `invited` and `listed`, the second that of its
    /// error among all that `refused`, `failed` and `aborted` reported, the third that of the earlier outcome that is
    /// still valid.
    pub fn outcomes(&self) -> Array {
        let outcomes = Array::new();
        for outcome in self.call.outcomes() {
            let row = Array::new();
            row.push(&outcome.status.as_str().into());
            match outcome.detail {
                Detail::Invitation(at) => row.set(1, (at as u32).into()),
                Detail::Error(at) => row.set(2, (at as u32).into()),
                Detail::Former(at) => row.set(3, (at as u32).into()),
                Detail::None => {}
            }
            outcomes.push(&row);
        }
        outcomes
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

    /// The first and the end position of the addresses to invite next. Empty when all are invited.
    #[wasm_bindgen(js_name = nextPart)]
    pub fn next_part(&self) -> Array {
        match self.call.next() {
            Some(part) => array(&[(part.start as u32).into(), (part.end as u32).into()]),
            None => Array::new(),
        }
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
