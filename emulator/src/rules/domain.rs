//! Domains of organizations: valid names and enrollment modes (Clerk's documentation, "Verified Domains").

use super::email;
use crate::error::ClerkError;
use crate::model::Domain;
use crate::model::fold::fold_domain;

pub(crate) const MANUAL: &str = "manual_invitation";
pub(crate) const AUTOMATIC_INVITATION: &str = "automatic_invitation";
pub(crate) const AUTOMATIC_SUGGESTION: &str = "automatic_suggestion";
/// A mode in Clerk's description that this emulator does not support.
const ENTERPRISE_SSO: &str = "enterprise_sso";
pub(crate) const ENROLLMENT_MODES: &[&str] = &[MANUAL, AUTOMATIC_INVITATION, AUTOMATIC_SUGGESTION];
/// The role of members who join through a domain. The environment lists the same role.
pub(crate) const DEFAULT_ROLE: &str = "org:member";
/// The most domains of an organization (same documentation).
pub(crate) const MOST: i64 = 10;

/// Public mail providers. Clerk rejects such domains but does not publish its list.
const COMMON: &[&str] = &[
    "aol.com",
    "gmail.com",
    "gmx.com",
    "gmx.de",
    "googlemail.com",
    "hey.com",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "mail.com",
    "me.com",
    "msn.com",
    "outlook.com",
    "pm.me",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "web.de",
    "yahoo.com",
    "yandex.com",
    "zoho.com",
];

/// Rejects a name that is not a domain or belongs to a public mail provider.
pub(crate) fn check_name(name: &str) -> Result<(), ClerkError> {
    if !email::is_domain(name) {
        return Err(ClerkError::form_param_format_invalid("name", "a domain name"));
    }
    if COMMON.contains(&name) {
        return Err(ClerkError::organization_domain_common());
    }
    Ok(())
}

/// Rejects an unknown mode in a list filter. The unsupported mode is allowed, but no domain has it.
pub(crate) fn check_enrollment_mode_filter(mode: &str) -> Result<(), ClerkError> {
    if mode == ENTERPRISE_SSO { Ok(()) } else { check_enrollment_mode(mode) }
}

/// Rejects an unknown or unsupported mode.
pub(crate) fn check_enrollment_mode(mode: &str) -> Result<(), ClerkError> {
    match mode {
        _ if ENROLLMENT_MODES.contains(&mode) => Ok(()),
        ENTERPRISE_SSO => Err(ClerkError::organization_domain_enrollment_mode_not_enabled(mode)),
        _ => Err(ClerkError::organization_domain_enrollment_mode_invalid()),
    }
}

/// Rejects a new domain if the organization has too many or already has it, or if another organization has verified it.
pub(crate) fn check_new(count: i64, organization_id: &str, same_name: &[Domain]) -> Result<(), ClerkError> {
    if same_name.iter().any(|domain| domain.organization_id == organization_id) {
        return Err(ClerkError::organization_domain_already_exists_same_organization());
    }
    check_free(organization_id, same_name)?;
    if count >= MOST {
        return Err(ClerkError::organization_domain_quota_exceeded(MOST));
    }
    Ok(())
}

/// Rejects a domain that another organization has verified.
pub(crate) fn check_free(organization_id: &str, same_name: &[Domain]) -> Result<(), ClerkError> {
    let is_taken = |domain: &Domain| {
        domain.organization_id != organization_id && domain.affiliation_verified_at.is_some()
    };
    if same_name.iter().any(is_taken) {
        return Err(ClerkError::organization_domain_already_exists());
    }
    Ok(())
}

/// Rejects an address that is not in the domain.
pub(crate) fn check_affiliation(name: &str, email_address: &str) -> Result<(), ClerkError> {
    if !email::is_valid(email_address) {
        return Err(ClerkError::form_param_format_invalid(
            "affiliation_email_address",
            "a valid email address",
        ));
    }
    if is_of(name, email_address) { Ok(()) } else { Err(ClerkError::organization_domain_mismatch()) }
}

/// Whether an address is in a domain.
pub(crate) fn is_of(name: &str, email_address: &str) -> bool {
    email_address.rsplit_once('@').is_some_and(|(_, domain)| fold_domain(domain) == fold_domain(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(checked: Result<(), ClerkError>) -> &'static str {
        checked.map_or_else(|refused| refused.code, |()| "ok")
    }

    #[test]
    fn names_are_domains_and_not_public_mail_providers() {
        for (name, expected) in [
            ("acme.example", "ok"),
            ("mail.acme.example", "ok"),
            ("acme", "form_param_format_invalid"),
            ("", "form_param_format_invalid"),
            ("https://acme.example", "form_param_format_invalid"),
            ("a@acme.example", "form_param_format_invalid"),
            ("127.0.0.1", "form_param_format_invalid"),
            ("gmail.com", "organization_domain_common"),
        ] {
            assert_eq!(code(check_name(name)), expected, "{name}");
        }
    }

    #[test]
    fn a_domain_is_verified_by_one_organization_and_an_organization_has_it_once() {
        let domain = |organization_id: &str, is_verified: bool| Domain {
            id: "orgdmn_1".to_owned(),
            organization_id: organization_id.to_owned(),
            name: "acme.example".to_owned(),
            enrollment_mode: MANUAL.to_owned(),
            affiliation_email_address: None,
            affiliation_verified_at: is_verified.then_some(1),
            ownership_txt_value: None,
            ownership_attempts: 0,
            ownership_expire_at: None,
            ownership_verified_at: None,
            created_at: 0,
            updated_at: 0,
        };
        let table = [
            (0, vec![], "ok"),
            (MOST - 1, vec![domain("org_2", false)], "ok"),
            (MOST, vec![], "organization_domain_quota_exceeded"),
            (0, vec![domain("org_2", true)], "organization_domain_already_exists"),
            (1, vec![domain("org_1", false)], "organization_domain_already_exists_same_organization"),
        ];
        for (count, same_name, expected) in table {
            assert_eq!(code(check_new(count, "org_1", &same_name)), expected);
        }
        assert_eq!(code(check_free("org_1", &[domain("org_1", true)])), "ok");
    }

    #[test]
    fn an_address_proves_the_domain_that_it_is_in() {
        for (address, expected) in [
            ("jane@acme.example", "ok"),
            ("JANE@ACME.EXAMPLE", "ok"),
            ("jane@mail.acme.example", "organization_domain_mismatch"),
            ("jane@notacme.example", "organization_domain_mismatch"),
            ("jane", "form_param_format_invalid"),
        ] {
            assert_eq!(code(check_affiliation("acme.example", address)), expected, "{address}");
        }
    }

    #[test]
    fn only_supported_modes_are_accepted() {
        for (mode, expected) in [
            (MANUAL, "ok"),
            (AUTOMATIC_INVITATION, "ok"),
            (AUTOMATIC_SUGGESTION, "ok"),
            ("enterprise_sso", "organization_domain_enrollment_mode_not_enabled"),
            ("", "organization_domain_enrollment_mode_invalid"),
        ] {
            assert_eq!(code(check_enrollment_mode(mode)), expected, "{mode}");
        }
    }
}
