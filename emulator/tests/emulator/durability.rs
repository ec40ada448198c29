//! Stored data survives restarts and upgrades, and files of other programs are not changed. `kill.rs` tests killed
//! processes.

use std::path::Path;

use clerk_emulator::{Config, Emulator, Error, OpenError};
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::support::{Server, column, newcomer, send};

fn on_file(path: &Path) -> Server {
    Server::with(Config { database: path.to_owned(), ..Config::default() })
}

pub(crate) fn without_url(instance: &Value) -> Value {
    let mut instance = instance.clone();
    instance.as_object_mut().unwrap().remove("url");
    instance
}

#[test]
fn a_restart_keeps_ids_keys_passwords_sessions_and_invitations_but_not_the_clock() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("emulator.db");
    let server = on_file(&file);
    let admin = server.admin();
    let created = admin.post(&server.invitations(), "email_address=a@x.io&role=org:member").expect_ok();
    let before = server.instance.clone();
    let mails = server.outbox().len();
    let key = admin.get("/v1/jwks").json();
    server.advance(1000 * 60 * 60);
    let cookie = admin.cookie().unwrap();
    server.stop();

    let server = on_file(&file);
    assert_eq!(without_url(&server.instance), without_url(&before));
    assert_eq!(server.control("GET", "/clock", &Value::Null)["offsetMs"], 0);
    assert_eq!(server.browser().get("/v1/jwks").json(), key);
    let listed =
        send("GET", &format!("{}{}", server.url, server.invitations()), &[("cookie", &cookie)], None)
            .unwrap();
    assert_eq!(listed.expect_ok()["data"][0], created, "the old session still works");
    assert_eq!(server.outbox().len(), mails);
    server.admin();
    server.stop();
}

/// The schemas of earlier versions, oldest first.
const EARLIER: [&str; 11] = [
    include_str!("../../src/store/schema/1.sql"),
    include_str!("../../src/store/schema/2.sql"),
    include_str!("../../src/store/schema/3.sql"),
    include_str!("../../src/store/schema/4.sql"),
    include_str!("../../src/store/schema/5.sql"),
    include_str!("../../src/store/schema/6.sql"),
    include_str!("../../src/store/schema/7.sql"),
    include_str!("../../src/store/schema/8.sql"),
    include_str!("../../src/store/schema/9.sql"),
    include_str!("../../src/store/schema/10.sql"),
    include_str!("../../src/store/schema/11.sql"),
];

/// The seed document in the format of the first two versions: one address per user, and fewer fields.
fn earlier_seed(seed: &Value) -> Value {
    let pick = |of: &Value, names: &[&str]| -> Value {
        names.iter().map(|name| ((*name).to_owned(), of[*name].clone())).collect::<Map<_, _>>().into()
    };
    let each = |list: &Value, shown: &dyn Fn(&Value) -> Value| -> Value {
        list.as_array().unwrap().iter().map(shown).collect()
    };
    let user = |user: &Value| {
        let mut earlier = pick(user, &["id", "first_name", "last_name", "password", "created_at"]);
        let address = &user["email_addresses"][0];
        earlier["email_address"] = address["email_address"].clone();
        earlier["email_address_id"] = address["id"].clone();
        earlier
    };
    let invitation = |invitation: &Value| {
        let names = ["id", "email_address", "role", "status", "inviter_user_id", "public_metadata"];
        let times = ["expires_at", "created_at", "updated_at"];
        pick(invitation, &[&names[..], &times[..]].concat())
    };
    let organization = |organization: &Value| {
        let names = ["id", "name", "slug", "max_allowed_memberships", "created_by", "created_at"];
        let mut earlier = pick(organization, &names);
        let membership = |row: &Value| pick(row, &["id", "user_id", "role", "created_at"]);
        earlier["memberships"] = each(&organization["memberships"], &membership);
        earlier["invitations"] = each(&organization["invitations"], &invitation);
        earlier
    };
    let role = |role: &Value| {
        pick(role, &["id", "key", "name", "description", "is_creator_eligible", "permissions"])
    };
    json!({
        "written_at": seed["written_at"],
        "permissions": each(&seed["permissions"], &|one| pick(one, &["id", "key", "name", "description", "type"])),
        "roles": each(&seed["roles"], &role),
        "users": each(&seed["users"], &user),
        "organizations": each(&seed["organizations"], &organization),
    })
}

/// Writes a file with the data of `present` in the format of the version with these `schemas`.
fn write_as_earlier(present: &Path, earlier: &Path, schemas: &[&str]) {
    let connection = Connection::open(earlier).unwrap();
    connection.execute("ATTACH ?1 AS present", [present.to_str().unwrap()]).unwrap();
    let names = |sql: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    // Replacements of the emulator's functions. They need not fold, because all data here is in lower case.
    let identity = |context: &rusqlite::functions::Context<'_>| context.get::<Option<String>>(0);
    let flags = rusqlite::functions::FunctionFlags::SQLITE_DETERMINISTIC;
    for name in ["fold", "fold_address", "fold_domain"] {
        connection.create_scalar_function(name, 1, flags, identity).unwrap();
    }
    schemas.iter().for_each(|schema| connection.execute_batch(schema).unwrap());
    connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    for table in
        names("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    {
        let columns = names(&format!("SELECT name FROM pragma_table_info('{table}', 'main')")).join(", ");
        // Blocks had only one size.
        let rows = if table == "invitation_blocks" { "WHERE level = 0" } else { "" };
        let copy =
            format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM present.{table} {rows}");
        // Triggers have already counted the copied rows.
        connection.execute(&format!("DELETE FROM main.{table}"), []).unwrap();
        connection.execute(&copy, []).unwrap();
    }
    if schemas.len() == 4 {
        connection.execute("DELETE FROM main.counters WHERE kind LIKE '%mails'", []).unwrap();
    }
    if schemas.len() < 8 {
        // Earlier versions stored addresses in any spelling.
        let respelled = "UPDATE main.invitations SET email_address = 'a@xn--mnchen-3ya.example'
                         WHERE email_address = 'a@münchen.example'";
        assert_eq!(connection.execute(respelled, []).unwrap(), 1);
    }
    let seed: String = connection.query_row("SELECT seed FROM instances", [], |row| row.get(0)).unwrap();
    if schemas.len() < 3 {
        let seed = earlier_seed(&serde_json::from_str(&seed).unwrap()).to_string();
        connection.execute("UPDATE main.instances SET seed = ?1", [seed]).unwrap();
    }
    connection.pragma_update(None, "application_id", 0x436c_726b).unwrap();
    connection.pragma_update(None, "user_version", i64::try_from(schemas.len()).unwrap()).unwrap();
}

#[test]
fn a_file_of_an_earlier_version_is_migrated_with_all_its_data() {
    let folder = tempfile::tempdir().unwrap();
    let present = folder.path().join("present.db");
    let server = on_file(&present);
    let begun = server.control("GET", "/state", &Value::Null);
    let admin = server.admin();
    admin.post(&server.invitations(), "email_address=a@m%C3%BCnchen.example&role=org:viewer").expect_ok();
    let cookie = admin.cookie().unwrap();
    let state = server.control("GET", "/state", &Value::Null);
    let (instance, outbox) = (server.instance.clone(), server.outbox().len());
    server.stop();

    for version in 1..=EARLIER.len() {
        let file = folder.path().join(format!("version-{version}.db"));
        write_as_earlier(&present, &file, &EARLIER[..version]);
        let server = on_file(&file);
        assert_eq!(without_url(&server.instance), without_url(&instance), "version {version}");
        assert_eq!(server.control("GET", "/state", &Value::Null), state);
        assert_eq!(server.outbox().len(), outbox);
        let me = send("GET", &format!("{}/v1/me", server.url), &[("cookie", &cookie)], None).unwrap();
        assert_eq!(me.expect_ok()["id"], instance["admin"]["userId"], "the session still works");
        // New features work with old data.
        newcomer(&server, "new@x.io").post("/v1/organizations", "name=New").expect_ok();
        let domains = format!("/v1/organizations/{}/domains", server.organization_id());
        server.admin().post(&domains, "name=example.org").expect_ok();
        assert_ne!(server.create_instance(&Value::Null).url, server.url);
        // A reset restores the seed that the old version stored.
        server.control("POST", "/reset", &Value::Null);
        let reset = server.control("GET", "/state", &Value::Null);
        for part in ["users", "organizations"] {
            let ids = |of: &Value| column(&json!({ "data": of[part] }), "id");
            assert_eq!(ids(&reset), ids(&begun));
        }
        assert_eq!(reset["organizations"], begun["organizations"]);
        assert_eq!(server.control("GET", "/instance", &Value::Null), server.instance);
        server.admin();
        server.stop();
        let connection = Connection::open(&file).unwrap();
        let pragma = |name: &str| -> Value {
            let text = connection
                .query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, rusqlite::types::Value>(0));
            match text.unwrap() {
                rusqlite::types::Value::Integer(number) => number.into(),
                rusqlite::types::Value::Text(text) => text.into(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(pragma("user_version"), EARLIER.len() + 1);
        assert_eq!(pragma("integrity_check"), "ok");
    }
}

fn start_on(path: &Path) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { database: path.to_owned(), ..Config::default() };
    runtime.block_on(async { Emulator::start(config).await.map(drop) })
}

#[test]
fn a_file_of_a_later_version_is_refused_and_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("emulator.db");
    on_file(&file).stop();
    let version = || -> i64 {
        let connection = Connection::open(&file).unwrap();
        connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
    };
    let known = version();
    Connection::open(&file).unwrap().pragma_update(None, "user_version", known + 1).unwrap();
    let refused = start_on(&file).unwrap_err();
    assert!(matches!(refused, Error::Open(OpenError::Newer { .. })), "{refused}");
    assert!(refused.to_string().contains("newer"), "{refused}");
    assert_eq!(version(), known + 1);
}

#[test]
fn a_database_of_another_program_is_refused_and_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other.db");
    Connection::open(&file).unwrap().execute_batch("CREATE TABLE mine (id INTEGER)").unwrap();
    assert!(matches!(start_on(&file), Err(Error::Open(OpenError::Foreign { .. }))));
    let text = folder.path().join("text.db");
    std::fs::write(&text, "this is no database, but long enough to be looked at as one".repeat(100)).unwrap();
    assert!(matches!(start_on(&text), Err(Error::Open(OpenError::Sqlite { .. }))));
    assert!(matches!(start_on(&folder.path().join("no/such/folder.db")), Err(Error::Open(_))));
}

#[test]
fn a_database_that_another_emulator_has_open_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("emulator.db");
    let server = on_file(&file);
    let refused = start_on(&file).unwrap_err();
    assert!(matches!(refused, Error::Open(OpenError::InUse { .. })), "{refused}");
    assert!(refused.to_string().contains("only one"), "{refused}");
    #[cfg(unix)]
    {
        let link = folder.path().join("link.db");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert!(matches!(start_on(&link), Err(Error::Open(OpenError::InUse { .. }))));
    }
    server.admin();
    server.stop();
    assert!(start_on(&file).is_ok());
}
