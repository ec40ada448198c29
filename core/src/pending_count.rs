//! How many invitations of an organization are pending: the server's last count, and what changes under way make of it.

use crate::value::Value;

/// The counts of all organizations.
#[derive(Debug, Default)]
pub struct PendingCounts {
    counts: Vec<Count>,
    under_way: Vec<Change>,
    changes: u32,
}

#[derive(Debug)]
struct Count {
    organization_id: String,
    /// The server's last count, with the changes that succeeded since.
    count: i32,
    /// How often the server sent a count.
    counted: u32,
}

/// One change under way.
#[derive(Debug)]
struct Change {
    number: u32,
    /// The place of its organization.
    organization: usize,
    by: i32,
    /// The count and the number of counts when it began.
    count: i32,
    counted: u32,
}

impl PendingCounts {
    /// Takes the server's count.
    pub fn counted(&mut self, organization_id: &str, count: i32) {
        let at = self.place(organization_id);
        if let Some(held) = self.counts.get_mut(at) {
            held.count = count;
            held.counted += 1;
        }
    }

    /// A change begins that invites these addresses and revokes that many pending invitations. However often an address is
    /// named, and however it is spelt, it is one invitation. Returns the change's number.
    pub fn begin_change<V: Value>(
        &mut self,
        organization_id: &str,
        email_addresses: &[String],
        revoked: i32,
    ) -> u32 {
        let mut addresses = Vec::new();
        for address in email_addresses {
            let address = V::fold(address);
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        self.begin(organization_id, addresses.len() as i32 - revoked)
    }

    /// A change by that much begins. Returns its number.
    pub fn begin(&mut self, organization_id: &str, by: i32) -> u32 {
        self.changes += 1;
        let number = self.changes;
        let organization = self.place(organization_id);
        if let Some(Count { count, counted, .. }) = self.counts.get(organization) {
            self.under_way.push(Change { number, organization, by, count: *count, counted: *counted });
        }
        number
    }

    /// The change of that number ended.
    pub fn end(&mut self, number: u32, is_success: bool) {
        let Some(at) = self.under_way.iter().position(|change| change.number == number) else { return };
        let change = self.under_way.swap_remove(at);
        let Some(held) = self.counts.get_mut(change.organization) else { return };
        // A count that came meanwhile includes this change, unless it is the old count: then the answer was written before
        // the change.
        let is_included = held.counted != change.counted && held.count != change.count;
        if !is_success || is_included {
            return;
        }
        held.count = held.count.saturating_add(change.by);
        // A change that began before this one ended sees the count move for this reason alone.
        for other in &mut self.under_way {
            if other.organization == change.organization {
                other.count = other.count.saturating_add(change.by);
            }
        }
    }

    /// The count that shows.
    pub fn shown(&self, organization_id: &str) -> i32 {
        let Some(at) = self.find(organization_id) else { return 0 };
        let mut shown = self.counts.get(at).map_or(0, |held| held.count);
        for change in &self.under_way {
            if change.organization == at {
                shown = shown.saturating_add(change.by);
            }
        }
        shown.max(0)
    }

    fn find(&self, organization_id: &str) -> Option<usize> {
        self.counts.iter().position(|count| count.organization_id == organization_id)
    }

    fn place(&mut self, organization_id: &str) -> usize {
        self.find(organization_id).unwrap_or_else(|| {
            self.counts.push(Count { organization_id: organization_id.into(), count: 0, counted: 0 });
            self.counts.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted(count: i32) -> PendingCounts {
        let mut counts = PendingCounts::default();
        counts.counted("org_1", count);
        counts
    }

    #[test]
    fn a_change_shows_at_once_and_is_taken_back_if_it_fails() {
        let mut counts = counted(5);
        let invite = counts.begin("org_1", 2);
        assert_eq!(counts.shown("org_1"), 7);
        counts.end(invite, false);
        assert_eq!(counts.shown("org_1"), 5);
        let revoke = counts.begin("org_1", -1);
        assert_eq!(counts.shown("org_1"), 4);
        counts.end(revoke, true);
        assert_eq!(counts.shown("org_1"), 4);
        counts.begin("org_2", -1);
        assert_eq!((counts.shown("org_2"), counts.shown("org_3")), (0, 0));
    }

    #[test]
    fn an_address_counts_once_whatever_its_case() {
        let mut counts = PendingCounts::default();
        let addresses = ["a@x.io", "A@X.io ", "b@x.io"].map(String::from);
        counts.begin_change::<serde_json::Value>("org_1", &addresses, 0);
        assert_eq!(counts.shown("org_1"), 2);
    }

    #[test]
    fn a_count_that_includes_the_change_does_not_count_it_twice() {
        let mut counts = counted(5);
        let invite = counts.begin("org_1", 1);
        counts.counted("org_1", 6);
        counts.end(invite, true);
        assert_eq!(counts.shown("org_1"), 6);

        // The old count, written before the change.
        let invite = counts.begin("org_1", 1);
        counts.counted("org_1", 6);
        counts.end(invite, true);
        assert_eq!(counts.shown("org_1"), 7);
    }

    proptest! {
        #[test]
        fn changes_that_end_in_any_order_add_up(
            changes in prop::collection::vec((1i32..4, any::<bool>()), 0..8),
            order in any::<prop::sample::Index>(),
        ) {
            let mut counts = counted(100);
            let mut begun: Vec<_> =
                changes.iter().map(|(by, succeeds)| (counts.begin("org_1", *by), *succeeds)).collect();
            while !begun.is_empty() {
                let (number, succeeds) = begun.remove(order.index(begun.len()));
                counts.end(number, succeeds);
            }
            let expected: i32 = changes.iter().filter(|(_, succeeds)| *succeeds).map(|(by, _)| by).sum();
            prop_assert_eq!(counts.shown("org_1"), 100 + expected);
        }
    }
}
