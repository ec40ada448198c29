//! Lists that stay current, for Rust callers: performs the actions of the core's [`LiveList`](core::LiveList) while the
//! stream is polled.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use clerk_organization_core::live_list as core;
use clerk_organization_core::live_list::Fetched;
use clerk_organization_core::organization_counts::Counted;
use clerk_organization_core::pages::PageToFetch;
use futures_core::Stream;

use super::followers::{self, ChangeEvent, FollowChanges, What};
use super::live_rows::LiveRow;
use crate::client::Client;
use crate::error::Error;
use crate::flight::Boxed;
use crate::host;
use crate::resource::Page;
use crate::signal::Signal;

/// The visible state of a live list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LiveRows<Row> {
    /// The rows, in the server's order.
    pub data: Vec<Row>,
    /// The number of rows on all pages.
    pub total_count: u64,
    /// Whether [`load_next_page`](LiveListControls::load_next_page) can fetch another page.
    pub has_next_page: bool,
    /// Whether rows are being fetched.
    pub is_loading: bool,
    /// The error of the last fetch, after which the old rows stay. `None` after a success.
    pub error: Option<Error>,
}

/// The stream of a list that stays current. It yields the visible state at first and after each change.
///
/// Changes made through this client show at once, and are undone if they fail. After each change the rows are fetched
/// again, in a browser also after a change in another tab. Changes on other machines show after a
/// [`refresh`](LiveListControls::refresh). The list sends its requests while the stream is polled. Dropping the stream
/// aborts its request and its timer. The stream ends when the last [`Clerk`](crate::Clerk) is dropped.
pub struct LiveList<Row: LiveRow> {
    list: Rc<List<Row>>,
    load: Option<u32>,
    fetching: Option<Boxed<Result<Page<Row::Resource>, Error>>>,
    timer: Option<Boxed<()>>,
    seen: u32,
    last: Option<LiveRows<Row>>,
}

/// Fetches more rows of a live list. Cheap to clone; does nothing once the list is dropped.
#[derive(Clone)]
pub struct LiveListControls(Weak<dyn Controlled>);

impl LiveListControls {
    /// Fetches all rows again.
    pub fn refresh(&self) {
        if let Some(list) = self.0.upgrade() {
            list.refresh();
        }
    }

    /// Fetches one more page. Returns false if there is none.
    pub fn load_next_page(&self) -> bool {
        self.0.upgrade().is_some_and(|list| list.load_next_page())
    }
}

trait Controlled {
    fn refresh(&self);
    fn load_next_page(&self) -> bool;
}

/// The kind of a list, and how a page of it is fetched.
pub(super) struct Source<Resource> {
    pub(super) client: Rc<Client>,
    /// `None` for the lists of the signed-in user.
    pub(super) organization_id: Option<String>,
    pub(super) kind: core::Kind,
    pub(super) first_page: PageToFetch,
    pub(super) statuses: Option<Vec<String>>,
    #[allow(clippy::type_complexity, reason = "one function")]
    pub(super) fetch: Box<dyn Fn(PageToFetch) -> Boxed<Result<Page<Resource>, Error>>>,
}

/// The state that the stream, its controls and the client's changes share.
struct List<Row: LiveRow> {
    source: Source<Row::Resource>,
    state: RefCell<State<Row>>,
    /// Sent after each event.
    signal: Signal,
    is_closed: Cell<bool>,
}

struct State<Row: LiveRow> {
    list: core::LiveList,
    /// The rows of the list by their ids.
    rows: BTreeMap<String, Row::Resource>,
    /// A load that has not started.
    wanted: Option<u32>,
    error: Option<Error>,
    /// The pending operations that concern the list.
    concerning: Vec<u32>,
    /// The user, their organizations and roles. Empty for the lists of an organization.
    joined: Vec<(String, String)>,
}

impl<Row: LiveRow> LiveList<Row> {
    pub(super) fn new(source: Source<Row::Resource>) -> Self {
        let mut list = core::LiveList::new(source.kind, source.first_page, source.statuses.clone());
        let wanted = Some(list.refresh());
        let joined =
            if source.organization_id.is_none() { followers::joined(&source.client) } else { vec![] };
        let state =
            State { list, rows: BTreeMap::new(), wanted, error: None, concerning: Vec::new(), joined };
        let is_closed = source.client.followers.is_closed();
        let list = Rc::new(List {
            source,
            state: RefCell::new(state),
            signal: Signal::default(),
            is_closed: Cell::new(is_closed),
        });
        let weak = Rc::downgrade(&list);
        list.source.client.followers.add(weak);
        // The first poll yields the state before the first request.
        let seen = list.signal.now().wrapping_sub(1);
        Self { list, load: None, fetching: None, timer: None, seen, last: None }
    }

    /// Returns the current state.
    pub fn current(&self) -> LiveRows<Row> {
        self.list.state.borrow().shown()
    }

    /// Returns a handle that fetches more rows while the stream is being polled.
    pub fn controls(&self) -> LiveListControls {
        let list = Rc::downgrade(&self.list);
        LiveListControls(list)
    }

    /// Continues the current load. Returns whether it made progress.
    fn poll_load(&mut self, context: &mut Context<'_>) -> bool {
        if let Some(load) = self.list.state.borrow_mut().wanted.take() {
            // A later load replaces an earlier one and aborts its request.
            (self.load, self.fetching) = (Some(load), None);
        }
        let page = self.load.and_then(|load| self.list.state.borrow().list.next_page(load));
        let (Some(load), Some(page)) = (self.load, page) else {
            (self.load, self.fetching) = (None, None);
            return false;
        };
        let fetching = self.fetching.get_or_insert_with(|| (self.list.source.fetch)(page));
        let Poll::Ready(fetched) = fetching.as_mut().poll(context) else { return false };
        self.fetching = None;
        self.list.fetched(load, fetched);
        true
    }

    /// Polls the timer of a stale list, and starts to fetch when it fires. Returns whether it has fired.
    fn poll_timer(&mut self, context: &mut Context<'_>) -> bool {
        if let Some(ms) = self.list.state.borrow_mut().list.take_timer() {
            self.timer = Some(host::sleep(Duration::from_millis(ms.into())));
        }
        let Some(timer) = &mut self.timer else { return false };
        if timer.as_mut().poll(context).is_pending() {
            return false;
        }
        self.timer = None;
        let load = self.list.state.borrow_mut().list.timer_fired();
        if let Some(load) = load {
            self.list.begin(load);
        }
        true
    }
}

impl<Row: LiveRow> Stream for LiveList<Row> {
    type Item = LiveRows<Row>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<LiveRows<Row>>> {
        loop {
            if self.list.is_closed.get() {
                (self.fetching, self.timer) = (None, None);
                return Poll::Ready(None);
            }
            while self.poll_load(context) || self.poll_timer(context) {}
            let list = Rc::clone(&self.list);
            std::task::ready!(list.signal.poll(&mut self.seen, context));
            let shown = self.current();
            if self.last.as_ref() != Some(&shown) {
                self.last = Some(shown.clone());
                return Poll::Ready(Some(shown));
            }
        }
    }
}

impl<Row: LiveRow> Unpin for LiveList<Row> {}

impl<Row: LiveRow> List<Row> {
    /// Whether a change of this organization may change the rows. One of any organization may change the user's lists.
    fn concerns(&self, organization_id: &str) -> bool {
        self.source.organization_id.as_deref().is_none_or(|id| id == organization_id)
    }

    fn begin(&self, load: u32) {
        self.state.borrow_mut().wanted = Some(load);
        self.signal.send();
    }

    fn fetched(&self, load: u32, fetched: Result<Page<Row::Resource>, Error>) {
        let mut pending_count = None;
        {
            let mut state = self.state.borrow_mut();
            match fetched {
                Ok(page) => {
                    let ids: Vec<String> = page.data.iter().map(|row| Row::id(row).to_owned()).collect();
                    state.keep(page.data);
                    if let Fetched::Complete { pending_count: count } =
                        state.list.fetched(load, &ids, page.total_count)
                    {
                        state.error = None;
                        state.forget_others();
                        pending_count = count;
                    }
                }
                Err(error) => {
                    if state.list.load_failed(load) {
                        state.error = Some(error);
                    }
                }
            }
        }
        self.counted(pending_count);
        self.signal.send();
    }

    /// Takes the count of pending invitations, if the list shows exactly those.
    fn counted(&self, pending: Option<u64>) {
        let Source { client, organization_id: Some(id), .. } = &self.source else { return };
        let Some(count) = pending.and_then(|count| u32::try_from(count).ok()) else { return };
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        client.counts.borrow_mut().counted(id, Counted::PendingInvitations, count);
        client.followers.signal.send();
    }
}

impl<Row: LiveRow> Controlled for List<Row> {
    fn refresh(&self) {
        let load = self.state.borrow_mut().list.refresh();
        self.begin(load);
    }

    fn load_next_page(&self) -> bool {
        let load = self.state.borrow_mut().list.load_next_page();
        load.map(|load| self.begin(load)).is_some()
    }
}

impl<Row: LiveRow> State<Row> {
    fn keep(&mut self, rows: impl IntoIterator<Item = Row::Resource>) {
        self.rows.extend(rows.into_iter().map(|row| (Row::id(&row).to_owned(), row)));
    }

    /// Drops rows that are no longer shown.
    fn forget_others(&mut self) {
        let shown = self.list.view().rows;
        self.rows.retain(|id, _| shown.contains(id));
    }

    fn shown(&self) -> LiveRows<Row> {
        let view = self.list.view();
        let provisional = view.provisional.into_iter().filter_map(Row::provisional);
        let confirmed = view.rows.iter().filter_map(|id| self.rows.get(id).cloned());
        LiveRows {
            data: provisional.chain(confirmed.map(Row::confirmed)).collect(),
            total_count: view.total_count,
            has_next_page: view.has_next_page,
            is_loading: view.is_loading,
            error: self.error.clone(),
        }
    }

    /// Takes the start of a change. Returns whether it concerns this list.
    fn started(&mut self, kind: core::Kind, number: u32, what: &What<'_>) -> bool {
        match what {
            What::Invitations(change) => {
                let concerns = kind == core::Kind::Invitations;
                if concerns {
                    self.list.started(number, (*change).clone());
                }
                concerns
            }
            What::Operation { name, target } => {
                let is_named = |row: &&Row::Resource| target.is_some_and(|target| Row::is_named(row, target));
                let row = self.rows.values().find(is_named).map(|row| Row::id(row).to_owned());
                self.list.operation_started(number, name, row.as_deref())
            }
        }
    }

    /// Removes an operation that has ended. Returns whether it concerned this list.
    fn ended(&mut self, number: u32) -> bool {
        let at = self.concerning.iter().position(|one| *one == number);
        at.map(|at| self.concerning.swap_remove(at)).is_some()
    }
}

impl<Row: LiveRow> FollowChanges for List<Row> {
    fn follow(&self, organization_id: &str, event: &ChangeEvent<'_>) {
        if !self.concerns(organization_id) {
            return;
        }
        {
            let mut state = self.state.borrow_mut();
            match event {
                ChangeEvent::Started(number, what) => {
                    if !state.started(self.source.kind, *number, what) {
                        return;
                    }
                    state.concerning.push(*number);
                }
                ChangeEvent::Succeeded(number, made) => {
                    if !state.ended(*number) {
                        return;
                    }
                    let ids: Vec<String> = made.iter().map(|invitation| invitation.id.clone()).collect();
                    let rows: Vec<Row::Resource> = made.iter().filter_map(Row::of_invitation).collect();
                    state.keep(rows);
                    state.list.succeeded(*number, &ids);
                }
                ChangeEvent::Failed(number, no_answer) => {
                    if !state.ended(*number) {
                        return;
                    }
                    state.list.failed(*number, *no_answer);
                }
            }
        }
        self.signal.send();
    }

    #[cfg(target_arch = "wasm32")]
    fn changed_elsewhere(&self, organization_id: &str) {
        if self.concerns(organization_id) {
            self.state.borrow_mut().list.changed_elsewhere();
            self.signal.send();
        }
    }

    fn client_changed(&self) {
        if self.source.organization_id.is_some() {
            return;
        }
        {
            let joined = followers::joined(&self.source.client);
            let mut state = self.state.borrow_mut();
            if state.joined == joined {
                return;
            }
            state.joined = joined;
            state.list.changed_elsewhere();
        }
        self.signal.send();
    }

    fn close(&self) {
        self.is_closed.set(true);
        self.signal.send();
    }
}
