//! JWT templates, and their tokens in both APIs.

use clerk_emulator::{Config, Seed};
use serde_json::{Value, json};

use crate::support::{Server, claims, send};

#[test]
fn a_template_creates_tokens_for_pages_and_programs() {
    let server = Server::start();
    let program = server.program();
    let sent = json!({ "name": "backend", "lifetime": 90, "allowed_clock_skew": 7, "claims": {
        "aud": "https://x.io", "email": "{{user.primary_email_address}}", "org": "{{org.id}}", "role": "{{org.role}}",
        "hello": "Hello {{user.first_name || 'you'}}", "plan": "{{user.public_metadata.plan || 'free'}}",
        "nested": { "orgs": "{{user.organizations}}" },
    } });
    let template = program.post("/v1/jwt_templates", &sent).expect_bare();
    assert_eq!((&template["lifetime"], &template["signing_algorithm"]), (&json!(90), &json!("RS256")));
    assert_eq!(template["custom_signing_key"], false);
    program.post("/v1/jwt_templates", &sent).expect_error(422, "form_identifier_exists");

    let admin = server.admin();
    let session = admin.session();
    let session_id = session["id"].as_str().unwrap();
    let of_page = admin.post(&format!("/v1/client/sessions/{session_id}/tokens/backend"), "").expect_bare();
    let token = of_page["jwt"].as_str().unwrap();
    let page = claims(token);
    assert_eq!(page["email"], server.instance["admin"]["emailAddress"]);
    assert_eq!((&page["org"], &page["role"]), (&json!(server.organization_id()), &json!("org:admin")));
    assert_eq!((&page["plan"], &page["azp"]), (&json!("free"), &json!("http://localhost:3000")));
    assert_eq!(page["nested"]["orgs"][server.organization_id()], "org:admin");
    assert_eq!(page["sub"], session["user"]["id"]);
    let seconds = |name: &str| page[name].as_i64().unwrap();
    assert_eq!((seconds("exp") - seconds("iat"), seconds("iat") - seconds("nbf")), (90, 7));
    assert_eq!((&page["sid"], &page["v"]), (&Value::Null, &Value::Null), "it belongs to no session");

    let path = format!("/v1/sessions/{session_id}/tokens/backend");
    let of_program = claims(
        program.post(&path, &json!({ "expires_in_seconds": 600 })).expect_bare()["jwt"].as_str().unwrap(),
    );
    assert_eq!(of_program["email"], page["email"]);
    assert_eq!(of_program["exp"].as_i64().unwrap() - of_program["iat"].as_i64().unwrap(), 600);

    // The public key verifies the token.
    let keys: jsonwebtoken::jwk::JwkSet =
        serde_json::from_value(program.get("/v1/jwks").expect_bare()).unwrap();
    let key = jsonwebtoken::DecodingKey::from_jwk(&keys.keys[0]).unwrap();
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    validation.set_audience(&["https://x.io"]);
    jsonwebtoken::decode::<Value>(token, &key, &validation).unwrap();

    let at = format!("/v1/jwt_templates/{}", template["id"].as_str().unwrap());
    let renamed = json!({ "name": "renamed", "claims": {} });
    assert_eq!(program.patch(&at, &renamed).expect_bare()["lifetime"], 90);
    admin
        .post(&format!("/v1/client/sessions/{session_id}/tokens/backend"), "")
        .expect_error(404, "resource_not_found");
    let page = program.get("/v1/jwt_templates?paginated=true").expect_bare();
    assert_eq!((&page["total_count"], &page["data"][0]["name"]), (&json!(1), &json!("renamed")));
    assert_eq!(program.get("/v1/jwt_templates").expect_bare()[0]["id"], template["id"]);
    assert_eq!(program.delete(&at).expect_bare()["object"], "jwt_template");
    program.get(&at).expect_error(404, "resource_not_found");
    server.stop();
}

#[test]
fn seeds_and_dumps_include_templates() {
    let seed = json!({
        "users": [{ "email_addresses": ["ada@x.io"], "password": "a long enough password" }],
        "jwt_templates": [
            { "name": "first", "claims": { "email": "{{user.primary_email_address}}" }, "lifetime": 120 },
            { "name": "second", "claims": {}, "signing_algorithm": "HS256", "signing_key": "secret" },
        ],
    });
    let server =
        Server::with(Config { seed: Some(Seed::from_json(&seed.to_string()).unwrap()), ..Config::default() });
    let browser = server.browser();
    browser.sign_in("ada@x.io", "a long enough password").expect_ok();
    let path = format!("/v1/client/sessions/{}/tokens/first", browser.session()["id"].as_str().unwrap());
    let token = claims(browser.post(&path, "").expect_bare()["jwt"].as_str().unwrap());
    assert_eq!(token["email"], "ada@x.io");
    let state = server.control("GET", "/state", &Value::Null);
    let templates = state["jwt_templates"].as_array().unwrap();
    assert_eq!((&templates[0]["name"], &templates[0]["lifetime"]), (&json!("first"), &json!(120)));
    assert_eq!((&templates[1]["signing_key"], &templates[1]["lifetime"]), (&json!("secret"), &json!(60)));
    server.stop();
    let again = Server::with(Config {
        seed: Some(Seed::from_json(&state.to_string()).unwrap()),
        ..Config::default()
    });
    assert_eq!(again.control("GET", "/state", &Value::Null)["jwt_templates"], state["jwt_templates"]);
    again.stop();
    for (template, place) in [
        (json!({ "name": "a b", "claims": {} }), "jwt_templates[0].name"),
        (json!({ "name": "a", "claims": { "sub": "x" } }), "jwt_templates[0].claims"),
        (json!({ "name": "a", "claims": {}, "lifetime": 1 }), "jwt_templates[0].lifetime"),
        (
            json!({ "name": "a", "claims": {}, "signing_algorithm": "HS256" }),
            "jwt_templates[0].signing_algorithm",
        ),
    ] {
        let outer = Server::start();
        let body = json!({ "seed": { "users": [], "jwt_templates": [template] } }).to_string();
        let refused = send("POST", &format!("{}/__emulator/instances", outer.url), &[], Some(&body)).unwrap();
        assert!(refused.text.contains(place), "{}", refused.text);
        outer.stop();
    }
}

#[test]
fn a_custom_key_signs_and_is_in_no_answer() {
    let server = Server::start();
    let program = server.program();
    let secret = "a secret that others know, too, and long enough for all";
    for (algorithm, known) in [
        ("HS256", jsonwebtoken::Algorithm::HS256),
        ("HS384", jsonwebtoken::Algorithm::HS384),
        ("HS512", jsonwebtoken::Algorithm::HS512),
    ] {
        let name = algorithm.to_lowercase();
        let sent = json!({ "name": name, "claims": { "role": "authenticated" }, "custom_signing_key": true,
            "signing_algorithm": algorithm, "signing_key": secret });
        let made = program.post("/v1/jwt_templates", &sent).expect_bare();
        assert_eq!(
            (&made["signing_algorithm"], &made["custom_signing_key"]),
            (&json!(algorithm), &json!(true))
        );
        assert!(!made.to_string().contains(secret));
        let admin = server.admin();
        let session = admin.session();
        let path = format!("/v1/client/sessions/{}/tokens/{name}", session["id"].as_str().unwrap());
        let token = admin.post(&path, "").expect_bare();
        let key = jsonwebtoken::DecodingKey::from_secret(secret.as_bytes());
        let read = jsonwebtoken::decode::<Value>(
            token["jwt"].as_str().unwrap(),
            &key,
            &jsonwebtoken::Validation::new(known),
        );
        assert_eq!(read.unwrap().claims["role"], "authenticated");
    }
    server.stop();
}

#[test]
fn an_invalid_template_is_refused() {
    let server = Server::start();
    let program = server.program();
    let table = [
        (json!({ "claims": {} }), "form_param_missing"),
        (json!({ "name": "a" }), "form_param_missing"),
        (json!({ "name": "a", "claims": null }), "form_param_nil"),
        (json!({ "name": "a", "claims": [] }), "form_param_value_invalid"),
        (json!({ "name": "a/b", "claims": {} }), "form_param_format_invalid"),
        (json!({ "name": "a", "claims": { "sub": "me" } }), "form_param_value_invalid"),
        (json!({ "name": "a", "claims": {}, "lifetime": 29 }), "form_param_value_invalid"),
        (json!({ "name": "a", "claims": {}, "allowed_clock_skew": 301 }), "form_param_value_invalid"),
        (json!({ "name": "a", "claims": {}, "custom_signing_key": true }), "form_conditional_param_missing"),
        (
            json!({ "name": "a", "claims": {}, "custom_signing_key": true, "signing_algorithm": "ES256", "signing_key": "x" }),
            "form_param_value_invalid",
        ),
    ];
    for (body, code) in table {
        program.post("/v1/jwt_templates", &body).expect_error(422, code);
    }
    server.stop();
}
