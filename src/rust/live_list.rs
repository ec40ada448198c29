//! A list of invitations that stays current, for Rust callers: the core's [`LiveList`], with what it asks for performed
//! while the stream is polled.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use clerk_organization_core::live_list::{Fetched, LiveList, ProvisionalRow};
use futures_core::Stream;

use super::followers::{ChangeEvent, FollowChanges};
use super::invitation_list::{InvitationList, InvitationRow};
use super::invitations::fetch;
use super::organization::Organization;
use crate::error::Error;
use crate::flight::Boxed;
use crate::host;
use crate::params::GetInvitationsParams;
use crate::resource::{OrganizationInvitation, Page};
use crate::signal::Signal;

/// The stream of [`Organization::live_invitations`]: what the list shows, at first and after each change.
///
/// Whatever the list fetches is fetched while the stream is polled. Dropping it ends its request and its timer. The stream
/// ends when the last [`Clerk`](crate::Clerk) is dropped.
pub struct LiveInvitations {
    list: Rc<List>,
    load: Option<u32>,
    fetching: Option<Boxed<Result<Page<OrganizationInvitation>, Error>>>,
    timer: Option<Boxed<()>>,
    seen: u32,
    last: Option<InvitationList>,
}

/// Asks a live list for more. Cheap to clone; does nothing once the list is dropped.
#[derive(Clone)]
pub struct LiveListControls(Weak<List>);

impl LiveListControls {
    /// Fetches all rows again.
    pub fn refresh(&self) {
        if let Some(list) = self.0.upgrade() {
            let load = list.state.borrow_mut().list.refresh();
            list.begin(load);
        }
    }

    /// Fetches one page more. Returns whether there is one.
    pub fn load_next_page(&self) -> bool {
        let Some(list) = self.0.upgrade() else { return false };
        let load = list.state.borrow_mut().list.load_next_page();
        load.map(|load| list.begin(load)).is_some()
    }
}

/// What the stream, its controls and the client's changes share.
struct List {
    organization: Organization,
    params: GetInvitationsParams,
    state: RefCell<State>,
    /// Sent after each event.
    signal: Signal,
    is_closed: Cell<bool>,
}

struct State {
    list: LiveList,
    /// The rows that the list knows by their ids.
    rows: BTreeMap<String, OrganizationInvitation>,
    /// A load that has not begun.
    wanted: Option<u32>,
    error: Option<Error>,
}

impl LiveInvitations {
    pub(crate) fn new(organization: Organization, params: GetInvitationsParams) -> Self {
        let mut list = LiveList::new(params.first_page(), params.status.clone());
        let wanted = Some(list.refresh());
        let state = State { list, rows: BTreeMap::new(), wanted, error: None };
        let list = Rc::new(List {
            organization,
            params,
            state: RefCell::new(state),
            signal: Signal::default(),
            is_closed: Cell::new(false),
        });
        let weak = Rc::downgrade(&list);
        list.organization.client.followers.add(weak);
        // The first poll yields what shows before anything is fetched.
        let seen = list.signal.now().wrapping_sub(1);
        Self { list, load: None, fetching: None, timer: None, seen, last: None }
    }

    /// What the list shows now.
    pub fn current(&self) -> InvitationList {
        self.list.state.borrow().shown()
    }

    /// A handle that asks for more while the stream is being polled.
    pub fn controls(&self) -> LiveListControls {
        LiveListControls(Rc::downgrade(&self.list))
    }

    /// Goes on with the load at hand. Returns whether something happened.
    fn poll_load(&mut self, context: &mut Context<'_>) -> bool {
        if let Some(load) = self.list.state.borrow_mut().wanted.take() {
            // A later load replaces an earlier one, whose request ends here.
            (self.load, self.fetching) = (Some(load), None);
        }
        let page = self.load.and_then(|load| self.list.state.borrow().list.next_page(load));
        let (Some(load), Some(page)) = (self.load, page) else {
            (self.load, self.fetching) = (None, None);
            return false;
        };
        let List { organization, params, .. } = &*self.list;
        let fetching = self.fetching.get_or_insert_with(|| fetch(organization, params, page));
        let Poll::Ready(fetched) = fetching.as_mut().poll(context) else { return false };
        self.fetching = None;
        self.list.fetched(load, fetched);
        true
    }

    /// Waits until a list that is stale is fetched. Returns whether something happened.
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

impl Stream for LiveInvitations {
    type Item = InvitationList;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<InvitationList>> {
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

impl List {
    fn begin(&self, load: u32) {
        self.state.borrow_mut().wanted = Some(load);
        self.signal.send();
    }

    fn fetched(&self, load: u32, fetched: Result<Page<OrganizationInvitation>, Error>) {
        let mut pending_count = None;
        {
            let mut state = self.state.borrow_mut();
            match fetched {
                Ok(page) => {
                    let ids: Vec<String> = page.data.iter().map(|row| row.id.clone()).collect();
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
        if let Some(count) = pending_count.and_then(|count| u32::try_from(count).ok()) {
            let client = &self.organization.client;
            client
                .pending
                .borrow_mut()
                .counted(&self.organization.id, i32::try_from(count).unwrap_or(i32::MAX));
            client.followers.signal.send();
        }
        self.signal.send();
    }
}

impl State {
    fn keep(&mut self, rows: impl IntoIterator<Item = OrganizationInvitation>) {
        self.rows.extend(rows.into_iter().map(|row| (row.id.clone(), row)));
    }

    /// Lets go of rows that are not shown any more.
    fn forget_others(&mut self) {
        let shown = self.list.view().rows;
        self.rows.retain(|id, _| shown.contains(id));
    }

    fn shown(&self) -> InvitationList {
        let view = self.list.view();
        let provisional = view.provisional.into_iter().map(|ProvisionalRow { address, role }| {
            InvitationRow::Provisional { email_address: address, role }
        });
        let confirmed = view.rows.iter().filter_map(|id| self.rows.get(id).cloned());
        InvitationList {
            data: provisional.chain(confirmed.map(InvitationRow::Confirmed)).collect(),
            total_count: view.total_count,
            has_next_page: view.has_next_page,
            is_loading: view.is_loading,
            error: self.error.clone(),
        }
    }
}

impl FollowChanges for List {
    fn follow(&self, organization_id: &str, event: &ChangeEvent<'_>) {
        if organization_id != self.organization.id {
            return;
        }
        {
            let mut state = self.state.borrow_mut();
            match event {
                ChangeEvent::Started(number, change) => state.list.started(*number, (*change).clone()),
                ChangeEvent::Succeeded(number, made) => {
                    state.keep(made.iter().cloned());
                    let ids: Vec<String> = made.iter().map(|invitation| invitation.id.clone()).collect();
                    state.list.succeeded(*number, &ids);
                }
                ChangeEvent::Failed(number, no_answer) => state.list.failed(*number, *no_answer),
            }
        }
        self.signal.send();
    }

    fn close(&self) {
        self.is_closed.set(true);
        self.signal.send();
    }
}
