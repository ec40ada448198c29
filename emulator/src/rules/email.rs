//! Which texts are e-mail addresses. No crate passes `tests/email-addresses.json`: `email_address` (0.2, its strictest
//! options) accepts `a@127.0.0.1`, `a@x_y.io` and `"a"@x.io`, and rejects a label of 63 Thai letters. `addr` (0.15)
//! accepts `a@x`, quotes and a local part of 65 bytes.

use crate::web::is_letter_mark_or_digit;

/// The longest deliverable address (RFC 5321, 4.5.3.1).
const LONGEST: usize = 254;
const LONGEST_LOCAL_PART: usize = 64;

/// Whether `text` is an address that a sign-up form accepts: a dot-atom local part (RFC 5322, 3.4.1) and a host name
/// with at least one dot, without quotes, comments or spaces. Both may have letters, marks and digits of every script
/// (RFC 6531, 3.3; RFC 5891, 4.2.3.2).
pub(crate) fn is_valid(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    text.len() <= LONGEST && is_local_part(local) && is_domain(domain)
}

// Hindi and Thai vowel signs and the parts of a decomposed "ü" are marks. `char::is_alphanumeric` rejects some of them.
fn is_local_part(local: &str) -> bool {
    let allowed = |letter: char| is_letter_mark_or_digit(letter) || "!#$%&'*+-/=?^_`{|}~".contains(letter);
    local.len() <= LONGEST_LOCAL_PART
        && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(allowed))
}

/// Whether `domain` is a host name with at least one dot.
pub(crate) fn is_domain(domain: &str) -> bool {
    // Counts characters, because a name beyond ASCII is sent in another form, which is shorter than UTF-8 for most
    // scripts.
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

    /// The SDK's parser is tested with the same table.
    #[test]
    fn addresses_are_those_that_the_sdk_accepts() {
        let table: Value = serde_json::from_str(include_str!("../../../tests/email-addresses.json")).unwrap();
        let rows = table.as_array().unwrap();
        assert!(rows.len() > 40);
        for row in rows {
            let text = row["text"].as_str().unwrap();
            assert_eq!(is_valid(text), row["isAddress"].as_bool().unwrap(), "{text:?}");
        }
    }
}
