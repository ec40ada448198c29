//! Live lists.

use clerk_organization_core::bulk_invite::NoAnswer;
use clerk_organization_core::live_list::{self as core, Change, Fetched, Kind};
use clerk_organization_core::pages::PageToFetch;
use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::letters::LETTERS;
use super::values::{array, strings, texts};

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

/// The kinds of lists, under the names that JavaScript has for them.
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
#[wasm_bindgen]
#[derive(Debug)]
pub struct LiveList {
    list: core::LiveList,
    pending_count: Option<u64>,
}

#[wasm_bindgen]
impl LiveList {
    /// `statuses` are those that the list shows; undefined stands for all. An unknown `kind` is one of invitations.
    #[wasm_bindgen(constructor)]
    pub fn new(kind: &str, initial_page: u32, page_size: u32, statuses: Option<Array>) -> LiveList {
        let statuses = statuses.as_ref().map(strings);
        let kind = KINDS.iter().find(|(name, _)| *name == kind).map_or(Kind::Invitations, |(_, kind)| *kind);
        let list =
            core::LiveList::with_letters(LETTERS, kind, PageToFetch { initial_page, page_size }, statuses);
        LiveList { list, pending_count: None }
    }

    /// The visible state: the rows that the server has not confirmed, each with its address and role; the ids of the
    /// other rows; the number of rows on all pages; whether there are more than were fetched; whether rows are being
    /// fetched.
    pub fn view(&self) -> Array {
        let view = self.list.view();
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
    }

    /// Milliseconds after which to call `timerFired`, if a timer is to be set.
    #[wasm_bindgen(js_name = takeTimer)]
    pub fn take_timer(&mut self) -> Option<u32> {
        self.list.take_timer()
    }

    /// Begins to fetch all rows again. Returns the load's number.
    pub fn refresh(&mut self) -> u32 {
        self.list.refresh()
    }

    /// Begins to fetch one page more. Undefined after the last page.
    #[wasm_bindgen(js_name = loadNextPage)]
    pub fn load_next_page(&mut self) -> Option<u32> {
        self.list.load_next_page()
    }

    /// Called when the timer fires. Returns the number of the load that begins.
    #[wasm_bindgen(js_name = timerFired)]
    pub fn timer_fired(&mut self) -> Option<u32> {
        self.list.timer_fired()
    }

    /// The number of the page that a load needs next. Undefined if it is complete or outdated.
    #[wasm_bindgen(js_name = nextPage)]
    pub fn next_page(&self, load: u32) -> Option<u32> {
        self.list.next_page(load).map(|page| page.initial_page)
    }

    /// The page is here.
    pub fn fetched(&mut self, load: u32, ids: &Array, total_count: f64) -> FetchedPage {
        match self.list.fetched(load, &strings(ids), total_count as u64) {
            Fetched::Outdated => FetchedPage::Outdated,
            Fetched::Incomplete => FetchedPage::Incomplete,
            Fetched::Complete { pending_count } => {
                self.pending_count = pending_count;
                FetchedPage::Complete
            }
        }
    }

    /// How many invitations of the organization are pending, if the complete load says so.
    #[wasm_bindgen(js_name = pendingCount)]
    pub fn pending_count(&self) -> Option<f64> {
        self.pending_count.map(|count| count as f64)
    }

    /// A page could not be fetched. Returns whether that is the list's error.
    #[wasm_bindgen(js_name = loadFailed)]
    pub fn load_failed(&mut self, load: u32) -> bool {
        self.list.load_failed(load)
    }

    /// Addresses are being invited. `change` identifies the change.
    #[wasm_bindgen(js_name = inviteStarted)]
    pub fn invite_started(&mut self, change: u32, addresses: &Array, role: String) {
        self.list.started(change, Change::Invite { addresses: strings(addresses), role });
    }

    /// An invitation is being revoked.
    #[wasm_bindgen(js_name = revokeStarted)]
    pub fn revoke_started(&mut self, change: u32, id: String, was_pending: bool) {
        self.list.started(change, Change::Revoke { id, was_pending });
    }

    /// An operation of this name is sent; `row` is the row that it is about. Returns whether it concerns this list.
    #[wasm_bindgen(js_name = operationStarted)]
    pub fn operation_started(&mut self, change: u32, operation: &str, row: Option<String>) -> bool {
        self.list.operation_started(change, operation, row.as_deref())
    }

    /// A change succeeded. `made` are the ids of the invitations that it made.
    pub fn succeeded(&mut self, change: u32, made: &Array) {
        self.list.succeeded(change, &strings(made));
    }

    /// A change failed: refused by the server, or with an error of this code.
    pub fn failed(&mut self, change: u32, is_refusal: bool, code: &str) {
        self.list.failed(change, (!is_refusal).then(|| NoAnswer::of_code(code)));
    }

    /// Called if something changed elsewhere: the rows are fetched again.
    #[wasm_bindgen(js_name = changedElsewhere)]
    pub fn changed_elsewhere(&mut self) {
        self.list.changed_elsewhere();
    }
}
