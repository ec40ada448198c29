//! The kinds of lists, and which operations change their rows.

use super::Change;
use crate::text::{next_part, split_once};

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
    /// Organizations that the user may request to join.
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
        let row = EFFECTS.iter().find(|(kind, _)| *kind == self).map(|(_, row)| *row);
        let mut rest = row;
        while let Some(listed) = next_part(&mut rest, b' ') {
            let (name, status) = split_once(listed, b'=').unwrap_or((listed, ""));
            if name == operation {
                return Some(match status {
                    "" => Effect::Updated,
                    "gone" => Effect::Removed,
                    status => Effect::HasStatus(status),
                });
            }
        }
        None
    }
}

/// The operations that change rows of each kind, and the status of the row afterwards; `gone` if the row is removed. As
/// text, because each comparison with a name adds code.
const EFFECTS: [(Kind, &str); 7] = [
    // With `deletePending`, the domain's invitations and suggestions are revoked.
    (Kind::Invitations, "updateEnrollmentMode deleteDomain"),
    (Kind::Memberships, "removeMember=gone addMember updateMember acceptMembershipRequest"),
    (Kind::MembershipRequests, "acceptMembershipRequest=accepted rejectMembershipRequest=revoked"),
    (
        Kind::Domains,
        "deleteDomain=gone createDomain prepareAffiliationVerification attemptAffiliationVerification \
         prepareOwnershipVerification attemptOwnershipVerification updateEnrollmentMode",
    ),
    (
        Kind::UserMemberships,
        "leaveOrganization=gone deleteOrganization=gone updateOrganization addMember updateMember removeMember \
         acceptInvitation acceptUserInvitation createOrganization",
    ),
    (Kind::UserInvitations, "acceptUserInvitation=accepted acceptInvitation"),
    (Kind::UserSuggestions, "acceptUserSuggestion=accepted"),
];
