//! Rows that expired long ago are removed, and no others.

use std::time::Duration;

use clerk_emulator::Config;
use rusqlite::Connection;

use crate::support::{DAY, FORM, Server, newcomer, send, stopwatch};

const TABLES: &[&str] = &["clients", "sessions", "sign_ins", "sign_ups", "codes", "dev_browsers"];

/// The number of rows in each of [`TABLES`].
fn rows(connection: &Connection) -> Vec<i64> {
    let count = |table: &&str| {
        connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    };
    TABLES.iter().map(count).collect()
}

/// Moves the clock, sends a request so that the emulator purges, and waits for the expected numbers of rows.
#[track_caller]
fn expect_after(server: &Server, connection: &Connection, milliseconds: i64, expected: &[i64]) {
    server.advance(milliseconds);
    let begun = stopwatch();
    while rows(connection) != expected {
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "{TABLES:?}: {:?}, not {expected:?}",
            rows(connection)
        );
        server.browser().get("/v1/environment");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn old_rows_are_removed_by_the_emulators_clock() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("purge.db");
    let server = Server::with(Config { database: database.clone(), ..Config::default() });
    let connection = Connection::open(&database).unwrap();
    let admin = server.admin();
    // A completed sign-up, a sign-in that is waiting for its code, and a browser without further requests.
    newcomer(&server, "new@x.io");
    let waiting = server.browser();
    let address = server.instance["member"]["emailAddress"].as_str().unwrap();
    waiting.post("/v1/client/sign_ins", &format!("strategy=email_code&identifier={address}")).expect_ok();
    server.browser().with_dev_browser();
    assert_eq!(rows(&connection), [3, 2, 2, 1, 2, 1]);
    server.browser().get("/v1/environment");
    assert_eq!(rows(&connection), [3, 2, 2, 1, 2, 1], "nothing has expired");

    // Codes expire after ten minutes and attempts are abandoned after a day. Both are kept for another day.
    expect_after(&server, &connection, DAY + 11 * 60_000, &[3, 2, 2, 1, 0, 1]);
    expect_after(&server, &connection, DAY, &[3, 2, 0, 0, 0, 1]);
    // Sessions expire after seven days and are listed for thirty more. A client is removed with its last session.
    server.advance(6 * DAY);
    let listed = server.program().get("/v1/sessions?status=expired").expect_bare();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    expect_after(&server, &connection, 30 * DAY, &[0, 0, 0, 0, 0, 0]);
    assert_eq!(server.program().get("/v1/sessions").expect_bare().as_array().unwrap().len(), 0);
    admin.get("/v1/client").expect_ok();
    server.admin().session();
    server.stop();
}

#[test]
fn a_purge_removes_a_bounded_number_of_rows_and_continues_with_the_next_request() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("purge.db");
    let server = Server::with(Config { database: database.clone(), ..Config::default() });
    let connection = Connection::open(&database).unwrap();
    let address = server.instance["member"]["emailAddress"].as_str().unwrap();
    let form = format!("identifier={address}");
    for _ in 0..250 {
        let url = format!("{}/v1/client/sign_ins", server.url);
        send("POST", &url, &[FORM], Some(&form)).unwrap().expect_ok();
    }
    server.advance(3 * DAY);
    server.browser().get("/v1/environment");
    let begun = stopwatch();
    while rows(&connection)[2] == 250 {
        assert!(begun.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(rows(&connection)[2], 50, "200 at once");
    while rows(&connection)[2] > 0 {
        assert!(begun.elapsed() < Duration::from_secs(10));
        server.browser().get("/v1/environment");
        std::thread::sleep(Duration::from_millis(10));
    }
    server.stop();
}
