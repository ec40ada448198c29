//! Users through the Backend API.

use serde_json::{Value, json};

use crate::support::{Program, Server, column};

fn create(program: &Program, body: Value) -> Value {
    program.post("/v1/users", &body).expect_bare()
}

#[test]
fn a_user_is_created_and_can_sign_in() {
    let server = Server::start();
    let program = server.program();
    let created = create(
        &program,
        json!({
            "email_address": ["Grace@Example.com", "grace@navy.example"], "password": "a-long-password",
            "first_name": "Grace", "last_name": "Hopper", "username": "grace_h", "external_id": "ext-1",
            "public_metadata": { "a": 1 }, "private_metadata": { "b": 2 }, "unsafe_metadata": { "c": 3 },
            "created_at": "2020-01-02T03:04:05.006Z", "skip_legal_checks": true,
        }),
    );
    assert!(created["id"].as_str().unwrap().starts_with("user_"));
    let texts = [
        ("object", "user"),
        ("first_name", "Grace"),
        ("last_name", "Hopper"),
        ("username", "grace_h"),
        ("external_id", "ext-1"),
    ];
    for (name, value) in texts {
        assert_eq!(created[name], value, "{name}");
    }
    assert_eq!(created["created_at"], 1_577_934_245_006_i64);
    assert_eq!(created["private_metadata"], json!({ "b": 2 }));
    assert_eq!((&created["password_enabled"], &created["banned"]), (&json!(true), &json!(false)));
    let addresses = created["email_addresses"].as_array().unwrap();
    assert_eq!(addresses[0]["email_address"], "grace@example.com");
    assert_eq!(created["primary_email_address_id"], addresses[0]["id"]);
    assert_eq!(addresses[1]["verification"]["status"], "verified");
    assert_eq!(program.get(&format!("/v1/users/{}", created["id"].as_str().unwrap())).expect_bare(), created);

    let browser = server.browser();
    browser.sign_in("GRACE@navy.example", "a-long-password").expect_ok();
    let user = &browser.session()["user"];
    assert_eq!(user["id"], created["id"]);
    assert!(user.get("private_metadata").is_none());
    server.stop();
}

#[test]
fn each_wrong_field_of_a_user_is_refused() {
    let server = Server::start();
    let program = server.program();
    create(&program, json!({ "email_address": ["a@x.io"], "username": "alice", "external_id": "e" }));
    let user = |name: &str, value: Value| {
        let mut body = json!({ "email_address": ["b@x.io"] });
        body[name] = value;
        body
    };
    let table = [
        (json!({}), "form_data_missing"),
        (json!({ "email_address": [] }), "form_data_missing"),
        (user("email_address", json!("b@x.io")), "form_param_value_invalid"),
        (user("email_address", json!([1])), "form_param_value_invalid"),
        (user("email_address", json!(["nope"])), "form_param_format_invalid"),
        (user("email_address", json!(["b@x.io", "B@x.io"])), "form_param_duplicate"),
        (user("email_address", json!(["A@x.io"])), "form_identifier_exists"),
        (user("username", json!("Alice")), "form_identifier_exists"),
        (user("external_id", json!("e")), "form_identifier_exists"),
        (user("username", json!("al")), "form_username_invalid_length"),
        (user("username", json!("al ice")), "form_username_invalid_character"),
        (user("username", json!("12345")), "form_username_needs_non_number_char"),
        (user("password", json!("short")), "form_password_length_too_short"),
        (user("password", json!("x".repeat(73))), "form_password_length_too_long"),
        (user("password_digest", json!("x")), "form_conditional_param_missing"),
        (user("password_hasher", json!("argon2id")), "form_conditional_param_missing"),
        (user("phone_number", json!(["+15551234567"])), "form_param_unknown"),
        (user("first_name", json!(1)), "form_param_value_invalid"),
        (user("created_at", json!("soon")), "form_param_invalid_time"),
        (user("public_metadata", json!("x")), "form_param_value_invalid"),
        (user("email_address_identification_status", json!(["reserved"])), "form_param_value_invalid"),
        (
            user("email_address_identification_status", json!(["verified", "verified"])),
            "form_param_array_length_mismatch",
        ),
    ];
    for (body, code) in table {
        program.post("/v1/users", &body).expect_error(422, code);
    }
    assert_eq!(program.get("/v1/users/count?query=b@x.io").expect_bare()["total_count"], 0);
    create(
        &program,
        json!({ "email_address": ["b@x.io"], "password": "short", "skip_password_checks": true }),
    );
    create(&program, json!({ "username": "nameless", "skip_user_requirement": true }));
    server.control("PATCH", "/settings", &json!({ "users_need_passwords": true }));
    let error = program.post("/v1/users", &json!({})).expect_error(422, "form_data_missing");
    assert_eq!(error["meta"]["param_names"], json!(["email_address", "password"]));
    create(&program, json!({ "email_address": ["c@x.io"], "skip_password_requirement": true }));
    server.stop();
}

#[test]
fn a_password_that_was_hashed_elsewhere_signs_in() {
    let server = Server::start();
    let program = server.program();
    // The digest of "a-long-password" with the reference implementation's parameters.
    let digest = "$argon2id$v=19$m=1024,t=1,p=1$c29tZXNhbHQxMjM0$";
    let body = |digest: &str, hasher: &str| json!({ "email_address": ["d@x.io"], "password_digest": digest, "password_hasher": hasher });
    program
        .post("/v1/users", &body(digest, "argon2id"))
        .expect_error(422, "form_password_digest_invalid_code");
    program.post("/v1/users", &body("$2a$10$x", "bcrypt")).expect_error(422, "form_param_value_invalid");
    use argon2::password_hash::{PasswordHasher, SaltString};
    let salt = SaltString::from_b64("c29tZXNhbHQxMjM0").unwrap();
    let hash = argon2::Argon2::default().hash_password(b"a-long-password", &salt).unwrap().to_string();
    create(&program, body(&hash, "argon2id"));
    server.browser().sign_in("d@x.io", "a-long-password").expect_ok();
    server.browser().sign_in("d@x.io", "another").expect_error(422, "form_password_incorrect");
    server.stop();
}

#[test]
fn users_are_listed_filtered_ordered_and_counted() {
    let server = Server::start();
    let program = server.program();
    create(
        &program,
        json!({ "email_address": ["zed@x.io"], "username": "zed_1", "external_id": "E1", "banned": true }),
    );
    let list = |query: &str| program.get(&format!("/v1/users?limit=100&{query}")).expect_bare();
    let count = |query: &str| program.get(&format!("/v1/users/count?{query}")).expect_bare();
    let addresses = |users: &Value| -> Vec<String> {
        let rows = users.as_array().unwrap().iter();
        rows.map(|row| row["email_addresses"][0]["email_address"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(count(""), json!({ "object": "total_count", "total_count": 10 }));
    let all = list("");
    assert_eq!(all.as_array().unwrap().len(), 10);
    assert_eq!(addresses(&all)[0], "zed@x.io");
    assert_eq!(program.get("/v1/users?limit=3&offset=9").expect_bare().as_array().unwrap().len(), 1);
    let admin = server.instance["admin"]["userId"].as_str().unwrap();
    let organization = server.organization_id();
    let only_ada = ["ada.ferreira@example.com"];
    let only_zed = ["zed@x.io"];
    let table: [(String, &[&str]); 10] = [
        ("email_address=ADA.ferreira@example.com".into(), &only_ada),
        (format!("user_id={admin}"), &only_ada),
        (format!("user_id=%2B{admin}"), &only_ada),
        ("username=ZED_1".into(), &only_zed),
        ("external_id=E1".into(), &only_zed),
        ("query=zed".into(), &only_zed),
        ("name_query=ferr".into(), &only_ada),
        ("banned=true".into(), &only_zed),
        (format!("organization_id=-{organization}&query=zed"), &only_zed),
        ("phone_number=%2B1555".into(), &[]),
    ];
    for (query, expected) in table {
        assert_eq!(addresses(&list(&query)), expected, "{query}");
        assert_eq!(count(&query)["total_count"], expected.len(), "{query}");
    }
    assert_eq!(count(&format!("organization_id={organization}"))["total_count"], 8);
    assert_eq!(count(&format!("user_id=-{admin}"))["total_count"], 9);
    let created = list("query=zed")[0]["created_at"].as_i64().unwrap();
    assert_eq!(count(&format!("created_at_after={}", created - 1))["total_count"], 1);
    assert_eq!(count(&format!("created_at_before={created}"))["total_count"], 9);
    assert_eq!(count(&format!("last_active_at_after={}", created - 1))["total_count"], 0);
    server.admin();
    assert_eq!(count(&format!("last_active_at_since={created}"))["total_count"], 1);
    assert!(addresses(&list("order_by=email_address")).is_sorted());
    assert_eq!(addresses(&list("order_by=-email_address&order_by=created_at"))[0], "zed@x.io");
    for query in ["order_by=password", "banned=maybe", "created_at_after=1e3", "limit=0"] {
        assert_eq!(program.get(&format!("/v1/users?{query}")).status, 422, "{query}");
    }
    server.stop();
}

#[test]
fn each_field_of_a_user_can_be_changed() {
    let server = Server::start();
    let program = server.program();
    let user = create(
        &program,
        json!({ "email_address": ["a@x.io", "b@x.io"], "username": "alice", "first_name": "A", "external_id": "e" }),
    );
    create(&program, json!({ "email_address": ["c@x.io"], "username": "carol", "external_id": "f" }));
    let path = format!("/v1/users/{}", user["id"].as_str().unwrap());
    let second = &user["email_addresses"][1]["id"];
    let body = json!({
        "first_name": null, "last_name": "L", "username": "", "primary_email_address_id": second,
        "password": "a-long-password",
    });
    let changed = program.patch(&path, &body).expect_bare();
    assert_eq!((&changed["first_name"], &changed["last_name"]), (&Value::Null, &json!("L")));
    assert_eq!((&changed["username"], &changed["external_id"]), (&Value::Null, &json!("e")));
    assert_eq!((&changed["primary_email_address_id"], &changed["password_enabled"]), (second, &json!(true)));
    let browser = server.browser();
    browser.sign_in("a@x.io", "a-long-password").expect_ok();

    program.patch(&path, &json!({ "username": "alice", "external_id": "e" })).expect_bare();
    let table = [
        (json!({ "username": "CAROL" }), "form_identifier_exists"),
        (json!({ "external_id": "f" }), "form_identifier_exists"),
        (json!({ "primary_email_address_id": "idn_unknown" }), "form_resource_not_found"),
        (json!({ "password": "short" }), "form_password_length_too_short"),
        (json!({ "public_metadata": {} }), "form_param_unknown"),
        (json!({ "email_address": ["d@x.io"] }), "form_param_unknown"),
    ];
    for (body, code) in table {
        program.patch(&path, &body).expect_error(422, code);
    }
    let body = json!({ "password": "another-password", "sign_out_of_other_sessions": true });
    program.patch(&path, &body).expect_bare();
    assert_eq!(browser.get("/v1/client").expect_ok()["sessions"], json!([]));
    server.browser().sign_in("a@x.io", "another-password").expect_ok();
    program.patch("/v1/users/user_unknown", &json!({})).expect_error(404, "resource_not_found");

    let metadata = format!("{path}/metadata");
    program
        .patch(&metadata, &json!({ "unsafe_metadata": { "a": { "b": 1 } }, "public_metadata": { "c": 2 } }))
        .expect_bare();
    let merged =
        program.patch(&metadata, &json!({ "unsafe_metadata": { "a": { "b": null, "d": 3 } } })).expect_bare();
    assert_eq!(
        (&merged["unsafe_metadata"], &merged["public_metadata"]),
        (&json!({ "a": { "d": 3 } }), &json!({ "c": 2 }))
    );
    let replaced = program
        .put(&metadata, &json!({ "unsafe_metadata": {}, "private_metadata": { "e": 4 } }))
        .expect_bare();
    assert_eq!(
        (&replaced["unsafe_metadata"], &replaced["private_metadata"]),
        (&json!({}), &json!({ "e": 4 }))
    );
    assert_eq!(replaced["public_metadata"], json!({ "c": 2 }));
    server.stop();
}

#[test]
fn a_user_is_banned_and_deleted_with_all_their_data() {
    let server = Server::start();
    let program = server.program();
    let member = server.member();
    let id = server.instance["member"]["userId"].as_str().unwrap();
    let path = format!("/v1/users/{id}");
    assert_eq!(program.send("POST", &format!("{path}/ban"), None).expect_bare()["banned"], true);
    assert_eq!(member.get("/v1/client").expect_ok()["sessions"], json!([]));
    assert_eq!(program.send("POST", &format!("{path}/unban"), None).expect_bare()["banned"], false);

    program.patch(&path, &json!({ "external_id": "gone" })).expect_bare();
    let deleted = program.delete(&path).expect_bare();
    assert_eq!(deleted, json!({ "object": "user", "id": id, "deleted": true, "external_id": "gone" }));
    for method in ["GET", "PATCH", "DELETE"] {
        program.send(method, &path, None).expect_error(404, "resource_not_found");
    }
    let members = format!("/v1/organizations/{}/memberships", server.organization_id());
    assert_eq!(program.get(&members).expect_bare()["total_count"], 7);
    // Invitations of a deleted inviter remain valid.
    let admin = server.instance["admin"]["userId"].as_str().unwrap();
    program.delete(&format!("/v1/users/{admin}")).expect_bare();
    let page = program.get(&format!("{}?limit=1", server.invitations())).expect_bare();
    assert_eq!(
        (&page["data"][0]["inviter_id"], &page["data"][0]["public_inviter_data"]),
        (&json!(admin), &Value::Null)
    );
    server.stop();
}

#[test]
fn starting_after_continues_a_list_of_users_after_the_previous_page() {
    let server = Server::start();
    let program = server.program();
    for number in 0..5 {
        create(&program, json!({ "email_address": [format!("page{number}@x.io")] }));
    }
    // Users with the same `created_at` are in the order of their creation.
    let body = |number: i32| json!({ "email_address": [format!("same{number}@x.io")], "created_at": "2020-01-02T03:04:05.006Z" });
    (0..5).for_each(|number| drop(create(&program, body(number))));
    let ids = |path: &str| column(&json!({ "data": program.get(path).expect_bare() }), "id");
    for order in ["", "&order_by=-created_at", "&order_by=%2Bcreated_at"] {
        let all = ids(&format!("/v1/users?limit=500{order}"));
        let mut walked = ids(&format!("/v1/users?limit=3{order}"));
        while let Some(last) = walked.last() {
            let page = ids(&format!("/v1/users?limit=3{order}&starting_after={last}"));
            if page.is_empty() {
                break;
            }
            walked.extend(page);
        }
        assert_eq!(walked, all, "{order}");
    }
    let last = ids("/v1/users?limit=1").remove(0);
    for (query, param) in [
        (format!("starting_after={last}&order_by=username"), "order_by"),
        (format!("starting_after={last}&offset=1"), "offset"),
        ("starting_after=user_unknown".to_owned(), "starting_after"),
    ] {
        let error = program.get(&format!("/v1/users?{query}")).expect_error(422, "form_param_value_invalid");
        assert_eq!(error["meta"]["param_name"], param);
    }
    assert_eq!(
        ids(&format!("/v1/users?limit=1&offset=0&starting_after={last}")),
        ids("/v1/users?limit=1&offset=1")
    );
    program.get(&format!("/v1/users/count?starting_after={last}")).expect_error(422, "form_param_unknown");
    server.stop();
}
