//! Signing in: dev browsers, cookies, passwords, mailed codes, native apps.

use serde_json::{Value, json};

use crate::support::{DAY, FORM, Server, claims, send};

#[test]
fn an_unknown_browser_has_no_client() {
    let server = Server::start();
    let answer = server.browser().get("/v1/client");
    assert_eq!((answer.status, answer.json()), (200, json!({ "response": null, "client": null })));
    server.stop();
}

#[test]
fn a_password_signs_in_and_the_cookie_keeps_the_session() {
    let server = Server::start();
    let browser = server.browser();
    let admin = &server.instance["admin"];
    let answer =
        browser.sign_in(admin["emailAddress"].as_str().unwrap(), admin["password"].as_str().unwrap());
    let sign_in = answer.expect_ok();
    assert_eq!(
        (sign_in["object"].as_str(), sign_in["status"].as_str()),
        (Some("sign_in_attempt"), Some("complete"))
    );

    let cookie = answer.header("set-cookie").unwrap();
    for part in ["__client=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let client = browser.get("/v1/client").expect_ok();
    let without_token = |client: &Value| {
        let mut client = client.clone();
        client["sessions"][0]["last_active_token"] = Value::Null;
        client
    };
    // The clients are equal except for the token.
    assert_eq!(without_token(&client), without_token(&answer.json()["client"]));
    let session = &client["sessions"][0];
    assert_eq!(session["id"], sign_in["created_session_id"]);
    assert_eq!(client["last_active_session_id"], session["id"]);
    assert_eq!(session["status"], "active");
    assert_eq!(session["user"]["id"], admin["userId"]);
    assert_eq!(session["public_user_data"]["identifier"], admin["emailAddress"]);
    assert_eq!(session["last_active_organization_id"], server.organization_id());
    let memberships = session["user"]["organization_memberships"].as_array().unwrap();
    assert_eq!(memberships.len(), 2);
    assert_eq!(memberships[0]["role"], "org:admin");
    assert!(memberships[0]["permissions"].as_array().unwrap().contains(&json!("org:sys_memberships:manage")));
    assert_eq!(memberships[1]["role"], "org:member");
    server.stop();
}

#[test]
fn two_dev_browsers_have_separate_sessions() {
    let server = Server::start();
    let (one, other) = (server.browser().with_dev_browser(), server.browser().with_dev_browser());
    let admin = &server.instance["admin"];
    one.sign_in(admin["emailAddress"].as_str().unwrap(), admin["password"].as_str().unwrap()).expect_ok();
    assert_eq!(one.session()["status"], "active");
    assert_eq!(other.get("/v1/client").expect_ok(), Value::Null);
    other.get(&server.invitations()).expect_error(401, "authentication_invalid");
    server.stop();
}

#[test]
fn a_dev_browser_takes_precedence_over_a_cookie() {
    let server = Server::start();
    let signed_in = server.admin();
    let cookie = signed_in.cookie().unwrap();
    let dev_browser = send("POST", &format!("{}/v1/dev_browser", server.url), &[], None).unwrap().json();
    let url = format!("{}/v1/client?__clerk_db_jwt={}", server.url, dev_browser["id"].as_str().unwrap());
    let answer = send("GET", &url, &[("cookie", &cookie)], None).unwrap();
    assert_eq!(answer.json()["response"], Value::Null);
    server.stop();
}

#[test]
fn an_unknown_dev_browser_must_be_created_again() {
    let server = Server::start();
    for path in ["/v1/client", "/v1/environment"] {
        let answer = server.browser().get(&format!("{path}?__clerk_db_jwt=dvb_unknown"));
        answer.expect_error(401, "dev_browser_unauthenticated");
    }
    server.stop();
}

#[test]
fn a_wrong_password_and_an_unknown_address_have_different_codes() {
    let server = Server::start();
    let address = server.instance["admin"]["emailAddress"].as_str().unwrap();
    let wrong = server.browser().sign_in(address, "wrong").expect_error(422, "form_password_incorrect");
    assert_eq!(wrong["meta"]["param_name"], "password");
    let unknown = server
        .browser()
        .sign_in("nobody@example.com", "wrong")
        .expect_error(422, "form_identifier_not_found");
    assert_eq!(unknown["meta"]["param_name"], "identifier");
    server.stop();
}

#[test]
fn an_address_matches_in_any_letter_case() {
    let server = Server::start();
    let admin = &server.instance["admin"];
    let address = admin["emailAddress"].as_str().unwrap().to_uppercase();
    server.browser().sign_in(&address, admin["password"].as_str().unwrap()).expect_ok();
    server.stop();
}

#[test]
fn a_user_without_a_password_cannot_sign_in_with_one() {
    let server = Server::start();
    let accepted = server.admin().get(&format!("{}?status=accepted", server.invitations())).expect_ok();
    let address = accepted["data"][0]["email_address"].as_str().unwrap();
    server.browser().sign_in(address, "anything").expect_error(400, "strategy_for_user_invalid");
    server.stop();
}

#[test]
fn a_sign_in_can_start_with_the_identifier_only() {
    let server = Server::start();
    let browser = server.browser().with_dev_browser();
    let admin = &server.instance["admin"];
    let begun = browser
        .post("/v1/client/sign_ins", &format!("identifier={}", admin["emailAddress"].as_str().unwrap()));
    let sign_in = begun.expect_ok();
    assert_eq!(sign_in["status"], "needs_first_factor");
    assert_eq!(sign_in["supported_first_factors"][0]["strategy"], "password");
    assert_eq!(begun.json()["client"]["sign_in"]["id"], sign_in["id"]);

    let path = format!("/v1/client/sign_ins/{}", sign_in["id"].as_str().unwrap());
    assert_eq!(browser.get(&path).expect_ok()["status"], "needs_first_factor");
    server.browser().get(&path).expect_error(400, "client_not_found");
    server.member().get(&path).expect_error(404, "resource_not_found");

    let attempt = format!("{path}/attempt_first_factor");
    browser.post(&attempt, "strategy=password&password=wrong").expect_error(422, "form_password_incorrect");
    browser.post(&attempt, "password=x").expect_error(422, "form_param_missing");
    let right = format!("strategy=password&password={}", admin["password"].as_str().unwrap());
    let done = browser.post(&attempt, &right);
    assert_eq!(done.expect_ok()["status"], "complete");
    assert_eq!(done.json()["client"]["sign_in"], Value::Null);
    browser.post(&attempt, &right).expect_error(400, "verification_already_verified");
    server.stop();
}

#[test]
fn an_abandoned_sign_in_is_not_found() {
    let server = Server::start();
    let browser = server.browser().with_dev_browser();
    let sign_in = browser.post("/v1/client/sign_ins", "").expect_ok();
    assert_eq!(sign_in["status"], "needs_identifier");
    let path = format!("/v1/client/sign_ins/{}", sign_in["id"].as_str().unwrap());
    server.advance(DAY);
    browser.get(&path).expect_error(404, "resource_not_found");
    server.stop();
}

#[test]
fn a_client_has_one_session_unless_the_instance_allows_more() {
    let server = Server::start();
    let browser = server.admin();
    let member = &server.instance["member"];
    let (address, password) =
        (member["emailAddress"].as_str().unwrap(), member["password"].as_str().unwrap());
    browser.sign_in(address, password).expect_error(400, "session_exists");

    server.control("PUT", "/settings", &json!({ "single_session_mode": false }));
    browser.sign_in(address, password).expect_ok();
    let client = browser.get("/v1/client").expect_ok();
    assert_eq!(client["sessions"].as_array().unwrap().len(), 2);
    assert_eq!(client["last_active_session_id"], client["sessions"][1]["id"]);
    let again = browser.sign_in(address, password).expect_error(400, "identifier_already_signed_in");
    assert_eq!(again["meta"]["session_id"], client["sessions"][1]["id"]);
    server.stop();
}

#[test]
fn a_session_starts_without_an_organization_with_the_setting_for_it() {
    let server = Server::with_settings(&[("first_active_organization", "none")]);
    assert_eq!(server.admin().session()["last_active_organization_id"], Value::Null);
    server.stop();
}

#[test]
fn a_native_app_gets_its_token_in_a_header_and_sends_it_with_or_without_bearer() {
    let server = Server::start();
    let call = |method: &str, path: &str, token: &str, body: Option<&str>| {
        send(method, &format!("{}{path}", server.url), &[("authorization", token), FORM], body).unwrap()
    };
    let first = call("GET", "/v1/client?_is_native=1", "", None);
    assert!(first.expect_ok()["id"].as_str().unwrap().starts_with("client_"));
    assert!(first.header("set-cookie").is_none());
    let token = first.header("authorization").unwrap().to_owned();

    let admin = &server.instance["admin"];
    let form = format!(
        "strategy=password&identifier={}&password={}",
        admin["emailAddress"].as_str().unwrap(),
        admin["password"].as_str().unwrap()
    );
    let signed_in = call("POST", "/v1/client/sign_ins?_is_native=true", &token, Some(&form));
    signed_in.expect_ok();
    assert!(signed_in.header("authorization").is_none(), "the client keeps its token");
    for token in [token.clone(), format!("Bearer {token}")] {
        let listed = call("GET", &format!("{}?_is_native=true", server.invitations()), &token, None);
        assert_eq!(listed.expect_ok()["total_count"], 31);
    }
    let forged = call("GET", &format!("{}?_is_native=true", server.invitations()), "forged", None);
    forged.expect_error(401, "authentication_invalid");

    server.control("PUT", "/settings", &json!({ "native_api": false }));
    call("GET", "/v1/client?_is_native=1", &token, None).expect_error(400, "native_api_disabled");
    server.stop();
}

#[test]
fn a_client_token_is_unknown_to_another_emulator() {
    let (here, there) = (Server::start(), Server::start());
    let cookie = here.admin().cookie().unwrap();
    let answer = send("GET", &format!("{}/v1/client", there.url), &[("cookie", &cookie)], None).unwrap();
    assert_eq!(answer.json()["response"], Value::Null);
    here.stop();
    there.stop();
}

#[test]
fn the_environment_has_the_settings_that_official_clients_read() {
    let server = Server::start();
    let browser = server.browser();
    let environment = browser.get("/v1/environment").json();
    assert_eq!(environment["organization_settings"]["enabled"], true);
    assert_eq!(environment["auth_config"]["single_session_mode"], true);
    assert_eq!(environment["display_config"]["instance_environment_type"], "development");
    assert!(environment["commerce_settings"]["billing"]["user"].is_object());
    assert!(environment.get("response").is_none(), "it is not wrapped");
    assert_eq!(browser.send("POST", "/v1/environment?_method=PATCH", Some("")).json(), environment);
    assert_eq!(browser.send("PATCH", "/v1/environment", None).json(), environment);
    server.stop();
}

#[test]
fn the_published_key_verifies_the_session_token() {
    let server = Server::start();
    let session = server.admin().session();
    let jwt = session["last_active_token"]["jwt"].as_str().unwrap();
    let key = server.browser().get("/v1/jwks").json()["keys"][0].clone();
    assert_eq!(server.browser().get("/.well-known/jwks.json").json()["keys"][0], key);
    let header = jsonwebtoken::decode_header(jwt).unwrap();
    assert_eq!(header.kid.as_deref(), key["kid"].as_str());
    let decoding = jsonwebtoken::DecodingKey::from_rsa_components(
        key["n"].as_str().unwrap(),
        key["e"].as_str().unwrap(),
    )
    .unwrap();
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    let claims_of = |jwt: &str, validation: &jsonwebtoken::Validation| {
        jsonwebtoken::decode::<Value>(jwt, &decoding, validation).map(|verified| verified.claims)
    };
    let verified = claims_of(jwt, &validation).unwrap();
    assert_eq!(verified, claims(jwt));
    assert_eq!(verified["sub"], server.instance["admin"]["userId"]);
    assert_eq!(verified["sid"], session["id"]);
    assert_eq!(verified["exp"].as_i64().unwrap() - verified["iat"].as_i64().unwrap(), 60);
    assert_eq!((verified["v"].as_i64(), verified["sts"].as_str()), (Some(2), Some("active")));
    assert_eq!(verified["o"]["id"], server.organization_id());
    assert_eq!(
        (verified["o"]["rol"].as_str(), verified["o"]["slg"].as_str()),
        (Some("admin"), Some("northwind-studio"))
    );
    assert_eq!(verified["azp"], "http://localhost:3000");
    validation.validate_exp = false;
    let (unsigned, _) = jwt.rsplit_once('.').unwrap();
    assert!(claims_of(&format!("{unsigned}.{}", "A".repeat(342)), &validation).is_err());
    server.stop();
}

/// The code of the newest mail, which must be to this address.
fn mailed_code(server: &Server, address: &str) -> String {
    let outbox = server.outbox();
    let mail = outbox.last().unwrap();
    assert_eq!(mail["to"], address);
    let code = mail["code"].as_str().unwrap().to_owned();
    assert!(mail["subject"].as_str().unwrap().contains(&code));
    code
}

#[test]
fn a_mailed_code_signs_in() {
    let server = Server::start();
    let browser = server.browser();
    let address = server.instance["member"]["emailAddress"].as_str().unwrap();
    let sign_in = browser.post("/v1/client/sign_ins", &format!("identifier={address}")).expect_ok();
    let factor = sign_in["supported_first_factors"]
        .as_array()
        .unwrap()
        .iter()
        .find(|factor| factor["strategy"] == "email_code")
        .unwrap();
    assert_eq!((&factor["safe_identifier"], &factor["primary"]), (&json!(address), &json!(true)));
    let path = format!("/v1/client/sign_ins/{}", sign_in["id"].as_str().unwrap());
    let attempt = format!("{path}/attempt_first_factor");
    browser.post(&attempt, "strategy=email_code&code=000000").expect_error(400, "verification_missing");

    let form =
        format!("strategy=email_code&email_address_id={}", factor["email_address_id"].as_str().unwrap());
    let prepared = browser.post(&format!("{path}/prepare_first_factor"), &form).expect_ok();
    let verification = &prepared["first_factor_verification"];
    assert_eq!(
        (&verification["status"], &verification["strategy"], &verification["attempts"]),
        (&json!("unverified"), &json!("email_code"), &json!(0))
    );
    assert!(verification["expire_at"].is_i64());
    let code = mailed_code(&server, address);
    let done = browser.post(&attempt, &format!("strategy=email_code&code={code}")).expect_ok();
    assert_eq!(done["status"], "complete");
    assert_eq!(done["first_factor_verification"]["status"], "verified");
    assert_eq!(browser.session()["user"]["id"], server.instance["member"]["userId"]);
    browser
        .post(&attempt, &format!("strategy=email_code&code={code}"))
        .expect_error(400, "verification_already_verified");
    server.stop();
}

#[test]
fn too_many_wrong_codes_fail_the_verification() {
    let server = Server::start();
    let browser = server.browser();
    let address = server.instance["member"]["emailAddress"].as_str().unwrap();
    let form = format!("strategy=email_code&identifier={address}");
    let sign_in = browser.post("/v1/client/sign_ins", &form).expect_ok();
    let path = format!("/v1/client/sign_ins/{}", sign_in["id"].as_str().unwrap());
    let attempt = format!("{path}/attempt_first_factor");
    let code = mailed_code(&server, address);
    let wrong = if code == "123456" { "654321" } else { "123456" };
    for attempts in 1..=3 {
        let refused = browser
            .post(&attempt, &format!("strategy=email_code&code={wrong}"))
            .expect_error(422, "form_code_incorrect");
        assert_eq!(refused["meta"]["param_name"], "code");
        assert_eq!(browser.get(&path).expect_ok()["first_factor_verification"]["attempts"], attempts);
    }
    let right = format!("strategy=email_code&code={code}");
    browser.post(&attempt, &right).expect_error(400, "verification_failed");
    assert_eq!(browser.get(&path).expect_ok()["first_factor_verification"]["status"], "failed");

    browser.post(&format!("{path}/prepare_first_factor"), "strategy=email_code").expect_ok();
    let code = mailed_code(&server, address);
    browser.post(&attempt, &format!("strategy=email_code&code={code}")).expect_ok();
    server.stop();
}

#[test]
fn a_code_is_valid_for_ten_minutes() {
    let server = Server::start();
    let browser = server.browser();
    let address = server.instance["member"]["emailAddress"].as_str().unwrap();
    let form = format!("strategy=email_code&identifier={address}");
    let sign_in = browser.post("/v1/client/sign_ins", &form).expect_ok();
    let attempt = format!("/v1/client/sign_ins/{}/attempt_first_factor", sign_in["id"].as_str().unwrap());
    let code = mailed_code(&server, address);
    server.advance(10 * 60 * 1000);
    browser
        .post(&attempt, &format!("strategy=email_code&code={code}"))
        .expect_error(400, "verification_expired");
    server.stop();
}

#[test]
fn a_code_is_only_sent_to_an_address_of_the_user() {
    let server = Server::start();
    let browser = server.browser();
    let address = server.instance["member"]["emailAddress"].as_str().unwrap();
    let sign_in = browser.post("/v1/client/sign_ins", &format!("identifier={address}")).expect_ok();
    let admin = server.admin().session();
    let foreign = admin["user"]["primary_email_address_id"].as_str().unwrap();
    let path = format!("/v1/client/sign_ins/{}/prepare_first_factor", sign_in["id"].as_str().unwrap());
    browser
        .post(&path, &format!("strategy=email_code&email_address_id={foreign}"))
        .expect_error(422, "form_resource_not_found");
    browser.post(&path, "strategy=phone_code").expect_error(400, "strategy_for_user_invalid");
    assert!(server.outbox().is_empty());
    server.stop();
}

#[test]
fn nothing_can_be_transferred_and_unknown_strategies_are_refused() {
    let server = Server::start();
    for path in ["/v1/client/sign_ins", "/v1/client/sign_ups"] {
        server.browser().post(path, "transfer=true").expect_error(400, "account_transfer_invalid");
        let refused = server
            .browser()
            .post(path, "strategy=oauth_google")
            .expect_error(422, "form_param_value_invalid");
        assert_eq!(refused["meta"]["param_name"], "strategy");
    }
    server.stop();
}
