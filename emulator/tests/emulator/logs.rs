//! The outbox and the request log: their filters, waits, and redaction.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Answer, PASSWORD, Server, invite, newcomer, send, stopwatch};

/// The entries of a log.
fn list(server: &Server, path: &str) -> Vec<Value> {
    server.control("GET", path, &Value::Null).as_array().unwrap().clone()
}

fn texts(entries: &[Value], name: &str) -> Vec<String> {
    entries.iter().map(|entry| entry[name].as_str().unwrap().to_owned()).collect()
}

/// Sends `ask`, and runs `work` while it waits. Returns the answer and the time that it took.
fn meanwhile(server: &Server, ask: &str, work: impl FnOnce()) -> (Value, Duration) {
    let url = format!("{}/__emulator{ask}", server.url);
    std::thread::scope(|scope| {
        let waiting = scope.spawn(move || {
            let begun = stopwatch();
            let answer = send("GET", &url, &[], None).unwrap();
            assert_eq!(answer.status, 200, "{}", answer.text);
            (answer.json(), begun.elapsed())
        });
        std::thread::sleep(Duration::from_millis(300));
        work();
        waiting.join().unwrap()
    })
}

#[test]
fn the_outbox_is_read_page_by_page_and_by_address() {
    let server = Server::start();
    let admin = server.admin();
    for name in ["ada", "bo", "cy"] {
        invite(&server, &admin, &format!("{name}@x.io"), "org:member");
    }
    let all = list(&server, "/outbox");
    assert_eq!(texts(&all, "to"), ["ada@x.io", "bo@x.io", "cy@x.io"]);
    let first = list(&server, "/outbox?limit=2");
    assert_eq!(first, all[..2]);
    assert_eq!(list(&server, &format!("/outbox?after={}", first[1]["seq"])), all[2..]);
    assert_eq!(list(&server, "/outbox?to=BO%40x.io"), all[1..2]);
    assert_eq!(list(&server, "/outbox?to=nobody%40x.io"), Vec::<Value>::new());
    assert_eq!(list(&server, "/outbox?limit=0&wait=5000"), Vec::<Value>::new());
    server.stop();
}

#[test]
fn the_request_log_is_read_page_by_page_and_by_method_path_and_status() {
    let server = Server::start();
    let admin = server.admin();
    server.control("DELETE", "/requests", &Value::Null);
    admin.get("/v1/client");
    admin.get("/v1/organizations/org_none/invitations");
    admin.post(&server.invitations(), "email_address=a%40x.io&role=org%3Amember");
    let all = list(&server, "/requests");
    assert_eq!(all.len(), 3);
    let numbers: Vec<u64> = all.iter().map(|entry| entry["seq"].as_u64().unwrap()).collect();
    assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
    assert_eq!(list(&server, "/requests?limit=1"), all[..1]);
    assert_eq!(list(&server, &format!("/requests?after={}&limit=1", numbers[0])), all[1..2]);
    assert_eq!(list(&server, "/requests?method=post"), all[2..]);
    assert_eq!(list(&server, "/requests?path=%2Finvitations%24"), all[1..]);
    assert_eq!(list(&server, "/requests?path=invitations&status=200"), all[2..]);
    server.stop();
}

#[test]
fn the_error_for_an_invalid_log_filter_names_it() {
    let server = Server::start();
    let refused = |path: &str| -> Answer {
        send("GET", &format!("{}/__emulator{path}", server.url), &[], None).unwrap()
    };
    for path in [
        "/outbox?limit=-1",
        "/outbox?limit=many",
        "/outbox?wait=60001",
        "/requests?after=x",
        "/requests?status=1000",
        "/requests?path=%5B",
    ] {
        let name = path.split(['?', '=']).nth(1).unwrap();
        let error = refused(path).expect_error(422, "form_param_value_invalid");
        assert_eq!(error["meta"]["param_name"], name, "{path}");
    }
    let error = refused("/requests?path=%5B").json();
    let message = error["errors"][0]["long_message"].as_str().unwrap();
    assert!(message.starts_with("path must be a regular expression: "), "{message}");
    refused("/outbox?form=a%40x.io").expect_error(422, "form_param_unknown");
    refused("/requests?to=a%40x.io").expect_error(422, "form_param_unknown");
    server.stop();
}

#[test]
fn a_wait_for_a_mail_ends_when_it_is_sent() {
    let server = Server::start();
    let admin = server.admin();
    let path = server.invitations();
    let program = server.program();
    let invite = |address: &str| {
        let body = json!({ "email_address": address, "role": "org:member" });
        program.post(&path, &body).expect_bare();
    };
    let (found, after) = meanwhile(&server, "/outbox?to=late%40x.io&wait=15000", || {
        invite("another@x.io");
        invite("late@x.io");
    });
    assert_eq!(texts(found.as_array().unwrap(), "to"), ["late@x.io"]);
    assert!(after < Duration::from_secs(10), "{after:?}");
    // An existing entry is returned immediately.
    let begun = stopwatch();
    assert_eq!(list(&server, "/outbox?to=late%40x.io&wait=15000").len(), 1);
    assert!(begun.elapsed() < Duration::from_secs(5));
    // With `after`, only newer entries end the wait.
    let seq = &found[0]["seq"];
    let (found, after) = meanwhile(&server, &format!("/outbox?after={seq}&wait=15000"), || {
        invite("next@x.io");
    });
    assert_eq!(texts(found.as_array().unwrap(), "to"), ["next@x.io"]);
    assert!(after >= Duration::from_millis(300), "{after:?}");
    drop(admin);
    server.stop();
}

#[test]
fn a_wait_returns_an_empty_list_after_its_time_limit() {
    let server = Server::start();
    for path in ["/outbox?to=nobody%40x.io&wait=400", "/requests?path=nothing&wait=400"] {
        // Moving the clock does not shorten the wait.
        let (found, after) = meanwhile(&server, path, || server.advance(60_000));
        assert_eq!(found, json!([]));
        assert!(after >= Duration::from_millis(400), "{after:?}");
    }
    server.stop();
}

#[test]
fn a_wait_for_a_request_ends_when_it_is_answered() {
    let server = Server::start();
    let browser = server.browser();
    server.control("POST", "/faults", &json!([{ "path": "^/v1/client$", "delayMs": 300 }]));
    let (found, after) = meanwhile(&server, "/requests?path=%5E%2Fv1%2Fclient%24&wait=15000", || {
        browser.get("/v1/environment");
        browser.get("/v1/client");
    });
    assert_eq!((&found[0]["path"], &found[0]["status"]), (&json!("/v1/client"), &json!(200)));
    assert!(after >= Duration::from_millis(600) && after < Duration::from_secs(10), "{after:?}");
    server.stop();
}

#[test]
fn secrets_are_not_in_the_request_log() {
    let server = Server::start();
    let admin = server.admin();
    let (_, link) = invite(&server, &admin, "ticket@x.io", "org:member");
    let ticket = link.split_once("ticket=").unwrap().1;
    newcomer(&server, "new@x.io");
    let code = server.outbox().last().unwrap()["code"].as_str().unwrap().to_owned();
    let body = json!({ "email_address": ["made@x.io"], "password": PASSWORD, "first_name": "Kept" });
    server.program().post("/v1/users", &body).expect_bare();
    let secret = server.instance["secretKey"].as_str().unwrap();
    let browser = server.browser();
    browser.post("/v1/client/sign_ins", &format!("strategy=ticket&ticket={ticket}"));
    browser.get(&format!("/v1/tickets/accept?ticket={ticket}"));
    let referer = format!("http://localhost:3000/?__clerk_ticket={ticket}&tab=2");
    browser.send_with("GET", &format!("/v1/client?key={secret}"), &[("referer", &referer)], None);
    let log = server.control("GET", "/requests", &Value::Null).to_string();
    let passwords =
        [PASSWORD, "a+long+enough+password", server.instance["admin"]["password"].as_str().unwrap()];
    let cookie = admin.cookie().unwrap();
    let cookie = cookie.split_once('=').unwrap().1;
    for text in passwords.into_iter().chain([ticket, secret, cookie, &format!("code={code}")]) {
        assert!(!log.contains(text), "{text}\n{log}");
    }
    for kept in
        ["strategy=ticket&ticket=[redacted]", "\\\"first_name\\\":\\\"Kept\\\"", "tab=2", "code=[redacted]"]
    {
        assert!(log.contains(kept), "{kept}\n{log}");
    }
    server.stop();
}

#[test]
fn the_oldest_entries_are_removed_when_they_take_too_many_bytes() {
    let server = Server::with_settings(&[("rate_limits", "false")]);
    let program = server.program();
    let padding = "x".repeat(60_000);
    for number in 0..150 {
        let path = format!("/v1/organizations?number={number}");
        program.post(&path, &json!({ "name": "x", "private_metadata": padding }));
    }
    let log = list(&server, "/requests");
    let bytes = serde_json::to_string(&log).unwrap().len();
    assert!((6 << 20..9 << 20).contains(&bytes), "{bytes}");
    assert_eq!(log.last().unwrap()["query"], json!([["number", "149"]]));

    let redirect_url = format!("http://localhost:3000/?{}", "x".repeat(200_000));
    for number in 0..50 {
        let body = json!({
            "email_address": format!("a{number}@x.io"), "role": "org:member", "redirect_url": redirect_url,
        });
        assert_eq!(program.post(&server.invitations(), &body).status, 200);
    }
    let mails = server.outbox();
    let bytes = serde_json::to_string(&mails).unwrap().len();
    assert!((12 << 20..20 << 20).contains(&bytes), "{bytes}");
    assert_eq!(mails.last().unwrap()["to"], "a49@x.io");
    server.stop();
}
