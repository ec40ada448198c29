//! The table of operations: all requests of the SDK to Clerk's Frontend API.
//!
//! One row is one call: its verb, path, fields, and the expected content of a 2xx answer. Paths and fields are those of
//! clerk-js 6.40 and of Clerk's published API description.

use crate::params::{Fields, Input};
use crate::text::{before, next_part, trim_end};

/// The expected content of a 2xx answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Any JSON, without an envelope.
    Bare,
    /// `{ response }` that has an id.
    Resource,
    /// `{ response }` that is not null: a deletion, or something else without an id.
    Value,
    /// `{ response: { data: [], total_count } }`
    Page,
    /// The same, with invitations as rows.
    InvitationPage,
    /// One invitation: for the requested address, or with the id in the path.
    Invitation,
    /// An invitation for each requested address.
    Invitations,
    /// `{ response }` that is a client or null.
    Client,
    /// The session whose id is in the path.
    Session,
    /// `{ jwt }`, without an envelope.
    Token,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The name of the operation for callers.
    pub name: &'static str,
    /// The verb. On the wire only `GET` and `POST` appear; see [`crate::request`].
    pub method: &'static str,
    /// The path below `/v1`; each `{}` is one id.
    pub path: &'static str,
    /// The params, and how they are sent.
    pub input: Input,
    /// The expected content of a 2xx answer.
    pub expected: Expected,
    /// Whether it changes the client (sessions, memberships). The client is then fetched unless the answer has one
    /// attached.
    pub updates_client: bool,
    /// Whether it is safe to repeat: a `GET`, or a request whose repetition changes nothing, such as a `POST` for a
    /// token.
    pub is_repeatable: bool,
}

/// A row is a name, a verb, the expected content, a path and fields. The table is text, because that is half as large
/// as structs with pointers (0.4 KB, brotli).
///
/// - Only the first letter of the expected content is read, see [`Operation::read`]. A `+` after it means that the
///   operation changes the client, a `=` that it is safe to repeat though it is not a `GET`.
/// - A field is required text. `name?` is sent as is if it is present; `name!` is true or false; `name:wire` is an
///   array of texts, each sent under its name on the wire. `*` means every field that the caller passes.
/// - A page takes no fields. `paginated`: without `paginated=true` the server answers with a bare array.
const TABLE: &str = concat!(
    // The most frequent operations come first, because the table is searched from the top.
    "createToken POST token= /client/sessions/{}/tokens organizationId? tabState?\n",
    "getInvitations GET list /organizations/{}/invitations\n",
    "inviteMember POST one /organizations/{}/invitations emailAddress role notify!\n",
    "inviteMembers POST many /organizations/{}/invitations/bulk emailAddresses:email_address role notify!\n",
    "revokeInvitation POST one /organizations/{}/invitations/{}/revoke\n",
    // Organizations.
    "createOrganization POST resource+ /organizations name slug?\n",
    "getOrganization GET resource /organizations/{}\n",
    // In the caller's order, as in clerk-js 6.40.
    "updateOrganization PATCH resource+ /organizations/{} *\n",
    "deleteOrganization DELETE value+ /organizations/{}\n",
    // The host sends the upload instead of this form.
    "setLogo PUT resource+ /organizations/{}/logo file?\n",
    "deleteLogo DELETE value+ /organizations/{}/logo\n",
    "getRoles GET page /organizations/{}/roles\n",
    "getMemberships GET page /organizations/{}/memberships paginated\n",
    "addMember POST resource /organizations/{}/memberships userId role\n",
    "updateMember PATCH resource /organizations/{}/memberships/{} role\n",
    "removeMember DELETE resource /organizations/{}/memberships/{}\n",
    "getDomains GET page /organizations/{}/domains\n",
    "createDomain POST resource /organizations/{}/domains name enrollmentMode?\n",
    "getDomain GET resource /organizations/{}/domains/{}\n",
    "deleteDomain DELETE value /organizations/{}/domains/{}\n",
    "updateEnrollmentMode POST resource /organizations/{}/domains/{}/update_enrollment_mode enrollmentMode deletePending!\n",
    "prepareAffiliationVerification POST resource /organizations/{}/domains/{}/prepare_affiliation_verification affiliationEmailAddress\n",
    "attemptAffiliationVerification POST resource /organizations/{}/domains/{}/attempt_affiliation_verification code\n",
    "prepareOwnershipVerification POST value /organizations/{}/domains/prepare_ownership_verification/bulk organizationDomainIds:organization_domain_ids\n",
    "attemptOwnershipVerification POST value /organizations/{}/domains/attempt_ownership_verification/bulk organizationDomainIds:organization_domain_ids\n",
    "getMembershipRequests GET page /organizations/{}/membership_requests\n",
    "acceptMembershipRequest POST resource /organizations/{}/membership_requests/{}/accept\n",
    "rejectMembershipRequest POST resource /organizations/{}/membership_requests/{}/reject\n",
    // The signed-in user.
    "getUserMemberships GET page /me/organization_memberships paginated\n",
    "getUserInvitations GET page /me/organization_invitations\n",
    "acceptUserInvitation POST resource+ /me/organization_invitations/{}/accept\n",
    "getUserSuggestions GET page /me/organization_suggestions\n",
    "acceptUserSuggestion POST resource /me/organization_suggestions/{}/accept\n",
    "leaveOrganization DELETE value+ /me/organization_memberships/{}\n",
    "getCreationDefaults GET value /me/organization_creation_defaults\n",
    // The client: this browser, its sessions, its attempts to sign in and up.
    "getClient GET client /client\n",
    "getEnvironment GET any /environment\n",
    "touchEnvironment PATCH any= /environment\n",
    "createDevBrowser POST any= /dev_browser\n",
    "createSignIn POST resource+ /client/sign_ins *\n",
    "prepareFirstFactor POST resource /client/sign_ins/{}/prepare_first_factor *\n",
    "attemptFirstFactor POST resource+ /client/sign_ins/{}/attempt_first_factor *\n",
    "createSignUp POST resource+ /client/sign_ups *\n",
    "updateSignUp PATCH resource+ /client/sign_ups/{} *\n",
    "prepareSignUpVerification POST resource /client/sign_ups/{}/prepare_verification *\n",
    "attemptSignUpVerification POST resource+ /client/sign_ups/{}/attempt_verification *\n",
    // Not safe to repeat: a late retry would undo a switch that another tab made meanwhile.
    "touchSession POST session+ /client/sessions/{}/touch activeOrganizationId? intent?\n",
    "removeSession POST resource+ /client/sessions/{}/remove\n",
    "removeAllSessions DELETE value+ /client/sessions\n",
    "createTemplateToken POST token= /client/sessions/{}/tokens/{}\n",
);

/// All operations.
pub fn operations() -> impl Iterator<Item = Operation> {
    rows().map(Operation::read)
}

/// The operation with this name.
pub fn operation(name: &str) -> Option<Operation> {
    row(name).map(Operation::read)
}

/// An operation that the core itself uses, by name. For an unknown name it returns an operation that every server
/// refuses.
pub(crate) fn own_operation(name: &str) -> Operation {
    Operation::read(row(name).unwrap_or_default())
}

fn row(name: &str) -> Option<&'static str> {
    rows().find(|row| before(row, b' ') == name)
}

fn rows() -> impl Iterator<Item = &'static str> {
    let mut rest = Some(trim_end(TABLE, b'\n'));
    core::iter::from_fn(move || next_part(&mut rest, b'\n'))
}

impl Operation {
    fn read(row: &'static str) -> Self {
        let mut rest = Some(row);
        let mut part = || next_part(&mut rest, b' ').unwrap_or_default();
        let (name, method, result, path) = (part(), part(), part(), part());
        let expected = match result.as_bytes().first() {
            Some(b'a') => Expected::Bare,
            Some(b'p') => Expected::Page,
            Some(b'l') => Expected::InvitationPage,
            Some(b'o') => Expected::Invitation,
            Some(b'm') => Expected::Invitations,
            Some(b'c') => Expected::Client,
            Some(b's') => Expected::Session,
            Some(b't') => Expected::Token,
            Some(b'v') => Expected::Value,
            _ => Expected::Resource,
        };
        let fields = rest.unwrap_or_default();
        let input = match expected {
            Expected::Page | Expected::InvitationPage => Input::Page { paginated: !fields.is_empty() },
            _ if fields == "*" => Input::AnyForm,
            _ => Input::Form(Fields::of(fields)),
        };
        let is_repeatable = method == "GET" || result.ends_with('=');
        Self { name, method, path, input, expected, updates_client: result.ends_with('+'), is_repeatable }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_unique_name_and_request() {
        let all: Vec<Operation> = operations().collect();
        assert!(all.len() > 40);
        for (at, one) in all.iter().enumerate() {
            for other in all.iter().skip(at + 1) {
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
    fn every_row_is_well_formed() {
        for row in rows() {
            let words: Vec<&str> = row.split(' ').collect();
            let [name, method, result, path, fields @ ..] = words.as_slice() else { panic!("{row}") };
            let is_name =
                |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic());
            assert!(is_name(name), "{row}");
            assert!(["GET", "POST", "PUT", "PATCH", "DELETE"].contains(method), "{row}");
            let results =
                ["any", "resource", "value", "page", "list", "one", "many", "client", "session", "token"];
            assert!(results.contains(&result.strip_suffix(['+', '=']).unwrap_or(result)), "{row}");
            assert!(path.starts_with('/') && !path.ends_with('/'), "{row}");
            for field in fields {
                let field = field.strip_suffix(['?', '!']).unwrap_or(field);
                let (name, wire) = field.split_once(':').unwrap_or((field, "x"));
                assert!(*fields == ["*"] || (is_name(name) && is_name(&wire.replace('_', ""))), "{row}");
            }
        }
    }

    #[test]
    fn reads_have_no_form_and_changes_have_no_page() {
        for operation in operations() {
            let is_page = matches!(operation.input, Input::Page { .. });
            assert!(!is_page || operation.method == "GET", "{}", operation.name);
        }
    }

    #[test]
    fn every_read_and_four_other_requests_are_repeatable() {
        let repeatable = operations().filter(|one| one.is_repeatable && one.method != "GET");
        let names: Vec<_> = repeatable.map(|one| one.name).collect();
        assert_eq!(names, ["createToken", "touchEnvironment", "createDevBrowser", "createTemplateToken"]);
        assert!(operations().all(|one| one.is_repeatable || one.method != "GET"));
    }

    #[test]
    fn an_unknown_name_is_not_an_operation() {
        assert!(operation("getInvitations").is_some());
        for name in ["getinvitations", "getInvitation", "GET", ""] {
            assert!(operation(name).is_none(), "{name}");
        }
        assert_eq!(own_operation("unknown").path, "");
    }

    #[test]
    fn a_row_is_read_as_it_is_written() {
        let invite = operation("inviteMembers").unwrap();
        assert_eq!((invite.method, invite.path), ("POST", "/organizations/{}/invitations/bulk"));
        assert_eq!((invite.expected, invite.updates_client), (Expected::Invitations, false));
        let touch = operation("touchSession").unwrap();
        assert_eq!((touch.expected, touch.updates_client), (Expected::Session, true));
        assert!(matches!(operation("getMemberships").unwrap().input, Input::Page { paginated: true }));
        assert!(matches!(operation("getInvitations").unwrap().input, Input::Page { paginated: false }));
        assert!(matches!(operation("createSignIn").unwrap().input, Input::AnyForm));
    }
}
