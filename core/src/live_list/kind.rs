//! The kinds of lists, and which operations change their rows.

use super::Change;

/// The kind of a list's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Invitations of an organization.
    Invitations,
    /// The members of an organization.
    Memberships,
    /// Requests to become a member of an organization.
    MembershipRequests,
    /// The domains of an organization.
    Domains,
    /// The user's memberships.
    UserMemberships,
    /// Invitations that the user has received.
    UserInvitations,
    /// Organizations that the user may ask to join.
    UserSuggestions,
}

/// The effect of an operation on a row.
enum Effect {
    /// The row is removed.
    Removed,
    /// The row gets this status.
    HasStatus(&'static str),
    /// Another field changes, or rows are added.
    Updated,
}

impl Kind {
    /// The effect of an operation, by its name in [`operations`](crate::operations), on a list of this kind. `None` if
    /// it has none. `row` is the row that the operation names, if the list has it.
    pub(super) fn effect_of(
        self,
        operation: &str,
        row: Option<&str>,
        shows: impl Fn(&str) -> bool,
    ) -> Option<Change> {
        let leaves = match self.effect(operation)? {
            Effect::Removed => true,
            Effect::HasStatus(status) => !shows(status),
            Effect::Updated => false,
        };
        let removed = row.filter(|_| leaves).map(|id| Change::Remove { id: id.to_owned() });
        Some(removed.unwrap_or(Change::Update))
    }

    fn effect(self, operation: &str) -> Option<Effect> {
        use Effect::{HasStatus, Removed, Updated};
        use Kind::{
            Domains, Invitations, MembershipRequests, Memberships, UserInvitations, UserMemberships,
            UserSuggestions,
        };
        Some(match (self, operation) {
            (Memberships, "removeMember") => Removed,
            (Memberships, "addMember" | "updateMember" | "acceptMembershipRequest") => Updated,
            (MembershipRequests, "acceptMembershipRequest") => HasStatus("accepted"),
            (MembershipRequests, "rejectMembershipRequest") => HasStatus("revoked"),
            (Domains, "deleteDomain") => Removed,
            (
                Domains,
                "createDomain"
                | "prepareAffiliationVerification"
                | "attemptAffiliationVerification"
                | "prepareOwnershipVerification"
                | "attemptOwnershipVerification"
                | "updateEnrollmentMode",
            ) => Updated,
            // With `deletePending`, the domain's invitations and suggestions are revoked.
            (Invitations, "updateEnrollmentMode" | "deleteDomain") => Updated,
            (UserMemberships, "leaveOrganization" | "deleteOrganization") => Removed,
            (
                UserMemberships,
                "updateOrganization"
                | "addMember"
                | "updateMember"
                | "removeMember"
                | "acceptInvitation"
                | "acceptUserInvitation"
                | "createOrganization",
            ) => Updated,
            (UserInvitations, "acceptUserInvitation") => HasStatus("accepted"),
            (UserInvitations, "acceptInvitation") => Updated,
            (UserSuggestions, "acceptUserSuggestion") => HasStatus("accepted"),
            _ => return None,
        })
    }
}
