use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn id(row: u32) -> String {
    row.to_string()
}

fn walk_of(page_size: u32) -> Walk {
    Walk::new(PageToFetch { initial_page: 1, page_size })
}

/// Walks over `rows`, the newest first. `change` may alter them before each page is read.
fn walk(rows: &mut Vec<u32>, page_size: u32, mut change: impl FnMut(u32, &mut Vec<u32>)) -> (Vec<u32>, u32) {
    let mut walk = walk_of(page_size);
    let (mut returned, mut reads) = (Vec::new(), 0);
    while let Some(page) = walk.next() {
        change(reads, rows);
        reads += 1;
        assert!(reads < 5000, "the walk does not end");
        let on_page: Vec<u32> =
            rows.iter().skip(page.offset() as usize).take(page_size as usize).copied().collect();
        let ids: Vec<String> = on_page.iter().map(|row| id(*row)).collect();
        returned.extend(walk.take(&ids, rows.len() as u64).into_iter().map(|index| on_page[index]));
    }
    (returned, reads)
}

#[test]
fn a_stable_list_is_read_once_and_in_its_order() {
    for (count, expected_reads) in [(0, 1), (1, 1), (4, 1), (5, 1), (6, 2), (10, 2), (23, 5)] {
        let mut rows: Vec<u32> = (0..count).rev().collect();
        let expected = rows.clone();
        assert_eq!(walk(&mut rows, 5, |_, _| {}), (expected, expected_reads), "{count} rows");
    }
}

#[test]
fn a_row_that_moves_onto_a_page_already_read_is_returned_in_order() {
    let mut rows = (0..20).rev().collect();
    let (returned, reads) = walk(&mut rows, 5, |reads, rows| {
        if reads == 1 {
            rows.remove(0);
        }
    });
    assert_eq!(returned, (0..20).rev().collect::<Vec<_>>());
    // Four pages, then page 1 and page 2 once more.
    assert_eq!(reads, 6);
}

#[test]
fn rows_that_are_added_in_front_are_not_returned() {
    let mut rows = (0..20).rev().collect();
    let (returned, _) = walk(&mut rows, 5, |reads, rows| rows.insert(0, 100 + reads));
    // The first row was added before the first page was read.
    assert_eq!(returned, [100].into_iter().chain((0..20).rev()).collect::<Vec<_>>());
}

#[test]
fn many_pages_of_added_rows_hide_no_old_row() {
    let mut rows = (0..20).rev().collect();
    let (returned, _) = walk(&mut rows, 5, |reads, rows| {
        if reads == 1 {
            (1000..2000).for_each(|row| rows.insert(0, row));
        }
    });
    let old: Vec<u32> = returned.into_iter().filter(|row| *row < 1000).collect();
    assert_eq!(old, (0..20).rev().collect::<Vec<_>>());
}

#[test]
fn removing_every_row_as_it_is_returned_reaches_all_of_them() {
    let mut rows: Vec<u32> = (0..100).rev().collect();
    let mut walk = walk_of(7);
    let mut returned = BTreeSet::new();
    while let Some(page) = walk.next() {
        let on_page: Vec<u32> = rows.iter().skip(page.offset() as usize).take(7).copied().collect();
        let ids: Vec<String> = on_page.iter().map(|row| id(*row)).collect();
        returned.extend(walk.take(&ids, rows.len() as u64).into_iter().map(|index| on_page[index]));
        rows.retain(|row| !returned.contains(row));
    }
    assert_eq!(returned.len(), 100);
}

#[test]
fn a_walk_ends_when_every_row_is_replaced_as_it_is_returned() {
    // A resent pending invitation: its row disappears, and a new one appears at the front.
    for page_size in 1..8 {
        let mut rows: Vec<u32> = (0..20).rev().collect();
        let mut walk = walk_of(page_size);
        let mut returned = Vec::new();
        let mut newest = 100;
        let (mut reads, mut is_half_done) = (0, false);
        while let Some(page) = walk.next() {
            let on_page: Vec<u32> =
                rows.iter().skip(page.offset() as usize).take(page_size as usize).copied().collect();
            let ids: Vec<String> = on_page.iter().map(|row| id(*row)).collect();
            let fresh = walk.take(&ids, rows.len() as u64);
            if is_half_done {
                rows.insert(0, newest);
                newest += 1;
            }
            for row in fresh.into_iter().map(|index| on_page[index]) {
                returned.push(row);
                rows.retain(|other| *other != row);
                rows.insert(0, newest);
                newest += 1;
            }
            // Every third page is read after a row was removed and before its replacement was added.
            reads += 1;
            is_half_done = reads % 3 == 0;
            if is_half_done {
                rows.remove(0);
            }
            assert!(newest < 200, "the walk does not end");
        }
        let old: Vec<u32> = returned.iter().copied().filter(|row| *row < 100).collect();
        assert_eq!(old, (0..20).rev().collect::<Vec<_>>(), "pages of {page_size}");
    }
}

#[test]
fn if_a_server_ignores_the_offset_each_claimed_page_is_fetched_once() {
    let mut walk = walk_of(2);
    let (mut returned, mut reads) = (0, 0);
    while walk.next().is_some() {
        reads += 1;
        assert!(reads < 1000, "the walk does not end");
        returned += walk.take(&[id(2), id(1)], 6).len();
    }
    assert_eq!((returned, reads), (2, 3));
}

#[test]
fn a_walk_ends_if_a_server_ignores_the_offset_and_claims_endless_pages() {
    let mut walk = walk_of(2);
    let mut reads = 0;
    while walk.next().is_some() {
        reads += 1;
        assert!(reads < 1000, "the walk does not end");
        walk.take(&[id(2), id(1)], u64::MAX);
    }
    assert_eq!(reads, 2 + MAX_STALE_PAGES);
}

#[test]
fn a_walk_may_start_on_a_later_page_and_may_be_ended() {
    let mut walk = Walk::new(PageToFetch { initial_page: 3, page_size: 2 });
    assert_eq!(walk.next(), Some(PageToFetch { initial_page: 3, page_size: 2 }));
    assert_eq!(walk.take(&[id(6), id(5)], 10), [0, 1]);
    assert_eq!(walk.next(), Some(PageToFetch { initial_page: 4, page_size: 2 }));
    walk.end();
    assert_eq!(walk.next(), None);
    assert!(walk.take(&[id(4)], 10).is_empty());
}

#[test]
fn page_params_are_whole_numbers_from_1_up() {
    let absent = PageToFetch::read(None, None, 10);
    assert_eq!(absent, Ok(PageToFetch { initial_page: 1, page_size: 10 }));
    let read = PageToFetch::read(Some(2.0), Some(5.0), 10);
    assert_eq!(read, Ok(PageToFetch { initial_page: 2, page_size: 5 }));
    for wrong in [0.0, -1.0, 1.5, f64::NAN, f64::INFINITY, 4_294_967_296.0] {
        let page = PageToFetch::read(Some(wrong), None, 10);
        assert_eq!(page.map_err(|invalid| invalid.param), Err("initialPage"), "{wrong}");
        let size = PageToFetch::read(None, Some(wrong), 10);
        assert_eq!(size.map_err(|invalid| invalid.param), Err("pageSize"), "{wrong}");
    }
    let far_out = PageToFetch::read(Some(4e9), Some(500.0), 10);
    assert_eq!(far_out.map_err(|invalid| invalid.param), Err("initialPage"));
}

proptest! {
    #[test]
    fn rows_are_returned_once_and_in_order_and_none_that_stayed_is_left_out(
        count in 0u32..60,
        page_size in 1u32..9,
        changes in prop::collection::vec(prop::collection::vec((0u8..3, any::<prop::sample::Index>()), 0..12), 0..12),
    ) {
        let mut rows: Vec<u32> = (0..count).collect();
        rows.reverse();
        let mut stayed: BTreeSet<u32> = rows.iter().copied().collect();
        let mut newest = count;
        let mut changes = changes.into_iter();
        let (returned, _) = walk(&mut rows, page_size, |_, rows| {
            for (kind, index) in changes.next().unwrap_or_default() {
                if kind == 0 {
                    rows.insert(0, newest);
                    newest += 1;
                } else if !rows.is_empty() {
                    stayed.remove(&rows.remove(index.index(rows.len())));
                }
            }
        });
        let distinct: BTreeSet<u32> = returned.iter().copied().collect();
        prop_assert_eq!(distinct.len(), returned.len());
        prop_assert!(stayed.is_subset(&distinct), "left out: {:?}", stayed.difference(&distinct));
        let old: Vec<u32> = returned.into_iter().filter(|row| *row < count).collect();
        prop_assert!(old.is_sorted_by(|a, b| a > b), "out of order: {:?}", old);
    }

    #[test]
    fn every_call_sends_a_bounded_number_of_requests(
        page_size in 1u32..6,
        answers in prop::collection::vec((prop::collection::vec(0u32..2000, 0..6), 0u64..200), 1..20),
        invents_rows in any::<bool>(),
    ) {
        let mut walk = walk_of(page_size);
        let (mut reads, mut invented) = (0, 10_000);
        let largest = answers.iter().map(|(_, total)| *total).max().unwrap_or_default();
        for (ids, total) in answers.iter().cycle() {
            if walk.next().is_none() {
                break;
            }
            reads += 1;
            prop_assert!(reads <= 1 + MAX_READS_PER_PAGE * (1 + largest / u64::from(page_size)));
            let mut ids: Vec<String> = ids.iter().map(|row| id(*row)).collect();
            while invents_rows && ids.len() < page_size as usize {
                ids.push(id(invented));
                invented += 1;
            }
            walk.take(&ids, *total);
        }
    }
}
