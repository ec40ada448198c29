//! One load of a live list: from its first page to the last one that shows, one page at a time, so that no request
//! exceeds the server's page size.

use crate::texts::Texts;

#[derive(Clone, Debug)]
pub(super) struct Load {
    pub(super) number: u32,
    /// The number of pages to fetch.
    pub(super) pages: u32,
    pub(super) pages_fetched: u32,
    /// Whether the list itself started it, not the caller.
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
        /// The number of the organization's pending invitations, if the list shows that.
        pending_count: Option<u64>,
    },
}

impl Load {
    pub(super) fn new(number: u32, pages: u32, is_silent: bool) -> Self {
        Self { number, pages, pages_fetched: 0, is_silent, rows: Texts::default() }
    }

    /// Takes a page. Returns whether it was the last.
    pub(super) fn take(&mut self, ids: &[String], page_size: u32) -> bool {
        // A row that moved to the next page between two requests counts once.
        for id in ids {
            self.rows.add(id.clone());
        }
        self.pages_fetched += 1;
        let is_short = (ids.len() as u64) < u64::from(page_size);
        is_short || self.pages_fetched >= self.pages
    }
}
