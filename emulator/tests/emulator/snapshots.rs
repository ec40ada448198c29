//! `POST /__emulator/snapshot`, `/restore` and `GET /health`.

use serde_json::{Value, json};

use crate::support::{DAY, Server, send};

fn restore(server: &Server, snapshot: &Value) -> (u16, Value) {
    let url = format!("{}/__emulator/restore", server.url);
    let answer = send("POST", &url, &[], Some(&snapshot.to_string())).unwrap();
    (answer.status, answer.json())
}

#[test]
fn a_restore_brings_back_rows_sessions_mails_settings_and_clock() {
    let server = Server::start();
    let admin = server.admin();
    let invite = |address: &str| {
        let form = format!("email_address={}&role=org:member", address.replace('@', "%40"));
        admin.post(&server.invitations(), &form).expect_ok();
    };
    invite("before@example.com");
    server.control("PATCH", "/settings", &json!({ "frontend_bulk_limit": 7 }));
    server.advance(DAY / 24);
    let state = server.control("GET", "/state", &Value::Null);
    let mails = server.outbox();
    let snapshot = server.control("POST", "/snapshot", &json!({}));

    invite("after@example.com");
    server.control("PATCH", "/settings", &json!({ "frontend_bulk_limit": 9 }));
    server.advance(DAY);
    assert_eq!(restore(&server, &snapshot).0, 200);

    assert_eq!(server.control("GET", "/state", &Value::Null), state);
    assert_eq!(server.outbox(), mails);
    assert_eq!(server.control("GET", "/settings", &Value::Null)["values"]["frontend_bulk_limit"], 7);
    assert_eq!(server.control("GET", "/clock", &Value::Null)["offsetMs"], DAY / 24);
    // The earlier session still works, and the counters are correct.
    invite("again@example.com");
    let again = server.control("POST", "/snapshot", &json!({}));
    assert_eq!(restore(&server, &again).0, 200);
    assert_eq!(server.control("POST", "/snapshot", &json!({}))["tables"], again["tables"]);
}

#[test]
fn a_snapshot_that_cannot_be_restored_is_refused_and_changes_nothing() {
    let server = Server::start();
    let other = server.create_instance(&json!({}));
    let snapshot = server.control("POST", "/snapshot", &json!({}));
    let mut broken = snapshot.clone();
    broken["tables"]["users"]["columns"][0] = "id) VALUES (1); --".into();
    let mut foreign = snapshot.clone();
    foreign["tables"]["users"]["rows"][0][1] = "ins_other".into();
    for (server, snapshot) in [
        (&other, &snapshot),
        (&server, &json!({})),
        (&server, &json!({ "instanceId": snapshot["instanceId"] })),
        (&server, &broken),
        (&server, &foreign),
    ] {
        let before = server.control("GET", "/state", &Value::Null);
        let (status, answer) = restore(server, snapshot);
        assert_eq!(status, 400, "{answer}");
        assert_eq!(server.control("GET", "/state", &Value::Null), before);
    }
}

#[test]
fn the_health_check_succeeds() {
    let server = Server::start();
    let answer = send("GET", &format!("{}/health", server.url), &[], None).unwrap();
    assert_eq!((answer.status, &answer.json()["ok"]), (200, &json!(true)));
}
