//! Organizations through the Frontend API: profile, logo, members, roles.

use serde_json::{Value, json};

use crate::support::{Browser, PASSWORD, Server, newcomer, send, send_bytes};

fn path(server: &Server) -> String {
    format!("/v1/organizations/{}", server.organization_id())
}

fn user_id(browser: &Browser) -> String {
    browser.session()["user"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn the_creator_of_an_organization_is_its_admin() {
    let server = Server::start();
    let member = server.member();
    let answer = member.post("/v1/organizations", "name=Acme+%26+Sons");
    let organization = answer.expect_ok();
    assert_eq!(
        (&organization["name"], &organization["slug"], &organization["members_count"]),
        (&json!("Acme & Sons"), &json!("acme-sons"), &json!(1))
    );
    assert_eq!(organization["max_allowed_memberships"], 5);
    assert_eq!(organization["has_image"], false);
    let memberships = &answer.json()["client"]["sessions"][0]["user"]["organization_memberships"];
    let own =
        memberships.as_array().unwrap().iter().find(|own| own["organization"]["id"] == organization["id"]);
    assert_eq!(own.unwrap()["role"], "org:admin");
    let second = member.post("/v1/organizations", "name=Acme+%26+Sons").expect_ok();
    assert!(second["slug"].as_str().unwrap().starts_with("acme-sons-"), "{second}");
    server.stop();
}

#[test]
fn invalid_names_and_slugs_are_refused_with_the_reason() {
    let server = Server::start();
    let admin = server.admin();
    for (form, code, param) in [
        ("slug=acme", "form_param_missing", "name"),
        ("name=", "form_param_missing", "name"),
        ("name=See+https%3A%2F%2Fevil.example", "form_param_value_invalid", "name"),
        ("name=%3Cb%3EAcme%3C%2Fb%3E", "form_param_value_invalid", "name"),
        ("name=Acme&slug=Not+A+Slug", "form_param_format_invalid", "slug"),
        ("name=Acme&slug=northwind-studio", "form_identifier_exists", "slug"),
        ("name=Acme&public_metadata=%7B%7D", "form_param_unknown", "public_metadata"),
    ] {
        let refused = admin.post("/v1/organizations", form).expect_error(422, code);
        assert_eq!(refused["meta"]["param_name"], param, "{form}");
    }
    server.browser().post("/v1/organizations", "name=Acme").expect_error(401, "authentication_invalid");
    server.control("PUT", "/settings", &json!({ "organization_slugs": false }));
    admin.post("/v1/organizations", "name=Acme&slug=acme").expect_error(403, "organization_slugs_disabled");
    server.control("PUT", "/settings", &json!({ "organizations_enabled": false }));
    admin.post("/v1/organizations", "name=Acme").expect_error(403, "organization_not_enabled_in_instance");
    server.stop();
}

#[test]
fn changing_the_profile_requires_the_permission_and_an_empty_value_changes_nothing() {
    let server = Server::start();
    let (admin, path) = (server.admin(), path(&server));
    let answer = admin.post(&format!("{path}?_method=PATCH"), "name=Renamed&slug=renamed");
    let changed = answer.expect_ok();
    assert_eq!((&changed["name"], &changed["slug"]), (&json!("Renamed"), &json!("renamed")));
    let shown = &answer.json()["client"]["sessions"][0]["user"]["organization_memberships"][0];
    assert_eq!(shown["organization"]["name"], "Renamed");
    let same = admin.send("PATCH", &path, Some("name=&slug=")).expect_ok();
    assert_eq!((&same["name"], &same["slug"]), (&json!("Renamed"), &json!("renamed")));
    admin.send("PATCH", &path, Some("slug=harbor-collective")).expect_error(422, "form_identifier_exists");
    admin.send("PATCH", &path, Some("max_allowed_memberships=9")).expect_error(422, "form_param_unknown");
    let refused = server
        .member()
        .send("PATCH", &path, Some("name=Mine"))
        .expect_error(403, "missing_organization_permission");
    assert_eq!(refused["meta"]["permissions"], json!(["org:sys_profile:manage"]));
    server.stop();
}

#[test]
fn a_member_with_the_permission_deletes_an_organization_if_that_is_enabled() {
    let server = Server::start();
    let (admin, path) = (server.admin(), path(&server));
    server.member().send("DELETE", &path, None).expect_error(403, "missing_organization_permission");
    let backend = |body: Value| server.program().patch(&path, &body);
    assert_eq!(backend(json!({ "admin_delete_enabled": false })).status, 200);
    admin.send("DELETE", &path, None).expect_error(403, "organization_admin_delete_not_enabled");
    assert_eq!(backend(json!({ "admin_delete_enabled": true })).status, 200);

    let answer = admin.post(&format!("{path}?_method=DELETE"), "");
    let deleted = answer.expect_ok();
    assert_eq!(
        deleted,
        json!({ "object": "organization", "id": server.organization_id(), "deleted": true, "slug": "northwind-studio" })
    );
    let client = &answer.json()["client"];
    assert_eq!(client["sessions"][0]["last_active_organization_id"], Value::Null);
    assert_eq!(client["sessions"][0]["user"]["organization_memberships"].as_array().unwrap().len(), 1);
    admin.get(&path).expect_error(404, "organization_not_found_or_unauthorized");
    server.stop();
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and the rest";

fn multipart(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--XX\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"logo.png\"\r\nContent-Type: image/png\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--XX--\r\n");
    body
}

/// Uploads bytes as a signed-in browser.
fn upload(browser: &Browser, path: &str, content_type: &str, body: Vec<u8>) -> (u16, Value) {
    let cookie = browser.cookie().unwrap();
    let headers =
        [("origin", "http://localhost:3000"), ("cookie", cookie.as_str()), ("content-type", content_type)];
    let answer = send_bytes("PUT", &format!("{}{path}/logo", browser.url), &headers, Some(&body)).unwrap();
    (answer.status, answer.json())
}

#[test]
fn a_logo_is_uploaded_shown_and_removed() {
    use base64::Engine;
    let server = Server::start();
    let (admin, path) = (server.admin(), path(&server));
    let form = "multipart/form-data; boundary=XX";
    let (status, answer) = upload(&admin, &path, form, multipart("file", PNG));
    assert_eq!(status, 200, "{answer}");
    let organization = &answer["response"];
    assert_eq!(organization["has_image"], true);
    assert!(answer["client"]["sessions"].is_array());
    let url = organization["image_url"].as_str().unwrap();
    let mut shown = ureq::get(url).call().unwrap();
    assert_eq!(shown.headers()["content-type"], "image/png");
    assert_eq!(shown.headers()["x-content-type-options"], "nosniff");
    assert_eq!(shown.body_mut().read_to_vec().unwrap(), PNG);

    let text = base64::engine::general_purpose::STANDARD.encode(b"GIF89a and the rest");
    for body in [text.clone(), format!("data:image/gif;base64,{text}")] {
        let (status, answer) = upload(&admin, &path, "application/octet-stream", body.into_bytes());
        assert_eq!(status, 200, "{answer}");
        let shown = send("GET", answer["response"]["image_url"].as_str().unwrap(), &[], None).unwrap();
        assert_eq!(shown.header("content-type"), Some("image/gif"));
    }
    let removed = admin.send("DELETE", &format!("{path}/logo"), None);
    assert_eq!(removed.expect_ok()["object"], "image");
    assert_eq!(admin.get(&path).expect_ok()["has_image"], false);
    let drawn = send("GET", url, &[], None).unwrap();
    assert_eq!(drawn.header("content-type"), Some("image/svg+xml"));
    admin.send("DELETE", &format!("{path}/logo"), None).expect_error(404, "image_not_found");
    server.stop();
}

#[test]
fn a_logo_that_is_not_an_image_is_refused() {
    let server = Server::start();
    let (admin, path) = (server.admin(), path(&server));
    let mut large = PNG.to_vec();
    large.resize(10 * 1024 * 1024 + 1, 0);
    let form = "multipart/form-data; boundary=XX";
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for (content_type, body, status, code) in [
        (form, multipart("other", PNG), 400, "form_param_missing"),
        (form, multipart("file", b""), 400, "form_param_missing"),
        (form, multipart("file", svg), 400, "request_body_invalid"),
        (form, multipart("file", &large), 413, "image_too_large"),
        (form, b"not multipart".to_vec(), 400, "request_body_invalid"),
        ("multipart/form-data", multipart("file", PNG), 400, "request_body_invalid"),
        ("application/octet-stream", b"not base64!".to_vec(), 400, "request_body_invalid"),
        ("application/octet-stream", PNG.to_vec(), 400, "request_body_invalid"),
        ("application/x-www-form-urlencoded", b"file=1".to_vec(), 415, "unsupported_content_type"),
    ] {
        let (got, answer) = upload(&admin, &path, content_type, body);
        assert_eq!((got, answer["errors"][0]["code"].as_str()), (status, Some(code)), "{content_type}");
    }
    let (status, answer) = upload(&server.member(), &path, form, multipart("file", PNG));
    assert_eq!(
        (status, answer["errors"][0]["code"].as_str()),
        (403, Some("missing_organization_permission"))
    );
    assert_eq!(admin.get(&path).expect_ok()["has_image"], false);
    server.stop();
}

#[test]
fn members_are_listed_by_page_by_role_and_by_text() {
    let server = Server::start();
    let admin = server.admin();
    let list = format!("{}/memberships", path(&server));
    let page = |query: &str| admin.get(&format!("{list}?paginated=true&{query}")).expect_ok();
    let all = page("limit=500");
    let total = all["total_count"].as_i64().unwrap();
    assert_eq!(all["data"].as_array().unwrap().len() as i64, total);
    assert!(total > 3);
    let created: Vec<i64> =
        all["data"].as_array().unwrap().iter().map(|row| row["created_at"].as_i64().unwrap()).collect();
    assert!(created.is_sorted_by(|one, next| one >= next), "newest first: {created:?}");

    let second = page("limit=2&offset=1");
    assert_eq!(second["total_count"], total);
    assert_eq!(second["data"], json!([all["data"][1], all["data"][2]]));
    let admins = page("role=org:admin");
    assert_eq!((&admins["total_count"], &admins["data"][0]["role"]), (&json!(1), &json!("org:admin")));
    assert_eq!(
        page("role=org:admin&role=org:member&limit=500"),
        page("role%5B%5D=org:admin&role%5B%5D=org:member&limit=500")
    );
    assert_eq!(page("role=org:nobody")["total_count"], 0);
    for query in ["query=milo", "query=BRANDT", "query=milo.brandt@example.com"] {
        let found = page(query);
        assert_eq!(found["total_count"], 1, "{query}");
        assert_eq!(found["data"][0]["public_user_data"]["user_id"], server.instance["member"]["userId"]);
    }
    assert_eq!(page("query=%25")["total_count"], 0);
    assert!(admin.get(&list).expect_ok().is_array(), "older clients read an array");
    admin.get(&format!("{list}?limit=0")).expect_error(422, "form_param_value_invalid");

    assert_eq!(server.member().get(&list).status, 200);
    let viewer = newcomer(&server, "viewer@example.com");
    let id = user_id(&viewer);
    admin.post(&list, &format!("user_id={id}&role=org:viewer")).expect_ok();
    viewer.get(&list).expect_error(403, "missing_organization_permission");
    server.stop();
}

#[test]
fn a_user_becomes_a_member_once() {
    let server = Server::start();
    let admin = server.admin();
    let list = format!("{}/memberships", path(&server));
    let id = user_id(&newcomer(&server, "new@example.com"));
    let answer = admin.post(&list, &format!("user_id={id}&role=org:viewer"));
    let membership = answer.expect_ok();
    assert_eq!(answer.json()["client"], Value::Null);
    assert_eq!(
        (&membership["role"], &membership["public_user_data"]["user_id"]),
        (&json!("org:viewer"), &json!(id))
    );
    let again = admin
        .post(&list, &format!("user_id={id}&role=org:viewer"))
        .expect_error(400, "already_a_member_in_organization");
    assert!(again["long_message"].as_str().unwrap().contains("new@example.com"));
    admin.post(&list, &format!("user_id={id}&role=org:nobody")).expect_error(404, "resource_not_found");
    admin.post(&list, "user_id=user_unknown&role=org:member").expect_error(404, "resource_not_found");
    admin.post(&list, "role=org:member").expect_error(422, "form_param_missing");
    admin.post(&list, &format!("user_id={id}&role=org:member&x=1")).expect_error(422, "form_param_unknown");
    server
        .member()
        .post(&list, &format!("user_id={id}&role=org:member"))
        .expect_error(403, "missing_organization_permission");
    server.stop();
}

#[test]
fn a_full_organization_accepts_no_members_and_pending_invitations_count() {
    let server = Server::with_settings(&[("max_allowed_memberships", "2")]);
    let owner = newcomer(&server, "owner@example.com");
    let id = owner.post("/v1/organizations", "name=Small").expect_ok()["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/organizations/{id}");
    owner.post(&format!("{path}/invitations"), "email_address=a@example.com&role=org:member").expect_ok();
    let other = newcomer(&server, "other@example.com");
    owner
        .post(&format!("{path}/memberships"), &format!("user_id={}&role=org:member", user_id(&other)))
        .expect_error(403, "organization_membership_quota_exceeded");

    // The invited user's own seat is kept.
    let link =
        server.outbox().into_iter().rev().find_map(|mail| mail["link"].as_str().map(str::to_owned)).unwrap();
    let ticket = link.split_once("ticket=").unwrap().1;
    let form = format!("strategy=ticket&ticket={ticket}&password={PASSWORD}");
    assert_eq!(server.program().patch(&path, &json!({ "max_allowed_memberships": 1 })).status, 200);
    server
        .browser()
        .post("/v1/client/sign_ups", &form)
        .expect_error(403, "organization_membership_quota_exceeded");
    assert_eq!(owner.get(&format!("{path}/invitations")).expect_ok()["data"][0]["status"], "pending");
    assert_eq!(server.program().patch(&path, &json!({ "max_allowed_memberships": 2 })).status, 200);
    server.browser().post("/v1/client/sign_ups", &form).expect_ok();
    server.stop();
}

#[test]
fn roles_change_and_members_are_removed_except_the_last_admin() {
    let server = Server::start();
    let admin = server.admin();
    let list = format!("{}/memberships", path(&server));
    let (admin_id, member_id) = (
        server.instance["admin"]["userId"].as_str().unwrap(),
        server.instance["member"]["userId"].as_str().unwrap(),
    );
    let own = format!("{list}/{admin_id}");
    admin
        .send("PATCH", &own, Some("role=org:member"))
        .expect_error(400, "organization_minimum_permissions_needed");
    admin.send("DELETE", &own, None).expect_error(400, "organization_minimum_permissions_needed");
    admin
        .send("DELETE", &format!("/v1/me/organization_memberships/{}", server.organization_id()), None)
        .expect_error(400, "organization_minimum_permissions_needed");
    admin.send("PATCH", &own, Some("role=org:nobody")).expect_error(404, "resource_not_found");
    admin
        .send("PATCH", &format!("{list}/user_unknown"), Some("role=org:member"))
        .expect_error(404, "resource_not_found");

    let promoted = admin.post(&format!("{list}/{member_id}?_method=PATCH"), "role=org:admin").expect_ok();
    assert_eq!((&promoted["role"], &promoted["role_name"]), (&json!("org:admin"), &json!("Admin")));
    assert!(promoted["permissions"].as_array().unwrap().contains(&json!("org:sys_memberships:manage")));
    let demoted = admin.send("PATCH", &own, Some("role=org:member")).expect_ok();
    assert_eq!(demoted["role"], "org:member");
    admin.send("PATCH", &own, Some("role=org:admin")).expect_error(403, "missing_organization_permission");

    let member = server.member();
    let removed = member.post(&format!("{own}?_method=DELETE"), "").expect_ok();
    assert_eq!((&removed["object"], &removed["id"]), (&json!("organization_membership"), &demoted["id"]));
    admin.get(&list).expect_error(404, "organization_not_found_or_unauthorized");
    assert_eq!(admin.session()["last_active_organization_id"], Value::Null);
    server.stop();
}

#[test]
fn leaving_removes_the_membership_from_the_answers_client() {
    let server = Server::start();
    let member = server.member();
    let leave = format!("/v1/me/organization_memberships/{}", server.organization_id());
    let answer = member.post(&format!("{leave}?_method=DELETE"), "");
    let left = answer.expect_ok();
    assert_eq!((&left["object"], &left["deleted"]), (&json!("organization_membership"), &json!(true)));
    assert_eq!(answer.json()["client"]["sessions"][0]["user"]["organization_memberships"], json!([]));
    member.send("DELETE", &leave, None).expect_error(404, "organization_not_found_or_unauthorized");
    server.stop();
}

#[test]
fn roles_are_listed_with_their_permissions() {
    let server = Server::start();
    let roles = server.member().get(&format!("{}/roles?limit=3", path(&server))).expect_ok();
    assert_eq!((&roles["total_count"], &roles["has_role_set_migration"]), (&json!(4), &json!(false)));
    let keys: Vec<&str> =
        roles["data"].as_array().unwrap().iter().map(|role| role["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["org:admin", "org:member", "org:billing_manager"]);
    let permission = &roles["data"][1]["permissions"][0];
    assert_eq!(
        (&permission["object"], &permission["key"], &permission["type"]),
        (&json!("permission"), &json!("org:sys_memberships:read"), &json!("system"))
    );
    server.stop();
}

#[test]
fn a_user_changes_their_names_primary_address_and_metadata() {
    let server = Server::start();
    let member = server.member();
    let answer = member.post("/v1/me?_method=PATCH", "first_name=Mila&last_name=");
    let user = answer.expect_ok();
    assert_eq!((&user["first_name"], &user["last_name"]), (&json!("Mila"), &Value::Null));
    assert_eq!(answer.json()["client"]["sessions"][0]["user"]["first_name"], "Mila");
    assert_eq!(member.get("/v1/me").expect_ok()["first_name"], "Mila");
    let foreign = server.admin().session()["user"]["primary_email_address_id"].as_str().unwrap().to_owned();
    member
        .send("PATCH", "/v1/me", Some(&format!("primary_email_address_id={foreign}")))
        .expect_error(422, "form_resource_not_found");
    member.send("PATCH", "/v1/me", Some("username=mila")).expect_error(422, "form_param_unknown");
    member
        .send("PATCH", "/v1/me/metadata", Some("unsafe_metadata=%7B%22a%22%3A%7B%22b%22%3A1%7D%7D"))
        .expect_ok();
    let merged = member
        .send(
            "PATCH",
            "/v1/me/metadata",
            Some("unsafe_metadata=%7B%22a%22%3A%7B%22c%22%3A2%2C%22b%22%3Anull%7D%7D"),
        )
        .expect_ok();
    assert_eq!(merged["unsafe_metadata"], json!({ "a": { "c": 2 } }));
    member
        .send("PATCH", "/v1/me/metadata", Some("unsafe_metadata=1"))
        .expect_error(422, "form_param_value_invalid");
    let defaults = member.get("/v1/me/organization_creation_defaults").expect_ok();
    assert_eq!(defaults, json!({ "advisory": null, "form": null }));
    server.stop();
}
