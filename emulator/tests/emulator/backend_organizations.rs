//! Organizations, memberships, roles and the instance's organization settings through the Backend API.

use serde_json::{Value, json};

use crate::support::{Program, Server, column};

fn names(page: &Value) -> Vec<String> {
    column(page, "name")
}

fn create(program: &Program, body: Value) -> Value {
    program.post("/v1/organizations", &body).expect_bare()
}

#[test]
fn an_organization_is_created_with_its_creator_as_admin() {
    let server = Server::start();
    let program = server.program();
    let admin = &server.instance["admin"]["userId"];
    let created = create(
        &program,
        json!({
            "name": "Acme Inc.", "created_by": admin, "max_allowed_memberships": 3,
            "public_metadata": { "a": 1 }, "private_metadata": { "b": 2 }, "created_at": "2020-01-02T03:04:05.006Z",
        }),
    );
    let id = created["id"].as_str().unwrap();
    let expected = json!({
        "object": "organization",
        "id": id,
        "name": "Acme Inc.",
        "slug": "acme-inc",
        "image_url": format!("{}/__emulator/images/{id}", server.url),
        "has_image": false,
        "pending_invitations_count": 0,
        "max_allowed_memberships": 3,
        "admin_delete_enabled": true,
        "public_metadata": { "a": 1 },
        "private_metadata": { "b": 2 },
        "created_at": 1_577_934_245_006_i64,
        "updated_at": created["updated_at"],
        "created_by": admin,
        "members_count": 1,
    });
    assert_eq!(created, expected);
    let members = program.get(&format!("/v1/organizations/{id}/memberships")).expect_bare();
    assert_eq!((&members["total_count"], &members["data"][0]["role"]), (&json!(1), &json!("org:admin")));

    // A generated slug that is taken gets a suffix. A requested slug that is taken fails.
    let second = create(&program, json!({ "name": "Acme, Inc" }));
    assert!(second["slug"].as_str().unwrap().starts_with("acme-inc-"));
    assert_eq!((&second["members_count"], &second["max_allowed_memberships"]), (&json!(0), &json!(5)));
    program
        .post("/v1/organizations", &json!({ "name": "X", "slug": "acme-inc" }))
        .expect_error(422, "form_identifier_exists");
    assert_eq!(create(&program, json!({ "name": "X", "slug": "x-1" }))["slug"], "x-1");
    server.stop();
}

#[test]
fn an_organization_is_found_by_id_or_slug_and_in_lists() {
    let server = Server::start();
    let program = server.program();
    let by_id = program.get(&format!("/v1/organizations/{}", server.organization_id())).expect_bare();
    assert_eq!(program.get("/v1/organizations/northwind-studio").expect_bare(), by_id);
    assert!(by_id.get("members_count").is_none());
    assert_eq!(by_id["pending_invitations_count"], 14);
    let counted = program.get("/v1/organizations/northwind-studio?include_members_count=true").expect_bare();
    assert_eq!(counted["members_count"], 8);

    let list = |query: &str| program.get(&format!("/v1/organizations?{query}")).expect_bare();
    assert_eq!(names(&list("")), ["Harbor Collective", "Northwind Studio"]);
    assert_eq!(list("limit=1")["total_count"], 2);
    assert_eq!(names(&list("order_by=-name")), ["Northwind Studio", "Harbor Collective"]);
    assert_eq!(names(&list("order_by=members_count")), ["Harbor Collective", "Northwind Studio"]);
    assert_eq!(list("include_members_count=true")["data"][0]["members_count"], 2);
    assert_eq!(names(&list("query=STUDIO")), ["Northwind Studio"]);
    assert_eq!(names(&list(&format!("query={}", server.organization_id()))), ["Northwind Studio"]);
    let (admin, member) = (&server.instance["admin"]["userId"], &server.instance["member"]["userId"]);
    let (admin, member) = (admin.as_str().unwrap(), member.as_str().unwrap());
    assert_eq!(list(&format!("user_id={admin}"))["total_count"], 2);
    assert_eq!(names(&list(&format!("user_id=%2B{admin}&user_id=-{member}"))), ["Harbor Collective"]);
    assert_eq!(
        names(&list(&format!("organization_id=-{}", server.organization_id()))),
        ["Harbor Collective"]
    );
    assert_eq!(list("organization_id=org_unknown")["data"], json!([]));
    program.get("/v1/organizations?order_by=slug").expect_error(422, "form_param_value_invalid");
    program.get("/v1/organizations/nowhere").expect_error(404, "resource_not_found");
    server.stop();
}

#[test]
fn each_wrong_field_of_an_organization_is_refused() {
    let server = Server::start();
    let program = server.program();
    let table = [
        (json!({}), 422, "form_param_missing"),
        (json!({ "name": "" }), 422, "form_param_missing"),
        (json!({ "name": "a".repeat(257) }), 422, "form_param_max_length_exceeded"),
        (json!({ "name": "see https://evil.example" }), 422, "form_param_value_invalid"),
        (json!({ "name": "<b>A</b>" }), 422, "form_param_value_invalid"),
        (json!({ "name": "A", "slug": "Not A Slug" }), 422, "form_param_format_invalid"),
        (json!({ "name": "A", "created_by": "user_unknown" }), 400, "organization_creator_not_found"),
        (json!({ "name": "A", "max_allowed_memberships": -1 }), 422, "form_param_value_invalid"),
        (json!({ "name": "A", "created_at": "yesterday" }), 422, "form_param_invalid_time"),
        (json!({ "name": "A", "role_set_key": "role_set:x" }), 422, "form_param_value_invalid"),
        (json!({ "name": "A", "members": [] }), 422, "form_param_unknown"),
    ];
    for (body, status, code) in table {
        program.post("/v1/organizations", &body).expect_error(status, code);
    }
    server.control("PATCH", "/settings", &json!({ "organization_slugs": false }));
    program
        .post("/v1/organizations", &json!({ "name": "A", "slug": "a" }))
        .expect_error(403, "organization_slugs_disabled");
    assert_eq!(program.get("/v1/organizations").expect_bare()["total_count"], 2);
    server.stop();
}

#[test]
fn an_organization_is_changed_and_deleted_with_all_its_data() {
    let server = Server::start();
    let program = server.program();
    let path = format!("/v1/organizations/{}", server.organization_id());
    let body = json!({ "name": "Renamed", "slug": "renamed", "admin_delete_enabled": false });
    let changed = program.patch(&path, &body).expect_bare();
    assert_eq!((&changed["name"], &changed["slug"]), (&json!("Renamed"), &json!("renamed")));
    assert_eq!(changed["admin_delete_enabled"], false);
    assert!(changed["updated_at"].as_i64() > changed["created_at"].as_i64());
    assert_eq!(program.get("/v1/organizations/renamed").expect_bare()["name"], "Renamed");
    assert_eq!(program.patch(&path, &json!({})).expect_bare()["name"], "Renamed");
    program.patch(&path, &json!({ "slug": "harbor-collective" })).expect_error(422, "form_identifier_exists");
    program.patch("/v1/organizations/renamed", &json!({})).expect_error(404, "resource_not_found");

    let deleted = program.delete(&path).expect_bare();
    assert_eq!(
        deleted,
        json!({ "object": "organization", "id": server.organization_id(), "deleted": true, "slug": "renamed" })
    );
    program.get(&path).expect_error(404, "resource_not_found");
    program.delete(&path).expect_error(404, "resource_not_found");
    assert_eq!(program.get("/v1/organization_invitations").expect_bare()["total_count"], 0);
    assert_eq!(program.get("/v1/organization_memberships").expect_bare()["total_count"], 2);
    assert!(!server.admin().session()["last_active_organization_id"].is_null());
    server.stop();
}

#[test]
fn metadata_is_merged_replaced_and_kept_apart_from_other_changes() {
    let server = Server::start();
    let program = server.program();
    let path = format!("/v1/organizations/{}", server.organization_id());
    let metadata = format!("{path}/metadata");
    let of = |changed: &Value| (changed["public_metadata"].clone(), changed["private_metadata"].clone());
    let first = json!({ "public_metadata": { "a": { "b": 1, "c": 2 } }, "private_metadata": { "d": 3 } });
    program.patch(&metadata, &first).expect_bare();
    let merged = program.patch(&metadata, &json!({ "public_metadata": { "a": { "b": null, "e": [4] } } }));
    assert_eq!(of(&merged.expect_bare()), (json!({ "a": { "c": 2, "e": [4] } }), json!({ "d": 3 })));
    let replaced = program.put(&metadata, &json!({ "public_metadata": { "f": 5 } })).expect_bare();
    assert_eq!(of(&replaced), (json!({ "f": 5 }), json!({ "d": 3 })));
    assert_eq!(of(&program.put(&metadata, &json!({ "private_metadata": {} })).expect_bare()).1, json!({}));

    let body = json!({ "public_metadata": { "g": 6 } });
    let error = program.patch(&path, &body).expect_error(422, "form_param_unknown");
    assert_eq!(error["meta"]["param_name"], "public_metadata");
    let older = format!("{path}?__clerk_api_version=2025-11-10");
    assert_eq!(of(&program.patch(&older, &body).expect_bare()).0, json!({ "g": 6 }));

    let large = json!({ "public_metadata": { "h": "x".repeat(8000) } });
    program.patch(&metadata, &large).expect_bare();
    let more = json!({ "public_metadata": { "i": "x".repeat(200) } });
    program.patch(&metadata, &more).expect_error(422, "form_param_exceeds_allowed_size");
    program.put(&metadata, &json!({ "metadata": {} })).expect_error(422, "form_param_unknown");
    server.stop();
}

#[test]
fn a_user_becomes_a_member_without_an_invitation() {
    let server = Server::start();
    let program = server.program();
    let user = program
        .post("/v1/users", &json!({ "email_address": ["new@x.io"], "first_name": "New" }))
        .expect_bare();
    let path = format!("/v1/organizations/{}/memberships", server.organization_id());
    let body = json!({ "user_id": user["id"], "role": "org:member", "public_metadata": { "a": 1 } });
    let created = program.post(&path, &body).expect_bare();
    assert!(created["id"].as_str().unwrap().starts_with("orgmem_"));
    assert_eq!(created["object"], "organization_membership");
    assert_eq!((&created["role"], &created["role_name"]), (&json!("org:member"), &json!("Member")));
    assert_eq!(created["permissions"], json!(["org:sys_memberships:read", "org:sys_billing:read"]));
    assert_eq!((&created["public_metadata"], &created["private_metadata"]), (&json!({ "a": 1 }), &json!({})));
    assert_eq!(created["organization"]["id"], server.organization_id());
    assert_eq!(created["organization"]["members_count"], 9);
    let data = &created["public_user_data"];
    assert_eq!((&data["user_id"], &data["identifier"]), (&user["id"], &json!("new@x.io")));

    let error = program.post(&path, &body).expect_error(400, "already_a_member_in_organization");
    assert!(error["long_message"].as_str().unwrap().contains("new@x.io"));
    let table = [
        (json!({ "role": "org:member" }), 422, "form_param_missing"),
        (json!({ "user_id": user["id"] }), 422, "form_param_missing"),
        (json!({ "user_id": "user_unknown", "role": "org:member" }), 404, "resource_not_found"),
        (json!({ "user_id": user["id"], "role": "org:king" }), 404, "resource_not_found"),
        (json!({ "user_id": user["id"], "role": "org:member", "notify": true }), 422, "form_param_unknown"),
    ];
    for (body, status, code) in table {
        program.post(&path, &body).expect_error(status, code);
    }
    let small = create(&program, json!({ "name": "Small", "max_allowed_memberships": 1 }));
    let path = format!("/v1/organizations/{}/memberships", small["id"].as_str().unwrap());
    program.post(&path, &body).expect_bare();
    let admin = json!({ "user_id": server.instance["admin"]["userId"], "role": "org:admin" });
    program.post(&path, &admin).expect_error(403, "organization_membership_quota_exceeded");
    server.stop();
}

#[test]
fn members_are_listed_filtered_and_ordered() {
    let server = Server::start();
    let program = server.program();
    let path = format!("/v1/organizations/{}/memberships", server.organization_id());
    let list = |query: &str| program.get(&format!("{path}?limit=100&{query}")).expect_bare();
    let identifiers = |page: &Value| -> Vec<String> {
        let rows = page["data"].as_array().unwrap().iter();
        rows.map(|row| row["public_user_data"]["identifier"].as_str().unwrap().to_owned()).collect()
    };
    let (admin, member) = ("ada.ferreira@example.com", "milo.brandt@example.com");
    assert_eq!(list("")["total_count"], 8);
    assert_eq!(identifiers(&list("role=org:admin")), [admin]);
    assert_eq!(list("role=org:admin&role=org:member")["total_count"], 6);
    assert_eq!(identifiers(&list("query=BRANDT")), [member]);
    assert_eq!(identifiers(&list("email_address=Milo.Brandt@example.com")), [member]);
    assert_eq!(identifiers(&list("email_address_query=ada.f")), [admin]);
    assert_eq!(identifiers(&list("name_query=ada%20fer")), [admin]);
    let id = server.instance["admin"]["userId"].as_str().unwrap();
    assert_eq!(identifiers(&list(&format!("user_id={id}"))), [admin]);
    assert_eq!(list(&format!("user_id=-{id}"))["total_count"], 7);
    assert_eq!(list("phone_number=%2B15551234567")["total_count"], 0);
    assert!(identifiers(&list("order_by=email_address")).is_sorted());
    assert_eq!(identifiers(&list("order_by=first_name")).first().map(String::as_str), Some(admin));
    assert_eq!(identifiers(&list("order_by=created_at")).first().map(String::as_str), Some(admin));
    let page = program.get(&format!("{path}?limit=2&offset=7")).expect_bare();
    assert_eq!((page["data"].as_array().unwrap().len(), &page["total_count"]), (1, &json!(8)));
    program.get(&format!("{path}?order_by=role")).expect_error(422, "form_param_value_invalid");
    program.get(&format!("{path}?created_at_after=now")).expect_error(422, "form_param_value_invalid");

    let of_admin = program.get(&format!("/v1/users/{id}/organization_memberships")).expect_bare();
    assert_eq!(column(&of_admin, "role"), ["org:member", "org:admin"]);
    assert_eq!(of_admin["total_count"], 2);
    assert_eq!(program.get("/v1/organization_memberships").expect_bare()["total_count"], 10);
    program.get("/v1/users/user_unknown/organization_memberships").expect_error(404, "resource_not_found");
    server.stop();
}

#[test]
fn roles_change_and_members_are_removed_and_a_setting_protects_the_last_manager() {
    let server = Server::start();
    let program = server.program();
    let path = |who: &str| {
        let user_id = server.instance[who]["userId"].as_str().unwrap();
        format!("/v1/organizations/{}/memberships/{user_id}", server.organization_id())
    };
    let (admin, member) = (path("admin"), path("member"));
    server.control("PATCH", "/settings", &json!({ "backend_keeps_a_manager": true }));
    for body in [json!({ "role": "org:viewer" }), json!({ "role": "org:member" })] {
        program.patch(&admin, &body).expect_error(400, "organization_minimum_permissions_needed");
    }
    program.delete(&admin).expect_error(400, "organization_minimum_permissions_needed");
    let changed = program.patch(&member, &json!({ "role": "org:admin" })).expect_bare();
    assert_eq!((&changed["role"], &changed["role_name"]), (&json!("org:admin"), &json!("Admin")));
    let removed = program.delete(&admin).expect_bare();
    assert_eq!(
        (&removed["object"], &removed["role"]),
        (&json!("organization_membership"), &json!("org:admin"))
    );
    assert!(removed.get("deleted").is_none());
    program.delete(&admin).expect_error(404, "resource_not_found");
    program.patch(&admin, &json!({ "role": "org:admin" })).expect_error(404, "resource_not_found");
    program.patch(&member, &json!({ "role": "org:king" })).expect_error(404, "resource_not_found");
    program.patch(&member, &json!({})).expect_error(422, "form_param_missing");

    let metadata = format!("{member}/metadata");
    program.patch(&metadata, &json!({ "public_metadata": { "a": { "b": 1 } } })).expect_bare();
    let merged = program.patch(&metadata, &json!({ "public_metadata": { "a": { "c": 2 } } })).expect_bare();
    assert_eq!(merged["public_metadata"], json!({ "a": { "b": 1, "c": 2 } }));
    server.control("PATCH", "/settings", &json!({ "backend_keeps_a_manager": false }));
    program.delete(&member).expect_bare();
    server.stop();
}

#[test]
fn roles_and_the_instances_settings_can_be_read_and_the_settings_changed() {
    let server = Server::start();
    let program = server.program();
    let roles = program.get("/v1/organization_roles?order_by=key").expect_bare();
    assert_eq!(column(&roles, "key"), ["org:admin", "org:billing_manager", "org:member", "org:viewer"]);
    assert_eq!(roles["total_count"], 4);
    let member = &program.get("/v1/organization_roles?query=member").expect_bare()["data"][0];
    assert_eq!(member["permissions"][0]["key"], "org:sys_memberships:read");
    let path = format!("/v1/organization_roles/{}", member["id"].as_str().unwrap());
    assert_eq!(&program.get(&path).expect_bare(), member);
    program.get("/v1/organization_roles/role_unknown").expect_error(404, "resource_not_found");

    let settings = "/v1/instance/organization_settings";
    let before = program.get(settings).expect_bare();
    assert_eq!(
        (&before["object"], &before["max_allowed_memberships"]),
        (&json!("organization_settings"), &json!(5))
    );
    let body = json!({ "max_allowed_memberships": 7, "slug_disabled": true });
    let after = program.patch(settings, &body).expect_bare();
    assert_eq!((&after["max_allowed_memberships"], &after["slug_disabled"]), (&json!(7), &json!(true)));
    assert_eq!(create(&program, json!({ "name": "A" }))["max_allowed_memberships"], 7);
    let environment = server.browser().get("/v1/environment").json();
    assert_eq!(environment["organization_settings"]["slug"]["disabled"], true);
    let after = program.patch(settings, &json!({ "domains_enabled": false })).expect_bare();
    assert_eq!(after["domains_enabled"], false);
    let domains = format!("/v1/organizations/{}/domains", server.organization_id());
    program.get(&domains).expect_error(403, "organization_domains_not_enabled");
    server.stop();
}

#[test]
fn a_setting_of_all_organizations_that_is_fixed_takes_its_own_value_only() {
    let server = Server::start();
    let program = server.program();
    let settings = "/v1/instance/organization_settings";
    let roles = program.get("/v1/organization_roles?limit=500").expect_bare();
    let id = |key: &str| {
        roles["data"].as_array().unwrap().iter().find(|role| role["key"] == key).unwrap()["id"].clone()
    };
    let table = [
        ("admin_delete_enabled", json!(true), json!(false)),
        (
            "domains_enrollment_modes",
            json!(["automatic_suggestion", "automatic_invitation"]),
            json!(["automatic_invitation"]),
        ),
        ("creator_role_id", id("org:admin"), id("org:member")),
        ("domains_default_role_id", id("org:member"), json!("role_unknown")),
    ];
    let before = program.get(settings).expect_bare();
    for (name, own, other) in table {
        assert_eq!(program.patch(settings, &json!({ name: own })).expect_bare(), before);
        let body = json!({ name: other, "max_allowed_memberships": 9 });
        let error = program.patch(settings, &body).expect_error(422, "form_param_value_invalid");
        assert_eq!(error["meta"]["param_name"], name);
        assert_eq!(program.get(settings).expect_bare(), before);
    }
    server.stop();
}
