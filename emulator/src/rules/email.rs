//! Which texts are e-mail addresses.

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
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| is_letter_mark_or_digit(letter) || letter == '-')
    };
    domain.contains('.')
        && domain.split('.').all(is_label)
        && domain.rsplit('.').next().is_some_and(|top| !top.chars().all(|letter| letter.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_text() {
        let long_local = format!("{}@x.io", "a".repeat(65));
        let table = [
            ("a@x.io", true),
            ("first.last+tag@sub.example.co.uk", true),
            ("o'hara@example.com", true),
            ("jürgen@bücher.example", true),
            ("A@X.IO", true),
            ("संपर्क@उदाहरण.भारत", true),
            ("ผู้ใช้@ตัวอย่าง.ไทย", true),
            ("ju\u{308}rgen@bu\u{308}cher.example", true),
            ("почта@пример.рф", true),
            ("用户@例子.广告", true),
            ("٣٤@مثال.إختبار", true),
            ("", false),
            ("a", false),
            ("a@", false),
            ("@x.io", false),
            ("a@x", false),
            ("a@b@x.io", false),
            (".a@x.io", false),
            ("a.@x.io", false),
            ("a..b@x.io", false),
            ("a b@x.io", false),
            (" a@x.io", false),
            ("a@x.io ", false),
            ("a@x..io", false),
            ("a@-x.io", false),
            ("a@x.io\n", false),
            ("a@127.0.0.1", false),
            ("a,b@x.io", false),
            ("<a@x.io>", false),
            (long_local.as_str(), false),
        ];
        for (text, expected) in table {
            assert_eq!(is_valid(text), expected, "{text:?}");
        }
    }
}
