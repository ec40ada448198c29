//! The flow of an invitation: mail, link, sign-in or sign-up, membership.

mod dead_links;

use serde_json::{Value, json};

use crate::support::{Answer, Browser, DAY, PASSWORD, Server, invite, newcomer, send};

fn ticket(link: &str) -> &str {
    link.split_once("ticket=").unwrap().1
}

/// The target of a redirect, as path and parameters.
fn location(answer: &Answer) -> (String, Vec<(String, String)>) {
    assert_eq!(answer.status, 303, "{}", answer.text);
    let target = answer.header("location").unwrap();
    let url = url::Url::parse("http://127.0.0.1").unwrap().join(target).unwrap();
    let place = if target.starts_with('/') {
        url.path().to_owned()
    } else {
        url[..url::Position::AfterPath].to_owned()
    };
    (place, url.query_pairs().into_owned().collect())
}

fn status(server: &Server, admin: &Browser, invitation: &Value) -> String {
    let all = admin.get(&format!("{}?limit=500", server.invitations())).expect_ok();
    let all = all["data"].as_array().unwrap();
    let found = all.iter().find(|listed| listed["id"] == invitation["id"]).unwrap();
    found["status"].as_str().unwrap().to_owned()
}

/// The numbers of members and pending invitations of the first organization.
fn counts(server: &Server, admin: &Browser) -> (i64, i64) {
    let organization = admin.get(&format!("/v1/organizations/{}", server.organization_id())).expect_ok();
    let count = |name: &str| organization[name].as_i64().unwrap();
    (count("members_count"), count("pending_invitations_count"))
}

/// The signed-in user's membership in the first organization.
fn membership(server: &Server, browser: &Browser) -> Value {
    let page = browser.get("/v1/me/organization_memberships?paginated=true&limit=100").expect_ok();
    let mut all = page["data"].as_array().unwrap().iter();
    all.find(|membership| membership["organization"]["id"] == server.organization_id()).unwrap().clone()
}

#[test]
fn an_invited_person_without_an_account_signs_up_and_becomes_a_member_by_the_ticket() {
    let server = Server::start();
    let admin = server.admin();
    let (members, pending) = counts(&server, &admin);
    let (invitation, link) = invite(&server, &admin, "New.Person@example.com", "org:viewer");
    assert_eq!(counts(&server, &admin), (members, pending + 1));

    let browser = server.browser();
    let (path, parameters) = location(&browser.get(&link));
    assert_eq!(path, "/__emulator/portal/sign-up");
    let expected = [("__clerk_ticket", ticket(&link)), ("__clerk_status", "sign_up")];
    assert_eq!(parameters, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));

    let form = format!(
        "strategy=ticket&ticket={}&first_name=New&last_name=Person&password={PASSWORD}",
        ticket(&link)
    );
    let answer = browser.post("/v1/client/sign_ups", &form);
    let sign_up = answer.expect_ok();
    assert_eq!((&sign_up["status"], &sign_up["object"]), (&json!("complete"), &json!("sign_up_attempt")));
    let client = &answer.json()["client"];
    let session = &client["sessions"][0];
    assert_eq!(session["id"], sign_up["created_session_id"]);
    assert_eq!(session["user"]["id"], sign_up["created_user_id"]);
    assert_eq!(session["last_active_organization_id"], server.organization_id());
    assert_eq!(client["sign_up"], Value::Null);
    let address = &session["user"]["email_addresses"][0];
    assert_eq!(address["email_address"], "new.person@example.com");
    assert_eq!(
        (&address["verification"]["status"], &address["verification"]["strategy"]),
        (&json!("verified"), &json!("ticket"))
    );

    let membership = membership(&server, &browser);
    assert_eq!((&membership["role"], &membership["role_name"]), (&json!("org:viewer"), &json!("Viewer")));
    assert_eq!(membership["public_user_data"]["first_name"], "New");
    assert_eq!(status(&server, &admin, &invitation), "accepted");
    assert_eq!(counts(&server, &admin), (members + 1, pending));
    server.stop();
}

#[test]
fn an_invited_person_with_an_account_signs_in_with_the_ticket_only() {
    let server = Server::start();
    let admin = server.admin();
    newcomer(&server, "known@example.com");
    let (members, pending) = counts(&server, &admin);
    let (invitation, link) = invite(&server, &admin, "known@example.com", "org:member");

    let browser = server.browser();
    let (path, parameters) = location(&browser.get(&link));
    assert_eq!(path, "/__emulator/portal/sign-in");
    assert_eq!(parameters[1], ("__clerk_status".to_owned(), "sign_in".to_owned()));

    let answer = browser.post("/v1/client/sign_ins", &format!("strategy=ticket&ticket={}", ticket(&link)));
    let sign_in = answer.expect_ok();
    assert_eq!(sign_in["status"], "complete");
    assert_eq!(sign_in["identifier"], "known@example.com");
    assert_eq!(sign_in["first_factor_verification"]["strategy"], "ticket");
    let client = &answer.json()["client"];
    assert_eq!(client["last_authentication_strategy"], "ticket");
    assert_eq!(client["sessions"][0]["last_active_organization_id"], server.organization_id());
    assert_eq!(membership(&server, &browser)["role"], "org:member");
    assert_eq!(status(&server, &admin, &invitation), "accepted");
    assert_eq!(counts(&server, &admin), (members + 1, pending));
    server.stop();
}

#[test]
fn a_signed_in_invited_user_accepts_by_opening_the_link() {
    let server = Server::start();
    let admin = server.admin();
    let browser = newcomer(&server, "known@example.com");
    let (invitation, link) = invite(&server, &admin, "known@example.com", "org:member");

    let head = browser.send_with("HEAD", &link, &[], None);
    assert_eq!(location(&head).0, "/__emulator/portal/sign-in");
    assert_eq!(status(&server, &admin, &invitation), "pending", "a HEAD request accepts nothing");

    let answer = browser.send_with("GET", &link, &[("accept", "text/html")], None);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/")));
    assert_eq!(status(&server, &admin, &invitation), "accepted");
    assert_eq!(membership(&server, &browser)["role"], "org:member");
    server.stop();
}

#[test]
fn a_dev_browser_in_clerk_js_cookies_is_recognised_when_the_link_is_opened() {
    let server = Server::start();
    let admin = server.admin();
    newcomer(&server, "known@example.com");
    let dev_browser = send("POST", &format!("{}/v1/dev_browser", server.url), &[], None).unwrap().json();
    let dev_browser = dev_browser["id"].as_str().unwrap();
    let form = format!("strategy=password&identifier=known@example.com&password={PASSWORD}");
    let url = format!("{}/v1/client/sign_ins?__clerk_db_jwt={dev_browser}", server.url);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    send("POST", &url, &headers, Some(&form)).unwrap().expect_ok();

    let (invitation, link) = invite(&server, &admin, "known@example.com", "org:member");
    let cookie =
        format!("__client=of-another-emulator; __clerk_db_jwt=dvb_other; __clerk_db_jwt_1a2b={dev_browser}");
    let answer = send("GET", &format!("{}{link}", server.url), &[("cookie", &cookie)], None).unwrap();
    assert_eq!((answer.status, answer.header("location")), (303, Some("/")));
    assert_eq!(status(&server, &admin, &invitation), "accepted");
    server.stop();
}

#[test]
fn another_user_is_asked_to_sign_in_as_the_invited_person() {
    let server = Server::start();
    let admin = server.admin();
    newcomer(&server, "known@example.com");
    let (invitation, link) = invite(&server, &admin, "known@example.com", "org:member");
    let (path, parameters) = location(&server.member().get(&link));
    assert_eq!((path.as_str(), parameters[1].1.as_str()), ("/__emulator/portal/sign-in", "sign_in"));
    assert_eq!(status(&server, &admin, &invitation), "pending");
    server.stop();
}

/// Asserts that the answer is an error page without a redirect.
#[track_caller]
fn expect_refusal_page(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("location"), None);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(answer.text.contains(code), "{}", answer.text);
    assert!(!answer.text.contains("__clerk_status"), "{}", answer.text);
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("script-src"), "{policy}");
}

#[test]
fn a_sign_up_by_ticket_is_completed_by_a_patch() {
    let server = Server::start();
    let admin = server.admin();
    let (_, link) = invite(&server, &admin, "new@example.com", "org:member");
    let browser = server.browser();
    let begun =
        browser.post("/v1/client/sign_ups", &format!("strategy=ticket&ticket={}", ticket(&link))).expect_ok();
    let path = format!("/v1/client/sign_ups/{}", begun["id"].as_str().unwrap());
    browser
        .send("PATCH", &path, Some("email_address=other@example.com"))
        .expect_error(422, "form_param_value_invalid");
    // The request in clerk-js's form.
    let done = browser
        .post(&format!("{path}?_method=PATCH"), &format!("password={PASSWORD}&first_name=N"))
        .expect_ok();
    assert_eq!(done["status"], "complete");
    assert_eq!(membership(&server, &browser)["role"], "org:member");
    browser.send("PATCH", &path, Some("first_name=M")).expect_error(403, "resource_forbidden");
    server.stop();
}

#[test]
fn a_ticket_signs_in_known_users_and_signs_up_others() {
    let server = Server::start();
    let admin = server.admin();
    newcomer(&server, "known@example.com");
    let (known, of_known) = invite(&server, &admin, "known@example.com", "org:member");
    let (new, of_new) = invite(&server, &admin, "new@example.com", "org:member");
    let form = |link: &str| format!("strategy=ticket&ticket={}&password={PASSWORD}", ticket(link));
    server
        .browser()
        .post("/v1/client/sign_ups", &form(&of_known))
        .expect_error(400, "organization_invitation_identification_already_exists");
    server
        .browser()
        .post("/v1/client/sign_ins", &form(&of_new))
        .expect_error(400, "organization_invitation_identification_not_exist");
    for invitation in [known, new] {
        assert_eq!(status(&server, &admin, &invitation), "pending");
    }
    server.stop();
}

#[test]
fn a_ticket_without_its_strategy_is_ignored() {
    let server = Server::start();
    let admin = server.admin();
    let (invitation, link) = invite(&server, &admin, "new@example.com", "org:member");
    let form = format!("ticket={}", ticket(&link));
    let sign_in = server.browser().post("/v1/client/sign_ins", &form).expect_ok();
    assert_eq!(sign_in["status"], "needs_identifier");
    let sign_up = server.browser().post("/v1/client/sign_ups", &form).expect_ok();
    assert_eq!(sign_up["email_address"], Value::Null);
    assert_eq!(status(&server, &admin, &invitation), "pending");
    server.stop();
}

#[test]
fn a_second_session_of_a_client_is_refused_and_the_invitation_stays_pending() {
    let server = Server::start();
    let admin = server.admin();
    let browser = newcomer(&server, "known@example.com");
    let (invitation, link) = invite(&server, &admin, "known@example.com", "org:member");
    let form = format!("strategy=ticket&ticket={}", ticket(&link));
    browser.post("/v1/client/sign_ins", &form).expect_error(400, "session_exists");
    assert_eq!(status(&server, &admin, &invitation), "pending");
    server.stop();
}

/// Invites through the Backend API. Returns the invitation and the path of its link.
fn invite_by_program(server: &Server, body: &Value) -> (Value, String) {
    let invitation = server.program().post(&server.invitations(), body).expect_bare();
    let link = invitation["url"].as_str().unwrap().strip_prefix(&server.url).unwrap().to_owned();
    assert_eq!(server.outbox().last().unwrap()["link"], invitation["url"]);
    (invitation, link)
}

#[test]
fn a_link_leads_to_its_redirect_url_with_ticket_and_status() {
    let server = Server::start();
    let browser = newcomer(&server, "known@example.com");
    let invite_to = |address: &str| {
        let body = json!({
            "email_address": address, "role": "org:member",
            "redirect_url": "http://localhost:3000/accept-invitation?from=mail#top",
        });
        invite_by_program(&server, &body)
    };
    let (_, new) = invite_to("new@example.com");
    let (known_invitation, known) = invite_to("known@example.com");
    for (link, who, expected) in [
        (&new, &server.browser(), "sign_up"),
        (&new, &browser, "sign_up"),
        (&known, &server.browser(), "sign_in"),
        (&known, &server.member(), "sign_in"),
        (&known, &browser, "complete"),
    ] {
        let answer = who.get(link);
        assert!(answer.header("location").unwrap().ends_with("#top"));
        let (place, parameters) = location(&answer);
        assert_eq!(place, "http://localhost:3000/accept-invitation");
        let expected = [("from", "mail"), ("__clerk_ticket", ticket(link)), ("__clerk_status", expected)];
        assert_eq!(parameters, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
    let admin = server.admin();
    assert_eq!(status(&server, &admin, &known_invitation), "accepted");
    assert_eq!(membership(&server, &browser)["role"], "org:member");
    expect_refusal_page(&browser.get(&known), 400, "organization_invitation_already_accepted");
    server.stop();
}

#[test]
fn both_kinds_of_an_invitations_metadata_are_copied_to_the_membership() {
    let server = Server::start();
    let body = json!({
        "email_address": "new@example.com", "role": "org:member",
        "public_metadata": { "department": "marketing" }, "private_metadata": { "budget": 7 },
    });
    let (_, link) = invite_by_program(&server, &body);
    let browser = server.browser();
    let form = format!("strategy=ticket&ticket={}&password={PASSWORD}", ticket(&link));
    browser.post("/v1/client/sign_ups", &form).expect_ok();
    let seen = membership(&server, &browser);
    assert_eq!(seen["public_metadata"], json!({ "department": "marketing" }));
    assert_eq!(seen.get("private_metadata"), None);
    let members = format!("/v1/organizations/{}/memberships?query=new@example.com", server.organization_id());
    let membership = &server.program().get(&members).expect_bare()["data"][0];
    assert_eq!(membership["public_metadata"], json!({ "department": "marketing" }));
    assert_eq!(membership["private_metadata"], json!({ "budget": 7 }));
    server.stop();
}

#[test]
fn an_existing_member_keeps_their_role() {
    let server = Server::start();
    let browser = newcomer(&server, "known@example.com");
    let (invitation, link) =
        invite_by_program(&server, &json!({ "email_address": "known@example.com", "role": "org:admin" }));
    let user_id = browser.session()["user"]["id"].clone();
    let members = format!("/v1/organizations/{}/memberships", server.organization_id());
    server.program().post(&members, &json!({ "user_id": user_id, "role": "org:viewer" })).expect_bare();
    // Joining has accepted the invitation, so its link is no longer valid.
    assert_eq!(status(&server, &server.admin(), &invitation), "accepted");
    expect_refusal_page(&browser.get(&link), 400, "organization_invitation_already_accepted");
    assert_eq!(membership(&server, &browser)["role"], "org:viewer");
    assert_eq!(status(&server, &server.admin(), &invitation), "accepted");
    server.stop();
}
