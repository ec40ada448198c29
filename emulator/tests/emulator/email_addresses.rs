//! A user's addresses, through both APIs.

use serde_json::{Value, json};

use crate::support::{Server, newcomer};

fn only_mail(server: &Server) -> Value {
    server.outbox().last().unwrap().clone()
}

#[test]
fn a_signed_in_user_adds_an_address_verifies_it_and_makes_it_the_primary_one() {
    let server = Server::start();
    let browser = newcomer(&server, "first@x.io");
    let added = browser.post("/v1/me/email_addresses", "email_address=Second%40x.io").expect_ok();
    assert_eq!((&added["email_address"], &added["verification"]), (&json!("second@x.io"), &Value::Null));
    let path = format!("/v1/me/email_addresses/{}", added["id"].as_str().unwrap());
    // An unverified address cannot be used to sign in or as the primary address.
    let sign_in = server.browser().post("/v1/client/sign_ins", "identifier=second%40x.io");
    sign_in.expect_error(422, "form_identifier_not_found");
    let primary = format!("primary_email_address_id={}", added["id"].as_str().unwrap());
    browser.send("PATCH", "/v1/me", Some(&primary)).expect_error(422, "form_resource_not_found");

    let prepare = format!("{path}/prepare_verification");
    browser.post(&prepare, "strategy=email_link").expect_error(400, "verification_strategy_invalid");
    let attempt = format!("{path}/attempt_verification");
    browser.post(&attempt, "code=123456").expect_error(400, "verification_missing");
    let prepared = browser.post(&prepare, "strategy=email_code").expect_ok();
    assert_eq!(prepared["verification"]["status"], "unverified");
    let mail = only_mail(&server);
    assert_eq!(mail["to"], "second@x.io");
    browser.post(&attempt, "code=wrong").expect_error(422, "form_code_incorrect");
    let code = format!("code={}", mail["code"].as_str().unwrap());
    let verified = browser.post(&attempt, &code).expect_ok();
    assert_eq!(verified["id"], added["id"]);
    assert_eq!(verified["verification"]["status"], "verified");
    browser.post(&prepare, "strategy=email_code").expect_error(400, "verification_already_verified");

    let changed = browser.send("PATCH", "/v1/me", Some(&primary)).expect_ok();
    assert_eq!(changed["primary_email_address_id"], added["id"]);
    let listed = browser.get("/v1/me/email_addresses").expect_bare();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert_eq!(browser.get(&path).expect_ok()["email_address"], "second@x.io");
    // The remaining address becomes the primary one.
    let deleted = browser.send("DELETE", &path, None).expect_ok();
    assert_eq!((&deleted["object"], &deleted["deleted"]), (&json!("email_address"), &json!(true)));
    let user = browser.get("/v1/me").expect_ok();
    assert_eq!(user["primary_email_address_id"], user["email_addresses"][0]["id"]);
    let last = format!("/v1/me/email_addresses/{}", user["email_addresses"][0]["id"].as_str().unwrap());
    browser.send("DELETE", &last, None).expect_error(400, "last_required_identification_deletion_failed");
    server.stop();
}

#[test]
fn an_unverified_address_is_free_until_a_user_verifies_it() {
    let server = Server::start();
    let (one, other) = (newcomer(&server, "one@x.io"), newcomer(&server, "other@x.io"));
    let form = "email_address=shared%40x.io";
    let first = one.post("/v1/me/email_addresses", form).expect_ok();
    one.post("/v1/me/email_addresses", form).expect_error(422, "form_identifier_exists");
    one.post("/v1/me/email_addresses", "email_address=other%40x.io")
        .expect_error(422, "form_identifier_exists");
    one.post("/v1/me/email_addresses", "email_address=nope").expect_error(422, "form_param_format_invalid");
    let second = other.post("/v1/me/email_addresses", form).expect_ok();
    let path = |address: &Value| format!("/v1/me/email_addresses/{}", address["id"].as_str().unwrap());
    // Another user's address is not found.
    one.get(&path(&second)).expect_error(404, "resource_not_found");
    let verify = |browser: &crate::support::Browser, address: &Value| {
        browser.post(&format!("{}/prepare_verification", path(address)), "strategy=email_code").expect_ok();
        let code = format!("code={}", only_mail(&server)["code"].as_str().unwrap());
        browser.post(&format!("{}/attempt_verification", path(address)), &code)
    };
    verify(&other, &second).expect_ok();
    verify(&one, &first).expect_error(400, "identification_claimed");
    server.browser().get("/v1/me/email_addresses").expect_error(401, "authentication_invalid");
    server.stop();
}

#[test]
fn a_program_adds_verifies_replaces_and_deletes_addresses() {
    let server = Server::start();
    let program = server.program();
    let user = program.post("/v1/users", &json!({ "email_address": ["a@x.io"] })).expect_bare();
    let id = user["id"].as_str().unwrap();
    let create = |body: Value| program.post("/v1/email_addresses", &body);
    let added = create(json!({ "user_id": id, "email_address": "b@x.io" })).expect_bare();
    assert_eq!(added["verification"], Value::Null);
    let path = format!("/v1/email_addresses/{}", added["id"].as_str().unwrap());
    program.patch(&path, &json!({ "primary": true })).expect_error(400, "identification_update_failed");
    let verified = program.patch(&path, &json!({ "verified": true, "primary": true })).expect_bare();
    assert_eq!((&verified["id"], &verified["verification"]["strategy"]), (&added["id"], &json!("admin")));
    let shown = program.get(&format!("/v1/users/{id}")).expect_bare();
    assert_eq!(shown["primary_email_address_id"], added["id"]);
    assert_eq!(program.get(&path).expect_bare(), verified);
    let third =
        create(json!({ "user_id": id, "email_address": "c@x.io", "verified": true, "primary": true }))
            .expect_bare();
    assert_eq!(third["verification"]["status"], "verified");
    create(json!({ "user_id": id, "email_address": "C@x.io" })).expect_error(422, "form_identifier_exists");
    create(json!({ "user_id": "user_x", "email_address": "d@x.io" })).expect_error(404, "resource_not_found");
    create(json!({ "user_id": id })).expect_error(422, "form_param_missing");
    let deleted = program.delete(&path).expect_bare();
    assert_eq!((&deleted["id"], &deleted["deleted"]), (&added["id"], &json!(true)));
    program.get(&path).expect_error(404, "resource_not_found");

    let replaced = program
        .put(&format!("/v1/users/{id}/email_address"), &json!({ "email_address": "new@x.io" }))
        .expect_bare();
    let shown = program.get(&format!("/v1/users/{id}")).expect_bare();
    assert_eq!(shown["email_addresses"].as_array().unwrap().len(), 1);
    assert_eq!(shown["primary_email_address_id"], replaced["id"]);
    let last = format!("/v1/email_addresses/{}", replaced["id"].as_str().unwrap());
    program.delete(&last).expect_error(400, "last_required_identification_deletion_failed");
    let taken = json!({ "email_address": server.instance["admin"]["emailAddress"] });
    let refused = program.put(&format!("/v1/users/{id}/email_address"), &taken);
    refused.expect_error(422, "form_identifier_exists");
    assert_eq!(program.get(&last).expect_bare(), replaced, "a refused call changes nothing");
    server.stop();
}

#[test]
fn all_spellings_of_an_address_are_one_address_and_one_invitation() {
    let server = Server::start();
    let admin = server.admin();
    let invite = |address: &str| {
        admin.post(&server.invitations(), &format!("role=org:member&email_address={address}"))
    };
    for (first, other) in [
        ("a%40m%C3%BCnchen.example", "A%40xn--mnchen-3ya.example"),
        ("ju%CC%88rgen%40x.io", "J%C3%BCrgen%40x.io"),
        (
            "%E0%B8%9C%E0%B8%B9%E0%B9%89%E0%B9%83%E0%B8%8A%E0%B9%89%40%E0%B8%95%E0%B8%B1%E0%B8%A7%E0%B8%AD%E0%B8%A2%E0%B9%88%E0%B8%B2%E0%B8%87.%E0%B9%84%E0%B8%97%E0%B8%A2",
            "%E0%B8%9C%E0%B8%B9%E0%B9%89%E0%B9%83%E0%B8%8A%E0%B9%89%40xn--72c1a1bt4awk9o.xn--o3cw4h",
        ),
    ] {
        let invitation = invite(first).expect_ok();
        server.control("PATCH", "/settings", &json!({ "frontend_duplicate_invitation": "refuse" }));
        invite(other).expect_error(400, "organization_invitation_not_unique");
        let program = server.program();
        let user = json!({ "email_address": [invitation["email_address"]] });
        let created = program.post("/v1/users", &user).expect_bare();
        let found = program.get(&format!("/v1/users?email_address={other}")).expect_bare();
        assert_eq!(found[0]["id"], created["id"], "{other}");
        assert!(server.outbox().iter().any(|mail| mail["to"] == invitation["email_address"]));
    }
    server.stop();
}
