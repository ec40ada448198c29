//! The emulator without a socket: the options, answers and image of `Core`.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use axum::body::Bytes;
use axum::http::{Request, StatusCode};
use clerk_emulator::{
    Core, CoreConfig, Dropped, NewInstance, Outgoing, Randomness, Settings, Sleep, Task, TimeSource,
};
use http_body_util::BodyExt;
use serde_json::{Value, json};

use crate::support::signing_key;

const START: i64 = 1_800_000_000_000;

fn config() -> CoreConfig {
    CoreConfig {
        url: "https://emulator.test".to_owned(),
        allowed_hosts: vec!["emulator.test".to_owned()],
        database: ":memory:".into(),
        image: None,
        settings: Settings::default(),
        time: TimeSource::new(|| START),
        randomness: Randomness::from_seed(1),
        seed: None,
        signing_key: Some(signing_key()),
        log: None,
        sleep: Sleep::new(|_| std::future::ready(())),
        outgoing: None,
        webhooks: Vec::new(),
    }
}

/// Polls once: without a Tokio runtime every future is ready at once.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future is not ready"),
    }
}

fn ask(
    core: &Core,
    method: &str,
    path: &str,
    key: Option<&str>,
    body: &Value,
) -> Result<(StatusCode, Value), Dropped> {
    let mut request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    if let Some(key) = key {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
    let response = at_once(core.handle(request.body(body).unwrap()))?;
    let status = response.status();
    let bytes = at_once(response.into_body().collect()).unwrap().to_bytes();
    Ok((status, serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
}

fn secret_key(core: &Core) -> String {
    core.instance()["secretKey"].as_str().unwrap().to_owned()
}

fn invite(core: &Core, address: &str) {
    let path =
        format!("/v1/organizations/{}/invitations", core.instance()["organizationId"].as_str().unwrap());
    let body = json!({ "email_address": address, "role": "org:member" });
    let (status, answer) = ask(core, "POST", &path, Some(&secret_key(core)), &body).unwrap();
    assert_eq!(status, 200, "{answer}");
}

fn invited(core: &Core) -> Vec<String> {
    let path = format!(
        "/v1/organizations/{}/invitations?limit=100",
        core.instance()["organizationId"].as_str().unwrap()
    );
    let (status, answer) = ask(core, "GET", &path, Some(&secret_key(core)), &Value::Null).unwrap();
    assert_eq!(status, 200, "{answer}");
    let rows = answer["data"].as_array().unwrap().iter();
    rows.map(|row| row["email_address"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_core_answers_without_an_async_runtime_and_describes_its_url() {
    let core = Core::open(config()).unwrap();
    assert_eq!(core.instance()["url"], "https://emulator.test");
    invite(&core, "first@example.com");
    assert!(invited(&core).contains(&"first@example.com".to_owned()));
    let (_, mails) = ask(&core, "GET", "/__emulator/outbox", None, &Value::Null).unwrap();
    assert!(mails[0]["link"].as_str().unwrap().starts_with("https://emulator.test/"), "{mails}");
}

#[test]
fn a_core_from_an_image_has_every_committed_change_and_the_same_keys() {
    let core = Core::open(config()).unwrap();
    invite(&core, "kept@example.com");
    let other = core.create_instance(NewInstance::default()).unwrap();
    let image = core.image().unwrap();
    invite(&core, "later@example.com");

    let opened = Core::open(CoreConfig { image: Some(image), signing_key: None, ..config() }).unwrap();
    assert_eq!(opened.instance(), core.instance());
    let addresses = invited(&opened);
    assert!(
        addresses.contains(&"kept@example.com".to_owned())
            && !addresses.contains(&"later@example.com".to_owned())
    );
    invite(&opened, "after@example.com");
    assert!(opened.end_instance(other["url"].as_str().unwrap()).unwrap());
    assert!(!opened.end_instance(other["url"].as_str().unwrap()).unwrap());
}

#[test]
fn an_image_that_is_not_a_database_is_refused() {
    for image in [b"not a database".to_vec(), Vec::new()] {
        assert!(Core::open(CoreConfig { image: Some(image.clone()), ..config() }).is_err(), "{image:?}");
    }
}

#[test]
fn a_core_uses_the_time_source_of_its_options() {
    let moment = Arc::new(AtomicI64::new(START));
    let read = Arc::clone(&moment);
    let time = TimeSource::new(move || read.load(Ordering::SeqCst));
    let core = Core::open(CoreConfig { time, ..config() }).unwrap();
    let now = || ask(&core, "GET", "/__emulator/clock", None, &Value::Null).unwrap().1["now"].clone();
    assert_eq!(now(), START);
    moment.store(START + 5, Ordering::SeqCst);
    assert_eq!(now(), START + 5);
}

#[test]
fn a_fault_that_drops_the_connection_returns_an_error() {
    let core = Core::open(config()).unwrap();
    let fault = json!({ "path": "/v1/users", "drop": true });
    assert_eq!(ask(&core, "POST", "/__emulator/faults", None, &fault).unwrap().0, 200);
    assert!(ask(&core, "GET", "/v1/users", Some(&secret_key(&core)), &Value::Null).is_err());
    assert_eq!(ask(&core, "GET", "/v1/users", Some(&secret_key(&core)), &Value::Null).unwrap().0, 200);
}

#[test]
fn webhooks_use_the_functions_of_the_options_and_continue_from_an_image() {
    let url = "http://app.test/hook";
    let tasks: Arc<Mutex<Vec<Task>>> = Arc::default();
    let sent: Arc<Mutex<Vec<(String, Value)>>> = Arc::default();
    let outgoing = || {
        let (tasks, sent) = (Arc::clone(&tasks), Arc::clone(&sent));
        Outgoing::new(
            move |task| tasks.lock().unwrap().push(task),
            move |post| {
                let body: Value = serde_json::from_str(&post.body).unwrap();
                assert!(
                    post.headers.iter().any(|(name, value)| *name == "svix-signature" && !value.is_empty())
                );
                sent.lock().unwrap().push((post.url, body["type"].clone()));
                std::future::ready(Ok(200))
            },
        )
    };
    let go_on = || {
        for task in tasks.lock().unwrap().iter_mut() {
            assert!(task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
    };
    // A timer that never completes, so that no webhook is sent because of it.
    let sleep = || Sleep::new(|_| std::future::pending::<()>());
    let open = |image, webhooks| {
        let config = CoreConfig { image, webhooks, outgoing: Some(outgoing()), sleep: sleep(), ..config() };
        Core::open(config).unwrap()
    };
    let core = open(None, vec![url.to_owned()]);
    let described = core.instance();
    assert_eq!(described["webhooks"][0]["url"], url);
    let key = described["secretKey"].as_str().unwrap();
    let create = |core: &Core, name: &str| {
        let (status, _) =
            ask(core, "POST", "/v1/organizations", Some(key), &json!({ "name": name })).unwrap();
        assert_eq!(status, StatusCode::OK);
    };
    create(&core, "First");
    go_on();
    let event = (url.to_owned(), json!("organization.created"));
    assert_eq!(*sent.lock().unwrap(), std::slice::from_ref(&event));

    create(&core, "Second");
    let image = core.image().unwrap();
    tasks.lock().unwrap().clear();
    // The same URL is not added again, but unsent messages are sent.
    let again = open(Some(image), vec![url.to_owned()]);
    assert_eq!(again.instance()["webhooks"], described["webhooks"]);
    go_on();
    assert_eq!(*sent.lock().unwrap(), [event.clone(), event]);
}
