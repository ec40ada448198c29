//! Every operation of the Frontend API.

use super::{
    client, dev_browser, domains, email_addresses, environment, handshake, invitations, logo, me,
    membership_requests, memberships, my_organizations, my_sessions, organizations, sessions, sign_ins,
    sign_ups, tickets,
};
use crate::http::jwks;
use crate::http::operations::Origin::{Ours, Published};
use crate::http::operations::{Operation, operations};

pub(crate) const OPERATIONS: &[Operation] = operations! {
    else Unlimited;
    POST "/v1/dev_browser" => dev_browser::create, Published("createDevBrowser");
    GET "/v1/environment" => environment::show, Published("getEnvironment");
    PATCH "/v1/environment" => environment::show, Published("updateEnvironment");
    GET "/v1/jwks" => jwks::show, Ours;
    GET "/.well-known/jwks.json" => jwks::show, Published("getJWKS");
    GET "/v1/client" => client::show, Published("getClient");
    GET "/v1/client/handshake" => handshake::start, Published("handshakeClient");
    PUT "/v1/client" => client::create, Published("putClient");
    POST "/v1/client" => client::create, Published("postClient");
    DELETE "/v1/client" => client::remove_sessions, Published("deleteClientSessions");
    POST "/v1/client/sign_ins" => sign_ins::create, Published("createSignIn");
    GET "/v1/client/sign_ins/{sign_in_id}" => sign_ins::show, Published("getSignIn");
    POST "/v1/client/sign_ins/{sign_in_id}/prepare_first_factor" => sign_ins::prepare_first_factor, Published("prepareSignInFactorOne");
    POST "/v1/client/sign_ins/{sign_in_id}/attempt_first_factor" => sign_ins::attempt_first_factor, Published("attemptSignInFactorOne");
    POST "/v1/client/sign_ups" => sign_ups::create, Published("createSignUps");
    GET "/v1/client/sign_ups/{sign_up_id}" => sign_ups::show, Published("getSignUps");
    PATCH "/v1/client/sign_ups/{sign_up_id}" => sign_ups::update, Published("updateSignUps");
    POST "/v1/client/sign_ups/{sign_up_id}/prepare_verification" => sign_ups::prepare_verification, Published("prepareSignUpsVerification");
    POST "/v1/client/sign_ups/{sign_up_id}/attempt_verification" => sign_ups::attempt_verification, Published("attemptSignUpsVerification");
    GET "/v1/tickets/accept" => tickets::accept, Published("acceptTicket");
    GET "/v1/agents/tasks" => tickets::accept_agent_task, Published("createAgentTask");
    DELETE "/v1/client/sessions" => client::remove_sessions, Published("removeClientSessionsAndRetainCookie");
    GET "/v1/client/sessions/{session_id}" => sessions::show, Published("getSession");
    POST "/v1/client/sessions/{session_id}/touch" => sessions::touch, Published("touchSession");
    POST "/v1/client/sessions/{session_id}/tokens" => sessions::create_token, Published("createSessionToken");
    POST "/v1/client/sessions/{session_id}/tokens/{template}" => sessions::create_token_of_template, Published("createSessionTokenWithTemplate");
    POST "/v1/client/sessions/{session_id}/end" => sessions::end, Published("endSession");
    POST "/v1/client/sessions/{session_id}/remove" => sessions::remove, Published("removeSession");
    GET "/v1/me" => me::show, Published("getUser");
    PATCH "/v1/me" => me::update, Published("patchUser");
    PATCH "/v1/me/metadata" => me::update_metadata, Published("patchUserMetadata");
    GET "/v1/me/email_addresses" => email_addresses::list, Published("getEmailAddresses");
    POST "/v1/me/email_addresses" => email_addresses::create, Published("createEmailAddresses");
    GET "/v1/me/email_addresses/{email_id}" => email_addresses::show, Published("getEmailAddress");
    DELETE "/v1/me/email_addresses/{email_id}" => email_addresses::remove, Published("DeleteEmailAddress");
    POST "/v1/me/email_addresses/{email_id}/prepare_verification" => email_addresses::prepare_verification, Published("sendVerificationEmail");
    POST "/v1/me/email_addresses/{email_id}/attempt_verification" => email_addresses::attempt_verification, Published("verifyEmailAddress");
    GET "/v1/me/sessions" => my_sessions::list, Published("getUsersSessions");
    GET "/v1/me/sessions/active" => my_sessions::list_active, Published("getSessions");
    POST "/v1/me/sessions/{session_id}/revoke" => my_sessions::revoke, Published("revokeSession");
    GET "/v1/me/organization_memberships" => my_organizations::memberships, Published("getOrganizationMemberships");
    DELETE "/v1/me/organization_memberships/{organization_id}" => my_organizations::leave, Published("deleteOrganizationMemberships");
    GET "/v1/me/organization_invitations" => my_organizations::invitations, Published("getUsersOrganizationInvitations");
    POST "/v1/me/organization_invitations/{invitation_id}/accept" => my_organizations::accept_invitation, Published("acceptOrganizationInvitation");
    GET "/v1/me/organization_suggestions" => my_organizations::suggestions, Published("getOrganizationSuggestions");
    POST "/v1/me/organization_suggestions/{suggestion_id}/accept" => my_organizations::accept_suggestion, Published("acceptOrganizationSuggestion");
    GET "/v1/me/organization_creation_defaults" => my_organizations::creation_defaults, Published("getOrganizationCreationDefaults");
    POST "/v1/organizations" => organizations::create, Published("createOrganization");
    GET "/v1/organizations/{organization_id}" => organizations::show, Published("getOrganization");
    PATCH "/v1/organizations/{organization_id}" => organizations::update, Published("updateOrganization");
    DELETE "/v1/organizations/{organization_id}" => organizations::remove, Published("deleteOrganization");
    PUT "/v1/organizations/{organization_id}/logo" => logo::put, Published("updateOrganizationLogo");
    DELETE "/v1/organizations/{organization_id}/logo" => logo::remove, Published("deleteOrganizationLogo");
    GET "/v1/organizations/{organization_id}/roles" => memberships::roles, Published("ListOrganizationRoles");
    GET "/v1/organizations/{organization_id}/memberships" => memberships::list, Published("ListOrganizationMemberships");
    POST "/v1/organizations/{organization_id}/memberships" => memberships::create, Published("CreateOrganizationMembership");
    PATCH "/v1/organizations/{organization_id}/memberships/{user_id}" => memberships::update, Published("UpdateOrganizationMembership");
    DELETE "/v1/organizations/{organization_id}/memberships/{user_id}" => memberships::remove, Published("removeOrganizationMember");
    GET "/v1/organizations/{organization_id}/invitations" => invitations::list, Published("getOrganizationInvitations");
    POST "/v1/organizations/{organization_id}/invitations" => invitations::create, Published("createOrganizationInvitations");
    POST "/v1/organizations/{organization_id}/invitations/bulk" => invitations::create_bulk, Published("bulkCreateOrganizationInvitations");
    GET "/v1/organizations/{organization_id}/invitations/pending" => invitations::list_pending, Published("getAllPendingOrganizationInvitations");
    POST "/v1/organizations/{organization_id}/invitations/{invitation_id}/revoke" => invitations::revoke, Published("revokePendingOrganizationInvitation");
    GET "/v1/organizations/{organization_id}/membership_requests" => membership_requests::list, Published("listOrganizationMembershipRequests");
    POST "/v1/organizations/{organization_id}/membership_requests/{request_id}/accept" => membership_requests::accept, Published("acceptOrganizationMembershipRequest");
    POST "/v1/organizations/{organization_id}/membership_requests/{request_id}/reject" => membership_requests::reject, Published("rejectOrganizationMembershipRequest");
    GET "/v1/organizations/{organization_id}/domains" => domains::list, Published("ListOrganizationDomains");
    POST "/v1/organizations/{organization_id}/domains" => domains::create, Published("CreateOrganizationDomain");
    POST "/v1/organizations/{organization_id}/domains/prepare_ownership_verification/bulk" => domains::prepare_ownership, Published("prepareOrganizationDomainsOwnershipVerification");
    POST "/v1/organizations/{organization_id}/domains/attempt_ownership_verification/bulk" => domains::attempt_ownership, Published("attemptOrganizationDomainsOwnershipVerification");
    GET "/v1/organizations/{organization_id}/domains/{domain_id}" => domains::show, Published("GetOrganizationDomain");
    DELETE "/v1/organizations/{organization_id}/domains/{domain_id}" => domains::remove, Published("deleteOrganizationDomain");
    POST "/v1/organizations/{organization_id}/domains/{domain_id}/update_enrollment_mode" => domains::update_enrollment_mode, Published("UpdateOrganizationDomainEnrollmentMode");
    POST "/v1/organizations/{organization_id}/domains/{domain_id}/prepare_affiliation_verification" => domains::prepare_affiliation, Published("prepareOrganizationDomainVerification");
    POST "/v1/organizations/{organization_id}/domains/{domain_id}/attempt_affiliation_verification" => domains::attempt_affiliation, Published("attemptOrganizationDomainVerification");
};
