//! Searching and trimming by kinds of characters.
//!
//! The methods of `str` are compiled again for each closure. With them the parser was 8 KB larger (brotli).

use super::letters::{ANY, AT_SIGN, Kinds, is, kinds};

/// The length of the longest prefix whose characters are all `of` these kinds and `not` of those.
#[inline(never)]
pub(super) fn span(text: &str, of: Kinds, not: Kinds) -> usize {
    for (at, character) in text.char_indices() {
        let kinds = kinds(character);
        if kinds & of == 0 || kinds & not != 0 {
            return at;
        }
    }
    text.len()
}

/// The position of the first character of these kinds, or the length of the text.
pub(super) fn find(text: &str, of: Kinds) -> usize {
    span(text, ANY, of)
}

#[inline(never)]
pub(super) fn has(text: &str, of: Kinds) -> bool {
    find(text, of) < text.len()
}

#[inline(never)]
pub(super) fn trim_start(text: &str, of: Kinds) -> &str {
    tail(text, span(text, of, 0))
}

#[inline(never)]
pub(crate) fn trim_end(text: &str, of: Kinds) -> &str {
    let mut end = text.len();
    for character in text.chars().rev() {
        if !is(character, of) {
            break;
        }
        end -= character.len_utf8();
    }
    slice(text, 0, end)
}

#[inline(never)]
pub(crate) fn trim(text: &str, of: Kinds) -> &str {
    trim_end(trim_start(text, of), of)
}

/// A part of a text. Empty if there is no such part.
#[inline(never)]
pub(super) fn slice(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

/// The text from a position on.
pub(super) fn tail(text: &str, from: usize) -> &str {
    slice(text, from, text.len())
}

/// The first character; U+0000 if the text is empty.
#[inline(never)]
pub(super) fn first(text: &str) -> char {
    text.chars().next().unwrap_or_default()
}

/// The last character; U+0000 if the text is empty.
#[inline(never)]
pub(super) fn last(text: &str) -> char {
    text.chars().next_back().unwrap_or_default()
}

pub(super) fn has_at_sign(text: &str) -> bool {
    has(text, AT_SIGN)
}

/// Calls `each` with each part between characters of these kinds, and its index.
#[inline(never)]
pub(super) fn each_part<'a>(text: &'a str, of: Kinds, each: &mut dyn FnMut(&'a str, usize)) {
    let mut rest = text;
    for index in 0.. {
        let end = find(rest, of);
        each(slice(rest, 0, end), index);
        let after = tail(rest, end);
        if after.is_empty() {
            return;
        }
        rest = tail(after, first(after).len_utf8());
    }
}
