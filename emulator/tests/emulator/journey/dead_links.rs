//! Links that are no longer valid: used, revoked, replaced, expired, forged, or without their user or organization.

use super::*;

#[test]
fn a_link_works_once() {
    let server = Server::start();
    let admin = server.admin();
    let (_, link) = invite(&server, &admin, "new@example.com", "org:member");
    let form = format!("strategy=ticket&ticket={}&password={PASSWORD}", ticket(&link));
    server.browser().post("/v1/client/sign_ups", &form).expect_ok();
    let before = counts(&server, &admin);

    let used = "organization_invitation_already_accepted";
    expect_refusal_page(&server.browser().get(&link), 400, used);
    let sign_in = format!("strategy=ticket&ticket={}", ticket(&link));
    server.browser().post("/v1/client/sign_ins", &sign_in).expect_error(400, used);
    server.browser().post("/v1/client/sign_ups", &form).expect_error(400, used);
    assert_eq!(counts(&server, &admin), before);
    server.stop();
}

#[test]
fn concurrent_uses_of_one_link_create_one_member() {
    let server = Server::start();
    let admin = server.admin();
    let (_, link) = invite(&server, &admin, "new@example.com", "org:member");
    let (members, _) = counts(&server, &admin);
    let form = format!("strategy=ticket&ticket={}&password={PASSWORD}", ticket(&link));
    let url = format!("{}/v1/client/sign_ups", server.url);
    let signed_up: usize = std::thread::scope(|scope| {
        let attempts: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let headers = [("content-type", "application/x-www-form-urlencoded")];
                    send("POST", &url, &headers, Some(&form)).unwrap().status
                })
            })
            .collect();
        attempts.into_iter().map(|attempt| usize::from(attempt.join().unwrap() == 200)).sum()
    });
    assert_eq!(signed_up, 1);
    assert_eq!(counts(&server, &admin).0, members + 1);
    server.stop();
}

#[test]
fn a_revoked_link_is_refused_with_the_reason() {
    let server = Server::start();
    let admin = server.admin();
    let (invitation, link) = invite(&server, &admin, "new@example.com", "org:member");
    let id = invitation["id"].as_str().unwrap();
    admin.post(&format!("{}/{id}/revoke", server.invitations()), "").expect_ok();
    let code = "organization_invitation_revoked_code";
    expect_refusal_page(&server.browser().get(&link), 400, code);
    let form = format!("strategy=ticket&ticket={}&password={PASSWORD}", ticket(&link));
    server.browser().post("/v1/client/sign_ups", &form).expect_error(400, code);
    server.browser().post("/v1/client/sign_ins", &form).expect_error(400, code);
    server.stop();
}

#[test]
fn a_replaced_link_is_refused_and_the_second_link_works() {
    let server = Server::start();
    let admin = server.admin();
    let (_, first) = invite(&server, &admin, "new@example.com", "org:member");
    let (_, second) = invite(&server, &admin, "new@example.com", "org:admin");
    expect_refusal_page(&server.browser().get(&first), 400, "organization_invitation_revoked_code");
    assert_eq!(location(&server.browser().get(&second)).0, "/__emulator/portal/sign-up");
    server.stop();
}

#[test]
fn a_link_expires_by_the_emulators_clock() {
    let server = Server::start();
    let admin = server.admin();
    let (_, link) = invite(&server, &admin, "new@example.com", "org:member");
    server.advance(30 * DAY - 60_000);
    assert_eq!(location(&server.browser().get(&link)).0, "/__emulator/portal/sign-up");
    server.advance(120_000);
    expect_refusal_page(&server.browser().get(&link), 400, "ticket_expired_code");
    let form = format!("strategy=ticket&ticket={}&password={PASSWORD}", ticket(&link));
    server.browser().post("/v1/client/sign_ups", &form).expect_error(400, "ticket_expired_code");
    server.stop();
}

#[test]
fn a_revocation_during_a_sign_up_takes_effect() {
    let server = Server::start();
    let admin = server.admin();
    let (invitation, link) = invite(&server, &admin, "new@example.com", "org:member");
    let browser = server.browser();
    let begun =
        browser.post("/v1/client/sign_ups", &format!("strategy=ticket&ticket={}", ticket(&link))).expect_ok();
    assert_eq!(
        (&begun["status"], &begun["missing_fields"], &begun["unverified_fields"]),
        (&json!("missing_requirements"), &json!(["password"]), &json!([]))
    );
    assert_eq!(begun["email_address"], "new@example.com");
    let id = invitation["id"].as_str().unwrap();
    admin.post(&format!("{}/{id}/revoke", server.invitations()), "").expect_ok();
    let path = format!("/v1/client/sign_ups/{}", begun["id"].as_str().unwrap());
    browser
        .send("PATCH", &path, Some(&format!("password={PASSWORD}")))
        .expect_error(400, "organization_invitation_revoked_code");
    assert_eq!(browser.get(&path).expect_ok()["status"], "missing_requirements");
    server.stop();
}

#[test]
fn forged_and_empty_tickets_are_refused_everywhere() {
    let server = Server::start();
    let other = Server::start();
    let (_, foreign) = invite(&other, &other.admin(), "new@example.com", "org:member");
    let (_, own) = invite(&server, &server.admin(), "new@example.com", "org:member");
    let (head, signature) = ticket(&own).rsplit_once('.').unwrap();
    let (header, claims) = head.split_once('.').unwrap();
    let with_claims = |claims: Value| {
        use base64::Engine;
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode(claims.to_string()))
    };
    let forged = [
        ticket(&foreign).to_owned(),
        with_claims(
            json!({ "exp": 9_999_999_999_i64, "iid": "ins_1", "oid": server.organization_id(), "sid": "orginv_1", "st": "organization_invitation" }),
        ),
        format!("{header}.{claims}."),
        format!("{header}.{claims}"),
        format!("eyJhbGciOiJub25lIn0.{claims}."),
        "%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        "..".to_owned(),
        "a".repeat(20_000),
    ];
    for forged in &forged {
        expect_refusal_page(
            &server.browser().get(&format!("/v1/tickets/accept?ticket={forged}")),
            400,
            "ticket_invalid_code",
        );
        for path in ["sign_ins", "sign_ups"] {
            let form = format!("strategy=ticket&ticket={forged}&password={PASSWORD}");
            server
                .browser()
                .post(&format!("/v1/client/{path}"), &form)
                .expect_error(400, "ticket_invalid_code");
        }
    }
    for link in ["/v1/tickets/accept", "/v1/tickets/accept?ticket=", "/v1/tickets/accept?other=1"] {
        expect_refusal_page(&server.browser().get(link), 400, "ticket_invalid_code");
    }
    for path in ["sign_ins", "sign_ups"] {
        for form in ["strategy=ticket", "strategy=ticket&ticket="] {
            let refused = server
                .browser()
                .post(&format!("/v1/client/{path}"), form)
                .expect_error(422, "form_param_missing");
            assert_eq!(refused["meta"]["param_name"], "ticket");
        }
    }
    other.stop();
    server.stop();
}

#[test]
fn a_dead_link_answers_a_json_request_with_clerks_error() {
    let server = Server::start();
    let answer = server.browser().send_with(
        "GET",
        "/v1/tickets/accept?ticket=x",
        &[("accept", "application/json")],
        None,
    );
    answer.expect_error(400, "ticket_invalid_code");
    server.stop();
}

#[test]
fn an_invitation_without_its_user_or_organization_is_refused_with_the_reason() {
    let server = Server::start();
    let (_, link) =
        invite_by_program(&server, &json!({ "email_address": "new@example.com", "role": "org:member" }));
    let organization = format!("/v1/organizations/{}", server.organization_id());
    server.program().delete(&organization).expect_bare();
    expect_refusal_page(&server.browser().get(&link), 400, "organization_invitation_to_deleted_organization");
    server.control("POST", "/reset", &Value::Null);
    expect_refusal_page(&server.browser().get(&link), 404, "organization_invitation_not_found");
    server.stop();
}
