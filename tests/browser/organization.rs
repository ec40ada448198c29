//! Name, logo and roles of an organization, and failed changes that cannot be looked up.

use std::error::Error as _;

use clerk_organization::{
    ActiveOrganization, Clerk, ClerkOptions, CreateOrganizationParams, Error, Logo, PageParams,
    RuntimeErrorCode, SetActive, UpdateOrganizationParams,
};

use crate::support::{api_test, member, next, post, refusal, requests, runtime, signed_in};

/// A PNG of one pixel.
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdac\xf8\xcfP\x0f\0\x03\x86\x01\x80Z4}k\0\0\0\0IEND\xaeB`\x82";

fn logo() -> Logo {
    Logo { file_name: "logo.png".into(), content_type: "image/png".into(), bytes: PNG.to_vec() }
}

fn named(name: &str) -> UpdateOrganizationParams {
    UpdateOrganizationParams { name: Some(name.into()), slug: None }
}

#[api_test]
async fn a_new_name_and_slug_show_in_the_client() {
    let (clerk, organization) = signed_in("admin").await;
    let mut changes = clerk.changes();
    let params =
        UpdateOrganizationParams { name: Some("Aurora, Ltd & Co".into()), slug: Some("aurora".into()) };
    let updated = organization.update(params).await.unwrap();
    assert_eq!((updated.name.as_str(), updated.slug.as_deref()), ("Aurora, Ltd & Co", Some("aurora")));
    assert!(next(&mut changes).await.is_some());
    assert_eq!(organization.resource().unwrap().name, "Aurora, Ltd & Co");
    let only_name = organization.update(named("Aurora")).await.unwrap();
    assert_eq!(only_name.slug.as_deref(), Some("aurora"), "fields that are absent stay unchanged");
}

#[api_test]
async fn an_organization_that_is_not_the_active_one_is_fetched_by_its_id_and_its_calls_work() {
    let (clerk, active) = signed_in("admin").await;
    let created = clerk.create_organization(CreateOrganizationParams { name: "Aurora".into(), slug: None });
    let created = created.await.unwrap();
    let other = clerk.get_organization(&created.id).await.unwrap();
    assert_eq!(other.resource().unwrap().name, "Aurora");
    assert_eq!(
        other.invite_member(member("aurora@example.com")).await.unwrap().organization_id,
        Some(created.id)
    );
    assert_eq!(clerk.organization().unwrap().id(), active.id());
    assert_eq!(refusal(clerk.get_organization("org_unknown").await.err().unwrap()).0, 404);
    clerk.sign_out().await.unwrap();
    let early = clerk.get_organization(active.id()).await.err().unwrap();
    assert_eq!(runtime(early), RuntimeErrorCode::SignedOut);
}

#[api_test]
async fn handles_are_equal_if_they_are_of_one_clerk_and_one_organization() {
    let (clerk, organization) = signed_in("admin").await;
    assert_eq!((clerk.clone(), clerk.organization()), (clerk.clone(), Some(organization.clone())));
    let other = crate::support::clerk();
    other.load().await.unwrap();
    assert_ne!((other.clone(), other.organization()), (clerk.clone(), Some(organization.clone())));
    let personal = SetActive { organization: ActiveOrganization::Personal, ..Default::default() };
    clerk.set_active(personal).await.unwrap();
    assert_ne!(clerk.organization(), Some(organization.clone()));
    assert_eq!(format!("{organization:?}"), format!("Organization {{ id: {:?}, .. }}", organization.id()));
}

#[api_test]
async fn a_reload_fetches_the_organization_and_its_count() {
    let (_clerk, organization) = signed_in("admin").await;
    let reloaded = organization.reload().await.unwrap();
    assert_eq!((reloaded.id.as_str(), reloaded.name.as_str()), (organization.id(), "Northwind Studio"));
    assert_eq!(reloaded.pending_invitations_count, organization.pending_invitations_count());
    assert!(reloaded.members_count > 1 && reloaded.created_at.is_some());
}

#[api_test]
async fn a_logo_is_uploaded_once_for_two_equal_calls_and_removed() {
    let (_clerk, organization) = signed_in("admin").await;
    let mut calls =
        [Box::pin(organization.set_logo(Some(logo()))), Box::pin(organization.set_logo(Some(logo())))];
    for result in crate::invitations::all(&mut calls).await {
        let with_logo = result.unwrap();
        assert!(with_logo.has_image && !with_logo.image_url.is_empty());
    }
    assert_eq!(requests("POST", "/logo").await, [Some(200)]);

    let text = Logo { bytes: b"no picture".to_vec(), ..logo() };
    assert_eq!(refusal(organization.set_logo(Some(text)).await.unwrap_err()).0, 400);

    let without = organization.set_logo(None).await.unwrap();
    assert_eq!((without.id.as_str(), without.has_image), (organization.id(), false));
    let again = organization.set_logo(None).await.unwrap_err();
    assert_eq!(refusal(again), (404, "image_not_found".into()));
}

#[api_test]
async fn roles_come_with_their_permissions() {
    let (_clerk, organization) = signed_in("admin").await;
    let roles = organization.get_roles(PageParams::default()).await.unwrap();
    assert_eq!(roles.data.len() as u64, roles.total_count);
    let admin = roles.data.iter().find(|role| role.key == "org:admin").unwrap();
    assert!(admin.permissions.iter().any(|permission| permission.key == "org:sys_memberships:manage"));
    let no_page = PageParams { initial_page: 0, ..Default::default() };
    assert_eq!(runtime(organization.get_roles(no_page).await.unwrap_err()), RuntimeErrorCode::InvalidParams);
}

#[api_test]
async fn an_organization_is_created_and_deleted() {
    let (clerk, first) = signed_in("admin").await;
    let nameless = clerk.create_organization(CreateOrganizationParams::default()).await.unwrap_err();
    assert_eq!(runtime(nameless), RuntimeErrorCode::InvalidParams);
    let params = CreateOrganizationParams { name: "Second Studio".into(), slug: None };
    let made = clerk.create_organization(params).await.unwrap();
    let organization = made.id.as_str().into();
    clerk.set_active(SetActive { organization, ..Default::default() }).await.unwrap();
    let second = clerk.organization().unwrap();
    assert_eq!(second.resource().unwrap().name, "Second Studio");

    let deleted = second.destroy().await.unwrap();
    assert_eq!((deleted.id.as_deref(), deleted.deleted), (Some(made.id.as_str()), true));
    assert!(second.resource().is_none());
    assert_eq!(refusal(second.reload().await.unwrap_err()).0, 404);
    assert!(first.resource().is_some());
}

#[api_test]
async fn a_logo_that_was_removed_is_no_failure_if_the_organization_cannot_be_fetched_afterwards() {
    let (_clerk, organization) = signed_in("admin").await;
    organization.set_logo(Some(logo())).await.unwrap();
    post("faults", r#"[{ "method": "GET", "path": "/organizations/[^/]+$", "status": 500 }]"#).await;
    let without = organization.set_logo(None).await.unwrap();
    assert!(!without.has_image);
}

#[api_test]
async fn a_member_may_not_change_the_organization() {
    let (_clerk, organization) = signed_in("member").await;
    for refused in [
        organization.update(named("Mine")).await.map(drop),
        organization.destroy().await.map(drop),
        organization.set_logo(Some(logo())).await.map(drop),
    ] {
        assert_eq!(refusal(refused.unwrap_err()).0, 403);
    }
}

#[api_test]
async fn a_change_without_an_answer_has_an_unknown_outcome_and_is_not_retried() {
    let (_clerk, organization) = signed_in("admin").await;
    let gateway = r#"[{ "method": "PATCH", "path": "/organizations/", "status": 504, "body": "<html>", "after": true }]"#;
    post("faults", gateway).await;
    let Error::Runtime(error) = organization.update(named("Lost")).await.unwrap_err() else {
        panic!("another error")
    };
    assert_eq!(error.code, RuntimeErrorCode::OutcomeUnknown);
    assert_eq!(error.request, Some(format!("PATCH /v1/organizations/{}", organization.id())));
    assert_eq!(requests("POST", organization.id()).await.len(), 1);
    assert_eq!(organization.reload().await.unwrap().name, "Lost", "the change was applied");

    // Nine times, because Chromium itself retries a request on a reused connection.
    let lost = r#"[{ "method": "PATCH", "path": "/organizations/", "drop": true, "times": 9 }]"#;
    post("faults", lost).await;
    let error = organization.update(named("Never")).await.unwrap_err();
    assert!(error.source().is_some(), "the network error is the source");
    assert_eq!(runtime(error), RuntimeErrorCode::OutcomeUnknown);
    assert_eq!(organization.reload().await.unwrap().name, "Lost");
}

#[api_test]
async fn a_rate_limited_change_waits_for_retry_after() {
    let (_clerk, organization) = signed_in("admin").await;
    post(
        "faults",
        r#"[{ "path": "/organizations/", "status": 429, "headers": { "retry-after": "1" }, "times": 1 }]"#,
    )
    .await;
    assert_eq!(organization.update(named("Patient")).await.unwrap().name, "Patient");
    assert_eq!(requests("POST", organization.id()).await, [Some(429), Some(200)]);
}

#[api_test]
async fn an_invalid_key_or_proxy_url_is_rejected_before_any_request() {
    let code = |key: &str, proxy_url: Option<&str>| {
        let options = ClerkOptions { proxy_url: proxy_url.map(Into::into), ..Default::default() };
        runtime(Clerk::new(key, options).err().unwrap())
    };
    assert_eq!(code("pk_test_", None), RuntimeErrorCode::InvalidPublishableKey);
    let key = "pk_test_eC15LTEuY2xlcmsuYWNjb3VudHMuZGV2JA==";
    assert!(Clerk::new(key, ClerkOptions::default()).is_ok());
    assert_eq!(code(key, Some("ftp://example.com")), RuntimeErrorCode::InvalidProxyUrl);
}
