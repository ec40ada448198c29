//! An invitation's states: what each door to them refuses, and that nothing ends between two of them.

use serde_json::{Value, json};

use crate::support::{Browser, DAY, PASSWORD, Server, column, invite, newcomer, send};

/// A domain that is verified and lets people in by itself.
fn verified_domain(server: &Server, admin: &Browser, name: &str, mode: &str) {
    let path = format!("/v1/organizations/{}/domains", server.organization_id());
    let domain = admin.post(&path, &format!("name={name}&enrollment_mode={mode}")).expect_ok();
    let path = format!("{path}/{}", domain["id"].as_str().unwrap());
    let form = format!("affiliation_email_address=postmaster@{name}");
    admin.post(&format!("{path}/prepare_affiliation_verification"), &form).expect_ok();
    let code = server.outbox().pop().unwrap()["code"].as_str().unwrap().to_owned();
    admin.post(&format!("{path}/attempt_affiliation_verification"), &format!("code={code}")).expect_ok();
}

/// A user with these addresses and a password, made by a program.
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
fn who_signs_in_as_somebody_else_at_an_invitations_page_does_not_accept_it() {
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
    // Bob's attempt begins without the ticket, and is finished with it.
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
fn an_invitation_that_was_revoked_after_its_ticket_was_looked_at_is_not_accepted() {
    let server = Server::start();
    let admin = server.admin();
    let (invitation, link) = invite(&server, &admin, "ann@x.io", "org:member");
    let ticket = link.split("ticket=").nth(1).unwrap().to_owned();
    let browser = server.browser();
    // The sign-up has taken the ticket, and still needs a password.
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
fn adding_an_invited_user_settles_their_invitation_and_takes_no_second_seat() {
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
fn an_invitation_of_a_domain_holds_a_seat_and_waits_for_one() {
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
fn a_lowered_limit_keeps_invited_people_out_only_when_every_seat_is_a_members() {
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
fn an_invitation_expires_with_the_clock_and_is_pending_again_when_it_goes_back() {
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

#[test]
fn filters_of_the_published_descriptions_are_taken_though_nothing_here_has_such_a_status() {
    let server = Server::start();
    let admin = server.admin();
    let list = server.invitations();
    for status in ["completed", "invalid"] {
        assert_eq!(
            admin.get(&format!("{list}?status={status}")).expect_ok(),
            json!({ "data": [], "total_count": 0 })
        );
        let mine = admin.get(&format!("/v1/me/organization_invitations?status={status}")).expect_ok();
        assert_eq!(mine["total_count"], 0);
        // The Backend API's description does not have them.
        let path = format!("{list}?status={status}");
        server.program().get(&path).expect_error(422, "form_param_value_invalid");
    }
    let both = admin.get(&format!("{list}?status=completed&status=revoked&limit=500")).expect_ok();
    assert!(!both["data"].as_array().unwrap().is_empty());
    assert!(column(&both, "status").iter().all(|status| status == "revoked"));
    let domains =
        format!("/v1/organizations/{}/domains?enrollment_mode=enterprise_sso", server.organization_id());
    assert_eq!(admin.get(&domains).expect_ok(), json!({ "data": [], "total_count": 0 }));
    server.stop();
}

#[test]
fn metadata_that_is_replaced_by_null_is_empty() {
    let server = Server::start();
    let program = server.program();
    let organization = format!("/v1/organizations/{}", server.organization_id());
    let user = format!("/v1/users/{}", server.instance["admin"]["userId"].as_str().unwrap());
    for path in [organization, user] {
        let metadata = format!("{path}/metadata");
        program.put(&metadata, &json!({ "public_metadata": { "a": 1 } })).expect_bare();
        let nothing = json!({ "public_metadata": null, "private_metadata": null });
        let shown = program.put(&metadata, &nothing).expect_bare();
        assert_eq!((&shown["public_metadata"], &shown["private_metadata"]), (&json!({}), &json!({})));
    }
    server.stop();
}

#[test]
fn a_deleted_organizations_logo_is_gone_through_either_api() {
    let server = Server::start();
    let admin = server.admin();
    for api in ["frontend", "backend"] {
        let made = admin.post("/v1/organizations", &format!("name={api}")).expect_ok();
        let path = format!("/v1/organizations/{}", made["id"].as_str().unwrap());
        let logo = [("origin", "http://localhost:3000"), ("content-type", "application/octet-stream")];
        let answer = admin.send_with("PUT", &format!("{path}/logo"), &logo, Some("R0lGODlhAQABAAAAACw="));
        let url = answer.expect_ok()["image_url"].as_str().unwrap().to_owned();
        let content_type =
            || send("GET", &url, &[], None).unwrap().header("content-type").unwrap().to_owned();
        assert_eq!(content_type(), "image/gif");
        if api == "frontend" {
            admin.send("DELETE", &path, None).expect_ok();
        } else {
            server.program().delete(&path).expect_bare();
        }
        assert_eq!(content_type(), "image/svg+xml", "what is drawn without an upload");
    }
    server.stop();
}

#[test]
fn letter_case_never_makes_two_of_one_address() {
    for duplicate in ["refuse", "replace"] {
        let server =
            Server::with_settings(&[("backend_duplicate_invitation", duplicate), ("rate_limits", "false")]);
        let (program, list) = (server.program(), server.invitations());
        for (capitals, lower) in [
            ("First.Last@Example.com", "first.last@example.com"),
            ("ÜBER@Bücher.Example", "über@bücher.example"),
        ] {
            let invite = |address: &str| json!({ "email_address": address, "role": "org:member" });
            let first = program.post(&list, &invite(capitals)).expect_bare();
            assert_eq!(first["email_address"], lower, "stored in lower case");
            let again = program.post(&list, &invite(lower));
            match duplicate {
                "refuse" => {
                    again.expect_error(400, "organization_invitation_not_unique");
                }
                _ => assert_ne!(again.expect_bare()["id"], first["id"]),
            }
            program
                .post(&format!("{list}/bulk"), &json!([invite(capitals), invite(lower)]))
                .expect_error(422, "form_param_duplicate");
            let encoded = |text: &str| {
                percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
            };
            let found = program
                .get(&format!("{list}?status=pending&email_address={}", encoded(&capitals.to_uppercase())))
                .expect_bare();
            assert_eq!(
                (column(&found, "email_address"), &found["total_count"]),
                (vec![lower.to_owned()], &json!(1))
            );
            let part = lower.split('@').next().unwrap().to_uppercase();
            let found = program
                .get(&format!("/v1/organization_invitations?status=pending&query={}", encoded(&part)))
                .expect_bare();
            assert_eq!(column(&found, "email_address"), [lower]);

            // Signed out, by sign-up with the other case; the link then finds nothing left to do.
            let link = server.outbox().pop().unwrap()["link"].as_str().unwrap().to_owned();
            let ticket = link.split("ticket=").nth(1).unwrap();
            let browser = server.browser();
            let form = format!(
                "strategy=ticket&ticket={ticket}&email_address={}&password={PASSWORD}",
                encoded(capitals)
            );
            assert_eq!(browser.post("/v1/client/sign_ups", &form).expect_ok()["status"], "complete");
            program
                .post(&list, &invite(&capitals.to_uppercase()))
                .expect_error(400, "already_a_member_in_organization");
            program
                .post("/v1/users", &json!({ "email_address": [capitals] }))
                .expect_error(422, "form_identifier_exists");
            let users = program.get(&format!("/v1/users?email_address={}", encoded(capitals))).expect_bare();
            assert_eq!(users.as_array().unwrap().len(), 1);
            let of_user = format!("/v1/users/{}/organization_memberships", users[0]["id"].as_str().unwrap());
            assert_eq!(program.get(&of_user).expect_bare()["total_count"], 1);
        }
        // Usernames and names, too.
        let named = json!({ "email_address": ["n@x.io"], "username": "Zoe_1", "first_name": "Ünal" });
        program.post("/v1/users", &named).expect_bare();
        program
            .post("/v1/users", &json!({ "email_address": ["m@x.io"], "username": "ZOE_1" }))
            .expect_error(422, "form_identifier_exists");
        for query in ["query=%C3%BCNAL", "name_query=%C3%BCnal", "username=zOE_1"] {
            let found = program.get(&format!("/v1/users?{query}")).expect_bare();
            assert_eq!(found.as_array().unwrap().len(), 1, "{query}");
        }
        server.stop();
    }
}

#[test]
fn a_filter_with_brackets_finds_whom_it_names_and_never_everybody() {
    let server = Server::start();
    let program = server.program();
    let member = &server.instance["member"];
    let (id, address) = (member["userId"].as_str().unwrap(), member["emailAddress"].as_str().unwrap());
    user(&server, &["qa+clerk_test@example.com"]);
    let found = |query: &str| {
        let users = program.get(&format!("/v1/users?{query}")).expect_bare();
        let address = |user: &Value| user["email_addresses"][0]["email_address"].as_str().unwrap().to_owned();
        users.as_array().unwrap().iter().map(address).collect::<Vec<_>>()
    };
    for name in ["email_address[]", "email_address%5B%5D", "email_address", "email_address[0]"] {
        assert_eq!(found(&format!("{name}={address}")), [address], "{name}");
        assert!(found(&format!("{name}=nobody@example.com")).is_empty(), "{name}");
    }
    for name in ["user_id[]", "user_id[0]", "user_id"] {
        assert_eq!(found(&format!("{name}={id}")), [address], "{name}");
    }
    assert_eq!(found("email_address=qa+clerk_test@example.com"), ["qa+clerk_test@example.com"]);
    assert_eq!(
        program.get(&format!("/v1/users/count?email_address[]={address}")).expect_bare()["total_count"],
        1
    );
    let page = program.get(&format!("{}?status[]=pending&limit=500", server.invitations())).expect_bare();
    assert!(column(&page, "status").iter().all(|status| status == "pending"));
    server.stop();
}

#[test]
fn an_operation_that_is_not_implemented_answers_501_and_names_itself() {
    let server = Server::start();
    let refused = server
        .program()
        .get("/v1/users/user_1/oauth_access_tokens/oauth_google")
        .expect_error(501, "operation_not_implemented");
    let text = refused["long_message"].as_str().unwrap();
    assert!(
        text.contains("GET /v1/users/{user_id}/oauth_access_tokens/{provider} (GetOAuthAccessToken)"),
        "{text}"
    );
    let admin = server.admin();
    admin
        .post("/v1/me/phone_numbers", "phone_number=%2B15551234567")
        .expect_error(501, "operation_not_implemented");
    admin.send("DELETE", "/v1/me", None).expect_error(501, "operation_not_implemented");
    admin.get("/v1/nothing").expect_error(404, "resource_not_found");
    admin.send("PUT", "/v1/me", None).expect_error(405, "method_not_allowed");
    server.stop();
}

#[test]
fn settings_that_were_changed_survive_a_restart_and_end_with_a_reset() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("emulator.db");
    let start = || Server::with(clerk_emulator::Config { database: file.clone(), ..Default::default() });
    let server = start();
    let path = "/v1/instance/organization_settings";
    server.program().patch(path, &json!({ "max_allowed_memberships": 77 })).expect_bare();
    server.control("PATCH", "/settings", &json!({ "code_minutes": 3, "attach_client": "never" }));
    server.stop();

    let server = start();
    let values = server.control("GET", "/settings", &Value::Null)["values"].clone();
    assert_eq!((&values["code_minutes"], &values["attach_client"]), (&json!(3), &json!("never")));
    assert_eq!(server.program().get(path).expect_bare()["max_allowed_memberships"], 77);
    server.control("POST", "/reset", &Value::Null);
    server.stop();

    let server = start();
    let values = server.control("GET", "/settings", &Value::Null)["values"].clone();
    assert_eq!((&values["code_minutes"], &values["max_allowed_memberships"]), (&json!(10), &json!(5)));
    server.stop();
}

#[test]
fn a_stored_setting_that_no_longer_exists_is_reported_and_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("emulator.db");
    let config = || clerk_emulator::Config { database: file.clone(), ..Default::default() };
    let server = Server::with(config());
    server.control("PATCH", "/settings", &json!({ "code_minutes": 3 }));
    server.create_instance(&json!({ "settings": { "code_minutes": 4 } }));
    server.stop();
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection
        .execute_batch(
            "UPDATE instances SET changed_settings = '{\"renamed\":1,\"code_minutes\":3}' WHERE name = '';
             UPDATE instances SET settings = '{\"code_minutes\":4,\"native_api\":\"maybe\"}' WHERE name <> '';",
        )
        .unwrap();
    drop(connection);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let emulator = runtime.block_on(clerk_emulator::Emulator::start(config())).unwrap();
    let warnings = emulator.warnings();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].contains("renamed") && warnings[1].contains("native_api"), "{warnings:?}");
    let settings = send("GET", &format!("{}/__emulator/settings", emulator.url()), &[], None).unwrap().json();
    assert_eq!(settings["values"]["code_minutes"], 3);
    runtime.block_on(emulator.stop());
}

#[test]
fn settings_that_are_changed_side_by_side_all_hold() {
    let server = Server::start();
    std::thread::scope(|scope| {
        for (name, value) in [
            ("code_minutes", 3),
            ("code_attempts", 4),
            ("session_lifetime_days", 5),
            ("frontend_bulk_limit", 6),
        ] {
            let server = &server;
            scope.spawn(move || {
                for _ in 0..20 {
                    server.control("PATCH", "/settings", &json!({ name: value }));
                    let read = server.control("GET", "/settings", &Value::Null);
                    assert_eq!(read["values"][name], value);
                }
            });
        }
    });
    server.stop();
}

#[test]
fn a_write_that_began_before_a_reset_does_not_land_after_it() {
    let server = Server::start();
    let program = server.program();
    let delayed = json!([{ "method": "POST", "path": "/invitations$", "delayMs": 800 }]);
    server.control("POST", "/faults", &delayed);
    std::thread::scope(|scope| {
        let late = scope.spawn(|| {
            let body = json!({ "email_address": "late@x.io", "role": "org:member" });
            program.post(&server.invitations(), &body)
        });
        std::thread::sleep(std::time::Duration::from_millis(300));
        server.control("POST", "/reset", &Value::Null);
        late.join().unwrap().expect_error(409, "instance_was_reset");
    });
    let page = program.get(&format!("{}?email_address=late@x.io", server.invitations())).expect_bare();
    assert_eq!(page["total_count"], 0);
    server.stop();
}
