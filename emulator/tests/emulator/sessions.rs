//! Sessions: activating and ending them, and their tokens.

use std::sync::atomic::{AtomicI64, Ordering};

use clerk_emulator::{Config, TimeSource};
use serde_json::{Value, json};

use crate::support::{DAY, FORM, Server, claims, send};

fn path(session: &Value, action: &str) -> String {
    format!("/v1/client/sessions/{}/{action}", session["id"].as_str().unwrap())
}

#[test]
fn touching_switches_the_organization_by_id_by_slug_and_back_to_the_personal_account() {
    let server = Server::start();
    let browser = server.admin();
    let session = browser.session();
    let other = session["user"]["organization_memberships"][1]["organization"].clone();
    let touch = path(&session, "touch");
    let by_id = format!("active_organization_id={}&intent=select_org", other["id"].as_str().unwrap());
    let answer = browser.post(&touch, &by_id);
    assert_eq!(answer.expect_ok()["last_active_organization_id"], other["id"]);
    let client = &answer.json()["client"];
    assert_eq!(client["sessions"][0]["last_active_organization_id"], other["id"], "the client comes along");
    assert_eq!(client["last_active_session_id"], session["id"]);

    let switch = |key: &str| browser.post(&touch, &format!("active_organization_id={key}"));
    assert_eq!(
        switch("northwind-studio").expect_ok()["last_active_organization_id"],
        server.organization_id()
    );
    assert_eq!(
        browser.post(&touch, "intent=focus").expect_ok()["last_active_organization_id"],
        server.organization_id()
    );
    assert_eq!(switch("").expect_ok()["last_active_organization_id"], Value::Null);
    switch("org_unknown").expect_error(404, "organization_not_found_or_unauthorized");
    browser.post(&touch, "intent=dance").expect_error(422, "form_param_value_invalid");

    server.control("PUT", "/settings", &json!({ "force_organization_selection": true }));
    switch("northwind-studio").expect_ok();
    assert_eq!(switch("").expect_ok()["last_active_organization_id"], server.organization_id());
    server.stop();
}

#[test]
fn concurrent_changes_never_set_updated_at_back() {
    // The clock advances by a millisecond with each read, so that every wrong order is visible.
    let clock = AtomicI64::new(1_800_000_000_000);
    let time = TimeSource::new(move || clock.fetch_add(1, Ordering::SeqCst));
    let server = Server::with(Config { time, ..Config::default() });
    let admin = server.admin();
    let (session, cookie) = (admin.session(), admin.cookie().unwrap());
    let headers = [("cookie", cookie.as_str()), FORM];
    let touch = format!("{}{}", server.url, path(&session, "touch"));
    let organization = format!("{}/v1/organizations/{}?_method=PATCH", server.url, server.organization_id());
    let updated_at = |json: &Value| json["updated_at"].as_i64().unwrap();
    for _ in 0..10 {
        let answers: Vec<[i64; 3]> = std::thread::scope(|scope| {
            let changes = [0; 4].map(|_| {
                scope.spawn(|| {
                    let change = |url: &str, form| {
                        let answer = send("POST", url, &headers, Some(form)).unwrap();
                        (answer.expect_ok(), answer.json()["client"].clone())
                    };
                    let (session, client) = change(&touch, "intent=focus");
                    let (organization, _) = change(&organization, "name=Northwind");
                    [&client, &session, &organization].map(updated_at)
                })
            });
            changes.into_iter().map(|change| change.join().unwrap()).collect()
        });
        let client = admin.get("/v1/client").expect_ok();
        let session = &client["sessions"][0];
        let organization = session["user"]["organization_memberships"]
            .as_array()
            .unwrap()
            .iter()
            .map(|membership| &membership["organization"])
            .find(|organization| organization["id"] == server.organization_id())
            .unwrap();
        for (at, stored) in [&client, session, organization].into_iter().map(updated_at).enumerate() {
            let answered = answers.iter().map(|answer| answer[at]).max();
            assert_eq!(Some(stored), answered, "row {at}");
        }
    }
    server.stop();
}

#[test]
fn a_clock_that_is_set_back_sets_updated_at_back() {
    let server = Server::start();
    let admin = server.admin();
    let session = admin.session();
    let touched_at =
        || admin.post(&path(&session, "touch"), "intent=focus").expect_ok()["updated_at"].as_i64();
    server.advance(DAY);
    let later = touched_at();
    server.advance(-DAY);
    assert!(touched_at() < later);
    server.stop();
}

#[test]
fn a_user_who_is_not_a_member_cannot_make_an_organization_active() {
    let server = Server::start();
    let harbor =
        server.admin().session()["user"]["organization_memberships"][1]["organization"]["id"].clone();
    let member = server.member();
    let session = member.session();
    let form = format!("active_organization_id={}", harbor.as_str().unwrap());
    member.post(&path(&session, "touch"), &form).expect_error(404, "organization_not_found_or_unauthorized");
    let form = format!("organization_id={}", harbor.as_str().unwrap());
    member.post(&path(&session, "tokens"), &form).expect_error(404, "organization_not_found_or_unauthorized");
    server.stop();
}

#[test]
fn a_token_has_no_envelope_and_names_the_requested_organization() {
    let server = Server::start();
    let browser = server.admin();
    let session = browser.session();
    let tokens = path(&session, "tokens");
    let token = |form: &str| {
        let answer = browser.post(&tokens, form);
        assert_eq!(answer.json()["object"], "token", "{}", answer.text);
        claims(answer.json()["jwt"].as_str().unwrap())
    };
    assert_eq!(token("")["o"]["id"], server.organization_id());
    assert!(token("organization_id=")["o"].is_null());
    assert_eq!(token("organization_id=harbor-collective&tab_state=focused")["o"]["rol"], "member");
    assert_ne!(token("")["jti"], token("")["jti"]);
    server.stop();
}

#[test]
fn moving_the_clock_affects_tokens_and_expires_sessions() {
    let server = Server::start();
    let browser = server.admin();
    let session = browser.session();
    let tokens = path(&session, "tokens");
    let iat = |answer: &crate::support::Answer| {
        claims(answer.json()["jwt"].as_str().unwrap())["iat"].as_i64().unwrap()
    };
    let before = iat(&browser.post(&tokens, ""));
    server.advance(DAY);
    let after = iat(&browser.post(&tokens, ""));
    assert!((after - before - 24 * 60 * 60).abs() < 60, "{before} {after}");

    server.advance(7 * DAY);
    browser.post(&tokens, "").expect_error(400, "invalid_action_for_session");
    browser.get(&server.invitations()).expect_error(401, "authentication_invalid");
    assert_eq!(browser.get("/v1/client").expect_ok()["sessions"], json!([]));
    let shown = browser.get(&format!("/v1/client/sessions/{}", session["id"].as_str().unwrap())).expect_ok();
    assert_eq!((&shown["status"], &shown["last_active_token"]), (&json!("expired"), &Value::Null));
    server.stop();
}

#[test]
fn an_unused_session_is_abandoned_and_a_touched_one_is_not() {
    let server = Server::with_settings(&[("session_lifetime_days", "365")]);
    let (idle, busy) = (server.admin(), server.member());
    let session = busy.session();
    server.advance(20 * DAY);
    busy.post(&path(&session, "touch"), "").expect_ok();
    server.advance(15 * DAY);
    idle.get(&server.invitations()).expect_error(401, "authentication_invalid");
    busy.get("/v1/me").expect_ok();
    server.stop();
}

#[test]
fn ending_and_removing_sessions_keeps_the_client() {
    let server = Server::start();
    for (method, action, status) in [("POST", "end", "ended"), ("POST", "remove", "removed")] {
        let browser = server.admin();
        let session = browser.session();
        let answer = browser.send(method, &path(&session, action), Some(""));
        assert_eq!(answer.expect_ok()["status"], status);
        assert_eq!(answer.json()["client"]["sessions"], json!([]));
        assert_eq!(answer.json()["client"]["last_active_session_id"], Value::Null);
        browser.post(&path(&session, "touch"), "").expect_error(400, "invalid_action_for_session");
        browser.get("/v1/me").expect_error(401, "authentication_invalid");
    }
    for (method, target) in [
        ("DELETE", "/v1/client/sessions"),
        ("POST", "/v1/client/sessions?_method=DELETE"),
        ("DELETE", "/v1/client"),
    ] {
        let browser = server.admin();
        let before = browser.get("/v1/client").expect_ok();
        let client = browser.send(method, target, None).expect_ok();
        assert_eq!((&client["id"], &client["sessions"]), (&before["id"], &json!([])));
        browser.get("/v1/me").expect_error(401, "authentication_invalid");
    }
    server.browser().send("DELETE", "/v1/client/sessions", None).expect_error(400, "client_not_found");
    server.stop();
}

#[test]
fn a_session_of_another_client_is_not_found() {
    let server = Server::start();
    let (admin, member) = (server.admin(), server.member());
    let session = admin.session();
    for action in ["touch", "tokens", "end", "remove"] {
        member.post(&path(&session, action), "").expect_error(404, "resource_not_found");
        server.browser().post(&path(&session, action), "").expect_error(401, "authentication_invalid");
    }
    let as_another = format!("/v1/me?_clerk_session_id={}", session["id"].as_str().unwrap());
    member.get(&as_another).expect_error(401, "authentication_invalid");
    assert_eq!(admin.get(&as_another).expect_ok()["id"], server.instance["admin"]["userId"]);
    server.stop();
}

#[test]
fn a_request_without_a_session_id_uses_the_last_active_session_or_none() {
    let server = Server::start();
    let browser = server.admin();
    browser.get("/v1/me").expect_ok();
    server.control("PUT", "/settings", &json!({ "session_without_id": "none" }));
    browser.get("/v1/me").expect_error(401, "authentication_invalid");
    server.stop();
}

#[test]
fn a_new_client_replaces_the_old_one() {
    let server = Server::start();
    let browser = server.admin();
    let before = browser.get("/v1/client").expect_ok();
    let made = browser.send("PUT", "/v1/client", None).expect_ok();
    assert_ne!(made["id"], before["id"]);
    assert_eq!(browser.get("/v1/client").expect_ok()["id"], made["id"]);
    browser.get("/v1/me").expect_error(401, "authentication_invalid");
    server.stop();
}

#[test]
fn memberships_of_the_signed_in_user_are_a_page_or_an_array() {
    let server = Server::start();
    let admin = server.admin();
    let page = admin.get("/v1/me/organization_memberships?paginated=true&limit=1&offset=1").expect_ok();
    assert_eq!(page["total_count"], 2);
    assert_eq!(page["data"][0]["organization"]["name"], "Harbor Collective");
    assert_eq!(admin.get("/v1/me/organization_memberships").expect_ok().as_array().unwrap().len(), 2);
    server.browser().get("/v1/me/organization_memberships").expect_error(401, "authentication_invalid");
    server.stop();
}

#[test]
fn no_answer_includes_a_client_if_attach_client_is_never() {
    let server = Server::with_settings(&[("attach_client", "never")]);
    let browser = server.browser();
    let admin = &server.instance["admin"];
    let answer =
        browser.sign_in(admin["emailAddress"].as_str().unwrap(), admin["password"].as_str().unwrap());
    let session_id = answer.expect_ok()["created_session_id"].as_str().unwrap().to_owned();
    assert!(answer.json()["client"].is_null(), "{}", answer.text);
    let organization = format!("/v1/organizations/{}", server.organization_id());
    let calls = [
        (format!("/v1/client/sessions/{session_id}/touch"), "".to_owned()),
        ("/v1/me?_method=PATCH".to_owned(), "first_name=Ida".to_owned()),
        (format!("{organization}?_method=PATCH"), "name=Northwind".to_owned()),
        (format!("{organization}/invitations"), "email_address=new%40x.io&role=org:member".to_owned()),
        (format!("/v1/client/sessions/{session_id}/end"), String::new()),
        ("/v1/client/sessions?_method=DELETE".to_owned(), String::new()),
    ];
    for (path, form) in calls {
        let answer = browser.post(&path, &form);
        assert!(!answer.expect_ok().is_null(), "{path}");
        assert!(answer.json()["client"].is_null(), "{path}: {}", answer.text);
    }
    // `GET /v1/client` still answers with the client.
    assert_eq!(browser.get("/v1/client").expect_ok()["object"], "client");

    server.control("PATCH", "/settings", &serde_json::json!({ "attach_client": "always" }));
    let answer =
        browser.sign_in(admin["emailAddress"].as_str().unwrap(), admin["password"].as_str().unwrap());
    assert_eq!(answer.json()["client"]["object"], "client");
}
