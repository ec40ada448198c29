//! The options of a user that only a program can set.

use clerk_emulator::Config;
use serde_json::{Value, json};

use crate::support::{PASSWORD, Program, Server};

const OPTIONS: [&str; 6] = [
    "locale",
    "delete_self_enabled",
    "create_organization_enabled",
    "create_organizations_limit",
    "legal_accepted_at",
    "bypass_client_trust",
];

fn create(program: &Program, options: &Value) -> Value {
    let mut body = json!({ "email_address": ["optional@x.io"], "password": PASSWORD });
    body.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
    program.post("/v1/users", &body).expect_bare()
}

fn path(user: &Value) -> String {
    format!("/v1/users/{}", user["id"].as_str().unwrap())
}

fn options_of(user: &Value) -> Value {
    OPTIONS
        .iter()
        .map(|name| ((*name).to_owned(), user[name].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn every_option() -> Value {
    json!({
        "locale": "fr-FR", "delete_self_enabled": false, "create_organization_enabled": false,
        "create_organizations_limit": 3, "legal_accepted_at": "2012-10-20T07:15:20.902Z",
        "bypass_client_trust": true, "skip_legal_checks": true,
    })
}

fn every_option_shown() -> Value {
    json!({
        "locale": "fr-FR", "delete_self_enabled": false, "create_organization_enabled": false,
        "create_organizations_limit": 3, "legal_accepted_at": 1_350_717_320_902_i64, "bypass_client_trust": true,
    })
}

#[test]
fn the_options_of_a_user_are_stored_and_shown() {
    let server = Server::start();
    let program = server.program();
    let created = create(&program, &json!({}));
    let usual = json!({
        "locale": null, "delete_self_enabled": true, "create_organization_enabled": true,
        "create_organizations_limit": null, "legal_accepted_at": null, "bypass_client_trust": false,
    });
    assert_eq!(options_of(&created), usual);
    let path = path(&created);
    program.patch(&path, &every_option()).expect_bare();
    assert_eq!(options_of(&program.get(&path).expect_bare()), every_option_shown());

    // A missing or `null` option keeps its value. An empty locale removes it.
    let nothing = OPTIONS.iter().skip(1).map(|name| ((*name).to_owned(), Value::Null)).collect();
    program.patch(&path, &Value::Object(nothing)).expect_bare();
    assert_eq!(options_of(&program.patch(&path, &json!({})).expect_bare()), every_option_shown());
    assert_eq!(program.patch(&path, &json!({ "locale": null })).expect_bare()["locale"], Value::Null);

    program.delete(&path).expect_bare();
    assert_eq!(options_of(&create(&program, &every_option())), every_option_shown());
    let browser = server.browser();
    browser.sign_in("optional@x.io", PASSWORD).expect_ok();
    let own = browser.get("/v1/me").expect_ok();
    for name in &OPTIONS[1..5] {
        assert_eq!(own[name], every_option_shown()[name], "{name}");
    }
    assert_eq!(own.get("bypass_client_trust"), None);
    assert!(server.admin().get("/v1/me").expect_ok().get("create_organizations_limit").is_none());
    server.stop();
}

#[test]
fn each_wrong_option_of_a_user_is_refused_at_both_calls() {
    let server = Server::start();
    let program = server.program();
    let path = path(&create(&program, &json!({})));
    let table = [
        ("locale", json!("en_US"), "form_param_format_invalid"),
        ("locale", json!(1), "form_param_value_invalid"),
        ("delete_self_enabled", json!("true"), "form_param_value_invalid"),
        ("create_organization_enabled", json!(0), "form_param_value_invalid"),
        ("create_organizations_limit", json!(-1), "form_param_value_invalid"),
        ("create_organizations_limit", json!(1.5), "form_param_value_invalid"),
        ("legal_accepted_at", json!("soon"), "form_param_invalid_time"),
        ("skip_legal_checks", json!("yes"), "form_param_value_invalid"),
        ("bypass_client_trust", json!({}), "form_param_value_invalid"),
    ];
    for (name, value, code) in table {
        for answer in [
            program.post("/v1/users", &json!({ "email_address": ["b@x.io"], name: value })),
            program.patch(&path, &json!({ name: value })),
        ] {
            assert_eq!(answer.expect_error(422, code)["meta"]["param_name"], name);
        }
    }
    program.patch(&path, &json!({ "profile_image_id": null })).expect_bare();
    program.patch(&path, &json!({ "profile_image_id": "img_1" })).expect_error(404, "image_not_found");
    server.stop();
}

#[test]
fn a_program_limits_the_organizations_that_a_user_creates() {
    let server = Server::start();
    let program = server.program();
    let user =
        create(&program, &json!({ "create_organization_enabled": false, "create_organizations_limit": 1 }));
    let path = path(&user);
    let browser = server.browser();
    browser.sign_in("optional@x.io", PASSWORD).expect_ok();
    let create = |name: &str| browser.post("/v1/organizations", &format!("name={name}"));
    create("First").expect_error(403, "user_create_organization_not_enabled");
    // A program may still create an organization for the user, because the option only applies to the Frontend API.
    let by_program = json!({ "name": "First", "created_by": user["id"] });
    let first = program.post("/v1/organizations", &by_program).expect_bare();

    program.patch(&path, &json!({ "create_organization_enabled": true })).expect_bare();
    create("Second").expect_error(403, "org_creation_limit_exceeded");
    program.post("/v1/organizations", &by_program).expect_error(403, "org_creation_limit_exceeded");
    // Memberships in other organizations and deleted organizations do not count.
    let members = format!("/v1/organizations/{}/memberships", server.organization_id());
    program.post(&members, &json!({ "user_id": user["id"], "role": "org:member" })).expect_bare();
    program.delete(&format!("/v1/organizations/{}", first["id"].as_str().unwrap())).expect_bare();
    create("Second").expect_ok();
    create("Third").expect_error(403, "org_creation_limit_exceeded");
    program.patch(&path, &json!({ "create_organizations_limit": 2 })).expect_bare();
    create("Third").expect_ok();
    create("Fourth").expect_error(403, "org_creation_limit_exceeded");
    program.patch(&path, &json!({ "create_organizations_limit": 0 })).expect_bare();
    create("Fourth").expect_ok();
    server.stop();
}

#[test]
fn options_survive_a_restart_and_are_in_the_state() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("emulator.db");
    let on_file = || Server::with(Config { database: database.clone(), ..Config::default() });
    let server = on_file();
    let path = path(&create(&server.program(), &every_option()));
    server.stop();
    let server = on_file();
    assert_eq!(options_of(&server.program().get(&path).expect_bare()), every_option_shown());
    let state = server.control("GET", "/state", &Value::Null);
    server.stop();

    let seeded = |state: &Value| clerk_emulator::Seed::from_value(state.clone()).unwrap();
    let server = Server::with(Config { seed: Some(seeded(&state)), ..Config::default() });
    assert_eq!(options_of(&server.program().get(&path).expect_bare()), every_option_shown());
    server.stop();
}
