//! Members: listing, adding, changing and removing them.

use clerk_organization::{GetMembershipsParams, RuntimeErrorCode};

use crate::support::{NADIA, api_test, person, refusal, requests, runtime, signed_in, switch_to};

fn in_role(role: &str) -> GetMembershipsParams {
    GetMembershipsParams { role: Some(vec![role.into()]), ..Default::default() }
}

#[api_test]
async fn members_are_listed_by_role_and_by_text() {
    let (_clerk, organization) = signed_in("admin").await;
    let page = GetMembershipsParams { page_size: 500, ..Default::default() };
    let all = organization.get_memberships(page).await.unwrap();
    assert_eq!(all.data.len() as u64, all.total_count);
    assert!(all.data.iter().all(|membership| membership.organization.id == organization.id()));

    let admins = organization.get_memberships(in_role("org:admin")).await.unwrap();
    assert!(admins.total_count < all.total_count);
    assert!(admins.data.iter().all(|membership| membership.role == "org:admin"));
    let admin = admins.data.first().unwrap().public_user_data.clone().unwrap();
    assert_eq!(admin.user_id.as_deref(), Some(person("admin", "userId").as_str()));

    let text = GetMembershipsParams { query: Some("Milo".into()), ..Default::default() };
    let found = organization.get_memberships(text).await.unwrap();
    let first = found.data.first().unwrap();
    assert_eq!(
        first.public_user_data.as_ref().unwrap().user_id.as_deref(),
        Some(&*person("member", "userId"))
    );
    assert_eq!((found.total_count, first.role.as_str()), (1, "org:member"));
    assert!(!first.role_name.is_empty() && first.created_at.is_some());
}

#[api_test]
async fn a_member_is_added_promoted_and_removed() {
    let (clerk, organization) = signed_in("admin").await;
    switch_to(&clerk, NADIA).await;
    let user_id = clerk.user().unwrap().id;
    switch_to(&clerk, &person("admin", "emailAddress")).await;

    let added = organization.add_member(&user_id, "org:member").await.unwrap();
    assert_eq!(added.role, "org:member");
    assert_eq!(added.public_user_data.unwrap().user_id.as_deref(), Some(&*user_id));
    assert_eq!(refusal(organization.add_member(&user_id, "org:member").await.unwrap_err()).0, 400);

    let promoted = organization.update_member(&user_id, "org:admin").await.unwrap();
    assert_eq!((promoted.id.as_str(), promoted.role.as_str()), (added.id.as_str(), "org:admin"));
    let admins = organization.get_memberships(in_role("org:admin")).await.unwrap();
    assert!(admins.data.iter().any(|membership| membership.id == added.id));

    let count = organization.members_count();
    let removed = organization.remove_member(&user_id).await.unwrap();
    assert_eq!(removed.id, added.id);
    assert_eq!(organization.members_count(), count - 1);
    assert_eq!(organization.resource().unwrap().members_count, count - 1);
    assert_eq!(refusal(organization.remove_member(&user_id).await.unwrap_err()).0, 404);
}

#[api_test]
async fn missing_params_and_unknown_members_are_rejected() {
    let (_clerk, organization) = signed_in("admin").await;
    let no_role = organization.update_member("user_1", " ").await.unwrap_err();
    assert_eq!(runtime(no_role), RuntimeErrorCode::InvalidParams);
    let no_user = organization.remove_member("").await.unwrap_err();
    assert_eq!(runtime(no_user), RuntimeErrorCode::InvalidParams);
    let unknown = organization.update_member("user_unknown", "org:admin").await.unwrap_err();
    assert_eq!(refusal(unknown).0, 404);
    // The organization keeps its last admin.
    let own = person("admin", "userId");
    assert_eq!(refusal(organization.update_member(&own, "org:member").await.unwrap_err()).0, 400);
}

#[api_test]
async fn a_member_without_the_permission_may_not_change_members() {
    let (_clerk, organization) = signed_in("member").await;
    let own = person("member", "userId");
    let expected = (403, "missing_organization_permission".to_owned());
    assert_eq!(refusal(organization.update_member(&own, "org:admin").await.unwrap_err()), expected);
    assert_eq!(refusal(organization.remove_member(&person("admin", "userId")).await.unwrap_err()), expected);
    assert_eq!(refusal(organization.add_member(&own, "org:admin").await.unwrap_err()), expected);
}

#[api_test]
async fn overlapping_equal_changes_of_a_member_share_one_request() {
    let (_clerk, organization) = signed_in("admin").await;
    let user_id = person("member", "userId");
    let mut calls = [
        Box::pin(organization.update_member(&user_id, "org:admin")),
        Box::pin(organization.update_member(&user_id, "org:admin")),
    ];
    for result in crate::invitations::all(&mut calls).await {
        assert_eq!(result.unwrap().role, "org:admin");
    }
    assert_eq!(requests("POST", &user_id).await, [Some(200)]);
}
