//! Signing up with an address and a password. `journey` tests sign-ups with an invitation's ticket.

use serde_json::{Value, json};

use crate::support::{DAY, PASSWORD, Server};

const SIGN_UPS: &str = "/v1/client/sign_ups";

#[test]
fn an_address_a_code_and_a_password_create_an_account() {
    let server = Server::start();
    let browser = server.browser().with_dev_browser();
    let begun =
        browser.post(SIGN_UPS, "email_address=Jane%40Example.com&first_name=Jane&locale=en-US&timezone=UTC");
    let sign_up = begun.expect_ok();
    assert_eq!(begun.json()["client"]["sign_up"]["id"], sign_up["id"]);
    assert_eq!(sign_up["status"], "missing_requirements");
    assert_eq!(sign_up["required_fields"], json!(["email_address", "password"]));
    assert_eq!(sign_up["missing_fields"], json!(["password"]));
    assert_eq!(sign_up["unverified_fields"], json!(["email_address"]));
    assert_eq!(sign_up["email_address"], "jane@example.com");
    let next = |sign_up: &Value| sign_up["verifications"]["email_address"]["next_action"].clone();
    assert_eq!(next(&sign_up), "needs_prepare");

    let path = format!("{SIGN_UPS}/{}", sign_up["id"].as_str().unwrap());
    let prepared = browser.post(&format!("{path}/prepare_verification"), "strategy=email_code").expect_ok();
    assert_eq!(next(&prepared), "needs_attempt");
    let mail = server.outbox().pop().unwrap();
    assert_eq!(mail["to"], "jane@example.com");
    let code = mail["code"].as_str().unwrap();
    let attempt = format!("{path}/attempt_verification");
    let wrong = if code == "123456" { "654321" } else { "123456" };
    browser
        .post(&attempt, &format!("strategy=email_code&code={wrong}"))
        .expect_error(422, "form_code_incorrect");
    let verified = browser.post(&attempt, &format!("strategy=email_code&code={code}")).expect_ok();
    assert_eq!((&verified["status"], next(&verified)), (&json!("missing_requirements"), json!("")));
    assert_eq!(verified["verifications"]["email_address"]["attempts"], 1);

    let done = browser
        .send("PATCH", &path, Some(&format!("password={PASSWORD}&unsafe_metadata=%7B%22a%22%3A1%7D")))
        .expect_ok();
    assert_eq!(done["status"], "complete");
    let session = browser.session();
    assert_eq!(session["user"]["id"], done["created_user_id"]);
    assert_eq!(session["user"]["first_name"], "Jane");
    assert_eq!(session["user"]["unsafe_metadata"], json!({ "a": 1 }));
    assert_eq!(session["user"]["email_addresses"][0]["verification"]["strategy"], "email_code");
    assert_eq!(session["last_active_organization_id"], Value::Null);
    server.browser().sign_in("jane@example.com", PASSWORD).expect_ok();
    server.stop();
}

#[test]
fn every_invalid_field_is_reported_with_its_name() {
    let server = Server::start();
    let taken = server.instance["admin"]["emailAddress"].as_str().unwrap().to_uppercase();
    let long = "a".repeat(73);
    for (form, code, param) in [
        ("email_address=nope".to_owned(), "form_param_format_invalid", "email_address"),
        (format!("email_address={taken}"), "form_identifier_exists", "email_address"),
        ("password=short".to_owned(), "form_password_length_too_short", "password"),
        (format!("password={long}"), "form_password_length_too_long", "password"),
        (
            "email_address=jane@example.com&password=jane@example.com".to_owned(),
            "form_password_matches_identifier",
            "password",
        ),
        ("unsafe_metadata=[1]".to_owned(), "form_param_value_invalid", "unsafe_metadata"),
        ("unsafe_metadata=nope".to_owned(), "form_param_value_invalid", "unsafe_metadata"),
        ("username=jane".to_owned(), "form_param_unknown", "username"),
        ("phone_number=%2B15555550100".to_owned(), "form_param_unknown", "phone_number"),
    ] {
        let refused = server.browser().post(SIGN_UPS, &form).expect_error(422, code);
        assert_eq!(refused["meta"]["param_name"], param, "{form}");
    }
    server.stop();
}

#[test]
fn a_test_address_gets_no_mail_and_accepts_clerks_fixed_code() {
    let server = Server::start();
    let browser = server.browser();
    let form = format!("email_address=jane%2Bclerk_test@example.com&password={PASSWORD}&strategy=email_code");
    let sign_up = browser.post(SIGN_UPS, &form).expect_ok();
    assert!(server.outbox().is_empty());
    let attempt = format!("{SIGN_UPS}/{}/attempt_verification", sign_up["id"].as_str().unwrap());
    let done = browser.post(&attempt, "strategy=email_code&code=424242").expect_ok();
    assert_eq!(done["status"], "complete");
    server.stop();
}

#[test]
fn another_address_must_be_verified_again() {
    let server = Server::start();
    let browser = server.browser();
    let form = format!("email_address=one@example.com&password={PASSWORD}&strategy=email_code");
    let sign_up = browser.post(SIGN_UPS, &form).expect_ok();
    let path = format!("{SIGN_UPS}/{}", sign_up["id"].as_str().unwrap());
    let code = server.outbox().pop().unwrap()["code"].as_str().unwrap().to_owned();
    browser.send("PATCH", &path, Some("email_address=two@example.com")).expect_ok();
    browser
        .post(&format!("{path}/attempt_verification"), &format!("strategy=email_code&code={code}"))
        .expect_error(400, "verification_missing");
    server.stop();
}

#[test]
fn the_first_sign_up_with_an_address_gets_it() {
    let server = Server::start();
    let begin = || {
        let browser = server.browser();
        let form = format!("email_address=jane@example.com&password={PASSWORD}&strategy=email_code");
        let sign_up = browser.post(SIGN_UPS, &form).expect_ok();
        let code = server.outbox().pop().unwrap()["code"].as_str().unwrap().to_owned();
        let path = format!("{SIGN_UPS}/{}/attempt_verification", sign_up["id"].as_str().unwrap());
        (browser, path, format!("strategy=email_code&code={code}"))
    };
    let (first, second) = (begin(), begin());
    assert_eq!(second.0.post(&second.1, &second.2).expect_ok()["status"], "complete");
    first.0.post(&first.1, &first.2).expect_error(400, "identification_claimed");
    server.stop();
}

#[test]
fn a_sign_up_belongs_to_its_client_and_is_abandoned_after_a_time() {
    let server = Server::start();
    let browser = server.browser();
    let sign_up = browser.post(SIGN_UPS, "email_address=jane@example.com").expect_ok();
    let path = format!("{SIGN_UPS}/{}", sign_up["id"].as_str().unwrap());
    assert_eq!(browser.get(&path).expect_ok(), sign_up);
    server.browser().get(&path).expect_error(400, "client_not_found");
    server.member().get(&path).expect_error(404, "resource_not_found");
    server.member().send("PATCH", &path, Some("first_name=x")).expect_error(404, "resource_not_found");
    let unknown = format!("{path}/prepare_verification");
    browser.post(&unknown, "strategy=email_code&surprise=1").expect_error(422, "form_param_unknown");
    browser.post(&unknown, "strategy=phone_code").expect_error(400, "verification_strategy_invalid");
    server.advance(DAY);
    browser.get(&path).expect_error(404, "resource_not_found");
    server.stop();
}

#[test]
fn a_signed_in_user_cannot_sign_up() {
    let server = Server::start();
    server.member().post(SIGN_UPS, "email_address=jane@example.com").expect_error(400, "session_exists");
    server.stop();
}
