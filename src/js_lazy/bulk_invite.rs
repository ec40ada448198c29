//! Many invitations.

use clerk_organization_core::bulk_invite::{
    self as core, Action, DEFAULT_CHUNK_SIZE, DEFAULT_MAX_WAIT_MS, Detail, InviteError, InviteRefusal,
    InviteStatus, ListedInvitations, NoAnswer, Recipient,
};
use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use super::letters::LETTERS;
use super::machines::{self, Machine};
use super::values::{array, strings, text, texts};

/// Reads `chunkSize`, which may be undefined. Undefined if it is not a whole number from 1 up.
#[wasm_bindgen(js_name = readChunkSize)]
pub fn read_chunk_size(size: JsValue) -> Option<u32> {
    size.as_f64().map_or(Some(DEFAULT_CHUNK_SIZE), core::BulkInvite::read_chunk_size)
}

/// Reads `maxWaitMs`, which may be undefined. Undefined if it is negative or not a number.
#[wasm_bindgen(js_name = readMaxWaitMs)]
pub fn read_max_wait_ms(ms: JsValue) -> Option<f64> {
    ms.as_f64().map_or(Some(DEFAULT_MAX_WAIT_MS), core::BulkInvite::read_max_wait).map(|ms| ms as f64)
}

/// The next action of the caller.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum BulkAction {
    /// Invite `addresses`.
    Invite,
    /// Fetch `page` of the pending invitations.
    List,
    /// Wait `waitMs` milliseconds.
    Wait,
    /// Wait for the oldest pending part, and report its result.
    Join,
    /// Return the outcomes.
    Resolve,
    /// Fail with the error that was reported last.
    Reject,
}

/// A call that invites any number of addresses, with an outcome for each. Returns its number.
///
/// `former_statuses` are those of an earlier result, or empty; `max_wait_ms` may be infinite.
#[wasm_bindgen(js_name = createBulkInvite)]
pub fn create_bulk_invite(
    addresses: &Array,
    former_statuses: &Array,
    role: JsValue,
    chunk_size: u32,
    max_wait_ms: f64,
) -> u32 {
    let formers = strings(former_statuses);
    let mut recipients = Vec::new();
    for (at, address) in strings(addresses).into_iter().enumerate() {
        let former = formers.get(at).and_then(|status| InviteStatus::parse(status));
        recipients.push(Recipient { address, former });
    }
    let (role, max_wait_ms) = (text(&role), max_wait_ms as u64);
    let call = core::BulkInvite::with_letters(LETTERS, &recipients, &role, chunk_size, max_wait_ms);
    machines::add(Machine::BulkInvite(Box::new(call)))
}

fn with<R>(number: u32, step: impl FnOnce(&mut core::BulkInvite) -> R) -> R {
    machines::with(number, |machine| match machine {
        Machine::BulkInvite(call) => Some(step(call)),
        _ => None,
    })
}

/// The next action of a bulk call with its values: the addresses to invite, or the page and its size, or the
/// milliseconds to wait. It counts as started once it is returned.
#[wasm_bindgen(js_name = nextAction)]
pub fn next_action(call: u32) -> Array {
    let action = |action: BulkAction| JsValue::from(action as u32);
    match with(call, core::BulkInvite::next_action) {
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

/// The progress of a bulk call, for `onProgress`: the number of given addresses with an outcome, and the milliseconds
/// of the wait that starts now. Empty if it has not changed.
#[wasm_bindgen(js_name = takeProgress)]
pub fn take_progress(call: u32) -> Array {
    match with(call, core::BulkInvite::progress) {
        Some(news) => array(&[(news.done as u32).into(), (news.waiting_ms as f64).into()]),
        None => Array::new(),
    }
}

/// Reports that a part of a bulk call, or of a call in parts, is invited. `addresses` are those of the returned
/// invitations, which only a bulk call needs.
#[wasm_bindgen]
pub fn invited(call: u32, addresses: &Array) {
    machines::with(call, |machine| match machine {
        Machine::BulkInvite(call) => {
            call.invited(&strings(addresses));
            Some(())
        }
        Machine::InviteInParts(call) => {
            call.invited();
            Some(())
        }
        _ => None,
    });
}

/// Takes a page of pending invitations of a bulk call. Each row has the same position in the three arrays.
#[wasm_bindgen]
pub fn listed(call: u32, ids: &Array, addresses: &Array, roles: &Array, total_count: f64) {
    let (ids, addresses, roles) = (strings(ids), strings(addresses), strings(roles));
    let listed = ListedInvitations { ids, addresses, roles, total_count: total_count as u64 };
    with(call, |call| call.listed(&listed));
}

/// Reports that the server refused a request of a bulk call or a step of a resend: the HTTP status, the seconds to wait
/// if the server sends them, and the code, param, addresses and message of each error in the body.
#[wasm_bindgen]
pub fn refused(call: u32, status: u16, retry_after: JsValue, errors: &Array) {
    let retry_after = retry_after.as_f64().map(|seconds| seconds as u32);
    let mut refusal = InviteRefusal { status, errors: Vec::new(), retry_after };
    for index in 0..errors.length() {
        let error: Array = errors.get(index).unchecked_into();
        refusal.errors.push(InviteError {
            code: text(&error.get(0)),
            param_name: error.get(1).as_string(),
            addresses: strings(error.get(2).unchecked_ref()),
            message: text(&error.get(3)),
        });
    }
    machines::with(call, |machine| match machine {
        Machine::BulkInvite(call) => {
            call.refused(&refusal);
            Some(())
        }
        Machine::Resend(call) => {
            call.refused(&refusal);
            Some(())
        }
        _ => None,
    });
}

/// Reports that a request of a bulk call or a step of a resend failed with an error of this code, which is not a
/// refusal.
#[wasm_bindgen]
pub fn failed(call: u32, code: JsValue) {
    let no_answer = NoAnswer::of_code(&text(&code));
    machines::with(call, |machine| match machine {
        Machine::BulkInvite(call) => {
            call.failed(no_answer);
            Some(())
        }
        Machine::Resend(call) => {
            call.failed(no_answer);
            Some(())
        }
        _ => None,
    });
}

/// Reports that the wait of a bulk call is over.
#[wasm_bindgen(js_name = waitEnded)]
pub fn wait_ended(call: u32) {
    with(call, core::BulkInvite::waited);
}

/// Reports that the bulk call was aborted or its time limit passed.
#[wasm_bindgen]
pub fn aborted(call: u32) {
    with(call, core::BulkInvite::aborted);
}

/// The outcome of each given address of a bulk call: its status, then three positions, at most one of which is defined:
/// that of its invitation among all that were passed to `invited` and `listed`; that of its error among all that
/// `refused`, `failed` and `aborted` reported; that of the earlier outcome that still applies.
#[wasm_bindgen]
pub fn outcomes(call: u32) -> Array {
    let outcomes = Array::new();
    for outcome in with(call, |call| call.outcomes()) {
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

/// A call that invites `count` addresses one part after the other, up to the first part that fails. Returns its number.
#[wasm_bindgen(js_name = createInviteInParts)]
pub fn create_invite_in_parts(count: usize, chunk_size: u32) -> u32 {
    machines::add(Machine::InviteInParts(Box::new(core::InviteInParts::new(count, chunk_size))))
}

fn with_parts<R>(number: u32, step: impl FnOnce(&mut core::InviteInParts) -> R) -> R {
    machines::with(number, |machine| match machine {
        Machine::InviteInParts(call) => Some(step(call)),
        _ => None,
    })
}

/// The first and the end position of the addresses to invite next. Empty when all are invited.
#[wasm_bindgen(js_name = nextPart)]
pub fn next_part(call: u32) -> Array {
    match with_parts(call, |call| call.next()) {
        Some(part) => array(&[(part.start as u32).into(), (part.end as u32).into()]),
        None => Array::new(),
    }
}

/// After a failed part: the position of the first address that may not be invited. Undefined if the whole call was one
/// part.
#[wasm_bindgen]
pub fn remaining(call: u32) -> Option<u32> {
    with_parts(call, |call| call.remaining()).map(|at| at as u32)
}
