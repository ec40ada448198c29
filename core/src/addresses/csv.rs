//! Lines, and the rows and cells of tables (RFC 4180, with tabs, semicolons or bars as well).

use super::letters::{AT_SIGN, DOUBLE_QUOTE, INVISIBLE, Kinds, LETTER, LINE_BREAK, NO_BREAK, SPACE, is};
use super::scan::{find, first, has, slice, span, tail};

/// The most line breaks in a quoted cell, so that an unclosed quote does not swallow the table.
const MOST_LINE_BREAKS: u32 = 20;

/// A row of a table.
pub(super) struct Row<'a> {
    /// Its cells, without the quotes around them. Quotes inside quotes stay doubled, because an address has none.
    pub(super) cells: Vec<&'a str>,
    /// As it was written.
    pub(super) text: &'a str,
    /// Its first line.
    pub(super) line: u32,
}

/// The rows of a table that have a letter or a digit.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    rest: &'a str,
    line: u32,
    /// The kind of the characters between cells. `LINE_BREAK` makes each line a row with one cell.
    delimiter: Kinds,
}

impl<'a> Rows<'a> {
    pub(super) fn new(text: &'a str, delimiter: Kinds) -> Self {
        Self { rest: text, line: 1, delimiter }
    }

    /// The same rows, read with another delimiter.
    pub(super) fn separated_by(self, delimiter: Kinds) -> Self {
        Self { delimiter, ..self }
    }

    fn next_row(&mut self) -> Option<Row<'a>> {
        let start = self.rest;
        if start.is_empty() {
            return None;
        }
        let mut cells = Vec::new();
        loop {
            let (cell, rest) = next_cell(self.rest, self.delimiter);
            cells.push(trimmed(cell));
            // A delimiter and a line break are one byte each.
            self.rest = tail(rest, 1);
            if is(first(rest), self.delimiter & !LINE_BREAK) {
                continue;
            }
            let line = self.line;
            let text = slice(start, 0, start.len() - rest.len());
            if rest.starts_with("\r\n") {
                self.rest = tail(rest, 2);
            }
            self.line += 1 + line_breaks(text);
            return Some(Row { cells, text: trimmed(text), line });
        }
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        loop {
            let row = self.next_row()?;
            if has(row.text, LETTER | AT_SIGN) {
                return Some(row);
            }
        }
    }
}

/// Trims white space. No-break spaces stay, because they are reported next to an address.
pub(super) fn trimmed(text: &str) -> &str {
    let rest = tail(text, span(text, SPACE, NO_BREAK));
    let mut end = rest.len();
    for character in rest.chars().rev() {
        if !is(character, SPACE) || is(character, NO_BREAK) {
            break;
        }
        end -= character.len_utf8();
    }
    slice(rest, 0, end)
}

fn line_breaks(text: &str) -> u32 {
    let mut count = 0;
    let mut previous = ' ';
    for character in text.chars() {
        count += u32::from(is(character, LINE_BREAK) && !(previous == '\r' && character == '\n'));
        previous = character;
    }
    count
}

/// The next cell, and what follows it: a delimiter, a line break or nothing.
fn next_cell(text: &str, delimiter: Kinds) -> (&str, &str) {
    let ends = delimiter | LINE_BREAK;
    let mut end = find(text, ends);
    let mut cell = slice(text, 0, end);
    let quoted = tail(text, span(text, SPACE | INVISIBLE, ends));
    let quote = first(quoted);
    if delimiter != LINE_BREAK
        && is(quote, DOUBLE_QUOTE)
        && let Some((inside, after)) = close(tail(quoted, quote.len_utf8()), ends)
    {
        let outside = slice(after, 0, find(after, ends));
        end = text.len() - after.len() + outside.len();
        // In `"Lovelace, Ada" <ada@example.com>` the quotes belong to the cell's text.
        let is_blank = span(outside, SPACE | INVISIBLE, 0) == outside.len();
        cell = if is_blank { inside } else { slice(text, 0, end) };
    }
    (cell, tail(text, end))
}

/// The text in the quotes, and the text after them. `None` if they are not closed. A quote closes them at the end of a cell
/// and in front of `<`, and also if the quoted text has neither a delimiter nor a line break. Any other quote belongs to
/// another cell (`"Ada,ada@example.com,5" screen`).
fn close(text: &str, ends: Kinds) -> Option<(&str, &str)> {
    let mut breaks = 0;
    let mut at = 0;
    loop {
        at += find(tail(text, at), DOUBLE_QUOTE | LINE_BREAK);
        let (inside, rest) = (slice(text, 0, at), tail(text, at));
        if rest.is_empty() {
            return None;
        }
        let character = first(rest);
        at += character.len_utf8();
        let after = tail(text, at);
        if is(character, LINE_BREAK) {
            at += usize::from(rest.starts_with("\r\n"));
            breaks += 1;
            if breaks > MOST_LINE_BREAKS {
                return None;
            }
        } else if rest.starts_with("\"\"") {
            at += 1;
        } else {
            let next = tail(after, span(after, SPACE, ends));
            let is_closed =
                next.is_empty() || next.starts_with('<') || is(first(next), ends) || !has(inside, ends);
            return is_closed.then_some((inside, after));
        }
    }
}
