//! A fresh emulator for each test, and its controls.

use std::pin::{Pin, pin};
use std::time::Duration;

use clerk_organization::{
    Clerk, ClerkOptions, Error, GetInvitationsParams, InviteMemberParams, Organization, RuntimeErrorCode,
    SetActive, SignInAttempt, SignInStatus, within,
};
use futures_core::Stream;
use serde_json::Value;

#[cfg(target_arch = "wasm32")]
#[path = "support/browser.rs"]
mod host;
#[cfg(not(target_arch = "wasm32"))]
#[path = "support/native.rs"]
mod host;

pub(crate) use host::{api_test, emulator, spawn};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use host::{stop, store};

pub(crate) fn text(value: &Value, path: &str) -> String {
    value.pointer(path).and_then(Value::as_str).unwrap().into()
}

/// A field (such as `emailAddress` or `password`) of the seeded `admin` or `member`.
pub(crate) fn person(who: &str, what: &str) -> String {
    text(&emulator(), &format!("/{who}/{what}"))
}

pub(crate) async fn post(path: &str, body: &str) {
    call("POST", path, Some(body)).await;
}

pub(crate) async fn settings(body: &str) {
    call("PATCH", "settings", Some(body)).await;
}

pub(crate) async fn get(path: &str) -> Value {
    call("GET", path, None).await
}

async fn call(method: &str, path: &str, body: Option<&str>) -> Value {
    let answer = host::control(method, &text(&emulator(), "/url"), path, body).await;
    serde_json::from_str(&answer).unwrap()
}

/// The statuses of the requests that the emulator received; `None` for a request without an answer.
pub(crate) async fn requests(method: &str, path_end: &str) -> Vec<Option<u64>> {
    let all = get("requests").await;
    let matches =
        |request: &&Value| text(request, "/method") == method && text(request, "/path").ends_with(path_end);
    let status = |request: &Value| request.get("status").and_then(Value::as_u64);
    all.as_array().unwrap().iter().filter(matches).map(status).collect()
}

pub(crate) async fn sleep(ms: u64) {
    let never = std::future::pending::<Result<(), Error>>();
    let over = within(Duration::from_millis(ms), never).await.unwrap_err();
    assert_eq!(runtime(over), RuntimeErrorCode::Timeout);
}

/// A new `Clerk` in a browser without cookies, on a fresh emulator.
pub(crate) async fn fresh() -> Clerk {
    host::start().await;
    clerk()
}

/// Another page of the same browser.
pub(crate) fn clerk() -> Clerk {
    let emulator = emulator();
    let options = ClerkOptions { proxy_url: Some(text(&emulator, "/url")), ..host::options() };
    Clerk::new(&text(&emulator, "/publishableKey"), options).unwrap()
}

/// Makes the session of a complete attempt the active one.
pub(crate) async fn activate(clerk: &Clerk, attempt: &SignInAttempt) {
    assert_eq!(attempt.status(), &SignInStatus::Complete);
    let session = attempt.created_session_id().unwrap().into();
    let organization = text(&emulator(), "/organizationId").as_str().into();
    clerk.set_active(SetActive { session, organization }).await.unwrap();
}

/// A fresh emulator, signed in as `admin` or `member`.
pub(crate) async fn signed_in(who: &str) -> (Clerk, Organization) {
    let clerk = fresh().await;
    clerk.load().await.unwrap();
    let (address, password) = (person(who, "emailAddress"), person(who, "password"));
    let attempt = clerk.sign_in().with_password(&address, &password).await.unwrap();
    activate(&clerk, &attempt).await;
    let organization = clerk.organization().unwrap();
    assert_eq!(organization.id(), text(&emulator(), "/organizationId"));
    (clerk, organization)
}

/// The newest mail.
pub(crate) async fn last_mail() -> Value {
    get("outbox").await.as_array().unwrap().last().unwrap().clone()
}

/// Signs out, then signs in with this address and a mailed code.
pub(crate) async fn switch_to(clerk: &Clerk, email_address: &str) {
    clerk.sign_out().await.unwrap();
    let attempt = clerk.sign_in().with_email_code(email_address).await.unwrap();
    let attempt = attempt.attempt_email_code(&text(&last_mail().await, "/code")).await.unwrap();
    assert_eq!(attempt.status(), &SignInStatus::Complete);
    let session = attempt.created_session_id().unwrap().into();
    clerk.set_active(SetActive { session, ..Default::default() }).await.unwrap();
}

/// A user outside the emulator's first organization.
pub(crate) const NADIA: &str = "nadia.osei@example.com";

/// The next item of a stream.
pub(crate) async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    std::future::poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}

/// The first item of a stream that satisfies `wanted`.
pub(crate) async fn until<S: Stream + Unpin>(stream: &mut S, wanted: impl Fn(&S::Item) -> bool) -> S::Item {
    loop {
        let item = next(stream).await.unwrap();
        if wanted(&item) {
            return item;
        }
    }
}

/// Polls a call once to send its request, waits `after_ms`, and drops the call.
pub(crate) async fn begin_and_drop(call: impl Future, after_ms: u64) {
    let mut call = pin!(call);
    let mut is_pending = async || {
        std::future::poll_fn(|context| std::task::Poll::Ready(call.as_mut().poll(context).is_pending())).await
    };
    assert!(is_pending().await);
    sleep(after_ms).await;
    assert!(is_pending().await, "the call is still pending");
}

pub(crate) fn member(email_address: &str) -> InviteMemberParams {
    InviteMemberParams { email_address: email_address.into(), role: "org:member".into() }
}

pub(crate) fn page(initial_page: u32, page_size: u32) -> GetInvitationsParams {
    GetInvitationsParams { initial_page, page_size, ..Default::default() }
}

pub(crate) fn refusal(error: Error) -> (u16, String) {
    match error {
        Error::Api(refusal) => (refusal.status, refusal.code().unwrap().into()),
        other => panic!("not a refusal: {other}"),
    }
}

pub(crate) fn runtime(error: Error) -> RuntimeErrorCode {
    match error {
        Error::Runtime(failure) => failure.code,
        other => panic!("not a runtime failure: {other}"),
    }
}
