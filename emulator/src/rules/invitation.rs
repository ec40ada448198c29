//! Whether invitations may be created. The checks run in the order of Clerk's own mock server, because the real
//! server's order is not published. Also the meaning of a status filter.

use super::seats::Seats;
use super::{email, permission};
use crate::error::ClerkError;
use crate::model::InvitationStatus;
use crate::model::fold::fold_address;
use crate::settings::{BulkTooLarge, DefaultStatus, Duplicate, Settings, Tolerance, UnknownRole};
use crate::tokens::Ticket;

/// The request. Its checks run before those of each address in the organization.
pub(crate) struct Request<'a> {
    pub(crate) email_addresses: &'a [String],
    /// The most addresses of one call.
    pub(crate) limit: i64,
    pub(crate) role: &'a str,
    pub(crate) role_exists: bool,
    /// The keys of the existing roles.
    pub(crate) roles: &'a [String],
    /// The permissions of the caller's role in the organization.
    pub(crate) caller_permissions: &'a [String],
}

/// An address and its state in the organization.
pub(crate) struct Address<'a> {
    pub(crate) email_address: &'a str,
    pub(crate) is_member: bool,
    pub(crate) has_pending: bool,
}

/// Checks addresses, size, role and permission. None of this depends on existing members and invitations.
pub(crate) fn check_request(request: &Request<'_>, settings: &Settings) -> Result<(), ClerkError> {
    check_addresses_as_sent(request.email_addresses, request.limit, settings)?;
    if !request.role_exists {
        return Err(unknown_role(request.role, request.roles, settings));
    }
    require(request.caller_permissions, permission::MANAGE_MEMBERSHIPS)
}

/// Rejects invalid addresses, too many addresses, and a repeated address.
pub(crate) fn check_addresses_as_sent(
    email_addresses: &[String],
    limit: i64,
    settings: &Settings,
) -> Result<(), ClerkError> {
    let invalid: Vec<&str> =
        email_addresses.iter().map(String::as_str).filter(|address| !email::is_valid(address)).collect();
    match (invalid.as_slice(), email_addresses) {
        ([], _) => {}
        ([_], [_]) => {
            return Err(ClerkError::form_param_format_invalid("email_address", "a valid email address"));
        }
        (several, _) => return Err(ClerkError::invalid_email_addresses(several)),
    }
    if i64::try_from(email_addresses.len()).unwrap_or(i64::MAX) > limit {
        return Err(too_many(limit, settings));
    }
    if settings.bulk_repeated_address == Tolerance::Refuse && has_repeated(email_addresses) {
        return Err(ClerkError::form_param_duplicate("email_address"));
    }
    Ok(())
}

/// The error for a bulk call with more than `limit` addresses.
pub(crate) fn too_many(limit: i64, settings: &Settings) -> ClerkError {
    match settings.bulk_too_large {
        BulkTooLarge::BulkSize => ClerkError::bulk_size_exceeded(limit),
        BulkTooLarge::ArraySize => ClerkError::form_param_array_size_exceeded("email_address", limit),
    }
}

/// The error for an unknown role. It names the existing roles.
pub(crate) fn unknown_role(role: &str, roles: &[String], settings: &Settings) -> ClerkError {
    let roles = roles.join(", ");
    match settings.unknown_role {
        UnknownRole::NotFound => ClerkError::role_not_found(role, &roles),
        UnknownRole::ValueInvalid => {
            ClerkError::form_param_value_invalid("role", &format!("the key of a role: one of {roles}"))
        }
    }
}

/// Checks all addresses of a call together: members, duplicates and seats.
pub(crate) fn check_addresses(
    addresses: &[Address<'_>],
    duplicate: Duplicate,
    seats: Seats,
) -> Result<(), ClerkError> {
    if let Some(member) = addresses.iter().find(|address| address.is_member) {
        return Err(ClerkError::already_a_member_in_organization(member.email_address));
    }
    let replaced = addresses.iter().filter(|address| address.has_pending).count();
    if let (Duplicate::Refuse, Some(pending)) =
        (duplicate, addresses.iter().find(|address| address.has_pending))
    {
        return Err(ClerkError::organization_invitation_not_unique(pending.email_address));
    }
    seats.check_added(i64::try_from(addresses.len() - replaced).unwrap_or(i64::MAX))
}

/// Requires the permission. Clerk's error names it.
pub(crate) fn require(held: &[String], needed: &str) -> Result<(), ClerkError> {
    if permission::allows(held, needed) {
        Ok(())
    } else {
        Err(ClerkError::missing_organization_permission(needed))
    }
}

/// The values of `status` in the lists of each API (Clerk's published descriptions).
pub(crate) const BACKEND_STATUSES: &[&str] = &["pending", "accepted", "revoked", "expired"];
pub(crate) const FRONTEND_STATUSES: &[&str] =
    &["pending", "accepted", "revoked", "expired", "completed", "invalid"];

/// The statuses of a filter, from its repeated values. `None` means any status. The Frontend API also accepts
/// `completed` and `invalid`, but no invitation here has them.
pub(crate) fn statuses<'a>(
    values: impl Iterator<Item = &'a str>,
    known: &[&str],
    empty: Tolerance,
    without: DefaultStatus,
) -> Result<Option<Vec<InvitationStatus>>, ClerkError> {
    let mut statuses = None;
    for value in values {
        if value.is_empty() && empty == Tolerance::Ignore {
            continue;
        }
        if !known.contains(&value) {
            return Err(ClerkError::form_param_value_invalid(
                "status",
                &format!("one of {}", known.join(", ")),
            ));
        }
        let statuses = statuses.get_or_insert_with(Vec::new);
        statuses.extend(InvitationStatus::parse(value).filter(|status| !statuses.contains(status)));
    }
    if without == DefaultStatus::Pending {
        statuses.get_or_insert_with(|| vec![InvitationStatus::Pending]);
    }
    Ok(statuses)
}

/// The addresses without later duplicates, compared without letter case.
pub(crate) fn distinct(addresses: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    addresses.into_iter().filter(|address| seen.insert(fold_address(address))).collect()
}

/// Whether an address appears twice, compared without letter case.
fn has_repeated(addresses: &[String]) -> bool {
    let mut seen = std::collections::HashSet::new();
    addresses.iter().any(|address| !seen.insert(fold_address(address)))
}

/// The ticket in an invitation's link. If the invitation never expires, its link works until 2100.
pub(crate) fn ticket(
    instance_id: &str,
    organization_id: &str,
    invitation_id: &str,
    redirect_url: Option<&str>,
    expires_at: Option<i64>,
) -> Ticket {
    const FAR: i64 = 4_102_444_800; // 2100-01-01
    Ticket {
        exp: expires_at.map_or(FAR, |moment| moment / 1000),
        iid: instance_id.to_owned(),
        oid: organization_id.to_owned(),
        rurl: redirect_url.map(str::to_owned),
        sid: invitation_id.to_owned(),
        st: "organization_invitation".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(result: Result<(), ClerkError>) -> &'static str {
        result.map_or_else(|refused| refused.code, |()| "ok")
    }

    #[test]
    fn a_request_is_refused_for_the_first_reason_in_order() {
        let manage = [permission::MANAGE_MEMBERSHIPS.to_owned()];
        let nothing: [String; 0] = [];
        let table: &[(&[&str], bool, &[String], &str)] = &[
            (&["a@x.io"], true, &manage, "ok"),
            (&["a@x.io", "b@x.io"], true, &manage, "ok"),
            (&["nope"], false, &nothing, "form_param_format_invalid"),
            (&["a@x.io", "b@x.io", "c@x.io"], false, &nothing, "bulk_size_exceeded"),
            (&["a@x.io", "A@x.io"], false, &nothing, "form_param_duplicate"),
            (&["a@x.io"], false, &nothing, "resource_not_found"),
            (&["a@x.io"], true, &nothing, "missing_organization_permission"),
        ];
        for (addresses, role_exists, permissions, expected) in table {
            let email_addresses: Vec<String> =
                addresses.iter().map(|address| (*address).to_owned()).collect();
            let request = Request {
                email_addresses: &email_addresses,
                limit: 2,
                role: "org:member",
                role_exists: *role_exists,
                roles: &[],
                caller_permissions: permissions,
            };
            assert_eq!(code(check_request(&request, &Settings::default())), *expected, "{addresses:?}");
        }
    }

    #[test]
    fn invalid_addresses_of_a_bulk_call_are_all_named() {
        let email_addresses = ["a@x.io", "b", "c"].map(str::to_owned);
        let request = Request {
            email_addresses: &email_addresses,
            limit: 10,
            role: "org:member",
            role_exists: true,
            roles: &[],
            caller_permissions: &[],
        };
        let refused = check_request(&request, &Settings::default()).unwrap_err();
        assert_eq!(refused.meta["email_addresses"], serde_json::json!(["b", "c"]));
    }

    #[test]
    fn addresses_are_refused_all_or_nothing() {
        let free = |email_address| Address { email_address, is_member: false, has_pending: false };
        let pending = |email_address| Address { email_address, is_member: false, has_pending: true };
        let member = |email_address| Address { email_address, is_member: true, has_pending: false };
        let seats = |limit| Seats { members: 2, invited: 1, limit };
        use Duplicate::{Refuse, Replace};
        let table = [
            (vec![free("a@x.io")], Replace, seats(0), "ok"),
            (vec![free("a@x.io")], Replace, seats(4), "ok"),
            (
                vec![free("a@x.io"), free("b@x.io")],
                Replace,
                seats(4),
                "organization_membership_quota_exceeded",
            ),
            (vec![pending("a@x.io")], Replace, seats(3), "ok"),
            (vec![pending("a@x.io")], Refuse, seats(0), "organization_invitation_not_unique"),
            (vec![free("a@x.io"), member("b@x.io")], Replace, seats(0), "already_a_member_in_organization"),
            (vec![pending("a@x.io"), member("b@x.io")], Refuse, seats(1), "already_a_member_in_organization"),
        ];
        for (addresses, duplicate, seats, expected) in table {
            assert_eq!(code(check_addresses(&addresses, duplicate, seats)), expected);
        }
    }

    #[test]
    fn the_error_for_a_member_names_the_address() {
        let address = Address { email_address: "m@x.io", is_member: true, has_pending: false };
        let seats = Seats { members: 1, invited: 0, limit: 0 };
        let refused = check_addresses(&[address], Duplicate::Replace, seats).unwrap_err();
        assert!(refused.long_message.contains("m@x.io"));
    }

    #[test]
    fn a_status_filter_accepts_each_status_once_and_no_other_word() {
        let parse = |values: &[&str], empty| {
            statuses(values.iter().copied(), BACKEND_STATUSES, empty, DefaultStatus::All)
                .map_err(|refused| refused.code)
        };
        use InvitationStatus::{Expired, Pending};
        assert_eq!(
            parse(&["pending", "expired", "pending"], Tolerance::Ignore),
            Ok(Some(vec![Pending, Expired]))
        );
        assert_eq!(parse(&[], Tolerance::Ignore), Ok(None));
        assert_eq!(parse(&[""], Tolerance::Ignore), Ok(None));
        assert_eq!(parse(&[""], Tolerance::Refuse), Err("form_param_value_invalid"));
        assert_eq!(parse(&["pending,revoked"], Tolerance::Ignore), Err("form_param_value_invalid"));
        assert_eq!(parse(&["Pending"], Tolerance::Ignore), Err("form_param_value_invalid"));
        assert_eq!(parse(&["completed"], Tolerance::Ignore), Err("form_param_value_invalid"));
        let of_frontend = |values: &[&str]| {
            let values = values.iter().copied();
            statuses(values, FRONTEND_STATUSES, Tolerance::Ignore, DefaultStatus::Pending).unwrap()
        };
        assert_eq!(of_frontend(&[]), Some(vec![Pending]));
        assert_eq!(of_frontend(&["expired"]), Some(vec![Expired]));
        assert_eq!(of_frontend(&["completed", "invalid"]), Some(vec![]), "no status, not any");
        assert_eq!(of_frontend(&["invalid", "pending"]), Some(vec![Pending]));
    }
}
