//! A list that stays current. Changes by this client show at once and are undone if they fail. After each change the
//! rows are fetched again silently and replaced by the server's.
//!
//! [`LiveList`] is a state machine. It has only the ids of rows; the caller keeps the objects. After each event the
//! caller reads [`view`](LiveList::view) and [`take_timer`](LiveList::take_timer).

mod kind;
mod load;
mod pending_changes;

pub use kind::Kind;
pub use load::Fetched;
pub use pending_changes::{Change, ProvisionalRow};

use crate::addresses::Letters;
use crate::bulk_invite::NoAnswer;
use crate::pages::PageToFetch;
use load::Load;
use pending_changes::Changes;

/// The delay from a change to the fetch of the rows, so that several changes in a row cause one request.
const SETTLE_MS: u32 = 50;

/// The visible state of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Rows that the server has not confirmed. They come before all others.
    pub provisional: Vec<ProvisionalRow>,
    /// The ids of the other rows.
    pub rows: Vec<String>,
    /// The number of rows in all pages.
    pub total_count: u64,
    /// Whether there are more rows than the fetched ones.
    pub has_next_page: bool,
    /// Whether rows are being fetched.
    pub is_loading: bool,
}

/// A live list, from its first page to the last one that was fetched.
#[derive(Clone, Debug)]
pub struct LiveList {
    kind: Kind,
    first_page: PageToFetch,
    /// The statuses that the list shows. `None` for all.
    statuses: Option<Vec<String>>,
    /// The rows that the server listed, with the successful changes since then.
    rows: Vec<String>,
    total: u64,
    pages: u32,
    changes: Changes,
    load: Option<Load>,
    loads: u32,
    is_loading: bool,
    /// Whether the rows are known to be outdated.
    is_stale: bool,
    timer: Option<u32>,
}

impl LiveList {
    /// An empty, loading list. It shows rows with these statuses; `None` for all.
    pub fn new(kind: Kind, first_page: PageToFetch, statuses: Option<Vec<String>>) -> Self {
        Self::with_letters(Letters::NATIVE, kind, first_page, statuses)
    }

    /// [`new`](Self::new) with the letters of a host.
    pub fn with_letters(
        letters: Letters,
        kind: Kind,
        first_page: PageToFetch,
        statuses: Option<Vec<String>>,
    ) -> Self {
        Self {
            kind,
            first_page,
            statuses,
            rows: Vec::new(),
            total: 0,
            pages: 1,
            changes: Changes::new(letters),
            load: None,
            loads: 0,
            is_loading: true,
            is_stale: false,
            timer: None,
        }
    }

    /// The visible state of the list.
    pub fn view(&self) -> View {
        let mut rows = self.rows.clone();
        rows.retain(|id| !self.changes.is_being_removed(id));
        if !self.shows("revoked") {
            rows.retain(|id| !self.changes.is_being_revoked(id));
        }
        let (added, removed) = self.changes.effect(|status| self.shows(status));
        View {
            provisional: if self.shows_new() { self.changes.provisional_rows() } else { Vec::new() },
            rows,
            total_count: (self.total + added).saturating_sub(removed),
            has_next_page: self.has_next_page(),
            is_loading: self.is_loading,
        }
    }

    /// Milliseconds until [`timer_fired`](Self::timer_fired) must be called, if a timer must be set. It replaces the
    /// previous timer.
    pub fn take_timer(&mut self) -> Option<u32> {
        self.timer.take()
    }

    /// Starts to fetch all rows again. Returns the load's number, for [`next_page`](Self::next_page).
    pub fn refresh(&mut self) -> u32 {
        // Includes a page that is being added.
        let wanted = self.load.as_ref().map_or(0, |load| load.pages);
        self.begin(self.pages.max(wanted), false)
    }

    /// Starts to fetch one more page. `None` after the last page.
    pub fn load_next_page(&mut self) -> Option<u32> {
        self.has_next_page().then(|| self.begin(self.pages + 1, false))
    }

    /// Called when the timer fires: starts to fetch silently, if that is still useful. Otherwise the pending change or
    /// load sets a timer when it ends.
    pub fn timer_fired(&mut self) -> Option<u32> {
        // Rows fetched during a change may or may not include it, so it could count twice.
        let is_due = self.is_stale && self.changes.is_empty() && !self.is_loading;
        is_due.then(|| self.begin(self.pages, true))
    }

    /// The page that a load needs next. `None` if it is complete, or outdated by a later load or a change.
    pub fn next_page(&self, load: u32) -> Option<PageToFetch> {
        let current = self.load.as_ref().filter(|current| current.number == load)?;
        let initial_page = self.first_page.initial_page.checked_add(current.pages_fetched)?;
        Some(PageToFetch { initial_page, ..self.first_page })
    }

    /// Takes the page from [`next_page`](Self::next_page): the ids of its rows, and the number of rows in all pages.
    pub fn fetched(&mut self, load: u32, ids: &[String], total_count: u64) -> Fetched {
        let Some(current) = self.load.as_mut().filter(|current| current.number == load) else {
            return Fetched::Outdated;
        };
        if !current.take(ids, self.first_page.page_size) {
            return Fetched::Incomplete;
        }
        if let Some(load) = self.load.take() {
            self.pages = load.pages;
            self.rows = load.rows.into_list();
        }
        self.total = total_count;
        let is_of_pending = self.kind == Kind::Invitations
            && self.statuses.as_ref().is_some_and(|all| all.iter().eq(["pending"]));
        let pending_count = (is_of_pending && self.changes.is_empty()).then_some(total_count);
        self.changes.rows_were_fetched();
        self.end_load();
        Fetched::Complete { pending_count }
    }

    /// Called if a page could not be fetched. Returns whether this is the list's error, which it is not for an outdated
    /// load.
    pub fn load_failed(&mut self, load: u32) -> bool {
        let is_current = self.load.as_ref().is_some_and(|current| current.number == load);
        if is_current {
            self.load = None;
            self.end_load();
        }
        is_current
    }

    /// Reports that a change is sent. `change` identifies it.
    pub fn started(&mut self, change: u32, what: Change) {
        self.changes.started(change, what, &self.rows);
        if self.load.as_ref().is_some_and(|load| load.is_silent) {
            self.load = None;
            self.is_loading = false;
            self.is_stale = true;
        }
    }

    /// Reports that an operation is sent. `row` is the row of this list that it is about, if any. Returns whether it
    /// concerns this list; then the caller must report its end.
    pub fn operation_started(&mut self, change: u32, operation: &str, row: Option<&str>) -> bool {
        let effect = self.kind.effect_of(operation, row, |status| self.shows(status));
        let concerns = effect.is_some();
        if let Some(effect) = effect {
            self.started(change, effect);
        }
        concerns
    }

    /// Reports that a change succeeded. `made` are the ids of the new invitations.
    pub fn succeeded(&mut self, change: u32, made: &[String]) {
        let Some(ended) = self.changes.ended(change) else { return };
        let (added, removed) = ended.effect_of(made.len() as u64, |status| self.shows(status));
        self.total = (self.total + added).saturating_sub(removed);
        match &ended.change {
            Change::Invite { .. } if self.shows_new() => {
                let mut rows = made.to_vec();
                self.rows.retain(|id| !made.contains(id));
                rows.append(&mut self.rows);
                self.rows = rows;
            }
            Change::Revoke { id, .. } if !self.shows("revoked") => self.rows.retain(|row| row != id),
            Change::Remove { id } => self.rows.retain(|row| row != id),
            _ => {}
        }
        self.changed_elsewhere();
    }

    /// Reports that a change failed. `no_answer` is `None` if the server refused it.
    pub fn failed(&mut self, change: u32, no_answer: Option<NoAnswer>) {
        self.changes.ended(change);
        // After a refusal the list may be outdated, for example because the invitation is no longer pending.
        self.is_stale |= matches!(no_answer, None | Some(NoAnswer::Unknown));
        self.settle();
    }

    /// Reports a change elsewhere, for example in another tab: the rows are fetched again.
    pub fn changed_elsewhere(&mut self) {
        self.is_stale = true;
        self.settle();
    }

    fn shows(&self, status: &str) -> bool {
        self.statuses.as_ref().is_none_or(|all| all.iter().any(|one| one == status))
    }

    /// Whether new rows show. The newest rows come first, so a list from a later page shows none.
    fn shows_new(&self) -> bool {
        self.first_page.initial_page == 1 && self.shows("pending")
    }

    fn has_next_page(&self) -> bool {
        self.first_page.offset() + (self.rows.len() as u64) < self.total
    }

    fn begin(&mut self, pages: u32, is_silent: bool) -> u32 {
        if self.changes.is_empty() {
            self.is_stale = false;
        }
        self.loads += 1;
        self.load = Some(Load::new(self.loads, pages, is_silent));
        self.is_loading = true;
        self.loads
    }

    fn end_load(&mut self) {
        self.is_loading = false;
        self.settle();
    }

    fn settle(&mut self) {
        if self.is_stale {
            self.timer = Some(SETTLE_MS);
        }
    }
}

#[cfg(test)]
mod tests;
