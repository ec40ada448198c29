//! Other tabs of the browser. clerk-js 6.40 reports a sign-out on the channel `clerk`, and the npm package reports a change of
//! an organization on `clerk-organization`; this module reads and writes the same messages.
//!
//! Any page of the origin can send a message. So a message is only a reason to fetch.

use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::time::Duration;

use clerk_organization_core::publishable_key::PublishableKey;
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::followers::{ChangeEvent, FollowChanges, What};
use crate::client::Client;
use crate::host;

const SIGN_OUTS: &str = "clerk";
const CHANGES: &str = "clerk-organization";

/// Equal changes within this time are one message, because other tabs fetch at each message.
const BURST: Duration = Duration::from_millis(50);

/// The channels to the other tabs. `None` if the browser has no `BroadcastChannel`.
pub(super) struct OtherTabs {
    sign_outs: Option<Channel>,
    _changes: Option<Rc<Changes>>,
}

impl OtherTabs {
    pub(super) fn open(client: &Rc<Client>, publishable_key: &str) -> Self {
        Self { sign_outs: sign_outs(client), _changes: Changes::open(client, publishable_key) }
    }

    pub(super) fn report_sign_out(&self) {
        if let Some(channel) = &self.sign_outs {
            channel.post(&[("type", "signout")]);
        }
    }
}

fn sign_outs(client: &Rc<Client>) -> Option<Channel> {
    let client = Rc::downgrade(client);
    Channel::open(SIGN_OUTS, move |message| {
        if text_at(message, "type").as_deref() == Some("signout") {
            fetch_client(&client);
        }
    })
}

/// Fetches the client. Messages that arrive meanwhile share the request.
fn fetch_client(client: &Weak<Client>) {
    if let Some(client) = client.upgrade() {
        spawn_local(async move { drop(client.load().await) });
    }
}

/// A change of an organization: its id, and the operation unless it is one of invitations.
#[derive(Clone, PartialEq, Eq)]
struct Change {
    organization_id: String,
    operation: Option<String>,
}

/// Reports the changes of this client, and follows those of other tabs.
struct Changes {
    channel: Channel,
    frontend_api: String,
    /// The pending changes, by number.
    pending: RefCell<Vec<(u32, Change)>>,
    /// The changes of the present bursts.
    burst: RefCell<Vec<Change>>,
    this: Weak<Self>,
}

impl Changes {
    fn open(client: &Rc<Client>, publishable_key: &str) -> Option<Rc<Self>> {
        let frontend_api = PublishableKey::parse(publishable_key)?.frontend_api;
        let (instance, follower) = (frontend_api.clone(), Rc::downgrade(client));
        let channel = Channel::open(CHANGES, move |message| {
            let organization_id = text_at(message, "organizationId");
            let is_own = text_at(message, "frontendApi").as_ref() == Some(&instance);
            let (Some(id), true, Some(client)) = (organization_id, is_own, follower.upgrade()) else {
                return;
            };
            client.followers.changed_elsewhere(&id);
            fetch_client(&follower);
        })?;
        let changes = Rc::new_cyclic(|this: &Weak<Self>| Self {
            channel,
            frontend_api,
            pending: RefCell::default(),
            burst: RefCell::default(),
            this: this.clone(),
        });
        let follower: Weak<dyn FollowChanges> = changes.this.clone();
        client.followers.add(follower);
        Some(changes)
    }

    /// Ends a pending change.
    fn take(&self, number: u32) -> Option<Change> {
        let mut pending = self.pending.borrow_mut();
        let at = pending.iter().position(|(pending, _)| *pending == number)?;
        Some(pending.swap_remove(at).1)
    }

    /// Reports a change at the end of its burst, also if the client is dropped before.
    fn report(&self, change: Change) {
        let Some(this) = self.this.upgrade().filter(|_| !self.burst.borrow().contains(&change)) else {
            return;
        };
        self.burst.borrow_mut().push(change.clone());
        spawn_local(async move {
            host::sleep(BURST).await;
            this.burst.borrow_mut().retain(|one| *one != change);
            let operation = change.operation.iter().map(|operation| ("operation", operation.as_str()));
            let message =
                [("frontendApi", this.frontend_api.as_str()), ("organizationId", &change.organization_id)];
            this.channel.post(&message.into_iter().chain(operation).collect::<Vec<_>>());
        });
    }
}

impl FollowChanges for Changes {
    fn follow(&self, organization_id: &str, event: &ChangeEvent<'_>) {
        match event {
            ChangeEvent::Started(number, what) => {
                let operation = match what {
                    What::Invitations(_) => None,
                    What::Operation { name, .. } => Some((*name).to_owned()),
                };
                let change = Change { organization_id: organization_id.to_owned(), operation };
                self.pending.borrow_mut().push((*number, change));
            }
            ChangeEvent::Succeeded(number, _) => {
                if let Some(change) = self.take(*number) {
                    self.report(change);
                }
            }
            ChangeEvent::Failed(number, _) => drop(self.take(*number)),
        }
    }

    fn changed_elsewhere(&self, _organization_id: &str) {}

    fn client_changed(&self) {}

    fn close(&self) {}
}

/// A `BroadcastChannel`, which is closed when this is dropped.
struct Channel {
    channel: web_sys::BroadcastChannel,
    _listener: Closure<dyn FnMut(web_sys::MessageEvent)>,
}

impl Channel {
    fn open(name: &str, on_message: impl Fn(&JsValue) + 'static) -> Option<Self> {
        let channel = web_sys::BroadcastChannel::new(name).ok()?;
        let listener =
            Closure::<dyn FnMut(_)>::new(move |event: web_sys::MessageEvent| on_message(&event.data()));
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self { channel, _listener: listener })
    }

    fn post(&self, members: &[(&str, &str)]) {
        let message = Object::new();
        for (name, value) in members {
            let _ = Reflect::set(&message, &(*name).into(), &(*value).into());
        }
        let _ = self.channel.post_message(&message);
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}

fn text_at(message: &JsValue, name: &str) -> Option<String> {
    host::at(message, name)?.as_string()
}
