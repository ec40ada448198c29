//! Accepting an invitation by its link.

use std::error::Error as _;

use clerk_organization::{
    AcceptedInvitation, Clerk, Error, RuntimeErrorCode, SetActive, SignUpParams, SignUpStatus,
};

use crate::support::{
    NADIA, api_test, last_mail, member, person, post, refusal, requests, runtime, signed_in, switch_to, text,
};

/// Invites an address as the admin. Returns a signed-out `Clerk` and the URL that the link opens in the app.
async fn invited(email_address: &str, status: &str) -> (Clerk, String) {
    let (clerk, organization) = signed_in("admin").await;
    organization.invite_member(member(email_address)).await.unwrap();
    let link = text(&last_mail().await, "/link");
    let ticket = link.split_once("ticket=").unwrap().1.split('&').next().unwrap().to_owned();
    clerk.sign_out().await.unwrap();
    (clerk, format!("https://app.example/team?x=1&__clerk_ticket={ticket}&__clerk_status={status}#top"))
}

fn password() -> SignUpParams {
    SignUpParams {
        password: Some("a long enough password 7".into()),
        first_name: Some("Gwen".into()),
        ..Default::default()
    }
}

fn joined(accepted: AcceptedInvitation) -> String {
    match accepted {
        AcceptedInvitation::Complete(Some(organization)) => organization.resource().unwrap().name,
        _ => panic!("not complete"),
    }
}

#[api_test]
async fn a_user_signed_in_as_the_invited_address_becomes_a_member_once() {
    let (clerk, url) = invited(NADIA, "sign_in").await;
    switch_to(&clerk, NADIA).await;
    let accepted = clerk.accept_invitation(&url, SignUpParams::default()).await.unwrap();
    assert_eq!(joined(accepted), "Northwind Studio");
    // Opening the link again, for example from a bookmark, has the same result.
    let again = clerk.accept_invitation(&url, SignUpParams::default()).await.unwrap();
    assert_eq!(joined(again), "Northwind Studio");
}

#[api_test]
async fn the_error_for_another_user_names_them_and_nothing_is_accepted() {
    let (clerk, url) = invited(NADIA, "sign_in").await;
    let address = person("member", "emailAddress");
    switch_to(&clerk, &address).await;
    let error = clerk.accept_invitation(&url, SignUpParams::default()).await.err().unwrap();
    assert!(error.to_string().contains(&address) && error.source().is_some());
    let Error::InvitationForAnotherUser(refused) = error else { panic!("another error: {error}") };
    assert_eq!(refused.signed_in_as, address);
    assert_eq!(refusal(refused.cause.clone()).1, "organization_invitation_not_found");
}

#[api_test]
async fn a_person_with_an_account_is_signed_in_even_if_the_link_says_sign_up() {
    let (clerk, url) = invited(NADIA, "sign_up").await;
    let accepted = clerk.accept_invitation(&url, SignUpParams::default()).await.unwrap();
    assert_eq!(joined(accepted), "Northwind Studio");
    assert_eq!(clerk.user().unwrap().primary_email_address(), Some(NADIA));
    assert_eq!(requests("POST", "/sign_ups").await.len(), 1);
    assert_eq!(requests("POST", "/sign_ins").await.last(), Some(&Some(200)));
}

#[api_test]
async fn a_new_person_signs_up_with_the_missing_fields() {
    let (clerk, url) = invited("gwen@example.com", "sign_up").await;
    let first = clerk.accept_invitation(&url, SignUpParams::default()).await.unwrap();
    let AcceptedInvitation::NeedsSignUp(attempt) = first else { panic!("nothing is missing") };
    assert_eq!(attempt.status(), &SignUpStatus::MissingRequirements);
    assert_eq!(
        (attempt.missing_fields(), attempt.email_address()),
        (&["password".into()][..], Some("gwen@example.com"))
    );
    let complete = attempt.update(password()).await.unwrap();
    assert_eq!(complete.status(), &SignUpStatus::Complete);
    let session = complete.created_session_id().unwrap().into();
    clerk.set_active(SetActive { session, ..Default::default() }).await.unwrap();
    let user = clerk.user().unwrap();
    assert_eq!(user.first_name.as_deref(), Some("Gwen"));
    assert_eq!(user.organization_memberships.first().unwrap().organization.name, "Northwind Studio");
}

#[api_test]
async fn a_new_person_who_sends_all_fields_is_a_member_at_once() {
    let (clerk, url) = invited("gwen@example.com", "sign_in").await;
    assert_eq!(joined(clerk.accept_invitation(&url, password()).await.unwrap()), "Northwind Studio");
    assert_eq!(clerk.user().unwrap().primary_email_address(), Some("gwen@example.com"));
}

#[api_test]
async fn an_acceptance_with_a_lost_answer_is_looked_up_and_its_outcome_is_unknown_if_it_is_not_found() {
    let (clerk, url) = invited(NADIA, "sign_in").await;
    post("faults", r#"[{ "method": "POST", "path": "sign_ins", "status": 502, "body": "<html>" }]"#).await;
    let lost = clerk.accept_invitation(&url, SignUpParams::default()).await.err().unwrap();
    assert_eq!(runtime(lost), RuntimeErrorCode::OutcomeUnknown);
    let fault =
        r#"[{ "method": "POST", "path": "sign_ins", "status": 502, "body": "<html>", "after": true }]"#;
    post("faults", fault).await;
    let accepted = clerk.accept_invitation(&url, SignUpParams::default()).await.unwrap();
    assert_eq!(joined(accepted), "Northwind Studio");
}

#[api_test]
async fn a_url_without_a_ticket_is_refused() {
    let (clerk, _) = invited(NADIA, "sign_in").await;
    for url in ["", "https://app.example/?x=1", "https://app.example/?__clerk_ticket=#__clerk_ticket=a"] {
        let refused = clerk.accept_invitation(url, SignUpParams::default()).await.err().unwrap();
        assert_eq!(runtime(refused), RuntimeErrorCode::InvalidParams, "{url}");
    }
    let nonsense = clerk.accept_invitation("?__clerk_ticket=nonsense", SignUpParams::default()).await;
    assert!(matches!(nonsense.err().unwrap(), Error::Api(_)));
}

#[api_test]
async fn the_error_for_a_truncated_ticket_names_its_param_to_a_signed_in_user() {
    let (clerk, _) = crate::support::signed_in("admin").await;
    let cut = clerk.accept_invitation("?__clerk_ticket=a.b", SignUpParams::default()).await.unwrap_err();
    let told = cut.to_string();
    assert_eq!(runtime(cut), RuntimeErrorCode::InvalidParams);
    assert!(told.contains("__clerk_ticket"), "{told}");
}

#[api_test]
async fn a_person_signs_up_without_an_invitation_by_a_code() {
    let clerk = crate::support::fresh().await;
    clerk.load().await.unwrap();
    let entered = SignUpParams { email_address: Some("zoe@example.org".into()), ..password() };
    let short = SignUpParams { password: Some("1".into()), ..entered.clone() };
    assert_eq!(refusal(clerk.sign_up().create(short).await.err().unwrap()).0, 422);
    let attempt = clerk.sign_up().create(entered).await.unwrap();
    assert_eq!(attempt.unverified_fields(), ["email_address"]);
    let attempt = attempt.prepare_email_code().await.unwrap();
    let wrong = attempt.attempt_email_code("000000").await.err().unwrap();
    assert_eq!(refusal(wrong), (422, "form_code_incorrect".into()));
    let attempt = attempt.attempt_email_code(&text(&last_mail().await, "/code")).await.unwrap();
    assert_eq!(attempt.status(), &SignUpStatus::Complete);
    let session = attempt.created_session_id().unwrap().into();
    clerk.set_active(SetActive { session, ..Default::default() }).await.unwrap();
    assert_eq!(clerk.user().unwrap().primary_email_address(), Some("zoe@example.org"));
}
