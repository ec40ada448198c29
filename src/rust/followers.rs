//! The followers of a client, for Rust callers: streams of its changes, counts of members and pending invitations, and
//! live lists.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use clerk_organization_core::bulk_invite::NoAnswer;
use clerk_organization_core::error::Failure;
use clerk_organization_core::live_list::Change;
use clerk_organization_core::request::Request;
use clerk_organization_core::value::{Kind, Value};

use crate::client::{CallResult, Client};
use crate::flight::Boxed;
use crate::host::{self, Json};
use crate::resource::OrganizationInvitation;
use crate::signal::Signal;

/// The effect of a change.
pub(crate) enum What<'a> {
    /// A change of an organization's invitations.
    Invitations(&'a Change),
    /// Any other change: an operation, and the last of its ids.
    Operation { name: &'a str, target: Option<&'a str> },
}

/// An event of a change. The number identifies the change.
pub(crate) enum ChangeEvent<'a> {
    /// The change is sent.
    Started(u32, What<'a>),
    /// The change took effect. For a change of invitations: the new invitations, or the revoked one.
    Succeeded(u32, &'a [OrganizationInvitation]),
    /// The change failed. `None` if the server refused it.
    Failed(u32, Option<NoAnswer>),
}

/// A live list.
pub(crate) trait FollowChanges {
    /// Takes an event of this organization. The id is empty for a change without an organization.
    fn follow(&self, organization_id: &str, event: &ChangeEvent<'_>);
    /// Another tab has changed this organization.
    #[cfg(target_arch = "wasm32")]
    fn changed_elsewhere(&self, organization_id: &str);
    /// Called after a client was adopted or another session became the active one.
    fn client_changed(&self);
    /// Called when the client is closed.
    fn close(&self);
}

/// The followers of a client.
#[derive(Default)]
pub(crate) struct Followers {
    /// Sent after each change of the client.
    pub(crate) signal: Signal,
    is_closed: Cell<bool>,
    lists: RefCell<Vec<Weak<dyn FollowChanges>>>,
    changes: Cell<u32>,
}

impl Followers {
    /// Adds a list, which gets events until it is dropped.
    pub(crate) fn add(&self, list: Weak<dyn FollowChanges>) {
        self.lists.borrow_mut().push(list);
    }

    /// Whether the streams have ended.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed.get()
    }

    /// Ends every stream.
    pub(crate) fn close(&self) {
        self.is_closed.set(true);
        self.lists().iter().for_each(|list| list.close());
        self.signal.send();
    }

    /// The number of the next change.
    fn next_number(&self) -> u32 {
        self.changes.set(self.changes.get().wrapping_add(1));
        self.changes.get()
    }

    fn notify(&self, organization_id: &str, event: &ChangeEvent<'_>) {
        self.lists().iter().for_each(|list| list.follow(organization_id, event));
        self.signal.send();
    }

    /// Another tab has changed this organization: its lists fetch their rows.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn changed_elsewhere(&self, organization_id: &str) {
        self.lists().iter().for_each(|list| list.changed_elsewhere(organization_id));
    }

    fn lists(&self) -> Vec<Rc<dyn FollowChanges>> {
        let mut lists = self.lists.borrow_mut();
        lists.retain(|list| list.strong_count() > 0);
        lists.iter().filter_map(Weak::upgrade).collect()
    }
}

/// The memberships of every user of a client.
fn memberships(client: &Client) -> Vec<Json> {
    let state = client.browser.state.borrow();
    let sessions = state.resource().into_iter().flat_map(|resource| resource.items_at("sessions"));
    sessions.flat_map(|session| session.items_at("user.organization_memberships")).collect()
}

/// The user of the current session, with their organizations and roles, by the ids of the memberships.
pub(crate) fn joined(client: &Client) -> Vec<(String, String)> {
    let state = client.browser.state.borrow();
    let Some(session) = state.session_id().and_then(|id| state.session(id)) else { return Vec::new() };
    let text = |json: &Json, name: &'static str| json.text_at(name).unwrap_or_default();
    let mut joined = vec![(text(&session, "user.id"), String::new())];
    for membership in session.items_at("user.organization_memberships") {
        joined.push((text(&membership, "id"), text(&membership, "role")));
    }
    joined
}

/// Takes the counts of an adopted client, and updates the user's lists.
pub(crate) fn client_changed(client: &Client) {
    let organizations =
        memberships(client).into_iter().filter_map(|membership| membership.at("organization"));
    for organization in organizations {
        client.counts.borrow_mut().read(&organization);
    }
    user_changed(client);
}

/// Updates the user's lists, whose user may be another one now.
pub(crate) fn user_changed(client: &Client) {
    client.followers.lists().iter().for_each(|list| list.client_changed());
    client.followers.signal.send();
}

/// The effect of a request on live lists.
pub(crate) fn change_of(request: &Request) -> Change {
    match request.sent.email_addresses.as_slice() {
        // The invitation was pending, because the server refuses to revoke any other.
        [] => Change::Revoke { id: request.id.clone(), was_pending: true },
        addresses => Change::Invite { addresses: addresses.to_vec(), role: request.sent.role.clone() },
    }
}

/// Reports a change of an organization's invitations to the counts and the live lists.
pub(crate) fn follow(
    client: &Rc<Client>,
    organization_id: &str,
    change: Change,
    call: Boxed<CallResult>,
) -> Boxed<CallResult> {
    let (client, organization_id) = (Rc::clone(client), organization_id.to_owned());
    Box::pin(async move {
        let mut under_way = UnderWay::begin(client, organization_id, What::Invitations(&change));
        let result = call.await;
        under_way.end(&result);
        result
    })
}

/// Reports an operation that is not a change of invitations to the counts and the live lists.
pub(crate) fn follow_operation(
    client: &Rc<Client>,
    name: &str,
    ids: &[&str],
    call: Boxed<CallResult>,
) -> Boxed<CallResult> {
    let (client, name) = (Rc::clone(client), name.to_owned());
    let organization_id = ids.first().copied().unwrap_or_default().to_owned();
    let target = ids.last().map(|id| (*id).to_owned());
    Box::pin(async move {
        let what = What::Operation { name: &name, target: target.as_deref() };
        let mut under_way = UnderWay::begin(client, organization_id, what);
        let result = call.await;
        under_way.end(&result);
        result
    })
}

/// A pending change. If it is dropped before it ends, its outcome is unknown.
struct UnderWay {
    client: Rc<Client>,
    organization_id: String,
    number: u32,
    /// The number of the change of the counts.
    counted: u32,
    is_of_invitations: bool,
    is_ended: bool,
}

impl UnderWay {
    fn begin(client: Rc<Client>, organization_id: String, what: What<'_>) -> Self {
        let (operation, addresses, revoked) = match &what {
            What::Operation { name, .. } => (*name, &[][..], 0),
            What::Invitations(Change::Invite { addresses, .. }) => ("", addresses.as_slice(), 0),
            What::Invitations(Change::Revoke { .. }) => ("", &[][..], 1),
            What::Invitations(Change::Remove { .. } | Change::Update) => ("", &[][..], 0),
        };
        let counted =
            client.counts.borrow_mut().begin_change::<Json>(&organization_id, operation, addresses, revoked);
        let number = client.followers.next_number();
        let is_of_invitations = matches!(what, What::Invitations(_));
        client.followers.notify(&organization_id, &ChangeEvent::Started(number, what));
        Self { client, organization_id, number, counted, is_of_invitations, is_ended: false }
    }

    fn end(&mut self, result: &CallResult) {
        match result {
            Ok(resource) if self.is_of_invitations => self.succeeded(&invitations(resource)),
            Ok(_) => self.succeeded(&[]),
            Err(failed) => match &*failed.failure {
                Failure::Api(_) => self.failed(None),
                Failure::Runtime { code, .. } => self.failed(Some(NoAnswer::of_code(code.as_str()))),
                Failure::Param(_) => self.failed(Some(NoAnswer::NotSent)),
            },
        }
    }

    fn succeeded(&mut self, made: &[OrganizationInvitation]) {
        self.ended(true, &ChangeEvent::Succeeded(self.number, made));
    }

    fn failed(&mut self, no_answer: Option<NoAnswer>) {
        self.ended(false, &ChangeEvent::Failed(self.number, no_answer));
    }

    fn ended(&mut self, is_success: bool, event: &ChangeEvent<'_>) {
        self.is_ended = true;
        self.client.counts.borrow_mut().end(self.counted, is_success);
        self.client.followers.notify(&self.organization_id, event);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if !self.is_ended {
            self.failed(Some(NoAnswer::Unknown));
        }
    }
}

/// The invitations in the answer to a change: one, or an array of them.
fn invitations(resource: &Json) -> Vec<OrganizationInvitation> {
    let rows =
        if resource.kind() == Kind::Array { resource.items().collect() } else { vec![resource.clone()] };
    rows.into_iter().filter_map(|row| host::plain(row).ok()).collect()
}
