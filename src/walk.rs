//! All pages of a list, one after the other, though rows come and go meanwhile: no row twice, and none left out that was
//! there throughout.
//!
//! Pages are told by number, newest rows first. A row that is added pushes others onto the next page, where they are known
//! by their ids. One that is removed pulls others onto a page that was read already: the list then is shorter than it was,
//! and is walked once more. Pure: which page to read, and what of it is new.

use std::collections::HashSet;

use crate::params::GetInvitationsParams;
use crate::resource::{OrganizationInvitation, Page};

/// How often a list that keeps shrinking is walked.
const WALKS: u32 = 10;

/// A walk through all pages.
#[derive(Debug)]
pub(crate) struct Walk {
    /// The page to read next; `None` at the end.
    next: Option<GetInvitationsParams>,
    seen: HashSet<String>,
    total: u64,
    shrank: bool,
    walks: u32,
}

impl Walk {
    /// From the page that is named.
    pub(crate) fn new(params: GetInvitationsParams) -> Self {
        Self { next: Some(params), seen: HashSet::new(), total: 0, shrank: false, walks: 1 }
    }

    /// The page to read next.
    pub(crate) fn next(&self) -> Option<GetInvitationsParams> {
        self.next.clone()
    }

    /// Ends the walk.
    pub(crate) fn end(&mut self) {
        self.next = None;
    }

    /// The rows of the page that was read which nobody has seen yet.
    pub(crate) fn take(&mut self, page: Page<OrganizationInvitation>) -> Vec<OrganizationInvitation> {
        self.shrank |= page.total_count < self.total;
        self.total = page.total_count;
        if let Some(params) = &mut self.next {
            // A full page that begins behind the last row is no page: that server would be asked for ever.
            let last =
                page.data.len() < params.page_size as usize || u64::from(params.offset()) >= page.total_count;
            if !last {
                params.initial_page = params.initial_page.saturating_add(1);
            } else if self.shrank && self.walks < WALKS {
                params.initial_page = 1;
                self.shrank = false;
                self.walks += 1;
            } else {
                self.end();
            }
        }
        page.data.into_iter().filter(|row| self.seen.insert(row.id.clone())).collect()
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn row(id: u32) -> OrganizationInvitation {
        serde_json::from_value(json!({ "id": format!("orginv_{id}"), "status": "pending" })).unwrap()
    }

    /// Walks through `rows` (the newest first); before each page `change` may do something to them.
    fn walk(rows: &mut Vec<u32>, page_size: u32, mut change: impl FnMut(u32, &mut Vec<u32>)) -> Vec<String> {
        let mut walk = Walk::new(GetInvitationsParams { page_size, ..Default::default() });
        let mut seen = Vec::new();
        let mut reads = 0;
        while let Some(params) = walk.next() {
            change(reads, rows);
            reads += 1;
            assert!(reads < 1000, "a walk that does not end");
            let on_page = rows.iter().skip(params.offset() as usize).take(page_size as usize);
            let page = Page { data: on_page.map(|id| row(*id)).collect(), total_count: rows.len() as u64 };
            seen.extend(walk.take(page).into_iter().map(|row| row.id));
        }
        seen
    }

    #[test]
    fn a_list_at_rest_is_walked_once_in_its_order() {
        for count in [0, 1, 4, 5, 6, 23] {
            let mut rows: Vec<u32> = (0..count).rev().collect();
            let expected: Vec<_> = rows.iter().map(|id| format!("orginv_{id}")).collect();
            let mut reads = 0;
            assert_eq!(walk(&mut rows, 5, |_, _| reads += 1), expected);
            assert_eq!(reads, count / 5 + 1, "{count}");
        }
    }

    #[test]
    fn a_row_that_moved_onto_a_page_that_was_read_is_not_left_out() {
        let mut rows = (0..10).rev().collect();
        let seen = walk(&mut rows, 5, |reads, rows| {
            if reads == 1 {
                rows.remove(0);
            }
        });
        assert_eq!(seen.len(), 10);
        assert!(seen.contains(&"orginv_4".to_owned()));
    }

    #[test]
    fn a_server_that_gives_the_first_page_again_and_again_is_asked_as_often_as_there_are_pages() {
        let mut walk = Walk::new(GetInvitationsParams { page_size: 2, ..Default::default() });
        let (mut seen, mut reads) = (Vec::new(), 0);
        while walk.next().is_some() {
            reads += 1;
            assert!(reads < 1000, "a walk that does not end");
            seen.extend(walk.take(Page { data: vec![row(2), row(1)], total_count: 6 }));
        }
        assert_eq!((seen.len(), reads), (2, 4));
    }

    proptest! {
        #[test]
        fn no_row_comes_twice_and_none_that_stayed_is_left_out(
            count in 0u32..40,
            page_size in 1u32..9,
            changes in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>()), 0..8),
        ) {
            let mut rows: Vec<u32> = (0..count).rev().collect();
            let (mut stayed, mut newest): (HashSet<u32>, u32) = (rows.iter().copied().collect(), count);
            // The changes come to an end before the walks do.
            let mut changes = changes.into_iter();
            let seen = walk(&mut rows, page_size, |_, rows| match changes.next() {
                Some((true, _)) => {
                    rows.insert(0, newest);
                    newest += 1;
                }
                Some((false, index)) if !rows.is_empty() => {
                    let gone = rows.remove(index.index(rows.len()));
                    stayed.remove(&gone);
                }
                _ => {}
            });
            let distinct: HashSet<_> = seen.iter().cloned().collect();
            prop_assert_eq!(distinct.len(), seen.len());
            for id in stayed {
                prop_assert!(distinct.contains(&format!("orginv_{id}")), "{} is left out", id);
            }
        }
    }
}
