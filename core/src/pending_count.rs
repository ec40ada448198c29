//! How many invitations of an organization are pending: the server's last count, and what changes under way make of it.

use crate::value::Value;

/// The counts of all organizations.
#[derive(Debug, Default)]
pub struct PendingCounts {
    organizations: Vec<Organization>,
    changes: u32,
}

#[derive(Debug)]
struct Organization {
    id: String,
    /// The server's last count, with the changes that succeeded since.
    count: i32,
    /// How often the server sent a count.
    counted: u32,
    under_way: Vec<Change>,
}

/// One change under way.
#[derive(Clone, Debug)]
struct Change {
    number: u32,
    by: i32,
    /// The count and the number of counts when it began.
    count: i32,
    counted: u32,
}

impl PendingCounts {
    /// Takes the server's count. Returns the count that shows.
    pub fn counted(&mut self, organization_id: &str, count: u32) -> u32 {
        let organization = self.organization(organization_id);
        organization.count = i32::try_from(count).unwrap_or(i32::MAX);
        organization.counted = organization.counted.wrapping_add(1);
        organization.shown()
    }

    /// A change begins that invites these addresses and revokes that many pending invitations. However often an address is
    /// named, and in whatever case, it is one invitation. Returns the change's number, and the count that shows.
    pub fn begin_change<V: Value>(
        &mut self,
        organization_id: &str,
        email_addresses: &[String],
        revoked: i32,
    ) -> (u32, u32) {
        let mut addresses = Vec::new();
        for address in email_addresses {
            let address = V::fold(address);
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        self.begin(organization_id, addresses.len() as i32 - revoked)
    }

    /// A change by that much begins. Returns its number, and the count that shows.
    pub fn begin(&mut self, organization_id: &str, by: i32) -> (u32, u32) {
        self.changes = self.changes.wrapping_add(1);
        let number = self.changes;
        let organization = self.organization(organization_id);
        let change = Change { number, by, count: organization.count, counted: organization.counted };
        organization.under_way.push(change);
        (number, organization.shown())
    }

    /// The change of that number ended. Returns the count that shows.
    pub fn end(&mut self, organization_id: &str, number: u32, is_success: bool) -> u32 {
        let organization = self.organization(organization_id);
        let at = organization.under_way.iter().position(|change| change.number == number);
        if let Some(change) = at.map(|at| organization.under_way.remove(at)) {
            // A count that came meanwhile includes this change, unless it is the old count: then the answer was written
            // before the change.
            let is_included = organization.counted != change.counted && organization.count != change.count;
            if is_success && !is_included {
                organization.count = organization.count.saturating_add(change.by);
                // A change that began before this one ended sees the count move for this reason alone.
                for other in &mut organization.under_way {
                    other.count = other.count.saturating_add(change.by);
                }
            }
        }
        organization.shown()
    }

    /// The count that shows. `None` for an organization that the server has sent no count of.
    pub fn shown(&self, organization_id: &str) -> Option<u32> {
        let organization =
            self.organizations.iter().find(|organization| organization.id == organization_id)?;
        (organization.counted > 0).then(|| organization.shown())
    }

    fn organization(&mut self, id: &str) -> &mut Organization {
        let at = self.organizations.iter().position(|organization| organization.id == id);
        let at = at.unwrap_or_else(|| {
            let organization = Organization { id: id.into(), count: 0, counted: 0, under_way: Vec::new() };
            self.organizations.push(organization);
            self.organizations.len() - 1
        });
        #[allow(clippy::indexing_slicing, reason = "the index was found or pushed just now")]
        &mut self.organizations[at]
    }
}

impl Organization {
    fn shown(&self) -> u32 {
        let by = self.under_way.iter().fold(0, |sum: i32, change| sum.saturating_add(change.by));
        u32::try_from(self.count.saturating_add(by)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_change_shows_at_once_and_is_taken_back_if_it_fails() {
        let mut counts = PendingCounts::default();
        assert_eq!(counts.counted("org_1", 5), 5);
        let (invite, shown) = counts.begin("org_1", 2);
        assert_eq!(shown, 7);
        assert_eq!(counts.end("org_1", invite, false), 5);
        let (revoke, shown) = counts.begin("org_1", -1);
        assert_eq!(shown, 4);
        assert_eq!(counts.end("org_1", revoke, true), 4);
        assert_eq!(counts.begin("org_2", -1).1, 0);
        assert_eq!(
            (counts.shown("org_1"), counts.shown("org_2"), counts.shown("org_3")),
            (Some(4), None, None)
        );
    }

    #[test]
    fn an_address_counts_once_whatever_its_case() {
        let mut counts = PendingCounts::default();
        let addresses = ["a@x.io", "A@X.io ", "b@x.io"].map(String::from);
        assert_eq!(counts.begin_change::<serde_json::Value>("org_1", &addresses, 0).1, 2);
    }

    #[test]
    fn a_count_that_includes_the_change_does_not_count_it_twice() {
        let mut counts = PendingCounts::default();
        counts.counted("org_1", 5);
        let (invite, _) = counts.begin("org_1", 1);
        counts.counted("org_1", 6);
        assert_eq!(counts.end("org_1", invite, true), 6);

        // The old count, written before the change.
        let (invite, _) = counts.begin("org_1", 1);
        counts.counted("org_1", 6);
        assert_eq!(counts.end("org_1", invite, true), 7);
    }

    proptest! {
        #[test]
        fn changes_that_end_in_any_order_add_up(
            changes in prop::collection::vec((1i32..4, any::<bool>()), 0..8),
            order in any::<prop::sample::Index>(),
        ) {
            let mut counts = PendingCounts::default();
            counts.counted("org_1", 100);
            let mut begun: Vec<_> =
                changes.iter().map(|(by, succeeds)| (counts.begin("org_1", *by).0, *succeeds)).collect();
            while !begun.is_empty() {
                let (number, succeeds) = begun.remove(order.index(begun.len()));
                counts.end("org_1", number, succeeds);
            }
            let expected: i32 = changes.iter().filter(|(_, succeeds)| *succeeds).map(|(by, _)| by).sum();
            prop_assert_eq!(counts.begin("org_1", 0).1, 100 + expected as u32);
        }
    }
}
