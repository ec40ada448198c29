//! Further instances: complete, isolated from each other, and removed with their data when they end.

use clerk_emulator::{Config, Emulator, Error, InstanceError, NewInstance};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use serde_json::{Value, json};

use crate::support::{Browser, Program, Server, column, invite, send, signing_key};

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

#[test]
fn a_further_instance_has_the_description_of_the_first_line_and_works_below_its_url() {
    let server = Server::start();
    let other = server.create_instance(&Value::Null);
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&other.instance), keys(&server.instance));
    assert!(other.url.starts_with(&format!("{}/i/", server.url)), "{}", other.url);
    for name in ["publishableKey", "secretKey", "organizationId"] {
        assert_ne!(other.instance[name], server.instance[name], "{name}");
    }
    assert_eq!(other.control("GET", "/instance", &Value::Null), other.instance);
    assert_eq!(server.control("GET", "/instances", &Value::Null), json!([other.instance]));

    // The whole flow: the Backend API's invitation, its mail, and the membership.
    let body = json!({ "email_address": "new@x.io", "role": "org:viewer" });
    let path = other.invitations();
    let invitation = other.program().post(&path, &body).expect_bare();
    let link = text(&other.outbox()[0], "link").to_owned();
    assert!(link.starts_with(&format!("{}/v1/tickets/accept?ticket=", other.url)), "{link}");
    let browser = Browser::new(&other.url).with_dev_browser();
    let opened = browser.get(link.strip_prefix(&other.url).unwrap());
    assert_eq!(opened.status, 303, "{}", opened.text);
    let portal = opened.header("location").unwrap();
    assert!(other.url.ends_with(portal.split("/__emulator/portal/sign-up?").next().unwrap()), "{portal}");
    let ticket = link.split_once("ticket=").unwrap().1;
    let form = format!("strategy=ticket&ticket={ticket}&password=a long enough password");
    assert_eq!(browser.post("/v1/client/sign_ups", &form).expect_ok()["status"], "complete");
    let listed = other.program().get(&format!("{path}/{}", text(&invitation, "id"))).expect_bare();
    assert_eq!(listed["status"], "accepted");
    let shown = other.admin().session()["user"]["image_url"].as_str().unwrap().to_owned();
    assert!(shown.starts_with(&other.url), "{shown}");
    assert_eq!(send("GET", &shown, &[], None).unwrap().status, 200);
    server.stop();
}

#[test]
fn tokens_of_one_instance_are_invalid_in_another() {
    let server = Server::start();
    let (ours, theirs) = (server.create_instance(&Value::Null), server.create_instance(&Value::Null));
    let admin = ours.admin();
    let (invitation, link) = invite(&ours, &admin, "new@x.io", "org:member");
    let ticket = link.split_once("ticket=").unwrap().1;
    let (organization, key) = (ours.organization_id(), text(&ours.instance, "secretKey"));
    let session = admin.session();
    let client = Browser::new(&ours.url).with_dev_browser();
    let dev_browser = client.post("/v1/client", "").expect_ok();
    assert!(!dev_browser.is_null());

    for other in [&theirs, &server] {
        Program::new(&other.url, key).get("/v1/users").expect_error(401, "clerk_key_invalid");
        let program = other.program();
        let path = format!("/v1/organizations/{organization}");
        program.get(&path).expect_error(404, "resource_not_found");
        program.get(&format!("{path}/invitations")).expect_error(404, "resource_not_found");
        for (path, id) in [
            (format!("/v1/users/{}", text(&ours.instance["admin"], "userId")), "user"),
            (format!("/v1/sessions/{}", text(&session, "id")), "session"),
        ] {
            assert_eq!(program.get(&path).status, 404, "{id}");
        }
        let revoke = format!("{}/{}/revoke", other.invitations(), text(&invitation, "id"));
        assert_eq!(program.post(&revoke, &json!({})).status, 404);
        assert!(
            !column(&program.get("/v1/organizations").expect_bare(), "id").contains(&organization.to_owned())
        );
        assert_eq!(program.get("/v1/users?query=new@x.io").expect_bare(), json!([]));

        // Neither the cookie nor the password of one instance's user works in another instance.
        let cookie = admin.cookie().unwrap();
        let as_there =
            send("GET", &format!("{}/v1/client", other.url), &[("cookie", &cookie)], None).unwrap();
        assert_eq!(as_there.expect_ok(), Value::Null);
        let named = format!("{}/v1/me?_clerk_session_id={}", other.url, text(&session, "id"));
        send("GET", &named, &[("cookie", &cookie)], None)
            .unwrap()
            .expect_error(401, "authentication_invalid");
        assert_eq!(
            other
                .browser()
                .sign_in(
                    text(&ours.instance["admin"], "emailAddress"),
                    text(&ours.instance["admin"], "password")
                )
                .error()
                .1,
            "form_password_incorrect",
            "the seed's people have the same addresses, but different passwords"
        );

        // A link's ticket is only valid in its own instance.
        let form = format!("strategy=ticket&ticket={ticket}");
        let refused = other.browser().post("/v1/client/sign_ups", &form);
        assert!((400..500).contains(&refused.status), "{}", refused.text);
        assert!((400..500).contains(&other.browser().get(&link).status));
        assert_eq!(other.outbox(), Vec::<Value>::new());
        let seen = other.control("GET", "/requests", &Value::Null).to_string();
        assert!(seen.contains("/v1/tickets/accept") && !seen.contains("/v1/dev_browser"), "{seen}");
    }
    assert_eq!(ours.outbox().len(), 1);
    let seen = ours.control("GET", "/requests", &Value::Null).to_string();
    assert!(seen.contains("/v1/dev_browser") && !seen.contains("/v1/tickets/accept"), "{seen}");
    server.stop();
}

#[test]
fn a_dev_browser_of_one_instance_is_unknown_to_another() {
    let server = Server::start();
    let other = server.create_instance(&Value::Null);
    for (mine, theirs) in [(&server, &other), (&other, &server)] {
        let made = mine.browser().send("POST", "/v1/dev_browser", None).json();
        let path = format!("/v1/client?__clerk_db_jwt={}", text(&made, "id"));
        assert_eq!(mine.browser().get(&path).status, 200);
        theirs.browser().get(&path).expect_error(401, "dev_browser_unauthenticated");
    }
    server.stop();
}

#[test]
fn a_session_token_only_verifies_with_the_keys_of_its_own_instance() {
    let server = Server::start();
    let instances = [server.create_instance(&Value::Null), server.create_instance(&Value::Null)];
    let all = [&server, &instances[0], &instances[1]];
    let tokens: Vec<String> =
        all.iter().map(|one| text(&one.admin().session()["last_active_token"], "jwt").to_owned()).collect();
    for (signer, token) in tokens.iter().enumerate() {
        let kid = jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
        for (verifier, one) in all.iter().enumerate() {
            let keys: JwkSet = serde_json::from_value(one.browser().get("/v1/jwks").json()).unwrap();
            let key = DecodingKey::from_jwk(&keys.keys[0]).unwrap();
            let verified = jsonwebtoken::decode::<Value>(token, &key, &Validation::new(Algorithm::RS256));
            assert_eq!(verified.is_ok(), signer == verifier, "{signer} {verifier}: {verified:?}");
            assert_eq!(keys.find(&kid).is_some(), signer == verifier);
        }
    }
    server.stop();
}

#[test]
fn one_browser_is_signed_in_to_several_instances_of_one_host_at_once() {
    let server = Server::start();
    let (first, second) = (server.create_instance(&Value::Null), server.create_instance(&Value::Null));
    let all = [&server, &first, &second];
    // A cookie jar as in RFC 6265: a cookie has a name and a path, and is sent to URLs below that path.
    let mut jar: Vec<(String, String)> = Vec::new();
    for one in all {
        let person = &one.instance["admin"];
        let form = format!(
            "strategy=password&identifier={}&password={}",
            text(person, "emailAddress"),
            text(person, "password")
        );
        let answer = one.browser().post("/v1/client/sign_ins", &form);
        let cookie = answer.header("set-cookie").unwrap();
        let path = cookie.split("Path=").nth(1).unwrap().split(';').next().unwrap().to_owned();
        assert_eq!(path, one.url.strip_prefix(&server.url).filter(|path| !path.is_empty()).unwrap_or("/"));
        assert!(cookie.contains("HttpOnly"));
        jar.push((path, cookie.split(';').next().unwrap().to_owned()));
    }
    for one in all {
        let path = one.url.strip_prefix(&server.url).unwrap();
        let matching = jar.iter().filter(|(of, _)| of == "/" || path == of).map(|(_, pair)| pair.as_str());
        // The order in which a browser sends cookies is not reliable.
        for cookies in [matching.clone().collect::<Vec<_>>(), matching.rev().collect::<Vec<_>>()] {
            let header = cookies.join("; ");
            let answer = send("GET", &format!("{}/v1/me", one.url), &[("cookie", &header)], None).unwrap();
            assert_eq!(answer.expect_ok()["id"], one.instance["admin"]["userId"], "{header}");
        }
    }
    server.stop();
}

#[test]
fn each_instance_has_its_own_settings_clock_faults_log_and_reset() {
    let server = Server::start();
    let ours =
        server.create_instance(&json!({ "settings": { "frontend_bulk_limit": 3, "rate_limits": false } }));
    let theirs = server.create_instance(&json!({}));
    let limit =
        |one: &Server| one.control("GET", "/settings", &Value::Null)["values"]["frontend_bulk_limit"].clone();
    assert_eq!([limit(&ours), limit(&theirs), limit(&server)], [json!(3), json!(10), json!(10)]);
    ours.advance(1000);
    ours.control("POST", "/faults", &json!([{ "path": "/v1/client", "status": 503 }]));
    ours.control("PATCH", "/settings", &json!({ "frontend_bulk_limit": 4 }));
    for other in [&theirs, &server] {
        assert_eq!(other.control("GET", "/clock", &Value::Null)["offsetMs"], 0);
        assert_eq!(other.control("GET", "/faults", &Value::Null), json!([]));
        assert_eq!(other.browser().get("/v1/client").status, 200);
        assert_eq!(limit(other), 10);
        other.control("POST", "/reset", &Value::Null);
    }
    assert_eq!(ours.control("GET", "/clock", &Value::Null)["offsetMs"], 1000);
    assert_eq!(ours.browser().get("/v1/client").status, 503);
    ours.control("POST", "/reset", &Value::Null);
    assert_eq!(limit(&ours), 3, "a reset restores the settings of the creation");
    assert_eq!(ours.control("GET", "/instance", &Value::Null), ours.instance);
    server.stop();
}

#[test]
fn ending_an_instance_removes_it_and_keeps_the_others() {
    let server = Server::start();
    let (ours, theirs) = (server.create_instance(&Value::Null), server.create_instance(&Value::Null));
    let admin = ours.admin();
    ours.control("DELETE", "/instance", &Value::Null);
    admin.get("/v1/client").expect_error(400, "host_invalid");
    ours.program().get("/v1/users").expect_error(400, "host_invalid");
    for (method, path) in [("DELETE", "/instance"), ("GET", "/instance"), ("GET", "/outbox")] {
        let answer = send(method, &format!("{}/__emulator{path}", ours.url), &[], None).unwrap();
        answer.expect_error(400, "host_invalid");
    }
    theirs.admin();
    server.admin();
    assert_eq!(server.control("GET", "/instances", &Value::Null), json!([theirs.instance]));
    // The default instance cannot be ended.
    let answer = send("DELETE", &format!("{}/__emulator/instance", server.url), &[], None).unwrap();
    answer.expect_error(405, "method_not_allowed");
    server.stop();
}

#[test]
fn an_invalid_request_for_an_instance_is_refused_with_the_reason() {
    let server = Server::start();
    let other = server.create_instance(&Value::Null);
    let create = |url: &str, body: &str| {
        send("POST", &format!("{url}/__emulator/instances"), &[], Some(body)).unwrap()
    };
    for (body, told) in [
        ("[]", "an object"),
        ("1", "an object"),
        ("{", "EOF"),
        (r#"{"setings":{}}"#, "setings"),
        (r#"{"settings":{"no_such":1}}"#, "no_such"),
        (r#"{"settings":{"frontend_bulk_limit":"many"}}"#, "a whole number"),
    ] {
        let error = create(&server.url, body).expect_error(400, "request_body_invalid");
        assert!(text(&error, "long_message").contains(told), "{error}");
    }
    create(&other.url, "{}").expect_error(404, "resource_not_found");
    let answer = send("DELETE", &format!("{}/__emulator/instances", server.url), &[], None).unwrap();
    answer.expect_error(405, "method_not_allowed");
    assert_eq!(server.control("GET", "/instances", &Value::Null), json!([other.instance]));
    server.stop();
}

#[test]
fn the_number_of_further_instances_is_limited_to_five_hundred() {
    let server = Server::start();
    let url = format!("{}/__emulator/instances", server.url);
    for _ in 0..500 {
        assert_eq!(send("POST", &url, &[], None).unwrap().status, 200);
    }
    let error = send("POST", &url, &[], None).unwrap().expect_error(403, "instance_quota_exceeded");
    assert!(text(&error, "long_message").contains("500"), "{error}");
    let all = server.control("GET", "/instances", &Value::Null);
    let urls: std::collections::BTreeSet<&str> =
        all.as_array().unwrap().iter().map(|one| text(one, "url")).collect();
    assert_eq!(urls.len(), 500);
    let one = urls.first().unwrap();
    assert_eq!(send("DELETE", &format!("{one}/__emulator/instance"), &[], None).unwrap().status, 200);
    assert_eq!(send("POST", &url, &[], None).unwrap().status, 200, "there is room again");
    server.stop();
}

#[test]
fn instances_are_kept_in_a_database_file_until_they_are_ended() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("emulator.db");
    let start = || Server::with(Config { database: file.clone(), ..Config::default() });
    let server = start();
    let kept = server.create_instance(&json!({ "settings": { "frontend_bulk_limit": 3 } }));
    let ended = server.create_instance(&Value::Null);
    let (created, _) = invite(&kept, &kept.admin(), "new@x.io", "org:member");
    ended.control("DELETE", "/instance", &Value::Null);
    let path = |one: &Server| one.url.strip_prefix(&server.url).unwrap().to_owned();
    let (kept_path, ended_path) = (path(&kept), path(&ended));
    let key = kept.browser().get("/v1/jwks").json();
    server.stop();

    let server = start();
    let url = format!("{}{kept_path}", server.url);
    let described = send("GET", &format!("{url}/__emulator/instance"), &[], None).unwrap().json();
    let mut expected = kept.instance.clone();
    expected["url"] = url.clone().into();
    assert_eq!(described, expected);
    let program = Program::new(&url, text(&described, "secretKey"));
    let list =
        program.get(&format!("/v1/organizations/{}/invitations?limit=1", text(&described, "organizationId")));
    assert_eq!(list.expect_bare()["data"][0]["id"], created["id"]);
    assert_eq!(Browser::new(&url).get("/v1/jwks").json(), key);
    let settings = send("GET", &format!("{url}/__emulator/settings"), &[], None).unwrap().json();
    assert_eq!(settings["values"]["frontend_bulk_limit"], 3);
    server.browser().get(&format!("{ended_path}/v1/client")).expect_error(400, "host_invalid");
    server.stop();
    let connection = rusqlite::Connection::open(&file).unwrap();
    let count = |table: &str| -> i64 {
        let sql = format!("SELECT count(DISTINCT instance_id) FROM {table}");
        connection.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    for table in ["users", "organizations", "roles", "invitations", "memberships"] {
        assert_eq!(count(table), 2, "{table}");
    }
}

#[test]
fn a_rust_test_creates_and_ends_instances() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let config = Config { signing_key: Some(signing_key()), ..Config::default() };
        let emulator = Emulator::start(config).await.unwrap();
        let instance = emulator.create_instance(NewInstance::default()).await.unwrap();
        let url = text(&instance, "url").to_owned();
        assert!(url.starts_with(&format!("{}/i/", emulator.url())));
        assert_ne!(instance["secretKey"], emulator.instance()["secretKey"]);
        let mut wrong = NewInstance::default();
        wrong.settings.insert("no_such".to_owned(), json!(1));
        let refused = emulator.create_instance(wrong).await.unwrap_err();
        assert!(matches!(refused, Error::Instance(InstanceError::Setting(_))), "{refused}");
        assert!(emulator.end_instance(&url).await.unwrap());
        assert!(!emulator.end_instance(&url).await.unwrap());
        assert!(!emulator.end_instance(emulator.url()).await.unwrap(), "the default one stays");
        emulator.stop().await;
    });
}
