//! What is acknowledged is kept: over restarts, over kill -9, and only in files that are ours.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use clerk_emulator::{Config, Emulator, Error, OpenError};
use serde_json::Value;

use crate::command::Command;
use crate::support::{Browser, FORM, Server, send};

fn on_file(path: &Path) -> Server {
    Server::with(Config { database: path.to_owned(), ..Config::default() })
}

fn without_url(instance: &Value) -> Value {
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

#[test]
fn a_killed_process_loses_nothing_that_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("emulator.db");
    let mut command = Command::start(&["--database", file.to_str().unwrap(), "--quiet"]);
    let admin = Browser::new(&command.url());
    let person = command.instance["admin"].clone();
    admin.sign_in(person["emailAddress"].as_str().unwrap(), person["password"].as_str().unwrap()).expect_ok();
    let cookie = admin.cookie().unwrap();
    let organization = command.instance["organizationId"].as_str().unwrap().to_owned();
    let path = format!("/v1/organizations/{organization}/invitations");
    let url = format!("{}{path}", command.url());

    let (acknowledged, next) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let headers = [("cookie", cookie.as_str()), FORM];
                for _ in 0..10_000 {
                    let address = format!("p{}@x.io", next.fetch_add(1, Ordering::SeqCst));
                    let form = format!("email_address={address}&role=org:member");
                    // The first connection that fails is the killed process.
                    let Ok(answer) = send("POST", &url, &headers, Some(&form)) else { return };
                    answer.expect_ok();
                    acknowledged.lock().unwrap().push(address);
                }
            });
        }
        while acknowledged.lock().unwrap().len() < 40 {
            std::thread::sleep(Duration::from_millis(5));
        }
        command.kill();
    });

    let again = Command::start(&["--database", file.to_str().unwrap(), "--quiet"]);
    assert_eq!(without_url(&again.instance), without_url(&command.instance));
    let url = format!("{}{path}?limit=500", again.url());
    let page = send("GET", &url, &[("cookie", &cookie)], None).unwrap().expect_ok();
    let kept: Vec<&str> =
        page["data"].as_array().unwrap().iter().map(|row| row["email_address"].as_str().unwrap()).collect();
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() >= 40);
    for address in &acknowledged {
        assert_eq!(kept.iter().filter(|kept| *kept == address).count(), 1, "{address}");
    }
    drop(again);
    let connection = rusqlite::Connection::open(&file).unwrap();
    let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
}

fn start_on(path: &Path) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { database: path.to_owned(), ..Config::default() };
    runtime.block_on(async { Emulator::start(config).await.map(drop) })
}

#[test]
fn a_file_of_a_later_version_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("emulator.db");
    on_file(&file).stop();
    let version = || -> i64 {
        let connection = rusqlite::Connection::open(&file).unwrap();
        connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
    };
    let known = version();
    rusqlite::Connection::open(&file).unwrap().pragma_update(None, "user_version", known + 1).unwrap();
    let refused = start_on(&file).unwrap_err();
    assert!(matches!(refused, Error::Open(OpenError::Newer { .. })), "{refused}");
    assert!(refused.to_string().contains("newer"), "{refused}");
    assert_eq!(version(), known + 1);
}

#[test]
fn a_database_of_another_program_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other.db");
    rusqlite::Connection::open(&file).unwrap().execute_batch("CREATE TABLE mine (id INTEGER)").unwrap();
    assert!(matches!(start_on(&file), Err(Error::Open(OpenError::Foreign { .. }))));
    let text = folder.path().join("text.db");
    std::fs::write(&text, "this is no database, but long enough to be looked at as one".repeat(100)).unwrap();
    assert!(matches!(start_on(&text), Err(Error::Open(OpenError::Sqlite { .. }))));
    assert!(matches!(start_on(&folder.path().join("no/such/folder.db")), Err(Error::Open(_))));
}
