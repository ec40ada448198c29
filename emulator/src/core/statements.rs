//! The database statements of a request: no statement runs twice, and a long page needs no more statements than a short
//! one.

mod plans;

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use axum::body::Bytes;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};

use super::*;
use crate::store::statements;

const NOW: i64 = 1_800_000_000_000;
const PASSWORD: &str = "correct horse battery";

/// The admin is in `count` organizations. The first has `count` members and `count` invitations, each by another
/// member. `count` others have invited the admin.
fn seed(count: usize) -> Seed {
    let address = |n: usize| format!("user{n}@x.io");
    let users: Vec<Value> = (0..count)
        .map(|n| json!({ "id": format!("user_{n}"), "email_addresses": [address(n)], "password": PASSWORD }))
        .collect();
    let member = |n: usize, role: &str| json!({ "user_id": address(n), "role": role });
    let invitation = |to: &str, by: usize| json!({ "email_address": to, "role": "org:member", "inviter_user_id": address(by) });
    let mut organizations = Vec::new();
    for n in 0..count {
        let members = if n == 0 { count } else { 1 };
        let invitations: Vec<Value> =
            (0..members).map(|by| invitation(&format!("invited{by}@x.io"), by)).collect();
        let memberships: Vec<Value> = (0..members).map(|m| member(m, "org:admin")).collect();
        organizations.push(json!({
            "id": format!("org_{n}"), "name": format!("O{n}"), "memberships": memberships, "invitations": invitations,
        }));
        organizations.push(json!({
            "id": format!("org_other{n}"), "name": format!("Other {n}"),
            "memberships": [member(count - 1, "org:admin")], "invitations": [invitation(&address(0), count - 1)],
        }));
    }
    Seed::from_json(&json!({ "users": users, "organizations": organizations }).to_string()).unwrap()
}

fn core(count: usize) -> Core {
    core_with(count, Settings::default())
}

fn core_with(count: usize, settings: Settings) -> Core {
    let randomness = Randomness::from_seed(1);
    Core::open(CoreConfig {
        url: "https://emulator.test".to_owned(),
        allowed_hosts: Vec::new(),
        database: ":memory:".into(),
        image: None,
        settings,
        time: TimeSource::new(|| NOW),
        randomness: Randomness::from_seed(2),
        seed: Some(seed(count)),
        signing_key: Some(SigningKey::generate(&randomness).unwrap()),
        log: None,
        outgoing: None,
        webhooks: Vec::new(),
        sleep: Sleep::new(|_| std::future::ready(())),
    })
    .unwrap()
}

/// Polls once: without a Tokio runtime every future is ready at once.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future is not ready"),
    }
}

/// The caller's credential.
enum Caller {
    Cookie(String),
    SecretKey(String),
}

fn ask(core: &Core, caller: &Caller, path: &str) -> Value {
    let request = match caller {
        Caller::Cookie(cookie) => Request::get(path).header(header::COOKIE, cookie),
        Caller::SecretKey(key) => Request::get(path).header(header::AUTHORIZATION, format!("Bearer {key}")),
    };
    let response = at_once(core.handle(request.body(Bytes::new()).unwrap())).unwrap();
    let status = response.status();
    let body = at_once(response.into_body().collect()).unwrap().to_bytes();
    let answer: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(status, 200, "{path} {answer}");
    answer
}

fn signed_in(core: &Core) -> Caller {
    let form = format!("strategy=password&identifier=user0%40x.io&password={}", PASSWORD.replace(' ', "+"));
    let request = Request::post("/v1/client/sign_ins")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Bytes::from(form))
        .unwrap();
    let response = at_once(core.handle(request)).unwrap();
    let cookie = response.headers().get(header::SET_COOKIE).unwrap().to_str().unwrap();
    Caller::Cookie(cookie.split(';').next().unwrap().to_owned())
}

const FRONTEND: &[&str] = &[
    "/v1/client",
    "/v1/me",
    "/v1/me/organization_memberships?paginated=true&limit=100",
    "/v1/me/organization_invitations?limit=100",
    "/v1/me/organization_suggestions",
    "/v1/organizations/org_0",
    "/v1/organizations/org_0/memberships?paginated=true&limit=100",
    "/v1/organizations/org_0/memberships?query=user&limit=100",
    "/v1/organizations/org_0/invitations?limit=100",
    "/v1/organizations/org_0/invitations?status=pending&status=revoked&limit=100",
    "/v1/organizations/org_0/invitations/pending?limit=100",
    "/v1/organizations/org_0/membership_requests",
    "/v1/organizations/org_0/domains",
];

const BACKEND: &[&str] = &[
    "/v1/organizations?limit=100&include_members_count=true",
    "/v1/organizations/org_0",
    "/v1/organizations/org_0/memberships?limit=100",
    "/v1/organizations/org_0/memberships?limit=100&order_by=email_address",
    "/v1/users?limit=100",
    "/v1/users/count",
    "/v1/users/user_0",
    "/v1/users/user_0/organization_memberships?limit=100",
    "/v1/users/user_0/organization_invitations?limit=100",
    "/v1/sessions?client_id=&limit=100",
];

/// The statements that each request runs.
fn counted(count: usize) -> Vec<(&'static str, Vec<String>)> {
    let core = core(count);
    let key = core.instance()["secretKey"].as_str().unwrap().to_owned();
    let (browser, program) = (signed_in(&core), Caller::SecretKey(key));
    let calls =
        FRONTEND.iter().map(|path| (&browser, *path)).chain(BACKEND.iter().map(|path| (&program, *path)));
    calls.map(|(caller, path)| (path, statements::of(|| drop(ask(&core, caller, path))))).collect()
}

#[test]
fn a_request_runs_no_statement_twice_and_no_more_statements_for_many_rows() {
    let mut wrong = Vec::new();
    for ((path, few), (_, many)) in counted(3).into_iter().zip(counted(13)) {
        let distinct: BTreeSet<&String> = many.iter().collect();
        if few.is_empty() || many.len() != few.len() || distinct.len() != many.len() {
            let (few, all) = (few.len(), many.join("\n"));
            wrong.push(format!(
                "{path}: {few} for few, {} for many, {} distinct:\n{all}",
                many.len(),
                distinct.len()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Sends a form as the browser.
fn change(core: &Core, caller: &Caller, (path, form): (&str, &str)) {
    let Caller::Cookie(cookie) = caller else { panic!("only a browser sends forms") };
    let request = Request::post(path)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Bytes::from(form.to_owned()))
        .unwrap();
    let response = at_once(core.handle(request)).unwrap();
    let status = response.status();
    let body = at_once(response.into_body().collect()).unwrap().to_bytes();
    assert_eq!(status, 200, "{path} {}", String::from_utf8_lossy(&body));
}

/// Calls whose answers include the client.
fn changes(core: &Core, caller: &Caller) -> Vec<(String, &'static str)> {
    let client = ask(core, caller, "/v1/client");
    let session = client["response"]["last_active_session_id"].as_str().unwrap();
    let of_session = |step: &str| format!("/v1/client/sessions/{session}/{step}");
    let received = ask(core, caller, "/v1/me/organization_invitations");
    let received = received["response"]["data"][0]["id"].as_str().unwrap();
    let sent = ask(core, caller, "/v1/organizations/org_0/invitations");
    let sent = sent["response"]["data"][0]["id"].as_str().unwrap();
    vec![
        ("/v1/me?_method=PATCH".to_owned(), "first_name=Anna"),
        (of_session("touch"), "active_organization_id=org_1"),
        ("/v1/organizations/org_0/invitations".to_owned(), "email_address=new%40x.io&role=org%3Amember"),
        (
            "/v1/organizations/org_0/invitations/bulk".to_owned(),
            "email_address=a%40x.io&email_address=b%40x.io&role=org%3Amember",
        ),
        (format!("/v1/organizations/org_0/invitations/{sent}/revoke"), ""),
        (format!("/v1/me/organization_invitations/{received}/accept"), ""),
        (of_session("end"), ""),
        (
            "/v1/client/sign_ins".to_owned(),
            "strategy=password&identifier=user1%40x.io&password=correct+horse+battery",
        ),
    ]
}

/// The statements that each call runs while it holds the writing connection.
fn run_under_the_writer(attach_client: &str) -> Vec<(String, Vec<String>)> {
    let mut settings = Settings::default();
    settings.set("attach_client", attach_client).unwrap();
    settings.set("invitation_answers_carry_client", "true").unwrap();
    let core = core_with(3, settings);
    let browser = signed_in(&core);
    let changes = changes(&core, &browser);
    let run = |(path, form): (String, &str)| {
        let run = statements::under_the_writer(|| change(&core, &browser, (&path, form)));
        (path, run)
    };
    changes.into_iter().map(run).collect()
}

#[test]
fn the_client_of_an_answer_is_built_after_the_write() {
    let (with, without) = (run_under_the_writer("always"), run_under_the_writer("never"));
    for ((path, with), (_, without)) in with.into_iter().zip(without) {
        assert!(!with.is_empty(), "{path} writes nothing");
        assert_eq!(with.len(), without.len(), "{path}\n{}", with.join("\n"));
    }
}
