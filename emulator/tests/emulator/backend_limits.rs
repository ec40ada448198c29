//! Rate limits of the Backend API, on the emulator's clock.

use serde_json::{Value, json};

use crate::support::{Answer, Program, Server};

const HOUR: i64 = 60 * 60 * 1000;

fn invite(program: &Program, server: &Server, n: usize) -> Answer {
    let body = json!({ "email_address": format!("p{n}@x.io"), "role": "org:member", "notify": false });
    program.post(&server.invitations(), &body)
}

fn retry_after(answer: &Answer) -> i64 {
    answer.expect_error(429, "too_many_requests");
    answer.header("retry-after").unwrap().parse().unwrap()
}

#[test]
fn a_hundred_requests_in_ten_seconds_are_accepted_and_the_next_gets_retry_after() {
    let server = Server::start();
    let program = server.program();
    let path = format!("{}?limit=1", server.invitations());
    // The machine's clock advances meanwhile, so slightly more than a hundred requests may pass.
    let refused = (0..300).map(|_| program.get(&path)).find(|answer| answer.status == 429).unwrap();
    assert_eq!(retry_after(&refused), 1);
    assert_eq!(refused.header("content-type"), Some("application/json"));
    server.advance(1000);
    program.get(&path).expect_bare();

    // This limit does not apply to browsers, the controls, the public keys, or creating invitations.
    while program.get(&path).status != 429 {}
    server.admin().get(&server.invitations()).expect_ok();
    server.control("GET", "/outbox", &Value::Null);
    invite(&program, &server, 0).expect_bare();
    for _ in 0..20 {
        program.get("/v1/jwks").expect_bare();
    }
    server.advance(10_000);
    for _ in 0..100 {
        program.get(&path).expect_bare();
    }
    server.stop();
}

#[test]
fn two_hundred_and_fifty_invitations_are_created_in_an_hour() {
    let server = Server::start();
    let program = server.program();
    let created = (0..400).take_while(|n| invite(&program, &server, *n).status == 200).count();
    assert!((250..260).contains(&created), "{created}");
    let wait = retry_after(&invite(&program, &server, 400));
    assert!((1..=15).contains(&wait), "{wait}");
    // Bulk calls and other requests have separate limits.
    let bulk = format!("{}/bulk", server.invitations());
    program.post(&bulk, &json!([{ "email_address": "b@x.io", "role": "org:member" }])).expect_bare();
    program.get(&server.invitations()).expect_bare();

    server.advance(wait * 1000);
    invite(&program, &server, 401).expect_bare();
    server.advance(HOUR);
    for n in 1000..1250 {
        invite(&program, &server, n).expect_bare();
    }
    retry_after(&invite(&program, &server, 1250));
    server.control("POST", "/reset", &Value::Null);
    invite(&program, &server, 1).expect_bare();
    server.stop();
}

#[test]
fn fifty_bulk_calls_are_accepted_in_an_hour_also_refused_ones() {
    let server = Server::start();
    let program = server.program();
    let bulk = format!("{}/bulk", server.invitations());
    let taken = (0..80).take_while(|_| program.post(&bulk, &json!([])).error().0 == 400).count();
    assert!((50..53).contains(&taken), "{taken}");
    let wait = retry_after(&program.post(&bulk, &json!([])));
    assert!((1..=72).contains(&wait), "{wait}");
    server.advance(wait * 1000);
    program.post(&bulk, &json!([])).expect_error(400, "request_body_invalid");
    server.stop();
}

#[test]
fn one_organization_is_changed_ten_times_in_ten_seconds() {
    let server = Server::start();
    let program = server.program();
    let path = format!("/v1/organizations/{}", server.organization_id());
    let other = program.get("/v1/organizations/harbor-collective").expect_bare();
    let other = format!("/v1/organizations/{}", other["id"].as_str().unwrap());
    let change = |path: &str| program.patch(path, &json!({ "name": "Another" }));
    let changed = (0..30).take_while(|_| change(&path).status == 200).count();
    assert!((10..20).contains(&changed), "{changed}");
    assert_eq!(retry_after(&change(&path)), 1);
    change(&other).expect_bare();
    server.stop();
}

#[test]
fn limits_are_settings_and_can_be_switched_off() {
    let server = Server::with_settings(&[("requests_per_10_seconds", "3")]);
    let program = server.program();
    let statuses: Vec<u16> = (0..5).map(|_| program.get("/v1/users/count").status).collect();
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
    server.control("PATCH", "/settings", &json!({ "rate_limits": false }));
    for _ in 0..120 {
        program.get("/v1/users/count").expect_bare();
    }
    server.stop();
}

#[test]
fn a_wrong_key_does_not_use_up_the_limit() {
    let server = Server::with_settings(&[("requests_per_10_seconds", "1")]);
    let url = format!("{}/v1/users/count", server.url);
    for _ in 0..5 {
        let answer = crate::support::send("GET", &url, &[("authorization", "Bearer sk_test_wrong")], None);
        answer.unwrap().expect_error(401, "clerk_key_invalid");
    }
    server.program().get("/v1/users/count").expect_bare();
    server.stop();
}
