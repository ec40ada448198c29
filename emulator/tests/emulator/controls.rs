//! The routes below `/__emulator`.

use serde_json::{Value, json};

use crate::support::{DAY, Server, send};

#[test]
fn the_instance_is_described_as_on_the_first_line_of_output() {
    let server = Server::start();
    let described = server.control("GET", "/instance", &Value::Null);
    assert_eq!(described, server.instance);
    let keys: Vec<&str> = described.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["url", "publishableKey", "secretKey", "organizationId", "admin", "member"]);
    let key = described["publishableKey"].as_str().unwrap().strip_prefix("pk_test_").unwrap();
    use base64::Engine;
    let host = base64::engine::general_purpose::STANDARD.decode(key).unwrap();
    let host = String::from_utf8(host).unwrap();
    assert!(host.starts_with("emulator-") && host.ends_with("-1.clerk.accounts.dev$"), "{host}");
    assert!(described["secretKey"].as_str().unwrap().starts_with("sk_test_"));
    server.stop();
}

#[test]
fn a_reset_restores_the_seed_with_the_same_ids_and_removes_the_rest() {
    let server = Server::start();
    let all = format!("{}?limit=500", server.invitations());
    let admin = server.admin();
    let before = admin.get(&all).expect_ok();
    admin.post(&server.invitations(), "email_address=a@x.io&role=org:member").expect_ok();
    let first = before["data"][0]["id"].as_str().unwrap();
    admin.post(&format!("{}/{first}/revoke", server.invitations()), "").expect_ok();
    server.control("PUT", "/settings", &json!({ "frontend_bulk_limit": 3 }));
    server.control("POST", "/faults", &json!([{ "path": "/v1/client", "status": 500 }]));
    server.advance(40 * DAY);

    server.control("POST", "/reset", &Value::Null);
    assert_eq!(server.control("GET", "/requests", &Value::Null), json!([]));
    assert_eq!(server.control("GET", "/faults", &Value::Null), json!([]));
    assert_eq!(server.control("GET", "/clock", &Value::Null)["offsetMs"], 0);
    assert_eq!(server.control("GET", "/settings", &Value::Null)["values"]["frontend_bulk_limit"], 10);
    assert!(server.outbox().is_empty());
    assert_eq!(server.control("GET", "/instance", &Value::Null), server.instance);
    assert_eq!(admin.get("/v1/client").expect_ok(), Value::Null, "sessions are gone");
    assert_eq!(server.admin().get(&all).expect_ok(), before);
    server.stop();
}

#[test]
fn the_clock_returns_its_time_and_refuses_invalid_values() {
    let server = Server::start();
    let before = server.control("GET", "/clock", &Value::Null)["now"].as_i64().unwrap();
    let after = server.control("POST", "/clock", &json!({ "advanceMs": 5000 }));
    assert!(after["now"].as_i64().unwrap() >= before + 5000);
    assert_eq!(after["offsetMs"], 5000);
    for body in
        ["{}", "{\"advanceMs\":\"1\"}", "{\"advanceMs\":1.5}", "{\"advanceMs\":9223372036854775807}", "nope"]
    {
        let answer = send("POST", &format!("{}/__emulator/clock", server.url), &[], Some(body)).unwrap();
        answer.expect_error(400, "request_body_invalid");
    }
    assert_eq!(server.control("GET", "/clock", &Value::Null)["offsetMs"], 5000);
    server.stop();
}

#[test]
fn settings_are_changed_all_or_none() {
    let server = Server::start();
    let listed = server.control("GET", "/settings", &Value::Null);
    let described = listed["settings"].as_array().unwrap();
    assert!(described.iter().all(|setting| !setting["doc"].as_str().unwrap().is_empty()));
    assert_eq!(described.len(), listed["values"].as_object().unwrap().len());
    let url = format!("{}/__emulator/settings", server.url);
    let body = json!({ "frontend_bulk_limit": 20, "no_such_setting": 1 }).to_string();
    send("PUT", &url, &[], Some(&body)).unwrap().expect_error(400, "request_body_invalid");
    assert_eq!(server.control("GET", "/settings", &Value::Null), listed);
    server.stop();
}

#[test]
fn the_request_log_has_the_received_requests_in_order() {
    let server = Server::start();
    let admin = server.admin();
    server.control("DELETE", "/requests", &Value::Null);
    admin.get(&format!("{}?status=pending&status=a%2Bb&q=x+y", server.invitations()));
    admin.post(&server.invitations(), "email_address=a%40x.io&role=org%3Amember");
    admin.send("POST", "/v1/environment?_method=PATCH", Some(""));
    send("OPTIONS", &format!("{}/v1/client", server.url), &[("origin", "http://a.b")], None).unwrap();
    server.browser().get("/index.html");
    let log = server.control("GET", "/requests", &Value::Null);
    let log = log.as_array().unwrap();
    let lines: Vec<_> = log
        .iter()
        .map(|entry| (entry["method"].as_str().unwrap(), entry["status"].as_u64().unwrap()))
        .collect();
    assert_eq!(lines, [("GET", 422), ("POST", 200), ("POST", 200)]);
    assert_eq!(log[0]["path"], server.invitations());
    assert_eq!(log[0]["query"], json!([["status", "pending"], ["status", "a+b"], ["q", "x y"]]));
    assert_eq!(log[0]["headers"]["origin"], "http://localhost:3000");
    assert_eq!(log[0]["headers"]["cookie"], "[redacted]");
    assert_eq!(log[1]["body"], "email_address=a%40x.io&role=org%3Amember");
    assert_eq!(log[1]["headers"]["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(log[2]["query"], json!([["_method", "PATCH"]]));
    assert!(log.iter().all(|entry| entry["at"].is_i64() && entry["durationMs"].as_i64().unwrap() >= 0));
    server.stop();
}

#[test]
fn pages_of_other_machines_cannot_use_the_controls() {
    let server = Server::start();
    let url = format!("{}/__emulator/reset", server.url);
    for origin in ["https://evil.example.com", "http://localhost.evil.example.com", "null"] {
        let answer = send("POST", &url, &[("origin", origin)], None).unwrap();
        let error = answer.expect_error(400, "origin_invalid");
        let message = error["long_message"].as_str().unwrap();
        assert!(message.contains("A page of this origin cannot send this request"), "{message}");
    }
    let local = send("POST", &url, &[("origin", "http://127.0.0.1:9999")], None).unwrap();
    assert_eq!(local.status, 200);
    assert_eq!(local.header("access-control-allow-origin"), Some("http://127.0.0.1:9999"));
    server.stop();
}

#[test]
fn a_wrong_method_on_a_control_is_refused_with_405() {
    let server = Server::start();
    server.browser().send("DELETE", "/__emulator/instance", None).expect_error(405, "method_not_allowed");
    server.stop();
}

#[test]
fn an_endpoint_of_webhooks_that_cannot_be_is_refused_with_the_reason() {
    let server = Server::start();
    let refused = |body: &Value| {
        let url = format!("{}/__emulator/webhooks", server.url);
        let answer = send("POST", &url, &[], Some(&body.to_string())).unwrap();
        let error = answer.expect_error(400, "request_body_invalid");
        error["long_message"].as_str().unwrap().to_owned()
    };
    for url in ["https://a.example/", "a.example", "http://", ""] {
        assert!(
            refused(&json!({ "url": url })).contains(&format!("{url:?} of the webhook is not an http URL"))
        );
    }
    // A filter that was ignored would send what was not asked for.
    let filtered = json!({ "url": "http://127.0.0.1:1/", "events": ["user.created"] });
    for body in [json!({}), json!([]), json!({ "url": 1 }), filtered] {
        assert!(refused(&body).contains("without other fields"));
    }
    let webhooks = server.control("GET", "/webhooks", &Value::Null);
    assert_eq!(webhooks["endpoints"], json!([]));
    server.stop();
}
