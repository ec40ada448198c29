//! Text as the wire wants it: forms and queries as `URLSearchParams` writes them, path segments.
//!
//! Own code because it is the smallest that is exact: the tests hold it against the crate `form_urlencoded`, which
//! would add more to the package than these lines.

const HEX: &[u8; 16] = b"0123456789ABCDEF";

fn escape(byte: u8, out: &mut String) {
    out.push('%');
    for nibble in [byte >> 4, byte & 15] {
        out.push(HEX.get(usize::from(nibble)).map_or('0', |digit| char::from(*digit)));
    }
}

/// Names and values as `application/x-www-form-urlencoded`, in the order in which they were pushed; a name may repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs(String);

impl Pairs {
    /// Appends one pair.
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        form_text(name, &mut self.0);
        self.0.push('=');
        form_text(value, &mut self.0);
    }

    /// The pairs as they go out.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Pairs that the host has written in the same form.
    #[cfg(all(target_arch = "wasm32", feature = "js"))]
    pub(crate) fn written(text: &str) -> Self {
        Self(text.into())
    }
}

/// A number in digits. Own code, because the standard library's formatting is larger than all else in this file.
pub(crate) fn digits(mut number: u32) -> String {
    let mut out = String::new();
    while number > 0 || out.is_empty() {
        out.insert(0, char::from(b'0' + (number % 10) as u8));
        number /= 10;
    }
    out
}

/// What stands before the first such byte, which is of ASCII, and what after it: one text crosses into wasm in less code
/// than two, and the standard library's search for a `char` is larger than this.
pub(crate) fn halves(text: &str, at: u8) -> (&str, &str) {
    let found = text.bytes().position(|byte| byte == at).unwrap_or(text.len());
    (text.get(..found).unwrap_or_default(), text.get(found + 1..).unwrap_or_default())
}

fn form_text(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'*' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ => escape(byte, out),
        }
    }
}

/// One path segment.
///
/// `.` and `..` are escaped twice: the URL standard folds them away even as `%2e`, and no id looks like that, so the
/// server's "not found" is the right answer.
pub(crate) fn path_segment(text: &str, out: &mut String) {
    if text == "." || text == ".." {
        return out.push_str(if text == "." { "%252E" } else { "%252E%252E" });
    }
    for byte in text.bytes() {
        match byte {
            b'-' | b'_' | b'~' | b'.' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ => escape(byte, out),
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_are_written_as_url_search_params_writes_them() {
        for (value, expected) in [
            ("a@x.io", "a%40x.io"),
            ("org:member", "org%3Amember"),
            ("a+b c", "a%2Bb+c"),
            ("ä*~", "%C3%A4*%7E"),
            ("", ""),
        ] {
            let mut pairs = Pairs::default();
            pairs.push("k", value);
            assert_eq!(pairs.as_str(), format!("k={expected}"));
        }
    }

    #[test]
    fn a_text_has_two_halves_one_of_which_may_be_empty() {
        for (text, halves) in [
            ("a b c", ("a", "b c")),
            ("ab", ("ab", "")),
            ("", ("", "")),
            (" b", ("", "b")),
            ("ä ö", ("ä", "ö")),
        ] {
            assert_eq!(super::halves(text, b' '), halves);
        }
    }

    proptest! {
        #[test]
        fn any_number_is_written_in_its_digits(number: u32) {
            prop_assert_eq!(digits(number), number.to_string());
        }

        #[test]
        fn any_form_equals_what_the_form_urlencoded_crate_writes(all: Vec<(String, String)>) {
            let expected = form_urlencoded::Serializer::new(String::new()).extend_pairs(&all).finish();
            let mut pairs = Pairs::default();
            all.iter().for_each(|(name, value)| pairs.push(name, value));
            prop_assert_eq!(pairs.as_str(), expected);
        }

        #[test]
        fn any_path_segment_stays_one_segment(text: String) {
            let mut out = String::new();
            path_segment(&text, &mut out);
            prop_assert!(!out.contains(['/', '?', '#', '\\', ' ']));
            let folded = out.to_lowercase().replace("%2e", ".");
            prop_assert!(folded != "." && folded != "..");
        }
    }
}
