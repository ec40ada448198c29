//! Encodes text for requests: forms and queries as `URLSearchParams` writes them, and path segments.
//!
//! This is smaller than the crate `form_urlencoded`, with which the tests compare it.

use crate::text::push;

fn escape(byte: u8, out: &mut String) {
    push(out, b'%');
    for nibble in [byte >> 4, byte & 15] {
        push(out, if nibble < 10 { b'0' + nibble } else { b'A' - 10 + nibble });
    }
}

/// Names and values as `application/x-www-form-urlencoded`, in the order in which they were pushed; a name may repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(String);

impl Form {
    /// Appends to an existing text: a URL up to its question mark, or another body.
    pub(crate) fn of_text(start: String) -> Self {
        Self(start)
    }

    /// Appends one pair.
    pub fn push(&mut self, name: &str, value: &str) {
        // A question mark in a name or value is escaped, so a final one belongs to the URL.
        if !matches!(self.0.as_bytes().last(), None | Some(b'?')) {
            push(&mut self.0, b'&');
        }
        encode(name, true, &mut self.0);
        push(&mut self.0, b'=');
        encode(value, true, &mut self.0);
    }

    /// The encoded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The encoded text.
    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

/// `emailAddress` becomes `email_address`, as clerk-js 6.40 writes the names of form fields.
pub fn snake_case(name: &str) -> String {
    let mut out = String::new();
    // The text between capital letters is copied in one piece, because reading single characters takes more code.
    let mut start = 0;
    for (at, byte) in name.bytes().enumerate() {
        if byte.is_ascii_uppercase() {
            out.push_str(name.get(start..at).unwrap_or_default());
            push(&mut out, b'_');
            push(&mut out, byte.to_ascii_lowercase());
            start = at + 1;
        }
    }
    out.push_str(name.get(start..).unwrap_or_default());
    out
}

/// Escapes the characters that a form or a path segment must not contain.
fn encode(text: &str, is_form: bool, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b' ' if is_form => push(out, b'+'),
            b'*' if is_form => push(out, byte),
            b'~' if !is_form => push(out, byte),
            b'-' | b'.' | b'_' => push(out, byte),
            _ if byte.is_ascii_alphanumeric() => push(out, byte),
            _ => escape(byte, out),
        }
    }
}

/// Appends `text` as one path segment.
///
/// `.` and `..` are escaped twice, because the URL standard removes them even as `%2e`. No id has this form, so the
/// server answers "not found".
pub fn path_segment(text: &str, out: &mut String) {
    if text == "." || text == ".." {
        return out.push_str(if text == "." { "%252E" } else { "%252E%252E" });
    }
    encode(text, false, out);
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
            ("größeÄB_", "größeÄ_b_"),
            ("", ""),
        ] {
            assert_eq!(snake_case(name), expected);
        }
    }

    proptest! {
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
