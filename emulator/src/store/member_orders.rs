//! The ordering columns of memberships always equal those of their users, after every kind of change.

use serde_json::json;

use super::*;

type Change<'c> = &'c dyn Fn(Db<'_>) -> rusqlite::Result<()>;

fn user(id: &str) -> User {
    User {
        first_name: Some("Anna".to_owned()),
        primary_email_address_id: Some(format!("idn_{id}")),
        ..User::new(id.to_owned(), 0)
    }
}

fn address(id: &str, user_id: &str) -> EmailAddress {
    EmailAddress {
        id: id.to_owned(),
        user_id: user_id.to_owned(),
        email_address: format!("{id}@x.io"),
        strategy: "admin".to_owned(),
        created_at: 0,
        updated_at: 0,
    }
}

fn member(user_id: &str) -> Membership {
    Membership {
        id: format!("orgmem_{user_id}"),
        organization_id: "org_1".to_owned(),
        user_id: user_id.to_owned(),
        role: "org:member".to_owned(),
        public_metadata: json!({}),
        private_metadata: json!({}),
        created_at: 0,
        updated_at: 0,
    }
}

/// The ordering values of each member: first the user's, then the stored copies.
fn values(db: Db<'_>) -> Vec<[[Option<String>; 4]; 2]> {
    let sql = "SELECT (SELECT email_address FROM email_addresses AS address
           WHERE address.instance_id = users.instance_id AND address.id = users.primary_email_address_id),
         first_name, last_name, username, user_email_address, user_first_name, user_last_name, user_username
       FROM memberships JOIN users ON users.instance_id = memberships.instance_id AND users.id = memberships.user_id";
    let mut statement = db.connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| {
        let four = |from: usize| {
            Ok::<_, rusqlite::Error>([
                row.get(from)?,
                row.get(from + 1)?,
                row.get(from + 2)?,
                row.get(from + 3)?,
            ])
        };
        Ok([four(0)?, four(4)?])
    });
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn members_are_ordered_by_the_current_values_of_their_users() {
    let store = Store::open(Path::new(IN_MEMORY), None).unwrap();
    let sql = "INSERT INTO instances (id, name, frontend_api, secret_key, signing_key, seed, created_at)
           VALUES ('ins_1', '', 'a', 'b', x'', '{}', 0);
         INSERT INTO organizations (instance_id, id, name, slug, max_allowed_memberships, created_at, updated_at)
           VALUES ('ins_1', 'org_1', 'A', 'a', 0, 0, 0);";
    lock(&store.writer).execute_batch(sql).unwrap();
    let changed = |change: fn(&mut User)| {
        move |db: Db<'_>| {
            let mut user = user("a");
            change(&mut user);
            db.update_user(&user)
        }
    };
    let changes: [Change<'_>; 10] = [
        &|db| db.add_user(&user("a")),
        &|db| db.add_membership(&member("a")),
        &|db| db.add_email_address(&address("idn_a", "a")),
        &|db| db.add_email_address(&address("idn_second", "a")),
        &changed(|user| user.last_name = Some("B".to_owned())),
        &changed(|user| user.username = Some("c".to_owned())),
        &changed(|user| user.first_name = None),
        &changed(|user| user.primary_email_address_id = Some("idn_second".to_owned())),
        &|db| db.remove_email_address("idn_second"),
        &changed(|user| user.primary_email_address_id = None),
    ];
    let mut seen = std::collections::HashSet::new();
    for (n, change) in changes.into_iter().enumerate() {
        store.write("ins_1", &|| 0, |db| Ok(change(db)?)).unwrap();
        for [of_user, stored] in store.read("ins_1", 0, |db| Ok(values(db))).unwrap() {
            assert_eq!(stored, of_user, "after change {n}");
            seen.insert(stored);
        }
    }
    assert_eq!(seen.len(), 6, "{seen:?}");
}
