//! The permissions for invitations, and the settings for behaviour that Clerk does not document.

use clerk_emulator::Config;
use serde_json::{Value, json};

use crate::support::{Browser, DAY, Server};

const INVITE: &str = "email_address=a@x.io&role=org:member";

#[test]
fn each_wrong_form_is_refused_with_its_code_and_parameter() {
    let server = Server::start();
    let admin = server.admin();
    let table = [
        ("email_address=a@x.io&role=org:member&redirect_url=x", 422, "form_param_unknown", "redirect_url"),
        ("public_metadata=%7B%7D", 422, "form_param_unknown", "public_metadata"),
        ("role=org:member", 422, "form_param_missing", "email_address"),
        ("email_address=&role=org:member", 422, "form_param_missing", "email_address"),
        ("email_address=a@x.io", 422, "form_param_missing", "role"),
        ("email_address=a@x.io&role=", 422, "form_param_missing", "role"),
        ("email_address=a@x.io&role=org:member&notify=maybe", 422, "form_param_format_invalid", "notify"),
        ("email_address=nope&role=org:member", 422, "form_param_format_invalid", "email_address"),
        ("email_address=a@x.io&role=org:king", 404, "resource_not_found", "role"),
    ];
    for (form, status, code, param) in table {
        let error = admin.post(&server.invitations(), form).expect_error(status, code);
        assert_eq!(error["meta"]["param_name"], param, "{form}");
    }
    let bulk = format!("{}/bulk", server.invitations());
    let error = admin.post(&bulk, "email_address=a@x.io&email_address=b&email_address=c&role=org:member");
    let error = error.expect_error(422, "form_param_format_invalid");
    assert_eq!(error["meta"]["email_addresses"], json!(["b", "c"]));
    admin.post(&bulk, "role=org:member").expect_error(422, "form_param_missing");
    let eleven: String = (0..11).map(|number| format!("email_address=p{number}@x.io&")).collect();
    admin.post(&bulk, &format!("{eleven}role=org:member")).expect_error(400, "bulk_size_exceeded");
    let twice = "email_address=a@x.io&email_address=A@x.io&role=org:member";
    admin.post(&bulk, twice).expect_error(422, "form_param_duplicate");
    assert_eq!(admin.get(&server.invitations()).expect_ok()["total_count"], 31);
    server.stop();
}

#[test]
fn only_members_who_may_manage_members_list_invite_and_revoke() {
    let server = Server::start();
    let (admin, member) = (server.admin(), server.member());
    let pending = admin.get(&format!("{}?status=pending", server.invitations())).expect_ok();
    let revoke = format!("{}/{}/revoke", server.invitations(), pending["data"][0]["id"].as_str().unwrap());
    let bulk = format!("{}/bulk", server.invitations());
    let calls: [(&str, &str, Option<&str>); 4] = [
        ("GET", &server.invitations(), None),
        ("POST", &server.invitations(), Some(INVITE)),
        ("POST", &bulk, Some(INVITE)),
        ("POST", &revoke, Some("")),
    ];
    for (method, path, form) in calls {
        let error = member.send(method, path, form).expect_error(403, "missing_organization_permission");
        assert_eq!(error["meta"]["permissions"], json!(["org:sys_memberships:manage"]));
        server.browser().send(method, path, form).expect_error(401, "authentication_invalid");
    }
    member.get(&format!("/v1/organizations/{}", server.organization_id())).expect_ok();
    server.stop();
}

#[test]
fn an_organization_of_others_is_refused_like_an_unknown_one() {
    let server = Server::start();
    let harbor =
        server.admin().session()["user"]["organization_memberships"][1]["organization"]["id"].clone();
    let member = server.member();
    for id in [harbor.as_str().unwrap(), "org_unknown", "%27%20OR%201=1--"] {
        for path in [format!("/v1/organizations/{id}"), format!("/v1/organizations/{id}/invitations")] {
            member.get(&path).expect_error(404, "organization_not_found_or_unauthorized");
        }
    }
    server.stop();
}

#[test]
fn an_invitation_cannot_be_revoked_through_another_organization() {
    let server = Server::start();
    let admin = server.admin();
    let harbor = admin.session()["user"]["organization_memberships"][1]["organization"]["id"].clone();
    let pending = admin.get(&format!("{}?status=pending", server.invitations())).expect_ok();
    let id = pending["data"][0]["id"].as_str().unwrap();
    let path = format!("/v1/organizations/{}/invitations/{id}/revoke", harbor.as_str().unwrap());
    admin.post(&path, "").expect_error(403, "missing_organization_permission");
    server.stop();
}

#[test]
fn a_second_invitation_of_an_address_replaces_the_first_or_is_refused() {
    let server = Server::start();
    let admin = server.admin();
    let first = admin.post(&server.invitations(), INVITE).expect_ok();
    let second = admin.post(&server.invitations(), "email_address=A@X.io&role=org:viewer").expect_ok();
    assert_ne!(first["id"], second["id"]);
    let page = admin.get(&server.invitations()).expect_ok();
    assert_eq!(page["data"][0]["id"], second["id"]);
    assert_eq!((&page["data"][1]["id"], &page["data"][1]["status"]), (&first["id"], &json!("revoked")));

    server.control("PUT", "/settings", &json!({ "frontend_duplicate_invitation": "refuse" }));
    let error =
        admin.post(&server.invitations(), INVITE).expect_error(400, "organization_invitation_not_unique");
    assert!(error["long_message"].as_str().unwrap().contains("a@x.io"));
    server.stop();
}

/// The answer of an emulator with these settings to its admin's request.
fn answers_with(
    settings: &[(&str, &str)],
    ask: impl Fn(&Server, &Browser) -> (u16, String),
) -> (u16, String) {
    let server = Server::with_settings(settings);
    let answer = ask(&server, &server.admin());
    server.stop();
    answer
}

#[test]
fn members_and_pending_invitations_take_seats() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("emulator.db");
    let on_file = || Server::with(Config { database: database.clone(), ..Config::default() });
    on_file().stop();
    // The seed has 8 members and 14 pending invitations.
    let connection = rusqlite::Connection::open(&database).unwrap();
    connection.execute("UPDATE organizations SET max_allowed_memberships = 24", []).unwrap();
    drop(connection);
    let server = on_file();
    let admin = server.admin();
    let bulk = format!("{}/bulk", server.invitations());
    let three = "email_address=a@x.io&email_address=b@x.io&email_address=c@x.io&role=org:member";
    admin.post(&bulk, three).expect_error(403, "organization_membership_quota_exceeded");
    let two = "email_address=a@x.io&email_address=b@x.io&role=org:member";
    let created = admin.post(&bulk, two).expect_ok();
    let one_more = "email_address=c@x.io&role=org:member";
    admin.post(&server.invitations(), one_more).expect_error(403, "organization_membership_quota_exceeded");
    // Replacing an invitation takes no seat. Revoking one frees a seat.
    admin.post(&server.invitations(), INVITE).expect_ok();
    admin
        .post(&format!("{}/{}/revoke", server.invitations(), created[1]["id"].as_str().unwrap()), "")
        .expect_ok();
    admin.post(&server.invitations(), one_more).expect_ok();
    server.stop();
}

#[test]
fn settings_for_undocumented_behaviour_change_the_answer() {
    let bulk = |count: usize| -> String {
        let many: String = (0..count).map(|number| format!("email_address=p{number}@x.io&")).collect();
        format!("{many}role=org:member")
    };
    let list = |query: &'static str| {
        move |server: &Server, admin: &Browser| {
            admin.get(&format!("{}?{query}", server.invitations())).error()
        }
    };
    let invite = |form: &'static str| {
        move |server: &Server, admin: &Browser| admin.post(&server.invitations(), form).error()
    };
    let invite_many = |form: String| {
        move |server: &Server, admin: &Browser| {
            admin.post(&format!("{}/bulk", server.invitations()), &form).error()
        }
    };
    let expect = |got: (u16, String), status: u16, code: &str| assert_eq!(got, (status, code.to_owned()));

    expect(answers_with(&[("frontend_bulk_limit", "50")], invite_many(bulk(50))), 200, "none");
    expect(answers_with(&[("frontend_bulk_limit", "50")], invite_many(bulk(51))), 400, "bulk_size_exceeded");
    let array = [("bulk_too_large", "form_param_array_size_exceeded")];
    expect(answers_with(&array, invite_many(bulk(11))), 422, "form_param_array_size_exceeded");
    let repeated = "email_address=a@x.io&email_address=A@x.io&role=org:member".to_owned();
    expect(answers_with(&[("bulk_repeated_address", "ignore")], invite_many(repeated)), 200, "none");
    let role = [("unknown_role", "form_param_value_invalid")];
    expect(answers_with(&role, invite("email_address=a@x.io&role=x")), 422, "form_param_value_invalid");
    let boolean = [("wrong_boolean", "form_param_type_invalid")];
    let wrong = invite("email_address=a@x.io&role=org:member&notify=1");
    expect(answers_with(&boolean, wrong), 422, "form_param_type_invalid");
    expect(
        answers_with(&[("empty_status_filter", "refuse")], list("status=")),
        422,
        "form_param_value_invalid",
    );
    expect(
        answers_with(&[("unknown_query_parameter", "refuse")], list("order_by=x")),
        422,
        "form_param_unknown",
    );
    expect(answers_with(&[("limit_too_large", "clamp")], list("limit=501")), 200, "none");
    expect(answers_with(&[("limit_or_offset_too_small", "clamp")], list("limit=0&offset=-10")), 200, "none");
    let unknown = |server: &Server, admin: &Browser| {
        admin.post(&format!("{}/orginv_x/revoke", server.invitations()), "").error()
    };
    let code = "organization_invitation_not_pending";
    expect(answers_with(&[("unknown_invitation", code)], unknown), 404, code);
    let elsewhere = |_: &Server, admin: &Browser| admin.get("/v1/organizations/org_x").error();
    expect(
        answers_with(&[("unknown_organization", "resource_not_found")], elsewhere),
        404,
        "resource_not_found",
    );
    let off = [("organizations_enabled", "false")];
    expect(answers_with(&off, list("")), 403, "organization_not_enabled_in_instance");
}

#[test]
fn settings_change_what_lists_and_invitations_show() {
    let server = Server::start();
    let (admin, member) = (server.admin(), server.member());
    let set = |name: &str, value: Value| server.control("PATCH", "/settings", &json!({ name: value }));
    set("frontend_list_default_status", json!("pending"));
    assert_eq!(admin.get(&server.invitations()).expect_ok()["total_count"], 14);
    set("invitation_list_permission", json!("read"));
    member.get(&server.invitations()).expect_ok();
    set("frontend_invitation_url", json!(true));
    let shown = admin.get(&server.invitations()).expect_ok();
    assert!(shown["data"][0]["url"].as_str().unwrap().contains("/v1/tickets/accept?ticket=ey"));
    set("invitation_answers_carry_client", json!(true));
    let answer = admin.post(&server.invitations(), INVITE);
    assert_eq!(answer.json()["client"]["sessions"][0]["user"]["id"], server.instance["admin"]["userId"]);
    set("invitation_expires_in_days", json!(1));
    let short = admin.post(&server.invitations(), INVITE).expect_ok();
    assert_eq!(short["expires_at"].as_i64().unwrap() - short["created_at"].as_i64().unwrap(), DAY);
    let bulk = "email_address=b@x.io&email_address=c@x.io&role=org:member";
    admin.post(&format!("{}/bulk", server.invitations()), bulk).expect_ok();
    let order = || {
        let page = admin.get(&format!("{}?limit=2", server.invitations())).expect_ok();
        page["data"][0]["email_address"].as_str().unwrap().to_owned()
    };
    assert_eq!(order(), "c@x.io");
    set("list_tie_break", json!("oldest_first"));
    assert_eq!(order(), "b@x.io");
    set("organization_of_others", json!("not_a_member_in_organization"));
    let harbor = admin.session()["user"]["organization_memberships"][1]["organization"]["id"].clone();
    let path = format!("/v1/organizations/{}", harbor.as_str().unwrap());
    member.get(&path).expect_error(403, "not_a_member_in_organization");
    server.stop();
}
