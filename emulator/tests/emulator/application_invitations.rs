//! Invitations to the application: from the Backend API's call through the mail to an account.

use serde_json::{Value, json};

use crate::support::{DAY, PASSWORD, Program, Server, column};

fn invite(program: &Program, body: &Value) -> Value {
    program.post("/v1/invitations", body).expect_bare()
}

/// The path of the last mail's link.
fn link(server: &Server) -> String {
    let outbox = server.outbox();
    let link = outbox.last().unwrap()["link"].as_str().unwrap();
    link.strip_prefix(&server.url).unwrap().to_owned()
}

#[test]
fn an_invited_person_signs_up_by_the_ticket_with_the_invitations_metadata() {
    let server = Server::start();
    let program = server.program();
    let sent = json!({
        "email_address": "New@Example.com", "public_metadata": { "plan": "team" },
        "redirect_url": "http://localhost:3000/welcome", "expires_in_days": 3,
    });
    let invitation = invite(&program, &sent);
    assert_eq!(invitation["object"], "invitation");
    assert_eq!(invitation["email_address"], "new@example.com");
    assert_eq!((&invitation["status"], &invitation["revoked"]), (&json!("pending"), &json!(false)));
    let lasts = invitation["expires_at"].as_i64().unwrap() - invitation["created_at"].as_i64().unwrap();
    assert_eq!(lasts, 3 * DAY);
    assert_eq!(server.outbox().last().unwrap()["to"], "new@example.com");

    let browser = server.browser();
    let opened = browser.get(&link(&server));
    assert_eq!(opened.status, 303);
    let target = opened.header("location").unwrap().to_owned();
    assert!(target.starts_with("http://localhost:3000/welcome?__clerk_ticket="), "{target}");
    assert!(target.ends_with("&__clerk_status=sign_up"), "{target}");
    let ticket = target.split(['=', '&']).nth(1).unwrap();
    let form = format!("strategy=ticket&ticket={ticket}&password={PASSWORD}");
    let done = browser.post("/v1/client/sign_ups", &form).expect_ok();
    assert_eq!((&done["status"], &done["email_address"]), (&json!("complete"), &json!("new@example.com")));
    let user = &browser.session()["user"];
    assert_eq!(user["public_metadata"], json!({ "plan": "team" }));
    assert_eq!(user["organization_memberships"], json!([]));

    let accepted = program.get("/v1/invitations?status=accepted").expect_bare();
    assert_eq!(accepted[0]["id"], invitation["id"]);
    let again = server.browser().post("/v1/client/sign_ups", &form);
    again.expect_error(400, "invitation_already_accepted");
    let revoke = format!("/v1/invitations/{}/revoke", invitation["id"].as_str().unwrap());
    program.send("POST", &revoke, None).expect_error(400, "invitation_already_accepted");
    server.stop();
}

#[test]
fn a_revoked_or_expired_invitation_cannot_be_accepted() {
    let server = Server::start();
    let program = server.program();
    let revoked = invite(&program, &json!({ "email_address": "a@x.io" }));
    let revoked_link = link(&server);
    let path = format!("/v1/invitations/{}/revoke", revoked["id"].as_str().unwrap());
    let answer = program.send("POST", &path, None).expect_bare();
    assert_eq!((&answer["status"], &answer["revoked"]), (&json!("revoked"), &json!(true)));
    program.send("POST", &path, None).expect_error(400, "invitation_already_revoked");
    let opened = server.browser().get(&revoked_link);
    opened.expect_refusal(400);
    assert!(opened.text.contains("has been revoked"), "{}", opened.text);
    program.send("POST", "/v1/invitations/inv_none/revoke", None).expect_error(404, "resource_not_found");

    invite(&program, &json!({ "email_address": "b@x.io", "expires_in_days": 1 }));
    let expired_link = link(&server);
    server.advance(DAY);
    let opened = server.browser().get(&expired_link);
    opened.expect_refusal(400);
    assert!(opened.text.contains("has expired"), "{}", opened.text);
    let expired = program.get("/v1/invitations?status=expired").expect_bare();
    assert_eq!(expired[0]["email_address"], "b@x.io");
    // Revoked invitations are only listed on request.
    assert_eq!(program.get("/v1/invitations").expect_bare().as_array().unwrap().len(), 1);
    server.stop();
}

#[test]
fn an_address_is_invited_once_without_ignore_existing() {
    let server = Server::start();
    let program = server.program();
    let admin = server.instance["admin"]["emailAddress"].as_str().unwrap();
    invite(&program, &json!({ "email_address": "a@münchen.example" }));
    let twice = json!({ "email_address": "A@xn--mnchen-3ya.example" });
    let refused = program.post("/v1/invitations", &twice).expect_error(400, "duplicate_record");
    assert_eq!(refused["meta"]["email_addresses"], json!(["a@münchen.example"]));
    program.post("/v1/invitations", &json!({ "email_address": admin })).expect_error(400, "duplicate_record");
    invite(&program, &json!({ "email_address": "a@münchen.example", "ignore_existing": true }));
    invite(&program, &json!({ "email_address": admin, "ignore_existing": true, "notify": false }));
    assert_eq!(server.outbox().len(), 2);
    let bulk = json!([{ "email_address": "c@x.io" }, { "email_address": admin, "ignore_existing": true }]);
    program.post("/v1/invitations/bulk", &bulk).expect_error(400, "duplicate_record");
    let repeated = json!([{ "email_address": "c@x.io" }, { "email_address": "C@x.io" }]);
    program.post("/v1/invitations/bulk", &repeated).expect_error(400, "duplicate_record");
    let created = program
        .post("/v1/invitations/bulk", &json!([{ "email_address": "c@x.io" }, { "email_address": "d@x.io" }]));
    assert_eq!(created.expect_bare().as_array().unwrap().len(), 2);
    let eleven: Vec<Value> = (0..11).map(|n| json!({ "email_address": format!("n{n}@x.io") })).collect();
    program.post("/v1/invitations/bulk", &eleven.into()).expect_error(400, "request_body_invalid");
    for (body, code) in [
        (json!({}), "form_param_missing"),
        (json!({ "email_address": "nope" }), "form_param_format_invalid"),
        (
            json!({ "email_address": "e@x.io", "redirect_url": "javascript:alert(1)" }),
            "prohibited_redirect_url",
        ),
        (json!({ "email_address": "e@x.io", "expires_in_days": 366 }), "form_param_value_invalid"),
        (json!({ "email_address": "e@x.io", "template_slug": "other" }), "form_param_value_invalid"),
        (json!({ "email_address": "e@x.io", "role": "org:member" }), "form_param_unknown"),
    ] {
        program.post("/v1/invitations", &body).expect_error(422, code);
    }
    let page = program.get("/v1/invitations?paginated=true&order_by=email_address&limit=2").expect_bare();
    assert_eq!(page["total_count"], 5);
    assert_eq!(column(&page, "email_address")[0], "a@münchen.example");
    let found = program.get("/v1/invitations?query=d%40x").expect_bare();
    assert_eq!(found[0]["email_address"], "d@x.io");
    server.stop();
}

#[test]
fn an_existing_user_signs_in_by_the_ticket() {
    let server = Server::start();
    let program = server.program();
    let member = &server.instance["member"];
    let sent = json!({ "email_address": member["emailAddress"], "ignore_existing": true });
    let invitation = invite(&program, &sent);
    let url = invitation["url"].as_str().unwrap();
    let ticket = url.split("ticket=").nth(1).unwrap();
    let browser = server.browser();
    let form = format!("strategy=ticket&ticket={ticket}&password={PASSWORD}");
    browser.post("/v1/client/sign_ups", &form).expect_error(400, "invitation_account_exists");
    let form = format!("strategy=ticket&ticket={ticket}");
    let done = browser.post("/v1/client/sign_ins", &form).expect_ok();
    assert_eq!(done["status"], "complete");
    assert_eq!(browser.session()["user"]["id"], member["userId"]);
    let stranger = invite(&program, &json!({ "email_address": "stranger@x.io" }));
    let ticket = stranger["url"].as_str().unwrap().split("ticket=").nth(1).unwrap().to_owned();
    let form = format!("strategy=ticket&ticket={ticket}");
    server.browser().post("/v1/client/sign_ins", &form).expect_error(400, "invitation_account_not_exists");
    server.stop();
}

#[test]
fn without_a_redirect_url_the_portal_signs_the_invited_person_up() {
    let server = Server::start();
    let program = server.program();
    invite(&program, &json!({ "email_address": "portal@x.io" }));
    let browser = server.browser();
    let page = browser.get(&link(&server)).header("location").unwrap().to_owned();
    assert!(page.starts_with("/__emulator/portal/sign-up?"), "{page}");
    let shown = browser.get(&page);
    assert!(shown.text.contains("portal@x.io") && shown.text.contains("is invited."), "{}", shown.text);
    let ticket = page.split(['=', '&']).nth(1).unwrap();
    let form = format!("__clerk_ticket={ticket}&password={PASSWORD}");
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let done = browser.send_with("POST", "/__emulator/portal/sign-up", &headers, Some(&form));
    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(browser.session()["user"]["email_addresses"][0]["email_address"], "portal@x.io");
    server.stop();
}

#[test]
fn invitations_to_the_application_have_separate_limits() {
    let server = Server::with_settings(&[
        ("application_invitations_per_hour", "2"),
        ("bulk_application_invitations_per_hour", "1"),
    ]);
    let program = server.program();
    for number in 0..2 {
        invite(&program, &json!({ "email_address": format!("n{number}@x.io") }));
    }
    let third = program.post("/v1/invitations", &json!({ "email_address": "n3@x.io" }));
    third.expect_error(429, "too_many_requests");
    program.post("/v1/invitations/bulk", &json!([{ "email_address": "n4@x.io" }])).expect_bare();
    let second = program.post("/v1/invitations/bulk", &json!([{ "email_address": "n5@x.io" }]));
    second.expect_error(429, "too_many_requests");
    server.stop();
}
