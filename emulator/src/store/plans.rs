//! The query plans of lists: each uses an index in the order of the list, and does not count rows.

use super::*;
use crate::model::order::Order;
use crate::model::paging::Page;
use crate::settings::TieBreak;

const PAGE: Page = Page { limit: 10, offset: 20 };

/// Every statement that `work` prepares.
fn statements(store: &Store, work: impl Fn(Db<'_>)) -> Vec<String> {
    let writing = |db: Db<'_>| {
        work(db);
        Ok(())
    };
    statements::prepared(|| store.write("ins_1", &|| 1_000, writing).unwrap())
}

/// The plan of a statement, one step per line. SQLite plans without the values of parameters.
fn plan(store: &Store, sql: &str) -> Vec<String> {
    let connection = lock(&store.writer);
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    statement.raw_query().mapped(|row| row.get(3)).collect::<Result<_, _>>().unwrap()
}

/// Rows that a caller lists individually, at most a hundred, or that belong to the users of a page.
const NAMED: [&str; 5] = [
    "(instance_id=? AND id=?)",
    "(instance_id=? AND external_id=?)",
    "(instance_id=? AND username_folded=?)",
    "(instance_id=? AND name=?)",
    "user_id=?)",
];

/// The plan of a statement if it reads a whole table or sorts. Two exceptions: a page that is already limited may be
/// read completely, and [`NAMED`] rows may be sorted, which is cheaper than finding them in the order of the list.
pub(crate) fn bad_plan(store: &Store, sql: &str) -> Option<Vec<String>> {
    let plan = plan(store, sql);
    let first = plan.iter().find(|step| step.starts_with("SEARCH"));
    let is_named = first.is_some_and(|step| NAMED.iter().any(|named| step.contains(named)));
    let is_wrong = |step: &String| {
        (step.starts_with("SCAN")
            && step != "SCAN page"
            && !step.contains("CONSTANT ROW")
            // The ids of a page, passed as JSON.
            && !step.starts_with("SCAN json_each"))
            || (step.contains("TEMP B-TREE") && !is_named)
    };
    plan.iter().any(is_wrong).then_some(plan)
}

/// Asserts that no statement of `work` has a [`bad_plan`].
fn assert_served_by_indexes(store: &Store, what: &str, work: impl Fn(Db<'_>)) {
    let statements = statements(store, work);
    assert!(!statements.is_empty(), "{what} runs nothing");
    for sql in statements {
        let plan = bad_plan(store, &sql);
        assert!(plan.is_none(), "{what}\n{sql}\n{plan:#?}");
    }
}

fn orders(names: &'static [&'static str]) -> impl Iterator<Item = Order> {
    names.iter().flat_map(|by| [true, false].map(|descending| Order { by, descending }))
}

#[test]
fn invitations_are_listed_and_counted_without_a_scan_or_a_sort() {
    use InvitationStatus::{Accepted, Expired, Pending, Revoked};
    let store = Store::open(Path::new(IN_MEMORY), None).unwrap();
    let all = [Pending, Accepted, Revoked, Expired];
    let statuses: [Option<&[InvitationStatus]>; 5] =
        [None, Some(&[Pending]), Some(&[Expired]), Some(&[Accepted, Revoked, Pending]), Some(&all)];
    let addresses = ["a@x.io".to_owned(), "b@x.io".to_owned()];
    for order in orders(INVITATION_ORDERS) {
        for organization_id in [None, Some("org_1")] {
            for statuses in statuses {
                let filter = InvitationFilter { organization_id, statuses, ..InvitationFilter::default() };
                let found = format!("{filter:?} {order:?}");
                assert_served_by_indexes(&store, &found, |db| {
                    db.invitations(&filter, order, PAGE, TieBreak::NewestFirst).unwrap();
                    db.count_invitations(&filter).unwrap();
                });
            }
        }
    }
    for email_addresses in [&addresses[..1], &addresses] {
        for from_domains in [false, true] {
            for statuses in statuses {
                let filter = InvitationFilter {
                    email_addresses: Some(email_addresses),
                    statuses,
                    from_domains,
                    ..InvitationFilter::default()
                };
                assert_served_by_indexes(&store, &format!("{filter:?}"), |db| {
                    db.invitations(&filter, Order::NEWEST_FIRST, PAGE, TieBreak::NewestFirst).unwrap();
                    db.count_invitations(&filter).unwrap();
                });
            }
        }
    }
}

#[test]
fn every_other_list_uses_an_index() {
    let store = Store::open(Path::new(IN_MEMORY), None).unwrap();
    let check = |what: &str, work: &dyn Fn(Db<'_>)| assert_served_by_indexes(&store, what, work);
    for order in orders(ORGANIZATION_ORDERS) {
        check("organizations", &|db| {
            db.organizations(&OrganizationFilter::default(), order, PAGE).unwrap();
        });
    }
    for order in orders(USER_ORDERS) {
        check(&format!("users by {order:?}"), &|db| {
            db.users(&UserFilter::default(), order, PAGE).unwrap();
        });
    }
    let (organization, user) = (Some("org_1"), Some("user_1"));
    for (organization_id, user_id, roles) in [
        (None, None, vec![]),
        (None, user, vec![]),
        (organization, None, vec![]),
        (organization, None, vec!["org:admin"]),
    ] {
        let filter = MembershipFilter {
            organization_id: organization_id.map(str::to_owned),
            user_id: user_id.map(str::to_owned),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            users: UserFilter::default(),
        };
        for order in orders(MEMBERSHIP_ORDERS) {
            check(&format!("{filter:?} {order:?}"), &|db| {
                db.memberships(&filter, order, PAGE).unwrap();
            });
        }
    }
    for order in orders(ROLE_ORDERS) {
        check("roles", &|db| {
            db.roles(None, order, PAGE).unwrap();
        });
    }
    check("domains", &|db| {
        let filter = DomainFilter { organization_id: Some("org_1".to_owned()), ..DomainFilter::default() };
        db.domains(&filter, Order::NEWEST_FIRST, PAGE).unwrap();
        db.count_domains("org_1").unwrap();
        db.count_enrolled("orgdmn_1").unwrap();
        db.end_enrollment("orgdmn_1").unwrap();
    });
    check("joinings", &|db| {
        db.suggestions("user_1", &[], PAGE).unwrap();
        db.membership_requests("org_1", &[], PAGE).unwrap();
    });
    for (client_id, user_id) in [(None, None), (Some("client_1"), None), (None, Some("user_1"))] {
        check("sessions", &|db| {
            let id = |id: Option<&str>| id.map(str::to_owned);
            let filter = SessionFilter { client_id: id(client_id), user_id: id(user_id), status: None };
            db.sessions(&filter, PAGE).unwrap();
        });
    }
    check("what one request looks up", &|db| {
        db.user_with_username("a").unwrap();
        db.user_with_external_id("a").unwrap();
        db.user_with_email_address("a@x.io").unwrap();
        db.memberships_of_user("user_1", 50, 0).unwrap();
        db.standing("org_1").unwrap();
        db.public_user("user_1").unwrap();
        let ids = ["a", "b"].into_iter().collect();
        db.public_users(&ids).unwrap();
        db.public_organizations(&ids).unwrap();
        db.shown_organizations(&ids).unwrap();
        db.email_addresses_of(&[]).unwrap();
        db.active_sessions("client_1").unwrap();
        db.count_invited("org_1").unwrap();
        db.count_members("org_1").unwrap();
        db.pending_invitations_of("org_1", "a@x.io").unwrap();
        db.settle_joined("org_1", "user_1").unwrap();
        db.settle_expiry().unwrap();
    });
    check("the outbox", &|db| {
        for to in [None, Some("a@x.io".to_owned())] {
            db.outbox(&MailFilter { to, after: 1, limit: 10 }).unwrap();
        }
    });
    check("a purge", &|db| {
        db.purge().unwrap();
    });
}

#[test]
fn the_invitations_of_an_address_are_found_by_the_address() {
    let store = Store::open(Path::new(IN_MEMORY), None).unwrap();
    let statements = statements(&store, |db| {
        db.pending_invitations_of("org_1", "a@x.io").unwrap();
        db.settle_joined("org_1", "user_1").unwrap();
    });
    let of_invitations: Vec<String> = statements
        .iter()
        .flat_map(|sql| plan(&store, sql))
        .filter(|step| step.contains(" invitations ") && !step.contains("invitations_that_expire"))
        .collect();
    assert_eq!(of_invitations.len(), 2, "{of_invitations:?}");
    let by_address =
        |step: &String| step.contains("INDEX invitations_of_address (instance_id=? AND email_address=?)");
    assert!(of_invitations.iter().all(by_address), "{of_invitations:?}");
}
