//! Text outside tables, and the text of a cell: pieces between separators, each with a name and an address.

use super::Reason;
use super::bare::read_word;
use super::csv::trimmed;
use super::found::{Found, Place};
use super::letters::{DOUBLE_QUOTE, LETTER, NOT_IN_NAME, OPENING, SEPARATOR, SPACE, TAB, is};
use super::scan::{each_part, find, first, has, has_at_sign, last, slice, tail};
use super::words::{each_address_word, has_address};

/// Reads a line that is not in a table. Text in another cell than the address is not reported.
pub(super) fn read_line(line: &str, number: u32, found: &mut Found) {
    read_text(line, has(line, TAB), Place { line: number, role: "" }, found);
}

/// Reads the addresses of a text. With `is_cell`, a piece without an `@` is not a mistake if another piece has one.
pub(super) fn read_text(text: &str, is_cell: bool, place: Place<'_>, found: &mut Found) {
    let has_any_address = has_address(text);
    let mut pieces = split(text).into_iter().peekable();
    while let Some(piece) = pieces.next() {
        let inside = in_quotes(piece);
        if has_address(piece) {
            match inside {
                Some(inside) => read_text(inside, true, place, found),
                None => read_piece(piece, place, found),
            }
            continue;
        }
        let piece = inside.unwrap_or(piece);
        let next = pieces.peek().copied().unwrap_or_default();
        let is_beside_address = has_any_address && (is_cell || is_name(piece, next));
        if has(piece, LETTER) && !is_beside_address {
            found.report(piece, Reason::NoAtSign, place.line);
        }
    }
}

/// Whether a piece is part of the name in the next piece (`Lovelace, Ada <ada@example.com>`), or has several words.
fn is_name(piece: &str, next: &str) -> bool {
    let mut previous = ' ';
    for character in piece.chars() {
        // `Jr.` can be part of a name, `example.com` cannot.
        if is(character, NOT_IN_NAME) || previous == '.' && !is(character, SPACE) {
            return false;
        }
        previous = character;
    }
    has(piece, SPACE) || has_address(next) && (has_other_word(next) || has(next, OPENING))
}

/// Whether any word of a text has no `@`.
fn has_other_word(text: &str) -> bool {
    let mut has_other = false;
    each_part(text, SPACE, &mut |word, _| has_other |= !has_at_sign(word) && has(word, LETTER));
    has_other
}

/// The trimmed pieces of a text. Separators in quotes belong to a name, and separators after the `?` of a `mailto:`
/// link to its subject. An unclosed quote is an ordinary character.
fn split(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut quoted_until = 0;
    let mut has_quotes = true;
    let mut link = Link::None;
    for (at, character) in text.char_indices() {
        if at < quoted_until {
            continue;
        }
        let next = at + character.len_utf8();
        let after = tail(text, next);
        if has_quotes && is(character, DOUBLE_QUOTE) {
            let closing = next + find(after, DOUBLE_QUOTE);
            has_quotes = closing < text.len();
            quoted_until = if has_quotes { closing + 1 } else { 0 };
        }
        link = match character {
            ':' if is_mailto(slice(text, at.saturating_sub(6), next)) => Link::Address,
            '?' if link == Link::Address => Link::Query,
            '"' | '<' | '>' => Link::None,
            _ if is(character, SPACE) => Link::None,
            _ => link,
        };
        let is_in_query =
            link == Link::Query && !is(first(after), SPACE) && !is_mailto(slice(after, 0, "mailto:".len()));
        if is(character, SEPARATOR) && !is_in_query {
            pieces.push(slice(text, start, at));
            start = next;
            link = Link::None;
        }
    }
    pieces.push(tail(text, start));
    for piece in &mut pieces {
        *piece = trimmed(piece);
    }
    pieces
}

/// The part of a `mailto:` link that a character is in.
#[derive(Clone, Copy, PartialEq)]
enum Link {
    None,
    Address,
    Query,
}

fn is_mailto(text: &str) -> bool {
    text.eq_ignore_ascii_case("mailto:")
}

fn in_quotes(piece: &str) -> Option<&str> {
    let (open, close) = (first(piece), last(piece));
    let from = open.len_utf8();
    let inside = slice(piece, from, piece.len().saturating_sub(close.len_utf8()));
    let is_quoted = piece.len() > from && is(open, DOUBLE_QUOTE) && is(close, DOUBLE_QUOTE);
    (is_quoted && !has(inside, DOUBLE_QUOTE)).then_some(inside)
}

/// Reads a piece with an address: first the text in brackets, then the text around them.
fn read_piece(piece: &str, place: Place<'_>, found: &mut Found) {
    let moment = found.now();
    let mut beside = Vec::new();
    let mut rest = piece;
    while let Some((before, inside, after)) = next_brackets(rest) {
        each_address_word(inside, &mut |word, written| read_word(word, written, place, found));
        beside.push(before);
        rest = after;
    }
    let has_brackets = !beside.is_empty();
    beside.push(rest);
    for text in beside {
        // Quoted parts have odd numbers.
        let quotes = if has_brackets { DOUBLE_QUOTE } else { 0 };
        each_part(text, quotes, &mut |part, number| {
            each_address_word(part, &mut |word, written| {
                if has_brackets && found.has_read_since(moment, word) {
                    return;
                }
                let is_quoted =
                    number % 2 == 1 || word.len() > 1 && first(word) == '\'' && last(word) == '\'';
                if has_brackets && (is_quoted || has(word, SPACE)) {
                    found.report(word, Reason::BesideAddress, place.line);
                } else {
                    read_word(word, written, place, found);
                }
            });
        });
    }
}

/// The text before, in and after the next brackets with an address.
fn next_brackets(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + find(tail(text, from), OPENING);
        let rest = tail(text, open);
        let bracket = first(rest);
        let closing = match bracket {
            '<' => '>',
            '(' => ')',
            '＜' => '＞',
            '（' => '）',
            _ => return None,
        };
        from = open + bracket.len_utf8();
        let rest = tail(text, from);
        // Finds the next opening or closing bracket. Another opening bracket starts again.
        let Some(at) = rest.char_indices().find(|(_, one)| *one == bracket || *one == closing) else {
            continue;
        };
        let inside = slice(rest, 0, at.0);
        if at.1 == closing && has_address(inside) {
            return Some((slice(text, 0, open), inside, tail(rest, at.0 + closing.len_utf8())));
        }
    }
}
