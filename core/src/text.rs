//! Small functions on text instead of the standard library's pattern search and number formatting. Those would add 2 KB
//! (brotli) to the wasm module that every page fetches; these add a tenth of that.

/// Everything before and after the first ASCII `separator`. `None` if the text has no separator.
pub(crate) fn split_once(text: &str, separator: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == separator)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// Everything before the first ASCII `separator`; the whole text if it has no separator.
pub(crate) fn before(text: &str, separator: u8) -> &str {
    split_once(text, separator).map_or(text, |(before, _)| before)
}

/// Takes the part before the next `separator` off the front of the text. `None` when nothing is left.
pub(crate) fn next_part<'a>(rest: &mut Option<&'a str>, separator: u8) -> Option<&'a str> {
    let text = rest.take()?;
    match split_once(text, separator) {
        Some((part, after)) => {
            *rest = Some(after);
            Some(part)
        }
        None => Some(text),
    }
}

/// The text without any `character`, which is ASCII, at its end.
pub(crate) fn trim_end(mut text: &str, character: u8) -> &str {
    while let Some((&last, _)) = text.as_bytes().split_last()
        && last == character
    {
        text = text.get(..text.len() - 1).unwrap_or_default();
    }
    text
}

/// Appends an ASCII character.
pub(crate) fn push(out: &mut String, character: u8) {
    // The mask lets the compiler emit code for one byte only.
    out.push(char::from(character & 0x7f));
}

/// A number in decimal digits.
pub(crate) fn digits(number: u32) -> String {
    let mut out = String::new();
    push_digits(number, &mut out);
    out
}

fn push_digits(number: u32, out: &mut String) {
    if number > 9 {
        push_digits(number / 10, out);
    }
    push(out, b'0' + (number % 10) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_is_split_at_a_separator() {
        assert_eq!(split_once("a=b=c", b'='), Some(("a", "b=c")));
        assert_eq!(split_once("ü", b'='), None);
        assert_eq!((before("ü:b", b':'), before("ü", b':')), ("ü", "ü"));
        let mut rest = Some("a.ü..");
        let parts: Vec<&str> = std::iter::from_fn(|| next_part(&mut rest, b'.')).collect();
        assert_eq!(parts, ["a", "ü", "", ""]);
        assert_eq!((trim_end("/ü//", b'/'), trim_end("//", b'/')), ("/ü", ""));
    }

    proptest! {
        #[test]
        fn any_number_is_written_in_its_digits(number: u32) {
            prop_assert_eq!(digits(number), number.to_string());
        }
    }
}
