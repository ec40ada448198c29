//! Pages far into a list equal the same part of the whole list, after any sequence of changes.

use proptest::prelude::*;

use super::*;
use crate::model::order::Order;
use crate::model::paging::Page;
use crate::settings::TieBreak;

/// A store with two organizations.
fn empty() -> Store {
    let store = Store::open(Path::new(IN_MEMORY), None).unwrap();
    let sql = "INSERT INTO instances (id, name, frontend_api, secret_key, signing_key, seed, created_at)
           VALUES ('ins_1', '', 'a', 'b', x'', '{}', 0);
         INSERT INTO organizations (instance_id, id, name, slug, max_allowed_memberships, created_at, updated_at)
           VALUES ('ins_1', 'org_1', 'A', 'a', 0, 0, 0), ('ins_1', 'org_2', 'B', 'b', 0, 0, 0);";
    lock(&store.writer).execute_batch(sql).unwrap();
    store
}

/// A change of many invitations at once.
#[derive(Debug, Clone)]
enum Change {
    /// Adds `count` invitations. The first time is `begins`, and every `of_one_moment` invitations share a time.
    Add {
        organization: u8,
        count: i64,
        status: InvitationStatus,
        of_one_moment: i64,
        begins: i64,
    },
    /// Sets the status of every `every`th invitation.
    Settle {
        every: i64,
        status: InvitationStatus,
    },
    Remove {
        every: i64,
    },
    RemoveOrganization(u8),
}

impl Change {
    fn sql(&self) -> String {
        match self {
            Self::Add { organization, count, status, of_one_moment, begins } => format!(
                "INSERT OR IGNORE INTO organizations
                   (instance_id, id, name, slug, max_allowed_memberships, created_at, updated_at)
                   VALUES ('ins_1', 'org_{organization}', 'A', 'again{organization}', 0, 0, 0);
                 WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < {count} - 1),
                   last(seq) AS (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'invitations')
                 INSERT INTO invitations
                   (instance_id, id, organization_id, email_address, role, status, expires_at, created_at, updated_at)
                 SELECT 'ins_1', 'orginv_' || (last.seq + n), 'org_{organization}', (n * 7919 % 1009) || '@x.io', 'org:member',
                   '{}', iif('{}' = 'expired', 1, 9000), {begins} + n / {of_one_moment}, 0 FROM n, last",
                status.as_str(),
                status.as_str()
            ),
            Self::Settle { every, status } => format!(
                "UPDATE invitations SET status = '{}', expires_at = iif('{}' = 'expired', 1, 9000) WHERE seq % {every} = 0",
                status.as_str(),
                status.as_str()
            ),
            Self::Remove { every } => format!("DELETE FROM invitations WHERE seq % {every} = 0"),
            Self::RemoveOrganization(organization) => format!("DELETE FROM organizations WHERE id = 'org_{organization}'"),
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    let status = || prop::sample::select(InvitationStatus::ALL.to_vec());
    prop_oneof![
        6 => (1..3_u8, 1..2500_i64, status(), prop_oneof![Just(1_i64), 2..9_i64, Just(10_000)], -500..500_i64).prop_map(
            |(organization, count, status, of_one_moment, begins)| Change::Add {
                organization, count, status, of_one_moment, begins
            }
        ),
        2 => (1..9_i64, status()).prop_map(|(every, status)| Change::Settle { every, status }),
        2 => (2..9_i64).prop_map(|every| Change::Remove { every }),
        1 => (1..3_u8).prop_map(Change::RemoveOrganization),
    ]
}

/// A list and a page of it.
#[derive(Debug, Clone)]
struct Asked {
    organization_id: Option<&'static str>,
    statuses: Option<Vec<InvitationStatus>>,
    order: Order,
    ties: TieBreak,
    /// The share of the list before the page. Above 1, the page is behind the end.
    share: f64,
}

fn asked() -> impl Strategy<Value = Asked> {
    let statuses = prop::option::of(prop::sample::subsequence(InvitationStatus::ALL.to_vec(), 1..4));
    let order = (prop::sample::select(INVITATION_ORDERS), any::<bool>())
        .prop_map(|(by, descending)| Order { by, descending });
    let ties = prop_oneof![3 => Just(TieBreak::NewestFirst), 1 => Just(TieBreak::OldestFirst)];
    (prop::option::of(prop::sample::select(&["org_1", "org_2"][..])), statuses, order, ties, 0.0..1.05)
        .prop_map(|(organization_id, statuses, order, ties, share)| Asked {
            organization_id,
            statuses,
            order,
            ties,
            share,
        })
}

/// Asserts that a page equals that part of the whole list, which is read without an offset.
fn assert_page(db: Db<'_>, asked: &Asked) {
    let Asked { organization_id, order, ties, share, .. } = *asked;
    let filter = InvitationFilter {
        organization_id,
        statuses: asked.statuses.as_deref(),
        ..InvitationFilter::default()
    };
    let ids = |limit, offset| -> Vec<String> {
        let rows = db.invitations(&filter, order, Page { limit, offset }, ties).unwrap();
        rows.into_iter().map(|row| row.id).collect()
    };
    let all = ids(i64::MAX, 0);
    assert_eq!(all.len() as i64, db.count_invitations(&filter).unwrap());
    let offset = (all.len() as f64 * share) as usize;
    let expected: Vec<String> = all.iter().skip(offset).take(10).cloned().collect();
    assert_eq!(ids(10, offset as i64), expected, "{offset} of {}", all.len());
}

/// Asserts that each list is divided into small and large blocks, that large blocks start where small ones start, and
/// that no block is too large.
fn assert_blocks(db: Db<'_>) {
    let sql = "SELECT level, organization_id, sum(pending), sum(accepted), sum(revoked), sum(expired),
          max(pending + accepted + revoked + expired), min(min(pending, accepted, revoked, expired))
        FROM invitation_blocks GROUP BY ordered_by, organization_id, level";
    let mut statement = db.connection.prepare(sql).unwrap();
    let mut lists = statement.query([]).unwrap();
    while let Some(list) = lists.next().unwrap() {
        let (level, scope): (i64, String) = (list.get(0).unwrap(), list.get(1).unwrap());
        for (column, status) in (2..).zip(InvitationStatus::ALL) {
            let number: i64 = list.get(column).unwrap();
            assert_eq!(number, db.count_invitations_in(status, &scope).unwrap(), "{status:?} of {scope:?}");
        }
        let (largest, smallest): (i64, i64) = (list.get(6).unwrap(), list.get(7).unwrap());
        let most = [128, 16_384][usize::try_from(level).unwrap()];
        assert!((0..=most).contains(&largest) && smallest >= 0, "{largest} {smallest}");
    }
    let alone = "SELECT count(*) FROM invitation_blocks AS large WHERE level = 1 AND NOT EXISTS (
        SELECT 1 FROM invitation_blocks AS small WHERE small.level = 0
          AND (small.instance_id, small.organization_id, small.ordered_by, small.first_value, small.first_seq)
            = (large.instance_id, large.organization_id, large.ordered_by, large.first_value, large.first_seq))";
    assert_eq!(db.connection.query_row(alone, [], |row| row.get(0)), Ok(0));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_page_far_into_a_list_equals_that_part_of_the_list(
        changes in prop::collection::vec(change(), 1..9),
        pages in prop::collection::vec(asked(), 6),
    ) {
        let store = empty();
        for change in &changes {
            let run = |db: Db<'_>| Ok(db.connection.execute_batch(&change.sql())?);
            store.write("ins_1", &|| 1000, run).unwrap();
            store.read("ins_1", 1000, |db| {
                assert_blocks(db);
                pages.iter().for_each(|asked| assert_page(db, asked));
                Ok(())
            }).unwrap();
        }
    }
}

/// A store with 40,000 invitations in one organization, created at the same time, in these two statuses.
fn with_many(statuses: [InvitationStatus; 2]) -> Store {
    let store = empty();
    for status in statuses {
        let add = Change::Add { organization: 1, count: 20_000, status, of_one_moment: 50_000, begins: 0 };
        store.write("ins_1", &|| 1000, |db| Ok(db.connection.execute_batch(&add.sql())?)).unwrap();
    }
    store
}

/// Whole blocks before a page are counted. So the rows that are read before any page are fewer than a small block.
#[test]
fn less_than_a_small_block_is_read_before_a_page() {
    let statuses = [InvitationStatus::Pending, InvitationStatus::Revoked];
    let store = with_many(statuses);
    let orders =
        INVITATION_ORDERS.iter().flat_map(|by| [true, false].map(|descending| Order { by, descending }));
    for order in orders {
        for organization_id in [Some("org_1"), None] {
            let filter = InvitationFilter {
                organization_id,
                statuses: Some(&statuses),
                ..InvitationFilter::default()
            };
            for offset in (201..40_000).step_by(777) {
                let page = Page { limit: 10, offset };
                let start = store
                    .read("ins_1", 1000, |db| {
                        Ok(db.start_of_page(organization_id, &statuses, order, page)?)
                    })
                    .unwrap();
                let invitation_blocks::Start::Within { offset: left, .. } = start else {
                    panic!("{offset} is beyond the end")
                };
                assert!((0..128).contains(&left), "{left} before {offset}");
                // A page at offset 430 takes as many steps without blocks. Reading 40,000 entries would take 560,000.
                let list = |db: Db<'_>| Ok(db.invitations(&filter, order, page, TieBreak::NewestFirst)?);
                let steps = statements::steps(|| drop(store.read("ins_1", 1000, list).unwrap()));
                assert!((100..6000).contains(&steps), "{steps} steps for a page at {offset}");
            }
            let page = Page { limit: 10, offset: 23_333 };
            let list = |db: Db<'_>| Ok(db.invitations(&filter, order, page, TieBreak::NewestFirst)?);
            for sql in statements::prepared(|| drop(store.read("ins_1", 1000, list).unwrap())) {
                let plan = plans::bad_plan(&store, &sql);
                assert!(plan.is_none(), "{sql}\n{plan:#?}");
            }
        }
    }
}

#[test]
fn a_write_does_not_read_the_blocks_that_it_does_not_change() {
    let store = with_many([InvitationStatus::Pending, InvitationStatus::Revoked]);
    let steps = statements::steps(|| store.write("ins_1", &|| 1000, |_| Ok(())).unwrap());
    assert!((1..100).contains(&steps), "{steps}");
}

#[test]
fn an_invitation_does_not_move_in_its_lists() {
    let store = empty();
    let add = Change::Add {
        organization: 1,
        count: 1,
        status: InvitationStatus::Pending,
        of_one_moment: 1,
        begins: 0,
    };
    store.write("ins_1", &|| 1000, |db| Ok(db.connection.execute_batch(&add.sql())?)).unwrap();
    for column in
        ["created_at = 5", "email_address = 'z@x.io'", "domain_id = 'orgdmn_1'", "organization_id = 'org_2'"]
    {
        let sql = format!("UPDATE invitations SET {column}");
        let moved = store.write("ins_1", &|| 1000, |db| Ok(db.connection.execute_batch(&sql)?));
        assert!(moved.is_err(), "{column}");
    }
}
