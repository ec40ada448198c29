//! Calls that are dropped or time out. Their requests are aborted.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use clerk_organization::{GetInvitationsParams, RuntimeErrorCode, within};

use crate::support::{
    api_test, begin_and_drop, member, page, post, requests, runtime, signed_in, sleep, spawn,
};

#[api_test]
async fn dropping_a_call_aborts_its_request() {
    let (_clerk, organization) = signed_in("admin").await;
    let before = organization.pending_invitations_count();
    post("faults", r#"[{ "method": "POST", "path": "/invitations", "delayMs": 700 }]"#).await;
    begin_and_drop(organization.invite_member(member("dropped@example.com")), 300).await;
    assert_eq!(requests("POST", "/invitations").await, [None], "the request was sent and has no answer yet");
    assert_eq!(organization.pending_invitations_count(), before);
    sleep(1200).await;
    assert_eq!(requests("POST", "/invitations").await, [None], "the request was aborted without an answer");
    let rows = organization.get_invitations(page(1, 3)).await.unwrap().data;
    assert!(rows.iter().all(|row| row.email_address != "dropped@example.com"));
}

#[api_test]
async fn a_call_that_is_kept_is_answered_after_the_same_delay() {
    let (_clerk, organization) = signed_in("admin").await;
    post("faults", r#"[{ "method": "POST", "path": "/invitations", "delayMs": 700 }]"#).await;
    organization.invite_member(member("kept@example.com")).await.unwrap();
    assert_eq!(requests("POST", "/invitations").await, [Some(200)]);
}

#[api_test]
async fn a_call_that_is_dropped_between_two_attempts_is_not_retried() {
    let (_clerk, organization) = signed_in("admin").await;
    post(
        "faults",
        r#"[{ "path": "/invitations", "status": 503, "headers": { "retry-after": "1" }, "times": 9 }]"#,
    )
    .await;
    begin_and_drop(organization.get_invitations(page(1, 3)), 300).await;
    let before = requests("GET", "/invitations").await;
    assert_eq!(before, [Some(503)]);
    sleep(2500).await;
    assert_eq!(requests("GET", "/invitations").await, before);
}

#[api_test]
async fn a_shared_request_continues_while_one_of_its_calls_remains() {
    let (_clerk, organization) = signed_in("admin").await;
    post("faults", r#"[{ "method": "POST", "path": "/invitations", "delayMs": 700 }]"#).await;
    let kept = Rc::new(RefCell::new(None));
    let (call, result) = (organization.clone(), Rc::clone(&kept));
    spawn(async move {
        result.replace(Some(call.invite_member(member("shared@example.com")).await));
    });
    begin_and_drop(organization.invite_member(member("shared@example.com")), 300).await;
    sleep(1200).await;
    assert!(kept.take().unwrap().is_ok());
    assert_eq!(requests("POST", "/invitations").await, [Some(200)]);
}

#[api_test]
async fn a_call_that_exceeds_its_time_limit_fails_and_aborts_its_request() {
    let (_clerk, organization) = signed_in("admin").await;
    post("faults", r#"[{ "method": "POST", "path": "/invitations", "delayMs": 700 }]"#).await;
    let call = organization.invite_member(member("late@example.com"));
    let error = within(Duration::from_millis(200), call).await.unwrap_err();
    assert_eq!(runtime(error), RuntimeErrorCode::Timeout);
    sleep(1000).await;
    assert_eq!(requests("POST", "/invitations").await, [None]);

    let call = organization.get_invitations(GetInvitationsParams::default());
    assert!(within(Duration::from_secs(20), call).await.is_ok());
}
