//! Whether an invitation's link is still valid, and where it leads.

use crate::error::ClerkError;
use crate::model::InvitationStatus;

/// Rejects a ticket whose invitation can no longer be accepted. `ends_at` is the ticket's expiry in seconds.
/// `invitation` is `None` if it was removed.
pub(crate) fn check(
    ends_at: i64,
    now: i64,
    organization_exists: bool,
    invitation: Option<InvitationStatus>,
) -> Result<(), ClerkError> {
    if !organization_exists {
        return Err(ClerkError::organization_invitation_to_deleted_organization());
    }
    match invitation {
        None => Err(ClerkError::organization_invitation_not_found()),
        Some(InvitationStatus::Revoked) => Err(ClerkError::organization_invitation_revoked()),
        Some(InvitationStatus::Accepted) => Err(ClerkError::organization_invitation_already_accepted()),
        Some(InvitationStatus::Expired) => Err(ClerkError::ticket_expired()),
        Some(InvitationStatus::Pending) if ends_at <= now / 1000 => Err(ClerkError::ticket_expired()),
        Some(InvitationStatus::Pending) => Ok(()),
    }
}

/// Rejects a ticket whose application invitation can no longer be accepted. `ends_at` is in seconds.
pub(crate) fn check_application_invitation(
    ends_at: i64,
    now: i64,
    status: InvitationStatus,
) -> Result<(), ClerkError> {
    match status {
        InvitationStatus::Revoked => Err(ClerkError::revoked_invitation()),
        InvitationStatus::Accepted => Err(ClerkError::invitation_already_accepted()),
        InvitationStatus::Expired => Err(ClerkError::ticket_expired()),
        InvitationStatus::Pending if ends_at <= now / 1000 => Err(ClerkError::ticket_expired()),
        InvitationStatus::Pending => Ok(()),
    }
}

/// Rejects the ticket of a sign-in token that is no longer valid.
pub(crate) fn check_sign_in_token(status: &str, expire_at: i64, now: i64) -> Result<(), ClerkError> {
    match status {
        "accepted" => Err(ClerkError::sign_in_token_already_used()),
        "revoked" => Err(ClerkError::sign_in_token_revoked()),
        _ if expire_at <= now => Err(ClerkError::sign_in_token_expired()),
        _ => Ok(()),
    }
}

/// The next step after the link was opened: `__clerk_status` (Clerk's documentation, "Handle accepting
/// Organization invitation links").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// No account has the invited address.
    SignUp,
    /// An account has the invited address, but this browser is not signed in to it.
    SignIn,
    /// The invited user is signed in, so opening the link accepts the invitation.
    Complete,
}

impl Next {
    /// `invited` is the id of the user with the invited address, `signed_in` are the users of this browser.
    pub(crate) fn of<'a>(invited: Option<&str>, mut signed_in: impl Iterator<Item = &'a str>) -> Self {
        match invited {
            None => Self::SignUp,
            Some(user_id) if signed_in.any(|signed_in| signed_in == user_id) => Self::Complete,
            Some(_) => Self::SignIn,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::SignIn => "sign_in",
            Self::Complete => "complete",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_ticket_of_a_pending_invitation_is_valid_until_it_expires() {
        use InvitationStatus::{Accepted, Expired, Pending, Revoked};
        let table = [
            (true, Some(Pending), 9_999, "ok"),
            (true, Some(Pending), 10_000, "ticket_expired_code"),
            (true, Some(Expired), 0, "ticket_expired_code"),
            (true, Some(Revoked), 0, "organization_invitation_revoked_code"),
            (true, Some(Revoked), 10_000, "organization_invitation_revoked_code"),
            (true, Some(Accepted), 10_000, "organization_invitation_already_accepted"),
            (true, None, 0, "organization_invitation_not_found"),
            (false, None, 0, "organization_invitation_to_deleted_organization"),
        ];
        for (organization_exists, invitation, now, expected) in table {
            let checked = check(10, now, organization_exists, invitation);
            assert_eq!(
                checked.map_or_else(|refused| refused.code, |()| "ok"),
                expected,
                "{invitation:?} {now}"
            );
        }
    }

    #[test]
    fn an_invitation_to_the_application_is_accepted_once_and_before_it_expires() {
        use InvitationStatus::{Accepted, Expired, Pending, Revoked};
        for (status, now, expected) in [
            (Pending, 9_999, "ok"),
            (Pending, 10_000, "ticket_expired_code"),
            (Expired, 0, "ticket_expired_code"),
            (Accepted, 0, "invitation_already_accepted"),
            (Revoked, 0, "revoked_invitation"),
        ] {
            let checked = check_application_invitation(10, now, status);
            assert_eq!(checked.map_or_else(|refused| refused.code, |()| "ok"), expected, "{status:?} {now}");
        }
    }

    #[test]
    fn a_sign_in_token_signs_in_once_and_before_it_expires() {
        let table = [
            ("pending", 9_999, "ok"),
            ("pending", 10_000, "ticket_expired_code"),
            ("accepted", 0, "sign_in_token_already_used_code"),
            ("accepted", 10_000, "sign_in_token_already_used_code"),
            ("revoked", 0, "sign_in_token_revoked_code"),
        ];
        for (status, now, expected) in table {
            let checked = check_sign_in_token(status, 10_000, now);
            assert_eq!(checked.map_or_else(|refused| refused.code, |()| "ok"), expected, "{status} {now}");
        }
    }

    #[test]
    fn the_next_step_depends_on_the_account_and_the_signed_in_users() {
        let next = |invited, signed_in: &[&str]| Next::of(invited, signed_in.iter().copied()).as_str();
        assert_eq!(next(None, &[]), "sign_up");
        assert_eq!(next(None, &["user_2"]), "sign_up");
        assert_eq!(next(Some("user_1"), &[]), "sign_in");
        assert_eq!(next(Some("user_1"), &["user_2"]), "sign_in");
        assert_eq!(next(Some("user_1"), &["user_2", "user_1"]), "complete");
    }
}
