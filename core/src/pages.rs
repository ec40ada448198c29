//! A stable walk over the pages of a list that changes while it is read. It returns no row twice, and leaves out no row
//! that was in the list during the whole walk.
//!
//! Pages are numbered, and the newest rows come first. An added row pushes others onto the next page, where they are
//! recognised by their ids. A removed row pulls others onto a page that was already read: `total_count` drops, and the
//! walk steps back by the difference. This relies on new rows appearing at the front. Clerk sorts
//! invitations by `created_at`, newest first (clerk-js 6.40 sends no order of its own).
//!
//! Rows come out in the order of the list. Rows that were added after the walk began are skipped, unless more than a page
//! of them is added between two reads.

use crate::texts::Texts;

/// A changing list is read at most this many times. A stable list is read once.
const MAX_READS_PER_PAGE: u64 = 10;
/// The most consecutive pages without a new row, not counting pages of rows that were added meanwhile.
const MAX_STALE_PAGES: u64 = 10;

/// The reason that a page number or size is invalid.
pub const WHOLE_NUMBER: &str = "must be a whole number from 1 up";

/// A page of a list, as `getInvitations` takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageToFetch {
    /// The page's number, counted from 1.
    pub initial_page: u32,
    /// The most rows on the page.
    pub page_size: u32,
}

/// A page param that is not a whole number from 1 up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidPage {
    /// The name of the param: `initialPage` or `pageSize`.
    pub param: &'static str,
    /// Why it is invalid.
    pub reason: &'static str,
}

impl PageToFetch {
    /// Reads a caller's `initialPage` and `pageSize`. The defaults for `None` are page 1 and `default_size`.
    ///
    /// # Errors
    /// The param that is not a whole number from 1 up, or a page whose offset is not a 32-bit number.
    pub fn read(
        initial_page: Option<f64>,
        page_size: Option<f64>,
        default_size: u32,
    ) -> Result<Self, InvalidPage> {
        let read = |value: Option<f64>, default, param| match value {
            None => Ok(default),
            Some(number) => whole_number(number).ok_or(InvalidPage { param, reason: WHOLE_NUMBER }),
        };
        let initial_page = read(initial_page, 1, "initialPage")?;
        let page_size = read(page_size, default_size, "pageSize")?;
        match (initial_page - 1).checked_mul(page_size) {
            Some(_) => Ok(Self { initial_page, page_size }),
            None => Err(InvalidPage { param: "initialPage", reason: WHOLE_NUMBER }),
        }
    }

    /// The number of rows before the page.
    pub(crate) fn offset(self) -> u64 {
        u64::from(self.initial_page.saturating_sub(1)) * u64::from(self.page_size)
    }
}

/// The number as an integer from 1 up. `None` for fractions, NaN, infinities and numbers below 1 or above 32 bits.
pub(crate) fn whole_number(number: f64) -> Option<u32> {
    let whole = number as u32;
    (whole > 0 && f64::from(whole) == number).then_some(whole)
}

/// A walk over all pages of a list.
///
/// The caller fetches the page [`next`](Self::next), passes it to [`take`](Self::take), and repeats until `next`
/// returns `None`.
#[derive(Clone, Debug)]
pub struct Walk {
    next: Option<PageToFetch>,
    page_size: u32,
    /// The ids of rows that were returned.
    seen: Texts,
    /// Unseen rows that were in the list from the start are at or after this position.
    frontier: u64,
    /// How far the frontier moved up since the last page.
    moved_up: u64,
    first_total: Option<u64>,
    last_total: u64,
    largest_total: u64,
    reads: u64,
    /// The number of consecutive pages without a new row.
    stale_pages: u64,
}

impl Walk {
    /// A walk that starts at the given page.
    pub fn new(first: PageToFetch) -> Self {
        let page_size = first.page_size.max(1);
        Self {
            next: Some(PageToFetch { page_size, ..first }),
            page_size,
            seen: Texts::default(),
            frontier: first.offset(),
            moved_up: 0,
            first_total: None,
            last_total: 0,
            largest_total: 0,
            reads: 0,
            stale_pages: 0,
        }
    }

    /// The page to fetch next. `None` at the end.
    pub fn next(&self) -> Option<PageToFetch> {
        self.next
    }

    /// Ends the walk.
    pub fn end(&mut self) {
        self.next = None;
    }

    /// Takes the page from [`next`](Self::next): the ids of its rows, and the number of rows in the list.
    ///
    /// Returns the indexes of the rows that are new to the walk, in the order of the page.
    pub fn take(&mut self, ids: &[String], total_count: u64) -> Vec<usize> {
        let Some(page) = self.next else { return Vec::new() };
        self.count(total_count);
        let start = page.offset();
        let end = start + ids.len() as u64;
        let last_seen = ids.iter().rposition(|id| self.seen.find(id).is_some());
        // Rows moved up past the start of this page, and no row on it shows how far, so the walk reads again further
        // up. If that does not help, it takes the page as it is.
        if last_seen.is_none() && start > self.frontier && !self.is_stale() {
            self.go_on(false);
            return Vec::new();
        }
        // Rows before the frontier were added during the walk. They are skipped, because a caller that resends each
        // invitation adds a new one at the front, and the walk would never end.
        let in_front = usize::try_from(self.frontier.saturating_sub(start)).unwrap_or(usize::MAX);
        let first = last_seen.map_or(in_front, |index| index + 1);
        let mut fresh = Vec::new();
        for (index, id) in ids.iter().enumerate().skip(first) {
            if self.seen.add(id.clone()).1 {
                fresh.push(index);
            }
        }
        self.frontier = end;
        self.moved_up = 0;
        if ids.len() < self.page_size as usize || end >= total_count {
            self.end();
            return fresh;
        }
        self.go_on(!fresh.is_empty());
        fresh
    }

    /// Records the list's size. Rows move up by at most as much as the list shrank, and down again when it grows back:
    /// a replaced row does not move the others.
    fn count(&mut self, total: u64) {
        // A page's offset has at most 32 bits.
        let total = total.min(u64::from(u32::MAX));
        let shrunk = self.last_total.saturating_sub(total).min(self.frontier);
        let regained = total.saturating_sub(self.last_total).min(self.moved_up);
        self.frontier = self.frontier - shrunk + regained;
        self.moved_up = self.moved_up + shrunk - regained;
        self.first_total.get_or_insert(total);
        self.last_total = total;
        self.largest_total = self.largest_total.max(total);
    }

    /// Chooses the page at the frontier, unless the server keeps returning pages without new rows.
    fn go_on(&mut self, brought_rows: bool) {
        let is_stuck = self.is_stale() && !brought_rows;
        self.stale_pages = if brought_rows { 0 } else { self.stale_pages + 1 };
        self.reads += 1;
        let size = u64::from(self.page_size);
        let is_over = is_stuck || self.reads > MAX_READS_PER_PAGE * (1 + self.largest_total / size);
        self.next = u32::try_from(self.frontier / size + 1)
            .ok()
            .filter(|_| !is_over)
            .map(|initial_page| PageToFetch { initial_page, page_size: self.page_size });
    }

    fn is_stale(&self) -> bool {
        let growth = self.largest_total - self.first_total.unwrap_or_default();
        self.stale_pages >= MAX_STALE_PAGES + growth / u64::from(self.page_size)
    }
}

#[cfg(test)]
mod tests;
