//! The Rust API in a real browser, against a running emulator: `cargo xtask test browser` starts both.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests say bluntly what they expect")]

use clerk_organization::{
    Clerk, ClerkOptions, Error, GetInvitationsParams, InvitationStatus, InviteMemberParams,
    InviteMembersParams, Organization, RuntimeErrorCode,
};
use js_sys::Promise;
use serde_json::Value;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = r#"
    const form = (fields) => ({
        method: 'POST', credentials: 'include', body: new URLSearchParams(fields),
    });
    // Signs in with a password, as the dev browser that the SDK has put into the cookie.
    export async function sign_in(url, identifier, password) {
        const id = /__clerk_db_jwt=([^;]+)/.exec(document.cookie)[1];
        const answer = await fetch(`${url}/v1/client/sign_ins?__clerk_db_jwt=${id}`,
            form({ strategy: 'password', identifier, password }));
        if (!answer.ok) throw new Error(await answer.text());
    }
    export async function control(url, path, body) {
        const answer = await fetch(`${url}/__emulator/${path}`, { method: 'POST', body,
            headers: { 'content-type': 'application/json' } });
        if (!answer.ok) throw new Error(await answer.text());
    }
"#)]
extern "C" {
    fn sign_in(url: &str, identifier: &str, password: &str) -> Promise;
    fn control(url: &str, path: &str, body: &str) -> Promise;
}

/// What the emulator said of itself when it started.
const EMULATOR: Option<&str> = option_env!("CLERK_EMULATOR");

fn emulator() -> Value {
    let Some(said) = EMULATOR else { panic!("run by `cargo xtask test browser`, which starts an emulator") };
    serde_json::from_str(said).unwrap()
}

fn text(value: &Value, path: &str) -> String {
    value.pointer(path).and_then(Value::as_str).unwrap().into()
}

fn clerk(emulator: &Value) -> Clerk {
    let options = ClerkOptions { proxy_url: Some(text(emulator, "/url")), ..Default::default() };
    Clerk::new(&text(emulator, "/publishableKey"), options).unwrap()
}

async fn post(path: &str, body: &str) {
    JsFuture::from(control(&text(&emulator(), "/url"), path, body)).await.unwrap();
}

/// A fresh emulator, and its organization as `who` (`admin` or `member`) sees it.
async fn signed_in(who: &str) -> Organization {
    post("reset", "").await;
    let emulator = emulator();
    let signed_out = clerk(&emulator);
    signed_out.load().await.unwrap();
    assert!(!signed_out.is_signed_in() && signed_out.organization().is_none());
    let (email, password) = (format!("/{who}/emailAddress"), format!("/{who}/password"));
    let signing = sign_in(&text(&emulator, "/url"), &text(&emulator, &email), &text(&emulator, &password));
    JsFuture::from(signing).await.unwrap();
    let clerk = clerk(&emulator);
    clerk.load().await.unwrap();
    assert!(clerk.is_signed_in());
    let organization = clerk.organization().unwrap();
    assert_eq!(organization.id, text(&emulator, "/organizationId"));
    organization
}

fn member(email_address: &str) -> InviteMemberParams {
    InviteMemberParams { email_address: email_address.into(), role: "org:member".into() }
}

fn page(initial_page: u32, page_size: u32) -> GetInvitationsParams {
    GetInvitationsParams { initial_page, page_size, ..Default::default() }
}

fn refusal(error: Error) -> (u16, String) {
    match error {
        Error::Api(refusal) => (refusal.status, refusal.errors.first().unwrap().code.clone()),
        other => panic!("no refusal: {other}"),
    }
}

fn runtime(error: Error) -> RuntimeErrorCode {
    match error {
        Error::Runtime(failure) => failure.code,
        other => panic!("no runtime failure: {other}"),
    }
}

#[wasm_bindgen_test]
async fn pages_hold_every_invitation_once_and_the_filter_holds() {
    let organization = signed_in("admin").await;
    let all = organization.get_invitations(page(1, 500)).await.unwrap();
    assert_eq!(all.data.len() as u64, all.total_count);
    assert!(all.total_count >= 25, "some thirty are seeded, not {}", all.total_count);
    assert!(all.data.is_sorted_by(|a, b| a.created_at >= b.created_at), "the newest come first");

    let mut paged = Vec::new();
    for number in 1.. {
        let one = organization.get_invitations(page(number, 7)).await.unwrap();
        assert_eq!(one.total_count, all.total_count);
        if one.data.is_empty() {
            break;
        }
        paged.extend(one.data);
    }
    assert_eq!(paged, all.data);

    for status in ["pending", "accepted", "revoked", "expired"] {
        let some = organization.get_invitations(page(1, 500).status([status])).await.unwrap();
        assert!(!some.data.is_empty(), "{status} is seeded");
        assert!(some.data.iter().all(|invitation| invitation.status.as_str() == status));
    }
    let two = organization.get_invitations(page(1, 500).status(["pending", "revoked"])).await.unwrap();
    assert!(two.data.iter().any(|i| i.status == InvitationStatus::Pending));
    assert!(two.data.iter().any(|i| i.status == InvitationStatus::Revoked));
}

#[wasm_bindgen_test]
async fn an_invitation_is_made_listed_and_revoked() {
    let organization = signed_in("admin").await;
    let invited = organization.invite_member(member("rust@example.com")).await.unwrap();
    assert_eq!(
        (invited.email_address.as_str(), &invited.status),
        ("rust@example.com", &InvitationStatus::Pending)
    );
    assert_eq!(invited.organization_id.as_ref(), Some(&organization.id));
    let first = organization.get_invitations(page(1, 1)).await.unwrap().data.remove(0);
    assert_eq!(first, invited);

    let revoked = organization.revoke_invitation(&invited.id).await.unwrap();
    assert_eq!((revoked.id.as_str(), &revoked.status), (invited.id.as_str(), &InvitationStatus::Revoked));
    let again = organization.revoke_invitation(&invited.id).await.unwrap_err();
    assert_eq!(refusal(again), (404, "organization_invitation_not_pending".into()));
}

#[wasm_bindgen_test]
async fn many_are_invited_in_order_or_none_at_all() {
    let organization = signed_in("admin").await;
    let params = |addresses: &[&str]| InviteMembersParams {
        email_addresses: addresses.iter().map(|address| address.to_string()).collect(),
        role: "org:admin".into(),
    };
    let invited = organization.invite_members(params(&["b@example.com", "a@example.com"])).await.unwrap();
    let addresses: Vec<_> = invited.iter().map(|invitation| invitation.email_address.as_str()).collect();
    assert_eq!(addresses, ["b@example.com", "a@example.com"]);

    let before = organization.get_invitations(page(1, 1)).await.unwrap().total_count;
    let refused = organization.invite_members(params(&["c@example.com", "no address"])).await.unwrap_err();
    let Error::Api(refused) = refused else { panic!("no refusal: {refused}") };
    assert_eq!(refused.errors.first().unwrap().email_addresses, ["no address"]);
    assert_eq!(organization.get_invitations(page(1, 1)).await.unwrap().total_count, before);
}

#[wasm_bindgen_test]
async fn what_goes_wrong_is_a_typed_error() {
    let organization = signed_in("admin").await;
    let not_an_address = organization.invite_member(member("nobody")).await.unwrap_err();
    assert_eq!(refusal(not_an_address), (422, "form_param_format_invalid".into()));
    assert_eq!(
        runtime(organization.invite_member(member(" ")).await.unwrap_err()),
        RuntimeErrorCode::InvalidParams
    );
    assert_eq!(
        runtime(organization.get_invitations(page(0, 5)).await.unwrap_err()),
        RuntimeErrorCode::InvalidParams
    );

    post("faults", r#"[{ "path": "/invitations", "status": 200, "body": "<html>" }]"#).await;
    let html = organization.get_invitations(page(1, 5)).await.unwrap_err();
    assert_eq!(runtime(html), RuntimeErrorCode::InvalidResponse);

    post("faults", r#"[{ "path": "/invitations", "status": 502, "body": "<html>" }]"#).await;
    let Error::Api(gateway) = organization.invite_member(member("x@example.com")).await.unwrap_err() else {
        panic!("a 502 is a refusal")
    };
    assert_eq!((gateway.status, gateway.errors.len()), (502, 0));

    post("faults", r#"[{ "path": "/invitations", "drop": true, "times": 20 }]"#).await;
    let dropped = organization.invite_member(member("x@example.com")).await.unwrap_err();
    assert_eq!(runtime(dropped), RuntimeErrorCode::NetworkError);
    post("faults", "[]").await;
}

#[wasm_bindgen_test]
async fn a_member_may_not_invite() {
    let organization = signed_in("member").await;
    let refused = organization.invite_member(member("x@example.com")).await.unwrap_err();
    assert_eq!(refusal(refused), (403, "missing_organization_permission".into()));
}

#[wasm_bindgen_test]
async fn overlapping_calls_do_not_disturb_each_other() {
    let organization = signed_in("admin").await;
    let mut calls: Vec<std::pin::Pin<Box<dyn Future<Output = bool>>>> = Vec::new();
    for number in 0..100_u32 {
        let organization = organization.clone();
        calls.push(Box::pin(async move {
            match number % 3 {
                0 => organization.get_invitations(page(1, 3)).await.is_ok_and(|page| page.data.len() == 3),
                1 => {
                    let invited = organization.invite_member(member(&format!("n{number}@example.com"))).await;
                    organization.revoke_invitation(&invited.unwrap().id).await.is_ok()
                }
                _ => organization.get_invitations(page(0, 3)).await.is_err(),
            }
        }));
    }
    // All are polled before any is done.
    let mut outcomes = Vec::new();
    std::future::poll_fn(|context| {
        calls.retain_mut(|call| match call.as_mut().poll(context) {
            std::task::Poll::Ready(outcome) => {
                outcomes.push(outcome);
                false
            }
            std::task::Poll::Pending => true,
        });
        if calls.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    assert_eq!(outcomes, vec![true; 100]);
}

#[wasm_bindgen_test]
async fn listing_again_and_again_does_not_grow_the_memory() {
    let organization = signed_in("admin").await;
    let pages = wasm_bindgen::memory().unchecked_into::<js_sys::WebAssembly::Memory>();
    let size = || pages.buffer().unchecked_into::<js_sys::ArrayBuffer>().byte_length();
    for _ in 0..30 {
        organization.get_invitations(page(1, 500)).await.unwrap();
    }
    let settled = size();
    for _ in 0..60 {
        organization.get_invitations(page(1, 500)).await.unwrap();
    }
    assert_eq!(size(), settled);
}

#[wasm_bindgen_test]
async fn all_invitations_come_one_by_one() {
    use futures_core::Stream;

    let organization = signed_in("admin").await;
    let everything = organization.get_invitations(page(1, 500)).await.unwrap();
    let mut stream = std::pin::pin!(organization.invitations(page(1, 7)));
    let mut ids = Vec::new();
    while let Some(invitation) = std::future::poll_fn(|context| stream.as_mut().poll_next(context)).await {
        ids.push(invitation.unwrap().id);
    }
    assert_eq!(ids, everything.data.into_iter().map(|invitation| invitation.id).collect::<Vec<_>>());
}

#[wasm_bindgen_test]
async fn a_call_that_is_dropped_ends_its_request() {
    let organization = signed_in("admin").await;
    post("faults", r#"[{ "path": "/invitations", "delayMs": 400 }]"#).await;
    {
        let mut call = std::pin::pin!(organization.invite_member(member("dropped@example.com")));
        // Polled once, so that the request is on its way, and then dropped.
        let sent =
            std::future::poll_fn(|context| std::task::Poll::Ready(call.as_mut().poll(context).is_pending()));
        assert!(sent.await);
    }
    post("faults", "[]").await;
    // The next call is not disturbed by it.
    assert!(organization.get_invitations(page(1, 3)).await.is_ok());
}
