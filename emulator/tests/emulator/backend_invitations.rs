//! Invitations through the Backend API: list, get, create one, create many, revoke.

use serde_json::{Value, json};

use crate::support::{Answer, DAY, Program, Server, claims, column};

fn addresses(page: &Value) -> Vec<String> {
    column(page, "email_address")
}

fn invite(program: &Program, server: &Server, email_address: &str) -> Value {
    let body = json!({ "email_address": email_address, "role": "org:member" });
    program.post(&server.invitations(), &body).expect_bare()
}

#[test]
fn an_invitation_has_every_documented_field_and_no_envelope() {
    let server = Server::start();
    let admin = &server.instance["admin"];
    let body = json!({
        "email_address": "New.Person@Example.com", "role": "org:member", "inviter_user_id": admin["userId"],
        "redirect_url": "https://app.example.com/welcome?from=mail", "expires_in_days": 7, "notify": true,
        "public_metadata": { "department": "marketing", "aB": { "cD": [1, null] } }, "private_metadata": { "cost": 3 },
    });
    let created = server.program().post(&server.invitations(), &body).expect_bare();
    let created_at = created["created_at"].as_i64().unwrap();
    let id = created["id"].as_str().unwrap();
    let url = created["url"].as_str().unwrap();
    assert!(id.starts_with("orginv_") && id.len() == "orginv_".len() + 27);
    let expected = json!({
        "object": "organization_invitation",
        "id": id,
        "email_address": "new.person@example.com",
        "role": "org:member",
        "role_name": "Member",
        "organization_id": server.organization_id(),
        "inviter_id": admin["userId"],
        "public_inviter_data": {
            "user_id": admin["userId"], "first_name": "Ada", "last_name": "Ferreira",
            "image_url": format!("{}/__emulator/images/{}", server.url, admin["userId"].as_str().unwrap()),
            "has_image": false, "identifier": admin["emailAddress"],
        },
        "status": "pending",
        "public_metadata": { "department": "marketing", "aB": { "cD": [1, null] } },
        "private_metadata": { "cost": 3 },
        "url": url,
        "expires_at": created_at + 7 * DAY,
        "created_at": created_at,
        "updated_at": created_at,
    });
    assert_eq!(created, expected);
    assert_eq!(created.to_string(), expected.to_string(), "the order of the fields");

    let ticket = url.strip_prefix(&format!("{}/v1/tickets/accept?ticket=", server.url)).unwrap();
    let ticket = claims(ticket);
    assert_eq!(ticket["sid"], id);
    assert_eq!(ticket["oid"], server.organization_id());
    assert_eq!(ticket["rurl"], "https://app.example.com/welcome?from=mail");
    assert_eq!(ticket["exp"].as_i64().unwrap(), (created_at + 7 * DAY) / 1000);

    let outbox = server.outbox();
    assert_eq!(outbox.len(), 1);
    assert_eq!(outbox[0]["to"], "new.person@example.com");
    assert_eq!(outbox[0]["invitationId"], id);
    assert_eq!(outbox[0]["link"], url);
    assert_eq!(outbox[0]["subject"], "Ada Ferreira invited you to join Northwind Studio");

    let same = server.program().get(&format!("{}/{id}", server.invitations())).expect_bare();
    assert_eq!(same, expected);
    // The Frontend API leaves out fields that only programs may see.
    let seen = server.admin().get(&server.invitations()).expect_ok()["data"][0].clone();
    assert_eq!(seen["id"], id);
    for name in ["private_metadata", "inviter_id", "public_inviter_data"] {
        assert!(seen.get(name).is_none(), "{name}");
    }
    server.stop();
}

#[test]
fn an_invitation_needs_no_more_than_an_address_and_a_role() {
    let server = Server::start();
    let created = invite(&server.program(), &server, "a@x.io");
    for name in ["inviter_id", "public_inviter_data"] {
        assert_eq!(created[name], Value::Null);
    }
    assert_eq!((&created["public_metadata"], &created["private_metadata"]), (&json!({}), &json!({})));
    assert_eq!(created["expires_at"].as_i64().unwrap() - created["created_at"].as_i64().unwrap(), 30 * DAY);
    assert!(claims(created["url"].as_str().unwrap().split_once('=').unwrap().1).get("rurl").is_none());
    assert_eq!(server.outbox()[0]["subject"], "You are invited to join Northwind Studio");

    let nothing = json!({
        "email_address": "b@x.io", "role": "org:viewer", "inviter_user_id": null, "redirect_url": null,
        "expires_in_days": null, "public_metadata": null, "private_metadata": null, "notify": false,
    });
    let created = server.program().post(&server.invitations(), &nothing).expect_bare();
    assert_eq!((&created["role_name"], &created["public_metadata"]), (&json!("Viewer"), &json!({})));
    assert_eq!(server.outbox().len(), 1);
    server.stop();
}

#[test]
fn a_list_is_newest_first_and_counts_all_matches() {
    let server = Server::start();
    let program = server.program();
    let path = server.invitations();
    let page = program.get(&path).expect_bare();
    assert_eq!(page["total_count"], 31);
    assert_eq!(page["data"].as_array().unwrap().len(), 10);
    let times = |page: &Value| -> Vec<i64> {
        page["data"].as_array().unwrap().iter().map(|row| row["created_at"].as_i64().unwrap()).collect()
    };
    assert!(times(&page).is_sorted_by(|newer, older| newer >= older));
    assert_eq!(page.as_object().unwrap().len(), 2);

    let rest = program.get(&format!("{path}?limit=500&offset=10")).expect_bare();
    assert_eq!((rest["data"].as_array().unwrap().len(), &rest["total_count"]), (21, &json!(31)));
    assert!(times(&page).last() >= times(&rest).first());
    assert_eq!(program.get(&format!("{path}?offset=31")).expect_bare()["data"], json!([]));

    let counts = [("pending", 14), ("accepted", 6), ("revoked", 5), ("expired", 6)];
    for (status, count) in counts {
        let page = program.get(&format!("{path}?status={status}&limit=100")).expect_bare();
        assert_eq!(page["total_count"], count, "{status}");
        assert!(page["data"].as_array().unwrap().iter().all(|row| row["status"] == status));
    }
    let two = program.get(&format!("{path}?status=pending&status=expired&limit=1")).expect_bare();
    assert_eq!((two["total_count"].as_i64(), two["data"].as_array().unwrap().len()), (Some(20), 1));
    assert_eq!(program.get(&format!("{path}?status=&limit=1")).expect_bare()["total_count"], 31);
    let pending = program.get(&format!("{path}/pending?limit=3")).expect_bare();
    assert_eq!((pending["data"].as_array().unwrap().len(), &pending["total_count"]), (3, &json!(14)));
    server.stop();
}

#[test]
fn a_list_can_be_ordered_and_searched_by_address() {
    let server = Server::start();
    let program = server.program();
    let list =
        |query: &str| program.get(&format!("{}?limit=500&{query}", server.invitations())).expect_bare();
    let newest = list("");
    let mut reversed = addresses(&newest);
    reversed.reverse();
    for ascending in ["created_at", "%2Bcreated_at", "+created_at"] {
        assert_eq!(addresses(&list(&format!("order_by={ascending}"))), reversed, "{ascending}");
    }
    assert_eq!(list("order_by=-created_at"), newest);
    let sorted = list("order_by=email_address");
    assert!(addresses(&sorted).is_sorted());
    let mut backwards = addresses(&sorted);
    backwards.reverse();
    assert_eq!(addresses(&list("order_by=-email_address")), backwards);

    let found = list("email_address=PRIYA.raman@example.com");
    assert_eq!(
        (addresses(&found), &found["total_count"]),
        (vec!["priya.raman@example.com".to_owned()], &json!(1))
    );
    assert_eq!(list("email_address=priya")["total_count"], 0);
    assert_eq!(list("email_address=priya.raman@example.com&status=revoked")["total_count"], 0);
    server.stop();
}

#[test]
fn a_list_without_a_status_depends_on_the_setting() {
    let server = Server::start();
    let program = server.program();
    assert_eq!(program.get(&server.invitations()).expect_bare()["total_count"], 31);
    server.control("PATCH", "/settings", &json!({ "backend_list_default_status": "pending" }));
    assert_eq!(program.get(&server.invitations()).expect_bare()["total_count"], 14);
    let revoked = format!("{}?status=revoked", server.invitations());
    assert_eq!(program.get(&revoked).expect_bare()["total_count"], 5);
    server.stop();
}

#[test]
fn a_bulk_call_creates_invitations_with_separate_fields() {
    let server = Server::start();
    let admin = &server.instance["admin"]["userId"];
    let bulk = json!([
        { "email_address": "c@x.io", "role": "org:admin", "inviter_user_id": admin, "expires_in_days": 1 },
        { "email_address": "a@x.io", "role": "org:viewer", "public_metadata": { "n": 2 }, "notify": false },
        { "email_address": "b@x.io", "role": "org:member", "redirect_url": "http://localhost:3000/b" },
    ]);
    let created = server.program().post(&format!("{}/bulk", server.invitations()), &bulk).expect_bare();
    assert_eq!(created["total_count"], 3);
    assert_eq!(created.as_object().unwrap().len(), 2);
    assert_eq!(addresses(&created), ["c@x.io", "a@x.io", "b@x.io"]);
    let row = |index: usize| &created["data"][index];
    assert_eq!((&row(0)["inviter_id"], &row(1)["inviter_id"]), (admin, &Value::Null));
    assert_eq!((&row(0)["role"], &row(1)["role_name"]), (&json!("org:admin"), &json!("Viewer")));
    assert_eq!((&row(1)["public_metadata"], &row(2)["public_metadata"]), (&json!({ "n": 2 }), &json!({})));
    let days = |index: usize| {
        (row(index)["expires_at"].as_i64().unwrap() - row(index)["created_at"].as_i64().unwrap()) / DAY
    };
    assert_eq!((days(0), days(1)), (1, 30));
    let outbox = server.outbox();
    let to: Vec<_> = outbox.iter().map(|mail| mail["to"].as_str().unwrap()).collect();
    assert_eq!(to, ["c@x.io", "b@x.io"]);

    let ten: Vec<Value> =
        (0..10).map(|n| json!({ "email_address": format!("p{n}@x.io"), "role": "org:member" })).collect();
    let created = server.program().post(&format!("{}/bulk", server.invitations()), &ten.into()).expect_bare();
    assert_eq!(created["total_count"], 10);
    server.stop();
}

#[test]
fn a_bulk_call_creates_all_invitations_or_none() {
    let server = Server::start();
    let program = server.program();
    let bulk = format!("{}/bulk", server.invitations());
    let good = json!({ "email_address": "good@x.io", "role": "org:member" });
    let member = &server.instance["member"]["emailAddress"];
    let bad: [(Value, u16, &str); 6] = [
        (json!({ "email_address": "nope", "role": "org:member" }), 422, "form_param_format_invalid"),
        (json!({ "email_address": "x@x.io", "role": "org:king" }), 404, "resource_not_found"),
        (json!({ "email_address": member, "role": "org:member" }), 400, "already_a_member_in_organization"),
        (
            json!({ "email_address": "priya.raman@example.com", "role": "org:member" }),
            400,
            "organization_invitation_not_unique",
        ),
        (
            json!({ "email_address": "x@x.io", "role": "org:member", "redirect_url": "javascript:alert(1)" }),
            422,
            "prohibited_redirect_url",
        ),
        (json!("x@x.io"), 400, "request_body_invalid"),
    ];
    for (one, status, code) in bad {
        for both in [json!([good, one]), json!([one, good])] {
            program.post(&bulk, &both).expect_error(status, code);
        }
    }
    assert_eq!(program.get(&server.invitations()).expect_bare()["total_count"], 31);
    assert!(server.outbox().is_empty());
    program.post(&bulk, &json!([good])).expect_bare();
    server.stop();
}

#[test]
fn a_pending_invitation_is_revoked_with_or_without_a_body() {
    let server = Server::start();
    let program = server.program();
    let admin = &server.instance["admin"]["userId"];
    let revoke = |id: &Value, body: Option<Value>| -> Answer {
        let path = format!("{}/{}/revoke", server.invitations(), id.as_str().unwrap());
        program.send("POST", &path, body.as_ref())
    };
    let bodies = [
        None,
        Some(json!({})),
        Some(json!({ "requesting_user_id": admin })),
        Some(json!({ "requesting_user_id": null })),
    ];
    for (n, body) in bodies.into_iter().enumerate() {
        let invited = invite(&program, &server, &format!("p{n}@x.io"));
        server.advance(1000);
        let revoked = revoke(&invited["id"], body).expect_bare();
        assert_eq!((&revoked["status"], &revoked["id"]), (&json!("revoked"), &invited["id"]));
        assert!(revoked["updated_at"].as_i64() >= invited["updated_at"].as_i64().map(|at| at + 1000));
        revoke(&invited["id"], None).expect_error(404, "organization_invitation_not_pending");
        let shown = program.get(&format!("{}/{}", server.invitations(), invited["id"].as_str().unwrap()));
        assert_eq!(shown.expect_bare(), revoked);
    }
    for status in ["accepted", "expired"] {
        let page = program.get(&format!("{}?status={status}", server.invitations())).expect_bare();
        revoke(&page["data"][0]["id"], None).expect_error(404, "organization_invitation_not_pending");
    }
    // A revoked address can be invited again.
    invite(&program, &server, "p0@x.io");
    server.stop();
}

#[test]
fn invitations_of_the_whole_instance_name_their_organization() {
    let server = Server::start();
    let program = server.program();
    let organizations = program.get("/v1/organizations?query=harbor").expect_bare();
    let harbor = &organizations["data"][0];
    let path = format!("/v1/organizations/{}/invitations", harbor["id"].as_str().unwrap());
    let body = json!({ "email_address": "zoe@harbor.example", "role": "org:member" });
    program.post(&path, &body).expect_bare();

    let page = program.get("/v1/organization_invitations?limit=1").expect_bare();
    assert_eq!(page["total_count"], 32);
    let newest = &page["data"][0];
    assert_eq!(
        (&newest["email_address"], &newest["organization_id"]),
        (&json!("zoe@harbor.example"), &harbor["id"])
    );
    assert_eq!(
        newest["public_organization_data"],
        json!({
            "id": harbor["id"], "name": "Harbor Collective", "slug": "harbor-collective",
            "image_url": harbor["image_url"], "has_image": false,
        })
    );
    let found = program.get("/v1/organization_invitations?query=HARBOR.ex&status=pending").expect_bare();
    assert_eq!(addresses(&found), ["zoe@harbor.example"]);
    let last = program.get("/v1/organization_invitations?order_by=-email_address&limit=1").expect_bare();
    assert_eq!(addresses(&last), ["zofia.kowalska@example.com"]);
    assert_eq!(program.get("/v1/organization_invitations?query=%25").expect_bare()["total_count"], 0);
    server.stop();
}

#[test]
fn invitations_of_a_user_are_those_to_their_addresses() {
    let server = Server::start();
    let program = server.program();
    let body = json!({ "email_address": ["priya.raman@example.com", "priya@other.example"] });
    let user = program.post("/v1/users", &body).expect_bare();
    let path = format!("/v1/users/{}/organization_invitations", user["id"].as_str().unwrap());
    let page = program.get(&path).expect_bare();
    assert_eq!(addresses(&page), ["priya.raman@example.com"]);
    assert_eq!(page["data"][0]["public_organization_data"]["name"], "Northwind Studio");
    assert_eq!(program.get(&format!("{path}?status=revoked")).expect_bare()["total_count"], 0);
    invite(&program, &server, "Priya@Other.example");
    assert_eq!(program.get(&path).expect_bare()["total_count"], 2);
    program.get("/v1/users/user_nobody/organization_invitations").expect_error(404, "resource_not_found");
    server.stop();
}

#[test]
fn an_invitation_expires_with_the_clock() {
    let server = Server::start();
    let program = server.program();
    let body = json!({ "email_address": "a@x.io", "role": "org:member", "expires_in_days": 2 });
    let id = program.post(&server.invitations(), &body).expect_bare()["id"].as_str().unwrap().to_owned();
    let path = format!("{}/{id}", server.invitations());
    server.advance(2 * DAY - 60_000);
    assert_eq!(program.get(&path).expect_bare()["status"], "pending");
    server.advance(60_000);
    assert_eq!(program.get(&path).expect_bare()["status"], "expired");
    program
        .send("POST", &format!("{path}/revoke"), None)
        .expect_error(404, "organization_invitation_not_pending");
    program.post(&server.invitations(), &body).expect_bare();
    server.stop();
}

#[test]
fn an_accepting_user_becomes_a_member_with_the_invitations_role_and_metadata() {
    let server = Server::start();
    let program = server.program();
    program.post("/v1/users", &json!({ "email_address": ["new@x.io"], "first_name": "New" })).expect_bare();
    let body = json!({
        "email_address": "New@x.io", "role": "org:viewer", "public_metadata": { "team": "design" },
        "private_metadata": { "cost": 3 },
    });
    let invited = program.post(&server.invitations(), &body).expect_bare();
    let ticket = invited["url"].as_str().unwrap().split_once("ticket=").unwrap().1;
    server.browser().post("/v1/client/sign_ins", &format!("strategy=ticket&ticket={ticket}")).expect_ok();

    let path = format!("{}/{}", server.invitations(), invited["id"].as_str().unwrap());
    assert_eq!(program.get(&path).expect_bare()["status"], "accepted");
    let members =
        format!("/v1/organizations/{}/memberships?email_address=new@x.io", server.organization_id());
    let membership = &program.get(&members).expect_bare()["data"][0];
    assert_eq!((&membership["role"], &membership["role_name"]), (&json!("org:viewer"), &json!("Viewer")));
    assert_eq!(membership["public_metadata"], json!({ "team": "design" }));
    assert_eq!(membership["private_metadata"], json!({ "cost": 3 }));
    let organization = format!("/v1/organizations/{}?include_members_count=true", server.organization_id());
    let organization = program.get(&organization).expect_bare();
    assert_eq!(
        (&organization["members_count"], &organization["pending_invitations_count"]),
        (&json!(9), &json!(14))
    );
    server.stop();
}
