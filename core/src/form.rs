//! Text as the wire wants it: forms and queries as `URLSearchParams` writes them, path segments.
//!
//! Own code because it is the smallest that is exact: the tests compare it with the crate `form_urlencoded`, which would
//! add more to the package than these lines.

const HEX: &[u8; 16] = b"0123456789ABCDEF";

fn escape(byte: u8, out: &mut String) {
    out.push('%');
    for nibble in [byte >> 4, byte & 15] {
        out.push(HEX.get(usize::from(nibble)).map_or('0', |digit| char::from(*digit)));
    }
}

/// Names and values as `application/x-www-form-urlencoded`, in the order in which they were pushed; a name may repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(String);

impl Form {
    /// Appends one pair.
    pub fn push(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        form_text(name, &mut self.0);
        self.0.push('=');
        form_text(value, &mut self.0);
    }

    /// The encoded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A number in decimal digits. Own code, because the standard library's formatting is larger than the rest of this file.
pub fn digits(mut number: u32) -> String {
    let mut out = String::new();
    while number > 0 || out.is_empty() {
        out.insert(0, char::from(b'0' + (number % 10) as u8));
        number /= 10;
    }
    out
}

/// `emailAddress` becomes `email_address`, as clerk-js 6.40 writes the names of form fields.
pub fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
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

/// Appends `text` as one path segment.
///
/// `.` and `..` are escaped twice: the URL standard removes them even as `%2e`, and no id looks like that, so "not found"
/// from the server is the right answer.
pub fn path_segment(text: &str, out: &mut String) {
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
            let mut form = Form::default();
            form.push("k", value);
            assert_eq!(form.as_str(), format!("k={expected}"));
        }
    }

    #[test]
    fn field_names_are_snake_case_on_the_wire() {
        for (name, expected) in [
            ("emailAddress", "email_address"),
            ("role", "role"),
            ("userId", "user_id"),
            ("user_id", "user_id"),
            ("", ""),
        ] {
            assert_eq!(snake_case(name), expected);
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
            let mut form = Form::default();
            all.iter().for_each(|(name, value)| form.push(name, value));
            prop_assert_eq!(form.as_str(), expected);
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
