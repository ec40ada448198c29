//! Which texts are e-mail addresses.

use super::Reason;
use super::letters::{is_domain_character, is_local_character};

/// The longest address that can be delivered to, in bytes of UTF-8 (RFC 5321, 4.5.3.1.3, without angle brackets).
const LONGEST: usize = 254;
/// RFC 5321, 4.5.3.1.1, in bytes of UTF-8.
const LONGEST_LOCAL_PART: usize = 64;
/// RFC 1035, 2.3.4. Counted in characters, because a name beyond ASCII is sent in another form, which is shorter than
/// UTF-8 for most scripts.
const LONGEST_LABEL: usize = 63;

/// Whether a text is an address as a sign-up form takes it. See [`address_mistake`] for the rule.
pub fn is_email_address(text: &str) -> bool {
    address_mistake(text).is_none()
}

/// Why a text is not an address, or `None` if it is one.
///
/// The local part is a `dot-atom` (RFC 5322, 3.4.1), the domain a host name with at least one dot whose last label is not
/// a number. Letters, marks and numbers of all scripts may stand in both (RFC 6531). There are no quotes, comments, spaces
/// or IP addresses. The server has the last word.
pub fn address_mistake(text: &str) -> Option<Reason> {
    let Some((local, domain)) = text.rsplit_once('@') else { return Some(Reason::NoAtSign) };
    if text.len() > LONGEST {
        return Some(Reason::TooLong);
    }
    let is_atom = |atom: &str| !atom.is_empty() && atom.chars().all(is_local_character);
    if local.len() > LONGEST_LOCAL_PART || !local.split('.').all(is_atom) {
        return Some(Reason::LocalPart);
    }
    if is_domain(domain) { None } else { Some(Reason::Domain) }
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().count() <= LONGEST_LABEL
            && label.chars().all(|character| character == '-' || is_domain_character(character))
    };
    let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    domain.rsplit_once('.').is_some_and(|(_, top)| !is_number(top)) && domain.split('.').all(is_label)
}
