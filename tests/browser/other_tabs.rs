//! Other tabs of one browser: each `Clerk` is a separate tab. A channel of the page itself represents a tab that runs the npm
//! package or Clerk's client.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use clerk_organization::{BulkInviteParams, Clerk, Error, InvitationList, LiveInvitations, within};
use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::support::{
    api_test, clerk, emulator, member, next, page, person, requests, signed_in, sleep, text, until,
};

/// Longer than a message and the request after it take.
const A_WHILE_MS: u64 = 300;

/// A channel to the clients of this page, and the messages that it has received, as JSON.
struct Tab {
    channel: web_sys::BroadcastChannel,
    received: Rc<RefCell<Vec<String>>>,
    _listener: Closure<dyn FnMut(web_sys::MessageEvent)>,
}

impl Tab {
    fn open(name: &str) -> Self {
        let channel = web_sys::BroadcastChannel::new(name).unwrap();
        let received = Rc::new(RefCell::new(Vec::new()));
        let messages = Rc::clone(&received);
        let listener = Closure::<dyn FnMut(_)>::new(move |event: web_sys::MessageEvent| {
            messages.borrow_mut().push(JSON::stringify(&event.data()).unwrap().into());
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Self { channel, received, _listener: listener }
    }

    fn post(&self, members: &[(&str, &str)]) {
        let message = Object::new();
        for (name, value) in members {
            Reflect::set(&message, &(*name).into(), &(*value).into()).unwrap();
        }
        self.channel.post_message(&message).unwrap();
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        self.channel.close();
    }
}

/// Another tab of the signed-in person.
async fn other_tab() -> Clerk {
    let other = clerk();
    other.load().await.unwrap();
    assert!(other.is_signed_in());
    other
}

/// The host that the emulator's key names, as a message names its instance.
fn frontend_api() -> String {
    let key = text(&emulator(), "/publishableKey");
    let window = web_sys::window().unwrap();
    window.atob(key.strip_prefix("pk_test_").unwrap()).unwrap().trim_end_matches('$').to_owned()
}

fn shows(list: &InvitationList, address: &str) -> bool {
    list.data.iter().any(|row| row.email_address() == address)
}

#[api_test]
async fn a_change_in_another_tab_shows_in_lists_and_counts() {
    let (_clerk, organization) = signed_in("admin").await;
    let other = other_tab().await;
    let mut list = organization.live_invitations(page(1, 10));
    until(&mut list, |list| !list.is_loading).await;
    let pending = organization.pending_invitations_count();

    other.organization().unwrap().invite_member(member("other.tab@example.com")).await.unwrap();
    until(&mut list, |list| shows(list, "other.tab@example.com")).await;
    sleep(A_WHILE_MS).await;
    assert_eq!(organization.pending_invitations_count(), pending + 1);
}

#[api_test]
async fn a_message_of_another_tab_makes_lists_fetch_and_one_of_another_instance_does_not() {
    let (_clerk, organization) = signed_in("admin").await;
    let mut list = organization.live_invitations(page(1, 10));
    until(&mut list, |list| !list.is_loading).await;
    let (tab, instance) = (Tab::open("clerk-organization"), frontend_api());
    let fetched = async || requests("GET", "/invitations").await.len();
    let before = fetched().await;

    tab.post(&[("frontendApi", "other.example.com"), ("organizationId", organization.id())]);
    tab.post(&[("frontendApi", &instance)]);
    tab.post(&[("frontendApi", &instance), ("organizationId", "org_other")]);
    tab.channel.post_message(&"text".into()).unwrap();
    until_idle(&mut list).await;
    assert_eq!(fetched().await, before);

    tab.post(&[("frontendApi", &instance), ("organizationId", organization.id())]);
    until_idle(&mut list).await;
    assert_eq!(fetched().await, before + 1);
}

/// Polls a list for longer than a message and its requests take.
async fn until_idle(list: &mut LiveInvitations) {
    let idle = within(Duration::from_millis(A_WHILE_MS), async {
        loop {
            next(list).await.unwrap();
        }
    });
    let _: Error = (idle.await as Result<(), Error>).unwrap_err();
}

#[api_test]
async fn equal_changes_in_a_row_are_reported_to_other_tabs_once_and_a_refused_one_is_not() {
    let (clerk, organization) = signed_in("admin").await;
    sleep(A_WHILE_MS).await;
    let tab = Tab::open("clerk-organization");
    let addresses = (0..30).map(|number| format!("burst.{number}@example.com"));
    let outcomes = organization.invite_members_settled(BulkInviteParams::new(addresses, "org:member")).await;
    assert_eq!(outcomes.unwrap().len(), 30);
    assert!(organization.invite_member(member("invalid")).await.is_err());
    organization.update_member(&person("member", "userId"), "org:admin").await.unwrap();
    // A tab that ends right after its change reports it too.
    drop((clerk, organization));
    sleep(A_WHILE_MS).await;
    let (instance, id) = (frontend_api(), text(&emulator(), "/organizationId"));
    let invited = format!(r#"{{"frontendApi":"{instance}","organizationId":"{id}"}}"#);
    let updated =
        format!(r#"{{"frontendApi":"{instance}","organizationId":"{id}","operation":"updateMember"}}"#);
    assert_eq!(*tab.received.borrow(), [invited, updated]);
}

#[api_test]
async fn a_sign_out_in_another_tab_is_followed_and_reported() {
    let (clerk, _) = signed_in("admin").await;
    let tab = Tab::open("clerk");
    let mut changes = clerk.changes();
    let other = other_tab().await;
    other.sign_out().await.unwrap();
    while clerk.is_signed_in() {
        next(&mut changes).await.unwrap();
    }
    sleep(A_WHILE_MS).await;
    assert_eq!(*tab.received.borrow(), [r#"{"type":"signout"}"#]);
}
