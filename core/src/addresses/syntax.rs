//! Which texts are e-mail addresses.

use super::Reason;
use super::letters::{DIGIT, LETTER, LOCAL, is};
use super::scan::{slice, tail};

/// The longest deliverable address in bytes of UTF-8 (RFC 5321, 4.5.3.1.3, without angle brackets).
const LONGEST: usize = 254;
/// RFC 5321, 4.5.3.1.1, in bytes of UTF-8.
const LONGEST_LOCAL_PART: usize = 64;
/// RFC 1035, 2.3.4. In characters, because DNS has another form for names beyond ASCII, which is shorter than UTF-8 for
/// most scripts.
const LONGEST_LABEL: usize = 63;

/// Whether a text is an address that a sign-up form accepts. See [`address_mistake`] for the rule.
pub fn is_email_address(text: &str) -> bool {
    address_mistake(text).is_none()
}

/// Why a text is not an address, or `None` if it is one.
///
/// The local part is a `dot-atom` (RFC 5322, 3.4.1), the domain a host name with at least one dot whose last label is not
/// a number. Both may have letters, marks and numbers of all scripts (RFC 6531). Quotes, comments, spaces and IP
/// addresses are invalid. The server may still refuse an address.
pub fn address_mistake(text: &str) -> Option<Reason> {
    let Some(at) = text.bytes().rposition(|byte| byte == b'@') else { return Some(Reason::NoAtSign) };
    if text.len() > LONGEST {
        Some(Reason::TooLong)
    } else if at > LONGEST_LOCAL_PART || !is_dot_atom(slice(text, 0, at)) {
        Some(Reason::LocalPart)
    } else if !is_domain(tail(text, at + 1)) {
        Some(Reason::Domain)
    } else {
        None
    }
}

fn is_dot_atom(local: &str) -> bool {
    let mut previous = '.';
    for character in local.chars() {
        let is_allowed = if character == '.' { previous != '.' } else { is(character, LETTER | LOCAL) };
        if !is_allowed {
            return false;
        }
        previous = character;
    }
    previous != '.'
}

fn is_domain(domain: &str) -> bool {
    let mut previous = '.';
    let mut labels = 1;
    let mut length = 0;
    let mut has_letter = false;
    for character in domain.chars() {
        let is_allowed = match character {
            '.' => previous != '.' && previous != '-',
            '-' => previous != '.',
            _ => is(character, LETTER),
        };
        if character == '.' {
            labels += 1;
            length = 0;
            has_letter = false;
        } else {
            length += 1;
            has_letter |= character != '-' && !is(character, DIGIT);
        }
        if !is_allowed || length > LONGEST_LABEL {
            return false;
        }
        previous = character;
    }
    labels > 1 && has_letter && previous != '-'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of addresses that the emulator's tests use too.
    #[test]
    fn the_shared_table_of_addresses_holds() {
        let table: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/email-addresses.json")).unwrap();
        let rows = table.as_array().unwrap();
        assert!(rows.len() > 40);
        for row in rows {
            let text = row["text"].as_str().unwrap();
            assert_eq!(is_email_address(text), row["isAddress"].as_bool().unwrap(), "{text:?}");
        }
    }
}
