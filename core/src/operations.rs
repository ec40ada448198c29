//! The table of operations: everything that the SDK asks of Clerk's Frontend API.
//!
//! One row is one call: its verb, path, fields and what a success must carry. Paths and fields are those of clerk-js 6.40
//! and of Clerk's published API description.

use crate::params::{Field, Input};

/// The verbs of the Frontend API. On the wire only `GET` and `POST` appear; see [`crate::request`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates or acts.
    Post,
    /// Replaces.
    Put,
    /// Updates.
    Patch,
    /// Deletes.
    Delete,
}

impl Method {
    /// The verb as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// What the body of a success must carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Any JSON, without an envelope.
    Bare,
    /// `{ response }` that is not null.
    Resource,
    /// `{ response: { data: [], total_count } }`
    Page,
    /// The same, with invitations as rows.
    InvitationPage,
    /// One invitation: for the address that was asked for, or with the id in the path.
    Invitation,
    /// An invitation for each address that was asked for.
    Invitations,
    /// `{ response }` that is a client or null.
    Client,
    /// The session whose id is in the path.
    Session,
    /// `{ jwt }`, without an envelope.
    Token,
}

/// One row of the table.
#[derive(Debug)]
pub struct Operation {
    /// The name by which callers ask for it.
    pub name: &'static str,
    /// The verb.
    pub method: Method,
    /// The path below `/v1`; each `{}` is one id.
    pub path: &'static str,
    /// Which params it takes, and how they are sent.
    pub input: Input,
    /// What a success must carry.
    pub expected: Expected,
    /// Whether it changes the client (sessions, memberships). The client is then fetched unless one came with the answer.
    pub updates_client: bool,
}

const fn get(name: &'static str, path: &'static str, expected: Expected) -> Operation {
    Operation { name, method: Method::Get, path, input: Input::None, expected, updates_client: false }
}

const fn page(name: &'static str, path: &'static str, paginated: bool) -> Operation {
    let input = Input::Page { paginated };
    Operation { name, method: Method::Get, path, input, expected: Expected::Page, updates_client: false }
}

const fn send(method: Method, name: &'static str, path: &'static str, fields: &'static [Field]) -> Operation {
    let input = Input::Form(fields);
    Operation { name, method, path, input, expected: Expected::Resource, updates_client: false }
}

impl Operation {
    const fn expects(self, expected: Expected) -> Self {
        Self { expected, ..self }
    }

    const fn updates_client(self) -> Self {
        Self { updates_client: true, ..self }
    }

    const fn takes_any_field(self) -> Self {
        Self { input: Input::AnyForm, ..self }
    }
}

use Expected::{Bare, Client, Invitation, InvitationPage, Invitations, Resource, Token};
use Field::{Any, Boolean, Text, Texts};
use Method::{Delete, Get, Patch, Post, Put};

/// Everything that the SDK asks of the server.
pub static OPERATIONS: &[Operation] = &[
    // Organizations.
    send(Post, "createOrganization", "/organizations", &[Text("name"), Any("slug")]).updates_client(),
    get("getOrganization", "/organizations/{}", Resource),
    // In the caller's order, as in clerk-js 6.40.
    send(Patch, "updateOrganization", "/organizations/{}", &[]).takes_any_field().updates_client(),
    send(Delete, "deleteOrganization", "/organizations/{}", &[]).updates_client(),
    // The form stands for the upload, which the host sends in its place.
    send(Put, "setLogo", "/organizations/{}/logo", &[Any("file")]).updates_client(),
    send(Delete, "deleteLogo", "/organizations/{}/logo", &[]).updates_client(),
    page("getRoles", "/organizations/{}/roles", false),
    page("getMemberships", "/organizations/{}/memberships", true),
    send(Post, "addMember", "/organizations/{}/memberships", &[Text("userId"), Text("role")]),
    send(Patch, "updateMember", "/organizations/{}/memberships/{}", &[Text("role")]),
    send(Delete, "removeMember", "/organizations/{}/memberships/{}", &[]),
    page("getInvitations", "/organizations/{}/invitations", false).expects(InvitationPage),
    send(
        Post,
        "inviteMember",
        "/organizations/{}/invitations",
        &[Text("emailAddress"), Text("role"), Boolean("notify")],
    )
    .expects(Invitation),
    send(
        Post,
        "inviteMembers",
        "/organizations/{}/invitations/bulk",
        &[Texts("emailAddresses", "email_address"), Text("role"), Boolean("notify")],
    )
    .expects(Invitations),
    send(Post, "revokeInvitation", "/organizations/{}/invitations/{}/revoke", &[]).expects(Invitation),
    page("getDomains", "/organizations/{}/domains", false),
    send(Post, "createDomain", "/organizations/{}/domains", &[Text("name"), Any("enrollmentMode")]),
    get("getDomain", "/organizations/{}/domains/{}", Resource),
    send(Delete, "deleteDomain", "/organizations/{}/domains/{}", &[]),
    send(
        Post,
        "updateEnrollmentMode",
        "/organizations/{}/domains/{}/update_enrollment_mode",
        &[Text("enrollmentMode"), Boolean("deletePending")],
    ),
    send(
        Post,
        "prepareAffiliationVerification",
        "/organizations/{}/domains/{}/prepare_affiliation_verification",
        &[Text("affiliationEmailAddress")],
    ),
    send(
        Post,
        "attemptAffiliationVerification",
        "/organizations/{}/domains/{}/attempt_affiliation_verification",
        &[Text("code")],
    ),
    send(
        Post,
        "prepareOwnershipVerification",
        "/organizations/{}/domains/prepare_ownership_verification/bulk",
        &[Texts("organizationDomainIds", "organization_domain_ids")],
    ),
    send(
        Post,
        "attemptOwnershipVerification",
        "/organizations/{}/domains/attempt_ownership_verification/bulk",
        &[Texts("organizationDomainIds", "organization_domain_ids")],
    ),
    page("getMembershipRequests", "/organizations/{}/membership_requests", false),
    send(Post, "acceptMembershipRequest", "/organizations/{}/membership_requests/{}/accept", &[]),
    send(Post, "rejectMembershipRequest", "/organizations/{}/membership_requests/{}/reject", &[]),
    // The signed-in user.
    page("getUserMemberships", "/me/organization_memberships", true),
    page("getUserInvitations", "/me/organization_invitations", false),
    send(Post, "acceptUserInvitation", "/me/organization_invitations/{}/accept", &[]).updates_client(),
    page("getUserSuggestions", "/me/organization_suggestions", false),
    send(Post, "acceptUserSuggestion", "/me/organization_suggestions/{}/accept", &[]),
    send(Delete, "leaveOrganization", "/me/organization_memberships/{}", &[]).updates_client(),
    get("getCreationDefaults", "/me/organization_creation_defaults", Resource),
    // The client: this browser, its sessions, its attempts to sign in and up.
    get("getClient", "/client", Client),
    send(Get, "getEnvironment", "/environment", &[]).expects(Bare),
    send(Patch, "touchEnvironment", "/environment", &[]).expects(Bare),
    send(Post, "createDevBrowser", "/dev_browser", &[]).expects(Bare),
    send(Post, "createSignIn", "/client/sign_ins", &[]).takes_any_field().updates_client(),
    send(Post, "prepareFirstFactor", "/client/sign_ins/{}/prepare_first_factor", &[]).takes_any_field(),
    send(Post, "attemptFirstFactor", "/client/sign_ins/{}/attempt_first_factor", &[])
        .takes_any_field()
        .updates_client(),
    send(Post, "createSignUp", "/client/sign_ups", &[]).takes_any_field().updates_client(),
    send(Patch, "updateSignUp", "/client/sign_ups/{}", &[]).takes_any_field().updates_client(),
    send(Post, "prepareSignUpVerification", "/client/sign_ups/{}/prepare_verification", &[])
        .takes_any_field(),
    send(Post, "attemptSignUpVerification", "/client/sign_ups/{}/attempt_verification", &[])
        .takes_any_field()
        .updates_client(),
    send(Post, "touchSession", "/client/sessions/{}/touch", &[Any("activeOrganizationId"), Any("intent")])
        .expects(Expected::Session)
        .updates_client(),
    send(Post, "removeSession", "/client/sessions/{}/remove", &[]).updates_client(),
    send(Delete, "removeAllSessions", "/client/sessions", &[]).updates_client(),
    send(Post, "createToken", "/client/sessions/{}/tokens", &[Any("organizationId"), Any("tabState")])
        .expects(Token),
    send(Post, "createTemplateToken", "/client/sessions/{}/tokens/{}", &[]).expects(Token),
];

/// What a name that is not in the table would be: a request that every server refuses.
pub(crate) static NOTHING: Operation = get("", "/", Resource);

/// The operation of that name.
pub fn operation(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_name_of_its_own_and_no_two_send_the_same() {
        for (at, one) in OPERATIONS.iter().enumerate() {
            for other in OPERATIONS.iter().skip(at + 1) {
                assert_ne!(one.name, other.name);
                assert!(
                    (one.method, one.path) != (other.method, other.path),
                    "{} and {}",
                    one.name,
                    other.name
                );
            }
        }
    }

    #[test]
    fn reads_carry_no_form_and_changes_no_page() {
        for operation in OPERATIONS {
            let is_page = matches!(operation.input, Input::Page { .. });
            assert!(!is_page || operation.method == Method::Get, "{}", operation.name);
            assert!(operation.path.starts_with('/') && !operation.path.ends_with('/'), "{}", operation.name);
        }
    }

    #[test]
    fn an_unknown_name_is_no_operation() {
        assert!(operation("getInvitations").is_some());
        assert!(operation("getinvitations").is_none());
        assert!(operation("").is_none());
    }
}
