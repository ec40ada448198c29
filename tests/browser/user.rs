//! The signed-in user: memberships, received invitations and authorization checks.

use clerk_organization::{
    CheckAuthorization, InvitationStatus, PageParams, Reverification, RuntimeErrorCode, StatusParams,
};

use crate::support::{
    NADIA, api_test, fresh, member, person, refusal, requests, runtime, signed_in, switch_to,
};

#[api_test]
async fn a_user_lists_memberships_and_leaves_an_organization() {
    let (clerk, organization) = signed_in("member").await;
    let memberships = clerk.get_organization_memberships(PageParams::default()).await.unwrap();
    let own = memberships.data.iter().find(|membership| membership.organization.id == organization.id());
    assert_eq!(own.unwrap().role, "org:member");

    let left = clerk.leave_organization(organization.id()).await.unwrap();
    assert!(left.deleted);
    assert!(organization.resource().is_none(), "the client no longer has the membership");
    assert_eq!(refusal(clerk.leave_organization(organization.id()).await.unwrap_err()).0, 404);
}

#[api_test]
async fn a_user_lists_invitations_and_accepts_one() {
    let (clerk, organization) = signed_in("admin").await;
    organization.invite_member(member(NADIA)).await.unwrap();
    switch_to(&clerk, NADIA).await;
    let pending = StatusParams { status: Some(vec![InvitationStatus::Pending]), ..Default::default() };
    let invitations = clerk.get_organization_invitations(pending).await.unwrap();
    let invitation = invitations.data.first().unwrap();
    assert_eq!((invitation.email_address.as_str(), invitation.role.as_str()), (NADIA, "org:member"));
    assert_eq!(invitation.public_organization_data.id, organization.id());

    let accepted = clerk.accept_organization_invitation(&invitation.id).await.unwrap();
    assert_eq!((&accepted.id, accepted.status), (&invitation.id, InvitationStatus::Accepted));
    assert!(organization.resource().is_some(), "the user is a member");
    let again = clerk.accept_organization_invitation(&invitation.id).await.unwrap_err();
    assert_eq!(refusal(again), (400, "organization_invitation_already_accepted".into()));
}

#[api_test]
async fn an_acceptance_with_a_lost_answer_has_an_unknown_outcome() {
    let (clerk, organization) = signed_in("admin").await;
    organization.invite_member(member(NADIA)).await.unwrap();
    switch_to(&clerk, NADIA).await;
    let id = clerk.get_organization_invitations(StatusParams::default()).await.unwrap().data.remove(0).id;
    let gateway = r#"[{ "path": "/accept", "status": 502, "body": "<html>", "after": true }]"#;
    crate::support::post("faults", gateway).await;
    let error = clerk.accept_organization_invitation(&id).await.unwrap_err();
    assert_eq!(runtime(error), RuntimeErrorCode::OutcomeUnknown);
    assert_eq!(requests("POST", "/accept").await.len(), 1);
}

#[api_test]
async fn the_defaults_for_a_new_organization_are_fetched() {
    let (clerk, _) = signed_in("admin").await;
    let defaults = clerk.get_organization_creation_defaults().await.unwrap();
    assert!(defaults.advisory.is_none());
}

#[api_test]
async fn calls_about_the_user_fail_before_load_and_while_signed_out() {
    let clerk = fresh().await;
    let call = clerk.get_organization_memberships(PageParams::default()).await;
    assert_eq!(runtime(call.unwrap_err()), RuntimeErrorCode::NotLoaded);
    clerk.load().await.unwrap();
    let call = clerk.get_organization_invitations(StatusParams::default()).await;
    assert_eq!(runtime(call.unwrap_err()), RuntimeErrorCode::SignedOut);
    let call = clerk.leave_organization("org_1").await;
    assert_eq!(runtime(call.unwrap_err()), RuntimeErrorCode::SignedOut);
    assert!(
        !clerk.check_authorization(&CheckAuthorization { role: Some("admin".into()), ..Default::default() })
    );
}

#[api_test]
async fn an_authorization_check_follows_the_active_membership() {
    let (clerk, _) = signed_in("admin").await;
    let role = |role: &str| CheckAuthorization { role: Some(role.into()), ..Default::default() };
    let permission = |key: &str| CheckAuthorization { permission: Some(key.into()), ..Default::default() };
    assert!(clerk.check_authorization(&role("org:admin")) && clerk.check_authorization(&role("admin")));
    assert!(!clerk.check_authorization(&role("org:member")));
    assert!(clerk.check_authorization(&permission("org:sys_memberships:manage")));
    assert!(!clerk.check_authorization(&permission("org:reports:read")));
    assert!(!clerk.check_authorization(&CheckAuthorization::default()), "a check without conditions fails");
    let both = CheckAuthorization { feature: Some("org:reports".into()), ..role("admin") };
    assert!(!clerk.check_authorization(&both), "every condition must hold");
    let reverification =
        |preset: Reverification| CheckAuthorization { reverification: Some(preset), ..Default::default() };
    assert!(clerk.check_authorization(&reverification(Reverification::Preset("lax".into()))));
    let long = Reverification::Within { level: "first_factor".into(), after_minutes: 600 };
    assert!(clerk.check_authorization(&reverification(long)));
    assert!(!clerk.check_authorization(&reverification(Reverification::Preset("sometimes".into()))));

    switch_to(&clerk, &person("member", "emailAddress")).await;
    assert!(!clerk.check_authorization(&permission("org:sys_memberships:manage")));
}
