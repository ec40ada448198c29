//! A live list after any events.

use clerk_organization_core::bulk_invite::NoAnswer;
use clerk_organization_core::live_list::{Change, Fetched, Kind, LiveList};
use clerk_organization_core::pages::PageToFetch;

use super::input::Input;

const PAGE_SIZE: u32 = 3;

pub(crate) fn check(data: &[u8]) {
    let mut input = Input::new(data);
    let statuses = input.flag().then(|| vec!["pending".to_owned()]);
    let mut list =
        LiveList::new(Kind::Invitations, PageToFetch { initial_page: 1, page_size: PAGE_SIZE }, statuses);
    let mut load = list.refresh();
    let mut under_way = Vec::new();
    let mut changes = 0;
    while !input.is_empty() {
        match input.below(8) {
            0 => load = list.refresh(),
            1 => {
                let has_next_page = list.view().has_next_page;
                let begun = list.load_next_page();
                assert_eq!(begun.is_some(), has_next_page);
                load = begun.unwrap_or(load);
            }
            2 => load = list.timer_fired().unwrap_or(load),
            3 | 4 => {
                let rows: Vec<String> = (0..input.below(4)).map(|_| id(input.below(9))).collect();
                let is_wanted = list.next_page(load).is_some();
                let fetched = list.fetched(load, &rows, u64::from(input.byte()));
                assert_eq!(fetched == Fetched::Outdated, !is_wanted);
            }
            5 => drop(list.load_failed(load)),
            6 => {
                changes += 1;
                let change = match input.below(4) {
                    0 => Change::Invite { addresses: vec![input.text(), input.text()], role: input.text() },
                    1 => Change::Revoke { id: id(input.below(9)), was_pending: input.flag() },
                    2 => Change::Remove { id: id(input.below(9)) },
                    _ => Change::Update,
                };
                list.started(changes, change);
                under_way.push(changes);
            }
            _ => {
                let at = input.below(under_way.len().max(1));
                if at < under_way.len() {
                    end(&mut list, under_way.swap_remove(at), &mut input);
                }
            }
        }
        let view = list.view();
        let mut rows = view.rows.clone();
        rows.sort_unstable();
        rows.dedup();
        assert_eq!(rows.len(), view.rows.len(), "no row shows twice");
        list.take_timer();
    }
    settle(&mut list, under_way);
}

fn id(number: usize) -> String {
    format!("orginv_{number}")
}

fn end(list: &mut LiveList, change: u32, input: &mut Input<'_>) {
    match input.below(3) {
        0 => list.succeeded(change, &[id(input.below(9) + 10)]),
        1 => list.failed(change, None),
        _ => list.failed(change, Some(NoAnswer::NotApplied)),
    }
}

/// Checks that after all changes have ended, the list equals the server's.
fn settle(list: &mut LiveList, under_way: Vec<u32>) {
    under_way.into_iter().for_each(|change| list.failed(change, Some(NoAnswer::Unknown)));
    let server: Vec<String> = (0..8).map(id).collect();
    let load = list.refresh();
    let mut pages = 0;
    while let Some(page) = list.next_page(load) {
        let first = (page.initial_page - 1) as usize * page.page_size as usize;
        let rows: Vec<String> = server.iter().skip(first).take(page.page_size as usize).cloned().collect();
        list.fetched(load, &rows, server.len() as u64);
        pages += 1;
        assert!(pages <= 300, "the load does not end");
    }
    let view = list.view();
    assert_eq!(view.rows, server.get(..view.rows.len()).unwrap_or_default());
    assert!(!view.rows.is_empty() && view.provisional.is_empty() && !view.is_loading);
    assert_eq!((view.total_count, view.has_next_page), (8, view.rows.len() < 8));
}
