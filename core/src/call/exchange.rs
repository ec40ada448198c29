//! One request, sent as often as it is safe to send it, until it has a usable answer or none.

use super::{Action, Event, Facts, Shared};
use crate::answer::{self, Reply};
use crate::client::Client;
use crate::clock::ServerTime;
use crate::error::{Failure, Outcome};
use crate::operations::Expected;
use crate::request::{Request, Tail, Wire};
use crate::retry::{self, Ending};
use crate::value::Value;

/// What an exchange comes to.
pub(super) enum Step<V> {
    /// Something is to be done first.
    Act(Action<V>),
    /// It is over: the body of a success, or the failure.
    Ended(Outcome<V>),
}

/// One request on its way to an answer.
#[derive(Debug)]
pub(super) struct Exchange<V> {
    pub(super) request: Request,
    /// When it was last sent, by this machine's clock.
    pub(super) sent_at: f64,
    /// Whether the host had a network when it was last sent.
    pub(super) was_online: bool,
    /// Whether a client came along with the answer.
    pub(super) has_client: bool,
    id: u32,
    order: u32,
    sent: u32,
    used_dev_browser: Option<String>,
    recovers: bool,
    stage: Stage<V>,
}

#[derive(Debug)]
enum Stage<V> {
    New,
    DevBrowser,
    Sent,
    Waiting,
    Adopting { reply: Reply<V>, client: Option<V>, session_id: Option<String> },
    Recovering(Box<Failure<V>>),
    Loading(Outcome<V>),
    Over,
}

impl<V: Value> Exchange<V> {
    pub(super) fn new(request: Request) -> Self {
        Self {
            request,
            sent_at: 0.0,
            was_online: true,
            has_client: false,
            id: 0,
            order: 0,
            sent: 0,
            used_dev_browser: None,
            recovers: true,
            stage: Stage::New,
        }
    }

    /// For the shared calls: they must not wait for each other, or for themselves.
    pub(super) fn without_recovery(request: Request) -> Self {
        Self { recovers: false, ..Self::new(request) }
    }

    /// The same request once more, as another exchange.
    pub(super) fn again(&self) -> Self {
        Self { recovers: self.recovers, ..Self::new(self.request.clone()) }
    }

    pub(super) fn step(&mut self, client: &mut Client<V>, event: Event<V>, facts: &Facts) -> Step<V> {
        match (core::mem::replace(&mut self.stage, Stage::Over), event) {
            (Stage::New, _) => {
                if self.request.needs_client() && client.lacks_dev_browser() {
                    self.stage = Stage::DevBrowser;
                    return Step::Act(Action::Join(Shared::DevBrowser));
                }
                self.send(client, facts)
            }
            (Stage::DevBrowser, Event::Joined(Err(failure))) => Step::Ended(Err(failure)),
            (Stage::DevBrowser | Stage::Waiting, _) => self.send(client, facts),
            (Stage::Sent, Event::Answered(reply)) => self.answered(client, reply, facts),
            (Stage::Sent, Event::NotAnswered(no_answer)) => {
                let is_hopeless = no_answer.is_timeout || !facts.is_online;
                let ending = (!is_hopeless).then_some(Ending::NoAnswer);
                self.failed(client, no_answer.into(), ending, facts)
            }
            (Stage::Adopting { reply, client: resource, session_id }, Event::Adopted(is_taken)) => {
                if is_taken {
                    client.adopt(resource, session_id, self.order, facts.now_ms);
                } else if self.request.expected == Expected::Client {
                    return Step::Ended(Err(no_client()));
                }
                self.conclude(client, reply, facts)
            }
            (Stage::Recovering(_), Event::Joined(Ok(_))) => {
                // Once: the second refusal is final.
                self.recovers = false;
                self.send(client, facts)
            }
            (Stage::Recovering(failure), _) => Step::Ended(Err(failure)),
            (Stage::Loading(outcome), _) => Step::Ended(outcome),
            // An event that nothing asked for: the call ends instead of waiting for ever.
            (Stage::Sent | Stage::Adopting { .. } | Stage::Over, _) => Step::Ended(Err(Box::new(
                Failure::invalid_response("The request ended in an unexpected way."),
            ))),
        }
    }

    fn send(&mut self, client: &mut Client<V>, facts: &Facts) -> Step<V> {
        self.order = client.next_request();
        if self.sent == 0 {
            self.id = self.order;
        }
        let wire = self.wire(client);
        self.used_dev_browser = client.dev_browser().map(Into::into);
        self.sent += 1;
        self.sent_at = facts.now_ms;
        self.was_online = facts.is_online;
        self.stage = Stage::Sent;
        Step::Act(Action::Send { id: self.id, wire })
    }

    fn wire(&self, client: &Client<V>) -> Wire {
        let tail =
            Tail { session_id: client.session_id(), dev_browser: client.dev_browser(), retries: self.sent };
        self.request.encode(&client.instance, &tail)
    }

    fn answered(&mut self, client: &mut Client<V>, mut reply: Reply<V>, facts: &Facts) -> Step<V> {
        if let Some(id) = reply.dev_browser.take() {
            client.remember_dev_browser(Some(id));
        }
        if let Some(date) = reply.date {
            client.clock.observe(ServerTime::whole_seconds(date), self.sent_at, facts.now_ms);
        }
        // Before the status is looked at: a refusal may say that the session is gone.
        let along = reply.body.as_ref().ok().filter(|_| self.request.needs_client());
        if let Some(resource) = along.and_then(|body| answer::client(body, self.request.expected)) {
            self.has_client = true;
            if let Some(session_id) = client.proposal(resource.as_ref(), self.order) {
                let (shown, id) = (resource.clone(), session_id.clone());
                self.stage = Stage::Adopting { reply, client: resource, session_id };
                return Step::Act(Action::Adopt { client: shown, session_id: id });
            }
            if self.request.expected == Expected::Client && !client.is_newer_than(self.order) {
                return Step::Ended(Err(no_client()));
            }
        }
        self.conclude(client, reply, facts)
    }

    fn conclude(&mut self, client: &mut Client<V>, reply: Reply<V>, facts: &Facts) -> Step<V> {
        let ending = Ending::Status(reply.status, reply.retry_after);
        let failure = match answer::body(reply) {
            Ok(body) => return self.succeeded(body),
            Err(failure) => failure,
        };
        if let Failure::Api(refusal) = &*failure
            && refusal.status == 401
            && self.request.needs_client()
        {
            let code = refusal.code();
            return self.unauthorized(client, code.as_deref(), failure, facts);
        }
        self.failed(client, failure, Some(ending), facts)
    }

    fn succeeded(&mut self, body: V) -> Step<V> {
        if self.request.expected == Expected::Client && !self.has_client {
            return Step::Ended(Err(no_client()));
        }
        // A server may attach no client to its answers; what the request changed in it is then fetched.
        if self.request.updates_client && !self.has_client {
            self.stage = Stage::Loading(Ok(body));
            return Step::Act(Action::Join(Shared::Load));
        }
        Step::Ended(Ok(body))
    }

    fn unauthorized(
        &mut self,
        client: &mut Client<V>,
        code: Option<&str>,
        failure: Box<Failure<V>>,
        facts: &Facts,
    ) -> Step<V> {
        if code == Some("dev_browser_unauthenticated") {
            // Unless a request beside this one has brought a new one meanwhile.
            if client.dev_browser() == self.used_dev_browser.as_deref() {
                client.remember_dev_browser(None);
            }
            if !self.recovers {
                return Step::Ended(Err(failure));
            }
            // The client belonged to that dev browser: whoever seemed to be signed in is not.
            self.stage = Stage::Loading(Err(failure));
            return Step::Act(Action::Join(Shared::Load));
        }
        if !self.recovers || code == Some("requires_captcha") || client.session_id().is_none() {
            return Step::Ended(Err(failure));
        }
        if self.request.is_below_client() {
            // What is done to the client itself needs no token, so a new one would not help; but the session may be gone.
            self.stage = Stage::Loading(Err(failure));
            return Step::Act(Action::Join(Shared::Load));
        }
        if self.order < client.recovered {
            // The session was recovered after this request was sent.
            self.recovers = false;
            return self.send(client, facts);
        }
        self.stage = Stage::Recovering(failure);
        Step::Act(Action::Join(Shared::Recovery))
    }

    fn failed(
        &mut self,
        client: &Client<V>,
        failure: Box<Failure<V>>,
        ending: Option<Ending>,
        facts: &Facts,
    ) -> Step<V> {
        let is_get = self.request.method == crate::operations::Method::Get;
        match ending.and_then(|ending| retry::delay_ms(is_get, self.sent, ending, facts.chance)) {
            Some(ms) => {
                self.stage = Stage::Waiting;
                Step::Act(Action::Wait { id: self.id, wire: self.wire(client), ms })
            }
            None => Step::Ended(Err(failure)),
        }
    }
}

fn no_client<V>() -> Box<Failure<V>> {
    Box::new(Failure::invalid_response("The server's answer carries no client."))
}
