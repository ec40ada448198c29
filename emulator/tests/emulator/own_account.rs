//! Changes of signed-in users to their own account: changing or removing the password, and deleting the account.

use serde_json::{Value, json};

use crate::support::{Browser, PASSWORD, Server, newcomer};

const NEW: &str = "another long password";

fn signed_in(server: &Server, address: &str) -> Browser {
    let browser = server.browser();
    browser.sign_in(address, PASSWORD).expect_ok();
    browser
}

#[test]
fn a_user_deletes_their_own_account_with_all_its_data() {
    let server = Server::start();
    let program = server.program();
    let here = newcomer(&server, "leaving@x.io");
    let there = signed_in(&server, "leaving@x.io");
    let user_id = here.session()["user"]["id"].as_str().unwrap().to_owned();
    let members = format!("/v1/organizations/{}/memberships", server.organization_id());
    let before = program.get(&members).expect_bare()["total_count"].as_i64().unwrap();
    program.post(&members, &json!({ "user_id": user_id, "role": "org:member" })).expect_bare();

    let path = format!("/v1/users/{user_id}");
    program.patch(&path, &json!({ "delete_self_enabled": false })).expect_bare();
    here.send("DELETE", "/v1/me", None).expect_error(403, "user_delete_self_not_enabled");
    assert_eq!(here.get("/v1/me").expect_ok()["id"], user_id.as_str());
    program.patch(&path, &json!({ "delete_self_enabled": true })).expect_bare();

    let client = here.get("/v1/client").expect_ok();
    server.advance(1000);
    let answer = here.send("POST", "/v1/me?_method=DELETE", Some(""));
    assert_eq!(answer.expect_ok(), json!({ "object": "user", "id": user_id, "deleted": true }));
    let attached = &answer.json()["client"];
    assert_eq!((&attached["id"], &attached["sessions"]), (&client["id"], &json!([])));
    assert_eq!(attached["last_active_session_id"], Value::Null);
    assert!(attached["updated_at"].as_i64() > client["updated_at"].as_i64());
    for browser in [&here, &there] {
        browser.get("/v1/me").expect_error(401, "authentication_invalid");
        assert_eq!(browser.get("/v1/client").expect_ok()["sessions"], json!([]));
    }
    here.send("DELETE", "/v1/me", None).expect_error(401, "authentication_invalid");
    program.get(&path).expect_error(404, "resource_not_found");
    assert_eq!(program.get(&members).expect_bare()["total_count"], before);
    here.sign_in("leaving@x.io", PASSWORD).expect_error(422, "form_identifier_not_found");
    // The address can be used again.
    newcomer(&server, "leaving@x.io");
    server.stop();
}

#[test]
fn a_client_keeps_the_sessions_of_its_other_users() {
    let server = Server::with_settings(&[("single_session_mode", "false")]);
    newcomer(&server, "leaving@x.io");
    let browser = server.admin();
    let kept = browser.session()["id"].clone();
    browser.sign_in("leaving@x.io", PASSWORD).expect_ok();
    let client = browser.send("DELETE", "/v1/me", None).json()["client"].clone();
    let ids: Vec<&Value> =
        client["sessions"].as_array().unwrap().iter().map(|session| &session["id"]).collect();
    assert_eq!((ids, &client["last_active_session_id"]), (vec![&kept], &kept));
    server.stop();
}

#[test]
fn both_apis_send_the_same_events_for_a_deletion() {
    let server = Server::start();
    let program = server.program();
    server.control("POST", "/webhooks", &json!({ "url": "http://127.0.0.1:1/" }));
    let mut events = Vec::new();
    for is_own in [true, false] {
        let browser = newcomer(&server, "leaving@x.io");
        let user_id = browser.session()["user"]["id"].as_str().unwrap().to_owned();
        let members = format!("/v1/organizations/{}/memberships", server.organization_id());
        program.post(&members, &json!({ "user_id": user_id, "role": "org:member" })).expect_bare();
        let sent = || -> Vec<String> {
            let list = server.control("GET", "/webhooks", &Value::Null)["messages"].clone();
            let messages = list.as_array().unwrap().iter();
            messages.map(|message| message["type"].as_str().unwrap().to_owned()).collect()
        };
        let before = sent().len();
        match is_own {
            true => browser.send("DELETE", "/v1/me", None).expect_ok(),
            false => program.delete(&format!("/v1/users/{user_id}")).expect_bare(),
        };
        events.push(sent().split_off(before));
    }
    assert!(events[0].contains(&"user.deleted".to_owned()), "{events:?}");
    assert_eq!(events[0], events[1]);
    server.stop();
}

#[test]
fn changing_a_password_requires_the_current_one() {
    let server = Server::start();
    let here = newcomer(&server, "changing@x.io");
    let there = signed_in(&server, "changing@x.io");
    let change = |form: &str| here.post("/v1/me/change_password", form);
    let table = [
        (format!("current_password={PASSWORD}"), 422, "form_param_missing", "new_password"),
        (format!("new_password={NEW}"), 422, "form_param_missing", "current_password"),
        (
            format!("current_password=wrong&new_password={NEW}"),
            422,
            "form_password_validation_failed",
            "current_password",
        ),
        (
            format!("current_password={PASSWORD}&new_password={PASSWORD}"),
            422,
            "form_new_password_matches_current",
            "new_password",
        ),
        (
            format!("current_password={PASSWORD}&new_password=short"),
            422,
            "form_password_length_too_short",
            "new_password",
        ),
        (
            format!("current_password={PASSWORD}&new_password=changing@x.io"),
            422,
            "form_password_matches_identifier",
            "new_password",
        ),
        (
            format!("current_password={PASSWORD}&new_password={NEW}&sign_out_of_other_sessions=maybe"),
            422,
            "form_param_format_invalid",
            "sign_out_of_other_sessions",
        ),
        (format!("new_password={NEW}&surprise=1"), 422, "form_param_unknown", "surprise"),
    ];
    for (form, status, code, param) in table {
        assert_eq!(change(&form).expect_error(status, code)["meta"]["param_name"], param, "{form}");
    }
    server.browser().sign_in("changing@x.io", PASSWORD).expect_ok();

    let user_id = here.session()["user"]["id"].as_str().unwrap().to_owned();
    let compromised = format!("/v1/users/{user_id}/password/set_compromised");
    server.program().send("POST", &compromised, None).expect_bare();
    let user = change(&format!("current_password={PASSWORD}&new_password={NEW}")).expect_ok();
    assert_eq!((&user["id"], &user["password_enabled"]), (&json!(user_id), &json!(true)));
    server.browser().sign_in("changing@x.io", PASSWORD).expect_error(422, "form_password_incorrect");
    server.browser().sign_in("changing@x.io", NEW).expect_ok();
    there.get("/v1/me").expect_ok();

    let form = format!("current_password={NEW}&new_password={PASSWORD}&sign_out_of_other_sessions=true");
    let answer = change(&form);
    answer.expect_ok();
    assert_eq!(answer.json()["client"]["sessions"].as_array().unwrap().len(), 1, "the current one remains");
    here.get("/v1/me").expect_ok();
    there.get("/v1/me").expect_error(401, "authentication_invalid");
    server.browser().post("/v1/me/change_password", &form).expect_error(401, "authentication_invalid");
    server.stop();
}

#[test]
fn a_password_is_removed_and_a_first_one_set() {
    let server = Server::start();
    let browser = newcomer(&server, "without@x.io");
    let remove = |form: &str| browser.post("/v1/me/remove_password", form);
    assert_eq!(remove("").expect_error(422, "form_param_missing")["meta"]["param_name"], "current_password");
    remove("current_password=wrong").expect_error(422, "form_password_validation_failed");
    let right = format!("current_password={PASSWORD}");
    server.control("PATCH", "/settings", &json!({ "users_need_passwords": true }));
    remove(&right).expect_error(400, "password_required");
    server.control("PATCH", "/settings", &json!({ "users_need_passwords": false }));
    remove(&format!("{right}&new_password=x")).expect_error(422, "form_param_unknown");
    assert_eq!(remove(&right).expect_ok()["password_enabled"], false);
    remove(&right).expect_error(400, "no_password_set");
    server.browser().sign_in("without@x.io", PASSWORD).expect_error(400, "strategy_for_user_invalid");

    let user = browser.post("/v1/me/change_password", &format!("new_password={NEW}")).expect_ok();
    assert_eq!(user["password_enabled"], true);
    server.browser().sign_in("without@x.io", NEW).expect_ok();
    server.stop();
}
