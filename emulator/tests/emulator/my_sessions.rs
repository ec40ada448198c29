//! `/v1/me/sessions`.

use serde_json::Value;

use crate::support::{Server, claims};

#[test]
fn a_user_sees_and_revokes_sessions_of_other_browsers() {
    let server = Server::start();
    let (here, there) = (server.admin(), server.admin());
    let id = |browser: &crate::support::Browser| browser.session()["id"].as_str().unwrap().to_owned();
    let (own, other) = (id(&here), id(&there));
    let all = here.get("/v1/me/sessions").expect_bare();
    let ids: Vec<&str> =
        all.as_array().unwrap().iter().map(|session| session["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&own.as_str()) && ids.contains(&other.as_str()), "{ids:?}");
    assert!(all.as_array().unwrap().iter().all(|session| session["last_active_token"] == Value::Null));
    let active = here.get("/v1/me/sessions/active").expect_bare();
    assert_eq!(active.as_array().unwrap().len(), ids.len());
    assert_eq!(active[0]["latest_activity"]["object"], "session_activity");

    let revoked = here.post(&format!("/v1/me/sessions/{other}/revoke"), "").expect_ok();
    assert_eq!((revoked["id"].as_str(), revoked["status"].as_str()), (Some(other.as_str()), Some("revoked")));
    there.get("/v1/me").expect_error(401, "authentication_invalid");
    here.post(&format!("/v1/me/sessions/{other}/revoke"), "").expect_error(400, "invalid_action_for_session");
    let left = here.get("/v1/me/sessions/active").expect_bare();
    assert_eq!(left.as_array().unwrap().len(), ids.len() - 1);
    // Another user's session is unknown.
    let member = server.member();
    member.post(&format!("/v1/me/sessions/{own}/revoke"), "").expect_error(404, "resource_not_found");
    here.post(&format!("/v1/me/sessions/{own}/revoke"), "").expect_ok();
    here.get("/v1/me/sessions").expect_error(401, "authentication_invalid");
    server.stop();
}

#[test]
fn tokens_have_the_claims_of_the_version_that_the_caller_speaks() {
    let server = Server::start();
    let admin = server.admin();
    let session = admin.session();
    let path = format!("/v1/client/sessions/{}/tokens", session["id"].as_str().unwrap());
    let token = |query: &str| {
        claims(admin.post(&format!("{path}{query}"), "").expect_bare()["jwt"].as_str().unwrap())
    };
    for version in ["2025-04-10", "2025-11-10", "2026-05-12", "2026-08-20"] {
        let claims = token(&format!("?__clerk_api_version={version}"));
        assert_eq!((&claims["v"], &claims["o"]["rol"]), (&2.into(), &"admin".into()), "{version}");
        assert_eq!(claims["org_id"], Value::Null, "{version}");
    }
    for version in ["2021-02-05", "2024-10-01"] {
        let claims = token(&format!("?__clerk_api_version={version}"));
        assert_eq!(claims["org_id"], server.organization_id(), "{version}");
        assert_eq!(
            (&claims["org_role"], &claims["org_slug"]),
            (&"org:admin".into(), &"northwind-studio".into())
        );
        assert_eq!(claims["org_permissions"], serde_json::json!([]), "those of the system are not in it");
        for name in ["v", "o", "sts", "fea"] {
            assert_eq!(claims[name], Value::Null, "{name} in {version}");
        }
    }
    assert_eq!(token("")["v"], 2, "the newest, unless the setting says otherwise");
    server.control("PATCH", "/settings", &serde_json::json!({ "request_without_api_version": "oldest" }));
    assert_eq!(token("")["org_role"], "org:admin");
    server.stop();
}

#[test]
fn a_page_of_an_older_version_sets_metadata_with_the_rest_of_the_user() {
    let server = Server::start();
    let admin = server.admin();
    let form = "first_name=Ada&unsafe_metadata=%7B%22theme%22%3A%22dark%22%7D";
    admin
        .send("PATCH", "/v1/me?__clerk_api_version=2026-05-12", Some(form))
        .expect_error(422, "form_param_unknown");
    let user = admin.send("PATCH", "/v1/me?__clerk_api_version=2025-11-10", Some(form)).expect_ok();
    assert_eq!((&user["first_name"], &user["unsafe_metadata"]["theme"]), (&"Ada".into(), &"dark".into()));
    server.stop();
}
