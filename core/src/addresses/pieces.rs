//! Text outside tables, and the text of a cell: pieces between separators, each with a name and an address.

use super::Reason;
use super::bare::read_word;
use super::found::{Found, Moment, Place};
use super::letters::{has_letter, is_double_quote, is_space};
use super::words::{each_address_word, has_address, has_other_word};

/// Reads a line that is not in a table. What is in another cell than the address is not a mistake.
pub(super) fn read_line(line: &str, number: u32, found: &mut Found) {
    read_text(line, line.contains('\t'), Place { line: number, role: "" }, found);
}

/// Reads the addresses of a text. With `is_cell`, a piece without an `@` is not a mistake if another piece has one.
pub(super) fn read_text(text: &str, is_cell: bool, place: Place<'_>, found: &mut Found) {
    let pieces = split(text);
    let has_any_address = has_address(text);
    let mut next = pieces.iter().skip(1);
    for piece in &pieces {
        let next = next.next();
        if has_address(piece) {
            read_piece(piece, place, found);
        } else if let Some(inside) = in_quotes(piece).filter(|_| !has_any_address) {
            read_text(inside, is_cell, place, found);
        } else if has_letter(piece)
            && !(is_cell && has_any_address)
            && !is_name(piece, has_any_address, next.copied().unwrap_or_default())
        {
            found.report(piece, Reason::NoAtSign, place.line);
        }
    }
}

/// Whether a piece is part of the name in the next piece (`Lovelace, Ada <ada@example.com>`), or has several words and
/// stands beside an address.
fn is_name(piece: &str, has_any_address: bool, next: &str) -> bool {
    let looks_like_name = !piece
        .contains(|character: char| character.is_ascii_digit() || "/:_".contains(character))
        && piece.split(is_space).all(|word| !word.trim_end_matches('.').contains('.'));
    let is_named = |next: &str| has_address(next) && (has_other_word(next) || next.contains(['<', '(']));
    looks_like_name && (has_any_address && piece.contains(is_space) || is_named(next))
}

/// Whether a character separates addresses.
pub(super) fn is_separator(character: char) -> bool {
    matches!(character, ',' | ';' | '\t' | '\n' | '\r' | '，' | '；' | '、' | '،' | '؛')
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
        let rest = text.get(at..).unwrap_or_default();
        let after = rest.get(character.len_utf8()..).unwrap_or_default();
        if has_quotes && is_double_quote(character) {
            let closing = after.find(is_double_quote);
            has_quotes = closing.is_some();
            quoted_until = closing.map_or(0, |closing| text.len() - after.len() + closing + 1);
        }
        match character {
            ':' if text.get(..at).is_some_and(ends_with_mailto) => link = Link::Address,
            '?' if link == Link::Address => link = Link::Query,
            '"' | '<' | '>' => link = Link::None,
            _ if is_space(character) => link = Link::None,
            _ => {}
        }
        let is_in_query = link == Link::Query && !after.starts_with(is_space) && !starts_with_mailto(after);
        if is_separator(character) && !is_in_query {
            pieces.push(text.get(start..at).unwrap_or_default());
            start = at + character.len_utf8();
            link = Link::None;
        }
    }
    pieces.push(text.get(start..).unwrap_or_default());
    for piece in &mut pieces {
        *piece = piece
            .trim_matches(|character| is_space(character) && !super::letters::is_no_break_space(character));
    }
    pieces
}

/// Where in a `mailto:` link a character stands.
#[derive(PartialEq)]
enum Link {
    None,
    Address,
    Query,
}

fn ends_with_mailto(text: &str) -> bool {
    text.len()
        .checked_sub(6)
        .and_then(|start| text.get(start..))
        .is_some_and(|end| end.eq_ignore_ascii_case("mailto"))
}

fn starts_with_mailto(text: &str) -> bool {
    text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("mailto:"))
}

fn in_quotes(piece: &str) -> Option<&str> {
    let inside = piece.strip_prefix(is_double_quote)?.strip_suffix(is_double_quote)?;
    (!inside.contains(is_double_quote)).then_some(inside)
}

/// Reads a piece with an address: what is in brackets first, then what stands beside them.
fn read_piece(piece: &str, place: Place<'_>, found: &mut Found) {
    if let Some(inside) = in_quotes(piece) {
        return read_text(inside, true, place, found);
    }
    let moment = found.now();
    let mut beside = Vec::new();
    let mut rest = piece;
    while let Some((before, inside, after)) = next_brackets(rest) {
        each_address_word(inside, &mut |word, written| read_word(word, written, place, found));
        beside.push(before);
        rest = after;
    }
    if beside.is_empty() {
        return each_address_word(piece, &mut |word, written| read_word(word, written, place, found));
    }
    beside.push(rest);
    for text in beside {
        for (index, part) in text.split(is_double_quote).enumerate() {
            each_address_word(part, &mut |word, written| {
                read_beside(word, written, index % 2 == 1, moment, place, found);
            });
        }
    }
}

/// The next brackets with an address: what is before them, in them and after them.
fn next_brackets(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + text.get(from..)?.find(['<', '(', '＜', '（'])?;
        let inside = text.get(open..)?;
        let bracket = inside.chars().next()?;
        let inside = inside.get(bracket.len_utf8()..)?;
        let closing = match bracket {
            '<' => '>',
            '(' => ')',
            '＜' => '＞',
            _ => '）',
        };
        from = open + bracket.len_utf8();
        let Some(end) = inside.find([bracket, closing]) else { continue };
        let (content, rest) = inside.split_at_checked(end)?;
        if let Some(after) = rest.strip_prefix(closing)
            && has_address(content)
        {
            return Some((text.get(..open)?, content, after));
        }
    }
}

/// Reads an address that stands beside brackets with another. In quotes it is part of the name.
fn read_beside(
    word: &str,
    written: &str,
    is_quoted: bool,
    moment: Moment,
    place: Place<'_>,
    found: &mut Found,
) {
    if found.has_read_since(moment, word) {
        return;
    }
    let is_quoted = is_quoted || word.len() > 1 && word.starts_with('\'') && word.ends_with('\'');
    if is_quoted || word.contains(is_space) {
        found.report(word, Reason::BesideAddress, place.line);
    } else {
        read_word(word, written, place, found);
    }
}
