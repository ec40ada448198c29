//! Authenticator apps and backup codes: setting up, signing in, removing.

use serde_json::{Value, json};
use totp_rs::{Algorithm, Secret, TOTP};

use crate::support::{Answer, Browser, FORM, PASSWORD, Server, claims, newcomer};

/// The app's current code for this secret, by the emulator's clock.
fn app_code(server: &Server, secret: &str) -> String {
    let now = server.control("GET", "/clock", &Value::Null)["now"].as_i64().unwrap();
    let secret = Secret::Encoded(secret.to_owned()).to_bytes().unwrap();
    TOTP::new_unchecked(Algorithm::SHA1, 6, 1, 30, secret).generate(now as u64 / 1000)
}

/// Sets up an app. Returns its secret.
fn set_up(server: &Server, browser: &Browser) -> String {
    let made = browser.post("/v1/me/totp", "").expect_ok();
    let secret = made["secret"].as_str().unwrap().to_owned();
    let code = app_code(server, &secret);
    browser.post("/v1/me/totp/attempt_verification", &format!("code={code}")).expect_ok();
    secret
}

fn second(browser: &Browser, sign_in: &Value, strategy: &str, code: &str) -> Answer {
    let path = format!("/v1/client/sign_ins/{}/attempt_second_factor", sign_in["id"].as_str().unwrap());
    browser.post(&path, &format!("strategy={strategy}&code={code}"))
}

#[test]
fn a_user_sets_up_an_app_and_signs_in_with_its_code_after_the_password() {
    let server = Server::start();
    let browser = newcomer(&server, "two@x.io");
    browser.post("/v1/me/totp/attempt_verification", "code=123456").expect_error(404, "resource_not_found");
    let made = browser.post("/v1/me/totp", "").expect_ok();
    assert_eq!((&made["object"], &made["verified"]), (&json!("totp"), &json!(false)));
    let secret = made["secret"].as_str().unwrap();
    assert!(
        made["uri"].as_str().unwrap().starts_with("otpauth://totp/Clerk%20emulator:two%40x%2Eio?"),
        "{made}"
    );
    // The app is enabled when its first code is entered. Before that, a new secret replaces it.
    assert_eq!(browser.get("/v1/me").expect_ok()["totp_enabled"], false);
    assert_eq!(server.browser().sign_in("two@x.io", PASSWORD).expect_ok()["status"], "complete");
    let attempt = "/v1/me/totp/attempt_verification";
    browser.post(attempt, "code=000000").expect_error(422, "form_code_incorrect");
    let replaced = browser.post("/v1/me/totp", "").expect_ok();
    assert_ne!(replaced["secret"], secret);
    let secret = replaced["secret"].as_str().unwrap();
    let verified = browser.post(attempt, &format!("code={}", app_code(&server, secret))).expect_ok();
    assert_eq!((&verified["verified"], &verified["secret"]), (&json!(true), &Value::Null));
    browser.post("/v1/me/totp", "").expect_error(400, "totp_already_enabled");
    let user = browser.get("/v1/me").expect_ok();
    assert_eq!((&user["totp_enabled"], &user["two_factor_enabled"]), (&json!(true), &json!(true)));

    let visitor = server.browser();
    let begun = visitor.sign_in("two@x.io", PASSWORD).expect_ok();
    assert_eq!(begun["status"], "needs_second_factor");
    assert_eq!(begun["first_factor_verification"]["status"], "verified");
    assert_eq!(begun["supported_second_factors"], json!([{ "strategy": "totp" }]));
    assert_eq!(begun["created_session_id"], Value::Null);
    assert_eq!(visitor.get("/v1/client").expect_ok()["sessions"], json!([]), "there is no session yet");
    second(&visitor, &begun, "totp", "000000").expect_error(422, "form_code_incorrect");
    second(&visitor, &begun, "phone_code", "000000").expect_error(400, "strategy_for_user_invalid");
    let done = second(&visitor, &begun, "totp", &app_code(&server, secret)).expect_ok();
    assert_eq!(
        (&done["status"], &done["second_factor_verification"]["strategy"]),
        (&json!("complete"), &json!("totp"))
    );
    let session = visitor.session();
    assert_eq!(session["factor_verification_age"], json!([0, 0]));
    let token = session["last_active_token"]["jwt"].as_str().unwrap();
    assert_eq!(claims(token)["fva"], json!([0, 0]));
    second(&visitor, &begun, "totp", &app_code(&server, secret))
        .expect_error(400, "verification_already_verified");
    // Without an app, there is no second factor to verify.
    newcomer(&server, "one@x.io");
    let other = server.browser();
    let plain = other.post("/v1/client/sign_ins", "identifier=one@x.io").expect_ok();
    second(&other, &plain, "totp", "000000").expect_error(400, "no_second_factors");
    server.stop();
}

#[test]
fn a_backup_code_works_once() {
    let server = Server::start();
    let browser = newcomer(&server, "two@x.io");
    browser.post("/v1/me/backup_codes", "").expect_error(400, "backup_codes_not_available");
    set_up(&server, &browser);
    let first = browser.post("/v1/me/backup_codes", "").expect_ok();
    let codes = browser.post("/v1/me/backup_codes", "").expect_ok();
    assert_eq!(
        (codes["object"].as_str(), codes["codes"].as_array().unwrap().len()),
        (Some("backup_code"), 10)
    );
    let code = codes["codes"][4].as_str().unwrap();
    let sign_in = || {
        let visitor = server.browser();
        let begun = visitor.sign_in("two@x.io", PASSWORD).expect_ok();
        (visitor, begun)
    };
    let (visitor, begun) = sign_in();
    assert_eq!(begun["supported_second_factors"][1]["strategy"], "backup_code");
    let replaced = first["codes"][0].as_str().unwrap();
    second(&visitor, &begun, "backup_code", replaced).expect_error(422, "form_code_incorrect");
    second(&visitor, &begun, "totp", code).expect_error(422, "form_code_incorrect");
    assert_eq!(second(&visitor, &begun, "backup_code", code).expect_ok()["status"], "complete");
    let (visitor, begun) = sign_in();
    second(&visitor, &begun, "backup_code", code).expect_error(422, "form_code_incorrect");
    server.stop();
}

#[test]
fn removing_the_app_removes_the_backup_codes_and_the_second_factor() {
    let server = Server::start();
    let program = server.program();
    for by_program in [false, true] {
        let address = format!("two{by_program}@x.io");
        let browser = newcomer(&server, &address);
        set_up(&server, &browser);
        browser.post("/v1/me/backup_codes", "").expect_ok();
        let user = format!("/v1/users/{}", browser.session()["user"]["id"].as_str().unwrap());
        if by_program {
            let removed = program.delete(&format!("{user}/totp")).expect_bare();
            assert_eq!(user, format!("/v1/users/{}", removed["user_id"].as_str().unwrap()));
        } else {
            let removed = browser.send("DELETE", "/v1/me/totp", None).expect_ok();
            assert_eq!((&removed["object"], &removed["deleted"]), (&json!("totp"), &json!(true)));
            browser.send("DELETE", "/v1/me/totp", None).expect_error(404, "resource_not_found");
        }
        let shown = program.get(&user).expect_bare();
        assert_eq!((&shown["totp_enabled"], &shown["backup_code_enabled"]), (&json!(false), &json!(false)));
        assert!(shown["mfa_disabled_at"].as_i64() >= shown["mfa_enabled_at"].as_i64());
        assert_eq!(server.browser().sign_in(&address, PASSWORD).expect_ok()["status"], "complete");
    }
    server.stop();
}

#[test]
fn a_program_imports_an_app_and_verifies_its_codes() {
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let server = Server::start();
    let program = server.program();
    let user = |secret: &str, codes: Value| json!({ "email_address": ["two@x.io"], "password": PASSWORD, "totp_secret": secret, "backup_codes": codes });
    program.post("/v1/users", &user("not base32!", json!([]))).expect_error(422, "invalid_totp_secret_code");
    program
        .post("/v1/users", &user(SECRET, json!(["$2a$10$x"])))
        .expect_error(422, "form_param_value_invalid");
    program.post("/v1/users", &user("", json!(["abcd1234"]))).expect_error(400, "backup_codes_not_available");
    let made = program.post("/v1/users", &user(SECRET, json!(["abcd1234"]))).expect_bare();
    assert_eq!((&made["totp_enabled"], &made["backup_code_enabled"]), (&json!(true), &json!(true)));
    let path = format!("/v1/users/{}", made["id"].as_str().unwrap());
    let verify = |code: &str| program.post(&format!("{path}/verify_totp"), &json!({ "code": code }));
    let right = verify(&app_code(&server, SECRET)).expect_bare();
    assert_eq!(right, json!({ "verified": true, "code_type": "totp" }));
    assert_eq!(verify("abcd1234").expect_bare()["code_type"], "backup_code");
    verify("abcd1234").expect_error(422, "totp_invalid_length");
    verify("000000").expect_error(422, "totp_incorrect_code");
    assert_eq!(program.get(&path).expect_bare()["backup_code_enabled"], false);
    program.delete(&format!("{path}/mfa")).expect_bare();
    verify("000000").expect_error(400, "totp_disabled");
    server.stop();
}

#[test]
fn an_invitations_ticket_is_a_first_factor_and_its_organization_becomes_active() {
    let server = Server::start();
    let browser = newcomer(&server, "two@x.io");
    let secret = set_up(&server, &browser);
    let admin = server.admin();
    let (_, link) = crate::support::invite(&server, &admin, "two@x.io", "org:member");
    let ticket = link.split("ticket=").nth(1).unwrap().split('&').next().unwrap();
    let visitor = server.browser();
    let begun = visitor.post("/v1/client/sign_ins", &format!("strategy=ticket&ticket={ticket}")).expect_ok();
    assert_eq!(begun["status"], "needs_second_factor");
    second(&visitor, &begun, "totp", &app_code(&server, &secret)).expect_ok();
    assert_eq!(visitor.session()["last_active_organization_id"], server.organization_id());
    server.stop();
}

/// Submits a form of the portal like its own pages.
fn by_hand(visitor: &Browser, page: &str, form: &str) -> Answer {
    visitor.send_with("POST", &format!("/__emulator/portal{page}"), &[FORM], Some(form))
}

#[test]
fn the_portal_asks_for_the_code_after_the_password_and_after_a_mailed_code() {
    let server = Server::start();
    let browser = newcomer(&server, "two@x.io");
    let secret = set_up(&server, &browser);
    let backup = browser.post("/v1/me/backup_codes", "").expect_ok()["codes"][0].as_str().unwrap().to_owned();
    let visitor = server.browser();
    let form = format!("identifier=two@x.io&strategy=password&password={PASSWORD}");
    let step = by_hand(&visitor, "/sign-in", &form);
    let next = step.header("location").unwrap().to_owned();
    assert_eq!(step.status, 303);
    assert!(next.starts_with("/__emulator/portal/sign-in/second-factor?attempt=sia_"), "{next}");
    let page = visitor.get(&next);
    assert!(page.text.contains("Two-step verification"), "{}", page.text);
    let attempt = next.split("attempt=").nth(1).unwrap().to_owned();
    let enter = |visitor: &Browser, attempt: &str, strategy: &str, code: &str| {
        let form = format!("attempt={attempt}&strategy={strategy}&code={code}");
        by_hand(visitor, "/sign-in/second-factor", &form)
    };
    let wrong = enter(&visitor, &attempt, "totp", "000000");
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    assert_eq!(enter(&visitor, &attempt, "totp", &app_code(&server, &secret)).status, 303);
    assert!(visitor.get("/__emulator/portal/user").text.contains("two@x.io"));

    let visitor = server.browser();
    let step = by_hand(&visitor, "/sign-in", "identifier=two@x.io&strategy=email_code");
    let next = step.header("location").unwrap().to_owned();
    let attempt = next.split("attempt=").nth(1).unwrap().to_owned();
    let code = server.outbox().last().unwrap()["code"].as_str().unwrap().to_owned();
    let form = format!("attempt={attempt}&action=enter&code={code}");
    let step = by_hand(&visitor, "/sign-in/code", &form);
    assert!(step.header("location").unwrap().contains("/sign-in/second-factor?"), "{}", step.text);
    assert_eq!(enter(&visitor, &attempt, "backup_code", &backup).status, 303);
    assert!(visitor.get("/__emulator/portal/user").text.contains("two@x.io"));
    server.stop();
}
