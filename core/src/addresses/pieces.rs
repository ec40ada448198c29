//! Text outside tables, and the text of a cell: pieces between separators, each with a name and an address.

use super::Reason;
use super::bare::read_word;
use super::csv::trimmed;
use super::found::{Found, Place};
use super::letters::{has_letter, is_domain_character, is_double_quote, is_space};
use super::scan::{each_part, find, has, has_at_sign, is_one_of, slice, split_at};
use super::words::{each_address_word, has_address};

/// Reads a line that is not in a table. What is in another cell than the address is not a mistake.
pub(super) fn read_line(line: &str, number: u32, found: &mut Found) {
    read_text(line, has(line, &|character| character == '\t'), Place { line: number, role: "" }, found);
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
        if has_letter(piece) && !is_beside_address {
            found.report(piece, Reason::NoAtSign, place.line);
        }
    }
}

/// Whether a piece is part of the name in the next piece (`Lovelace, Ada <ada@example.com>`), or has several words.
fn is_name(piece: &str, next: &str) -> bool {
    let mut previous = ' ';
    for character in piece.chars() {
        // `Jr.` is a name, `example.com` is not.
        if character.is_ascii_digit()
            || is_one_of("/:_", character)
            || previous == '.' && !is_space(character)
        {
            return false;
        }
        previous = character;
    }
    has(piece, &is_space)
        || has_address(next) && (has_other_word(next) || has(next, &|one| is_one_of("<(", one)))
}

/// Whether any word of a text has no `@`.
fn has_other_word(text: &str) -> bool {
    let mut has_other = false;
    each_part(text, &is_space, &mut |word, _| {
        has_other |= !has_at_sign(word) && has(word, &is_domain_character)
    });
    has_other
}

/// Whether a character separates addresses.
pub(super) fn is_separator(character: char) -> bool {
    is_one_of(",;\t\n\r，；、،؛", character)
}

/// The pieces of a text, without white space around them. Separators in quotes belong to a name, those behind the `?` of
/// a `mailto:` link to its subject. A quote that is never closed is a character like others.
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
        let after = slice(text, next, text.len());
        if has_quotes && is_double_quote(character) {
            let closing = find(after, &is_double_quote);
            has_quotes = closing.is_some();
            quoted_until = closing.map_or(0, |closing| next + closing + 1);
        }
        link = match character {
            ':' if is_mailto(slice(text, at.saturating_sub(6), next)) => Link::Address,
            '?' if link == Link::Address => Link::Query,
            '"' | '<' | '>' => Link::None,
            _ if is_space(character) => Link::None,
            _ => link,
        };
        let is_in_query = link == Link::Query
            && !after.chars().next().is_some_and(is_space)
            && !is_mailto(slice(after, 0, "mailto:".len()));
        if is_separator(character) && !is_in_query {
            pieces.push(slice(text, start, at));
            start = next;
            link = Link::None;
        }
    }
    pieces.push(slice(text, start, text.len()));
    for piece in &mut pieces {
        *piece = trimmed(piece);
    }
    pieces
}

/// Where in a `mailto:` link a character stands.
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
    let inside = piece.strip_prefix(is_double_quote)?.strip_suffix(is_double_quote)?;
    (!has(inside, &is_double_quote)).then_some(inside)
}

/// Reads a piece with an address: what is in brackets first, then what stands beside them.
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
        // What stands in quotes has an odd number.
        each_part(text, &|character| has_brackets && is_double_quote(character), &mut |part, number| {
            each_address_word(part, &mut |word, written| {
                if has_brackets && found.has_read_since(moment, word) {
                    return;
                }
                let is_quoted =
                    number % 2 == 1 || word.len() > 1 && word.starts_with('\'') && word.ends_with('\'');
                if has_brackets && (is_quoted || has(word, &is_space)) {
                    found.report(word, Reason::BesideAddress, place.line);
                } else {
                    read_word(word, written, place, found);
                }
            });
        });
    }
}

/// The next brackets with an address: what is before them, in them and after them.
fn next_brackets(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + find(slice(text, from, text.len()), &|character| is_one_of("<(＜（", character))?;
        let (before, inside) = split_at(text, open);
        let bracket = inside.chars().next()?;
        let closing = match bracket {
            '<' => '>',
            '(' => ')',
            '＜' => '＞',
            _ => '）',
        };
        from = open + bracket.len_utf8();
        let inside = slice(text, from, text.len());
        let Some(end) = find(inside, &|character| character == bracket || character == closing) else {
            continue;
        };
        let (inside, rest) = split_at(inside, end);
        if let Some(after) = rest.strip_prefix(closing)
            && has_address(inside)
        {
            return Some((before, inside, after));
        }
    }
}
