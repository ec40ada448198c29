//! The other live lists: members, requests to join, domains, and the user's own lists.

use std::collections::BTreeMap;

use clerk_organization::{
    Clerk, EnrollmentMode, GetDomainsParams, GetMembershipsParams, InvitationStatus, LiveRows, Organization,
    OrganizationDomain, OrganizationMembership, PageParams, StatusParams,
};
use futures_core::Stream;

use crate::support::{
    NADIA, activate, api_test, member, next, person, post, requests, settings, signed_in, spawn, switch_to,
    until,
};

fn is_settled<Row>(list: &LiveRows<Row>) -> bool {
    !list.is_loading
}

/// The rows once no request is pending.
async fn settled<Row, S>(list: &mut S) -> LiveRows<Row>
where
    S: Stream<Item = LiveRows<Row>> + Unpin,
{
    until(list, is_settled).await
}

fn roles(list: &LiveRows<OrganizationMembership>) -> BTreeMap<String, String> {
    let of = |membership: &OrganizationMembership| {
        let user = membership.public_user_data.clone().unwrap_or_default();
        (user.user_id.unwrap_or_default(), membership.role.clone())
    };
    list.data.iter().map(of).collect()
}

fn all_members() -> GetMembershipsParams {
    GetMembershipsParams { page_size: 50, ..Default::default() }
}

fn pending() -> StatusParams {
    StatusParams { status: Some(vec![InvitationStatus::Pending]), ..Default::default() }
}

#[api_test]
async fn a_removed_member_leaves_the_list_at_once_and_a_new_role_shows() {
    let (_clerk, organization) = signed_in("admin").await;
    let mut list = organization.live_memberships(all_members());
    let first = next(&mut list).await.unwrap();
    assert!(first.is_loading && first.data.is_empty());
    let loaded = settled(&mut list).await;
    let user_id = person("member", "userId");
    assert_eq!(roles(&loaded).get(&user_id).map(String::as_str), Some("org:member"));

    organization.update_member(&user_id, "org:admin").await.unwrap();
    let is_admin = |list: &LiveRows<_>| roles(list).get(&user_id).is_some_and(|role| role == "org:admin");
    let promoted = until(&mut list, |list| !list.is_loading && is_admin(list)).await;
    assert_eq!(promoted.total_count, loaded.total_count);

    let call = organization.clone();
    let removed = user_id.clone();
    spawn(async move {
        call.remove_member(&removed).await.unwrap();
    });
    let without = next(&mut list).await.unwrap();
    assert!(!roles(&without).contains_key(&user_id), "the row disappears before the server answers");
    assert_eq!(without.total_count, loaded.total_count - 1);
    let fetched =
        until(&mut list, |list| !list.is_loading && list.data.len() as u64 == list.total_count).await;
    assert_eq!(fetched.total_count, loaded.total_count - 1);
}

#[api_test]
async fn a_removal_that_the_server_refuses_is_undone() {
    let (_clerk, organization) = signed_in("admin").await;
    let mut list = organization.live_memberships(all_members());
    let loaded = settled(&mut list).await;
    post(
        "faults",
        r#"[{ "method": "DELETE", "path": "/memberships/", "status": 403, "body": { "errors": [] } }]"#,
    )
    .await;
    let call = organization.clone();
    let user_id = person("member", "userId");
    let removed = user_id.clone();
    spawn(async move {
        assert!(call.remove_member(&removed).await.is_err());
    });
    let without = next(&mut list).await.unwrap();
    assert!(!roles(&without).contains_key(&user_id));
    let back = until(&mut list, |list| !list.is_loading && roles(list).contains_key(&user_id)).await;
    assert_eq!((back.data, back.total_count), (loaded.data, loaded.total_count));
}

#[api_test]
async fn a_filtered_list_fetches_again_if_a_change_may_add_rows() {
    let (_clerk, organization) = signed_in("admin").await;
    let admins = GetMembershipsParams { role: Some(vec!["org:admin".into()]), ..all_members() };
    let mut list = organization.live_memberships(admins);
    let before = settled(&mut list).await.total_count;
    organization.update_member(&person("member", "userId"), "org:admin").await.unwrap();
    until(&mut list, |list| !list.is_loading && list.total_count == before + 1).await;
}

/// Creates a domain that the admin's own address verifies, with suggestions as its enrollment mode.
async fn domain_with_suggestions(organization: &Organization) -> OrganizationDomain {
    organization.create_domain("example.com", Some(EnrollmentMode::AutomaticSuggestion)).await.unwrap()
}

#[api_test]
async fn domains_follow_each_step_and_a_deleted_one_leaves_at_once() {
    let (_clerk, organization) = signed_in("admin").await;
    let mut list = organization.live_domains(GetDomainsParams::default());
    assert!(settled(&mut list).await.data.is_empty());
    let domain = domain_with_suggestions(&organization).await;
    let is_done = |list: &LiveRows<OrganizationDomain>| {
        list.data.iter().any(|one| one.enrollment_mode == EnrollmentMode::AutomaticSuggestion)
    };
    until(&mut list, |list| !list.is_loading && is_done(list)).await;
    organization.delete_domain(&domain.id).await.unwrap();
    until(&mut list, |list| list.data.is_empty() && list.total_count == 0).await;
}

/// Signs in as Nadia, who is in no organization.
async fn nadia(clerk: &Clerk) {
    switch_to(clerk, NADIA).await;
}

#[api_test]
async fn accepting_a_suggestion_and_its_request_updates_every_list() {
    let (clerk, organization) = signed_in("admin").await;
    domain_with_suggestions(&organization).await;
    nadia(&clerk).await;
    let mut suggestions = clerk.live_organization_suggestions(pending());
    let suggested = settled(&mut suggestions).await;
    let suggestion = suggested.data.first().unwrap().clone();
    clerk.accept_organization_suggestion(&suggestion.id).await.unwrap();
    until(&mut suggestions, |list| !list.is_loading && list.data.is_empty()).await;
    drop(suggestions);

    switch_to(&clerk, &person("admin", "emailAddress")).await;
    let mut asking = organization.live_membership_requests(pending());
    let mut members = organization.live_memberships(all_members());
    let request = settled(&mut asking).await.data.first().unwrap().clone();
    let before = settled(&mut members).await.total_count;
    organization.accept_membership_request(&request.id).await.unwrap();
    until(&mut asking, |list| !list.is_loading && list.data.is_empty()).await;
    until(&mut members, |list| !list.is_loading && list.total_count == before + 1).await;
}

#[api_test]
async fn accepting_an_invitation_and_leaving_the_organization_update_the_lists_of_the_user() {
    let (clerk, organization) = signed_in("admin").await;
    organization.invite_member(member(NADIA)).await.unwrap();
    nadia(&clerk).await;
    let mut received = clerk.live_organization_invitations(pending());
    let mut joined = clerk.live_organization_memberships(PageParams::default());
    let invitation = settled(&mut received).await.data.first().unwrap().clone();
    let before = settled(&mut joined).await.total_count;
    clerk.accept_organization_invitation(&invitation.id).await.unwrap();
    until(&mut received, |list| !list.is_loading && list.data.is_empty()).await;
    let with = until(&mut joined, |list| !list.is_loading && list.total_count == before + 1).await;
    assert!(with.data.iter().any(|membership| membership.organization.id == organization.id()));
    clerk.leave_organization(organization.id()).await.unwrap();
    until(&mut joined, |list| list.data.iter().all(|one| one.organization.id != organization.id())).await;
}

#[api_test]
async fn a_list_of_the_user_follows_a_switch_to_the_session_of_another_user() {
    let (clerk, _) = signed_in("admin").await;
    settings(r#"{ "single_session_mode": false }"#).await;
    let (address, password) = (person("member", "emailAddress"), person("member", "password"));
    let attempt = clerk.sign_in().with_password(&address, &password).await.unwrap();
    let mut joined = clerk.live_organization_memberships(PageParams::default());
    let of_admin = settled(&mut joined).await.data;
    activate(&clerk, &attempt).await;
    let of_member = clerk.get_organization_memberships(PageParams::default()).await.unwrap().data;
    assert_ne!(of_member, of_admin);
    until(&mut joined, |list| !list.is_loading && list.data == of_member).await;
    settings(r#"{ "single_session_mode": true }"#).await;
}

#[api_test]
async fn a_list_does_not_fetch_after_a_change_of_other_objects() {
    let (_clerk, organization) = signed_in("admin").await;
    let mut list = organization.live_domains(GetDomainsParams::default());
    let mut members = organization.live_memberships(all_members());
    settled(&mut list).await;
    settled(&mut members).await;
    organization.update_member(&person("member", "userId"), "org:admin").await.unwrap();
    until(&mut members, |list| {
        !list.is_loading && list.data.iter().filter(|row| row.role == "org:admin").count() == 2
    })
    .await;
    let asked = std::future::poll_fn(|context| {
        std::task::Poll::Ready(std::pin::Pin::new(&mut list).poll_next(context).is_pending())
    });
    assert!(asked.await);
    assert_eq!(requests("GET", "/domains").await.len(), 1);
}
