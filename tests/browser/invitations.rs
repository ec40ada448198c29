//! Listing, inviting, revoking, and their errors.

use std::error::Error as _;

use clerk_organization::{Error, InvitationStatus, InviteMembersParams, RuntimeErrorCode};

use crate::support::{api_test, member, next, page, post, refusal, requests, runtime, signed_in, spawn};

#[api_test]
async fn pages_hold_every_invitation_once_and_the_filter_holds() {
    let (_clerk, organization) = signed_in("admin").await;
    let all = organization.get_invitations(page(1, 500)).await.unwrap();
    assert_eq!(all.data.len() as u64, all.total_count);
    assert!(all.total_count >= 25, "about thirty invitations are seeded, not {}", all.total_count);
    assert!(all.data.is_sorted_by(|a, b| a.created_at >= b.created_at), "the newest invitations come first");

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

#[api_test]
async fn an_invitation_is_made_listed_and_revoked() {
    let (_clerk, organization) = signed_in("admin").await;
    let invited = organization.invite_member(member("rust@example.com")).await.unwrap();
    assert_eq!(
        (invited.email_address.as_str(), &invited.status),
        ("rust@example.com", &InvitationStatus::Pending)
    );
    assert_eq!(invited.organization_id.as_deref(), Some(organization.id()));
    let first = organization.get_invitations(page(1, 1)).await.unwrap().data.remove(0);
    assert_eq!(first, invited);

    let revoked = organization.revoke_invitation(&invited.id).await.unwrap();
    assert_eq!((revoked.id.as_str(), &revoked.status), (invited.id.as_str(), &InvitationStatus::Revoked));
    let again = organization.revoke_invitation(&invited.id).await.unwrap_err();
    assert_eq!(refusal(again), (404, "organization_invitation_not_pending".into()));
}

#[api_test]
async fn inviting_many_keeps_their_order_and_is_all_or_nothing() {
    let (_clerk, organization) = signed_in("admin").await;
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

#[api_test]
async fn every_failure_is_a_typed_error() {
    let (_clerk, organization) = signed_in("admin").await;
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
    // A gateway answers 5xx and the server created nothing, so the invitation is looked up and sent again.
    let invited = organization.invite_member(member("x@example.com")).await.unwrap();
    assert_eq!(invited.email_address, "x@example.com");
    assert_eq!(requests("POST", "/invitations").await.last(), Some(&Some(200)));

    post("faults", r#"[{ "path": "/invitations", "drop": true, "times": 20 }]"#).await;
    let dropped = organization.get_invitations(page(1, 5)).await.unwrap_err();
    let source = dropped.source().unwrap().to_string();
    assert!(source.contains("fetch") || source.contains("error sending request"), "{source}");
    assert_eq!(runtime(dropped), RuntimeErrorCode::NetworkError);
}

#[api_test]
async fn a_member_may_not_invite() {
    let (_clerk, organization) = signed_in("member").await;
    let refused = organization.invite_member(member("x@example.com")).await.unwrap_err();
    assert_eq!(refusal(refused), (403, "missing_organization_permission".into()));
}

#[api_test]
async fn overlapping_calls_do_not_disturb_each_other() {
    let (_clerk, organization) = signed_in("admin").await;
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
    assert_eq!(all(&mut calls).await, vec![true; 100]);
}

#[cfg(target_arch = "wasm32")]
#[api_test]
async fn repeated_listing_does_not_grow_the_memory() {
    use wasm_bindgen::JsCast as _;

    let (_clerk, organization) = signed_in("admin").await;
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

#[api_test]
async fn the_stream_of_all_invitations_yields_them_one_by_one() {
    let (_clerk, organization) = signed_in("admin").await;
    let everything = organization.get_invitations(page(1, 500)).await.unwrap();
    let mut stream = organization.invitations(page(1, 7));
    let mut ids = Vec::new();
    while let Some(invitation) = next(&mut stream).await {
        ids.push(invitation.unwrap().id);
    }
    assert_eq!(ids, everything.data.into_iter().map(|invitation| invitation.id).collect::<Vec<_>>());
}

#[api_test]
async fn the_count_of_pending_invitations_includes_pending_changes_and_is_restored_if_they_fail() {
    let (clerk, organization) = signed_in("admin").await;
    let before = organization.pending_invitations_count();
    assert!(before > 0);
    let mut changes = clerk.changes();
    post("faults", r#"[{ "path": "/invitations", "delayMs": 300 }]"#).await;
    let call = organization.clone();
    let invite = async move { call.invite_member(member("counted@example.com")).await };
    spawn(async move { drop(invite.await.unwrap()) });
    next(&mut changes).await.unwrap();
    assert_eq!(organization.pending_invitations_count(), before + 1, "at once");
    next(&mut changes).await.unwrap();
    assert_eq!(organization.resource().unwrap().pending_invitations_count, before + 1);

    let refused = organization.invite_member(member("nobody")).await.unwrap_err();
    assert_eq!(refusal(refused).0, 422);
    assert_eq!(organization.pending_invitations_count(), before + 1);
    let first = organization.get_invitations(page(1, 1)).await.unwrap().data.remove(0);
    organization.revoke_invitation(&first.id).await.unwrap();
    assert_eq!(organization.pending_invitations_count(), before);
    clerk.load().await.unwrap();
    assert_eq!(organization.pending_invitations_count(), before, "the server counts the same");
}

#[api_test]
async fn overlapping_equal_changes_share_one_request() {
    let (_clerk, organization) = signed_in("admin").await;
    let before = organization.pending_invitations_count();
    let (first, second) = (organization.clone(), organization.clone());
    let mut calls = [
        Box::pin(async move { first.invite_member(member("double@example.com")).await }) as Call,
        Box::pin(async move { second.invite_member(member("double@example.com")).await }),
    ];
    let mut invited = Vec::new();
    for result in all(&mut calls).await {
        invited.push(result.unwrap());
    }
    assert_eq!(invited.first(), invited.last());
    assert_eq!(requests("POST", "/invitations").await.len(), 1);
    assert_eq!(organization.pending_invitations_count(), before + 1);
}

#[api_test]
async fn resending_an_invitation_revokes_it_and_creates_a_new_one() {
    let (_clerk, organization) = signed_in("admin").await;
    let old = organization.invite_member(member("again@example.com")).await.unwrap();
    let new = organization.resend_invitation(&old).await.unwrap();
    assert_eq!((&new.email_address, &new.role), (&old.email_address, &old.role));
    assert_ne!(new.id, old.id);
    let all = organization.get_invitations(page(1, 2)).await.unwrap().data;
    let status = |id: &str| all.iter().find(|row| row.id == id).map(|row| row.status.clone());
    assert_eq!(status(&old.id), Some(InvitationStatus::Revoked));
    assert_eq!(status(&new.id), Some(InvitationStatus::Pending));

    // If the invitation was revoked in the meantime, no new one is created.
    let refused = organization.resend_invitation(&old).await.unwrap_err();
    assert_eq!(refusal(refused), (404, "organization_invitation_not_pending".into()));

    post("faults", r#"[{ "method": "POST", "path": "/invitations$", "status": 403, "body": { "errors": [{ "code": "no" }] } }]"#)
        .await;
    let Error::NotResent(failed) = organization.resend_invitation(&new).await.unwrap_err() else {
        panic!("another error")
    };
    assert_eq!(
        (failed.revoked.id.as_str(), &failed.revoked.status),
        (new.id.as_str(), &InvitationStatus::Revoked)
    );
    assert!(!failed.may_be_invited);
    assert_eq!(refusal(failed.cause.clone()).0, 403);
}

type Call =
    std::pin::Pin<Box<dyn Future<Output = Result<clerk_organization::OrganizationInvitation, Error>>>>;

/// Polls all calls before any is done. Returns their results in the order in which they finish.
pub(crate) async fn all<F: Future + Unpin>(calls: &mut [F]) -> Vec<F::Output> {
    let mut results = Vec::new();
    let mut open: Vec<&mut F> = calls.iter_mut().collect();
    std::future::poll_fn(|context| {
        open.retain_mut(|call| match std::pin::Pin::new(&mut **call).poll(context) {
            std::task::Poll::Ready(result) => {
                results.push(result);
                false
            }
            std::task::Poll::Pending => true,
        });
        if open.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    results
}
