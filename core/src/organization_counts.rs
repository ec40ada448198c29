//! The numbers of members and of pending invitations of an organization: the server's last counts, adjusted by pending
//! changes.

use crate::value::Value;

/// The kinds of counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Its members.
    Members,
    /// Its pending invitations.
    PendingInvitations,
}

/// The counts of all organizations.
#[derive(Debug, Default)]
pub struct Counts {
    counts: Vec<Count>,
    under_way: Vec<Change>,
    changes: u32,
}

#[derive(Debug)]
struct Count {
    organization_id: String,
    counted: Counted,
    /// The server's last count plus the changes that succeeded since.
    count: i32,
    /// The number of counts that the server has sent.
    times: u32,
}

/// One pending change.
#[derive(Debug)]
struct Change {
    number: u32,
    /// The index of the count that it changes.
    place: usize,
    by: i32,
    /// The count when the change started, and the number of counts that the server had sent by then.
    count: i32,
    times: u32,
}

impl Counts {
    /// Takes the server's count.
    pub fn counted(&mut self, organization_id: &str, counted: Counted, count: i32) {
        let place = self.place(organization_id, counted);
        if let Some(held) = self.counts.get_mut(place) {
            held.count = count;
            held.times += 1;
        }
    }

    /// Takes the counts from the server's JSON of an organization.
    pub fn read<V: Value>(&mut self, organization: &V) {
        let id = organization.text_at("id").unwrap_or_default();
        let counts =
            [("members_count", Counted::Members), ("pending_invitations_count", Counted::PendingInvitations)];
        for (name, counted) in counts {
            if let Some(count) = organization.number_at(name) {
                self.counted(&id, counted, count as i32);
            }
        }
    }

    /// Starts a change: an operation on members, or one that invites these addresses and revokes that many pending
    /// invitations. Duplicate addresses count as one invitation. Returns the change's number.
    pub fn begin_change<V: Value>(
        &mut self,
        organization_id: &str,
        operation: &str,
        email_addresses: &[String],
        revoked: i32,
    ) -> u32 {
        let members = match operation {
            "addMember" | "acceptMembershipRequest" => 1,
            "removeMember" => -1,
            _ => 0,
        };
        if members != 0 {
            return self.begin(organization_id, Counted::Members, members);
        }
        let mut addresses = Vec::new();
        for address in email_addresses {
            let address = V::fold(address);
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        self.begin(organization_id, Counted::PendingInvitations, addresses.len() as i32 - revoked)
    }

    fn begin(&mut self, organization_id: &str, counted: Counted, by: i32) -> u32 {
        self.changes += 1;
        let number = self.changes;
        let place = self.place(organization_id, counted);
        if let Some(Count { count, times, .. }) = self.counts.get(place) {
            self.under_way.push(Change { number, place, by, count: *count, times: *times });
        }
        number
    }

    /// Ends the change with this number.
    pub fn end(&mut self, number: u32, is_success: bool) {
        let Some(at) = self.under_way.iter().position(|change| change.number == number) else { return };
        let change = self.under_way.swap_remove(at);
        let Some(held) = self.counts.get_mut(change.place) else { return };
        // A count that arrived meanwhile includes this change, unless it equals the old count: then the server wrote it
        // before the change.
        let is_included = held.times != change.times && held.count != change.count;
        if !is_success || is_included {
            return;
        }
        held.count = held.count.saturating_add(change.by);
        // For other pending changes this must not count as a new count of the server.
        for other in &mut self.under_way {
            if other.place == change.place {
                other.count = other.count.saturating_add(change.by);
            }
        }
    }

    /// The count to show: the server's, adjusted by pending changes.
    pub fn shown(&self, organization_id: &str, counted: Counted) -> i32 {
        let Some(place) = self.find(organization_id, counted) else { return 0 };
        let mut shown = self.counts.get(place).map_or(0, |held| held.count);
        for change in &self.under_way {
            if change.place == place {
                shown = shown.saturating_add(change.by);
            }
        }
        shown.max(0)
    }

    fn find(&self, organization_id: &str, counted: Counted) -> Option<usize> {
        self.counts.iter().position(|held| held.counted == counted && held.organization_id == organization_id)
    }

    fn place(&mut self, organization_id: &str, counted: Counted) -> usize {
        self.find(organization_id, counted).unwrap_or_else(|| {
            let organization_id = organization_id.into();
            self.counts.push(Count { organization_id, counted, count: 0, times: 0 });
            self.counts.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Counted::{Members, PendingInvitations};
    use super::*;
    use proptest::prelude::*;

    fn counted(count: i32) -> Counts {
        let mut counts = Counts::default();
        counts.counted("org_1", PendingInvitations, count);
        counts
    }

    #[test]
    fn a_change_shows_at_once_and_is_undone_if_it_fails() {
        let mut counts = counted(5);
        let invite = counts.begin("org_1", PendingInvitations, 2);
        assert_eq!(counts.shown("org_1", PendingInvitations), 7);
        counts.end(invite, false);
        assert_eq!(counts.shown("org_1", PendingInvitations), 5);
        let revoke = counts.begin("org_1", PendingInvitations, -1);
        assert_eq!(counts.shown("org_1", PendingInvitations), 4);
        counts.end(revoke, true);
        assert_eq!(counts.shown("org_1", PendingInvitations), 4);
        counts.begin("org_2", PendingInvitations, -1);
        assert_eq!(
            (counts.shown("org_2", PendingInvitations), counts.shown("org_3", PendingInvitations)),
            (0, 0)
        );
    }

    #[test]
    fn addresses_that_differ_only_in_case_count_once() {
        let mut counts = Counts::default();
        let addresses = ["a@x.io", "A@X.io ", "b@x.io"].map(String::from);
        counts.begin_change::<serde_json::Value>("org_1", "inviteMembers", &addresses, 0);
        assert_eq!(counts.shown("org_1", PendingInvitations), 2);
    }

    #[test]
    fn a_count_that_includes_the_change_does_not_count_it_twice() {
        let mut counts = counted(5);
        let invite = counts.begin("org_1", PendingInvitations, 1);
        counts.counted("org_1", PendingInvitations, 6);
        counts.end(invite, true);
        assert_eq!(counts.shown("org_1", PendingInvitations), 6);

        // The server wrote the old count before the change.
        let invite = counts.begin("org_1", PendingInvitations, 1);
        counts.counted("org_1", PendingInvitations, 6);
        counts.end(invite, true);
        assert_eq!(counts.shown("org_1", PendingInvitations), 7);
    }

    #[test]
    fn counts_are_read_from_an_organization_and_a_missing_one_stays() {
        let mut counts = counted(5);
        let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        counts.read(&json(r#"{"id":"org_1","members_count":3}"#));
        assert_eq!((counts.shown("org_1", Members), counts.shown("org_1", PendingInvitations)), (3, 5));
        counts.read(&json(r#"{"id":"org_1","members_count":4,"pending_invitations_count":0}"#));
        assert_eq!((counts.shown("org_1", Members), counts.shown("org_1", PendingInvitations)), (4, 0));
    }

    #[test]
    fn member_operations_change_only_the_count_of_members() {
        let mut counts = counted(5);
        counts.counted("org_1", Members, 8);
        for (operation, members) in
            [("removeMember", 7), ("addMember", 9), ("acceptMembershipRequest", 9), ("updateMember", 8)]
        {
            let change = counts.begin_change::<serde_json::Value>("org_1", operation, &[], 0);
            assert_eq!(counts.shown("org_1", Members), members, "{operation}, at once");
            assert_eq!(counts.shown("org_1", PendingInvitations), 5, "{operation}");
            counts.end(change, false);
            assert_eq!(counts.shown("org_1", Members), 8, "{operation}, refused");
        }
        let change = counts.begin_change::<serde_json::Value>("org_1", "removeMember", &[], 0);
        counts.counted("org_1", Members, 7);
        counts.end(change, true);
        assert_eq!(counts.shown("org_1", Members), 7, "the answer's count includes it");
    }

    proptest! {
        #[test]
        fn changes_that_end_in_any_order_add_up(
            changes in prop::collection::vec((1i32..4, any::<bool>()), 0..8),
            order in any::<prop::sample::Index>(),
        ) {
            let mut counts = counted(100);
            let mut begun: Vec<_> =
                changes.iter().map(|(by, succeeds)| (counts.begin("org_1", PendingInvitations, *by), *succeeds)).collect();
            while !begun.is_empty() {
                let (number, succeeds) = begun.remove(order.index(begun.len()));
                counts.end(number, succeeds);
            }
            let expected: i32 = changes.iter().filter(|(_, succeeds)| *succeeds).map(|(by, _)| by).sum();
            prop_assert_eq!(counts.shown("org_1", PendingInvitations), 100 + expected);
        }
    }
}
