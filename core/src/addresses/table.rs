//! Tables: the line of titles, the columns with addresses, and addresses outside these columns.

use super::Reason;
use super::bare::find_mailto;
use super::csv::{Row, Rows};
use super::found::{Found, Place};
use super::letters::{
    AT_SIGN, BAR, COMMA, Kinds, LETTER, LINE_BREAK, OPENING, SEMICOLON, SEPARATOR, SPACE, TAB,
};
use super::pieces::{read_line, read_text};
use super::scan::{each_part, find, has, has_at_sign, slice, trim};
use super::titles::{Title, has_example_word, title, without_last_word};
use super::words::has_address;

const DELIMITERS: [Kinds; 4] = [COMMA, SEMICOLON, TAB, BAR];
/// The most lines above the titles.
const MOST_LINES_ABOVE: usize = 10;
/// The most titles in a line. A line with more is a list.
const MOST_COLUMNS: usize = 500;

struct Table<'a> {
    /// The columns of addresses.
    addresses: Vec<usize>,
    role: Option<usize>,
    /// The line of titles. Empty if the table has no such line.
    titles: Vec<&'a str>,
    rows: Rows<'a>,
}

/// Reads a text as a table. Returns false if it is not one.
pub(super) fn read_table(text: &str, found: &mut Found) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some(table) = titled(text, found).or_else(|| untitled(text, found)) else { return false };
    for row in table.rows {
        read_row(&row, &table, found);
    }
    true
}

/// A table whose line of titles names a column of addresses. Addresses above its rows are reported.
fn titled<'a>(text: &'a str, found: &mut Found) -> Option<Table<'a>> {
    let mut lines = Rows::new(text, LINE_BREAK);
    for _ in 0..=MOST_LINES_ABOVE {
        let start = lines;
        lines.next()?;
        let mut most = 0;
        let mut best = None;
        for delimiter in DELIMITERS {
            let mut rows = start.separated_by(delimiter);
            let Some(row) = rows.next() else { continue };
            if row.cells.len() == 1 {
                rows = rows.separated_by(LINE_BREAK);
            }
            let titles: Vec<Title> =
                row.cells.iter().take(MOST_COLUMNS).map(|cell| title(cell, found.letters)).collect();
            let Some((addresses, count)) = address_columns(&row, &titles, rows) else { continue };
            // If two delimiters find as many addresses, the one with more columns wins.
            let rank = count * MOST_COLUMNS + titles.len();
            if rank > most {
                most = rank;
                let role = titles.iter().position(|title| *title == Title::Role);
                best = Some((Table { addresses, role, titles: row.cells, rows }, row.line));
            }
        }
        if let Some((table, line)) = best {
            report_above(text, &table.titles, line, found);
            return Some(table);
        }
    }
    None
}

/// The columns of addresses under a line of titles, and the number of cells in them that are addresses.
fn address_columns(row: &Row<'_>, titles: &[Title], rest: Rows<'_>) -> Option<(Vec<usize>, usize)> {
    let is_alone = titles.len() == 1;
    if !titles.iter().any(|title| *title == Title::Addresses || *title == Title::AboutEmail && !is_alone) {
        return None;
    }
    let counts = address_counts(rest);
    let mut named = Vec::new();
    let mut in_named = 0;
    // Chooses the column about e-mail with the most addresses, or the first of several with as many, unless another
    // kind of column has as many.
    let (mut best, mut in_best, mut in_others) = (0, 0, 0);
    for (index, (title, cell)) in titles.iter().zip(&row.cells).enumerate() {
        let count = counts.get(index).copied().unwrap_or_default();
        match title {
            Title::Addresses => {
                named.push(index);
                in_named += count;
            }
            Title::AboutEmail if count > in_best => (best, in_best) = (index, count),
            Title::AboutEmail => {}
            // `Email,ada@example.com` is a row, `Email,Notes (ask ada@example.com)` a line of titles.
            _ if is_address_cell(cell) && !cell.as_bytes().contains(&b'(') => return None,
            _ => in_others = in_others.max(count),
        }
    }
    if in_named == 0 && in_best > in_others && !is_alone {
        return Some((vec![best], in_best));
    }
    // Titles need no rows. But a line with an address, which may be an example, is only titles if addresses follow
    // below.
    let is_title = in_named > 0 || !named.is_empty() && !row.cells.iter().any(|cell| has_address(cell));
    is_title.then_some((named, in_named))
}

/// A table without a title for addresses: exactly one column has addresses.
fn untitled<'a>(text: &'a str, found: &mut Found) -> Option<Table<'a>> {
    for delimiter in [COMMA, SEMICOLON, TAB] {
        let mut rows = Rows::new(text, delimiter);
        let mut above = Vec::new();
        let mut start = rows;
        let first = loop {
            let row = rows.next()?;
            if has_address(row.text) {
                break row;
            }
            above.push(row);
            start = rows;
        };
        let width = first.cells.len();
        if width < 2 || { start }.any(|row| row.cells.len() != width) {
            continue;
        }
        let counts = address_counts(start);
        let Some(column) = counts.iter().position(|count| *count > 0) else { continue };
        let most = counts.get(column).copied().unwrap_or_default();
        // Tabs come from a spreadsheet, but commas may come from a list.
        if counts.iter().sum::<usize>() > most || most < 2 && delimiter != TAB {
            continue;
        }
        // Titles in an unknown language, possibly below other lines.
        let is_title = |row: &&Row<'_>| {
            row.cells.len() == width && row.cells.get(column).is_some_and(|cell| has(cell, LETTER))
        };
        let titles = above.last().filter(is_title).map(|row| row.cells.clone()).unwrap_or_default();
        if titles.is_empty() {
            for row in &above {
                read_line(row.text, row.line, found);
            }
        }
        let role = titles.iter().position(|cell| title(cell, found.letters) == Title::Role);
        return Some(Table { addresses: vec![column], role, titles, rows: start });
    }
    None
}

/// The number of cells in each column that contain only addresses.
fn address_counts(rows: Rows<'_>) -> Vec<usize> {
    let mut counts = Vec::new();
    for row in rows {
        for (index, cell) in row.cells.iter().enumerate() {
            if index == counts.len() {
                counts.push(0);
            }
            if let Some(count) = counts.get_mut(index) {
                *count += usize::from(is_address_cell(cell));
            }
        }
    }
    counts
}

/// Whether a cell contains only addresses, apart from names beside brackets.
fn is_address_cell(cell: &str) -> bool {
    let mut is_whole = has_address(cell);
    if is_whole && !has(cell, OPENING) && find_mailto(cell) != Some(0) {
        let mut read = |word: &str, _| is_whole &= !has(word, LETTER) || has_at_sign(word);
        each_part(cell, SPACE | SEPARATOR, &mut read);
    }
    is_whole
}

/// Reports the addresses above the rows of a table.
fn report_above(text: &str, titles: &[&str], titles_line: u32, found: &mut Found) {
    for row in Rows::new(text, LINE_BREAK) {
        if row.line >= titles_line {
            break;
        }
        report_outside(row.text, row.line, found);
    }
    for cell in titles {
        report_outside(cell, titles_line, found);
    }
}

fn report_outside(text: &str, line: u32, found: &mut Found) {
    if has_at_sign(text) {
        found.report(text, Reason::OutsideTable, line);
    }
}

fn read_row(row: &Row<'_>, table: &Table<'_>, found: &mut Found) {
    // The titles repeat: another table starts.
    if row.cells == table.titles {
        return;
    }
    let cell = |index: usize| row.cells.get(index).copied().unwrap_or_default();
    let role = trim(table.role.map(cell).unwrap_or_default(), SPACE);
    let place = Place { line: row.line, role };
    let is_remark = row.cells.len() == 1 && table.titles.len() > 1;
    let moment = found.now();
    let mut first = "";
    let mut has_any_address = false;
    for index in &table.addresses {
        let text = cell(*index);
        if !has_address(text) {
            first = if first.is_empty() { text } else { first };
            continue;
        }
        has_any_address = true;
        // `Example: ada@contoso.com` in the templates of Microsoft Azure.
        let at = if has_at_sign(text) { find(text, AT_SIGN) } else { 0 };
        let is_example = has_example_word(without_last_word(slice(text, 0, at)), found.letters);
        if is_example || is_remark && !is_address_cell(text) {
            found.report(text, Reason::OutsideTable, row.line);
        } else {
            read_text(text, true, place, found);
        }
    }
    if has(first, LETTER) && !has_any_address {
        read_text(first, true, place, found);
    } else if !has_any_address {
        found.report(row.text, Reason::NoAddress, row.line);
    }
    for (index, text) in row.cells.iter().enumerate() {
        if has_at_sign(text) && !table.addresses.contains(&index) {
            let mut is_read = true;
            each_part(text, SPACE | SEPARATOR, &mut |word, _| {
                is_read = is_read && (!has_at_sign(word) || found.has_read_since(moment, word));
            });
            if !is_read {
                found.report(text, Reason::OtherColumn, row.line);
            }
        }
    }
}
