//! One request, retried as long as that is safe, until it has a usable answer or fails.

use std::rc::Rc;

use super::{Action, Event, Facts, Shared};
use crate::answer::{self, NoAnswerReason, Reply};
use crate::client::{Client, Proposal};
use crate::clock::ServerTime;
use crate::error::{Failure, Outcome};
use crate::operations::Expected;
use crate::request::{Request, Tail, Wire};
use crate::retry::{self, Ending};
use crate::value::Value;

/// One request and its state.
#[derive(Debug)]
pub(super) struct Exchange<V> {
    pub(super) request: Rc<Request>,
    /// When it was last sent, by this machine's clock.
    pub(super) sent_at: f64,
    /// Whether the last attempt may have reached the server. False if the host had no network, if the request certainly
    /// did not leave the machine, and if it was never sent. In these cases it cannot have taken effect.
    pub(super) may_have_arrived: bool,
    /// Whether a 401 may start other calls. False in shared calls, which must not wait for each other or for
    /// themselves.
    pub(super) recovers: bool,
    /// Whether a client was attached to the answer.
    has_client: bool,
    id: u32,
    order: u32,
    sent: u32,
    /// The number of the dev browser that it was last sent with.
    dev_browser: u32,
    stage: Stage,
    /// The answer, while the host adopts the client that was attached to it.
    adopting: Option<Box<Adopting<V>>>,
    /// The result of the exchange, kept while it waits for another call.
    outcome: Option<Outcome<V>>,
}

/// The event that an exchange waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    New,
    DevBrowser,
    Sent,
    Waiting,
    Adopting,
    Recovering,
    Loading,
    Over,
}

#[derive(Debug)]
struct Adopting<V> {
    reply: Reply<V>,
    client: Option<V>,
    session_id: Option<String>,
}

impl<V: Value> Exchange<V> {
    pub(super) fn new(request: Rc<Request>, recovers: bool) -> Self {
        Self {
            request,
            sent_at: 0.0,
            may_have_arrived: false,
            recovers,
            has_client: false,
            id: 0,
            order: 0,
            sent: 0,
            dev_browser: 0,
            stage: Stage::New,
            adopting: None,
            outcome: None,
        }
    }

    /// Takes an event and returns the next action. [`Action::Done`] has the body of a success, or the failure.
    pub(super) fn step(&mut self, client: &mut Client<V>, event: Event<V>, facts: &Facts) -> Action<V> {
        let stage = core::mem::replace(&mut self.stage, Stage::Over);
        match event {
            Event::Start if stage == Stage::New => {
                if self.request.needs_client() && client.lacks_dev_browser() {
                    return self.join(Stage::DevBrowser, Shared::DevBrowser);
                }
                return self.send(client, facts);
            }
            Event::Waited if stage == Stage::Waiting => return self.send(client, facts),
            Event::Answered(reply) if stage == Stage::Sent => return self.answered(client, reply, facts),
            Event::NotAnswered(no_answer) if stage == Stage::Sent => {
                self.may_have_arrived &= no_answer.reason != NoAnswerReason::NotSent;
                let is_hopeless = no_answer.reason == NoAnswerReason::Timeout || !facts.is_online;
                let ending = if is_hopeless { Ending::Final } else { Ending::NoAnswer };
                return self.failed(client, no_answer.into(), ending, facts);
            }
            Event::Adopted(is_taken) => {
                if let Some(adopting) = self.adopting.take() {
                    let Adopting { reply, client: resource, session_id } = *adopting;
                    if is_taken {
                        client.adopt(resource, session_id, self.order, facts.now_ms);
                    } else if self.request.expected == Expected::Client {
                        return no_client();
                    }
                    return self.conclude(client, reply, facts);
                }
            }
            Event::Joined(failure) => match (stage, failure) {
                (Stage::DevBrowser, None) => return self.send(client, facts),
                (Stage::DevBrowser, Some(failure)) => return Action::Done(Err(failure)),
                (Stage::Recovering, None) => {
                    // Only once: the second refusal is final.
                    self.recovers = false;
                    return self.send(client, facts);
                }
                _ => {
                    if let Some(outcome) = self.outcome.take() {
                        return Action::Done(outcome);
                    }
                }
            },
            _ => {}
        }
        // An unexpected event ends the call, which would otherwise wait forever.
        invalid_response("The request ended in an unexpected way.")
    }

    /// Waits for a shared call.
    fn join(&mut self, stage: Stage, shared: Shared) -> Action<V> {
        self.stage = stage;
        Action::Join(shared)
    }

    /// Fetches the client before the exchange ends.
    fn load(&mut self, outcome: Outcome<V>) -> Action<V> {
        self.outcome = Some(outcome);
        self.join(Stage::Loading, Shared::Load)
    }

    fn send(&mut self, client: &mut Client<V>, facts: &Facts) -> Action<V> {
        self.order = client.next_request();
        if self.sent == 0 {
            self.id = self.order;
        }
        let wire = self.wire(client);
        self.dev_browser = client.dev_browser_number;
        self.sent += 1;
        self.sent_at = facts.now_ms;
        self.may_have_arrived = facts.is_online;
        self.stage = Stage::Sent;
        Action::Send { id: self.id, wire }
    }

    fn wire(&self, client: &Client<V>) -> Wire {
        let tail =
            Tail { session_id: client.session_id(), dev_browser: client.dev_browser(), retries: self.sent };
        let url = self.request.url(&client.instance, &tail);
        Wire { request: Rc::clone(&self.request), url, retries: self.sent }
    }

    fn answered(&mut self, client: &mut Client<V>, mut reply: Reply<V>, facts: &Facts) -> Action<V> {
        if let Some(id) = reply.dev_browser.take() {
            client.remember_dev_browser(Some(id));
        }
        if let Some(date) = reply.date {
            client.clock.observe(ServerTime::whole_seconds(date), self.sent_at, facts.now_ms);
        }
        // This comes before the check of the status, because a refusal may end the session.
        if self.request.needs_client()
            && let Ok(body) = &reply.body
            && let Some(resource) = answer::client(body, self.request.expected)
        {
            self.has_client = true;
            match client.proposal(resource.as_ref(), self.order) {
                Proposal::Adopt(session_id) => {
                    let (shown, id) = (resource.clone(), session_id.clone());
                    self.adopting = Some(Box::new(Adopting { reply, client: resource, session_id }));
                    self.stage = Stage::Adopting;
                    return Action::Adopt { client: shown, session_id: id };
                }
                Proposal::Unreadable if self.request.expected == Expected::Client => return no_client(),
                Proposal::Older | Proposal::Unreadable => {}
            }
        }
        self.conclude(client, reply, facts)
    }

    fn conclude(&mut self, client: &mut Client<V>, reply: Reply<V>, facts: &Facts) -> Action<V> {
        let ending = Ending::Status(reply.status, reply.retry_after);
        match answer::body(reply) {
            Ok(body) => self.succeeded(client, body),
            Err(failure) => match &*failure {
                Failure::Api(refusal) if refusal.status == 401 && self.request.needs_client() => {
                    let is_unknown_browser = refusal.has_code("dev_browser_unauthenticated");
                    let is_final = refusal.has_code("requires_captcha");
                    self.unauthorized(client, is_unknown_browser, is_final, failure, facts)
                }
                _ => self.failed(client, failure, ending, facts),
            },
        }
    }

    fn succeeded(&mut self, client: &Client<V>, body: V) -> Action<V> {
        if !self.has_client {
            if self.request.expected == Expected::Client {
                return no_client();
            }
            // If the request changed the client and the server attached none to the answer, the client is fetched. A
            // change of the user's own membership also changes the client. It is recognised by the resource in its
            // answer.
            let is_own_membership = || {
                let may_be = self.request.is_change() && self.request.expected == Expected::Resource;
                may_be && client.is_user(&self.request.id)
            };
            if self.request.updates_client || is_own_membership() {
                return self.load(Ok(body));
            }
        }
        Action::Done(Ok(body))
    }

    fn unauthorized(
        &mut self,
        client: &mut Client<V>,
        is_unknown_browser: bool,
        is_final: bool,
        failure: Rc<Failure<V>>,
        facts: &Facts,
    ) -> Action<V> {
        // If another request has created a new dev browser meanwhile, that one is used.
        if is_unknown_browser && client.dev_browser_number == self.dev_browser {
            client.remember_dev_browser(None);
        }
        if !self.recovers || is_final {
            return Action::Done(Err(failure));
        }
        if is_unknown_browser {
            // The client belonged to the lost dev browser, so the user is signed out.
            return self.load(Err(failure));
        }
        if client.session_id().is_none() {
            return Action::Done(Err(failure));
        }
        if self.request.is_below_client() {
            // Requests for the client itself send no token, so a new token would not help. But the session may have
            // ended.
            return self.load(Err(failure));
        }
        if self.order < client.recovered {
            // The session was recovered after this request was sent.
            self.recovers = false;
            return self.send(client, facts);
        }
        self.outcome = Some(Err(failure));
        self.join(Stage::Recovering, Shared::Recovery)
    }

    fn failed(
        &mut self,
        client: &Client<V>,
        failure: Rc<Failure<V>>,
        ending: Ending,
        facts: &Facts,
    ) -> Action<V> {
        match retry::delay_ms(self.request.is_repeatable, self.sent, ending, facts.chance) {
            // A relay may do more than invite, so its request is never repeated.
            Some(ms) if self.request.token().is_none() => {
                self.stage = Stage::Waiting;
                Action::Wait { id: self.id, wire: self.wire(client), ms }
            }
            _ => Action::Done(Err(failure)),
        }
    }
}

fn no_client<V>() -> Action<V> {
    invalid_response("The server's answer has no client.")
}

fn invalid_response<V>(message: &'static str) -> Action<V> {
    Action::Done(Err(Failure::invalid_response(message)))
}
