//! The redirects of server-side rendering: both forms of handshakes, satellite domains, and Frontend API requests that
//! an application's own server proxies.

use serde_json::Value;

use crate::support::{Answer, Browser, Server, claims, send};

const PAGE: &str = "http://localhost:3000/team?tab=1";

/// Opens a path of the emulator in this browser.
fn open(browser: &Browser, path: &str) -> Answer {
    browser.send_with("GET", path, &[("accept", "application/json")], None)
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn handshake(browser: &Browser, more: &str) -> Answer {
    open(browser, &format!("/v1/client/handshake?redirect_url={}{more}", encoded(PAGE)))
}

/// A query parameter of the URL that an answer redirects to.
fn led_with(answer: &Answer, name: &str) -> Option<String> {
    assert_eq!(answer.status, 307, "{}", answer.text);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let location = url::Url::parse(answer.header("location").unwrap()).unwrap();
    location.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

fn payload(server: &Server, nonce: &str) -> Answer {
    server.program().get(&format!("/v1/clients/handshake_payload?nonce={nonce}"))
}

/// The value of a cookie in `Set-Cookie` headers.
fn cookie(directives: &Value, name: &str) -> String {
    let written = directives.as_array().unwrap().iter().map(|directive| directive.as_str().unwrap());
    let mut found = written.filter_map(|directive| directive.split(';').next()?.split_once('='));
    found.find(|(known, _)| *known == name).unwrap().1.to_owned()
}

#[test]
fn a_nonce_returns_the_same_cookies_as_a_token() {
    let server = Server::start();
    let admin = server.browser().with_dev_browser();
    let person = &server.instance["admin"];
    admin.sign_in(person["emailAddress"].as_str().unwrap(), person["password"].as_str().unwrap()).expect_ok();
    let token = led_with(&handshake(&admin, ""), "__clerk_handshake").unwrap();
    let from_token = claims(&token)["handshake"].clone();
    let answer = handshake(&admin, "&format=nonce");
    assert!(answer.header("location").unwrap().starts_with("http://localhost:3000/team?tab=1&"));
    assert_eq!(led_with(&answer, "__clerk_handshake"), None);
    let nonce = led_with(&answer, "__clerk_handshake_nonce").unwrap();
    let from_nonce = payload(&server, &nonce).expect_bare()["directives"].clone();
    let names = |directives: &Value| -> Vec<String> {
        let text = directives.as_array().unwrap().iter();
        text.map(|one| one.as_str().unwrap().split_once('=').unwrap().0.to_owned()).collect()
    };
    assert_eq!(names(&from_nonce), names(&from_token));
    for name in ["__clerk_db_jwt", "__client_uat"] {
        assert_eq!(cookie(&from_nonce, name), cookie(&from_token, name), "{name}");
    }
    let session = claims(&cookie(&from_nonce, "__session"));
    assert_eq!(session["sub"], server.instance["admin"]["userId"]);
    assert_eq!(session["azp"], "http://localhost:3000");
    handshake(&admin, "&format=other").expect_error(422, "form_param_value_invalid");
    server.stop();
}

#[test]
fn a_handshake_replaces_what_an_earlier_one_left_in_the_address() {
    let server = Server::start();
    let admin = server.admin();
    let page = "http://localhost:3000/team?tab=a%20b&__clerk_handshake=old&flag&__clerk_handshake=older#top";
    let answer = open(&admin, &format!("/v1/client/handshake?redirect_url={}", encoded(page)));
    let token = led_with(&answer, "__clerk_handshake").unwrap();
    assert!(claims(&token)["handshake"].is_array());
    let location = answer.header("location").unwrap();
    assert_eq!(location, format!("http://localhost:3000/team?tab=a%20b&flag&__clerk_handshake={token}#top"));
    server.stop();
}

#[test]
fn a_nonce_requires_the_secret_key_and_is_valid_for_a_minute_in_its_own_instance() {
    let server = Server::start();
    let nonce = led_with(&handshake(&server.admin(), "&format=nonce"), "__clerk_handshake_nonce").unwrap();
    let path = format!("/v1/clients/handshake_payload?nonce={nonce}");
    server.browser().get(&path).expect_error(401, "authorization_header_format_invalid");
    payload(&server.create_instance(&Value::Null), &nonce).expect_error(400, "invalid_handshake");
    payload(&server, &nonce[1..]).expect_error(400, "invalid_handshake");
    payload(&server, "").expect_error(422, "form_param_missing");
    server.advance(59_000);
    payload(&server, &nonce).expect_bare();
    server.advance(1_000);
    payload(&server, &nonce).expect_error(400, "invalid_handshake");
    let nonce = led_with(&handshake(&server.admin(), "&format=nonce"), "__clerk_handshake_nonce").unwrap();
    server.control("POST", "/reset", &Value::Null);
    payload(&server, &nonce).expect_error(400, "invalid_handshake");
    server.stop();
}

#[test]
fn a_nonce_without_a_session_signs_the_browser_out() {
    let server = Server::start();
    let nonce = led_with(&handshake(&server.browser(), "&format=nonce"), "__clerk_handshake_nonce").unwrap();
    let directives = payload(&server, &nonce).expect_bare()["directives"].clone();
    assert!(cookie(&directives, "__clerk_db_jwt").starts_with("dvb_"));
    assert_eq!(cookie(&directives, "__client_uat"), "0");
    assert_eq!(cookie(&directives, "__session"), "");
    server.stop();
}

/// The host and the path that an answer redirects to.
fn step(answer: &Answer) -> (String, String) {
    let location = url::Url::parse(answer.header("location").unwrap()).unwrap();
    let query = location.query().unwrap_or_default();
    (location.host_str().unwrap().to_owned(), format!("{}?{query}", location.path()))
}

#[test]
fn a_satellite_gets_the_session_of_the_primary_domain() {
    let server = Server::start();
    let admin = server.admin();
    let page = "http://shop.localhost:3001/cart?__clerk_synced=false&size=2";
    let sync = format!("/v1/client/sync?redirect_url={}", encoded(page));
    let port = server.url.rsplit_once(':').unwrap().1;
    let satellite = format!("shop.localhost:{port}");

    // At the satellite's name the client is unknown, so the answer redirects to the emulator's own name.
    let first = server.browser().send_with("GET", &sync, &[("host", &satellite)], None);
    assert_eq!(led_with(&first, "link_domain").as_deref(), Some("shop.localhost"));
    let (host, path) = step(&first);
    assert_eq!(host, "127.0.0.1");
    let second = open(&admin, &path);
    let (host, path) = step(&second);
    assert_eq!(host, "shop.localhost");
    assert!(path.starts_with("/v1/client/link?__clerk_token="), "{path}");
    let third = server.browser().send_with("GET", &path, &[("host", &satellite)], None);
    let location = third.header("location").unwrap();
    assert!(location.starts_with("http://shop.localhost:3001/cart?size=2&__clerk_db_jwt=dvb_"), "{location}");
    assert!(location.ends_with("&__clerk_synced=true"), "{location}");
    let dev_browser = led_with(&third, "__clerk_db_jwt").unwrap();
    let client = send("GET", &format!("{}/v1/client?__clerk_db_jwt={dev_browser}", server.url), &[], None);
    let client = client.unwrap().expect_ok();
    assert_eq!(client["sessions"][0]["user"]["id"], server.instance["admin"]["userId"]);

    server.advance(60_000);
    open(&server.browser(), &path).expect_error(400, "verification_link_token_invalid");
    server.stop();
}

#[test]
fn a_sync_only_redirects_to_this_machine_and_a_link_accepts_no_other_ticket() {
    let server = Server::start();
    let admin = server.admin();
    let sync = |redirect: &str, domain: &str| {
        let path =
            format!("/v1/client/sync?redirect_url={}&link_domain={}", encoded(redirect), encoded(domain));
        admin.send_with("GET", &path, &[("accept", "application/json")], None)
    };
    sync("https://evil.example/", "").expect_error(403, "redirect_url_mismatch");
    for domain in
        ["evil.example", "localhost.evil.example", "user@evil.example", "localhost/../evil.example:1", "a b"]
    {
        let answer = sync("http://localhost:3000/", domain);
        assert!(
            answer.status == 422 || answer.header("location").unwrap().starts_with("http://localhost:"),
            "{domain}: {:?}",
            answer.header("location")
        );
    }
    let json = [("accept", "application/json")];
    let link =
        |token: &str| admin.send_with("GET", &format!("/v1/client/link?__clerk_token={token}"), &json, None);
    let nonce = led_with(&handshake(&admin, "&format=nonce"), "__clerk_handshake_nonce").unwrap();
    link(&nonce).expect_error(400, "verification_link_token_invalid");
    link("x").expect_error(400, "verification_link_token_invalid");
    // A nonce is not an invitation's ticket either.
    admin
        .send_with("GET", &format!("/v1/tickets/accept?ticket={nonce}"), &json, None)
        .expect_error(400, "ticket_invalid_code");
    server.stop();
}

#[test]
fn a_proxied_request_requires_the_secret_key() {
    let server = Server::start();
    let url = "https://app.example.test/__clerk";
    let key = server.instance["secretKey"].as_str().unwrap();
    let ask = |headers: &[(&str, &str)]| {
        let all = [&[("clerk-proxy-url", url), ("accept", "application/json")], headers].concat();
        send("GET", &format!("{}/v1/client", server.url), &all, None).unwrap()
    };
    ask(&[]).expect_error(400, "proxy_request_missing_secret_key");
    ask(&[("clerk-secret-key", "sk_test_other")]).expect_error(401, "proxy_request_invalid_secret_key");
    assert_eq!(ask(&[("clerk-secret-key", key)]).status, 200);

    // The application's pages may send a dev browser, and handshakes may redirect to them.
    let dev_browser =
        server.browser().send("POST", "/v1/dev_browser", None).json()["id"].as_str().unwrap().to_owned();
    let named = |headers: &[(&str, &str)]| {
        let all = [&[("origin", "https://app.example.test")], headers].concat();
        send("GET", &format!("{}/v1/client?__clerk_db_jwt={dev_browser}", server.url), &all, None).unwrap()
    };
    named(&[]).expect_error(400, "origin_invalid");
    assert_eq!(named(&[("clerk-proxy-url", url), ("clerk-secret-key", key)]).status, 200);
    let other = [("clerk-proxy-url", "https://other.example.test"), ("clerk-secret-key", key)];
    named(&other).expect_error(400, "origin_invalid");
    let path = format!("{}/v1/client/handshake?redirect_url=https%3A%2F%2Fapp.example.test%2F", server.url);
    let back = send("GET", &path, &[("clerk-proxy-url", url), ("clerk-secret-key", key)], None).unwrap();
    assert!(back.header("location").unwrap().starts_with("https://app.example.test/?__clerk_handshake="));
    send("GET", &path, &[("accept", "application/json")], None)
        .unwrap()
        .expect_error(403, "redirect_url_mismatch");

    let log = server.control("GET", "/requests", &Value::Null).to_string();
    assert!(!log.contains(key), "the key is not in the log");
    server.stop();
}
