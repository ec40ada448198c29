//! Lists of invitations that stay current.

use clerk_organization::{InvitationList, InvitationStatus, RuntimeErrorCode};

use crate::support::{api_test, member, next, page, post, requests, runtime, signed_in, sleep, spawn, until};

fn shown(list: &InvitationList) -> Vec<&str> {
    list.data.iter().map(|row| row.email_address()).collect()
}

fn is_settled(list: &InvitationList) -> bool {
    !list.is_loading && list.data.iter().all(|row| row.invitation().is_some())
}

#[api_test]
async fn an_invitation_shows_at_once_and_is_confirmed_by_the_server() {
    let (_clerk, organization) = signed_in("admin").await;
    let mut list = organization.live_invitations(page(1, 5).status(["pending"]));
    let first = next(&mut list).await.unwrap();
    assert!(first.is_loading && first.data.is_empty());
    let loaded = until(&mut list, is_settled).await;
    assert_eq!(loaded.data.len(), 5);
    assert!(loaded.has_next_page);

    let call = organization.clone();
    spawn(async move {
        drop(call.invite_member(member("live@example.com")).await.unwrap());
    });
    let provisional = next(&mut list).await.unwrap();
    assert_eq!(shown(&provisional).first(), Some(&"live@example.com"));
    assert!(provisional.data.first().unwrap().invitation().is_none());
    assert_eq!(provisional.total_count, loaded.total_count + 1);
    let confirmed = until(&mut list, is_settled).await;
    let invitation = confirmed.data.first().unwrap().invitation().unwrap().clone();
    assert_eq!(invitation.email_address, "live@example.com");
    let fetched = until(&mut list, |list| is_settled(list) && list.data.len() == 5).await;
    assert_eq!(fetched.total_count, loaded.total_count + 1);

    organization.revoke_invitation(&invitation.id).await.unwrap();
    let revoked = until(&mut list, is_settled).await;
    assert!(!shown(&revoked).contains(&"live@example.com"));
    let fetched = until(&mut list, |list| is_settled(list) && list.data.len() == 5).await;
    assert_eq!((shown(&fetched), fetched.total_count), (shown(&loaded), loaded.total_count));
}

#[api_test]
async fn a_change_that_the_server_refuses_is_undone() {
    let (_clerk, organization) = signed_in("admin").await;
    let mut list = organization.live_invitations(page(1, 5).status(["pending"]));
    let before = until(&mut list, is_settled).await;
    let call = organization.clone();
    spawn(async move {
        assert!(call.invite_member(member("nobody")).await.is_err());
    });
    let provisional = next(&mut list).await.unwrap();
    assert_eq!(shown(&provisional).first(), Some(&"nobody"));
    let after = until(&mut list, is_settled).await;
    assert_eq!((shown(&after), after.total_count), (shown(&before), before.total_count));
}

#[api_test]
async fn more_pages_are_fetched_on_request_and_a_failure_keeps_the_rows() {
    let (_clerk, organization) = signed_in("admin").await;
    let all = organization.get_invitations(page(1, 500)).await.unwrap().data;
    let mut list = organization.live_invitations(page(1, 5));
    let controls = list.controls();
    until(&mut list, is_settled).await;
    assert!(controls.load_next_page());
    let two = until(&mut list, is_settled).await;
    let expected: Vec<_> = all.iter().take(10).map(|row| row.email_address.as_str()).collect();
    assert_eq!(shown(&two), expected);
    assert!(all.iter().any(|row| row.status == InvitationStatus::Revoked));

    post("faults", r#"[{ "path": "/invitations", "status": 200, "body": "<html>" }]"#).await;
    controls.refresh();
    let failed = until(&mut list, |list| list.error.is_some()).await;
    assert_eq!(shown(&failed), expected);
    assert_eq!(runtime(failed.error.unwrap()), RuntimeErrorCode::InvalidResponse);
    controls.refresh();
    let again = until(&mut list, |list| is_settled(list) && list.error.is_none()).await;
    assert_eq!(shown(&again), expected);
    drop(list);
    assert!(!controls.load_next_page());
}

#[api_test]
async fn a_list_ends_with_the_clerk_and_a_dropped_one_fetches_nothing_more() {
    let (clerk, organization) = signed_in("admin").await;
    let mut dropped = organization.live_invitations(page(1, 5));
    let mut list = organization.live_invitations(page(1, 6));
    until(&mut dropped, is_settled).await;
    until(&mut list, is_settled).await;
    drop(dropped);
    let before = requests("GET", "/invitations").await.len();
    organization.invite_member(member("once@example.com")).await.unwrap();
    until(&mut list, |list| is_settled(list) && list.data.len() == 6).await;
    sleep(300).await;
    assert_eq!(
        requests("GET", "/invitations").await.len(),
        before + 1,
        "only the other list fetched its rows"
    );
    drop(clerk);
    assert!(next(&mut list).await.is_none());
    let mut late = organization.live_invitations(page(1, 5));
    assert!(next(&mut late).await.is_none(), "there is no clerk that it could end with");
}
