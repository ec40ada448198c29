//! Which texts are e-mail addresses. No crate fits `tests/email-addresses.json`: `email_address` (0.2, its strictest options)
//! takes `a@127.0.0.1`, `a@x_y.io` and `"a"@x.io`, and `addr` (0.15) takes `a@x` and a local part of 65 bytes; the one refuses a
//! label of 63 Thai letters, the other does not refuse quotes.

use crate::web::is_letter_mark_or_digit;

/// Longest address that can be delivered to (RFC 5321, 4.5.3.1).
const LONGEST: usize = 254;
const LONGEST_LOCAL_PART: usize = 64;

/// Whether `text` is an address as a sign-up form would take it: a dot-atom local part (RFC 5322, 3.4.1), a host
/// name with at least one dot, no quoting, no comments, no spaces. Letters, marks and digits of every script are
/// allowed in both (RFC 6531, 3.3; RFC 5891, 4.2.3.2).
pub(crate) fn is_valid(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    text.len() <= LONGEST && is_local_part(local) && is_domain(domain)
}

// Hindi and Thai vowel signs and the parts of a decomposed "ü" are marks, which `char::is_alphanumeric` does not all accept.
fn is_local_part(local: &str) -> bool {
    let allowed = |letter: char| is_letter_mark_or_digit(letter) || "!#$%&'*+-/=?^_`{|}~".contains(letter);
    local.len() <= LONGEST_LOCAL_PART
        && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(allowed))
}

/// Whether `domain` is a host name with at least one dot.
pub(crate) fn is_domain(domain: &str) -> bool {
    // In characters: a name beyond ASCII is sent in another form, which is shorter than UTF-8 for most scripts.
    let is_label = |label: &str| {
        (1..=63).contains(&label.chars().count())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| is_letter_mark_or_digit(letter) || letter == '-')
    };
    domain.contains('.')
        && domain.split('.').all(is_label)
        && domain.rsplit('.').next().is_some_and(|top| {
            top.chars().any(|letter| is_letter_mark_or_digit(letter) && !letter.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// The table that the SDK's parser is held to as well.
    #[test]
    fn addresses_are_those_that_the_sdk_takes() {
        let table: Value = serde_json::from_str(include_str!("../../../tests/email-addresses.json")).unwrap();
        let rows = table.as_array().unwrap();
        assert!(rows.len() > 40);
        for row in rows {
            let text = row["text"].as_str().unwrap();
            assert_eq!(is_valid(text), row["isAddress"].as_bool().unwrap(), "{text:?}");
        }
    }
}
