//! The rules for every request: CORS, method override, API versions, authentication.

use crate::support::{Server, send};

#[test]
fn methods_work_directly_and_through_the_override() {
    let server = Server::start();
    let browser = server.admin();
    for (method, path) in [
        ("POST", "/v1/environment?_method=PATCH"),
        ("POST", "/v1/environment?_method=patch"),
        ("PATCH", "/v1/environment"),
        ("POST", "/v1/client?_method=PUT"),
        ("POST", "/v1/client/sessions?_method=DELETE"),
    ] {
        assert_eq!(browser.send(method, path, None).status, 200, "{method} {path}");
    }
    // `_method` is only read from a POST.
    browser.get("/v1/client/sessions?_method=DELETE").expect_error(405, "method_not_allowed");
    server.stop();
}

#[test]
fn pages_can_read_every_answer_and_preflights_succeed() {
    let server = Server::start();
    let origin = "https://app.example.com";
    for path in ["/v1/client", "/v1/nope", "/v1/me", "/v1/client?a=%zz", "/i/none/v1/client"] {
        let answer = send("GET", &format!("{}{path}", server.url), &[("origin", origin)], None).unwrap();
        assert_eq!(answer.header("access-control-allow-origin"), Some(origin), "{path}");
        assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
        assert_eq!(answer.header("vary"), Some("Origin"));
        let exposed = answer.header("access-control-expose-headers").unwrap();
        for name in ["retry-after", "x-country", "clerk-db-jwt", "authorization"] {
            assert!(exposed.contains(name));
        }
    }
    let headers = [("origin", origin), ("access-control-request-method", "PUT")];
    let preflight =
        send("OPTIONS", &format!("{}/v1/organizations/x/logo", server.url), &headers, None).unwrap();
    assert_eq!((preflight.status, preflight.text.as_str()), (204, ""));
    assert_eq!(preflight.header("access-control-allow-origin"), Some(origin));
    assert!(preflight.header("access-control-allow-headers").unwrap().contains("content-type"));
    assert!(preflight.header("access-control-allow-methods").unwrap().contains("PUT"));
    let plain = send("GET", &format!("{}/v1/client", server.url), &[], None).unwrap();
    assert!(plain.header("access-control-allow-origin").is_none());
    server.stop();
}

#[test]
fn a_request_cannot_have_both_an_origin_and_an_authorization() {
    let server = Server::start();
    let call =
        |headers: &[(&str, &str)]| send("GET", &format!("{}/v1/client", server.url), headers, None).unwrap();
    let origin = ("origin", "http://localhost:3000");
    let both = call(&[origin, ("authorization", "Bearer x")]);
    both.expect_error(400, "origin_authorization_headers_conflict");
    assert_eq!(both.header("access-control-allow-origin"), Some("http://localhost:3000"));
    call(&[origin, origin]).expect_error(400, "multiple_origin_header_values_forbidden");
    call(&[("authorization", "Bearer x"), ("authorization", "Bearer y")])
        .expect_error(400, "multiple_authorization_header_values_forbidden");
    call(&[("origin", "null")]).expect_error(400, "origin_invalid");
    call(&[("origin", "nonsense")]).expect_error(400, "origin_invalid");
    server.control("PUT", "/settings", &serde_json::json!({ "origin_required": true }));
    call(&[]).expect_error(400, "origin_missing");
    assert_eq!(call(&[origin]).status, 200);
    server.stop();
}

#[test]
fn the_api_version_is_a_date_that_is_sent_once() {
    let server = Server::start();
    let url = format!("{}/v1/client", server.url);
    let call =
        |query: &str, headers: &[(&str, &str)]| send("GET", &format!("{url}{query}"), headers, None).unwrap();
    for version in ["2026-08-20", "2026-05-12", "2025-11-10", "2021-02-05"] {
        assert_eq!(call(&format!("?__clerk_api_version={version}"), &[]).status, 200);
        assert_eq!(call("", &[("clerk-api-version", version)]).status, 200);
    }
    let header = [("clerk-api-version", "2026-05-12")];
    call("?__clerk_api_version=2026-05-12", &header).expect_error(400, "api_version_invalid");
    call("?__clerk_api_version=5", &[]).expect_error(400, "api_version_invalid");
    server.stop();
}

#[test]
fn only_a_secret_key_gives_access_to_the_backend_api() {
    let server = Server::start();
    let call = |authorization: &str| {
        send("GET", &format!("{}/v1/jwks", server.url), &[("authorization", authorization)], None).unwrap()
    };
    let key = server.instance["secretKey"].as_str().unwrap();
    assert_eq!(call(&format!("Bearer {key}")).status, 200);
    call(&format!("Bearer {key}x")).expect_error(401, "clerk_key_invalid");
    call("Bearer sk_test_wrong").expect_error(401, "clerk_key_invalid");
    for header in [key.to_owned(), format!("Basic {key}"), "Bearer".to_owned(), String::new()] {
        call(&header).expect_error(401, "authorization_header_format_invalid");
    }
    server.stop();
}
