//! The words of a text.

use super::bare::find_mailto;
use super::letters::{is_domain_character, is_invisible, is_no_break_space, is_space};

/// Whether a text has an address, broken or not.
pub(super) fn has_address(text: &str) -> bool {
    text.contains('@') || find_mailto(text).is_some()
}

/// Calls `each` for each word with an address: with the word, and with the word and the no-break spaces that touch it.
///
/// An `@` between spaces and a no-break space inside an address keep the word together (`j.doe @example.com`), because
/// the half behind the space can be the address of somebody else.
pub(super) fn each_address_word(text: &str, each: &mut dyn FnMut(&str, &str)) {
    let mut words = Words { text, at: 0 };
    let mut current: Option<Word> = None;
    while let Some(next) = words.next_word() {
        current = match current {
            Some(first) if belong_together(text, first, next) => {
                Some(Word { start: first.start, end: next.end, has_at: first.has_at || next.has_at })
            }
            Some(first) => {
                give(text, first, each);
                Some(next)
            }
            None => Some(next),
        };
    }
    if let Some(first) = current {
        give(text, first, each);
    }
}

fn give(text: &str, Word { start, end, .. }: Word, each: &mut dyn FnMut(&str, &str)) {
    let (Some(before), Some(word), Some(after)) = (text.get(..start), text.get(start..end), text.get(end..))
    else {
        return;
    };
    if !has_address(word) {
        return;
    }
    let from = before.trim_end_matches(is_no_break_space).len();
    let to = text.len() - after.trim_start_matches(is_no_break_space).len();
    each(word, text.get(from..to).unwrap_or(word));
}

/// Whether any word of a text has no `@`.
pub(super) fn has_other_word(text: &str) -> bool {
    text.split(is_space).any(|word| !word.contains('@') && word.contains(is_domain_character))
}

#[derive(Clone, Copy)]
struct Word {
    start: usize,
    end: usize,
    has_at: bool,
}

struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl Words<'_> {
    /// The next word. ` ::: ` stands between the values of a cell of Google Contacts.
    fn next_word(&mut self) -> Option<Word> {
        let mut rest = self.text.get(self.at..)?;
        loop {
            let trimmed = rest.trim_start_matches(is_space);
            rest = trimmed.strip_prefix(":::").unwrap_or(trimmed);
            if rest.len() == trimmed.len() {
                break;
            }
        }
        let start = self.text.len() - rest.len();
        let is_end = |at: usize, character| is_space(character) || rest.get(at..at + 3) == Some(":::");
        let length = rest
            .char_indices()
            .find(|(at, character)| is_end(*at, *character))
            .map_or(rest.len(), |(at, _)| at);
        self.at = start + length;
        let has_at = rest.get(..length)?.contains('@');
        (length > 0).then_some(Word { start, end: self.at, has_at })
    }
}

fn belong_together(text: &str, first: Word, second: Word) -> bool {
    let slice = |start, end| text.get(start..end).unwrap_or_default();
    let gap = slice(first.end, second.start);
    let before = slice(first.start, first.end).trim_end_matches(is_invisible);
    let after = slice(second.start, second.end).trim_start_matches(is_invisible);
    if before.ends_with('@') && !second.has_at || after.starts_with('@') && !first.has_at {
        return true;
    }
    // `1.` and a bullet stand in front of an address, `j.` is the beginning of one.
    let is_part = |word: &str, edge: Option<char>| {
        let is_letter = |character: char| !character.is_ascii_digit() && is_domain_character(character);
        edge.is_some_and(|edge| ".-_+".contains(edge)) && word.contains(is_letter)
    };
    gap.contains(is_no_break_space)
        && first.has_at != second.has_at
        && (!first.has_at && is_part(before, before.chars().next_back())
            || !second.has_at && is_part(after, after.chars().next()))
}
