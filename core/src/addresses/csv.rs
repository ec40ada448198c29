//! Lines, and the rows and cells of tables (RFC 4180, with tabs, semicolons or bars as well).

use super::letters::{has_letter, is_double_quote, is_invisible, is_no_break_space, is_space};
use super::scan::{find, has, slice, split_at, trim, trim_start};

/// How many line breaks a cell in quotes may have: a quote that is never closed must not swallow the table.
const MOST_LINE_BREAKS: u32 = 20;

/// A row of a table.
pub(super) struct Row<'a> {
    /// Its cells, without the quotes around them. Quotes in quotes stay doubled: an address has none.
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
    /// A line break makes each line a row with one cell.
    delimiter: char,
}

impl<'a> Rows<'a> {
    pub(super) fn new(text: &'a str, delimiter: char) -> Self {
        Self { rest: text, line: 1, delimiter }
    }

    /// The same rows, read with another delimiter.
    pub(super) fn separated_by(self, delimiter: char) -> Self {
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
            if self.delimiter != '\n'
                && let Some(next) = rest.strip_prefix(self.delimiter)
            {
                self.rest = next;
                continue;
            }
            let line = self.line;
            let text = slice(start, 0, start.len() - rest.len());
            self.rest = rest.strip_prefix("\r\n").unwrap_or(slice(rest, 1, rest.len()));
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
            if has_letter(row.text) || has(row.text, &|character| character == '@') {
                return Some(row);
            }
        }
    }
}

/// Without white space around it. No-break spaces stay: beside an address they are reported.
pub(super) fn trimmed(text: &str) -> &str {
    trim(text, &|character| is_space(character) && !is_no_break_space(character))
}

fn is_line_break(character: char) -> bool {
    matches!(character, '\n' | '\r')
}

fn line_breaks(text: &str) -> u32 {
    let mut count = 0;
    let mut previous = ' ';
    for character in text.chars() {
        count += u32::from(is_line_break(character) && !(previous == '\r' && character == '\n'));
        previous = character;
    }
    count
}

/// The next cell, and what follows it: a delimiter, a line break or nothing.
fn next_cell(text: &str, delimiter: char) -> (&str, &str) {
    let is_end = |character| character == delimiter || is_line_break(character);
    let is_blank = |character| !is_end(character) && (is_space(character) || is_invisible(character));
    if delimiter != '\n'
        && let Some(quoted) = trim_start(text, &is_blank).strip_prefix(is_double_quote)
        && let Some((inside, after)) = close(quoted, &is_end)
    {
        let (outside, rest) = split_at(after, find(after, &is_end).unwrap_or(after.len()));
        // `"Lovelace, Ada" <ada@example.com>` is left to the reader of the cell.
        let whole = slice(text, 0, text.len() - rest.len());
        return (if has(outside, &|character| !is_blank(character)) { whole } else { inside }, rest);
    }
    split_at(text, find(text, &is_end).unwrap_or(text.len()))
}

/// What is in the quotes, and what follows them. `None` if they are not closed. Of the next quote, one at the end of a
/// cell or in front of `<` closes them; on the same line also one that has no delimiter before it. Any other belongs to
/// another cell (`"Ada,ada@example.com,5" screen`).
fn close<'a>(text: &'a str, is_end: &dyn Fn(char) -> bool) -> Option<(&'a str, &'a str)> {
    let mut breaks = 0;
    let mut at = 0;
    loop {
        let rest = slice(text, at, text.len());
        at += find(rest, &|character| is_double_quote(character) || is_line_break(character))?;
        let (inside, rest) = split_at(text, at);
        let character = rest.chars().next()?;
        at += character.len_utf8();
        let after = slice(text, at, text.len());
        if is_line_break(character) {
            at += usize::from(rest.starts_with("\r\n"));
            breaks += 1;
            if breaks > MOST_LINE_BREAKS {
                return None;
            }
        } else if rest.starts_with("\"\"") {
            at += 1;
        } else {
            let next = find(after, &|next| is_end(next) || !is_space(next));
            let next = next.and_then(|next| slice(after, next, after.len()).chars().next());
            let is_closed = next.is_none_or(|next| is_end(next) || next == '<') || !has(inside, is_end);
            return is_closed.then_some((inside, after));
        }
    }
}
