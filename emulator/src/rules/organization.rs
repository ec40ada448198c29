//! How an organization that the caller may not know is refused.

use crate::error::ClerkError;
use crate::settings::{Outsider, Settings, UnknownOrganization};

/// There is no such organization.
pub(crate) fn unknown(settings: &Settings) -> ClerkError {
    match settings.unknown_organization {
        UnknownOrganization::NotFoundOrUnauthorized => ClerkError::organization_not_found_or_unauthorized(),
        UnknownOrganization::NotFound => ClerkError::organization_not_found(),
    }
}

/// There is one, but the caller is not its member.
pub(crate) fn of_others(settings: &Settings) -> ClerkError {
    match settings.organization_of_others {
        Outsider::Hidden => unknown(settings),
        Outsider::Told => ClerkError::not_a_member_in_organization(),
    }
}

/// Refuses one more member where there is no seat left. A limit of 0 is none.
pub(crate) fn check_room(members: i64, limit: i64) -> Result<(), ClerkError> {
    if limit > 0 && members >= limit {
        return Err(ClerkError::organization_membership_quota_exceeded(limit));
    }
    Ok(())
}
