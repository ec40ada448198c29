//! Searching and trimming, each once.
//!
//! The methods of `str` are compiled again for each closure that is passed to them. With them the parser was 8 KB larger
//! (brotli).

/// Where the first character of a kind is.
#[inline(never)]
pub(super) fn find(text: &str, is: &dyn Fn(char) -> bool) -> Option<usize> {
    text.char_indices().find(|(_, character)| is(*character)).map(|(at, _)| at)
}

pub(super) fn has(text: &str, is: &dyn Fn(char) -> bool) -> bool {
    find(text, is).is_some()
}

#[inline(never)]
pub(super) fn trim_start<'a>(text: &'a str, is: &dyn Fn(char) -> bool) -> &'a str {
    let at = find(text, &|character| !is(character)).unwrap_or(text.len());
    slice(text, at, text.len())
}

#[inline(never)]
pub(super) fn trim_end<'a>(text: &'a str, is: &dyn Fn(char) -> bool) -> &'a str {
    let last = text.char_indices().rev().find(|(_, character)| !is(*character));
    slice(text, 0, last.map_or(0, |(at, character)| at + character.len_utf8()))
}

pub(super) fn trim<'a>(text: &'a str, is: &dyn Fn(char) -> bool) -> &'a str {
    trim_end(trim_start(text, is), is)
}

/// A part of a text. Empty if there is no such part.
#[inline(never)]
pub(super) fn slice(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

/// The text before a place and the text from there on.
pub(super) fn split_at(text: &str, at: usize) -> (&str, &str) {
    (slice(text, 0, at), slice(text, at, text.len()))
}

/// Whether a character is one of a set.
#[inline(never)]
pub(super) fn is_one_of(set: &str, character: char) -> bool {
    set.chars().any(|one| one == character)
}

/// Where the first `@` is.
#[inline(never)]
pub(super) fn find_at_sign(text: &str) -> Option<usize> {
    text.bytes().position(|byte| byte == b'@')
}

pub(super) fn has_at_sign(text: &str) -> bool {
    find_at_sign(text).is_some()
}

/// Calls `each` for each part between characters of a kind, and with whether it is the first, the second and so on.
#[inline(never)]
pub(super) fn each_part<'a>(text: &'a str, is: &dyn Fn(char) -> bool, each: &mut dyn FnMut(&'a str, usize)) {
    let mut start = 0;
    let mut index = 0;
    for (at, character) in text.char_indices() {
        if is(character) {
            each(slice(text, start, at), index);
            start = at + character.len_utf8();
            index += 1;
        }
    }
    each(slice(text, start, text.len()), index);
}
