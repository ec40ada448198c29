//! The words of a text.

use super::bare::find_mailto;
use super::letters::{is_domain_character, is_invisible, is_no_break_space, is_space};
use super::scan::{has, has_at_sign, is_one_of, slice, trim_end, trim_start};

/// Whether a text has an address, broken or not.
pub(super) fn has_address(text: &str) -> bool {
    has_at_sign(text) || find_mailto(text).is_some()
}

/// Called with a word, and with the word and the no-break spaces that touch it.
pub(super) type EachWord<'a> = &'a mut dyn FnMut(&str, &str);

/// Calls `each` for each word with an address.
///
/// An `@` between spaces and a no-break space inside an address keep the word together (`j.doe @example.com`), because
/// the half behind the space can be the address of somebody else.
pub(super) fn each_address_word(text: &str, each: EachWord<'_>) {
    let mut current = Word { start: 0, end: 0, has_at: false };
    loop {
        let next = next_word(text, current.end);
        if next.end > next.start && current.end > 0 && belong_together(text, current, next) {
            current = Word { start: current.start, end: next.end, has_at: current.has_at || next.has_at };
            continue;
        }
        let word = slice(text, current.start, current.end);
        if has_address(word) {
            let from = trim_end(slice(text, 0, current.start), &is_no_break_space).len();
            let to = text.len() - trim_start(slice(text, current.end, text.len()), &is_no_break_space).len();
            each(word, slice(text, from, to));
        }
        if next.end == next.start {
            return;
        }
        current = next;
    }
}

#[derive(Clone, Copy)]
struct Word {
    start: usize,
    end: usize,
    has_at: bool,
}

/// The word behind a place, empty if there is none. ` ::: ` stands between the values of a cell of Google Contacts.
fn next_word(text: &str, at: usize) -> Word {
    let mut rest = slice(text, at, text.len());
    loop {
        let trimmed = trim_start(rest, &is_space);
        rest = trimmed.strip_prefix(":::").unwrap_or(trimmed);
        if rest.len() == trimmed.len() {
            break;
        }
    }
    let start = text.len() - rest.len();
    let mut colons = 0;
    let mut length = 0;
    for character in rest.chars() {
        colons = if character == ':' { colons + 1 } else { 0 };
        if is_space(character) || colons == 3 {
            break;
        }
        length += character.len_utf8();
    }
    length -= if colons == 3 { 2 } else { 0 };
    Word { start, end: start + length, has_at: has_at_sign(slice(rest, 0, length)) }
}

fn belong_together(text: &str, first: Word, second: Word) -> bool {
    let before = trim_end(slice(text, first.start, first.end), &is_invisible);
    let after = trim_start(slice(text, second.start, second.end), &is_invisible);
    if before.ends_with('@') && !second.has_at || after.starts_with('@') && !first.has_at {
        return true;
    }
    // `1.` and a bullet stand in front of an address, `j.` is the beginning of one.
    let is_part = |word: &str, edge: Option<char>| {
        let is_letter = |character: char| !character.is_ascii_digit() && is_domain_character(character);
        edge.is_some_and(|edge| is_one_of(".-_+", edge)) && has(word, &is_letter)
    };
    has(slice(text, first.end, second.start), &is_no_break_space)
        && first.has_at != second.has_at
        && (!first.has_at && is_part(before, before.chars().next_back())
            || !second.has_at && is_part(after, after.chars().next()))
}
