//! The words of a text.

use super::bare::find_mailto;
use super::letters::{DIGIT, INVISIBLE, JOINT, LETTER, NO_BREAK, SPACE, is};
use super::scan::{first, has, has_at_sign, last, slice, span, tail, trim_end, trim_start};

/// Whether a text has an address, valid or not.
pub(super) fn has_address(text: &str) -> bool {
    has_at_sign(text) || find_mailto(text).is_some()
}

/// Called with a word, and with the same word including adjacent no-break spaces.
pub(super) type EachWord<'a> = &'a mut dyn FnMut(&str, &str);

/// Calls `each` for each word with an address.
///
/// A space beside an `@` and a no-break space inside an address do not split the word (`j.doe @example.com`), because
/// the second half alone could be the address of another person.
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
            let from = trim_end(slice(text, 0, current.start), NO_BREAK).len();
            let to = current.end + span(tail(text, current.end), NO_BREAK, 0);
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

/// The word after a position; empty at the end. Google Contacts separates the values of a cell by ` ::: `.
fn next_word(text: &str, at: usize) -> Word {
    let mut rest = trim_start(tail(text, at), SPACE);
    while rest.starts_with(":::") {
        rest = trim_start(tail(rest, 3), SPACE);
    }
    let start = text.len() - rest.len();
    let mut colons = 0;
    let mut length = 0;
    for character in rest.chars() {
        colons = if character == ':' { colons + 1 } else { 0 };
        if is(character, SPACE) || colons == 3 {
            break;
        }
        length += character.len_utf8();
    }
    length -= if colons == 3 { 2 } else { 0 };
    Word { start, end: start + length, has_at: has_at_sign(slice(rest, 0, length)) }
}

fn belong_together(text: &str, one: Word, other: Word) -> bool {
    let before = trim_end(slice(text, one.start, one.end), INVISIBLE);
    let after = trim_start(slice(text, other.start, other.end), INVISIBLE);
    let (end, beginning) = (last(before), first(after));
    if end == '@' && !other.has_at || beginning == '@' && !one.has_at {
        return true;
    }
    if one.has_at == other.has_at || !has(slice(text, one.end, other.start), NO_BREAK) {
        return false;
    }
    // `1.` and a bullet precede an address, `j.` starts one.
    let (part, edge) = if other.has_at { (before, end) } else { (after, beginning) };
    is(edge, JOINT) && part.chars().any(|character| is(character, LETTER) && !is(character, DIGIT))
}
