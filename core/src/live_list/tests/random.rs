//! Events in random order.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// The events of a list.
#[derive(Clone, Debug)]
enum Event {
    Refresh,
    NextPage,
    Hint,
    Timer,
    /// The server reads the requested page of a load.
    Read,
    /// That page arrives at the list.
    Arrive,
    LoadFails,
    StartInvite,
    StartRevoke(prop::sample::Index),
    /// The server applies a change that was sent.
    Apply(prop::sample::Index),
    /// The answer to an applied change arrives at the list.
    Succeed(prop::sample::Index),
    Fail(prop::sample::Index),
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        1 => Just(Event::Refresh),
        1 => Just(Event::NextPage),
        1 => Just(Event::Hint),
        2 => Just(Event::Timer),
        4 => Just(Event::Read),
        4 => Just(Event::Arrive),
        1 => Just(Event::LoadFails),
        2 => Just(Event::StartInvite),
        2 => any::<prop::sample::Index>().prop_map(Event::StartRevoke),
        3 => any::<prop::sample::Index>().prop_map(Event::Apply),
        3 => any::<prop::sample::Index>().prop_map(Event::Succeed),
        1 => any::<prop::sample::Index>().prop_map(Event::Fail),
    ]
}

/// A server, and a list whose requests the server answers one at a time.
struct World {
    list: LiveList,
    server: Vec<u32>,
    newest: u32,
    load: Option<u32>,
    /// A page that the server has read and that has not arrived yet: load, rows, total.
    on_its_way: Option<(u32, Vec<u32>, u64)>,
    /// Pending changes: number, revoked row, new row, whether the server applied them.
    changes: Vec<(u32, Option<u32>, Option<u32>, bool)>,
    changes_begun: u32,
}

impl World {
    fn read(&mut self) {
        if let Some(load) = self.load
            && let Some(page) = self.list.next_page(load)
        {
            let rows = self.server.iter().skip(page.offset() as usize).take(SIZE as usize).copied().collect();
            self.on_its_way = Some((load, rows, self.server.len() as u64));
        }
    }

    fn apply(&mut self, at: usize) {
        let (_, revoked, made, is_applied) = &mut self.changes[at];
        if !std::mem::replace(is_applied, true) {
            match revoked {
                Some(row) => self.server.retain(|other| other != row),
                None => {
                    self.newest += 1;
                    self.server.insert(0, self.newest);
                    *made = Some(self.newest);
                }
            }
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Refresh => self.load = Some(self.list.refresh()),
            Event::NextPage => self.load = self.list.load_next_page().or(self.load),
            Event::Hint => self.list.changed_elsewhere(),
            Event::Timer => self.load = self.list.timer_fired().or(self.load),
            Event::Read => self.read(),
            Event::Arrive => {
                if let Some((load, rows, total)) = self.on_its_way.take() {
                    self.list.fetched(load, &ids(&rows), total);
                }
            }
            Event::LoadFails => {
                self.load.map(|load| self.list.load_failed(load));
            }
            Event::StartInvite => self.start(None),
            Event::StartRevoke(index) if !self.server.is_empty() => {
                self.start(Some(self.server[index.index(self.server.len())]));
            }
            Event::Apply(index) if !self.changes.is_empty() => self.apply(index.index(self.changes.len())),
            Event::Succeed(index) if !self.changes.is_empty() => {
                let at = index.index(self.changes.len());
                self.apply(at);
                let (number, revoked, made, _) = self.changes.remove(at);
                self.list.succeeded(number, &ids(&[made.or(revoked).unwrap()]));
            }
            Event::Fail(index) if !self.changes.is_empty() => {
                let (number, _, _, is_applied) = self.changes.remove(index.index(self.changes.len()));
                self.list
                    .failed(number, Some(if is_applied { NoAnswer::Unknown } else { NoAnswer::NotApplied }));
            }
            _ => {}
        }
    }

    fn start(&mut self, revoked: Option<u32>) {
        self.changes_begun += 1;
        let change = match revoked {
            Some(row) => revoke(row),
            None => invite(&[&self.changes_begun.to_string()]),
        };
        self.list.started(self.changes_begun, change);
        self.changes.push((self.changes_begun, revoked, None, false));
    }
}

proptest! {
    #[test]
    fn with_any_order_of_events_no_row_shows_twice_and_finally_the_list_equals_the_servers(
        count in 0u32..20,
        events in prop::collection::vec(any_event(), 0..80),
    ) {
        let mut world = World {
            list: LiveList::new(Kind::Invitations, page(1), Some(vec!["pending".to_owned()])),
            server: (0..count).rev().collect(),
            newest: count,
            load: None,
            on_its_way: None,
            changes: Vec::new(),
            changes_begun: 0,
        };
        world.happen(Event::Refresh);
        let mut a_load_failed = false;
        for event in events {
            a_load_failed |= matches!(event, Event::LoadFails);
            world.happen(event);
            let rows = world.list.view().rows;
            prop_assert_eq!(rows.iter().collect::<BTreeSet<_>>().len(), rows.len());
        }
        // All changes end, all answers arrive, and timers fire.
        while let Some((number, revoked, made, is_applied)) = world.changes.pop() {
            match made.or(revoked).filter(|_| is_applied) {
                Some(row) => world.list.succeeded(number, &ids(&[row])),
                None => world.list.failed(number, Some(NoAnswer::NotApplied)),
            }
        }
        let mut reads = 0;
        loop {
            world.happen(Event::Arrive);
            world.read();
            if world.on_its_way.is_none() {
                if world.list.take_timer().is_none() {
                    break;
                }
                world.happen(Event::Timer);
            }
            reads += 1;
            prop_assert!(reads < 100, "the list does not come to rest");
        }
        prop_assert!(!world.list.view().is_loading);
        // A load that fails is repeated by the caller.
        if a_load_failed {
            world.happen(Event::Refresh);
            while world.list.view().is_loading {
                world.read();
                world.happen(Event::Arrive);
            }
        }
        let pages = world.list.pages as usize * SIZE as usize;
        let expected: Vec<u32> = world.server.iter().take(pages).copied().collect();
        prop_assert_eq!(rows_of(&world.list), (expected, world.server.len() as u64));
    }
}
