//! Calls against a scripted host: the requests, the retries, and the effects of answers.

mod interleavings;
mod requests;
mod unanswered;

use std::collections::VecDeque;

use serde_json::{Value as Json, json};

use super::{Action, Call, Event, Facts};
use crate::answer::{NoAnswer, NoAnswerReason, Reply};
use crate::client::Client;
use crate::error::{Failure, Outcome, RuntimeErrorCode};
use crate::operations::operation;
use crate::publishable_key::Instance;
use crate::request::{Request, Wire};
use crate::token_cache::TokenKey;

/// The server's reaction to one request.
#[derive(Clone, Debug)]
enum Answer {
    Status(u16, Json),
    Network,
    /// The request did not leave the machine.
    Unsent,
    TimeOut,
    /// A 2xx answer with a truncated body.
    CutOff,
}
use Answer::{CutOff, Network, Status, TimeOut, Unsent};

/// The time of this machine's clock when a test starts, in milliseconds.
const START: f64 = 1_800_000_000_000.0;
/// How far the server's clock is ahead of this machine's, in milliseconds.
const AHEAD: f64 = 3_600_000.0;

/// A host that answers from a script and records the requested actions.
struct Host {
    client: Client<Json>,
    answers: VecDeque<Answer>,
    sent: Vec<String>,
    ids: Vec<u32>,
    waits: Vec<u32>,
    remembered: Option<String>,
    adopted: Vec<Option<Json>>,
    /// Whether answers carry a `Date` that the page may read.
    has_date: bool,
    is_online: bool,
    now: f64,
}

impl Host {
    fn new(has_dev_browser: bool, remembered: Option<&str>, answers: Vec<Answer>) -> Self {
        let instance = Instance {
            origin: "https://clerk.example.com".into(),
            has_dev_browser,
            is_development: has_dev_browser,
        };
        let mut client = Client::new(instance);
        client.remember_dev_browser(remembered.map(Into::into));
        client.take_effects();
        Self {
            client,
            answers: answers.into(),
            sent: Vec::new(),
            ids: Vec::new(),
            waits: Vec::new(),
            remembered: None,
            adopted: Vec::new(),
            has_date: true,
            is_online: true,
            now: START,
        }
    }

    /// A host that is loaded and signed in. `answers` is the rest of the script.
    fn loaded(answers: Vec<Answer>) -> Self {
        let start = Status(200, json!({ "response": signed_in(&[("sess_1", "active")]) }));
        let mut host = Self::new(false, None, std::iter::once(start).chain(answers).collect());
        host.load().unwrap();
        host.sent.clear();
        host.ids.clear();
        host
    }

    fn facts(&self) -> Facts {
        Facts { now_ms: self.now, chance: 0.0, is_online: self.is_online, tab_state: None }
    }

    fn load(&mut self) -> Outcome<Json> {
        let call = Call::shared(super::Shared::Load, &self.client);
        self.run(call)
    }

    fn token(&mut self, key: &TokenKey) -> Outcome<Json> {
        self.run(Call::token(key.clone(), false, None))
    }

    fn send(&mut self, request: Request) -> Outcome<Json> {
        self.run(Call::plain(request))
    }

    fn run(&mut self, mut call: Call<Json>) -> Outcome<Json> {
        let mut event = Event::Start;
        for _ in 0..200 {
            let facts = self.facts();
            let action = call.step(&mut self.client, event, &facts);
            if self.client.take_effects().dev_browser_changed {
                self.remembered = self.client.dev_browser().map(Into::into);
            }
            event = match action {
                Action::Done(outcome) => return outcome,
                Action::Send { id, wire } => self.exchange(id, &wire),
                Action::Wait { id, ms, .. } => {
                    self.ids.push(id);
                    self.waits.push(ms);
                    self.now += f64::from(ms);
                    Event::Waited
                }
                Action::Join(shared) => {
                    let shared = Call::shared(shared, &self.client);
                    Event::Joined(self.run(shared).err())
                }
                Action::Adopt { client, .. } => {
                    self.adopted.push(client);
                    Event::Adopted(true)
                }
            };
        }
        panic!("the call does not end");
    }

    fn exchange(&mut self, id: u32, wire: &Wire) -> Event<Json> {
        self.ids.push(id);
        self.sent.push(line(wire));
        let answer = self.answers.pop_front().expect("more requests than answers in the script");
        self.now += 50.0;
        self.answered(answer)
    }

    fn answered(&self, answer: Answer) -> Event<Json> {
        let date = self.has_date.then(|| ((self.now + AHEAD) / 1000.0).floor() * 1000.0);
        let reply = |status, body| {
            Event::Answered(Reply {
                status,
                status_text: String::new(),
                retry_after: None,
                date,
                dev_browser: None,
                body,
            })
        };
        let no_answer = |reason, cause: &str| Event::NotAnswered(NoAnswer { reason, cause: json!(cause) });
        match answer {
            Status(status, body) => match reply(status, Ok(body.clone())) {
                Event::Answered(reply) => Event::Answered(Reply {
                    retry_after: body.get("retry_after").and_then(Json::as_u64).map(|seconds| seconds as u32),
                    dev_browser: body.get("new_dev_browser").and_then(Json::as_str).map(Into::into),
                    ..reply
                }),
                other => other,
            },
            CutOff => reply(200, Err(json!("SyntaxError"))),
            Network => no_answer(NoAnswerReason::Network, "TypeError"),
            Unsent => no_answer(NoAnswerReason::NotSent, "Connection refused"),
            TimeOut => no_answer(NoAnswerReason::Timeout, "TimeoutError"),
        }
    }

    /// The verbs and paths that were sent.
    fn paths(&self) -> Vec<&str> {
        self.sent.iter().map(|line| line.split(['?', ' ']).take(2).last().unwrap_or_default()).collect()
    }
}

fn line(wire: &Wire) -> String {
    let path = wire.url.split_once("/v1").map_or(wire.url.as_str(), |(_, path)| path);
    format!("{} {path} {}", if wire.request.is_get() { "GET" } else { "POST" }, wire.request.body())
}

fn ok(body: Json) -> Answer {
    Status(200, body)
}

fn refusal(status: u16, code: &str) -> Answer {
    Status(status, json!({ "errors": [{ "code": code, "message": code }] }))
}

fn signed_in(sessions: &[(&str, &str)]) -> Json {
    let sessions: Vec<_> = sessions
        .iter()
        .map(|(id, status)| json!({ "id": id, "status": status, "last_active_organization_id": "org_1" }))
        .collect();
    json!({ "id": "client_1", "sessions": sessions, "last_active_session_id": "sess_1" })
}

fn list() -> Request {
    Request::new(operation("getOrganization").unwrap(), &["org_1"], &json!({})).unwrap()
}

fn code(outcome: Outcome<Json>) -> RuntimeErrorCode {
    match &*outcome.unwrap_err() {
        Failure::Runtime { code, .. } => *code,
        other => panic!("not a runtime failure: {other:?}"),
    }
}

fn status(outcome: Outcome<Json>) -> u16 {
    match &*outcome.unwrap_err() {
        Failure::Api(refusal) => refusal.status,
        other => panic!("not a refusal: {other:?}"),
    }
}

/// A token that the server issues at the time `now` of this machine's clock.
fn jwt(now: f64) -> Json {
    let issued_at = ((now + AHEAD) / 1000.0).floor();
    json!(crate::jwt::token_of(&json!({ "iat": issued_at, "exp": issued_at + 60.0 }).to_string()))
}
