//! `/v1/me/sessions`.

use serde_json::Value;

use crate::support::Server;

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
    // Another user's session is not found.
    let member = server.member();
    member.post(&format!("/v1/me/sessions/{own}/revoke"), "").expect_error(404, "resource_not_found");
    here.post(&format!("/v1/me/sessions/{own}/revoke"), "").expect_ok();
    here.get("/v1/me/sessions").expect_error(401, "authentication_invalid");
    server.stop();
}
