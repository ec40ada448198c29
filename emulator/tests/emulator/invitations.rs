//! Listing, creating and revoking invitations through the Frontend API.

use serde_json::{Value, json};

use crate::support::{DAY, Server};

fn emails(page: &Value) -> Vec<&str> {
    page["data"].as_array().unwrap().iter().map(|row| row["email_address"].as_str().unwrap()).collect()
}

#[test]
fn the_seed_has_invitations_in_every_status_newest_first() {
    let server = Server::start();
    let admin = server.admin();
    let page = admin.get(&format!("{}?limit=500", server.invitations())).expect_ok();
    let rows = page["data"].as_array().unwrap();
    assert_eq!((rows.len(), &page["total_count"]), (31, &json!(31)));
    let dates: Vec<i64> = rows.iter().map(|row| row["created_at"].as_i64().unwrap()).collect();
    assert!(dates.is_sorted_by(|newer, older| newer > older));
    for status in ["pending", "accepted", "revoked", "expired"] {
        let filtered = admin.get(&format!("{}?limit=500&status={status}", server.invitations())).expect_ok();
        let expected = rows.iter().filter(|row| row["status"] == status).count();
        assert!(
            expected > 3 && filtered["data"].as_array().unwrap().iter().all(|row| row["status"] == status)
        );
        assert_eq!(filtered["total_count"], expected);
    }
    server.stop();
}

#[test]
fn an_invitation_has_every_field_of_the_published_description() {
    let server = Server::start();
    let page = server.admin().get(&format!("{}?limit=1", server.invitations())).expect_ok();
    let row = page["data"][0].as_object().unwrap();
    let fields: Vec<&str> = row.keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        [
            "object",
            "id",
            "email_address",
            "role",
            "role_name",
            "organization_id",
            "status",
            "public_metadata",
            "url",
            "expires_at",
            "created_at",
            "updated_at"
        ]
    );
    assert_eq!(row["object"], "organization_invitation");
    assert!(row["id"].as_str().unwrap().starts_with("orginv_"));
    assert_eq!(row["organization_id"], server.organization_id());
    assert_eq!(row["url"], Value::Null);
    assert!(row["public_metadata"].is_object());
    server.stop();
}

#[test]
fn pages_do_not_overlap_and_their_total_counts_all_matches() {
    let server = Server::start();
    let admin = server.admin();
    let mut seen = Vec::new();
    for offset in [0, 10, 20, 30, 40] {
        let page = admin.get(&format!("{}?limit=10&offset={offset}", server.invitations())).expect_ok();
        assert_eq!(page["total_count"], 31);
        seen.extend(emails(&page).into_iter().map(str::to_owned));
    }
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((count, seen.len()), (31, 31));
    assert_eq!(emails(&admin.get(&server.invitations()).expect_ok()).len(), 10, "the default page");
    server.stop();
}

#[test]
fn statuses_are_repeated_keys_and_a_wrong_one_is_named() {
    let server = Server::start();
    let admin = server.admin();
    let list = |query: &str| admin.get(&format!("{}?{query}", server.invitations()));
    let total = |query: &str| list(query).expect_ok()["total_count"].as_i64().unwrap();
    assert_eq!(total("status=pending&status=revoked"), total("status=pending") + total("status=revoked"));
    assert_eq!(total("status=pending&status=pending"), total("status=pending"));
    assert_eq!(total("status="), 31, "clerk-js sends an empty value for an empty array");
    for query in ["status=nope", "status=pending,revoked", "status=pending&status=complete"] {
        let error = list(query).expect_error(422, "form_param_value_invalid");
        assert_eq!(error["meta"]["param_name"], "status");
    }
    let error = list("limit=501").expect_error(422, "form_param_value_too_large");
    assert_eq!(error["meta"]["param_name"], "limit");
    list("limit=0&offset=0").expect_error(422, "form_param_value_invalid");
    list("offset=-10").expect_error(422, "form_param_value_invalid");
    list(&vec!["status=pending"; 101].join("&")).expect_error(422, "form_param_duplicate");
    assert_eq!(total("unheard_of=1"), 31);
    server.stop();
}

#[test]
fn an_invitation_is_created_mailed_and_counted() {
    let server = Server::start();
    let admin = server.admin();
    let organization = format!("/v1/organizations/{}", server.organization_id());
    let before = admin.get(&organization).expect_ok()["pending_invitations_count"].as_i64().unwrap();
    let answer =
        admin.post(&server.invitations(), "email_address=New.Person%2Bx%40Example.org&role=org%3Aviewer");
    let invitation = answer.expect_ok();
    assert_eq!(answer.json()["client"], Value::Null);
    assert_eq!(invitation["email_address"], "new.person+x@example.org");
    assert_eq!(
        (invitation["role"].as_str(), invitation["role_name"].as_str()),
        (Some("org:viewer"), Some("Viewer"))
    );
    assert_eq!(invitation["status"], "pending");
    let [expires, created] = ["expires_at", "created_at"].map(|field| invitation[field].as_i64().unwrap());
    assert_eq!(expires - created, 30 * DAY);
    assert_eq!(admin.get(&server.invitations()).expect_ok()["data"][0], invitation);
    assert_eq!(admin.get(&organization).expect_ok()["pending_invitations_count"], before + 1);

    let outbox = server.outbox();
    assert_eq!(outbox.len(), 1);
    assert_eq!(outbox[0]["to"], "new.person+x@example.org");
    assert_eq!(outbox[0]["invitationId"], invitation["id"]);
    let link = outbox[0]["link"].as_str().unwrap();
    let ticket = link.strip_prefix(&format!("{}/v1/tickets/accept?ticket=", server.url)).unwrap();
    let claims = crate::support::claims(ticket);
    assert_eq!(claims["sid"], invitation["id"]);
    assert_eq!(claims["oid"], server.organization_id());
    assert_eq!(claims["st"], "organization_invitation");
    assert_eq!(claims["exp"].as_i64().unwrap(), expires / 1000);
    assert!(outbox[0]["html"].as_str().unwrap().contains("Northwind Studio"));
    server.stop();
}

#[test]
fn nothing_is_mailed_when_notify_is_false() {
    let server = Server::start();
    server
        .admin()
        .post(&server.invitations(), "email_address=a@x.io&role=org:member&notify=false")
        .expect_ok();
    assert!(server.outbox().is_empty());
    server.stop();
}

#[test]
fn a_bulk_call_answers_with_an_array_in_the_order_of_the_addresses() {
    let server = Server::start();
    let answer = server.admin().post(
        &format!("{}/bulk", server.invitations()),
        "email_address=b@x.io&email_address=a@x.io&email_address=c@x.io&role=org:member",
    );
    let created = answer.expect_ok();
    let addresses: Vec<&str> =
        created.as_array().unwrap().iter().map(|row| row["email_address"].as_str().unwrap()).collect();
    assert_eq!(addresses, ["b@x.io", "a@x.io", "c@x.io"]);
    assert_eq!(server.outbox().len(), 3);
    server.stop();
}

#[test]
fn a_bulk_call_that_fails_creates_nothing() {
    let server = Server::start();
    let admin = server.admin();
    let member = server.instance["member"]["emailAddress"].as_str().unwrap();
    let form = format!("email_address=a@x.io&email_address={member}&role=org:member");
    let refused = admin
        .post(&format!("{}/bulk", server.invitations()), &form)
        .expect_error(400, "already_a_member_in_organization");
    assert!(refused["long_message"].as_str().unwrap().contains(member));
    assert_eq!(admin.get(&server.invitations()).expect_ok()["total_count"], 31);
    assert!(server.outbox().is_empty());
    server.stop();
}

#[test]
fn revoking_works_once_and_only_on_a_pending_invitation() {
    let server = Server::start();
    let admin = server.admin();
    let invitation = admin.post(&server.invitations(), "email_address=a@x.io&role=org:member").expect_ok();
    server.advance(1000);
    let revoke =
        |id: &Value| admin.post(&format!("{}/{}/revoke", server.invitations(), id.as_str().unwrap()), "");
    let revoked = revoke(&invitation["id"]).expect_ok();
    assert_eq!((&revoked["id"], revoked["status"].as_str()), (&invitation["id"], Some("revoked")));
    assert!(revoked["updated_at"].as_i64() > invitation["updated_at"].as_i64());
    assert_eq!(revoked["created_at"], invitation["created_at"]);
    assert_eq!(admin.get(&server.invitations()).expect_ok()["data"][0], revoked);
    revoke(&invitation["id"]).expect_error(404, "organization_invitation_not_pending");
    for status in ["accepted", "expired"] {
        let page = admin.get(&format!("{}?status={status}", server.invitations())).expect_ok();
        revoke(&page["data"][0]["id"]).expect_error(404, "organization_invitation_not_pending");
    }
    revoke(&json!("orginv_unknown")).expect_error(404, "organization_invitation_not_found");
    server.stop();
}

#[test]
fn a_pending_invitation_expires_with_the_clock() {
    let server = Server::with_settings(&[("session_lifetime_days", "365"), ("session_abandon_days", "365")]);
    let admin = server.admin();
    let invitation = admin.post(&server.invitations(), "email_address=a@x.io&role=org:member").expect_ok();
    let first = || admin.get(&server.invitations()).expect_ok()["data"][0]["status"].clone();
    server.advance(30 * DAY - 60_000);
    assert_eq!(first(), "pending");
    server.advance(60_000);
    assert_eq!(first(), "expired");
    let path = format!("{}/{}/revoke", server.invitations(), invitation["id"].as_str().unwrap());
    admin.post(&path, "").expect_error(404, "organization_invitation_not_pending");
    let organization = admin.get(&format!("/v1/organizations/{}", server.organization_id())).expect_ok();
    assert_eq!(organization["pending_invitations_count"], 0);
    admin.post(&server.invitations(), "email_address=a@x.io&role=org:member").expect_ok();
    server.stop();
}

#[test]
fn the_deprecated_list_of_pending_invitations_is_an_array() {
    let server = Server::start();
    let pending = server.admin().get(&format!("{}/pending?limit=3", server.invitations())).expect_ok();
    let rows = pending.as_array().unwrap();
    assert!(rows.len() == 3 && rows.iter().all(|row| row["status"] == "pending"));
    server.stop();
}

#[test]
fn concurrent_invitations_create_one_per_address() {
    let server = Server::with_settings(&[("frontend_duplicate_invitation", "refuse")]);
    let admin = server.admin();
    let (path, cookie) = (server.invitations(), admin.cookie().unwrap());
    let created: usize = std::thread::scope(|scope| {
        let attempts: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let headers = [("cookie", cookie.as_str()), crate::support::FORM];
                    let body = "email_address=one@x.io&role=org:member";
                    crate::support::send("POST", &format!("{}{path}", server.url), &headers, Some(body))
                        .unwrap()
                        .status
                })
            })
            .collect();
        attempts.into_iter().map(|attempt| usize::from(attempt.join().unwrap() == 200)).sum()
    });
    assert_eq!(created, 1);
    assert_eq!(admin.get(&path).expect_ok()["total_count"], 32);
    server.stop();
}
