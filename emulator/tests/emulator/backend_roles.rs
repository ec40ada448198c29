//! Creating, changing and deleting roles and permissions through the Backend API.

use serde_json::{Value, json};

use crate::support::{Program, Server, column, invite};

fn role_named(program: &Program, key: &str) -> Value {
    let all = program.get("/v1/organization_roles?limit=100").expect_bare();
    all["data"].as_array().unwrap().iter().find(|role| role["key"] == key).unwrap().clone()
}

fn keys(role: &Value) -> Vec<&str> {
    role["permissions"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect()
}

#[test]
fn a_role_and_its_permissions_are_created_assigned_renamed_and_deleted() {
    let server = Server::start();
    let program = server.program();
    let custom = json!({ "name": "Read teams", "key": "org:team:read", "description": "See teams" });
    let permission = program.post("/v1/organization_permissions", &custom).expect_bare();
    assert_eq!((&permission["type"], &permission["key"]), (&json!("user"), &json!("org:team:read")));
    program.post("/v1/organization_permissions", &custom).expect_error(422, "form_identifier_exists");
    let role = json!({ "name": "Editor", "key": "org:editor", "permissions": [permission["id"]] });
    let role = program.post("/v1/organization_roles", &role).expect_bare();
    assert_eq!((keys(&role), &role["is_creator_eligible"]), (vec!["org:team:read"], &json!(false)));

    // A member and an invitation get the role. Its changed key also changes in both.
    let admin = server.admin();
    invite(&server, &admin, "editor@x.io", "org:editor");
    let member = server.instance["member"]["userId"].as_str().unwrap();
    let membership = format!("/v1/organizations/{}/memberships/{member}", server.organization_id());
    program.patch(&membership, &json!({ "role": "org:editor" })).expect_bare();
    let path = format!("/v1/organization_roles/{}", role["id"].as_str().unwrap());
    program.delete(&path).expect_error(422, "organization_role_assigned_members");
    let renamed = json!({ "name": "Writer", "key": "org:writer", "description": "Writes" });
    let renamed = program.patch(&path, &renamed).expect_bare();
    assert_eq!(
        (&renamed["key"], &renamed["id"], keys(&renamed)),
        (&json!("org:writer"), &role["id"], vec!["org:team:read"])
    );
    let shown =
        program.get(&format!("/v1/organizations/{}/memberships?role=org:writer", server.organization_id()));
    assert_eq!(column(&shown.expect_bare(), "role"), ["org:writer"]);
    let pending = admin.get(&format!("{}?status=pending&limit=1", server.invitations())).expect_ok();
    assert_eq!(
        (&pending["data"][0]["role"], &pending["data"][0]["role_name"]),
        (&json!("org:writer"), &json!("Writer"))
    );

    // A permission's changed key also changes in the role.
    let at = format!("/v1/organization_permissions/{}", permission["id"].as_str().unwrap());
    program.patch(&at, &json!({ "key": "org:teams:read" })).expect_bare();
    assert_eq!(keys(&role_named(&program, "org:writer")), ["org:teams:read"]);
    let both = format!("{path}/permissions/{}", permission["id"].as_str().unwrap());
    program.send("POST", &both, None).expect_error(409, "organization_role_permission_association_exists");
    assert_eq!(keys(&program.delete(&both).expect_bare()), Vec::<&str>::new());
    program.delete(&both).expect_error(404, "organization_role_permission_association_not_found");
    assert_eq!(keys(&program.send("POST", &both, None).expect_bare()), ["org:teams:read"]);
    program.delete(&at).expect_bare();
    assert_eq!(keys(&role_named(&program, "org:writer")), Vec::<&str>::new());

    program.patch(&membership, &json!({ "role": "org:member" })).expect_bare();
    program.delete(&path).expect_error(422, "organization_role_exists_in_invitations");
    let unused = program
        .post("/v1/organization_roles", &json!({ "name": "Unused", "key": "org:unused" }))
        .expect_bare();
    let unused = format!("/v1/organization_roles/{}", unused["id"].as_str().unwrap());
    assert_eq!(program.delete(&unused).expect_bare()["deleted"], true);
    program.get(&unused).expect_error(404, "resource_not_found");
    server.stop();
}

#[test]
fn built_in_roles_and_permissions_are_protected() {
    let server = Server::start();
    let program = server.program();
    let id = |key: &str| role_named(&program, key)["id"].as_str().unwrap().to_owned();
    let admin = format!("/v1/organization_roles/{}", id("org:admin"));
    let member = format!("/v1/organization_roles/{}", id("org:member"));
    program.delete(&admin).expect_error(422, "organization_role_default_creator_role");
    program.delete(&member).expect_error(422, "organization_role_domain_default_role");
    program.patch(&admin, &json!({ "key": "org:owner" })).expect_error(422, "form_param_value_invalid");
    program
        .patch(&admin, &json!({ "permissions": [] }))
        .expect_error(422, "organization_missing_creator_role_permissions");
    let system = program.get("/v1/organization_permissions?query=sys_profile").expect_bare();
    let system = format!("/v1/organization_permissions/{}", system["data"][0]["id"].as_str().unwrap());
    program
        .patch(&system, &json!({ "name": "x" }))
        .expect_error(403, "organization_system_permission_not_modifiable");
    program.delete(&system).expect_error(403, "organization_system_permission_not_modifiable");
    for (path, body, code) in [
        ("/v1/organization_roles", json!({ "name": "x" }), "form_param_missing"),
        ("/v1/organization_roles", json!({ "name": "x", "key": "editor" }), "form_param_format_invalid"),
        ("/v1/organization_roles", json!({ "name": "x", "key": "org:admin" }), "form_identifier_exists"),
        (
            "/v1/organization_permissions",
            json!({ "name": "x", "key": "org:sys_x:read" }),
            "form_param_format_invalid",
        ),
    ] {
        program.post(path, &body).expect_error(422, code);
    }
    let unknown = json!({ "name": "x", "key": "org:x", "permissions": ["perm_none"] });
    program.post("/v1/organization_roles", &unknown).expect_error(404, "resource_not_found");
    server.stop();
}

#[test]
fn a_program_adds_verifies_and_removes_domains_and_lists_those_of_every_organization() {
    let server = Server::start();
    let program = server.program();
    let path = format!("/v1/organizations/{}/domains", server.organization_id());
    program.post("/v1/users", &json!({ "email_address": ["jane@acme.example"] })).expect_bare();
    let created = json!({ "name": "ACME.example", "enrollment_mode": "automatic_invitation" });
    let domain = program.post(&path, &created).expect_bare();
    assert_eq!(
        (&domain["name"], &domain["verification"]["status"]),
        (&json!("acme.example"), &json!("verified"))
    );
    assert_eq!(domain["total_pending_invitations"], 1, "the user with an address there is invited");
    program.post(&path, &created).expect_error(422, "organization_domain_already_exists_same_organization");
    let one = format!("{path}/{}", domain["id"].as_str().unwrap());
    let owned = program.send("POST", &format!("{one}/verify_ownership"), None).expect_bare();
    assert_eq!(owned["ownership_verification"]["strategy"], "manual_override");
    assert_eq!(program.send("POST", &format!("{one}/verify_ownership"), None).expect_bare(), owned);
    let changed = program
        .patch(&one, &json!({ "enrollment_mode": "manual_invitation", "verified": false }))
        .expect_bare();
    assert_eq!((&changed["verification"], &changed["total_pending_invitations"]), (&Value::Null, &json!(0)));
    program
        .patch(&one, &json!({ "enrollment_mode": "none" }))
        .expect_error(422, "organization_domain_enrollment_mode_invalid");

    program.post(&path, &json!({ "name": "other.example", "verified": false })).expect_bare();
    let names = |query: &str| column(&program.get(query).expect_bare(), "name");
    assert_eq!(names(&path), ["other.example", "acme.example"]);
    assert_eq!(names("/v1/organization_domains?order_by=name"), ["acme.example", "other.example"]);
    assert_eq!(names("/v1/organization_domains?query=OTHER"), ["other.example"]);
    assert_eq!(names("/v1/organization_domains?domains=acme.example&domains=none.example"), ["acme.example"]);
    assert_eq!(names("/v1/organization_domains?enrollment_mode=-manual_invitation"), Vec::<String>::new());
    assert_eq!(names(&format!("/v1/organization_domains?query={}", server.organization_id())).len(), 2);
    program.get("/v1/organization_domains?query=").expect_error(422, "form_param_value_invalid");
    program.get("/v1/organization_domains?verifid=true").expect_error(422, "form_param_unknown");
    assert_eq!(program.delete(&one).expect_bare()["deleted"], true);
    program.delete(&one).expect_error(404, "resource_not_found");
    server.stop();
}
