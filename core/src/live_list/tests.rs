mod kinds;
mod random;

use super::*;

const SIZE: u32 = 5;

fn page(initial_page: u32) -> PageToFetch {
    PageToFetch { initial_page, page_size: SIZE }
}

fn ids(rows: &[u32]) -> Vec<String> {
    rows.iter().map(u32::to_string).collect()
}

/// A loaded list of pending invitations 14 to 1, with its first page.
fn pending() -> LiveList {
    let mut list = LiveList::new(Kind::Invitations, page(1), Some(vec!["pending".to_owned()]));
    let load = list.refresh();
    assert_eq!(
        list.fetched(load, &ids(&[14, 13, 12, 11, 10]), 14),
        Fetched::Complete { pending_count: Some(14) }
    );
    list
}

fn invite(addresses: &[&str]) -> Change {
    let addresses = addresses.iter().map(|address| address.to_string()).collect();
    Change::Invite { addresses, role: "org:member".to_owned() }
}

fn revoke(id: u32) -> Change {
    Change::Revoke { id: id.to_string(), was_pending: true }
}

/// The visible state: provisional addresses, the ids of the other rows, and the total.
fn shown(list: &LiveList) -> (Vec<String>, Vec<u32>, u64) {
    let View { provisional, rows, total_count, .. } = list.view();
    let rows = rows.iter().map(|id| id.parse().unwrap()).collect();
    (provisional.into_iter().map(|row| row.address).collect(), rows, total_count)
}

fn rows_of(list: &LiveList) -> (Vec<u32>, u64) {
    let (provisional, rows, total) = shown(list);
    assert!(provisional.is_empty(), "{provisional:?}");
    (rows, total)
}

#[test]
fn a_list_starts_empty_and_loading_and_fetches_page_after_page() {
    let mut list = LiveList::new(Kind::Invitations, page(1), None);
    assert!(list.view().is_loading);
    let load = list.refresh();
    assert_eq!(list.next_page(load), Some(page(1)));
    assert_eq!(list.fetched(load, &ids(&[7, 6, 5, 4, 3]), 7), Fetched::Complete { pending_count: None });
    assert_eq!((rows_of(&list), list.view().has_next_page), ((vec![7, 6, 5, 4, 3], 7), true));

    let load = list.load_next_page().unwrap();
    assert_eq!(list.fetched(load, &ids(&[7, 6, 5, 4, 3]), 7), Fetched::Incomplete);
    assert_eq!(list.next_page(load), Some(page(2)));
    // Row 3 moved to the next page between two requests.
    assert_eq!(list.fetched(load, &ids(&[3, 2, 1]), 8), Fetched::Complete { pending_count: None });
    assert_eq!(rows_of(&list), (vec![7, 6, 5, 4, 3, 2, 1], 8));
    assert_eq!(list.next_page(load), None);
}

#[test]
fn at_the_end_there_is_no_next_page() {
    let mut list = LiveList::new(Kind::Invitations, page(1), None);
    let load = list.refresh();
    list.fetched(load, &ids(&[2, 1]), 2);
    assert_eq!(list.load_next_page(), None);
    assert_eq!(list.take_timer(), None);
}

#[test]
fn an_invitation_shows_at_once_becomes_real_and_is_fetched() {
    let mut list = pending();
    list.started(1, invite(&["a@x.io", " A@X.io", "b@x.io"]));
    let (provisional, rows, total) = shown(&list);
    assert_eq!((provisional.len(), rows.len(), total), (2, 5, 16));
    assert_eq!(list.take_timer(), None);
    list.succeeded(1, &ids(&[15, 16]));
    assert_eq!(rows_of(&list), (vec![15, 16, 14, 13, 12, 11, 10], 16));
    assert_eq!(list.take_timer(), Some(SETTLE_MS));
    let load = list.timer_fired().unwrap();
    list.fetched(load, &ids(&[16, 15, 14, 13, 12]), 16);
    assert_eq!(rows_of(&list), (vec![16, 15, 14, 13, 12], 16));
    assert_eq!((list.take_timer(), list.timer_fired()), (None, None));
}

#[test]
fn the_latest_of_two_invitations_comes_first() {
    let mut list = pending();
    list.started(1, invite(&["a@x.io", "b@x.io"]));
    list.started(2, invite(&["c@x.io"]));
    assert_eq!(shown(&list).0, ["c@x.io", "a@x.io", "b@x.io"]);
    list.failed(2, Some(NoAnswer::NotApplied));
    assert_eq!(shown(&list).0, ["a@x.io", "b@x.io"]);
}

#[test]
fn a_failed_change_is_undone_and_looked_up_unless_it_certainly_had_no_effect() {
    for (no_answer, timer) in [
        (Some(NoAnswer::NotApplied), None),
        (Some(NoAnswer::NotSent), None),
        (Some(NoAnswer::Unknown), Some(SETTLE_MS)),
        (None, Some(SETTLE_MS)),
    ] {
        for change in [invite(&["a@x.io"]), revoke(14)] {
            let mut list = pending();
            let before = list.view();
            list.started(1, change);
            assert_ne!(list.view(), before);
            list.failed(1, no_answer);
            assert_eq!((list.view(), list.take_timer()), (before, timer));
        }
    }
}

#[test]
fn a_revocation_changes_the_counts_of_the_old_and_the_new_status() {
    for (statuses, is_row_shown, by) in [
        (Some(vec!["pending"]), false, -1),
        (Some(vec!["revoked"]), true, 1),
        (None, true, 0),
        (Some(vec!["pending", "revoked"]), true, 0),
        (Some(vec!["accepted"]), false, 0),
    ] {
        let of = statuses.clone().map(|all| all.into_iter().map(str::to_owned).collect());
        let mut list = LiveList::new(Kind::Invitations, page(1), of);
        let load = list.refresh();
        list.fetched(load, &ids(&[3, 2, 1]), 3);
        list.started(1, revoke(2));
        let under_way = shown(&list);
        assert_eq!(under_way.1.contains(&2), is_row_shown, "{statuses:?}");
        assert_eq!(under_way.2 as i64 - 3, by, "{statuses:?}");
        list.succeeded(1, &ids(&[2]));
        assert_eq!(shown(&list), under_way, "{statuses:?}");
    }
}

#[test]
fn two_revocations_of_one_invitation_count_once() {
    let mut list = pending();
    list.started(1, revoke(14));
    list.started(2, revoke(14));
    assert_eq!(shown(&list).2, 13);
    list.succeeded(1, &ids(&[14]));
    list.succeeded(2, &ids(&[14]));
    assert_eq!(shown(&list), (vec![], vec![13, 12, 11, 10], 13));
}

#[test]
fn a_later_page_and_another_status_show_no_new_invitation() {
    let mut later = LiveList::new(Kind::Invitations, page(2), Some(vec!["pending".to_owned()]));
    let load = later.refresh();
    assert_eq!(later.next_page(load), Some(page(2)));
    later.fetched(load, &ids(&[9, 8]), 7);
    later.started(1, invite(&["a@x.io"]));
    assert_eq!(shown(&later), (vec![], vec![9, 8], 8));
    let mut revoked = LiveList::new(Kind::Invitations, page(1), Some(vec!["revoked".to_owned()]));
    let load = revoked.refresh();
    revoked.fetched(load, &ids(&[9, 8]), 2);
    revoked.started(1, invite(&["a@x.io"]));
    assert_eq!(shown(&revoked), (vec![], vec![9, 8], 2));
}

#[test]
fn of_two_loads_the_later_one_wins_in_either_order_of_answers() {
    for later_first in [true, false] {
        let mut list = pending();
        let (early, late) = (list.refresh(), list.refresh());
        let answer = |list: &mut LiveList, load: u32| {
            let row = if load == late { 100 } else { 50 };
            list.fetched(load, &ids(&[row]), u64::from(load))
        };
        let order = if later_first { [late, early] } else { [early, late] };
        let answers = order.map(|load| answer(&mut list, load));
        assert_eq!(answers.iter().filter(|answer| **answer == Fetched::Outdated).count(), 1);
        assert_eq!(rows_of(&list), (vec![100], u64::from(late)));
        assert!(!list.view().is_loading);
    }
}

#[test]
fn the_failure_of_an_outdated_load_is_ignored() {
    let mut list = pending();
    let (early, late) = (list.refresh(), list.refresh());
    assert!(!list.load_failed(early));
    assert!(list.view().is_loading);
    assert!(list.load_failed(late));
    assert_eq!((rows_of(&list).1, list.view().is_loading), (14, false));
}

#[test]
fn rows_that_were_fetched_silently_during_a_change_are_not_used() {
    let mut list = pending();
    list.changed_elsewhere();
    let silent = list.timer_fired().unwrap();
    list.started(1, invite(&["a@x.io"]));
    assert!(!list.view().is_loading);
    // The server may have applied the change already.
    assert_eq!(list.fetched(silent, &ids(&[15, 14, 13, 12, 11]), 15), Fetched::Outdated);
    assert_eq!(shown(&list), (vec!["a@x.io".to_owned()], vec![14, 13, 12, 11, 10], 15));
    list.changed_elsewhere();
    assert_eq!(list.timer_fired(), None);
    list.succeeded(1, &ids(&[15]));
    assert_eq!(rows_of(&list).1, 15);
    assert!(list.timer_fired().is_some());
}

#[test]
fn a_load_of_the_caller_survives_a_change_and_nothing_counts_twice() {
    let mut list = pending();
    let load = list.refresh();
    list.started(1, invite(&["a@x.io"]));
    assert_eq!(shown(&list).2, 15);
    // The server applied the invitation before it listed the rows, and its answer to the invitation arrives later.
    let complete = list.fetched(load, &ids(&[15, 14, 13, 12, 11]), 15);
    assert_eq!(complete, Fetched::Complete { pending_count: None });
    assert_eq!(rows_of(&list), (vec![15, 14, 13, 12, 11], 15));
    list.succeeded(1, &ids(&[15]));
    assert_eq!(rows_of(&list), (vec![15, 14, 13, 12, 11], 15));
    assert_eq!(list.take_timer(), Some(SETTLE_MS));
}

#[test]
fn a_next_page_survives_a_change_elsewhere_or_a_refresh() {
    let mut list = pending();
    let load = list.load_next_page().unwrap();
    list.changed_elsewhere();
    assert_eq!(list.timer_fired(), None);
    let refresh = list.refresh();
    assert_eq!(list.next_page(load), None);
    list.fetched(refresh, &ids(&[14, 13, 12, 11, 10]), 14);
    list.fetched(refresh, &ids(&[9, 8, 7, 6, 5]), 14);
    assert_eq!(rows_of(&list).0.len(), 10);
}

#[test]
fn a_change_elsewhere_during_a_load_causes_a_fetch_after_it() {
    let mut list = pending();
    let load = list.refresh();
    list.changed_elsewhere();
    list.take_timer();
    list.fetched(load, &ids(&[14, 13, 12, 11, 10]), 14);
    assert_eq!(list.take_timer(), Some(SETTLE_MS));
    assert!(list.timer_fired().is_some());
}
