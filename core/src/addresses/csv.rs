//! Lines, and the rows and cells of tables (RFC 4180, with tabs, semicolons or bars as well).

use std::borrow::Cow;

use super::letters::{has_letter, is_double_quote, is_invisible, is_space};

/// How many line breaks a cell in quotes may have: a quote that is never closed must not swallow the table.
const MOST_LINE_BREAKS: u32 = 20;

/// The lines of a text and their numbers, from 1.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (&str, u32)> {
    let mut rows = Rows::new(text, 1, None);
    std::iter::from_fn(move || rows.next_line())
}

/// A row of a table.
pub(super) struct Row<'a> {
    pub(super) cells: Vec<Cow<'a, str>>,
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
    /// Without one, each line is a row with one cell.
    delimiter: Option<char>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(text: &'a str, line: u32, delimiter: Option<char>) -> Self {
        Self { rest: text, line, delimiter }
    }

    /// The same rows, read with another delimiter.
    pub(super) fn separated_by(self, delimiter: Option<char>) -> Self {
        Self { delimiter, ..self }
    }

    fn next_line(&mut self) -> Option<(&'a str, u32)> {
        if self.rest.is_empty() {
            return None;
        }
        let end = self.rest.find(is_line_break).unwrap_or(self.rest.len());
        let (line, rest) = self.rest.split_at_checked(end)?;
        let number = self.line;
        self.rest = after_line_break(rest);
        self.line += 1;
        Some((line, number))
    }

    fn next_row(&mut self) -> Option<Row<'a>> {
        let start = self.rest;
        let line = self.line;
        let Some(delimiter) = self.delimiter else {
            let (text, _) = self.next_line()?;
            return Some(Row { cells: vec![Cow::Borrowed(text)], text: text.trim_matches(is_space), line });
        };
        if start.is_empty() {
            return None;
        }
        let mut cells = Vec::new();
        loop {
            let (cell, rest) = next_cell(self.rest, delimiter);
            cells.push(cell);
            if let Some(next) = rest.strip_prefix(delimiter) {
                self.rest = next;
                continue;
            }
            self.rest = after_line_break(rest);
            let text = start.get(..start.len() - rest.len()).unwrap_or_default();
            self.line += 1 + line_breaks(text);
            return Some(Row { cells, text: text.trim_matches(is_space), line });
        }
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        loop {
            let row = self.next_row()?;
            if has_letter(row.text) {
                return Some(row);
            }
        }
    }
}

fn is_line_break(character: char) -> bool {
    matches!(character, '\n' | '\r')
}

fn after_line_break(text: &str) -> &str {
    text.strip_prefix("\r\n").or_else(|| text.strip_prefix(is_line_break)).unwrap_or(text)
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
fn next_cell(text: &str, delimiter: char) -> (Cow<'_, str>, &str) {
    let is_end = |character| character == delimiter || is_line_break(character);
    let is_blank = |character| !is_end(character) && (is_space(character) || is_invisible(character));
    let quoted =
        text.trim_start_matches(is_blank).strip_prefix(is_double_quote).and_then(|text| close(text, is_end));
    let (inside, rest) = quoted.unwrap_or(("", text));
    let (outside, rest) =
        rest.split_at_checked(rest.find(is_end).unwrap_or(rest.len())).unwrap_or((rest, ""));
    let cell = if quoted.is_none() {
        Cow::Borrowed(outside)
    } else if inside.contains("\"\"") {
        Cow::Owned(inside.replace("\"\"", "\"") + outside)
    } else if outside.is_empty() {
        Cow::Borrowed(inside)
    } else {
        Cow::Owned(inside.to_owned() + outside)
    };
    (cell, rest)
}

/// What is in the quotes, and what follows them. `None` if they are not closed. Of the next quote, one at the end of a
/// cell or in front of `<` closes them; on the same line also one that has no delimiter before it. Any other belongs to
/// another cell (`"Ada,ada@example.com,5" screen`).
fn close(text: &str, is_end: impl Fn(char) -> bool + Copy) -> Option<(&str, &str)> {
    let mut breaks = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\n' || character == '\r' && characters.peek().is_none_or(|(_, next)| *next != '\n') {
            breaks += 1;
            if breaks > MOST_LINE_BREAKS {
                return None;
            }
        }
        if !is_double_quote(character) {
            continue;
        }
        if character == '"' && characters.next_if(|(_, next)| *next == '"').is_some() {
            continue;
        }
        let rest = text.get(at + character.len_utf8()..)?;
        let inside = text.get(..at)?;
        let next = rest.chars().find(|next| is_end(*next) || !is_space(*next));
        let is_closed = next.is_none_or(|next| is_end(next) || next == '<') || !inside.contains(is_end);
        return is_closed.then_some((inside, rest));
    }
    None
}
