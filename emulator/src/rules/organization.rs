//! Errors about organizations, and the checks of their names and slugs.

use crate::error::ClerkError;
use crate::settings::{Outsider, Settings, UnknownOrganization};

/// The error for an organization that does not exist.
pub(crate) fn unknown(settings: &Settings) -> ClerkError {
    match settings.unknown_organization {
        UnknownOrganization::NotFoundOrUnauthorized => ClerkError::organization_not_found_or_unauthorized(),
        UnknownOrganization::NotFound => ClerkError::organization_not_found(),
    }
}

/// The error for an organization that exists if the caller is not a member.
pub(crate) fn of_others(settings: &Settings) -> ClerkError {
    match settings.organization_of_others {
        Outsider::Hidden => unknown(settings),
        Outsider::Told => ClerkError::not_a_member_in_organization(),
    }
}

/// Fails if the user has created as many organizations as allowed. `None` and 0 mean no limit. Deleted organizations do
/// not count: Clerk does not document it, and published programs delete some after this error.
pub(crate) fn check_creation_limit(limit: Option<i64>, created: i64) -> Result<(), ClerkError> {
    match limit {
        Some(limit) if limit > 0 && created >= limit => Err(ClerkError::org_creation_limit_exceeded(limit)),
        _ => Ok(()),
    }
}

/// The longest name (Clerk's published Backend API description).
const LONGEST_NAME: usize = 256;

/// Rejects a name that is too long or includes a URL or markup (the same description: "may not contain URLs or HTML").
pub(crate) fn check_name(name: &str) -> Result<(), ClerkError> {
    if name.chars().count() > LONGEST_NAME {
        return Err(ClerkError::form_param_max_length_exceeded("name", LONGEST_NAME));
    }
    let lower = name.to_lowercase();
    let has_url = lower.contains("://") || lower.split_whitespace().any(|word| word.starts_with("www."));
    let begins_tag = |rest: &str| rest.starts_with(|next: char| next.is_alphabetic() || "/!?".contains(next));
    let has_markup = name.contains('>') && name.split('<').skip(1).any(begins_tag);
    if has_url || has_markup || name.trim().is_empty() {
        return Err(ClerkError::form_param_value_invalid(
            "name",
            "a text that is not empty, without URLs and HTML",
        ));
    }
    Ok(())
}

/// Rejects a slug with other characters than lower-case letters, digits and dashes (same description).
pub(crate) fn check_slug(slug: &str) -> Result<(), ClerkError> {
    let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if slug.is_empty() || slug.len() > LONGEST_NAME || !slug.chars().all(allowed) {
        return Err(ClerkError::form_param_format_invalid("slug", "lower-case letters, digits and dashes"));
    }
    Ok(())
}

/// The slug for a name. It may be taken.
pub(crate) fn slug_of(name: &str) -> String {
    let words: Vec<String> = name
        .to_lowercase()
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    if words.is_empty() { "organization".to_owned() } else { words.join("-") }
}

/// Rejects a change that takes the permission to manage members from the last member with it.
pub(crate) fn check_keeps_a_manager(managers: i64, one_less: bool) -> Result<(), ClerkError> {
    if one_less && managers <= 1 {
        return Err(ClerkError::organization_minimum_permissions_needed());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_no_addresses_and_no_markup() {
        let long = "é".repeat(LONGEST_NAME + 1);
        let table = [
            ("Acme Inc.", "ok"),
            ("Müller & Söhne <3", "ok"),
            ("a > b", "ok"),
            ("", "form_param_value_invalid"),
            ("  ", "form_param_value_invalid"),
            ("See https://evil.example", "form_param_value_invalid"),
            ("www.evil.example", "form_param_value_invalid"),
            ("<script>alert(1)</script>", "form_param_value_invalid"),
            ("</p>", "form_param_value_invalid"),
            (long.as_str(), "form_param_max_length_exceeded"),
            (&long[2..], "ok"),
        ];
        for (name, expected) in table {
            assert_eq!(check_name(name).map_or_else(|refused| refused.code, |()| "ok"), expected, "{name:?}");
        }
    }

    #[test]
    fn slugs_have_only_valid_characters() {
        for (name, slug) in
            [("Acme Inc.", "acme-inc"), ("  A  b ", "a-b"), ("Ünï", "n"), ("日本", "organization")]
        {
            assert_eq!(slug_of(name), slug);
            assert!(check_slug(slug).is_ok());
        }
        for slug in ["", "Acme", "a b", "a_b", "é", "a/b"] {
            assert!(check_slug(slug).is_err(), "{slug:?}");
        }
    }

    #[test]
    fn another_organization_is_refused_once_the_limit_is_reached() {
        let table = [
            (None, 9, true),
            (Some(0), 9, true),
            (Some(2), 1, true),
            (Some(2), 2, false),
            (Some(2), 3, false),
        ];
        for (limit, created, is_allowed) in table {
            assert_eq!(check_creation_limit(limit, created).is_ok(), is_allowed, "{limit:?} {created}");
        }
    }

    #[test]
    fn the_last_manager_cannot_leave_and_without_a_manager_every_member_can() {
        assert!(check_keeps_a_manager(1, true).is_err());
        assert!(check_keeps_a_manager(2, true).is_ok());
        assert!(check_keeps_a_manager(1, false).is_ok());
        assert!(check_keeps_a_manager(0, false).is_ok());
    }
}
