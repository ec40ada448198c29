//! Live lists.

use clerk_organization_core::bulk_invite::NoAnswer;
use clerk_organization_core::live_list::{self as core, Change, Fetched, Kind};
use clerk_organization_core::pages::PageToFetch;
use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use super::letters::LETTERS;
use super::machines::{self, Machine};
use super::values::{array, strings, text, texts};

/// The result of a page.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum FetchedPage {
    /// A later load or a change has outdated it.
    Outdated,
    /// The load needs another page.
    Incomplete,
    /// The load is complete and its rows show.
    Complete,
}

/// The kinds of lists, by their names in JavaScript.
const KINDS: [(&str, Kind); 7] = [
    ("invitations", Kind::Invitations),
    ("memberships", Kind::Memberships),
    ("membershipRequests", Kind::MembershipRequests),
    ("domains", Kind::Domains),
    ("userMemberships", Kind::UserMemberships),
    ("userInvitations", Kind::UserInvitations),
    ("userSuggestions", Kind::UserSuggestions),
];

/// A list that stays current.
pub(super) struct LiveList {
    list: core::LiveList,
    pending_count: Option<u64>,
}

/// A list that stays current. Returns its number.
///
/// `statuses` are those that the list shows; undefined means all. An unknown `kind` means invitations.
#[wasm_bindgen(js_name = createLiveList)]
pub fn create_live_list(kind: JsValue, initial_page: u32, page_size: u32, statuses: JsValue) -> u32 {
    let kind = text(&kind);
    let statuses = (!statuses.is_undefined()).then(|| strings(statuses.unchecked_ref()));
    let kind = KINDS.iter().find(|(name, _)| *name == kind).map_or(Kind::Invitations, |(_, kind)| *kind);
    let list = core::LiveList::with_letters(LETTERS, kind, PageToFetch { initial_page, page_size }, statuses);
    machines::add(Machine::LiveList(Box::new(LiveList { list, pending_count: None })))
}

fn with<R>(number: u32, step: impl FnOnce(&mut LiveList) -> R) -> R {
    machines::with(number, |machine| match machine {
        Machine::LiveList(list) => Some(step(list)),
        _ => None,
    })
}

/// The visible state of a list: the unconfirmed rows with address and role, the ids of the other rows, the number of
/// rows in all pages, whether there are more than the fetched ones, and whether rows are being fetched.
#[wasm_bindgen]
pub fn view(list: u32) -> Array {
    with(list, |live| {
        let view = live.list.view();
        let provisional = Array::new();
        for row in &view.provisional {
            provisional.push(&array(&[row.address.as_str().into(), row.role.as_str().into()]));
        }
        array(&[
            provisional.into(),
            texts(&view.rows),
            (view.total_count as f64).into(),
            view.has_next_page.into(),
            view.is_loading.into(),
        ])
    })
}

/// Milliseconds until `timerFired` must be called, if a timer must be set.
#[wasm_bindgen(js_name = takeTimer)]
pub fn take_timer(list: u32) -> Option<u32> {
    with(list, |live| live.list.take_timer())
}

/// Starts to fetch all rows of a list again. Returns the load's number.
#[wasm_bindgen]
pub fn refresh(list: u32) -> u32 {
    with(list, |live| live.list.refresh())
}

/// Starts to fetch the next page. Returns undefined if no page follows.
#[wasm_bindgen(js_name = loadNextPage)]
pub fn load_next_page(list: u32) -> Option<u32> {
    with(list, |live| live.list.load_next_page())
}

/// Called when the timer fires. Returns the number of the new load, if any.
#[wasm_bindgen(js_name = timerFired)]
pub fn timer_fired(list: u32) -> Option<u32> {
    with(list, |live| live.list.timer_fired())
}

/// The number of the page that a load needs next. Undefined if it is complete or outdated.
#[wasm_bindgen(js_name = nextPage)]
pub fn next_page(list: u32, load: u32) -> Option<u32> {
    with(list, |live| live.list.next_page(load)).map(|page| page.initial_page)
}

/// Takes a page of a load.
#[wasm_bindgen]
pub fn fetched(list: u32, load: u32, ids: &Array, total_count: f64) -> FetchedPage {
    let ids = strings(ids);
    with(list, |live| match live.list.fetched(load, &ids, total_count as u64) {
        Fetched::Outdated => FetchedPage::Outdated,
        Fetched::Incomplete => FetchedPage::Incomplete,
        Fetched::Complete { pending_count } => {
            live.pending_count = pending_count;
            FetchedPage::Complete
        }
    })
}

/// The number of the organization's pending invitations, if the complete load shows it.
#[wasm_bindgen(js_name = pendingInvitations)]
pub fn pending_invitations(list: u32) -> Option<f64> {
    with(list, |live| live.pending_count).map(|count| count as f64)
}

/// Reports that a page could not be fetched. Returns whether this is the list's error.
#[wasm_bindgen(js_name = loadFailed)]
pub fn load_failed(list: u32, load: u32) -> bool {
    with(list, |live| live.list.load_failed(load))
}

/// Reports that addresses are being invited. `change` identifies the change.
#[wasm_bindgen(js_name = inviteStarted)]
pub fn invite_started(list: u32, change: u32, addresses: &Array, role: JsValue) {
    let (addresses, role) = (strings(addresses), text(&role));
    with(list, |live| live.list.started(change, Change::Invite { addresses, role }));
}

/// Reports that an invitation is being revoked.
#[wasm_bindgen(js_name = revokeStarted)]
pub fn revoke_started(list: u32, change: u32, id: JsValue, was_pending: bool) {
    let id = text(&id);
    with(list, |live| live.list.started(change, Change::Revoke { id, was_pending }));
}

/// Reports that an operation is sent. `row` is the row that it is about. Returns whether it concerns this list.
#[wasm_bindgen(js_name = operationStarted)]
pub fn operation_started(list: u32, change: u32, operation: JsValue, row: JsValue) -> bool {
    let (operation, row) = (text(&operation), row.as_string());
    with(list, |live| live.list.operation_started(change, &operation, row.as_deref()))
}

/// Reports that a change succeeded. `made` are the ids of the new invitations.
#[wasm_bindgen(js_name = changeSucceeded)]
pub fn change_succeeded(list: u32, change: u32, made: &Array) {
    let made = strings(made);
    with(list, |live| live.list.succeeded(change, &made));
}

/// Reports that a change failed: refused by the server, or with an error of this code.
#[wasm_bindgen(js_name = changeFailed)]
pub fn change_failed(list: u32, change: u32, is_refusal: bool, code: JsValue) {
    let no_answer = (!is_refusal).then(|| NoAnswer::of_code(&text(&code)));
    with(list, |live| live.list.failed(change, no_answer));
}

/// Called after a change elsewhere, for example in another tab. The rows are fetched again.
#[wasm_bindgen(js_name = changedElsewhere)]
pub fn changed_elsewhere(list: u32) {
    with(list, |live| live.list.changed_elsewhere());
}
