//! Domains of an organization, and requests to join from users with an address in one of them.

use clerk_organization::{
    Clerk, EnrollmentMode, GetDomainsParams, InvitationStatus, Organization, OrganizationDomain,
    StatusParams, VerificationStatus,
};

use crate::support::{NADIA, api_test, last_mail, person, refusal, signed_in, switch_to, text};

fn status_of(domain: &OrganizationDomain) -> VerificationStatus {
    domain.affiliation_verification.as_ref().unwrap().status.clone()
}

#[api_test]
async fn a_domain_is_verified_by_a_mailed_code() {
    let (_clerk, organization) = signed_in("admin").await;
    let domain = organization.create_domain("one.example", None).await.unwrap();
    assert_eq!(
        (domain.name.as_str(), &domain.enrollment_mode),
        ("one.example", &EnrollmentMode::ManualInvitation)
    );
    assert!(domain.affiliation_verification.is_none());

    let other = organization.prepare_affiliation_verification(&domain.id, "jane@other.example").await;
    assert_eq!(refusal(other.unwrap_err()), (422, "organization_domain_mismatch".into()));
    let prepared =
        organization.prepare_affiliation_verification(&domain.id, "jane@one.example").await.unwrap();
    assert_eq!(status_of(&prepared), VerificationStatus::Unverified);
    assert_eq!(prepared.affiliation_email_address.as_deref(), Some("jane@one.example"));
    assert!(prepared.affiliation_verification.unwrap().expire_at.is_some());

    let wrong = organization.attempt_affiliation_verification(&domain.id, "000000").await.unwrap_err();
    assert_eq!(refusal(wrong), (422, "form_code_incorrect".into()));
    let code = text(&last_mail().await, "/code");
    let verified = organization.attempt_affiliation_verification(&domain.id, &code).await.unwrap();
    assert_eq!(status_of(&verified), VerificationStatus::Verified);

    let automatic = EnrollmentMode::AutomaticInvitation;
    let changed = organization.update_enrollment_mode(&domain.id, automatic.clone(), false).await.unwrap();
    assert_eq!(changed.enrollment_mode, automatic);
    assert_eq!(organization.get_domain(&domain.id).await.unwrap(), changed);
}

#[api_test]
async fn domains_are_listed_by_mode_and_deleted() {
    let (_clerk, organization) = signed_in("admin").await;
    let domain = organization.create_domain("two.example", None).await.unwrap();
    let in_mode = |mode| GetDomainsParams { enrollment_mode: Some(mode), ..Default::default() };
    let manual = organization.get_domains(in_mode(EnrollmentMode::ManualInvitation)).await.unwrap();
    assert!(manual.data.contains(&domain));
    let suggesting = organization.get_domains(in_mode(EnrollmentMode::AutomaticSuggestion)).await.unwrap();
    assert!(!suggesting.data.contains(&domain));
    let unknown = organization.get_domains(in_mode(EnrollmentMode::Other("by_post".into()))).await;
    assert_eq!(refusal(unknown.unwrap_err()).0, 422);

    let deleted = organization.delete_domain(&domain.id).await.unwrap();
    assert_eq!((deleted.id.as_deref(), deleted.deleted), (Some(domain.id.as_str()), true));
    assert_eq!(refusal(organization.get_domain(&domain.id).await.unwrap_err()).0, 404);
    assert_eq!(refusal(organization.create_domain("no domain", None).await.unwrap_err()).0, 422);
}

#[api_test]
async fn the_dns_record_of_a_domain_is_prepared_and_looked_up() {
    let (_clerk, organization) = signed_in("admin").await;
    let domain = organization.create_domain("three.example", None).await.unwrap();
    let ids = [domain.id.as_str(), "orgdmn_unknown"];
    let prepared = organization.prepare_ownership_verification(&ids).await.unwrap();
    let record = prepared.data.first().unwrap().ownership_verification.clone().unwrap();
    assert!(record.txt_record_name.unwrap().ends_with("three.example"));
    assert!(record.txt_record_value.is_some());
    assert_eq!(prepared.errors.first().unwrap().id, "orgdmn_unknown");
    let attempted = organization.attempt_ownership_verification(&ids[..1]).await.unwrap();
    assert!(attempted.data.len() + attempted.errors.len() == 1);
    assert!(organization.prepare_ownership_verification(&[]).await.is_err());
}

/// Nadia, with an address in a domain of the organization, requests to join; the admin signs in. Returns her user id.
async fn requested(clerk: &Clerk, organization: &Organization) -> String {
    let mode = Some(EnrollmentMode::AutomaticSuggestion);
    organization.create_domain("example.com", mode).await.unwrap();
    switch_to(clerk, NADIA).await;
    let suggestions = clerk.get_organization_suggestions(StatusParams::default()).await.unwrap();
    let suggestion = suggestions.data.first().unwrap();
    assert_eq!(suggestion.public_organization_data.id, organization.id());
    assert_eq!(suggestion.status, InvitationStatus::Pending);
    let accepted = clerk.accept_organization_suggestion(&suggestion.id).await.unwrap();
    assert_eq!((&accepted.id, &accepted.status), (&suggestion.id, &InvitationStatus::Accepted));
    let user_id = clerk.user().unwrap().id;
    switch_to(clerk, &person("admin", "emailAddress")).await;
    user_id
}

#[api_test]
async fn a_request_to_join_is_accepted() {
    let (clerk, organization) = signed_in("admin").await;
    let user_id = requested(&clerk, &organization).await;
    let pending = StatusParams { status: Some(vec![InvitationStatus::Pending]), ..Default::default() };
    let requests = organization.get_membership_requests(pending).await.unwrap();
    let request = requests.data.first().unwrap();
    assert_eq!(request.public_user_data.as_ref().unwrap().user_id.as_deref(), Some(&*user_id));
    let accepted = organization.accept_membership_request(&request.id).await.unwrap();
    assert_eq!((&accepted.id, accepted.status), (&request.id, InvitationStatus::Accepted));
    assert!(organization.accept_membership_request(&request.id).await.is_err());
    assert!(organization.remove_member(&user_id).await.is_ok(), "the user is a member");
}

#[api_test]
async fn a_request_to_join_is_rejected() {
    let (clerk, organization) = signed_in("admin").await;
    let user_id = requested(&clerk, &organization).await;
    let requests = organization.get_membership_requests(StatusParams::default()).await.unwrap();
    let request = requests.data.first().unwrap();
    let rejected = organization.reject_membership_request(&request.id).await.unwrap();
    assert_eq!(rejected.id, request.id);
    assert_ne!(rejected.status, InvitationStatus::Pending);
    assert_eq!(refusal(organization.remove_member(&user_id).await.unwrap_err()).0, 404);
}
