//! The client against a scripted transport: what is sent, again or not, and what an answer changes.

use std::collections::VecDeque;
use std::rc::Rc;

use serde_json::{Value as Json, json};

use super::*;
use crate::endpoint::invitations;
use crate::error::RuntimeErrorCode;
use crate::operation::{self, Sought};
use crate::outside::done;
use crate::params::GetInvitationsParams;
use crate::transport::{Answer, Unanswered};
use crate::wire::WireRequest;

/// A world that answers by script and writes down what it was asked.
#[derive(Default)]
struct Script {
    answers: RefCell<VecDeque<Result<(u16, Json), bool>>>,
    sent: RefCell<Vec<String>>,
    waits: RefCell<Vec<u32>>,
    /// By what the sendings and waits are told to be one request's.
    ids: RefCell<Vec<u32>>,
    remembered: RefCell<Option<String>>,
    offline: Cell<bool>,
    /// The dev browser that the next answer brings.
    replaced: RefCell<Option<String>>,
    /// The client that was told of last.
    told: RefCell<Option<Json>>,
}

impl Transport for Rc<Script> {
    type Value = Json;

    fn send<'a>(&'a self, id: u32, request: &WireRequest) -> Boxed<'a, Answer<Json>> {
        self.ids.borrow_mut().push(id);
        let (_, path_and_query) = request.url.split_once("/v1").unwrap();
        let verb = if request.get { "GET" } else { "POST" };
        self.sent.borrow_mut().push(format!("{verb} {path_and_query} {}", request.body).trim().into());
        let dev_browser = self.replaced.take();
        let scripted = self.answers.borrow_mut().pop_front().expect("one request more than the script has");
        Box::pin(async move {
            let (status, body) =
                scripted.map_err(|timeout| Unanswered { timeout, cause: json!("the network") })?;
            let retry_after = body.get("retry_after").and_then(Json::as_u64).map(|seconds| seconds as u32);
            let body = if body == json!("unreadable") { Err(body) } else { Ok(body) };
            Ok(Reply { status, status_text: String::new(), retry_after, dev_browser, body })
        })
    }
    fn wait<'a>(&'a self, id: u32, _: &WireRequest, ms: u32) -> Boxed<'a, ()> {
        self.ids.borrow_mut().push(id);
        self.waits.borrow_mut().push(ms);
        Box::pin(async {})
    }
    fn luck(&self) -> f64 {
        0.0
    }
    fn online(&self) -> bool {
        !self.offline.get()
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
    client_of(dev_browser, None, answers)
}

/// The same on a host that remembers a dev browser.
fn client_of(
    dev_browser: bool,
    remembered: Option<String>,
    answers: Vec<Result<(u16, Json), bool>>,
) -> (Client<Rc<Script>>, Rc<Script>) {
    let script = Rc::new(Script { answers: RefCell::new(answers.into()), ..Default::default() });
    let told = Rc::clone(&script);
    let changed = move |client: Option<Json>, session_id| {
        let read = readable(client.clone(), session_id);
        if read {
            told.told.replace(client);
        }
        read
    };
    let base = Base { origin: "https://clerk.example.com".into(), has_dev_browser: dev_browser };
    (Client::new(base, Rc::clone(&script), remembered, Box::new(changed)), script)
}

/// A client that is loaded and signed in; the script goes on with `answers`.
fn loaded(answers: Vec<Result<(u16, Json), bool>>) -> (Client<Rc<Script>>, Rc<Script>) {
    let start = ok(json!({ "response": signed_in(&[("sess_1", "active")], "sess_1") }));
    let (client, script) = client(false, std::iter::once(start).chain(answers).collect());
    done(client.load()).unwrap();
    script.sent.borrow_mut().clear();
    (client, script)
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
        let (client, _) = client(false, vec![ok(body)]);
        assert!(done(client.load()).is_ok());
        assert_eq!(client.session_id().as_deref(), chosen, "{sessions:?} {last_active}");
    }
}

#[test]
fn a_browser_that_is_signed_out_is_no_failure_but_an_answer_without_a_client_is() {
    let (signed_out, script) = client(false, vec![ok(json!({ "response": null, "client": null }))]);
    assert!(done(signed_out.load()).is_ok());
    assert_eq!((script.told.take(), signed_out.session_id()), (None, None));
    let no_clients = NO_CLIENTS.map(|no| json!({ "response": no() }));
    for hollow in [json!({}), json!(null), json!([]), json!("unreadable")].into_iter().chain(no_clients) {
        let valid = ok(json!({ "response": signed_in(&[("sess_1", "active")], "sess_1") }));
        let (client, _) = client(false, vec![ok(hollow), valid]);
        assert_eq!(code(done(client.load()).map(Into::into)), RuntimeErrorCode::InvalidResponse);
        // Nothing of it was kept: the next load is a first one.
        assert!(done(client.load()).is_ok());
        assert_eq!(client.session_id().as_deref(), Some("sess_1"));
    }
}

#[test]
fn a_development_instance_gets_a_dev_browser_first_and_once() {
    let (client, script) = client(true, vec![ok(json!({ "id": "dvb_1" })), ok(json!({ "response": null }))]);
    done(client.ensure_dev_browser()).unwrap();
    done(client.load()).unwrap();
    assert_eq!(paths(&script), ["POST /dev_browser", "GET /client"]);
    assert!(script.sent.borrow().iter().skip(1).all(|line| line.ends_with("__clerk_db_jwt=dvb_1")));
    assert_eq!(script.remembered.borrow().as_deref(), Some("dvb_1"));
}

#[test]
fn a_dev_browser_that_the_server_forgot_is_replaced_once() {
    let lost = || refusal(401, "dev_browser_unauthenticated");
    let old = || Some("dvb_old".into());
    let (client, script) =
        client_of(true, old(), vec![lost(), ok(json!({ "id": "dvb_2" })), ok(json!({ "response": null }))]);
    done(client.load()).unwrap();
    assert_eq!(script.remembered.borrow().as_deref(), Some("dvb_2"));

    let (client, _) = client_of(true, old(), vec![lost(), ok(json!({ "id": "dvb_2" })), lost()]);
    assert!(done(client.load()).is_err());
}

#[test]
fn a_dev_browser_that_is_lost_twice_at_once_is_replaced_once() {
    let lost = || refusal(401, "dev_browser_unauthenticated");
    let (client, script) = client_of(true, Some("dvb_old".into()), vec![lost()]);
    assert!(done(client.send(get())).is_err());
    assert!(client.lacks_dev_browser());
    // The answer to what was sent with the old one comes when there is a new one.
    client.remember_dev_browser(Some("dvb_old".into()));
    script.answers.borrow_mut().push_back(lost());
    script.replaced.replace(Some("dvb_new".into()));
    assert!(done(client.send(get())).is_err());
    assert_eq!(client.dev_browser.borrow().as_deref(), Some("dvb_new"));
}

#[test]
fn an_instance_without_dev_browsers_takes_none_from_its_host() {
    let (client, script) = client_of(false, Some("dvb_1".into()), vec![ok(json!({ "response": null }))]);
    done(client.load()).unwrap();
    assert!(!script.sent.borrow().iter().any(|line| line.contains("__clerk_db_jwt")));
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
        let (client, script) = loaded(vec![ok(json!({ "response": {}, "client": garbage }))]);
        let told = script.told.borrow().clone();
        done(client.call(list())).unwrap();
        assert_eq!((client.session_id().as_deref(), script.told.take()), (Some("sess_1"), told), "{garbage}");
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

    // What is done to a session is not done again, but whether that is still there is asked.
    let gone = json!({ "response": signed_in(&[], "") });
    let (client, script) = loaded(vec![refusal(401, "authentication_invalid"), ok(gone)]);
    assert!(done(client.send(refresh("sess_1"))).is_err());
    assert_eq!(paths(&script), ["POST /client/sessions/sess_1/tokens", "GET /client"]);
    assert_eq!(client.session_id(), None);

    let (client, script) = loaded(vec![refusal(401, "requires_captcha")]);
    assert!(done(client.call(list())).is_err());
    assert_eq!((script.sent.borrow().len(), client.session_id().as_deref()), (1, Some("sess_1")));
}

#[test]
fn a_call_that_a_living_session_was_refused_is_sent_once_more_with_a_new_token() {
    let alive = || ok(json!({ "response": signed_in(&[("sess_1", "active")], "sess_1") }));
    let no = || refusal(401, "authentication_invalid");
    let token = || ok(json!({ "jwt": "a.b.c" }));
    let asked =
        ["GET /organizations/org_1/invitations", "GET /client", "POST /client/sessions/sess_1/tokens"];

    let (client, script) = loaded(vec![no(), alive(), token(), ok(json!({ "response": {} }))]);
    assert!(done(client.call(list())).is_ok());
    assert_eq!(paths(&script), [&asked[..], &asked[..1]].concat());

    // Once, and not without the token.
    let (client, script) = loaded(vec![no(), alive(), token(), no()]);
    assert!(done(client.call(list())).is_err());
    assert_eq!(script.sent.borrow().len(), 4);
    let (client, script) = loaded(vec![no(), alive(), no()]);
    assert!(done(client.call(list())).is_err());
    assert_eq!(
        (paths(&script).as_slice(), client.session_id().as_deref()),
        (&asked.map(String::from)[..], Some("sess_1"))
    );
}

#[test]
fn a_refusal_that_is_no_answer_to_the_request_is_sent_again() {
    let busy = |status, seconds: u32| Ok((status, json!({ "retry_after": seconds })));
    let revoke = || invitations::revoke("org_1", "orginv_1");
    let answered = || ok(json!({ "response": {} }));
    for (request, answers, waits, succeeds) in [
        (list(), vec![busy(429, 2), answered()], vec![2000], true),
        (revoke(), vec![busy(429, 2), busy(429, 0), answered()], vec![2000, 700], true),
        (list(), vec![busy(503, 1), busy(502, 0), busy(504, 0), answered()], vec![1000, 700, 1400], true),
        (list(), vec![busy(502, 0), busy(502, 0), busy(502, 0), busy(502, 0)], vec![100, 700, 1400], false),
        (list(), vec![busy(429, 3600)], vec![], false),
        (list(), vec![busy(500, 1)], vec![], false),
        (revoke(), vec![busy(503, 1)], vec![], false),
        (revoke(), vec![busy(422, 1)], vec![], false),
    ] {
        let (client, script) = loaded(answers);
        assert_eq!(done(client.call(request)).is_ok(), succeeds);
        assert_eq!(*script.waits.borrow(), waits);
        assert!(script.answers.borrow().is_empty());
        // One request, however often it is sent; the first was for the client.
        assert_eq!(script.ids.borrow().len(), 2 + 2 * waits.len());
        assert!(script.ids.borrow().iter().skip(1).all(|id| *id == 2));
    }
}

#[test]
fn another_session_is_acted_for_from_the_next_call_on() {
    let (client, script) = loaded(vec![ok(json!({ "response": {} })), ok(json!({ "response": {} }))]);
    client.select(Some("sess_2".into()));
    done(client.call(list())).unwrap();
    client.select(None);
    done(client.call(list())).unwrap();
    let names = |line: &String| line.contains("_clerk_session_id=sess_2");
    assert_eq!(script.sent.borrow().iter().map(names).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_success_without_a_response_did_not_happen() {
    for hollow in [json!({ "response": null }), json!({}), json!([]), json!(7), json!("unreadable")] {
        let (client, _) = loaded(vec![ok(hollow)]);
        assert_eq!(code(done(client.call(list()))), RuntimeErrorCode::InvalidResponse);
    }
}

/// A change of that organization's invitations.
fn change(client: &Client<Rc<Script>>, what: &str) -> Outcome<Json> {
    let form = crate::wire::encoding::Pairs::default;
    let (request, sought) = match what {
        "invite" => (invitations::create("org_1", form()), Sought::invited("org:member", "a@x.io", true)),
        "bulk" => (
            invitations::create_bulk("org_1", form()),
            Sought::invited("org:member", "a@x.io\nb@x.io", false),
        ),
        _ => (invitations::revoke("org_1", "orginv_a"), Sought::revoked("orginv_a")),
    };
    done(operation::change(client, "org_1".into(), request, sought))
}

fn row(id: &str, address: &str) -> Json {
    json!({ "id": id, "email_address": address, "role": "org:member" })
}

fn page(rows: &[Json]) -> Result<(u16, Json), bool> {
    ok(json!({ "response": { "data": rows, "total_count": rows.len() } }))
}

#[test]
fn a_change_that_nobody_answered_is_looked_for_and_what_is_found_is_the_answer() {
    let (a, b) = (row("orginv_a", "a@x.io"), row("orginv_b", "b@x.io"));
    for (what, found) in [("invite", a.clone()), ("bulk", json!([a, b])), ("revoke", a.clone())] {
        for lost in [NO_ANSWER, TIME_OUT] {
            let (client, script) = loaded(vec![lost, page(&[b.clone(), a.clone()])]);
            assert_eq!(change(&client, what), Ok(found.clone()));
            let status = if what == "revoke" { "status=revoked" } else { "status=pending" };
            assert!(script.sent.borrow().last().is_some_and(|line| line.contains(status)), "{what}");
        }
    }
}

#[test]
fn a_change_that_did_not_happen_is_sent_once_more() {
    let (a, c) = (row("orginv_a", "a@x.io"), row("orginv_c", "c@x.io"));
    for what in ["invite", "bulk", "revoke"] {
        let (client, _) =
            loaded(vec![NO_ANSWER, page(std::slice::from_ref(&c)), ok(json!({ "response": "second" }))]);
        assert_eq!(change(&client, what), Ok(json!("second")));
    }
    // One of two is not both.
    let (client, _) =
        loaded(vec![NO_ANSWER, page(std::slice::from_ref(&a)), ok(json!({ "response": "second" }))]);
    assert_eq!(change(&client, "bulk"), Ok(json!("second")));
    // Another role is another invitation.
    let other = json!({ "id": "orginv_a", "email_address": "a@x.io", "role": "org:admin" });
    let (client, _) = loaded(vec![NO_ANSWER, page(&[other]), ok(json!({ "response": "second" }))]);
    assert_eq!(change(&client, "invite"), Ok(json!("second")));
    // The second sending is looked for too, and refused when it is the first one's repetition.
    for second in [NO_ANSWER, refusal(400, "organization_invitation_not_unique")] {
        let (client, _) = loaded(vec![NO_ANSWER, page(&[]), second, page(std::slice::from_ref(&a))]);
        assert_eq!(change(&client, "invite"), Ok(a.clone()));
    }
    let (client, _) = loaded(vec![NO_ANSWER, page(&[]), NO_ANSWER, page(&[])]);
    assert_eq!(code(change(&client, "invite")), RuntimeErrorCode::NetworkError);
}

#[test]
fn nothing_is_looked_for_after_an_answer_or_without_a_network() {
    let (client, script) = loaded(vec![refusal(422, "form_param_format_invalid")]);
    assert!(change(&client, "invite").is_err());
    assert_eq!(script.sent.borrow().len(), 1);

    let (client, script) = loaded(vec![NO_ANSWER]);
    script.offline.set(true);
    assert_eq!(code(change(&client, "invite")), RuntimeErrorCode::NetworkError);
    assert_eq!(script.sent.borrow().len(), 1);

    // When the list cannot be had either, the first failure is what is told.
    let (client, _) = loaded(vec![TIME_OUT, refusal(403, "missing_organization_permission")]);
    assert_eq!(code(change(&client, "invite")), RuntimeErrorCode::Timeout);
}
