//! What the Backend API rejects about invitations, and the settings for undocumented behaviour.

use serde_json::{Value, json};

use crate::support::{Answer, Program, Server, column, send};

/// The body of an invitation with one field added or replaced.
fn with(name: &str, value: Value) -> Value {
    let mut body = json!({ "email_address": "a@x.io", "role": "org:member" });
    body[name] = value;
    body
}

fn without(name: &str) -> Value {
    let mut body = with("notify", json!(true));
    body.as_object_mut().unwrap().remove(name);
    body
}

#[test]
fn each_wrong_field_is_refused_with_its_code_and_name() {
    let server = Server::start();
    let program = server.program();
    let long = format!("{}@x.io", "a".repeat(65));
    let table = [
        (with("email_addresses", json!([])), 422, "form_param_unknown", "email_addresses"),
        (with("emailAddress", json!("a@x.io")), 422, "form_param_unknown", "emailAddress"),
        (without("email_address"), 422, "form_param_missing", "email_address"),
        (without("role"), 422, "form_param_missing", "role"),
        (with("email_address", json!("")), 422, "form_param_missing", "email_address"),
        (with("role", json!("")), 422, "form_param_missing", "role"),
        (with("email_address", Value::Null), 422, "form_param_nil", "email_address"),
        (with("role", Value::Null), 422, "form_param_nil", "role"),
        (with("email_address", json!(7)), 422, "form_param_value_invalid", "email_address"),
        (with("role", json!(["org:member"])), 422, "form_param_value_invalid", "role"),
        (with("email_address", json!("nope")), 422, "form_param_format_invalid", "email_address"),
        (with("email_address", json!(" a@x.io")), 422, "form_param_format_invalid", "email_address"),
        (with("email_address", json!(long)), 422, "form_param_format_invalid", "email_address"),
        (with("role", json!("org:king")), 404, "resource_not_found", "role"),
        (with("role", json!("ORG:MEMBER")), 404, "resource_not_found", "role"),
        (with("inviter_user_id", json!(1)), 422, "form_param_value_invalid", "inviter_user_id"),
        (with("expires_in_days", json!(0)), 422, "form_param_value_invalid", "expires_in_days"),
        (with("expires_in_days", json!(-1)), 422, "form_param_value_invalid", "expires_in_days"),
        (with("expires_in_days", json!(366)), 422, "form_param_value_invalid", "expires_in_days"),
        (with("expires_in_days", json!(1.5)), 422, "form_param_value_invalid", "expires_in_days"),
        (with("expires_in_days", json!(1e300)), 422, "form_param_value_invalid", "expires_in_days"),
        (with("expires_in_days", json!("7")), 422, "form_param_value_invalid", "expires_in_days"),
        (with("notify", json!("true")), 422, "form_param_value_invalid", "notify"),
        (with("notify", json!(1)), 422, "form_param_value_invalid", "notify"),
        (with("public_metadata", json!([])), 422, "form_param_value_invalid", "public_metadata"),
        (with("public_metadata", json!("{}")), 422, "form_param_value_invalid", "public_metadata"),
        (with("private_metadata", json!(1)), 422, "form_param_value_invalid", "private_metadata"),
        (
            with("private_metadata", json!({ "a": "x".repeat(9000) })),
            422,
            "form_param_exceeds_allowed_size",
            "private_metadata",
        ),
        (with("redirect_url", json!(7)), 422, "form_param_value_invalid", "redirect_url"),
        (with("redirect_url", json!("/accept")), 422, "invalid_redirect_url", "redirect_url"),
        (with("redirect_url", json!("")), 422, "invalid_redirect_url", "redirect_url"),
        (with("redirect_url", json!("javascript:alert(1)")), 422, "prohibited_redirect_url", "redirect_url"),
        (
            with("redirect_url", json!("\u{1}jAvascript:alert(1)")),
            422,
            "prohibited_redirect_url",
            "redirect_url",
        ),
        (with("redirect_url", json!("data:text/html,x")), 422, "prohibited_redirect_url", "redirect_url"),
    ];
    for (body, status, code, param) in table {
        let error = program.post(&server.invitations(), &body).expect_error(status, code);
        assert_eq!(error["meta"]["param_name"], param, "{body}");
    }
    assert_eq!(program.get(&server.invitations()).expect_bare()["total_count"], 31);
    server.stop();
}

#[test]
fn one_answer_lists_every_error_of_a_body() {
    let server = Server::start();
    let body = json!({ "role": 1, "expires_in_days": 0, "surprise": true });
    let answer = server.program().post(&server.invitations(), &body);
    assert_eq!(answer.status, 422);
    let body = answer.json();
    let errors: Vec<_> = body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["code"].as_str().unwrap(), error["meta"]["param_name"].as_str().unwrap()))
        .collect();
    assert_eq!(
        errors,
        [
            ("form_param_unknown", "surprise"),
            ("form_param_missing", "email_address"),
            ("form_param_value_invalid", "role"),
            ("form_param_value_invalid", "expires_in_days"),
        ]
    );
    server.stop();
}

#[test]
fn bodies_that_are_not_a_json_object_are_refused() {
    let server = Server::start();
    let program = server.program();
    let deep = format!("{}1{}", "[".repeat(500), "]".repeat(500));
    let bodies =
        ["{", "", "null", "[]", "\"a\"", "{\"email_address\":\"a@x.io\",}", "\u{feff}{}", deep.as_str()];
    for body in bodies {
        let answer = program.send_text("POST", &server.invitations(), Some(body));
        match body {
            "" => answer.expect_error(422, "form_param_missing"),
            _ => answer.expect_error(400, "request_body_invalid"),
        };
    }
    let bulk = format!("{}/bulk", server.invitations());
    for body in ["", "[]", "{}", "null", "[1]", "[[]]", "[{}"] {
        program.send_text("POST", &bulk, Some(body)).expect_error(400, "request_body_invalid");
    }
    let key = server.instance["secretKey"].as_str().unwrap();
    let authorization = format!("Bearer {key}");
    let url = format!("{}{}", server.url, server.invitations());
    let send_as = |content_type: &str| {
        let headers = [("authorization", authorization.as_str()), ("content-type", content_type)];
        let body = with("notify", json!(false)).to_string();
        send("POST", &url, &headers, Some(&body)).unwrap()
    };
    for content_type in ["application/x-www-form-urlencoded", "text/plain", ""] {
        send_as(content_type).expect_error(415, "unsupported_content_type");
    }
    send_as("Application/JSON; charset=utf-8").expect_bare();
    server.stop();
}

#[test]
fn only_the_secret_key_is_accepted() {
    let server = Server::start();
    let key = server.instance["secretKey"].as_str().unwrap();
    let url = format!("{}{}", server.url, server.invitations());
    let ask = |authorization: &str| send("GET", &url, &[("authorization", authorization)], None).unwrap();
    ask(&format!("Bearer {key}")).expect_bare();
    ask(&format!("bearer {key}")).expect_bare();
    for wrong in ["sk_test_x", &key[..key.len() - 1], &format!("{key}x"), &key.to_uppercase(), "pk_test_x"] {
        ask(&format!("Bearer {wrong}")).expect_error(401, "clerk_key_invalid");
    }
    for wrong in [key, "Bearer", "Bearer ", "", &format!("Basic {key}"), &format!("Bearer{key}")] {
        ask(wrong).expect_error(401, "authorization_header_format_invalid");
    }
    let page = [("authorization", "Bearer x"), ("origin", "http://localhost:3000")];
    send("GET", &url, &page, None).unwrap().expect_error(400, "origin_authorization_headers_conflict");
    // Without a key, a path of both APIs answers a signed-out browser. A path of only the Backend API requires a key.
    send("GET", &url, &[], None).unwrap().expect_error(401, "authentication_invalid");
    for path in
        ["/v1/users", "/v1/sessions", "/v1/organization_invitations", "/v1/instance/organization_settings"]
    {
        let answer = send("GET", &format!("{}{path}", server.url), &[], None).unwrap();
        answer.expect_error(401, "authorization_header_format_invalid");
    }
    server.stop();
}

#[test]
fn a_missing_resource_has_its_own_code() {
    let server = Server::start();
    let program = server.program();
    let invitations = server.invitations();
    let harbor = program.get("/v1/organizations/harbor-collective").expect_bare();
    let elsewhere = format!("/v1/organizations/{}/invitations", harbor["id"].as_str().unwrap());
    let page = program.get(&format!("{invitations}?status=pending")).expect_bare();
    let id = page["data"][0]["id"].as_str().unwrap();
    let unknown = "/v1/organizations/org_unknown/invitations";
    let table = [
        ("GET", unknown.to_owned(), None),
        ("GET", "/v1/organizations/%27%20OR%201=1--/invitations".to_owned(), None),
        ("POST", unknown.to_owned(), Some(with("notify", json!(true)))),
        ("POST", format!("{unknown}/bulk"), Some(json!([with("notify", json!(true))]))),
        ("GET", format!("{unknown}/pending"), None),
        ("GET", format!("{unknown}/{id}"), None),
        ("POST", format!("{unknown}/{id}/revoke"), None),
        ("GET", format!("{invitations}/orginv_unknown"), None),
        ("POST", format!("{invitations}/orginv_unknown/revoke"), None),
        ("GET", format!("{elsewhere}/{id}"), None),
        ("POST", format!("{elsewhere}/{id}/revoke"), None),
        ("GET", "/v1/nothing".to_owned(), None),
    ];
    for (method, path, body) in table {
        program.send(method, &path, body.as_ref()).expect_error(404, "resource_not_found");
    }
    program.delete(&invitations).expect_error(405, "method_not_allowed");
    assert_eq!(program.get(&format!("{invitations}/{id}")).expect_bare()["status"], "pending");
    server.stop();
}

#[test]
fn lists_refuse_invalid_queries() {
    let server = Server::start();
    let program = server.program();
    let many = vec!["status=pending"; 101].join("&");
    let table = [
        ("limit=0", "form_param_value_invalid", "limit"),
        ("limit=501", "form_param_value_too_large", "limit"),
        ("limit=ten", "form_param_value_invalid", "limit"),
        ("offset=-1", "form_param_value_invalid", "offset"),
        ("status=completed", "form_param_value_invalid", "status"),
        ("status=pending,revoked", "form_param_value_invalid", "status"),
        ("order_by=role", "form_param_value_invalid", "order_by"),
        ("order_by=-", "form_param_value_invalid", "order_by"),
        (many.as_str(), "form_param_duplicate", "status"),
    ];
    for path in [server.invitations(), "/v1/organization_invitations".to_owned()] {
        for (query, code, param) in table {
            let error = program.get(&format!("{path}?{query}")).expect_error(422, code);
            assert_eq!(error["meta"]["param_name"], param, "{query}");
        }
    }
    program
        .get(&format!("{}?status=%zz", server.invitations()))
        .expect_error(400, "malformed_request_parameters");
    program.get(&format!("{}?surprise=1", server.invitations())).expect_error(422, "form_param_unknown");
    server.control("PATCH", "/settings", &json!({ "backend_unknown_query_parameter": "ignore" }));
    program.get(&format!("{}?surprise=1", server.invitations())).expect_bare();
    server.control("PATCH", "/settings", &json!({ "backend_unknown_query_parameter": "refuse" }));
    program
        .get(&format!(
            "{}?status=pending&order_by=created_at&limit=1&offset=0&email_address=a",
            server.invitations()
        ))
        .expect_bare();
    server.stop();
}

#[test]
fn a_member_and_an_invited_address_are_refused() {
    let server = Server::start();
    let program = server.program();
    let member = server.instance["member"]["emailAddress"].as_str().unwrap();
    let error = program
        .post(&server.invitations(), &with("email_address", json!(member.to_uppercase())))
        .expect_error(400, "already_a_member_in_organization");
    assert!(error["long_message"].as_str().unwrap().to_lowercase().contains(member));

    program.post(&server.invitations(), &with("notify", json!(true))).expect_bare();
    program
        .post(&server.invitations(), &with("email_address", json!("A@X.io")))
        .expect_error(400, "organization_invitation_not_unique");
    let bulk = format!("{}/bulk", server.invitations());
    let twice = json!([with("email_address", json!("b@x.io")), with("email_address", json!("B@x.io"))]);
    program.post(&bulk, &twice).expect_error(422, "form_param_duplicate");
    let settings = json!({ "bulk_repeated_address": "ignore", "backend_duplicate_invitation": "replace" });
    server.control("PATCH", "/settings", &settings);
    assert_eq!(program.post(&bulk, &twice).expect_bare()["total_count"], 1);
    let second = program.post(&server.invitations(), &with("role", json!("org:viewer"))).expect_bare();
    let page = program.get(&format!("{}?email_address=a@x.io", server.invitations())).expect_bare();
    assert_eq!(column(&page, "status"), ["pending", "revoked"]);
    assert_eq!(page["data"][0]["id"], second["id"]);
    server.stop();
}

#[test]
fn the_inviting_or_revoking_member_needs_the_permission() {
    let server = Server::start();
    let program = server.program();
    let member = &server.instance["member"]["userId"];
    let friend = program.get("/v1/users?query=nadia").expect_bare()[0]["id"].clone();
    let first = program.get(&format!("{}?status=pending", server.invitations())).expect_bare();
    let revoke = format!("{}/{}/revoke", server.invitations(), first["data"][0]["id"].as_str().unwrap());
    let check = |user_id: &Value, status: u16, code: &str| {
        let invited: [Answer; 3] = [
            program.post(&server.invitations(), &with("inviter_user_id", user_id.clone())),
            program.post(
                &format!("{}/bulk", server.invitations()),
                &json!([with("inviter_user_id", user_id.clone())]),
            ),
            program.post(&revoke, &json!({ "requesting_user_id": user_id })),
        ];
        for answer in invited {
            answer.expect_error(status, code);
        }
    };
    check(&friend, 403, "not_a_member_in_organization");
    check(&json!("user_unknown"), 403, "not_a_member_in_organization");
    check(member, 403, "authorization_invalid");
    server.control(
        "PATCH",
        "/settings",
        &json!({ "backend_without_permission": "missing_organization_permission" }),
    );
    check(member, 403, "missing_organization_permission");
    program.post(&revoke, &json!({ "requesting_user_id": 7 })).expect_error(422, "form_param_value_invalid");
    program.post(&revoke, &json!({ "user_id": "x" })).expect_error(422, "form_param_unknown");
    program.post(&revoke, &json!([])).expect_error(400, "request_body_invalid");
    program.post(&revoke, &json!({ "requesting_user_id": server.instance["admin"]["userId"] })).expect_bare();
    server.stop();
}

#[test]
fn a_bulk_call_is_limited_to_ten_and_an_organization_to_its_seats() {
    let server = Server::start();
    let program = server.program();
    let many = |from: usize, count: usize| -> Value {
        (from..from + count).map(|n| with("email_address", json!(format!("p{n}@x.io")))).collect()
    };
    let bulk = format!("{}/bulk", server.invitations());
    program.post(&bulk, &many(0, 11)).expect_error(400, "bulk_size_exceeded");
    server.control("PATCH", "/settings", &json!({ "bulk_too_large": "form_param_array_size_exceeded" }));
    program.post(&bulk, &many(0, 11)).expect_error(422, "form_param_array_size_exceeded");

    // The seed has 8 members and 14 pending invitations.
    let organization = format!("/v1/organizations/{}", server.organization_id());
    program.patch(&organization, &json!({ "max_allowed_memberships": 30 })).expect_bare();
    program.post(&bulk, &many(0, 9)).expect_error(403, "organization_membership_quota_exceeded");
    program.post(&bulk, &many(0, 8)).expect_bare();
    program
        .post(&server.invitations(), &with("notify", json!(true)))
        .expect_error(403, "organization_membership_quota_exceeded");
    program.patch(&organization, &json!({ "max_allowed_memberships": 0 })).expect_bare();
    program.post(&server.invitations(), &with("notify", json!(true))).expect_bare();
    server.stop();
}

#[test]
fn settings_for_undocumented_behaviour_change_the_answer() {
    let answers = |settings: &[(&str, &str)], ask: &dyn Fn(&Server, &Program) -> Answer| {
        let server = Server::with_settings(settings);
        let answer = ask(&server, &server.program()).error();
        server.stop();
        answer
    };
    let invite =
        |body: Value| move |server: &Server, program: &Program| program.post(&server.invitations(), &body);
    let expect = |got: (u16, String), status: u16, code: &str| assert_eq!(got, (status, code.to_owned()));
    let wrong = invite(with("notify", json!(1)));
    for (setting, status) in [("form_param_type_invalid", 422), ("request_body_invalid", 400)] {
        expect(answers(&[("backend_wrong_type", setting)], &wrong), status, setting);
    }
    let king = invite(with("role", json!("org:king")));
    expect(answers(&[("unknown_role", "form_param_value_invalid")], &king), 422, "form_param_value_invalid");
    let elsewhere = |_: &Server, program: &Program| program.get("/v1/organizations/org_x/invitations");
    let code = "organization_not_found_or_unauthorized";
    expect(answers(&[("backend_unknown_organization", code)], &elsewhere), 404, code);
    let off = [("organizations_enabled", "false")];
    for path in [
        "/v1/organizations",
        "/v1/organization_invitations",
        "/v1/organization_memberships",
        "/v1/organizations/x",
    ] {
        let ask = move |_: &Server, program: &Program| program.get(path);
        expect(answers(&off, &ask), 403, "organization_not_enabled_in_instance");
    }
}

#[test]
fn concurrent_invitations_of_an_address_create_one() {
    let server = Server::start();
    let program = server.program();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let attempts: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| program.post(&server.invitations(), &with("notify", json!(true))).status))
            .collect();
        attempts.into_iter().map(|attempt| attempt.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 400)), "{statuses:?}");
    assert_eq!(server.outbox().len(), 1);
    server.stop();
}
