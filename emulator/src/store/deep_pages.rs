//! Pages far into a list have the rows that they would have if the list was read from its beginning.

use super::*;
use crate::model::order::Order;
use crate::model::paging::Page;
use crate::settings::TieBreak;

const ROWS: i64 = 2500;

/// An organization with many invitations, in three statuses, of which always four are of the same moment.
fn filled() -> Store {
    let store = Store::open(Path::new(IN_MEMORY), None).unwrap();
    let sql = format!(
        "INSERT INTO instances (id, name, frontend_api, secret_key, signing_key, seed, created_at)
           VALUES ('ins_1', '', 'a', 'b', x'', '{{}}', 0);
         INSERT INTO organizations (instance_id, id, name, slug, max_allowed_memberships, created_at, updated_at)
           VALUES ('ins_1', 'org_1', 'A', 'a', 0, 0, 0);
         WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < {ROWS} - 1)
         INSERT INTO invitations
           (instance_id, id, organization_id, email_address, role, status, expires_at, created_at, updated_at)
         SELECT 'ins_1', 'orginv_' || n, 'org_1', (n * 7919 % 10007) || '@x.io', 'org:member',
           CASE n % 3 WHEN 0 THEN 'pending' WHEN 1 THEN 'accepted' ELSE 'revoked' END, 9000, n / 4, 0 FROM n;"
    );
    lock(&store.writer).execute_batch(&sql).unwrap();
    store
}

#[test]
fn a_page_far_into_a_list_is_the_part_of_the_list_that_it_says() {
    use InvitationStatus::{Pending, Revoked};
    let store = filled();
    let filters: [Option<&[InvitationStatus]>; 3] = [None, Some(&[Revoked]), Some(&[Pending, Revoked])];
    let orders =
        INVITATION_ORDERS.iter().flat_map(|by| [true, false].map(|descending| Order { by, descending }));
    store
        .read("ins_1", 1000, |db| {
            for order in orders {
                for ties in [TieBreak::NewestFirst, TieBreak::OldestFirst] {
                    for statuses in filters {
                        let filter = InvitationFilter {
                            organization_id: Some("org_1"),
                            statuses,
                            ..InvitationFilter::default()
                        };
                        let ids = |limit, offset| -> Vec<String> {
                            let page = Page { limit, offset };
                            let rows = db.invitations(&filter, order, page, ties).unwrap();
                            rows.into_iter().map(|row| row.id).collect()
                        };
                        let all = ids(ROWS, 0);
                        assert_eq!(all.len() as i64, db.count_invitations(&filter).unwrap());
                        for offset in [1001, 1240, 1500, 1660, 2000, 2490, 2499, 2500, 2600, i64::MAX] {
                            let expected: Vec<String> =
                                all.iter().skip(usize::try_from(offset).unwrap()).take(10).cloned().collect();
                            assert_eq!(ids(10, offset), expected, "{filter:?} {order:?} {ties:?} {offset}");
                        }
                    }
                }
            }
            Ok(())
        })
        .unwrap();
}
