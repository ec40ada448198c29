//! Verified domains and their automatic enrollment: invitations, suggestions, requests.

use serde_json::{Value, json};

use crate::support::{Browser, DAY, Server, invite, newcomer};

fn domains(server: &Server) -> String {
    format!("/v1/organizations/{}/domains", server.organization_id())
}

/// A domain that is verified by code and in which no user has an address.
fn verified(server: &Server, admin: &Browser, name: &str, mode: &str) -> String {
    let path = domains(server);
    let domain = admin.post(&path, &format!("name={name}&enrollment_mode={mode}")).expect_ok();
    let path = format!("{path}/{}", domain["id"].as_str().unwrap());
    let form = format!("affiliation_email_address=postmaster@{name}");
    admin.post(&format!("{path}/prepare_affiliation_verification"), &form).expect_ok();
    let mail = server.outbox().pop().unwrap();
    assert_eq!(mail["to"], format!("postmaster@{name}"));
    let form = format!("code={}", mail["code"].as_str().unwrap());
    let domain = admin.post(&format!("{path}/attempt_affiliation_verification"), &form).expect_ok();
    assert_eq!(domain["affiliation_verification"]["status"], "verified");
    path
}

#[test]
fn a_domain_is_verified_by_a_code_to_one_of_its_addresses() {
    let server = Server::start();
    let (admin, path) = (server.admin(), domains(&server));
    let domain = admin.post(&path, "name=Acme.Example").expect_ok();
    assert_eq!(
        (&domain["object"], &domain["name"], &domain["enrollment_mode"]),
        (&json!("organization_domain"), &json!("acme.example"), &json!("manual_invitation"))
    );
    assert_eq!(domain["affiliation_verification"], Value::Null);
    assert_eq!(domain["verification"], Value::Null);
    let own = format!("{path}/{}", domain["id"].as_str().unwrap());
    let (prepare, attempt) = (
        format!("{own}/prepare_affiliation_verification"),
        format!("{own}/attempt_affiliation_verification"),
    );
    admin.post(&attempt, "code=1").expect_error(400, "verification_missing");
    let refused = admin
        .post(&prepare, "affiliation_email_address=jane@other.example")
        .expect_error(422, "organization_domain_mismatch");
    assert_eq!(refused["meta"]["param_name"], "affiliation_email_address");
    admin.post(&prepare, "affiliation_email_address=nope").expect_error(422, "form_param_format_invalid");
    let prepared = admin.post(&prepare, "affiliation_email_address=Jane@acme.example").expect_ok();
    assert_eq!(prepared["affiliation_email_address"], "jane@acme.example");
    let verification = &prepared["affiliation_verification"];
    assert_eq!(
        (
            &verification["status"],
            &verification["strategy"],
            &verification["attempts"],
            &verification["verified_at"]
        ),
        (&json!("unverified"), &json!("email_code"), &json!(0), &Value::Null)
    );
    let code = server.outbox().pop().unwrap()["code"].as_str().unwrap().to_owned();
    let wrong = if code == "123456" { "654321" } else { "123456" };
    admin.post(&attempt, &format!("code={wrong}")).expect_error(422, "form_code_incorrect");
    assert_eq!(admin.get(&own).expect_ok()["affiliation_verification"]["attempts"], 1);
    let done = admin.post(&attempt, &format!("code={code}")).expect_ok();
    assert_eq!(done["verification"]["status"], "verified");
    assert!(done["verification"]["verified_at"].is_i64());
    admin.post(&attempt, &format!("code={code}")).expect_error(400, "verification_already_verified");
    admin
        .post(&prepare, "affiliation_email_address=jane@acme.example")
        .expect_error(400, "verification_already_verified");
    server.stop();
}

#[test]
fn a_user_with_an_address_of_the_domain_verifies_it_at_once() {
    let server = Server::start();
    let admin = server.admin();
    let domain = admin.post(&domains(&server), "name=example.com").expect_ok();
    assert_eq!(domain["affiliation_verification"]["status"], "verified");
    assert_eq!(domain["affiliation_email_address"], server.instance["admin"]["emailAddress"]);
    assert!(server.outbox().is_empty());
    server.stop();
}

#[test]
fn domains_are_listed_filtered_found_and_removed() {
    let server = Server::start();
    let (admin, path) = (server.admin(), domains(&server));
    verified(&server, &admin, "one.example", "automatic_suggestion");
    let second = admin.post(&path, "name=two.example").expect_ok();
    let names = |query: &str| {
        let page = admin.get(&format!("{path}?{query}")).expect_ok();
        let names: Vec<String> = page["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|domain| domain["name"].as_str().unwrap().to_owned())
            .collect();
        (names.join(" "), page["total_count"].as_i64().unwrap())
    };
    assert_eq!(names(""), ("two.example one.example".to_owned(), 2));
    assert_eq!(names("limit=1&offset=1"), ("one.example".to_owned(), 2));
    assert_eq!(names("verified=true"), ("one.example".to_owned(), 1));
    assert_eq!(names("verified=false"), ("two.example".to_owned(), 1));
    assert_eq!(names("enrollment_mode=automatic_suggestion"), ("one.example".to_owned(), 1));
    admin
        .get(&format!("{path}?enrollment_mode=nope"))
        .expect_error(422, "organization_domain_enrollment_mode_invalid");
    let own = format!("{path}/{}", second["id"].as_str().unwrap());
    assert_eq!(admin.get(&own).expect_ok(), second);
    let deleted = admin.post(&format!("{own}?_method=DELETE"), "").expect_ok();
    assert_eq!(deleted, json!({ "object": "organization_domain", "id": second["id"], "deleted": true }));
    admin.get(&own).expect_error(404, "resource_not_found");
    admin.send("DELETE", &own, None).expect_error(404, "resource_not_found");
    server.stop();
}

#[test]
fn an_invalid_domain_is_refused() {
    let server = Server::start();
    let (admin, path) = (server.admin(), domains(&server));
    for (form, code) in [
        ("enrollment_mode=manual_invitation", "form_param_missing"),
        ("name=acme", "form_param_format_invalid"),
        ("name=gmail.com", "organization_domain_common"),
        ("name=acme.example&enrollment_mode=nope", "organization_domain_enrollment_mode_invalid"),
        ("name=acme.example&x=1", "form_param_unknown"),
    ] {
        admin.post(&path, form).expect_error(422, code);
    }
    admin
        .post(&path, "name=acme.example&enrollment_mode=enterprise_sso")
        .expect_error(403, "organization_domain_enrollment_mode_not_enabled");
    verified(&server, &admin, "acme.example", "manual_invitation");
    admin
        .post(&path, "name=ACME.example")
        .expect_error(422, "organization_domain_already_exists_same_organization");
    let other = newcomer(&server, "owner@example.org");
    let theirs = other.post("/v1/organizations", "name=Other").expect_ok();
    let theirs = format!("/v1/organizations/{}/domains", theirs["id"].as_str().unwrap());
    other.post(&theirs, "name=acme.example").expect_error(422, "organization_domain_already_exists");
    for number in 0..9 {
        admin.post(&path, &format!("name=d{number}.example")).expect_ok();
    }
    admin.post(&path, "name=eleventh.example").expect_error(403, "organization_domain_quota_exceeded");

    let refused = server.member().get(&path).expect_error(403, "missing_organization_permission");
    assert_eq!(refused["meta"]["permissions"], json!(["org:sys_domains:manage"]));
    server.control("PUT", "/settings", &json!({ "organization_domains": false }));
    admin.get(&path).expect_error(403, "organization_domains_not_enabled");
    server.stop();
}

#[test]
fn the_first_organization_to_verify_a_domain_keeps_it() {
    let server = Server::start();
    let admin = server.admin();
    let other = newcomer(&server, "owner@example.org");
    let theirs = other.post("/v1/organizations", "name=Other").expect_ok();
    let theirs = format!("/v1/organizations/{}/domains", theirs["id"].as_str().unwrap());
    let domain = other.post(&theirs, "name=acme.example").expect_ok();
    let theirs = format!("{theirs}/{}", domain["id"].as_str().unwrap());
    other
        .post(
            &format!("{theirs}/prepare_affiliation_verification"),
            "affiliation_email_address=a@acme.example",
        )
        .expect_ok();
    let code = server.outbox().pop().unwrap()["code"].as_str().unwrap().to_owned();
    verified(&server, &admin, "acme.example", "manual_invitation");
    other
        .post(&format!("{theirs}/attempt_affiliation_verification"), &format!("code={code}"))
        .expect_error(422, "organization_domain_already_exists");
    server.stop();
}

#[test]
fn a_verified_domain_invites_users_with_an_address_of_it() {
    let server = Server::start();
    let admin = server.admin();
    let early = newcomer(&server, "early@acme.example");
    let own = verified(&server, &admin, "acme.example", "automatic_invitation");
    let late = newcomer(&server, "late@acme.example");
    let stranger = newcomer(&server, "stranger@example.org");
    let mails = server.outbox().len();
    for user in [&early, &late] {
        let invited = user.get("/v1/me/organization_invitations?status=pending").expect_ok();
        assert_eq!(invited["total_count"], 1);
        let invitation = &invited["data"][0];
        assert_eq!((&invitation["role"], &invitation["status"]), (&json!("org:member"), &json!("pending")));
        let organization = &invitation["public_organization_data"];
        assert_eq!(
            (&organization["name"], &organization["slug"]),
            (&json!("Northwind Studio"), &json!("northwind-studio"))
        );
    }
    assert_eq!(stranger.get("/v1/me/organization_invitations").expect_ok()["total_count"], 0);
    assert_eq!(server.outbox().len(), mails, "Clerk shows these and does not mail them");
    assert_eq!(admin.get(&own).expect_ok()["total_pending_invitations"], 2);
    let listed = admin.get(&format!("{}?limit=500", server.invitations())).expect_ok();
    assert!(!listed.to_string().contains("acme.example"), "the organization's own list leaves them out");

    let invited = early.get("/v1/me/organization_invitations").expect_ok();
    let accept =
        format!("/v1/me/organization_invitations/{}/accept", invited["data"][0]["id"].as_str().unwrap());
    late.post(&accept, "").expect_error(404, "organization_invitation_not_found");
    let answer = early.post(&accept, "");
    assert_eq!(answer.expect_ok()["status"], "accepted");
    let memberships = &answer.json()["client"]["sessions"][0]["user"]["organization_memberships"];
    assert_eq!(memberships[0]["organization"]["id"], server.organization_id());
    early.post(&accept, "").expect_error(400, "organization_invitation_already_accepted");
    assert_eq!(admin.get(&own).expect_ok()["total_pending_invitations"], 1);

    let ended = admin
        .post(
            &format!("{own}/update_enrollment_mode"),
            "enrollment_mode=manual_invitation&delete_pending=true",
        )
        .expect_ok();
    assert_eq!(
        (&ended["enrollment_mode"], &ended["total_pending_invitations"]),
        (&json!("manual_invitation"), &json!(0))
    );
    let revoked = late.get("/v1/me/organization_invitations").expect_ok();
    assert_eq!((&revoked["total_count"], &revoked["data"][0]["status"]), (&json!(1), &json!("revoked")));
    server.stop();
}

#[test]
fn an_accepted_suggestion_becomes_a_request_and_then_a_membership() {
    let server = Server::start();
    let admin = server.admin();
    let own = verified(&server, &admin, "acme.example", "automatic_suggestion");
    let (one, two) = (newcomer(&server, "one@acme.example"), newcomer(&server, "two@acme.example"));
    let requests = format!("/v1/organizations/{}/membership_requests", server.organization_id());
    for user in [&one, &two] {
        let suggested = user.get("/v1/me/organization_suggestions").expect_ok();
        assert_eq!(suggested["total_count"], 1);
        let suggestion = &suggested["data"][0];
        assert_eq!(
            (&suggestion["object"], &suggestion["status"]),
            (&json!("organization_suggestion"), &json!("pending"))
        );
        assert_eq!(suggestion["public_organization_data"]["id"], server.organization_id());
        let accept = format!("/v1/me/organization_suggestions/{}/accept", suggestion["id"].as_str().unwrap());
        assert_eq!(user.post(&accept, "").expect_ok()["status"], "accepted");
        user.post(&accept, "").expect_error(400, "organization_suggestion_already_accepted");
        assert_eq!(user.get("/v1/me/organization_suggestions?status=pending").expect_ok()["total_count"], 0);
    }
    one.post("/v1/me/organization_suggestions/orgsugg_unknown/accept", "")
        .expect_error(404, "resource_not_found");
    assert_eq!(admin.get(&own).expect_ok()["total_pending_suggestions"], 0);

    server.member().get(&requests).expect_error(403, "missing_organization_permission");
    let pending = admin.get(&format!("{requests}?status=pending")).expect_ok();
    assert_eq!(pending["total_count"], 2);
    let request = |index: usize| pending["data"][index]["id"].as_str().unwrap().to_owned();
    assert_eq!(pending["data"][0]["public_user_data"]["identifier"], "two@acme.example");
    let rejected = admin.post(&format!("{requests}/{}/reject", request(0)), "").expect_ok();
    assert_eq!(rejected["status"], "revoked");
    let accepted = admin.post(&format!("{requests}/{}/accept", request(1)), "").expect_ok();
    assert_eq!(
        (&accepted["object"], &accepted["status"]),
        (&json!("organization_membership_request"), &json!("accepted"))
    );
    for index in [0, 1] {
        let path = format!("{requests}/{}/accept", request(index));
        admin.post(&path, "").expect_error(404, "resource_not_found");
    }
    let memberships = |user: &Browser| user.get("/v1/me/organization_memberships?paginated=true").expect_ok();
    assert_eq!(memberships(&one)["data"][0]["role"], "org:member");
    assert_eq!(memberships(&two)["total_count"], 0);
    assert_eq!(
        admin.get(&format!("{requests}?status=accepted&status=revoked")).expect_ok()["total_count"],
        2
    );
    admin.get(&format!("{requests}?status=nope")).expect_error(422, "form_param_value_invalid");
    server.stop();
}

#[test]
fn ownership_is_proved_by_a_record_that_only_managers_see() {
    let server = Server::start();
    let (admin, path) = (server.admin(), domains(&server));
    let one = admin.post(&path, "name=one.example").expect_ok()["id"].as_str().unwrap().to_owned();
    let two = admin.post(&path, "name=two.example").expect_ok()["id"].as_str().unwrap().to_owned();
    let (prepare, attempt) = (
        format!("{path}/prepare_ownership_verification/bulk"),
        format!("{path}/attempt_ownership_verification/bulk"),
    );
    admin.post(&prepare, "").expect_error(422, "form_param_missing");
    let form = format!("organization_domain_ids={one}&organization_domain_ids=orgdmn_unknown");
    let prepared = admin.post(&prepare, &form).expect_ok();
    assert_eq!(prepared["errors"], json!([{ "id": "orgdmn_unknown", "code": "resource_not_found" }]));
    let challenge = &prepared["data"][0]["ownership_verification"];
    assert_eq!((&challenge["status"], &challenge["strategy"]), (&json!("unverified"), &json!("txt")));
    assert!(challenge["txt_record_name"].as_str().unwrap().ends_with(".one.example"));
    assert!(!challenge["txt_record_value"].as_str().unwrap().is_empty());

    server.control("PUT", "/settings", &json!({ "ownership_record_is_published": false }));
    let form = format!("organization_domain_ids={one}&organization_domain_ids={two}");
    let missing = admin.post(&attempt, &form).expect_ok();
    assert_eq!(missing["errors"], json!([{ "id": two, "code": "verification_missing" }]));
    let verification = &missing["data"][0]["ownership_verification"];
    assert_eq!((&verification["status"], &verification["attempts"]), (&json!("unverified"), &json!(1)));
    server.control("PUT", "/settings", &json!({ "ownership_record_is_published": true }));
    let verification = admin.post(&attempt, &form).expect_ok()["data"][0]["ownership_verification"].clone();
    assert_eq!(
        (&verification["status"], &verification["txt_record_value"]),
        (&json!("verified"), &Value::Null)
    );
    let again = admin.post(&prepare, &format!("organization_domain_ids={one}")).expect_ok();
    assert_eq!(again["errors"][0]["code"], "verification_already_verified");
    admin.post(&prepare, &format!("organization_domain_ids={two}")).expect_ok();
    server.advance(7 * DAY);
    let late = server.admin().post(&attempt, &format!("organization_domain_ids={two}")).expect_ok();
    assert_eq!(late["errors"], json!([{ "id": two, "code": "verification_expired" }]));
    server.stop();
}

#[test]
fn an_invited_user_accepts_in_the_application() {
    let server = Server::start();
    let admin = server.admin();
    let browser = newcomer(&server, "known@example.org");
    let (first, _) = invite(&server, &admin, "Known@example.org", "org:viewer");
    let (second, _) = invite(&server, &admin, "known@example.org", "org:billing_manager");
    let listed = browser.get("/v1/me/organization_invitations").expect_ok();
    assert_eq!(listed["total_count"], 2);
    assert_eq!((&listed["data"][0]["id"], &listed["data"][0]["status"]), (&second["id"], &json!("pending")));
    assert_eq!(listed["data"][1]["status"], "revoked", "the second replaced the first");
    let accept = |invitation: &Value| {
        format!("/v1/me/organization_invitations/{}/accept", invitation["id"].as_str().unwrap())
    };
    browser.post(&accept(&first), "").expect_error(400, "organization_invitation_revoked_code");
    server.member().post(&accept(&second), "").expect_error(404, "organization_invitation_not_found");
    server.browser().post(&accept(&second), "").expect_error(401, "authentication_invalid");
    let accepted = browser.post(&accept(&second), "").expect_ok();
    assert_eq!(
        (&accepted["status"], &accepted["role_name"]),
        (&json!("accepted"), &json!("Billing manager"))
    );
    let (third, _) = invite(&server, &server.admin(), "late@example.org", "org:member");
    let late = newcomer(&server, "late@example.org");
    server.advance(30 * DAY);
    server.control("PUT", "/settings", &json!({ "session_lifetime_days": 60 }));
    let late_again = server.browser();
    late_again.sign_in("late@example.org", crate::support::PASSWORD).expect_ok();
    let refused =
        late_again.post(&accept(&third), "").expect_error(404, "organization_invitation_not_pending");
    // The same error refuses a revocation, so its text must fit both.
    assert!(refused["long_message"].as_str().unwrap().contains("has expired"), "{refused}");
    drop(late);
    server.stop();
}
