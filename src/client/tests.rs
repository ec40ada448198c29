//! The client against a scripted transport: what is sent, again or not, and what an answer changes.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use serde_json::{Value as Json, json};

use super::*;
use crate::endpoint::invitations;
use crate::params::GetInvitationsParams;
use crate::transport::Unanswered;
use crate::wire::WireRequest;

/// A world that answers by script and writes down what it was asked.
#[derive(Default)]
struct Script {
    answers: RefCell<VecDeque<Result<(u16, Json), bool>>>,
    sent: RefCell<Vec<String>>,
    waits: RefCell<Vec<u32>>,
    remembered: RefCell<Option<String>>,
    offline: Cell<bool>,
}

impl Transport for Rc<Script> {
    type Value = Json;

    fn send(&self, request: WireRequest) -> Boxed<'_, Answer<Json>> {
        let (_, path_and_query) = request.url.split_once("/v1").unwrap();
        let verb = if request.get { "GET" } else { "POST" };
        self.sent.borrow_mut().push(format!("{verb} {path_and_query} {}", request.body).trim().into());
        let scripted = self.answers.borrow_mut().pop_front().expect("one request more than the script has");
        Box::pin(async move {
            let (status, body) =
                scripted.map_err(|timeout| Unanswered { timeout, cause: json!("the network") })?;
            let body = if body == json!("unreadable") { Err(body) } else { Ok(body) };
            Ok(Reply { status, status_text: String::new(), retry_after: None, dev_browser: None, body })
        })
    }
    fn sleep(&self, ms: u32) -> Boxed<'_, ()> {
        self.waits.borrow_mut().push(ms);
        Box::pin(async {})
    }
    fn luck(&self) -> f64 {
        0.0
    }
    fn online(&self) -> bool {
        !self.offline.get()
    }
    fn dev_browser(&self) -> Boxed<'_, Option<String>> {
        let remembered = self.remembered.borrow().clone();
        Box::pin(async { remembered })
    }
    fn remember_dev_browser(&self, id: Option<&str>) {
        self.remembered.replace(id.map(Into::into));
    }
}

const NO_ANSWER: Result<(u16, Json), bool> = Err(false);
/// What no client is.
const NO_CLIENTS: [fn() -> Json; 6] = [
    || json!("client"),
    || json!([]),
    || json!({}),
    || json!(7),
    || json!(true),
    || json!({ "sessions": 5 }),
];
const TIME_OUT: Result<(u16, Json), bool> = Err(true);

fn ok(body: Json) -> Result<(u16, Json), bool> {
    Ok((200, body))
}

fn refusal(status: u16, code: &str) -> Result<(u16, Json), bool> {
    Ok((status, json!({ "errors": [{ "code": code, "message": code }] })))
}

fn signed_in(sessions: &[(&str, &str)], last_active: &str) -> Json {
    let sessions: Vec<_> =
        sessions.iter().map(|(id, status)| json!({ "id": id, "status": status })).collect();
    json!({ "id": "client_1", "sessions": sessions, "last_active_session_id": last_active })
}

/// Whom the client tells of its changes cannot read one whose sessions are no list.
fn readable(client: Option<Json>, _: Option<String>) -> bool {
    client.is_none_or(|client| client.get("sessions").is_some_and(Json::is_array))
}

/// A client of a production instance (`dev_browser` false) or of a development instance.
fn client(dev_browser: bool, answers: Vec<Result<(u16, Json), bool>>) -> (Client<Rc<Script>>, Rc<Script>) {
    let script = Rc::new(Script { answers: RefCell::new(answers.into()), ..Default::default() });
    let base = Base {
        origin: "https://clerk.example.com".into(),
        development: dev_browser,
        has_dev_browser: dev_browser,
    };
    (Client::new(base, Rc::clone(&script), Box::new(readable)), script)
}

/// A client that is loaded and signed in; the script goes on with `answers`.
fn loaded(answers: Vec<Result<(u16, Json), bool>>) -> (Client<Rc<Script>>, Rc<Script>) {
    let start = [ok(json!({})), ok(json!({ "response": signed_in(&[("sess_1", "active")], "sess_1") }))];
    let (client, script) = client(false, start.into_iter().chain(answers).collect());
    done(client.load()).unwrap();
    script.sent.borrow_mut().clear();
    (client, script)
}

/// Nothing in a script waits, so one poll must do.
fn done<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("waits for something that is not in the script"),
    }
}

fn list() -> Request {
    invitations::list("org_1", GetInvitationsParams::default())
}

fn paths(script: &Script) -> Vec<String> {
    let sent = script.sent.borrow();
    sent.iter().map(|line| line.split('?').next().unwrap_or_default().into()).collect()
}

fn code(outcome: Outcome<Json>) -> RuntimeErrorCode {
    match *outcome.unwrap_err() {
        Failure::Runtime { code, .. } => code,
        other => panic!("no runtime failure: {other:?}"),
    }
}

#[test]
fn the_first_client_chooses_the_session() {
    let two = [("sess_1", "active"), ("sess_2", "active")];
    for (sessions, last_active, chosen) in [
        (&two[..], "sess_2", Some("sess_2")),
        (&two[..], "sess_gone", Some("sess_1")),
        (&[("sess_1", "ended"), ("sess_2", "pending")][..], "sess_1", Some("sess_2")),
        (&[("sess_1", "ended")][..], "sess_1", None),
        (&[][..], "", None),
    ] {
        let body = json!({ "response": signed_in(sessions, last_active), "client": null });
        let (client, _) = client(false, vec![ok(json!({})), ok(body)]);
        assert!(done(client.load()).is_ok());
        assert_eq!(client.session_id().as_deref(), chosen, "{sessions:?} {last_active}");
    }
}

#[test]
fn a_browser_that_is_signed_out_is_no_failure_but_an_answer_without_a_client_is() {
    let (signed_out, _) = client(false, vec![ok(json!({})), ok(json!({ "response": null, "client": null }))]);
    assert!(done(signed_out.load()).is_ok());
    assert_eq!((signed_out.resource(), signed_out.session_id()), (None, None));
    let no_clients = NO_CLIENTS.map(|no| json!({ "response": no() }));
    for hollow in [json!({}), json!(null), json!([]), json!("unreadable")].into_iter().chain(no_clients) {
        let valid = ok(json!({ "response": signed_in(&[("sess_1", "active")], "sess_1") }));
        let (client, _) = client(false, vec![ok(json!({})), ok(hollow), ok(json!({})), valid]);
        assert_eq!(code(done(client.load()).map(Into::into)), RuntimeErrorCode::InvalidResponse);
        // Nothing of it was kept: the next load is a first one.
        assert!(done(client.load()).is_ok());
        assert_eq!(client.session_id().as_deref(), Some("sess_1"));
    }
}

#[test]
fn an_environment_that_cannot_be_had_stops_nobody() {
    let (client, _) = client(false, vec![Ok((500, json!({}))), ok(json!({ "response": null }))]);
    assert!(matches!(done(client.load()), Ok(None)));
}

#[test]
fn nothing_is_sent_for_a_client_that_is_not_loaded() {
    let (client, script) = client(false, vec![]);
    assert_eq!(code(done(client.call(list()))), RuntimeErrorCode::NotLoaded);
    assert!(script.sent.borrow().is_empty());
}

#[test]
fn a_development_instance_gets_a_dev_browser_first_and_once() {
    let answers = vec![ok(json!({ "id": "dvb_1" })), ok(json!({})), ok(json!({ "response": null }))];
    let (client, script) = client(true, answers);
    done(client.load()).unwrap();
    assert_eq!(paths(&script), ["POST /dev_browser", "POST /environment", "GET /client"]);
    assert!(script.sent.borrow().iter().skip(1).all(|line| line.ends_with("__clerk_db_jwt=dvb_1")));
    assert_eq!(script.remembered.borrow().as_deref(), Some("dvb_1"));
}

#[test]
fn a_dev_browser_that_the_server_forgot_is_replaced_once() {
    let lost = || refusal(401, "dev_browser_unauthenticated");
    let answers =
        vec![lost(), lost(), ok(json!({ "id": "dvb_2" })), ok(json!({})), ok(json!({ "response": null }))];
    let (client, script) = client(true, answers);
    script.remembered.replace(Some("dvb_old".into()));
    done(client.load()).unwrap();
    assert_eq!(script.remembered.borrow().as_deref(), Some("dvb_2"));

    let answers = vec![lost(), lost(), ok(json!({ "id": "dvb_2" })), lost(), lost()];
    let (client, script) = self::client(true, answers);
    script.remembered.replace(Some("dvb_old".into()));
    assert!(done(client.load()).is_err());
}

#[test]
fn a_get_without_an_answer_is_sent_again_as_clerk_js_does_it() {
    let (client, script) =
        loaded(vec![NO_ANSWER, NO_ANSWER, NO_ANSWER, ok(json!({ "response": { "data": [] } }))]);
    assert!(done(client.call(list())).is_ok());
    assert_eq!(*script.waits.borrow(), [100, 700, 1400]);
    let attempts = |line: &String| line.rsplit_once("_clerk_retry_attempt=").map(|(_, n)| n.to_owned());
    let sent: Vec<_> = script.sent.borrow().iter().map(attempts).collect();
    assert_eq!(sent, [None, Some("1".into()), Some("2".into()), Some("3".into())]);
}

#[test]
fn a_post_a_time_out_and_an_offline_browser_are_not_sent_again() {
    let revoke = || invitations::revoke("org_1", "orginv_1");
    for (request, answer, offline, expected) in [
        (list(), NO_ANSWER, true, RuntimeErrorCode::NetworkError),
        (list(), TIME_OUT, false, RuntimeErrorCode::Timeout),
        (revoke(), NO_ANSWER, false, RuntimeErrorCode::NetworkError),
        (revoke(), TIME_OUT, false, RuntimeErrorCode::Timeout),
    ] {
        let (client, script) = loaded(vec![answer]);
        script.offline.set(offline);
        assert_eq!(code(done(client.call(request))), expected);
        assert_eq!((script.sent.borrow().len(), script.waits.borrow().len()), (1, 0));
    }
}

#[test]
fn a_call_acts_for_its_session_until_a_client_that_rides_along_ends_it() {
    let gone = json!({ "response": null, "errors": [{ "code": "x" }], "client": signed_in(&[], "") });
    let (client, script) = loaded(vec![Ok((422, gone)), ok(json!({ "response": {} }))]);
    assert!(done(client.call(list())).is_err());
    assert_eq!(client.session_id(), None);
    assert!(done(client.call(list())).is_ok());
    let with_session = |line: &String| line.contains("_clerk_session_id=sess_1");
    assert_eq!(script.sent.borrow().iter().map(with_session).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn what_rides_along_and_is_no_client_signs_nobody_out() {
    for garbage in NO_CLIENTS.map(|no| no()) {
        let (client, _) = loaded(vec![ok(json!({ "response": {}, "client": garbage }))]);
        let resource = client.resource();
        done(client.call(list())).unwrap();
        assert_eq!(
            (client.session_id().as_deref(), client.resource()),
            (Some("sess_1"), resource),
            "{garbage}"
        );
    }
}

#[test]
fn another_session_does_not_take_over_by_itself() {
    let other = json!({ "response": {}, "client": signed_in(&[("sess_2", "active")], "sess_2") });
    let (client, _) = loaded(vec![ok(other)]);
    done(client.call(list())).unwrap();
    assert_eq!(client.session_id(), None);
}

#[test]
fn after_a_401_the_client_is_fetched_and_the_error_stays() {
    let gone = json!({ "response": signed_in(&[], "") });
    let (client, script) = loaded(vec![refusal(401, "authentication_invalid"), ok(gone)]);
    let failure = done(client.call(list())).unwrap_err();
    assert!(matches!(*failure, Failure::Api(refusal) if refusal.status == 401));
    assert_eq!(paths(&script), ["GET /organizations/org_1/invitations", "GET /client"]);
    assert_eq!(client.session_id(), None);

    let (client, script) = loaded(vec![refusal(401, "requires_captcha")]);
    assert!(done(client.call(list())).is_err());
    assert_eq!((script.sent.borrow().len(), client.session_id().as_deref()), (1, Some("sess_1")));
}

#[test]
fn a_success_without_a_response_did_not_happen() {
    for hollow in [json!({ "response": null }), json!({}), json!([]), json!(7), json!("unreadable")] {
        let (client, _) = loaded(vec![ok(hollow)]);
        assert_eq!(code(done(client.call(list()))), RuntimeErrorCode::InvalidResponse);
    }
}
