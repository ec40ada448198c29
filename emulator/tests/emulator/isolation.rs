//! A user who is not a member cannot access anything of an organization, neither through its own path nor through
//! another organization's. Forged credentials are rejected.

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};

use crate::support::{FORM, Server, newcomer, send};

fn id(of: &Value) -> String {
    of["id"].as_str().unwrap().to_owned()
}

/// An organization of another user, with all calls about it and its data.
struct Theirs {
    organization: String,
    /// Method, path below an organization, form.
    calls: Vec<(&'static str, String, &'static str)>,
}

fn theirs(server: &Server) -> Theirs {
    let owner = newcomer(server, "owner@elsewhere.example");
    let organization = id(&owner.post("/v1/organizations", "name=Elsewhere").expect_ok());
    let path = format!("/v1/organizations/{organization}");
    let invite = "email_address=invited@x.io&role=org:member";
    let invitation = id(&owner.post(&format!("{path}/invitations"), invite).expect_ok());
    let domain = id(&owner.post(&format!("{path}/domains"), "name=elsewhere.example").expect_ok());
    let user = id(&owner.session()["user"]);
    let calls = vec![
        ("GET", format!("/memberships?paginated=true&query={user}"), ""),
        ("PATCH", format!("/memberships/{user}"), "role=org:member"),
        ("DELETE", format!("/memberships/{user}"), ""),
        ("POST", format!("/invitations/{invitation}/revoke"), ""),
        ("POST", "/membership_requests/orgmemreq_1/accept".to_owned(), ""),
        ("POST", "/membership_requests/orgmemreq_1/reject".to_owned(), ""),
        ("GET", format!("/domains/{domain}"), ""),
        ("DELETE", format!("/domains/{domain}"), ""),
        ("POST", format!("/domains/{domain}/update_enrollment_mode"), "enrollment_mode=automatic_invitation"),
        (
            "POST",
            format!("/domains/{domain}/prepare_affiliation_verification"),
            "affiliation_email_address=me@elsewhere.example",
        ),
        ("POST", format!("/domains/{domain}/attempt_affiliation_verification"), "code=424242"),
    ];
    Theirs { organization, calls }
}

#[test]
fn a_user_who_is_not_a_member_cannot_access_an_organization() {
    let server = Server::start();
    let Theirs { organization, mut calls } = theirs(&server);
    let outsider = server.admin();
    let own_id = outsider.session()["user"]["id"].as_str().unwrap().to_owned();
    let join: &'static str = format!("user_id={own_id}&role=org:admin").leak();
    for (method, path, form) in [
        ("GET", "", ""),
        ("PATCH", "", "name=Ours+now"),
        ("DELETE", "", ""),
        ("DELETE", "/logo", ""),
        ("GET", "/roles", ""),
        ("GET", "/memberships", ""),
        ("POST", "/memberships", join),
        ("GET", "/invitations", ""),
        ("GET", "/invitations/pending", ""),
        ("POST", "/invitations", "email_address=friend@x.io&role=org:admin"),
        ("POST", "/invitations/bulk", "email_address=friend@x.io&role=org:admin"),
        ("GET", "/membership_requests", ""),
        ("GET", "/domains", ""),
        ("POST", "/domains", "name=ours.example"),
    ] {
        calls.push((method, path.to_owned(), form));
    }
    let before = server.control("GET", "/state", &Value::Null);
    for (method, path, form) in &calls {
        let path = format!("/v1/organizations/{organization}{path}");
        let form = Some(*form).filter(|_| *method != "GET" && *method != "DELETE");
        outsider.send(method, &path, form).expect_error(404, "organization_not_found_or_unauthorized");
        server.browser().send(method, &path, form).expect_error(401, "authentication_invalid");
    }
    assert_eq!(server.control("GET", "/state", &Value::Null), before, "the calls change nothing");
    server.stop();
}

#[test]
fn resources_of_one_organization_cannot_be_accessed_through_another() {
    let server = Server::start();
    let Theirs { calls, .. } = theirs(&server);
    let admin = server.admin();
    let before = server.control("GET", "/state", &Value::Null);
    for (method, path, form) in calls {
        let path = format!("/v1/organizations/{}{path}", server.organization_id());
        let answer = admin.send(method, &path, Some(form).filter(|_| method != "GET" && method != "DELETE"));
        if path.contains("/memberships?") {
            assert_eq!(answer.expect_ok()["data"], json!([]), "{path}");
        } else {
            assert_eq!(answer.status, 404, "{method} {path}: {}", answer.text);
        }
    }
    assert_eq!(server.control("GET", "/state", &Value::Null), before);
    server.stop();
}

#[test]
fn a_session_token_is_not_a_credential_and_a_modified_one_does_not_verify() {
    let server = Server::start();
    let admin = server.admin();
    let token = admin.session()["last_active_token"]["jwt"].as_str().unwrap().to_owned();
    let me = format!("{}/v1/me", server.url);
    let as_secret_key = [("authorization", &*format!("Bearer {token}"))];
    send("GET", &me, &as_secret_key, None).unwrap().expect_error(401, "clerk_key_invalid");
    let native = send("GET", &format!("{me}?_is_native=1"), &as_secret_key, None).unwrap();
    native.expect_error(401, "authentication_invalid");
    for name in ["__client", "__session"] {
        let cookie = format!("{name}={token}");
        let answer = send("GET", &me, &[("cookie", &cookie)], None).unwrap();
        answer.expect_error(401, "authentication_invalid");
    }

    let keys: JwkSet = serde_json::from_value(server.browser().get("/v1/jwks").json()).unwrap();
    let key = DecodingKey::from_jwk(&keys.keys[0]).unwrap();
    let verifies =
        |token: &str| jsonwebtoken::decode::<Value>(token, &key, &Validation::new(Algorithm::RS256)).is_ok();
    assert!(verifies(&token));
    let parts: Vec<&str> = token.split('.').collect();
    let swapped = |text: &str| {
        // All bits of the first character are used, so a different character is a different value.
        let other = if text.starts_with('A') { 'B' } else { 'A' };
        format!("{other}{}", &text[1..])
    };
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let mut claims = crate::support::claims(&token);
    claims["o"]["rol"] = "owner".into();
    let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
    let none = URL_SAFE_NO_PAD.encode(json!({ "alg": "none", "typ": "JWT" }).to_string());
    for forged in [
        format!("{}.{claims}.{}", parts[0], parts[2]),
        format!("{}.{}.{}", parts[0], parts[1], swapped(parts[2])),
        format!("{none}.{claims}."),
        format!("{}.{}.", parts[0], parts[1]),
    ] {
        assert!(!verifies(&forged), "{forged}");
    }
    // Session tokens expire after a minute by the emulator's clock.
    server.advance(61_000);
    let expires = crate::support::claims(&token)["exp"].as_i64().unwrap() * 1000;
    assert!(expires < server.control("GET", "/clock", &Value::Null)["now"].as_i64().unwrap());
    server.stop();
}

#[test]
fn a_modified_client_token_has_no_client() {
    let server = Server::start();
    let cookie = server.admin().cookie().unwrap();
    let token = cookie.strip_prefix("__client=").unwrap();
    let longer = format!("{token}a");
    let cased: String =
        token
            .chars()
            .map(|letter| {
                if letter.is_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }
            })
            .collect();
    for wrong in [&token[1..], &token[..token.len() - 1], longer.as_str(), cased.as_str(), "", "%00"] {
        let headers = [("cookie", &*format!("__client={wrong}"))];
        let answer = send("GET", &format!("{}/v1/client", server.url), &headers, None).unwrap();
        assert_eq!(answer.expect_ok(), Value::Null, "{wrong}");
        let form = Some("email_address=a@x.io&role=org:member");
        let headers = [headers[0], FORM];
        let invited =
            send("POST", &format!("{}{}", server.url, server.invitations()), &headers, form).unwrap();
        invited.expect_error(401, "authentication_invalid");
    }
    let unsigned = send("GET", &format!("{}/v1/client", server.url), &[("cookie", &cookie)], None).unwrap();
    assert!(!unsigned.expect_ok().is_null(), "the real token has a client");
    server.stop();
}
