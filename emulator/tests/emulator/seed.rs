//! `--seed` and `GET /__emulator/state`: the initial data of an instance, and dumps that are seeds of equal instances.

use clerk_emulator::{Config, Seed};
use serde_json::{Value, json};

use crate::command::{Command, run};
use crate::support::{Browser, DAY, PASSWORD, Server, column, invite, newcomer, send};

fn seeded(seed: &Value) -> Server {
    Server::with(Config { seed: Some(Seed::from_json(&seed.to_string()).unwrap()), ..Config::default() })
}

fn state(server: &Server) -> Value {
    server.control("GET", "/state", &Value::Null)
}

/// A seed as a person writes it, with only the required fields.
fn handwritten() -> Value {
    json!({
        "permissions": [{ "key": "org:invoices:read", "name": "Read invoices" }],
        "roles": [{ "key": "org:accountant", "name": "Accountant", "permissions": ["org:invoices:read"] }],
        "users": [
            {
                "email_addresses": ["Grace@Example.com", "grace@work.example"], "password": "correct horse battery",
                "first_name": "Grace", "public_metadata": { "plan": "pro" }
            },
            { "id": "user_alan", "email_addresses": ["alan@example.com"], "username": "alan_t" }
        ],
        "organizations": [{
            "id": "org_navy", "name": "Navy Research", "created_by": "grace@example.com",
            "max_allowed_memberships": 9,
            "memberships": [
                { "user_id": "grace@work.example", "role": "org:admin" },
                { "user_id": "user_alan", "role": "org:accountant", "private_metadata": { "desk": 4 } }
            ],
            "invitations": [
                { "email_address": "kay@example.com", "role": "org:member", "inviter_user_id": "grace@example.com" },
                { "email_address": "late@example.com", "role": "org:accountant", "status": "expired" },
                { "email_address": "no@example.com", "role": "org:member", "status": "revoked",
                  "redirect_url": "https://app.example.com/join" }
            ]
        }]
    })
}

#[test]
fn an_instance_starts_with_the_data_of_its_seed() {
    let server = seeded(&handwritten());
    let begun = state(&server);
    assert_eq!(server.instance["organizationId"], "org_navy");
    assert_eq!(server.instance["admin"]["emailAddress"], "grace@example.com");
    assert_eq!(server.instance["admin"]["password"], "correct horse battery");
    assert_eq!(server.instance["member"], Value::Null);
    let admin = server.admin();
    let user = admin.session()["user"].clone();
    assert_eq!((&user["first_name"], &user["public_metadata"]), (&json!("Grace"), &json!({ "plan": "pro" })));
    assert_eq!(user["email_addresses"].as_array().unwrap().len(), 2);
    let own = &user["organization_memberships"][0];
    assert_eq!((&own["role"], &own["organization"]["slug"]), (&json!("org:admin"), &json!("navy-research")));

    let program = server.program();
    let organization = program.get("/v1/organizations/org_navy").expect_bare();
    assert_eq!(organization["max_allowed_memberships"], 9);
    assert_eq!(organization["created_by"], server.instance["admin"]["userId"]);
    let members = program.get("/v1/organizations/org_navy/memberships?order_by=%2Bcreated_at").expect_bare();
    assert_eq!(column(&members, "role"), ["org:admin", "org:accountant"]);
    assert_eq!(members["data"][1]["permissions"], json!(["org:invoices:read"]));
    assert_eq!(members["data"][1]["private_metadata"], json!({ "desk": 4 }));
    let mut invitations: Vec<(String, String)> = Vec::new();
    let listed = program.get(&server.invitations()).expect_bare();
    for row in listed["data"].as_array().unwrap() {
        let text = |name: &str| row[name].as_str().unwrap().to_owned();
        invitations.push((text("email_address"), text("status")));
    }
    invitations.sort();
    let expected =
        [("kay@example.com", "pending"), ("late@example.com", "expired"), ("no@example.com", "revoked")];
    assert_eq!(invitations, expected.map(|(address, status)| (address.to_owned(), status.to_owned())));
    let roles = program.get("/v1/organization_roles?order_by=%2Bkey").expect_bare();
    assert_eq!(column(&roles, "key"), ["org:accountant", "org:admin", "org:member"]);

    // A reset restores it, with the ids that were generated for objects without one.
    invite(&server, &admin, "new@example.com", "org:member");
    assert_ne!(state(&server), begun);
    server.control("POST", "/reset", &Value::Null);
    assert_eq!(state(&server), begun);
    assert_eq!(server.control("GET", "/instance", &Value::Null), server.instance);
    server.stop();
}

#[test]
fn the_readmes_example_is_a_seed() {
    let readme = include_str!("../../README.md");
    let section = readme.split("## Seed and state").nth(1).unwrap();
    let example = section.split("```json").nth(1).unwrap().split("```").next().unwrap();
    let server = seeded(&serde_json::from_str(example).unwrap());
    assert_eq!(server.admin().session()["user"]["first_name"], "Ada");
    assert_eq!(
        server.instance["member"]["emailAddress"], "alan@example.com",
        "the first line has a member, too"
    );
    let page = server.program().get(&server.invitations()).expect_bare();
    assert_eq!(column(&page, "status"), ["pending"]);
    server.stop();
}

#[test]
fn an_empty_seed_is_an_instance_without_users() {
    let server = seeded(&json!({ "users": [] }));
    assert_eq!(server.instance["organizationId"], Value::Null);
    assert_eq!(server.program().get("/v1/users").expect_bare(), json!([]));
    let roles = server.program().get("/v1/organization_roles").expect_bare();
    assert_eq!(roles["total_count"], 2);
    // The first user can create the first organization, as in a new application.
    let made = newcomer(&server, "first@example.com").post("/v1/organizations", "name=First").expect_ok();
    assert_eq!(state(&server)["organizations"][0]["id"], made["id"]);
    server.stop();
}

/// An instance that has changed in many ways since its creation.
fn lived_in() -> Server {
    let server = Server::start();
    let admin = server.admin();
    newcomer(&server, "new.comer@example.com").post("/v1/organizations", "name=Their+Own").expect_ok();
    let (_, _) = invite(&server, &admin, "one@example.com", "org:viewer");
    let (revoked, _) = invite(&server, &admin, "two@example.com", "org:member");
    admin
        .post(&format!("{}/{}/revoke", server.invitations(), revoked["id"].as_str().unwrap()), "")
        .expect_ok();
    let program = server.program();
    let user = json!({
        "email_address": ["b@example.com", "a@example.com"], "password": "another long password", "username": "bea_1",
        "external_id": "x-1", "unsafe_metadata": { "deep": { "null": null, "list": [1, { "a": "ä" }] } }
    });
    let user = program.post("/v1/users", &user).expect_bare();
    program.post(&format!("/v1/users/{}/ban", user["id"].as_str().unwrap()), &json!({})).expect_bare();
    program.post("/v1/users", &json!({ "skip_user_requirement": true })).expect_bare();
    let invitation = json!({
        "email_address": "three@example.com", "role": "org:admin", "redirect_url": "https://app.example.com/in?x=1",
        "private_metadata": { "n": 1 }, "expires_in_days": 3, "inviter_user_id": server.instance["admin"]["userId"]
    });
    program.post(&server.invitations(), &invitation).expect_bare();
    let path = format!("/v1/organizations/{}/metadata", server.organization_id());
    program.patch(&path, &json!({ "private_metadata": { "tier": "gold" } })).expect_bare();
    server
}

#[test]
fn a_dump_is_the_seed_of_an_equal_instance() {
    let server = lived_in();
    let dumped = state(&server);
    for part in ["permissions", "roles", "users", "organizations"] {
        assert!(dumped[part].as_array().unwrap().len() > 2, "{part}");
    }

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seed.json");
    std::fs::write(&file, dumped.to_string()).unwrap();
    let command = Command::start(&["--seed", file.to_str().unwrap(), "--quiet"]);
    let of_command = send("GET", &format!("{}/__emulator/state", command.url()), &[], None).unwrap().json();
    assert_eq!(of_command, dumped);
    let of_instance = server.create_instance(&json!({ "seed": dumped }));
    assert_eq!(state(&of_instance), dumped);

    for instance in [&command.instance, &of_instance.instance] {
        for name in ["organizationId", "admin", "member"] {
            assert_eq!(instance[name], server.instance[name], "{name}");
        }
        for name in ["publishableKey", "secretKey"] {
            assert_ne!(instance[name], server.instance[name], "{name}");
        }
        let browser = Browser::new(instance["url"].as_str().unwrap());
        let admin = &instance["admin"];
        browser
            .sign_in(admin["emailAddress"].as_str().unwrap(), admin["password"].as_str().unwrap())
            .expect_ok();
        // A password of which only the hash is known also signs in.
        Browser::new(instance["url"].as_str().unwrap())
            .sign_in("new.comer@example.com", PASSWORD)
            .expect_ok();
    }
    // The visible data is equal. Links are signed for their own instance.
    let path = format!("{}?limit=500&order_by=%2Bcreated_at", server.invitations());
    let listed = |one: &Server| one.program().get(&path).expect_bare()["data"].as_array().unwrap().clone();
    let (ours, theirs) = (listed(&server), listed(&of_instance));
    assert!(ours.len() > 30);
    for (our, their) in ours.iter().zip(&theirs) {
        assert_eq!(our["url"].is_null(), their["url"].is_null());
        assert!(our["url"].is_null() || our["url"] != their["url"]);
        let without_url = |row: &Value| {
            let mut row = row.clone();
            row.as_object_mut().unwrap().remove("url");
            row.to_string().replace(&of_instance.url, &server.url)
        };
        assert_eq!(without_url(our), without_url(their));
    }
    assert_eq!(ours.len(), theirs.len());
    server.stop();
}

#[test]
fn a_dump_of_a_moved_clock_has_the_same_statuses_now() {
    let server = Server::start();
    server.advance(40 * DAY);
    let statuses = |one: &Server| {
        let page = one.program().get(&format!("{}?limit=500", one.invitations())).expect_bare();
        column(&page, "status")
    };
    let expired = statuses(&server);
    assert!(!expired.contains(&"pending".to_owned()) && expired.contains(&"expired".to_owned()));
    let other = server.create_instance(&json!({ "seed": state(&server) }));
    assert_eq!(statuses(&other), expired);
    server.stop();
}

#[test]
fn a_seed_with_written_at_keeps_the_age_of_its_times() {
    let month_ago =
        Server::start().control("GET", "/clock", &Value::Null)["now"].as_i64().unwrap() - 35 * DAY;
    let mut seed = handwritten();
    seed["organizations"][0]["invitations"][0]["created_at"] = month_ago.into();
    let status = |seed: &Value| {
        let server = seeded(seed);
        let page = server
            .program()
            .get(&format!("{}?email_address=kay%40example.com", server.invitations()))
            .expect_bare();
        let status =
            page["data"].as_array().unwrap().iter().find(|row| row["email_address"] == "kay@example.com");
        let status = status.unwrap()["status"].as_str().unwrap().to_owned();
        server.stop();
        status
    };
    assert_eq!(status(&seed), "expired");
    seed["written_at"] = (month_ago + 1000).into();
    assert_eq!(status(&seed), "pending");
}

#[test]
fn organizations_without_a_slug_get_different_ones_that_a_reset_keeps() {
    let mut seed = handwritten();
    // A name without Latin letters suggests the same slug as any other.
    for name in ["Acme", "Acme!", "株式会社", "有限会社"] {
        seed["organizations"].as_array_mut().unwrap().push(json!({ "name": name }));
    }
    seed["organizations"].as_array_mut().unwrap().push(json!({ "name": "Third", "slug": "acme-2" }));
    let server = seeded(&seed);
    let slugs = || column(&json!({ "data": state(&server)["organizations"] }), "slug");
    let begun = slugs();
    assert_eq!(begun, ["navy-research", "acme", "acme-3", "organization", "organization-2", "acme-2"]);
    server.control("POST", "/reset", &Value::Null);
    assert_eq!(slugs(), begun);
    server.stop();
}

#[test]
fn an_invalid_seed_is_refused_with_the_path_and_the_reason() {
    let server = Server::start();
    let at = |pointer: &str, value: Value| {
        let mut seed = handwritten();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        match (seed.pointer_mut(parent).unwrap(), name.parse::<usize>()) {
            (Value::Array(list), Ok(index)) => list[index] = value,
            (object, _) => object[name] = value,
        }
        seed
    };
    let appended = |pointer: &str, value: Value| {
        let mut seed = handwritten();
        seed.pointer_mut(pointer).unwrap().as_array_mut().unwrap().push(value);
        seed
    };
    let member = |user: &str| json!({ "user_id": user, "role": "org:member" });
    let organization = "/organizations/0";
    let table = [
        (json!([]), "", "invalid length"),
        (json!({}), "", "users"),
        (json!({ "users": [{}] }), "users[0]", "a user needs"),
        (at("/usres", json!([])), "usres", "unknown field"),
        (at("/users", json!({})), "users", "invalid type"),
        (at("/users/0/frist_name", json!("G")), "users[0]", "frist_name"),
        (at("/users/0/first_name", json!(1)), "users[0].first_name", "invalid type"),
        (at("/users/0/locale", json!("en_US")), "users[0].locale", "language tag"),
        (
            at("/users/0/create_organizations_limit", json!(-1)),
            "users[0].create_organizations_limit",
            "from 0, which means no limit",
        ),
        (at("/users/0/legal_accepted_at", json!(-1)), "users[0].legal_accepted_at", "milliseconds"),
        (
            at("/users/0/email_addresses/1", json!({ "email": "x" })),
            "users[0].email_addresses[1].email",
            "unknown field",
        ),
        (
            at("/users/0/email_addresses/1", json!(1)),
            "users[0].email_addresses[1]",
            "an address, or an object",
        ),
        (
            at("/users/0/email_addresses/1", json!("nobody")),
            "users[0].email_addresses[1]",
            "not an e-mail address",
        ),
        (
            at("/users/1/email_addresses/0", json!("GRACE@example.com")),
            "users[1].email_addresses[0]",
            "twice",
        ),
        (
            at("/users/0/primary_email_address", json!("x@y.zz")),
            "users[0].primary_email_address",
            "not one of",
        ),
        (at("/users/0/password", json!("short")), "users[0].password", "8"),
        (at("/users/0/password_hash", json!("$argon2id$")), "users[0].password_hash", "not both"),
        (at("/users/1/password_hash", json!("$2a$10$x")), "users[1].password_hash", "Argon2"),
        (at("/users/1/username", json!("a")), "users[1].username", "4"),
        (at("/users/0/username", json!("ALAN_T")), "users[1].username", "another user"),
        (at("/users/1/id", json!("alan")), "users[1].id", "user_"),
        (at("/users/0/id", json!("user_alan")), "users[1].id", "something else"),
        (at("/users/0/public_metadata", json!([])), "users[0].public_metadata", "invalid type"),
        (at("/users/0/public_metadata", json!({ "a": "x".repeat(9000) })), "users[0].public_metadata", "8"),
        (at("/users/0/created_at", json!(-1)), "users[0].created_at", "milliseconds"),
        (at("/written_at", json!(9e18 as i64)), "written_at", "milliseconds"),
        (at("/roles/0/key", json!("accountant")), "roles[0].key", "org:<role>"),
        (at("/roles/0/permissions/0", json!("org:x:y")), "roles[0].permissions[0]", "no permission org:x:y"),
        (appended("/roles", json!({ "key": "org:accountant", "name": "B" })), "roles[1].key", "another role"),
        (at("/permissions/0/key", json!("org:x")), "permissions[0].key", "org:<feature>:<action>"),
        (at("/permissions/0/type", json!("system")), "permissions[0].type", "Clerk's own"),
        (at("/organizations/0/name", json!("")), "organizations[0].name", ""),
        (at("/organizations/0/slug", json!("Ä")), "organizations[0].slug", ""),
        (
            at("/organizations", json!([{ "name": "A", "slug": "a" }, { "name": "B", "slug": "a" }])),
            "organizations[1].slug",
            "another",
        ),
        (at("/organizations/0/created_by", json!("who")), "organizations[0].created_by", "who is neither"),
        (
            at("/organizations/0/max_allowed_memberships", json!(-1)),
            "organizations[0].max_allowed_memberships",
            "0",
        ),
        (
            appended(&format!("{organization}/memberships"), member("nobody@example.com")),
            "organizations[0].memberships[2].user_id",
            "neither",
        ),
        (
            appended(&format!("{organization}/memberships"), member("grace@example.com")),
            "organizations[0].memberships[2].user_id",
            "already",
        ),
        (
            at("/organizations/0/memberships/0/role", json!("org:boss")),
            "organizations[0].memberships[0].role",
            "no role org:boss",
        ),
        (
            at("/organizations/0/invitations/0/status", json!("open")),
            "organizations[0].invitations[0].status",
            "unknown variant",
        ),
        (
            at("/organizations/0/invitations/1/expires_at", json!(9_000_000_000_000_i64)),
            "organizations[0].invitations[1].expires_at",
            "past",
        ),
        (
            at("/organizations/0/invitations/2/redirect_url", json!("javascript:alert(1)")),
            "organizations[0].invitations[2].redirect_url",
            "",
        ),
    ];
    let url = format!("{}/__emulator/instances", server.url);
    for (seed, path, problem) in &table {
        let answer = send("POST", &url, &[], Some(&json!({ "seed": seed }).to_string())).unwrap();
        let error = answer.expect_error(400, "request_body_invalid");
        let told = error["long_message"].as_str().unwrap();
        assert!(told.contains(path) && told.contains(problem), "{path}, {problem}: {told}");
    }
    assert_eq!(server.control("GET", "/instances", &Value::Null), json!([]), "no instance was created");
    server.stop();

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seed.json");
    let text = at("/organizations/0/memberships/0/role", json!("org:boss")).to_string();
    for (text, told) in
        [(text.as_str(), "organizations[0].memberships[0].role"), ("{ \"users\": [", "the seed: EOF")]
    {
        std::fs::write(&file, text).unwrap();
        let output = run(&["--port", "0", "--seed", file.to_str().unwrap()]);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && output.stdout.is_empty());
        assert!(complaint.contains(told), "{complaint}");
    }
    let output = run(&["--seed", "/no/such/seed.json"]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("/no/such/seed.json"));
}

#[test]
fn a_database_keeps_its_instance_and_ignores_the_seed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("emulator.db");
    let start = |seed: &Value| {
        let seed = Some(Seed::from_json(&seed.to_string()).unwrap());
        Server::with(Config { database: file.clone(), seed, ..Config::default() })
    };
    let server = start(&handwritten());
    let (begun, instance) = (state(&server), server.instance.clone());
    server.stop();
    let server = start(&json!({ "users": [] }));
    assert_eq!(state(&server), begun);
    assert_eq!(server.instance["admin"], instance["admin"]);
    server.control("POST", "/reset", &Value::Null);
    assert_eq!(state(&server), begun, "a reset restores the stored seed");
    server.stop();
}
