//! Random requests to the emulator's own pages and controls. The account portal must answer with a page, the controls
//! with JSON. A seed must be applied completely or rejected.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rand::Rng;
use serde_json::{Value, json};

use crate::random::{Answered, Generator, calls};
use crate::support::{FORM, PASSWORD, Server, invite, send};

const REQUESTS: usize = 1000;

const PORTAL_OFTEN: &[&str] = &["POST /__emulator/portal/sign-in", "POST /__emulator/portal/sign-up"];
const FIELDS: &[&str] = &[
    "__clerk_db_jwt",
    "__clerk_ticket",
    "action",
    "attempt",
    "code",
    "email_address",
    "first_name",
    "identifier",
    "last_name",
    "password",
    "redirect_url",
    "strategy",
    "ticket",
];

#[test]
fn every_random_portal_request_gets_a_page() {
    let server = Server::start();
    let admin = server.admin();
    let mut ids = vec![server.organization_id().to_owned()];
    for number in 0..5 {
        let (invitation, link) = invite(&server, &admin, &format!("i{number}@x.io"), "org:member");
        ids.push(invitation["id"].as_str().unwrap().to_owned());
        ids.push(link.split_once("ticket=").unwrap().1.to_owned());
    }
    let mut portal = calls("portal", PORTAL_OFTEN, &[]);
    portal.push(("GET", "/v1/tickets/accept".to_owned()));
    let mut generator = Generator::new(22, portal, FIELDS, ids);
    let cookie = server.member().cookie().unwrap();
    let mut pages = 0;
    for number in 0..REQUESTS {
        let ((method, path), query) = (generator.call(), generator.query());
        let mut form = vec![generator.pairs(&[0, 1, 3])];
        let wanted = [
            ("strategy", "email_code".to_owned()),
            ("identifier", "milo.brandt@example.com".to_owned()),
            ("password", PASSWORD.to_owned()),
            ("email_address", format!("p{}@x.io", generator.random.gen_range(0..500))),
            ("redirect_url", "http://localhost:3000/?a=1".to_owned()),
            ("__clerk_ticket", generator.id()),
        ];
        for (name, value) in wanted {
            if generator.chance(0.3) {
                form.push(format!("{name}={}", utf8_percent_encode(&value, NON_ALPHANUMERIC)));
            }
        }
        let form = form.join("&");
        let mut headers = vec![("accept", "text/html,*/*;q=0.8"), FORM];
        if generator.chance(0.3) {
            headers.push(("cookie", cookie.as_str()));
        }
        let url = format!("{}{path}?{query}", server.url);
        let answer =
            send(method, &url, &headers, Some(&form).filter(|_| method != "GET").map(|form| &**form));
        let answer = answer.unwrap();
        let told = || {
            format!("request {number}: {method} {path}?{query}\n{form}\n{}: {}", answer.status, answer.text)
        };
        assert!(answer.status < 500, "{}", told());
        if answer.status == 303 {
            let location = answer.header("location").unwrap();
            let is_known = ["/", "http://127.0.0.1", "http://localhost:3000/", "https://x.io/"];
            assert!(is_known.iter().any(|start| location.starts_with(start)), "{location}\n{}", told());
            assert!(!location.starts_with("//"), "{location}");
        } else {
            assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{}", told());
            assert!(!answer.text.contains("<script"), "{}", told());
            pages += 1;
        }
    }
    assert!(pages > REQUESTS / 2 && pages < REQUESTS - 50, "{pages}");
    server.stop();
}

/// Calls that affect the next answers or take long.
const CONTROLS_NOT: &[&str] = &[
    "DELETE /__emulator/instance",
    "GET /__emulator/instances",
    "POST /__emulator/instances",
    "POST /__emulator/reset",
    "GET /__emulator/images/ID",
    // Not JSON.
    "GET /__emulator/inspector",
    "GET /__emulator/inspector.js",
];

fn controls() -> Vec<(&'static str, String)> {
    calls("control", &[], CONTROLS_NOT)
}

const CONTROL_FIELDS: &[&str] = &[
    "advanceMs",
    "after",
    "body",
    "contentLength",
    "delayMs",
    "drop",
    "headers",
    "method",
    "path",
    "rate_limits",
    "session_token_seconds",
    "status",
    "surprise",
    "times",
];

#[test]
fn every_random_control_request_gets_json() {
    let server = Server::start();
    let ids = vec![server.organization_id().to_owned(), "settings".to_owned()];
    let mut generator = Generator::new(23, controls(), CONTROL_FIELDS, ids);
    let mut answered = Answered::default();
    for number in 0..REQUESTS {
        let ((method, path), query) = (generator.call(), generator.query());
        let body = generator.json_body().filter(|_| method != "GET");
        let answer = send(method, &format!("{}{path}?{query}", server.url), &[], body.as_deref()).unwrap();
        let _: Value = answered.count(&answer, || format!("request {number}: {method} {path}\n{body:?}"));
    }
    answered.expect_each(&[200, 400, 404, 405]);
    server.control("POST", "/reset", &Value::Null);
    assert_eq!(server.browser().get("/v1/client").status, 200);
    server.stop();
}

/// The JSON pointer of every value in a document.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| places(value, &format!("{at}/{name}"), found))
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| places(value, &format!("{at}/{index}"), found))
        }
        _ => {}
    }
}

/// Replaces one value with a random one or with another value of the seed, or removes it.
fn bend(seed: &mut Value, generator: &mut Generator) {
    let mut found = Vec::new();
    places(seed, "", &mut found);
    let mut any = || found[generator.random.gen_range(0..found.len())].clone();
    let (place, other) = (any(), any());
    let new = match generator.random.gen_range(0..3) {
        0 => generator.value(2),
        1 => seed.pointer(&other).unwrap().clone(),
        _ => Value::Null,
    };
    let (parent, name) = place.rsplit_once('/').unwrap_or_default();
    match seed.pointer_mut(parent) {
        Some(Value::Object(fields)) if new.is_null() => drop(fields.remove(name)),
        _ => *seed.pointer_mut(&place).unwrap() = new,
    }
}

#[test]
fn a_modified_seed_is_planted_or_refused_and_a_planted_one_dumps_to_a_valid_seed() {
    let server = Server::start();
    let state = server.control("GET", "/state", &Value::Null);
    let create = |seed: &Value| {
        let body = json!({ "seed": seed }).to_string();
        send("POST", &format!("{}/__emulator/instances", server.url), &[], Some(&body)).unwrap()
    };
    let mut generator = Generator::new(24, controls(), CONTROL_FIELDS, vec![String::new(), String::new()]);
    let mut answered = Answered::default();
    for number in 0..150 {
        let mut seed = state.clone();
        for _ in 0..generator.random.gen_range(1..3) {
            bend(&mut seed, &mut generator);
        }
        let answer = create(&seed);
        let made = answered.count(&answer, || format!("seed {number}: {seed}"));
        if answer.status != 200 {
            continue;
        }
        let url = made["url"].as_str().unwrap();
        let planted = send("GET", &format!("{url}/__emulator/state"), &[], None).unwrap().json();
        send("DELETE", &format!("{url}/__emulator/instance"), &[], None).unwrap();
        let again = create(&planted);
        assert_eq!(again.status, 200, "seed {number}: {}\n{planted}", again.text);
        send("DELETE", &format!("{}/__emulator/instance", again.json()["url"].as_str().unwrap()), &[], None)
            .unwrap();
    }
    answered.expect_each(&[200, 400]);
    server.stop();
}
