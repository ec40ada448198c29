//! One spelling for equal texts: letter case, composed characters, host names.

use crate::web;

/// Converts `text` to lower case by Unicode's rules. Usernames and searches are compared in this form. SQL calls it as
/// `fold`.
pub(crate) fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// The spelling in which e-mail addresses are stored, listed and compared: lower case, composed characters, and the
/// host name in its own script. `A@MÜNCHEN.example` and `a@xn--mnchen-3ya.example` are the same address. SQL calls it
/// as `fold_address`.
pub(crate) fn fold_address(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((local, domain)) => format!("{}@{}", compose(&fold(local)), fold_domain(domain)),
        None => compose(&fold(text)),
    }
}

/// A host name in the spelling of [`fold_address`] (Unicode Technical Standard 46, `ToUnicode`). A name that is invalid
/// by the standard is only converted to lower case. SQL calls it as `fold_domain`.
pub(crate) fn fold_domain(name: &str) -> String {
    let folded = fold(name);
    if name.is_ascii() && !folded.split('.').any(|label| label.starts_with("xn--")) {
        return folded;
    }
    web::domain_to_unicode(&folded).unwrap_or_else(|| compose(&folded))
}

/// Unicode Normalization Form C.
fn compose(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    web::compose(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_ignores_case_in_every_script_and_is_idempotent() {
        for (text, folded) in
            [("A@X.IO", "a@x.io"), ("ÜBER@X.IO", "über@x.io"), ("ПОЧТА", "почта"), ("İ", "i\u{307}")]
        {
            assert_eq!(fold(text), folded);
            assert_eq!(fold(folded), folded);
        }
    }

    #[test]
    fn spellings_of_one_address_fold_to_one_text() {
        let table = [
            ("A@X.IO", "a@x.io"),
            ("a@münchen.example", "a@münchen.example"),
            ("a@xn--mnchen-3ya.example", "a@münchen.example"),
            ("a@XN--MNCHEN-3YA.example", "a@münchen.example"),
            ("a@mu\u{308}nchen.example", "a@münchen.example"),
            ("A@MÜNCHEN.EXAMPLE", "a@münchen.example"),
            ("ju\u{308}rgen@x.io", "jürgen@x.io"),
            ("JU\u{308}RGEN@x.io", "jürgen@x.io"),
            ("संपर्क@उदाहरण.भारत", "संपर्क@उदाहरण.भारत"),
            ("संपर्क@xn--p1b6ci4b4b3a.xn--h2brj9c", "संपर्क@उदाहरण.भारत"),
            ("ผู้ใช้@ตัวอย่าง.ไทย", "ผู้ใช้@ตัวอย่าง.ไทย"),
            // Invalid punycode.
            ("a@xn--99999999.example", "a@xn--99999999.example"),
            ("no address", "no address"),
            ("", ""),
        ];
        for (text, folded) in table {
            assert_eq!(fold_address(text), folded, "{text}");
            assert_eq!(fold_address(folded), folded, "{text}, again");
        }
    }
}
