//! Sessions and their tokens through the Backend API.

use serde_json::{Value, json};

use crate::support::{DAY, Server, claims};

#[test]
fn a_session_is_created_and_the_published_key_verifies_its_tokens() {
    let server = Server::start();
    let program = server.program();
    let user_id = &server.instance["member"]["userId"];
    let session = program.post("/v1/sessions", &json!({ "user_id": user_id })).expect_bare();
    let id = session["id"].as_str().unwrap();
    assert!(id.starts_with("sess_") && session["client_id"].as_str().unwrap().starts_with("client_"));
    assert_eq!((&session["object"], &session["status"]), (&json!("session"), &json!("active")));
    assert_eq!(
        (&session["user_id"], &session["last_active_organization_id"]),
        (user_id, &json!(server.organization_id()))
    );
    assert_eq!(session["expire_at"].as_i64().unwrap() - session["created_at"].as_i64().unwrap(), 7 * DAY);
    assert_eq!(program.get(&format!("/v1/sessions/{id}")).expect_bare(), session);

    let tokens = format!("/v1/sessions/{id}/tokens");
    let token = program.send("POST", &tokens, None).expect_bare();
    assert_eq!(token["object"], "token");
    let jwt = token["jwt"].as_str().unwrap();
    let payload = claims(jwt);
    assert_eq!((&payload["sid"], &payload["sub"]), (&json!(id), user_id));
    assert_eq!(payload["o"]["id"], server.organization_id());
    assert_eq!(payload["exp"].as_i64().unwrap() - payload["iat"].as_i64().unwrap(), 60);
    let key = program.get("/v1/jwks").expect_bare()["keys"][0].clone();
    let decoding = jsonwebtoken::DecodingKey::from_rsa_components(
        key["n"].as_str().unwrap(),
        key["e"].as_str().unwrap(),
    )
    .unwrap();
    let validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    jsonwebtoken::decode::<Value>(jwt, &decoding, &validation).unwrap();

    let long = program.post(&tokens, &json!({ "expires_in_seconds": 3600 })).expect_bare();
    let payload = claims(long["jwt"].as_str().unwrap());
    assert_eq!(payload["exp"].as_i64().unwrap() - payload["iat"].as_i64().unwrap(), 3600);
    for wrong in [json!(29), json!(315_360_001), json!("60")] {
        let body = json!({ "expires_in_seconds": wrong });
        program.post(&tokens, &body).expect_error(422, "form_param_value_invalid");
    }
    program.send("POST", &format!("{tokens}/a_template"), None).expect_error(404, "resource_not_found");
    server.stop();
}

#[test]
fn a_session_requires_a_user_and_one_of_their_organizations() {
    let server = Server::start();
    let program = server.program();
    let harbor = program.get("/v1/organizations/harbor-collective").expect_bare();
    let (admin, member) = (&server.instance["admin"]["userId"], &server.instance["member"]["userId"]);
    let body = json!({ "user_id": admin, "active_organization_id": harbor["id"] });
    let session = program.post("/v1/sessions", &body).expect_bare();
    assert_eq!(session["last_active_organization_id"], harbor["id"]);
    let foreign = json!({ "user_id": member, "active_organization_id": harbor["id"] });
    program.post("/v1/sessions", &foreign).expect_error(404, "organization_not_found_or_unauthorized");
    program.post("/v1/sessions", &json!({ "user_id": "user_x" })).expect_error(404, "resource_not_found");
    program.post("/v1/sessions", &json!({})).expect_error(422, "form_param_missing");
    let banned = format!("/v1/users/{}/ban", member.as_str().unwrap());
    program.send("POST", &banned, None).expect_bare();
    program.post("/v1/sessions", &json!({ "user_id": member })).expect_error(403, "user_banned");
    server.stop();
}

#[test]
fn sessions_are_listed_and_revoked() {
    let server = Server::start();
    let program = server.program();
    let admin = server.admin();
    let signed_in = admin.session();
    let user_id = server.instance["admin"]["userId"].as_str().unwrap();
    program.post("/v1/sessions", &json!({ "user_id": user_id })).expect_bare();
    program.post("/v1/sessions", &json!({ "user_id": server.instance["member"]["userId"] })).expect_bare();

    let path = format!("/v1/sessions?user_id={user_id}");
    let array = program.get(&path).expect_bare();
    assert_eq!(array.as_array().unwrap().len(), 2);
    let page = program.get(&format!("{path}&paginated=true&limit=1")).expect_bare();
    assert_eq!((&page["total_count"], &page["data"][0]), (&json!(2), &array[0]));
    assert_eq!(array[1]["id"], signed_in["id"]);
    let of_client = format!("/v1/sessions?client_id={}", array[1]["client_id"].as_str().unwrap());
    assert_eq!(program.get(&of_client).expect_bare(), json!([array[1]]));
    assert_eq!(program.get("/v1/sessions?paginated=true").expect_bare()["total_count"], 3);

    let id = signed_in["id"].as_str().unwrap();
    let revoked = program.send("POST", &format!("/v1/sessions/{id}/revoke"), None).expect_bare();
    assert_eq!((&revoked["status"], &revoked["id"]), (&json!("revoked"), &json!(id)));
    admin.get(&server.invitations()).expect_error(401, "authentication_invalid");
    program
        .send("POST", &format!("/v1/sessions/{id}/tokens"), None)
        .expect_error(401, "authentication_invalid");
    let count = |status: &str| {
        program.get(&format!("{path}&status={status}")).expect_bare().as_array().unwrap().len()
    };
    assert_eq!((count("active"), count("revoked"), count("expired")), (1, 1, 0));
    server.advance(8 * DAY);
    assert_eq!((count("active"), count("revoked"), count("expired")), (0, 1, 1));
    program.get(&format!("{path}&status=asleep")).expect_error(422, "form_param_value_invalid");
    for path in ["/v1/sessions/sess_x", "/v1/sessions/sess_x/revoke", "/v1/sessions/sess_x/tokens"] {
        let method = if path.ends_with("_x") { "GET" } else { "POST" };
        program.send(method, path, None).expect_error(404, "resource_not_found");
    }
    server.stop();
}
