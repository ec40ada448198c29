//! What follows the client for Rust callers: streams of its changes, the counts of pending invitations, and live lists.

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

/// Something that happens to a change of an organization's invitations. The number identifies the change.
pub(crate) enum ChangeEvent<'a> {
    /// It is sent.
    Started(u32, &'a Change),
    /// It took effect and made these invitations, or revoked this one.
    Succeeded(u32, &'a [OrganizationInvitation]),
    /// It failed. `None` if the server refused it.
    Failed(u32, Option<NoAnswer>),
}

/// A live list.
pub(crate) trait FollowChanges {
    /// Takes an event of this organization.
    fn follow(&self, organization_id: &str, event: &ChangeEvent<'_>);
    /// The client is closed.
    fn close(&self);
}

/// Everything that follows a client.
#[derive(Default)]
pub(crate) struct Followers {
    /// Sent after each change of the client.
    pub(crate) signal: Signal,
    is_closed: Cell<bool>,
    lists: RefCell<Vec<Weak<dyn FollowChanges>>>,
}

impl Followers {
    /// Lets a list follow until it is dropped.
    pub(crate) fn add(&self, list: Weak<dyn FollowChanges>) {
        self.lists.borrow_mut().push(list);
    }

    /// Whether streams have come to their end.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed.get()
    }

    /// Ends every stream.
    pub(crate) fn close(&self) {
        self.is_closed.set(true);
        self.lists().iter().for_each(|list| list.close());
        self.signal.send();
    }

    fn notify(&self, organization_id: &str, event: &ChangeEvent<'_>) {
        self.lists().iter().for_each(|list| list.follow(organization_id, event));
        self.signal.send();
    }

    fn lists(&self) -> Vec<Rc<dyn FollowChanges>> {
        let mut lists = self.lists.borrow_mut();
        lists.retain(|list| list.strong_count() > 0);
        lists.iter().filter_map(Weak::upgrade).collect()
    }
}

/// Takes the counts of a client that was adopted.
pub(crate) fn client_changed(client: &Client) {
    let organizations: Vec<Json> = {
        let state = client.browser.state.borrow();
        let sessions = state.resource().into_iter().flat_map(|resource| resource.items_at("sessions"));
        let memberships = sessions.flat_map(|session| session.items_at("user.organization_memberships"));
        memberships.filter_map(|membership| membership.at("organization")).collect()
    };
    for organization in organizations {
        let count = organization.number_at("pending_invitations_count");
        if let (Some(id), Some(count)) = (organization.text_at("id"), count) {
            client.pending.borrow_mut().counted(&id, count as i32);
        }
    }
    client.followers.signal.send();
}

/// What a request for a change does, as live lists know it.
pub(crate) fn change_of(request: &Request) -> Change {
    match request.sent.email_addresses.as_slice() {
        // Only a pending invitation can be revoked; the server refuses every other one.
        [] => Change::Revoke { id: request.id.clone(), was_pending: true },
        addresses => Change::Invite { addresses: addresses.to_vec(), role: request.sent.role.clone() },
    }
}

/// Lets the counts and the live lists follow a change of an organization's invitations.
pub(crate) fn follow(
    client: &Rc<Client>,
    organization_id: &str,
    change: Change,
    call: Boxed<CallResult>,
) -> Boxed<CallResult> {
    let (client, organization_id) = (Rc::clone(client), organization_id.to_owned());
    Box::pin(async move {
        let mut under_way = UnderWay::begin(client, organization_id, &change);
        let result = call.await;
        under_way.end(&result);
        result
    })
}

/// A change under way. If it is dropped before its end, whether it took effect is not known.
struct UnderWay {
    client: Rc<Client>,
    organization_id: String,
    number: u32,
    is_ended: bool,
}

impl UnderWay {
    fn begin(client: Rc<Client>, organization_id: String, change: &Change) -> Self {
        let (addresses, revoked) = match change {
            Change::Invite { addresses, .. } => (addresses.as_slice(), 0),
            Change::Revoke { .. } => (&[][..], 1),
            Change::Remove { .. } | Change::Update => (&[][..], 0),
        };
        let number = client.pending.borrow_mut().begin_change::<Json>(&organization_id, addresses, revoked);
        client.followers.notify(&organization_id, &ChangeEvent::Started(number, change));
        Self { client, organization_id, number, is_ended: false }
    }

    fn end(&mut self, result: &CallResult) {
        match result {
            Ok(resource) => self.succeeded(&invitations(resource)),
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
        self.client.pending.borrow_mut().end(self.number, is_success);
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
