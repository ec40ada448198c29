//! Text as the wire wants it: forms and queries as `URLSearchParams` writes them, path segments, base64.
//!
//! Own code because it is the smallest that is exact: the tests hold it against the crates `form_urlencoded` and
//! `base64`, which would add more to the package than these lines.

const HEX: &[u8; 16] = b"0123456789ABCDEF";

fn escape(byte: u8, out: &mut String) {
    out.push('%');
    for nibble in [byte >> 4, byte & 15] {
        out.push(HEX.get(usize::from(nibble)).map_or('0', |digit| char::from(*digit)));
    }
}

/// Pairs as `application/x-www-form-urlencoded`, in order.
pub(crate) fn form(pairs: &[(String, String)]) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        form_text(name, &mut out);
        out.push('=');
        form_text(value, &mut out);
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

/// Bytes from base64, in the plain or the URL-safe alphabet, padded or not; `None` when it is neither, or when the
/// bytes are no UTF-8.
pub(crate) fn base64_text(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0u32, 0u32);
    let text = text.trim_end_matches('=');
    if text.len() % 4 == 1 {
        return None;
    }
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::prelude::*;
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
            assert_eq!(form(&[("k".into(), value.into())]), format!("k={expected}"));
        }
    }

    proptest! {
        #[test]
        fn any_form_equals_what_the_form_urlencoded_crate_writes(pairs: Vec<(String, String)>) {
            let expected = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
            prop_assert_eq!(form(&pairs), expected);
        }

        #[test]
        fn any_text_in_base64_reads_back(text: String) {
            for engine in [&BASE64_STANDARD, &BASE64_STANDARD_NO_PAD, &BASE64_URL_SAFE, &BASE64_URL_SAFE_NO_PAD] {
                prop_assert_eq!(base64_text(&engine.encode(&text)), Some(text.clone()));
            }
        }

        #[test]
        fn no_text_makes_base64_panic(text: String) {
            let _ = base64_text(&text);
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
