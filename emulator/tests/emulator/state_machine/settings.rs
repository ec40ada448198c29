//! Changed settings after restarts and resets, and writes that were started before a reset.

use super::*;

#[test]
fn changed_settings_survive_a_restart_and_a_reset_discards_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("emulator.db");
    let start = || Server::with(clerk_emulator::Config { database: file.clone(), ..Default::default() });
    let server = start();
    let path = "/v1/instance/organization_settings";
    server.program().patch(path, &json!({ "max_allowed_memberships": 77 })).expect_bare();
    server.control("PATCH", "/settings", &json!({ "code_minutes": 3, "attach_client": "never" }));
    server.stop();

    let server = start();
    let values = server.control("GET", "/settings", &Value::Null)["values"].clone();
    assert_eq!((&values["code_minutes"], &values["attach_client"]), (&json!(3), &json!("never")));
    assert_eq!(server.program().get(path).expect_bare()["max_allowed_memberships"], 77);
    server.control("POST", "/reset", &Value::Null);
    server.stop();

    let server = start();
    let values = server.control("GET", "/settings", &Value::Null)["values"].clone();
    assert_eq!((&values["code_minutes"], &values["max_allowed_memberships"]), (&json!(10), &json!(5)));
    server.stop();
}

#[test]
fn a_stored_setting_that_no_longer_exists_is_reported_and_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("emulator.db");
    let config = || clerk_emulator::Config { database: file.clone(), ..Default::default() };
    let server = Server::with(config());
    server.control("PATCH", "/settings", &json!({ "code_minutes": 3 }));
    server.create_instance(&json!({ "settings": { "code_minutes": 4 } }));
    server.stop();
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection
        .execute_batch(
            "UPDATE instances SET changed_settings = '{\"renamed\":1,\"code_minutes\":3}' WHERE name = '';
             UPDATE instances SET settings = '{\"code_minutes\":4,\"native_api\":\"maybe\"}' WHERE name <> '';",
        )
        .unwrap();
    drop(connection);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let emulator = runtime.block_on(clerk_emulator::Emulator::start(config())).unwrap();
    let warnings = emulator.warnings();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].contains("renamed") && warnings[1].contains("native_api"), "{warnings:?}");
    let settings = send("GET", &format!("{}/__emulator/settings", emulator.url()), &[], None).unwrap().json();
    assert_eq!(settings["values"]["code_minutes"], 3);
    runtime.block_on(emulator.stop());
}

#[test]
fn concurrent_changes_of_settings_all_take_effect() {
    let server = Server::start();
    std::thread::scope(|scope| {
        for (name, value) in [
            ("code_minutes", 3),
            ("code_attempts", 4),
            ("session_lifetime_days", 5),
            ("frontend_bulk_limit", 6),
        ] {
            let server = &server;
            scope.spawn(move || {
                for _ in 0..20 {
                    server.control("PATCH", "/settings", &json!({ name: value }));
                    let read = server.control("GET", "/settings", &Value::Null);
                    assert_eq!(read["values"][name], value);
                }
            });
        }
    });
    server.stop();
}

#[test]
fn a_write_that_started_before_a_reset_fails_after_it() {
    let server = Server::start();
    let program = server.program();
    let delayed = json!([{ "method": "POST", "path": "/invitations$", "delayMs": 800 }]);
    server.control("POST", "/faults", &delayed);
    std::thread::scope(|scope| {
        let late = scope.spawn(|| {
            let body = json!({ "email_address": "late@x.io", "role": "org:member" });
            program.post(&server.invitations(), &body)
        });
        std::thread::sleep(std::time::Duration::from_millis(300));
        server.control("POST", "/reset", &Value::Null);
        late.join().unwrap().expect_error(409, "instance_was_reset");
    });
    let page = program.get(&format!("{}?email_address=late@x.io", server.invitations())).expect_bare();
    assert_eq!(page["total_count"], 0);
    server.stop();
}
