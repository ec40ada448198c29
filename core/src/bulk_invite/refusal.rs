//! The meaning of a refusal for the addresses of its call.

use super::status::InviteStatus;
use crate::addresses::Letters;

/// Codes about an address with the status 403, which otherwise is about the caller.
const ABOUT_ADDRESS: [&str; 2] = ["not_allowed_access", "form_email_address_blocked"];
/// Codes about the whole call, independent of the addresses.
const ABOUT_CALL: [&str; 2] = ["invitations_not_supported", "organization_member_limit_managed_by_billing"];
/// Codes about a call with too many addresses.
const TOO_MANY: [&str; 2] = ["bulk_size_exceeded", "form_param_array_size_exceeded"];

/// A reply whose status is not 2xx.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InviteRefusal {
    /// The HTTP status.
    pub status: u16,
    /// The errors in the body. Empty if the body is not Clerk's.
    pub errors: Vec<InviteError>,
    /// Seconds to wait, if the server sends them.
    pub retry_after: Option<u32>,
}

/// One error of a [`InviteRefusal`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InviteError {
    /// For example `form_param_format_invalid`.
    pub code: String,
    /// `meta.param_name`.
    pub param_name: Option<String>,
    /// The addresses in `meta.email_addresses` or `meta.identifiers`.
    pub addresses: Vec<String>,
    /// `long_message`, or `message` if that is missing.
    pub message: String,
}

impl InviteRefusal {
    /// Whether the server certainly did not apply the request. After a 5xx that is unknown.
    pub fn is_definite(&self) -> bool {
        (400..500).contains(&self.status)
    }
}

/// The reaction to a definite refusal.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The server refused the request without reading it; it accepts the request later.
    RateLimited,
    /// These addresses, by position, are the reason, each with its status.
    Named(Vec<(usize, InviteStatus)>),
    /// One of the addresses is the reason, but the server does not name it.
    Unnamed,
    /// There are too many addresses.
    TooMany,
    /// The reason applies to every address: the role, a permission, no seats left.
    Everyone,
}

/// Judges a definite refusal of a call with these addresses, as [`address_key`](crate::addresses::address_key) writes them.
pub(super) fn judge(refusal: &InviteRefusal, keys: &[&str], letters: Letters) -> Verdict {
    let InviteRefusal { status, errors, .. } = refusal;
    if *status == 429 {
        return Verdict::RateLimited;
    }
    let is_alone = keys.len() == 1;
    if !is_alone && errors.iter().any(|error| TOO_MANY.contains(&error.code.as_str())) {
        return Verdict::TooMany;
    }
    let Some(first) = errors.first() else { return Verdict::Everyone };
    if !errors.iter().all(|error| is_about_address(error, *status)) {
        return Verdict::Everyone;
    }
    let named = if is_alone { vec![(0, status_of(first))] } else { named(errors, keys, letters) };
    if named.is_empty() { Verdict::Unnamed } else { Verdict::Named(named) }
}

fn is_about_address(error: &InviteError, status: u16) -> bool {
    let code = error.code.as_str();
    if ABOUT_CALL.contains(&code) {
        return false;
    }
    let param = error.param_name.as_deref();
    ABOUT_ADDRESS.contains(&code)
        || (matches!(status, 400 | 422) && matches!(param, None | Some("email_address" | "email_addresses")))
}

// The codes of Clerk's published error list that are about an address.
fn status_of(error: &InviteError) -> InviteStatus {
    match error.code.as_str() {
        "already_a_member_in_organization" => InviteStatus::AlreadyMember,
        "organization_invitation_not_unique" | "duplicate_record" => InviteStatus::AlreadyInvited,
        "form_param_format_invalid" => InviteStatus::Invalid,
        _ => InviteStatus::Refused,
    }
}

// Clerk names addresses in `meta` or only in the message (`already_a_member_in_organization`). Clerk's form reads both.
fn named(errors: &[InviteError], keys: &[&str], letters: Letters) -> Vec<(usize, InviteStatus)> {
    let mut named: Vec<(usize, InviteStatus)> = Vec::new();
    for error in errors {
        // The server cannot decide which of two spellings is the duplicate.
        if error.code == "form_param_duplicate" {
            continue;
        }
        let mut note = |name: &str| {
            let name = letters.key(name);
            for (at, key) in keys.iter().enumerate() {
                if *key == name && !named.iter().any(|(other, _)| *other == at) {
                    named.push((at, status_of(error)));
                    return;
                }
            }
        };
        for name in &error.addresses {
            note(name);
        }
        if error.addresses.is_empty() {
            each_word(&error.message, &mut note);
        }
    }
    named
}

/// Calls `each` with each word of a text. A full stop ends a sentence and is not part of an address. The standard
/// library's splitting takes three times as much of the wasm module.
fn each_word(text: &str, each: &mut dyn FnMut(&str)) {
    let mut start = 0;
    // Words begin and end at ASCII characters, so it is enough to compare bytes.
    for (at, byte) in text.bytes().chain([b' ']).enumerate() {
        if byte <= b' '
            || matches!(byte, b',' | b';' | b':' | b'<' | b'>' | b'"' | b'\'' | b'(' | b')' | b'[' | b']')
        {
            each(crate::text::trim_end(text.get(start..at).unwrap_or_default(), b'.'));
            start = at + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(refusal: &InviteRefusal, keys: &[&str]) -> Verdict {
        super::judge(refusal, keys, Letters::NATIVE)
    }

    fn refusal(status: u16, errors: &[(&str, &str, &[&str], &str)]) -> InviteRefusal {
        let errors = errors.iter().map(|(code, param, addresses, message)| InviteError {
            code: code.to_string(),
            param_name: (!param.is_empty()).then(|| param.to_string()),
            addresses: addresses.iter().map(|address| address.to_string()).collect(),
            message: message.to_string(),
        });
        InviteRefusal { status, errors: errors.collect(), retry_after: None }
    }

    const KEYS: [&str; 3] = ["a@x.io", "b@x.io", "c@x.io"];

    #[test]
    fn addresses_are_found_in_the_meta_or_in_the_text_in_any_case() {
        for (status, code, param, addresses, message, expected) in [
            (400, "duplicate_record", "", &["B@x.io"][..], "", InviteStatus::AlreadyInvited),
            (422, "form_param_format_invalid", "email_address", &["b@x.io"], "", InviteStatus::Invalid),
            (
                400,
                "already_a_member_in_organization",
                "",
                &[],
                "User B@X.io is a member.",
                InviteStatus::AlreadyMember,
            ),
            (
                400,
                "already_a_member_in_organization",
                "",
                &[],
                "Members: <b@x.io>.",
                InviteStatus::AlreadyMember,
            ),
            (403, "not_allowed_access", "", &["b@x.io"], "", InviteStatus::Refused),
            (422, "unheard_of", "email_addresses", &[], "'b@x.io'", InviteStatus::Refused),
        ] {
            let refusal = refusal(status, &[(code, param, addresses, message)]);
            assert_eq!(judge(&refusal, &KEYS), Verdict::Named(vec![(1, expected)]), "{code}: {message}");
        }
    }

    #[test]
    fn a_refusal_may_name_several_addresses_and_the_first_error_of_each_counts() {
        let refusal = refusal(
            422,
            &[
                ("form_param_format_invalid", "email_address", &["a@x.io"], ""),
                ("duplicate_record", "email_address", &["a@x.io", "c@x.io"], ""),
            ],
        );
        let named = vec![(0, InviteStatus::Invalid), (2, InviteStatus::AlreadyInvited)];
        assert_eq!(judge(&refusal, &KEYS), Verdict::Named(named));
    }

    #[test]
    fn a_single_address_is_the_one_that_is_refused() {
        let unnamed = refusal(422, &[("odd", "", &[], "No.")]);
        assert_eq!(judge(&unnamed, &["a@x.io"]), Verdict::Named(vec![(0, InviteStatus::Refused)]));
        assert_eq!(judge(&unnamed, &KEYS), Verdict::Unnamed);
        let too_many = refusal(400, &[("bulk_size_exceeded", "", &[], "")]);
        assert_eq!(judge(&too_many, &KEYS), Verdict::TooMany);
        assert_eq!(judge(&too_many, &["a@x.io"]), Verdict::Named(vec![(0, InviteStatus::Refused)]));
    }

    #[test]
    fn a_duplicate_in_the_request_is_not_an_error_of_its_address() {
        let refusal = refusal(422, &[("form_param_duplicate", "", &["a@x.io"], "")]);
        assert_eq!(judge(&refusal, &KEYS), Verdict::Unnamed);
    }

    #[test]
    fn a_refusal_that_is_not_about_an_address_applies_to_everyone() {
        for (status, code, param) in [
            (404, "resource_not_found", ""),
            (403, "missing_organization_permission", ""),
            (422, "form_param_value_invalid", "role"),
            (400, "invitations_not_supported", ""),
            (403, "organization_member_limit_managed_by_billing", ""),
            (401, "authentication_invalid", ""),
        ] {
            let refusal = refusal(status, &[(code, param, &["a@x.io"], "")]);
            for keys in [&KEYS[..], &KEYS[..1]] {
                assert_eq!(judge(&refusal, keys), Verdict::Everyone, "{code}");
            }
        }
        assert_eq!(judge(&refusal(403, &[]), &KEYS), Verdict::Everyone);
        assert_eq!(judge(&refusal(429, &[]), &KEYS), Verdict::RateLimited);
    }
}
