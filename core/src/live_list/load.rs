//! One load of a live list: from its first page to the last one that shows, a page at a time, so that every request is one
//! that the server takes.

use crate::texts::Texts;

#[derive(Clone, Debug)]
pub(super) struct Load {
    pub(super) number: u32,
    /// How many pages it fetches.
    pub(super) pages: u32,
    pub(super) pages_fetched: u32,
    /// Whether only the list itself asked for it.
    pub(super) is_silent: bool,
    /// The ids of its rows.
    pub(super) rows: Texts,
}

/// The result of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// A later load or a change has outdated it.
    Outdated,
    /// The load needs another page.
    Incomplete,
    /// The load is complete and its rows show.
    Complete {
        /// How many invitations of the organization are pending, if the list says so.
        pending_count: Option<u64>,
    },
}

impl Load {
    pub(super) fn new(number: u32, pages: u32, is_silent: bool) -> Self {
        Self { number, pages, pages_fetched: 0, is_silent, rows: Texts::default() }
    }

    /// Takes a page. Returns whether it was the last.
    pub(super) fn take(&mut self, ids: &[String], page_size: u32) -> bool {
        // A row that moved from one page to the next while they were fetched is one row.
        for id in ids {
            self.rows.add(id.clone());
        }
        self.pages_fetched += 1;
        let is_short = (ids.len() as u64) < u64::from(page_size);
        is_short || self.pages_fetched >= self.pages
    }
}
