//! Tables: where their titles are, which columns have addresses, and what stands elsewhere.

use std::borrow::Cow;

use super::Reason;
use super::csv::{Row, Rows, lines};
use super::found::{Found, Place};
use super::letters::{has_letter, is_space};
use super::pieces::{is_separator, read_line, read_text};
use super::titles::{Title, has_example_word, title};
use super::words::has_address;

const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// How many lines may stand above the titles.
const MOST_LINES_ABOVE: usize = 10;
/// How many titles a line may have. One with more is a list.
const MOST_COLUMNS: usize = 500;

struct Table<'a> {
    /// The columns of addresses.
    addresses: Vec<usize>,
    role: Option<usize>,
    /// The line of titles. Empty if there is none.
    titles: Vec<Cow<'a, str>>,
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

/// A table with a line of titles that names a column of addresses. What is above its rows is reported.
fn titled<'a>(text: &'a str, found: &mut Found) -> Option<Table<'a>> {
    let mut rows = Rows::new(text, 1, None);
    for _ in 0..=MOST_LINES_ABOVE {
        let start = rows;
        rows.next()?;
        let mut best: Option<(usize, Table<'a>, Row<'a>)> = None;
        for delimiter in DELIMITERS {
            let mut rows = start.separated_by(Some(delimiter));
            let Some(row) = rows.next() else { continue };
            let titles: Vec<Title> = row.cells.iter().take(MOST_COLUMNS).map(|cell| title(cell)).collect();
            let rows = if titles.len() > 1 { rows } else { rows.separated_by(None) };
            let Some((addresses, count)) = address_columns(&row, &titles, rows) else { continue };
            // More columns, if the rows do not decide.
            let rank = count * MOST_COLUMNS + titles.len();
            if best.as_ref().is_none_or(|(most, ..)| rank > *most) {
                let role = titles.iter().position(|title| *title == Title::Role);
                let table = Table { addresses, role, titles: row.cells.clone(), rows };
                best = Some((rank, table, row));
            }
        }
        if let Some((_, table, row)) = best {
            report_above(text, &row, found);
            return Some(table);
        }
    }
    None
}

/// The columns of addresses under a line of titles, and how many cells of them are addresses.
fn address_columns(row: &Row<'_>, titles: &[Title], rest: Rows<'_>) -> Option<(Vec<usize>, usize)> {
    let of =
        |kind| titles.iter().enumerate().filter(move |(_, title)| **title == kind).map(|(index, _)| index);
    let named: Vec<usize> = of(Title::Addresses).collect();
    let is_alone = titles.len() == 1;
    if named.is_empty() && (is_alone || !titles.contains(&Title::AboutEmail)) {
        return None;
    }
    // `Email,ada@example.com` is a row, `Email,Notes (ask ada@example.com)` a line of titles.
    let is_value = |cell: &str| is_address_cell(cell) && !cell.trim_matches(is_space).ends_with(')');
    if row.cells.iter().zip(titles).any(|(cell, title)| *title == Title::Other && is_value(cell)) {
        return None;
    }
    let counts = address_counts(rest);
    let count = |index: usize| counts.get(index).copied().unwrap_or_default();
    let in_named = named.iter().map(|index| count(*index)).sum();
    if in_named > 0 {
        return Some((named, in_named));
    }
    // The first of those with the most addresses, if no other column has as many.
    let best =
        of(Title::AboutEmail).reduce(|best, other| if count(other) > count(best) { other } else { best });
    let is_rival = |(count, title): (&usize, &Title)| {
        *title != Title::AboutEmail
            && best.is_some_and(|best| *count >= counts.get(best).copied().unwrap_or_default())
    };
    match best {
        Some(best) if count(best) > 0 && !is_alone && !counts.iter().zip(titles).any(is_rival) => {
            Some((vec![best], count(best)))
        }
        // Titles without rows; an example needs rows to be one.
        _ => (!named.is_empty() && !row.cells.iter().any(|cell| has_address(cell))).then_some((named, 0)),
    }
}

/// A table without a line of titles that names addresses: one column, and no other, has them.
fn untitled<'a>(text: &'a str, found: &mut Found) -> Option<Table<'a>> {
    let (delimiter, index, width) = [',', ';', '\t'].into_iter().find_map(|delimiter| {
        let rows = Rows::new(text, 1, Some(delimiter));
        let width = rows.skip_while(|row| !has_address(row.text)).map(|row| row.cells.len()).next()?;
        if width < 2 || rows.skip_while(|row| !has_address(row.text)).any(|row| row.cells.len() != width) {
            return None;
        }
        let counts = address_counts(rows);
        let mut columns = counts.iter().enumerate().filter(|(_, count)| **count > 0);
        let (index, count) = columns.next()?;
        // Tabs come from a spreadsheet, commas may come from a list.
        let is_table = columns.next().is_none() && (*count > 1 || delimiter == '\t');
        is_table.then_some((delimiter, index, width))
    })?;
    let mut rows = Rows::new(text, 1, Some(delimiter));
    let mut titles = Vec::new();
    let mut above = Vec::new();
    loop {
        let start = rows;
        let row = rows.next()?;
        if has_address(row.text) {
            rows = start;
            break;
        }
        above.push((row.text, row.line));
        titles = row.cells;
    }
    // Titles in a language that is not known, below other lines perhaps.
    if titles.len() != width || !titles.get(index).is_some_and(|title| has_letter(title)) {
        titles = Vec::new();
        for (text, line) in above {
            read_line(text, line, found);
        }
    }
    let role = titles.iter().position(|cell| title(cell) == Title::Role);
    Some(Table { addresses: vec![index], role, titles, rows })
}

/// How many cells of each column are addresses and nothing else.
fn address_counts(rows: Rows<'_>) -> Vec<usize> {
    let mut counts = Vec::new();
    for row in rows {
        if row.cells.len() > counts.len() {
            counts.resize(row.cells.len(), 0);
        }
        for (count, cell) in counts.iter_mut().zip(&row.cells) {
            *count += usize::from(is_address_cell(cell));
        }
    }
    counts
}

/// Whether a cell has addresses and nothing else, except for a name in front of brackets.
fn is_address_cell(cell: &str) -> bool {
    let cell = cell.trim_matches(is_space);
    let mut words = cell
        .split(|character| is_space(character) || is_separator(character))
        .filter(|word| has_letter(word));
    has_address(cell) && (cell.ends_with(['>', ')', '）']) || words.all(has_address))
}

/// Reports the addresses above the rows of a table.
fn report_above(text: &str, titles: &Row<'_>, found: &mut Found) {
    for (line, number) in lines(text).take_while(|(_, number)| *number < titles.line) {
        if line.contains('@') {
            found.report(line.trim_matches(is_space), Reason::OutsideTable, number);
        }
    }
    for cell in titles.cells.iter().filter(|cell| cell.contains('@')) {
        found.report(cell.trim_matches(is_space), Reason::OutsideTable, titles.line);
    }
}

fn read_row(row: &Row<'_>, table: &Table<'_>, found: &mut Found) {
    // Two tables, one below the other.
    if row.cells == table.titles {
        return;
    }
    let cell =
        |index: usize| row.cells.get(index).map(|cell| cell.trim_matches(is_space)).unwrap_or_default();
    let place = Place { line: row.line, role: table.role.map(cell).unwrap_or_default() };
    let is_remark = row.cells.len() == 1 && table.titles.len() > 1;
    let moment = found.now();
    let mut has_any_address = false;
    for text in table.addresses.iter().map(|index| cell(*index)).filter(|text| has_address(text)) {
        has_any_address = true;
        // `Example: ada@contoso.com` in the templates of Microsoft Azure.
        let is_example = text.find('@').and_then(|at| text.get(..at)).is_some_and(introduces_example);
        if is_example || is_remark && !is_address_cell(text) {
            found.report(text, Reason::OutsideTable, row.line);
        } else {
            read_text(text, true, place, found);
        }
    }
    if !has_any_address {
        match table.addresses.iter().map(|index| cell(*index)).find(|text| has_letter(text)) {
            Some(text) => read_text(text, true, place, found),
            None => found.report(row.text, Reason::NoAddress, row.line),
        }
    }
    for index in (0..row.cells.len()).filter(|index| table.addresses.binary_search(index).is_err()) {
        let text = cell(index);
        let is_read = |word: &str| !word.contains('@') || found.has_read_since(moment, word);
        let mut words = text.split(|character| is_space(character) || is_separator(character));
        if text.contains('@') && !words.all(is_read) {
            found.report(text, Reason::OtherColumn, row.line);
        }
    }
}

/// Whether the text in front of an `@` begins with a word like `Example:` or `(e.g.`.
fn introduces_example(head: &str) -> bool {
    head.rsplit_once(is_space).is_some_and(|(head, _)| has_example_word(head))
}
