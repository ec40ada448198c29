//! `POST /__emulator/invitations`.

use serde_json::{Value, json};

use crate::support::{Server, send};

fn total(server: &Server, status: &str) -> i64 {
    let listed = server.program().get(&format!("{}?status={status}&limit=1", server.invitations())).json();
    listed["total_count"].as_i64().unwrap()
}

#[test]
fn many_invitations_are_added_with_a_status_and_without_mails() {
    let server = Server::start();
    for status in ["pending", "accepted", "revoked", "expired"] {
        let before = total(&server, status);
        let body = json!({ "organization_id": server.organization_id(), "count": 250, "status": status });
        assert_eq!(server.control("POST", "/invitations", &body), json!({ "added": 250 }));
        assert_eq!(total(&server, status), before + 250, "{status}");
    }
    assert!(server.outbox().is_empty());
    let newest = server.program().get(&format!("{}?status=pending&limit=1", server.invitations())).json();
    let link = newest["data"][0]["url"].as_str().unwrap();
    let followed = send("GET", link, &[("accept", "text/html")], None).unwrap();
    assert_eq!(followed.status, 303, "its link works: {}", followed.text);
    server.stop();
}

#[test]
fn many_invitations_are_added_all_or_none_and_take_seats() {
    let server = Server::start();
    let organization = json!({ "name": "Small", "max_allowed_memberships": 5 });
    let made = server.program().send("POST", "/v1/organizations", Some(&organization)).json();
    let url = format!("{}/__emulator/invitations", server.url);
    let add = |body: Value| send("POST", &url, &[], Some(&body.to_string())).unwrap();
    add(json!({ "organization_id": made["id"], "count": 6 }))
        .expect_error(403, "organization_membership_quota_exceeded");
    assert_eq!(add(json!({ "organization_id": made["id"], "count": 5 })).status, 200);
    add(json!({ "organization_id": made["id"], "count": 1 }))
        .expect_error(403, "organization_membership_quota_exceeded");
    let accepted = json!({ "organization_id": made["id"], "count": 1, "status": "accepted" });
    assert_eq!(add(accepted).status, 200, "holds no seat");
    let listed =
        server.program().get(&format!("/v1/organizations/{}/invitations", made["id"].as_str().unwrap()));
    assert_eq!(listed.json()["total_count"], 6);
    server.stop();
}

#[test]
fn the_error_for_many_invitations_names_the_wrong_field() {
    let server = Server::start();
    let url = format!("{}/__emulator/invitations", server.url);
    let organization_id = server.organization_id();
    let table = [
        (json!({ "organization_id": "org_1", "count": 1 }), 404, "resource_not_found"),
        (json!({ "organization_id": organization_id, "count": 0 }), 400, "request_body_invalid"),
        (json!({ "organization_id": organization_id, "count": 100_001 }), 400, "request_body_invalid"),
        (
            json!({ "organization_id": organization_id, "count": 1, "status": "new" }),
            400,
            "request_body_invalid",
        ),
        (
            json!({ "organization_id": organization_id, "count": 1, "role": "org:no" }),
            400,
            "request_body_invalid",
        ),
        (json!({ "organization_id": organization_id, "count": 1, "more": 1 }), 400, "request_body_invalid"),
        (json!({ "organization_id": organization_id }), 400, "request_body_invalid"),
    ];
    for (body, status, code) in table {
        send("POST", &url, &[], Some(&body.to_string())).unwrap().expect_error(status, code);
    }
    server.stop();
}
