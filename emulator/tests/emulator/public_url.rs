//! `--public-url`, for use behind a proxy or in a container, and which pages may send a dev browser.

use clerk_emulator::Config;
use serde_json::Value;

use crate::support::{Server, claims, send};

const PUBLIC: &str = "https://clerk.example.test/api";
const HOST: (&str, &str) = ("host", "clerk.example.test");
const ORIGIN: (&str, &str) = ("origin", "https://clerk.example.test");

fn behind_a_proxy() -> Server {
    Server::with(Config { public_url: Some(PUBLIC.parse().unwrap()), ..Config::default() })
}

#[test]
fn every_url_for_browsers_starts_with_the_public_url() {
    let mut server = behind_a_proxy();
    assert_eq!(server.instance["url"], PUBLIC);
    server.url = server.local_url();
    let admin = server.admin();
    let mail = {
        let form = "email_address=a@x.io&role=org:member";
        admin.post(&server.invitations(), form).expect_ok();
        server.outbox().pop().unwrap()
    };
    let link = mail["link"].as_str().unwrap();
    assert!(link.starts_with(&format!("{PUBLIC}/v1/tickets/accept?ticket=")), "{link}");
    assert!(mail["html"].as_str().unwrap().contains(PUBLIC));

    let environment = admin.get("/v1/environment").json();
    let display = &environment["display_config"];
    for (name, value) in display.as_object().unwrap() {
        let text = value.as_str().unwrap_or_default();
        assert!(!text.contains("127.0.0.1"), "{name}: {text}");
    }
    assert_eq!(display["home_url"], format!("{PUBLIC}/"));
    assert_eq!(display["sign_in_url"], format!("{PUBLIC}/__emulator/portal/sign-in"));
    let organization = admin.get(&format!("/v1/organizations/{}", server.organization_id())).expect_ok();
    assert!(organization["image_url"].as_str().unwrap().starts_with(&format!("{PUBLIC}/__emulator/images/")));

    // The URL of a further instance, its cookie path and its pages are also below the public URL.
    let mut further = server.create_instance(&Value::Null);
    let path = further.url.strip_prefix(PUBLIC).unwrap().to_owned();
    assert!(path.starts_with("/i/"), "{path}");
    further.url = format!("{}{path}", server.url);
    let person = &further.instance["admin"];
    let signed_in = further
        .browser()
        .sign_in(person["emailAddress"].as_str().unwrap(), person["password"].as_str().unwrap());
    let cookie = signed_in.header("set-cookie").unwrap();
    assert!(cookie.contains(&format!("; Path=/api{path};")), "{cookie}");
    let accepted =
        send("GET", &format!("{}{}", server.url, link.strip_prefix(PUBLIC).unwrap()), &[], None).unwrap();
    assert_eq!(accepted.status, 303);
    let location = accepted.header("location").unwrap();
    assert!(location.starts_with("/api/__emulator/portal/sign-up?"), "{location}");
    server.stop();
}

#[test]
fn requests_for_the_public_host_are_answered_and_its_pages_may_use_controls_and_portal() {
    let mut server = behind_a_proxy();
    server.url = server.local_url();
    let ask = |headers: &[(&str, &str)]| {
        send("GET", &format!("{}/__emulator/instance", server.url), headers, None).unwrap().status
    };
    assert_eq!(ask(&[HOST]), 200);
    assert_eq!(ask(&[HOST, ORIGIN]), 200);
    assert_eq!(ask(&[("host", "another.example.test")]), 403);
    assert_eq!(ask(&[HOST, ("origin", "https://another.example.test")]), 400);
    // The proxy may send its own Host header.
    let submit = |origin| {
        let headers = [("origin", origin), ("content-type", "application/x-www-form-urlencoded")];
        let url = format!("{}/__emulator/portal/sign-in", server.url);
        send("POST", &url, &headers, Some("identifier=nobody%40x.io&password=x")).unwrap().status
    };
    assert_eq!(submit("https://clerk.example.test"), 422, "the page is shown again");
    assert_eq!(submit("https://another.example.test"), 400);
    server.stop();
}

#[test]
fn a_dev_browser_in_a_url_is_for_pages_of_this_machine_and_of_the_emulators_own_host() {
    let mut server = behind_a_proxy();
    server.url = server.local_url();
    let browser = server.browser().with_dev_browser();
    let person = &server.instance["admin"];
    browser
        .sign_in(person["emailAddress"].as_str().unwrap(), person["password"].as_str().unwrap())
        .expect_ok();
    let session = browser.session();
    let id = session["id"].as_str().unwrap();
    let token = |origin: &str| {
        browser.send_with("POST", &format!("/v1/client/sessions/{id}/tokens"), &[("origin", origin)], None)
    };
    for origin in
        ["http://localhost:3000", "http://127.0.0.1:1", "http://[::1]:5173", "http://a.localhost", ORIGIN.1]
    {
        let jwt = token(origin).json()["jwt"].as_str().unwrap().to_owned();
        assert_eq!(claims(&jwt)["azp"], origin);
    }
    for origin in
        ["https://evil.example", "http://localhost.evil.example", "https://clerk.example.test.evil.example"]
    {
        token(origin).expect_error(400, "origin_invalid");
    }
    // Programs send no Origin: curl, a test, a server.
    let path = format!("/v1/client/sessions/{id}/tokens");
    assert_eq!(browser.send_with("POST", &path, &[], None).status, 200);
    // The browser itself protects a client in a cookie (SameSite).
    let cookie = server.admin();
    assert_eq!(
        cookie.send_with("GET", "/v1/client", &[("origin", "https://evil.example")], None).status,
        200
    );
    server.stop();
}
