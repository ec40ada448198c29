//! The states of an invitation: what each call rejects, and that no call leaves an inconsistent state.

mod published;
mod settings;

use serde_json::{Value, json};

use crate::support::{Browser, DAY, PASSWORD, Server, column, invite, newcomer, send};

/// A verified domain with automatic enrollment.
fn verified_domain(server: &Server, admin: &Browser, name: &str, mode: &str) {
    let path = format!("/v1/organizations/{}/domains", server.organization_id());
    let domain = admin.post(&path, &format!("name={name}&enrollment_mode={mode}")).expect_ok();
    let path = format!("{path}/{}", domain["id"].as_str().unwrap());
    let form = format!("affiliation_email_address=postmaster@{name}");
    admin.post(&format!("{path}/prepare_affiliation_verification"), &form).expect_ok();
    let code = server.outbox().pop().unwrap()["code"].as_str().unwrap().to_owned();
    admin.post(&format!("{path}/attempt_affiliation_verification"), &format!("code={code}")).expect_ok();
}

/// A user with these addresses and a password, created by a program.
fn user(server: &Server, addresses: &[&str]) -> Value {
    let user = json!({ "email_address": addresses, "password": PASSWORD });
    server.program().post("/v1/users", &user).expect_bare()
}

fn organization(server: &Server) -> Value {
    server
        .program()
        .get(&format!("/v1/organizations/{}?include_members_count=true", server.organization_id()))
        .expect_bare()
}

fn limit(server: &Server, seats: i64) {
    let path = format!("/v1/organizations/{}", server.organization_id());
    server.program().patch(&path, &json!({ "max_allowed_memberships": seats })).expect_bare();
}

#[test]
fn a_user_with_two_addresses_on_verified_domains_gets_one_suggestion_and_one_invitation() {
    for (mode, list) in [
        ("automatic_suggestion", "/v1/me/organization_suggestions"),
        ("automatic_invitation", "/v1/me/organization_invitations"),
    ] {
        let server = Server::start();
        let admin = server.admin();
        user(&server, &["jo@one.example", "jo.two@one.example", "jo@two.example"]);
        verified_domain(&server, &admin, "one.example", mode);
        verified_domain(&server, &admin, "two.example", mode);
        let browser = server.browser();
        browser.sign_in("jo@one.example", PASSWORD).expect_ok();
        for _ in 0..2 {
            for path in ["/v1/me/organization_suggestions", "/v1/me/organization_invitations"] {
                let page = browser.get(path).expect_ok();
                assert_eq!(page["total_count"], i64::from(path == list), "{mode} {path}: {page}");
            }
            let domains = format!("/v1/organizations/{}/domains", server.organization_id());
            assert_eq!(admin.get(&domains).expect_ok()["total_count"], 2);
        }
        server.stop();
    }
}

#[test]
fn another_user_who_signs_in_at_an_invitations_page_does_not_accept_it() {
    let server = Server::start();
    let admin = server.admin();
    let (invitation, link) = invite(&server, &admin, "ann@x.io", "org:member");
    let ticket = link.split("ticket=").nth(1).unwrap().to_owned();
    let bob = user(&server, &["bob@x.io"]);
    let browser = server.browser();
    let page = "/__emulator/portal/sign-in";
    let headers = [
        ("origin", server.url.as_str()),
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "text/html"),
    ];
    // Bob starts the attempt without the ticket and completes it with the ticket.
    let begun = browser.send_with("POST", page, &headers, Some("strategy=email_code&identifier=bob%40x.io"));
    let location = begun.header("location").unwrap();
    let attempt = location.split("attempt=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let code = server.outbox().pop().unwrap()["code"].as_str().unwrap().to_owned();
    let form = format!("attempt={attempt}&code={code}&__clerk_ticket={ticket}");
    let answer = browser.send_with("POST", &format!("{page}/code"), &headers, Some(&form));
    assert_eq!(answer.status, 403, "{}", answer.text);
    assert!(answer.text.contains("for another email address"), "{}", answer.text);
    let program = server.program();
    let path = format!("{}/{}", server.invitations(), invitation["id"].as_str().unwrap());
    assert_eq!(program.get(&path).expect_bare()["status"], "pending");
    let of_bob = format!("/v1/users/{}/organization_memberships", bob["id"].as_str().unwrap());
    assert_eq!(program.get(&of_bob).expect_bare()["total_count"], 0);
    server.stop();
}

#[test]
fn an_invitation_that_is_revoked_during_a_sign_up_is_not_accepted() {
    let server = Server::start();
    let admin = server.admin();
    let (invitation, link) = invite(&server, &admin, "ann@x.io", "org:member");
    let ticket = link.split("ticket=").nth(1).unwrap().to_owned();
    let browser = server.browser();
    // The sign-up has the ticket but still needs a password.
    let form = format!("strategy=ticket&ticket={ticket}");
    let begun = browser.post("/v1/client/sign_ups", &form).expect_ok();
    assert_eq!(begun["status"], "missing_requirements");
    let revoke = format!("{}/{}/revoke", server.invitations(), invitation["id"].as_str().unwrap());
    admin.post(&revoke, "").expect_ok();
    let path = format!("/v1/client/sign_ups/{}?_method=PATCH", begun["id"].as_str().unwrap());
    browser
        .post(&path, &format!("password={PASSWORD}"))
        .expect_error(400, "organization_invitation_revoked_code");
    let listed = server.program().get(&format!("{}?email_address=ann@x.io", server.invitations()));
    assert_eq!(column(&listed.expect_bare(), "status"), ["revoked"]);
    server.stop();
}

#[test]
fn adding_an_invited_user_accepts_their_invitation_and_takes_no_second_seat() {
    let server = Server::start();
    let (admin, program) = (server.admin(), server.program());
    let before = organization(&server);
    let members = before["members_count"].as_i64().unwrap();
    let pending = before["pending_invitations_count"].as_i64().unwrap();
    let ann = user(&server, &["ann@x.io", "ann@y.io"]);
    limit(&server, members + pending + 2);
    for address in ["ann@x.io", "ann@y.io"] {
        invite(&server, &admin, address, "org:member");
    }
    admin
        .post(&server.invitations(), "email_address=one@more.io&role=org:member")
        .expect_error(403, "organization_membership_quota_exceeded");
    let path = format!("/v1/organizations/{}/memberships", server.organization_id());
    let add = json!({ "user_id": ann["id"], "role": "org:viewer" });
    program.post(&path, &add).expect_bare();
    let after = organization(&server);
    assert_eq!(after["members_count"], members + 1);
    assert_eq!(after["pending_invitations_count"], pending);
    for address in ["ann@x.io", "ann@y.io"] {
        let listed = program.get(&format!("{}?email_address={address}", server.invitations()));
        assert_eq!(column(&listed.expect_bare(), "status"), ["accepted"]);
    }
    server.stop();
}

#[test]
fn an_invitation_of_a_domain_takes_a_seat_and_waits_for_a_free_one() {
    let server = Server::start();
    let admin = server.admin();
    let before = organization(&server);
    let taken =
        before["members_count"].as_i64().unwrap() + before["pending_invitations_count"].as_i64().unwrap();
    limit(&server, taken + 1);
    user(&server, &["a@one.example"]);
    user(&server, &["b@one.example"]);
    verified_domain(&server, &admin, "one.example", "automatic_invitation");
    let invited = |address: &str| {
        let browser = server.browser();
        browser.sign_in(address, PASSWORD).expect_ok();
        browser.get("/v1/me/organization_invitations").expect_ok()["total_count"].as_i64().unwrap()
    };
    assert_eq!(invited("a@one.example") + invited("b@one.example"), 1, "one seat, one invitation");
    admin
        .post(&server.invitations(), "email_address=one@more.io&role=org:member")
        .expect_error(403, "organization_membership_quota_exceeded");
    limit(&server, taken + 2);
    assert_eq!(invited("a@one.example") + invited("b@one.example"), 2);
    server.stop();
}

#[test]
fn a_lowered_limit_rejects_invited_users_only_if_members_take_every_seat() {
    let server = Server::start();
    let admin = server.admin();
    let (_, first) = invite(&server, &admin, "ann@x.io", "org:member");
    let (_, second) = invite(&server, &admin, "bob@x.io", "org:member");
    let members = organization(&server)["members_count"].as_i64().unwrap();
    limit(&server, members + 1);
    let join = |address: &str, link: &str| {
        let browser = newcomer(&server, address);
        browser.send_with("GET", link, &[("accept", "application/json")], None)
    };
    assert_eq!(join("ann@x.io", &first).status, 303);
    join("bob@x.io", &second).expect_error(403, "organization_membership_quota_exceeded");
    assert_eq!(organization(&server)["members_count"], members + 1);
    server.stop();
}

#[test]
fn an_invitation_expires_with_the_clock_and_is_pending_again_after_it_moves_back() {
    let server = Server::start();
    let (admin, program) = (server.admin(), server.program());
    let (invitation, _) = invite(&server, &admin, "ann@x.io", "org:member");
    let status = || {
        let path = format!("{}/{}", server.invitations(), invitation["id"].as_str().unwrap());
        let shown = program.get(&path).expect_bare();
        let status = shown["status"].as_str().unwrap().to_owned();
        assert_eq!(shown["updated_at"], invitation["updated_at"]);
        let path = format!("{}?status={status}&limit=500", server.invitations());
        let page = program.get(&path).expect_bare();
        assert_eq!(page["total_count"], page["data"].as_array().unwrap().len());
        assert!(column(&page, "id").contains(&invitation["id"].as_str().unwrap().to_owned()));
        status
    };
    assert_eq!(status(), "pending");
    server.advance(30 * DAY);
    assert_eq!(status(), "expired");
    assert_eq!(organization(&server)["pending_invitations_count"], 0);
    server.advance(-DAY);
    assert_eq!(status(), "pending");
    server.stop();
}
