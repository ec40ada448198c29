//! Faults: answers that fail on purpose.

use serde_json::{Value, json};

use crate::support::{Server, send};

#[test]
fn times_is_the_number_of_requests_that_a_fault_affects() {
    let server = Server::start();
    let admin = server.admin();
    let fault = json!({
        "method": "GET", "path": "/invitations$", "status": 503, "body": { "errors": [] }, "times": 2,
        "headers": { "retry-after": "7" },
    });
    server.control("POST", "/faults", &json!([fault]));
    admin.post(&server.invitations(), "email_address=a@x.io&role=org:member").expect_ok();
    for _ in 0..2 {
        let answer = admin.get(&server.invitations());
        assert_eq!((answer.status, answer.text.as_str()), (503, "{\"errors\":[]}"));
        assert_eq!(answer.header("retry-after"), Some("7"));
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("http://localhost:3000"));
    }
    admin.get(&server.invitations()).expect_ok();
    assert_eq!(server.control("GET", "/faults", &Value::Null), json!([]));
    server.stop();
}

#[test]
fn remaining_faults_are_listed_and_can_be_removed() {
    let server = Server::start();
    server.control("POST", "/faults", &json!([{ "path": "^/v1/client$", "status": 500, "times": 3 }]));
    server.browser().get("/v1/client");
    // Faults do not apply to preflights.
    send("OPTIONS", &format!("{}/v1/client", server.url), &[("origin", "http://a.b")], None).unwrap();
    assert_eq!(server.control("GET", "/faults", &Value::Null)[0]["times"], 2);
    server.control("DELETE", "/faults", &Value::Null);
    assert_eq!(server.browser().get("/v1/client").status, 200);
    server.stop();
}

#[test]
fn a_fault_matches_the_sent_and_the_overridden_method() {
    let server = Server::start();
    let browser = server.browser();
    for (method, hit) in [("PATCH", true), ("POST", true), ("DELETE", false)] {
        server.control(
            "POST",
            "/faults",
            &json!([{ "method": method, "path": "environment", "status": 500 }]),
        );
        let answer = browser.send("POST", "/v1/environment?_method=PATCH", Some(""));
        assert_eq!(answer.status == 500, hit, "{method}");
        server.control("DELETE", "/faults", &Value::Null);
    }
    server.stop();
}

#[test]
fn a_dropped_connection_has_no_answer_and_applies_nothing() {
    let server = Server::start();
    let admin = server.admin();
    server.control("POST", "/faults", &json!([{ "method": "POST", "path": "/invitations$", "drop": true }]));
    let (url, cookie) = (format!("{}{}", server.url, server.invitations()), admin.cookie().unwrap());
    let headers = [("cookie", cookie.as_str()), crate::support::FORM];
    assert!(send("POST", &url, &headers, Some("email_address=a@x.io&role=org:member")).is_err());
    assert_eq!(admin.get(&server.invitations()).expect_ok()["total_count"], 31);
    let log = server.control("GET", "/requests", &Value::Null);
    let dropped = log.as_array().unwrap().iter().filter(|entry| entry["status"].is_null()).count();
    assert_eq!(dropped, 1);
    server.stop();
}

#[test]
fn a_request_can_be_applied_before_its_answer_is_lost_or_replaced() {
    let server = Server::start();
    let admin = server.admin();
    let (url, cookie) = (format!("{}{}", server.url, server.invitations()), admin.cookie().unwrap());
    let headers = [("cookie", cookie.as_str()), crate::support::FORM];
    let path = "/invitations$";
    server.control(
        "POST",
        "/faults",
        &json!([{ "method": "POST", "path": path, "drop": true, "after": true }]),
    );
    assert!(send("POST", &url, &headers, Some("email_address=a@x.io&role=org:member")).is_err());
    assert_eq!(admin.get(&server.invitations()).expect_ok()["data"][0]["email_address"], "a@x.io");

    let replaced =
        json!([{ "method": "POST", "path": path, "status": 502, "body": "<html>", "after": true }]);
    server.control("POST", "/faults", &replaced);
    let answer = send("POST", &url, &headers, Some("email_address=b@x.io&role=org:member")).unwrap();
    assert_eq!((answer.status, answer.text.as_str()), (502, "<html>"));
    assert_eq!(admin.get(&server.invitations()).expect_ok()["data"][0]["email_address"], "b@x.io");
    server.stop();
}

#[test]
fn a_body_can_be_cut_off_or_not_be_json() {
    let server = Server::start();
    let url = format!("{}/v1/client", server.url);
    let cut = json!([{ "path": "/v1/client", "body": "{\"response\":", "contentLength": 1000 }]);
    server.control("POST", "/faults", &cut);
    assert!(send("GET", &url, &[], None).is_err());
    let html = json!({ "path": "/v1/client", "status": 502, "body": "<html>", "headers": { "content-type": "text/html" } });
    server.control("POST", "/faults", &html);
    let answer = send("GET", &url, &[], None).unwrap();
    assert_eq!((answer.status, answer.text.as_str()), (502, "<html>"));
    assert_eq!(answer.header("content-type"), Some("text/html"));
    server.control("POST", "/faults", &json!([{ "path": "/v1/client", "status": 204 }]));
    let empty = send("GET", &url, &[], None).unwrap();
    assert_eq!((empty.status, empty.text.as_str()), (204, ""));
    server.stop();
}

#[test]
fn a_delayed_answer_is_late_and_correct() {
    let server = Server::start();
    server.control("POST", "/faults", &json!([{ "path": "/v1/client", "delayMs": 300 }]));
    assert_eq!(server.browser().get("/v1/client").status, 200);
    let log = server.control("GET", "/requests", &Value::Null);
    assert!(log[0]["durationMs"].as_i64().unwrap() >= 300, "{log}");
    server.stop();
}

#[test]
fn one_invalid_fault_rejects_all() {
    let server = Server::start();
    let url = format!("{}/__emulator/faults", server.url);
    for fault in [
        json!([{ "path": "/v1", "status": 500 }, { "path": "(" }]),
        json!([{ "status": 500 }]),
        json!([{ "path": "/v1", "status": 99 }]),
        json!([{ "path": "/v1", "statsu": 500 }]),
        json!([{ "path": "/v1", "status": 500, "headers": { "bad name": "x" } }]),
        json!("nope"),
    ] {
        send("POST", &url, &[], Some(&fault.to_string())).unwrap().expect_error(400, "request_body_invalid");
    }
    assert_eq!(server.control("GET", "/faults", &Value::Null), json!([]));
    server.stop();
}

#[test]
fn a_fault_with_only_headers_adds_them_and_one_with_times_zero_never_applies() {
    let server = Server::start();
    let posted = json!([
        { "path": "^/v1/client$", "headers": { "x-country": "DE" } },
        { "path": "^/v1/environment$", "status": 503, "times": 0 }
    ]);
    server.control("POST", "/faults", &posted);
    let browser = server.browser();
    let answer = browser.get("/v1/client");
    assert_eq!((answer.status, answer.header("x-country")), (200, Some("DE")), "{}", answer.text);
    assert_eq!(answer.json(), json!({ "response": null, "client": null }));
    assert_eq!(browser.get("/v1/client").header("x-country"), None);
    assert_eq!(browser.get("/v1/environment").status, 200);
    server.stop();
}
