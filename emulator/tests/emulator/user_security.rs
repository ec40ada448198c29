//! Locks, compromised passwords, profile images and verified addresses of users, through both APIs.

use clerk_emulator::Config;
use serde_json::{Value, json};

use crate::support::{Browser, PASSWORD, Program, Server, newcomer, send, send_bytes};

const MINUTE: i64 = 60 * 1000;

/// A new user's browser, and the user's path in the Backend API.
fn somebody(server: &Server, address: &str) -> (Browser, String) {
    let browser = newcomer(server, address);
    let user_id = browser.session()["user"]["id"].as_str().unwrap().to_owned();
    (browser, format!("/v1/users/{user_id}"))
}

fn post(program: &Program, path: &str) -> Value {
    program.send("POST", path, None).expect_bare()
}

#[test]
fn a_locked_user_cannot_sign_in_until_the_lock_ends() {
    let server = Server::start();
    let program = server.program();
    let (browser, path) = somebody(&server, "locked@x.io");
    let ticket = program.post(
        "/v1/sign_in_tokens",
        &json!({ "user_id": path.strip_prefix("/v1/users/").unwrap(), "expires_in_seconds": 86_400 }),
    );
    let ticket = ticket.expect_bare()["token"].as_str().unwrap().to_owned();
    let begun = server.browser();
    let code_path = {
        let begun =
            begun.post("/v1/client/sign_ins", "identifier=locked@x.io&strategy=email_code").expect_ok();
        format!("/v1/client/sign_ins/{}/attempt_first_factor", begun["id"].as_str().unwrap())
    };
    let code = server.outbox().last().unwrap()["code"].as_str().unwrap().to_owned();

    let locked = post(&program, &format!("{path}/lock"));
    assert_eq!((&locked["locked"], &locked["lockout_expires_in_seconds"]), (&json!(true), &json!(3600)));
    // The existing session remains.
    let user = browser.get("/v1/me").expect_ok();
    assert_eq!((&user["locked"], &user["lockout_expires_in_seconds"]), (&json!(true), &json!(3600)));
    // A wrong password has the same answer, so that guessing reveals nothing.
    for password in [PASSWORD, "another long password"] {
        let refused = server.browser().sign_in("locked@x.io", password).expect_error(403, "user_locked");
        assert_eq!(refused["meta"], json!({ "lockout_expires_in_seconds": 3600 }));
    }
    begun.post(&code_path, &format!("strategy=email_code&code={code}")).expect_error(403, "user_locked");
    let by_ticket = format!("strategy=ticket&ticket={ticket}");
    server.browser().post("/v1/client/sign_ins", &by_ticket).expect_error(403, "user_locked");

    server.advance(59 * MINUTE);
    server.browser().sign_in("locked@x.io", PASSWORD).expect_error(403, "user_locked");
    server.advance(MINUTE);
    server.browser().sign_in("locked@x.io", PASSWORD).expect_ok();
    let user = program.get(&path).expect_bare();
    assert_eq!((&user["locked"], &user["lockout_expires_in_seconds"]), (&json!(false), &Value::Null));

    post(&program, &format!("{path}/lock"));
    assert_eq!(post(&program, &format!("{path}/unlock"))["locked"], false);
    server.browser().post("/v1/client/sign_ins", &by_ticket).expect_ok();
    server.stop();
}

#[test]
fn a_lock_can_be_permanent() {
    let server = Server::with_settings(&[("lockout_minutes", "0")]);
    let program = server.program();
    let (_, path) = somebody(&server, "locked@x.io");
    let locked = post(&program, &format!("{path}/lock"));
    assert_eq!((&locked["locked"], &locked["lockout_expires_in_seconds"]), (&json!(true), &Value::Null));
    server.advance(400 * 24 * 60 * MINUTE);
    let refused = server.browser().sign_in("locked@x.io", PASSWORD).expect_error(403, "user_locked");
    assert!(refused["meta"].get("lockout_expires_in_seconds").is_none(), "{refused}");
    server.stop();
}

#[test]
fn a_compromised_password_cannot_be_used_until_it_is_reset() {
    let server = Server::start();
    let program = server.program();
    let (browser, path) = somebody(&server, "leaked@x.io");
    let set = format!("{path}/password/set_compromised");
    program.post(&set, &json!({ "revoke_all_sessions": true })).expect_bare();
    browser.get("/v1/me").expect_error(401, "authentication_invalid");
    let wrong = server.browser().sign_in("leaked@x.io", "another long password");
    wrong.expect_error(422, "form_password_incorrect");
    server.browser().sign_in("leaked@x.io", PASSWORD).expect_error(422, "form_password_compromised");
    post(&program, &format!("{path}/password/unset_compromised"));
    server.browser().sign_in("leaked@x.io", PASSWORD).expect_ok();

    post(&program, &set);
    let visitor = server.browser();
    let begun = visitor.post("/v1/client/sign_ins", "identifier=leaked@x.io").expect_ok();
    let factors = begun["supported_first_factors"].as_array().unwrap();
    let reset = factors.iter().find(|factor| factor["strategy"] == "reset_password_email_code").unwrap();
    let step = |name: &str| format!("/v1/client/sign_ins/{}/{name}", begun["id"].as_str().unwrap());
    let sent = "strategy=reset_password_email_code";
    let new = "password=a-newer-long-password";
    visitor.post(&step("reset_password"), new).expect_error(400, "client_state_invalid");
    let address = reset["email_address_id"].as_str().unwrap();
    let prepared = visitor
        .post(&step("prepare_first_factor"), &format!("{sent}&email_address_id={address}"))
        .expect_ok();
    assert_eq!(prepared["first_factor_verification"]["strategy"], "reset_password_email_code");
    assert_eq!(prepared["first_factor_verification"]["status"], "unverified");
    visitor
        .post(&step("attempt_first_factor"), &format!("{sent}&code=x"))
        .expect_error(422, "form_code_incorrect");
    let code = server.outbox().last().unwrap()["code"].as_str().unwrap().to_owned();
    let verified = visitor.post(&step("attempt_first_factor"), &format!("{sent}&code={code}")).expect_ok();
    assert_eq!(
        (&verified["status"], &verified["created_session_id"]),
        (&json!("needs_new_password"), &Value::Null)
    );
    visitor
        .post(&step("reset_password"), "password=short")
        .expect_error(422, "form_password_length_too_short");
    let done = visitor.post(&step("reset_password"), new).expect_ok();
    assert_eq!(done["status"], "complete");
    assert_eq!(visitor.session()["id"], done["created_session_id"]);
    server.browser().sign_in("leaked@x.io", PASSWORD).expect_error(422, "form_password_incorrect");
    server.browser().sign_in("leaked@x.io", "a-newer-long-password").expect_ok();

    program.send("POST", &format!("{path}/remove_password"), None).expect_bare();
    program.send("POST", &set, None).expect_error(400, "no_password_set");
    server.stop();
}

const GIF: &[u8] = b"GIF89a as far as anybody looks";

/// Uploads a profile image. `header` is a program's authorization or a browser's cookie.
fn upload(url: &str, header: (&str, &str), bytes: &[u8]) -> crate::support::Answer {
    let head = b"--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"me.gif\"\r\nContent-Type: image/gif\r\n\r\n";
    let body = [head.as_slice(), bytes, b"\r\n--XX--\r\n"].concat();
    let headers = [("content-type", "multipart/form-data; boundary=XX"), header];
    send_bytes("POST", url, &headers, Some(&body)).unwrap()
}

#[test]
fn either_api_sets_and_removes_a_profile_image_and_every_answer_shows_it() {
    let server = Server::start();
    let program = server.program();
    let admin = server.admin();
    let session = admin.session();
    let user_id = session["user"]["id"].as_str().unwrap();
    let path = format!("/v1/users/{user_id}");
    let key = format!("Bearer {}", server.instance["secretKey"].as_str().unwrap());
    let by_program =
        |bytes: &[u8]| upload(&format!("{}{path}/profile_image", server.url), ("authorization", &key), bytes);
    by_program(b"not an image").expect_error(400, "request_body_invalid");
    let shown = by_program(GIF).expect_bare();
    assert_eq!(shown["has_image"], true);
    let url = shown["image_url"].as_str().unwrap();
    let image = send("GET", url, &[], None).unwrap();
    assert_eq!((image.status, image.header("content-type")), (200, Some("image/gif")));

    // Every answer that includes the user.
    let mine = admin.get("/v1/me").expect_ok();
    let invitation = program.post(
        &server.invitations(),
        &json!({ "email_address": "a@x.io", "role": "org:member", "inviter_user_id": user_id }),
    );
    let members =
        program.get(&format!("/v1/organizations/{}/memberships?user_id={user_id}", server.organization_id()));
    let begun = server.browser().post(
        "/v1/client/sign_ins",
        &format!("identifier={}", server.instance["admin"]["emailAddress"].as_str().unwrap()),
    );
    for (shown, place) in [
        (&mine, "me"),
        (&admin.session()["public_user_data"], "a session"),
        (&invitation.expect_bare()["public_inviter_data"], "an invitation"),
        (&members.expect_bare()["data"][0]["public_user_data"], "a membership"),
        (&begun.expect_ok()["user_data"], "a sign-in"),
        (&program.get(&path).expect_bare(), "the Backend API"),
    ] {
        assert_eq!((&shown["has_image"], shown["image_url"].as_str()), (&json!(true), Some(url)), "{place}");
    }

    let removed = program.delete(&format!("{path}/profile_image")).expect_bare();
    assert_eq!(removed["has_image"], false);
    program.delete(&format!("{path}/profile_image")).expect_error(404, "image_not_found");

    let cookie = admin.cookie().unwrap();
    let own = upload(&format!("{}/v1/me/profile_image", server.url), ("cookie", &cookie), GIF).expect_ok();
    assert_eq!(own["object"], "image");
    assert_eq!(admin.get("/v1/me").expect_ok()["image_url"], own["public_url"]);
    let removed = admin.send("DELETE", "/v1/me/profile_image", None).expect_ok();
    assert_eq!((&removed["object"], &removed["deleted"]), (&json!("image"), &json!(true)));
    admin.send("DELETE", "/v1/me/profile_image", None).expect_error(404, "image_not_found");
    server.stop();
}

#[test]
fn a_code_that_a_program_requested_verifies_an_address() {
    let server = Server::start();
    let program = server.program();
    let (_, path) = somebody(&server, "first@x.io");
    let user_id = path.strip_prefix("/v1/users/").unwrap();
    let added = program
        .post("/v1/email_addresses", &json!({ "user_id": user_id, "email_address": "second@x.io" }))
        .expect_bare();
    let address = format!("/v1/email_addresses/{}", added["id"].as_str().unwrap());
    let prepared = post(&program, &format!("{address}/prepare_verification"));
    assert_eq!((&prepared["status"], &prepared["strategy"]), (&json!("unverified"), &json!("email_code")));
    let code = server.outbox().last().unwrap()["code"].as_str().unwrap().to_owned();
    // The program's verification is separate: the user has not started one for the address.
    assert_eq!(program.get(&address).expect_bare()["verification"], Value::Null);

    let attempt = |id: &Value, code: &str| {
        program
            .post(&format!("{address}/attempt_verification"), &json!({ "verification_id": id, "code": code }))
    };
    attempt(&json!("ver_none"), &code).expect_error(404, "resource_not_found");
    let wrong = attempt(&prepared["id"], "wrong").expect_bare();
    assert_eq!((&wrong["status"], &wrong["attempts"]), (&json!("unverified"), &json!(1)));
    let right = attempt(&prepared["id"], &code).expect_bare();
    assert_eq!((&right["status"], &right["id"]), (&json!("verified"), &prepared["id"]));
    attempt(&prepared["id"], &code).expect_error(400, "verification_already_verified");
    assert_eq!(program.get(&address).expect_bare()["verification"]["status"], "verified");

    // A verified address remains verified. Its codes fail and expire in their own status.
    let again = post(&program, &format!("{address}/prepare_verification"));
    for (attempts, status) in [(1, "unverified"), (2, "unverified"), (3, "failed"), (3, "failed")] {
        let wrong = attempt(&again["id"], "wrong").expect_bare();
        assert_eq!((&wrong["status"], &wrong["attempts"]), (&json!(status), &json!(attempts)));
    }
    let late = post(&program, &format!("{address}/prepare_verification"));
    let code = server.outbox().last().unwrap()["code"].as_str().unwrap().to_owned();
    server.advance(11 * MINUTE);
    assert_eq!(attempt(&late["id"], &code).expect_bare()["status"], "expired");
    assert_eq!(program.get(&address).expect_bare()["verification"]["status"], "verified");
    server.stop();
}

#[test]
fn a_code_does_not_verify_an_address_that_another_user_has_verified_since() {
    let server = Server::start();
    let program = server.program();
    let (_, path) = somebody(&server, "first@x.io");
    let user_id = path.strip_prefix("/v1/users/").unwrap();
    let added = program
        .post("/v1/email_addresses", &json!({ "user_id": user_id, "email_address": "shared@x.io" }))
        .expect_bare();
    let address = format!("/v1/email_addresses/{}", added["id"].as_str().unwrap());
    let prepared = post(&program, &format!("{address}/prepare_verification"));
    let code = server.outbox().last().unwrap()["code"].as_str().unwrap().to_owned();
    newcomer(&server, "shared@x.io");
    program
        .post(
            &format!("{address}/attempt_verification"),
            &json!({ "verification_id": prepared["id"], "code": code }),
        )
        .expect_error(400, "identification_claimed");
    server.stop();
}

#[test]
fn unsupported_features_answer_as_for_a_user_without_them() {
    let server = Server::start();
    let program = server.program();
    let (_, user) = somebody(&server, "plain@x.io");
    let organization = format!("/v1/organizations/{}", server.organization_id());
    assert_eq!(program.get(&format!("{user}/oauth_access_tokens/oauth_google")).expect_bare(), json!([]));
    let page = json!({ "data": [], "total_count": 0 });
    let tokens = format!("{user}/oauth_access_tokens/oauth_google?paginated=true");
    assert_eq!(program.get(&tokens).expect_bare(), page);
    assert_eq!(program.get(&format!("{user}/trusted_devices")).expect_bare(), page);
    for of_nobody in ["passkeys", "web3_wallets", "external_accounts", "trusted_devices"] {
        program.delete(&format!("{user}/{of_nobody}/x")).expect_error(404, "resource_not_found");
        program.delete(&format!("/v1/users/user_none/{of_nobody}/x")).expect_error(404, "resource_not_found");
    }
    for owner in [&user, &organization] {
        let billing = |what: &str| program.get(&format!("{owner}/billing/{what}"));
        billing("subscription").expect_error(404, "subscription_not_found");
        billing("credits").expect_error(404, "payer_not_found");
        program
            .post(&format!("{owner}/billing/credits"), &json!({ "amount": 1 }))
            .expect_error(404, "payer_not_found");
    }
    program.get("/v1/users/user_none/billing/subscription").expect_error(404, "resource_not_found");
    server.stop();
}

#[test]
fn locks_and_second_factors_survive_a_restart_and_are_in_the_state() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("emulator.db");
    let on_file = || Server::with(Config { database: database.clone(), ..Config::default() });
    let server = on_file();
    let program = server.program();
    let made = program
        .post(
            "/v1/users",
            &json!({
                "email_address": ["safe@x.io"], "password": PASSWORD, "locked": true,
                "totp_secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "backup_codes": ["abcd1234"],
            }),
        )
        .expect_bare();
    let path = format!("/v1/users/{}", made["id"].as_str().unwrap());
    post(&program, &format!("{path}/password/set_compromised"));
    let key = format!("Bearer {}", server.instance["secretKey"].as_str().unwrap());
    upload(&format!("{}{path}/profile_image", server.url), ("authorization", &key), GIF).expect_bare();
    server.stop();

    let server = on_file();
    let kept = server.program().get(&path).expect_bare();
    for field in ["locked", "totp_enabled", "backup_code_enabled", "two_factor_enabled", "has_image"] {
        assert_eq!(kept[field], true, "{field}");
    }
    let state = server.control("GET", "/state", &Value::Null);
    server.stop();

    // An instance that is created from the state has everything except the image.
    let seed = clerk_emulator::Seed::from_value(state.clone()).unwrap();
    let server = Server::with(Config { seed: Some(seed), ..Config::default() });
    let again = server.program().get(&path).expect_bare();
    for field in ["locked", "totp_enabled", "backup_code_enabled", "mfa_enabled_at"] {
        assert_eq!(again[field], kept[field], "{field}");
    }
    assert_eq!(again["has_image"], false);
    server.browser().sign_in("safe@x.io", PASSWORD).expect_error(403, "user_locked");
    post(&server.program(), &format!("{path}/unlock"));
    server.browser().sign_in("safe@x.io", PASSWORD).expect_error(422, "form_password_compromised");
    server.stop();
}
