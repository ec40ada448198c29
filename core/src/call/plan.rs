//! The decision after an exchange: another exchange, or the result.

use std::rc::Rc;

use super::exchange::Exchange;
use super::{Facts, Shared};
use crate::answer;
use crate::client::Client;
use crate::clock::ServerTime;
use crate::error::{Failure, Outcome, RuntimeErrorCode};
use crate::jwt;
use crate::lookup::{Lookup, PAGE_SIZE, Verdict};
use crate::operations::own_operation;
use crate::request::Request;
use crate::text::digits;
use crate::token_cache::{TokenKey, TokenRequest};
use crate::value::Value;

/// The plan of a call.
#[derive(Debug)]
pub(super) enum Plan<V> {
    /// The answer is the result.
    Plain,
    /// `GET /client`, once more with a new dev browser if the server has forgotten the current one.
    Load {
        /// Whether the request may be repeated.
        may_repeat: bool,
    },
    DevBrowser,
    /// Checks whether the session still exists, and requests a new token for it.
    Recovery {
        session_id: String,
        /// The token that is being requested.
        token: Option<TokenRequest>,
    },
    Token {
        key: TokenKey,
        request: Option<TokenRequest>,
        /// Whether the request was repeated with the expired token.
        is_repeated: bool,
    },
    Change(Box<Change<V>>),
}

/// A change of an organization's invitations.
#[derive(Debug)]
pub(super) struct Change<V> {
    request: Rc<Request>,
    organization_id: String,
    lookup: Lookup,
    /// When the change was first sent, by this machine's clock.
    sent_at: f64,
    /// The failure after which its outcome is unknown.
    doubt: Option<Rc<Failure<V>>>,
    sendings: u32,
    phase: Phase<V>,
}

#[derive(Debug)]
enum Phase<V> {
    Sending,
    LookingUp,
    /// A page was read, and the server's time is needed to interpret it.
    AskingTheTime(V),
}

/// The decision.
pub(super) enum Next<V> {
    Done(Outcome<V>),
    /// Another request, and whether a 401 may start other calls.
    Send(Rc<Request>, bool),
}

/// The most times that a change is sent: a second time only if the first one certainly had no effect.
const MOST_SENDINGS: u32 = 2;

fn token_request(key: &TokenKey, tab_state: Option<&'static str>, query: &[(&str, &str)]) -> Rc<Request> {
    let TokenKey { session_id, template, organization_id } = key;
    // A request with a template has no form (clerk-js 6.40).
    Rc::new(if !template.is_empty() {
        Request::internal(own_operation("createTemplateToken"), &[session_id, template], query, &[])
    } else {
        let organization = ("organization_id", organization_id.as_str());
        match tab_state {
            Some(state) => {
                let form = [organization, ("tab_state", state)];
                Request::internal(own_operation("createToken"), &[session_id], query, &form)
            }
            None => Request::internal(own_operation("createToken"), &[session_id], query, &[organization]),
        }
    })
}

impl<V: Value> Plan<V> {
    /// The request of a change.
    pub(super) fn changed(&self) -> Option<&Request> {
        match self {
            Self::Change(change) => Some(&change.request),
            _ => None,
        }
    }

    pub(super) fn change(request: Rc<Request>, organization_id: &str) -> Self {
        Self::Change(Box::new(Change {
            lookup: Lookup::new(Rc::clone(&request)),
            request,
            organization_id: organization_id.into(),
            sent_at: 0.0,
            doubt: None,
            sendings: 0,
            phase: Phase::Sending,
        }))
    }

    pub(super) fn token(
        key: TokenKey,
        skip_cache: bool,
        tab_state: Option<&'static str>,
    ) -> (Self, Rc<Request>) {
        let skip = [("debug", "skip_cache")];
        let query = if skip_cache && key.template.is_empty() { &skip[..] } else { &[] };
        let request = token_request(&key, tab_state, query);
        (Self::Token { key, request: None, is_repeated: false }, request)
    }

    pub(super) fn shared(shared: Shared, client: &Client<V>) -> (Self, Rc<Request>) {
        let plan = match shared {
            Shared::Load => Self::Load { may_repeat: true },
            Shared::DevBrowser => Self::DevBrowser,
            Shared::Recovery => {
                let session_id = client.session_id().unwrap_or_default().into();
                Self::Recovery { session_id, token: None }
            }
        };
        let name = if shared == Shared::DevBrowser { "createDevBrowser" } else { "getClient" };
        (plan, Rc::new(Request::internal(own_operation(name), &[], &[], &[])))
    }

    /// Registers a token request before it is sent: a later one for the same key replaces it.
    pub(super) fn starts(&mut self, client: &mut Client<V>) {
        if let Self::Token { key, request, .. } = self {
            *request = Some(client.tokens.start_request(key));
        }
    }

    pub(super) fn after(
        &mut self,
        exchange: &Exchange<V>,
        body: Outcome<V>,
        client: &mut Client<V>,
        facts: &Facts,
    ) -> Next<V> {
        match self {
            Self::Plain => Next::Done(plain(exchange, body)),
            Self::Load { may_repeat } => {
                if body.is_err() && *may_repeat && client.lacks_dev_browser() {
                    *may_repeat = false;
                    return Next::Send(Rc::clone(&exchange.request), exchange.recovers);
                }
                Next::Done(body)
            }
            Self::DevBrowser => Next::Done(body.and_then(|body| match body.text_at("id") {
                Some(id) if !id.is_empty() => {
                    client.remember_dev_browser(Some(id));
                    Ok(body)
                }
                _ => Err(Failure::invalid_response("The server answered without a dev browser.")),
            })),
            Self::Recovery { session_id, token } => recover(session_id, token, exchange, body, client, facts),
            Self::Token { key, request, is_repeated } => {
                if let Err(failure) = &body
                    && let Failure::Api(refusal) = &**failure
                    && refusal.status == 422
                    && !*is_repeated
                    && refusal.has_code("missing_expired_token")
                    && let Some(expired) = client.tokens.expired_token(key)
                {
                    *is_repeated = true;
                    return Next::Send(
                        token_request(key, facts.tab_state, &[("expired_token", expired)]),
                        true,
                    );
                }
                let jwt = body.and_then(|body| answer::resource(&exchange.request, body));
                if let Some(request) = *request {
                    let text = jwt.as_ref().ok().and_then(|jwt| jwt.text());
                    store_token(request, text, exchange, client, facts);
                }
                Next::Done(jwt)
            }
            Self::Change(change) => change.after(exchange, body, client, facts),
        }
    }
}

/// The result of a request. A change without an answer is not looked up, so its outcome is unknown.
fn plain<V: Value>(exchange: &Exchange<V>, body: Outcome<V>) -> Outcome<V> {
    let outcome = body.and_then(|body| answer::resource(&exchange.request, body));
    match outcome {
        Err(failure)
            if exchange.may_have_arrived && exchange.request.is_change() && failure.is_unanswered() =>
        {
            Err(outcome_unknown(Some(&failure)))
        }
        outcome => outcome,
    }
}

/// The failure of a change whose outcome is unknown.
fn outcome_unknown<V: Value>(cause: Option<&Failure<V>>) -> Rc<Failure<V>> {
    let cause = cause.and_then(|failure| match failure {
        Failure::Runtime { cause, .. } => cause.clone(),
        Failure::Api(refusal) => refusal.body.clone(),
        Failure::Param(_) => None,
    });
    Rc::new(Failure::Runtime {
        code: RuntimeErrorCode::OutcomeUnknown,
        message: "The change got no answer, and its outcome is unknown. Check before you repeat it.",
        cause,
    })
}

/// Caches a requested token, and updates the estimate of the server's clock from it.
fn store_token<V: Value>(
    request: TokenRequest,
    jwt: Option<String>,
    exchange: &Exchange<V>,
    client: &mut Client<V>,
    facts: &Facts,
) {
    observe_clock(jwt.as_deref(), exchange, client, facts);
    if client.tokens.finish_request::<V>(request, jwt.as_deref(), facts.now_ms) {
        client.effects.session_changed = true;
    }
}

/// Updates the estimate of the server's clock from a new token. Returns whether the token has a time.
fn observe_clock<V: Value>(
    jwt: Option<&str>,
    exchange: &Exchange<V>,
    client: &mut Client<V>,
    facts: &Facts,
) -> bool {
    let Some((claims, _)) = jwt.and_then(jwt::claims::<V>) else { return false };
    let issued_at = ServerTime::whole_seconds(claims.issued_at * 1000.0);
    client.clock.observe(issued_at, exchange.sent_at, facts.now_ms);
    true
}

fn recover<V: Value>(
    session_id: &str,
    token: &mut Option<TokenRequest>,
    exchange: &Exchange<V>,
    body: Outcome<V>,
    client: &mut Client<V>,
    facts: &Facts,
) -> Next<V> {
    let body = match body {
        Ok(body) => body,
        Err(failure) => {
            if let Some(request) = *token {
                client.tokens.finish_request::<V>(request, None, facts.now_ms);
            }
            return Next::Done(Err(failure));
        }
    };
    if let Some(request) = *token {
        store_token(request, body.text_at("jwt"), exchange, client, facts);
        client.recovered();
        return Next::Done(Ok(body));
    }
    if client.session_id() != Some(session_id) {
        let code = RuntimeErrorCode::SignedOut;
        return Next::Done(Err(Rc::new(Failure::runtime(code, "The session has ended."))));
    }
    let key = client.session_key();
    *token = Some(client.tokens.start_request(&key));
    Next::Send(token_request(&key, facts.tab_state, &[]), false)
}

impl<V: Value> Change<V> {
    fn after(
        &mut self,
        exchange: &Exchange<V>,
        body: Outcome<V>,
        client: &mut Client<V>,
        facts: &Facts,
    ) -> Next<V> {
        match core::mem::replace(&mut self.phase, Phase::Sending) {
            Phase::Sending => self.sent(exchange, body, client, facts),
            Phase::LookingUp => match body.and_then(|body| answer::resource(&exchange.request, body)) {
                Ok(page) => self.read(page, client),
                Err(failure) => self.unknown(Some(failure)),
            },
            Phase::AskingTheTime(page) => {
                let jwt = body.ok().and_then(|body| body.text_at("jwt"));
                if observe_clock(jwt.as_deref(), exchange, client, facts) {
                    return self.read(page, client);
                }
                self.unknown(None)
            }
        }
    }

    fn sent(
        &mut self,
        exchange: &Exchange<V>,
        body: Outcome<V>,
        client: &mut Client<V>,
        facts: &Facts,
    ) -> Next<V> {
        let is_certain = body.as_ref().err().is_none_or(|failure| !failure.is_unanswered());
        let outcome = body.and_then(|body| answer::resource(&exchange.request, body));
        let failure = match outcome {
            Ok(resource) => {
                self.remember(&resource, client);
                return Next::Done(Ok(resource));
            }
            Err(failure) => failure,
        };
        self.sendings += 1;
        if self.sendings == 1 {
            self.sent_at = exchange.sent_at;
            // A refusal is final, and a request that was sent without a network did not leave the machine.
            if is_certain || !exchange.may_have_arrived {
                return Next::Done(Err(failure));
            }
        } else if is_certain && self.doubt.is_none() {
            return Next::Done(Err(failure));
        }
        // A refusal of the second attempt ("already invited") may mean that the first attempt succeeded.
        self.doubt = Some(failure);
        if !facts.is_online {
            return self.unknown(None);
        }
        self.lookup.restart();
        self.look_up()
    }

    fn look_up(&mut self) -> Next<V> {
        self.phase = Phase::LookingUp;
        let (status, page) = self.lookup.next_page();
        let limit = digits(PAGE_SIZE);
        let offset = digits((page - 1) * PAGE_SIZE);
        let query = [("status", status), ("limit", &limit), ("offset", &offset)];
        let list = Request::internal(own_operation("getInvitations"), &[&self.organization_id], &query, &[]);
        Next::Send(Rc::new(list), true)
    }

    fn read(&mut self, page: V, client: &mut Client<V>) -> Next<V> {
        let earliest = client.clock.earliest(self.sent_at);
        match self.lookup.read(&page, earliest, &client.own_invitations) {
            Verdict::Applied(resource) => {
                self.remember(&resource, client);
                Next::Done(Ok(resource))
            }
            Verdict::NextPage => self.look_up(),
            Verdict::NeedsClock => match client.session_id() {
                // A token's time of issue is in the server's time.
                Some(session_id) => {
                    self.phase = Phase::AskingTheTime(page);
                    let key = TokenKey::new(session_id, None, Some(&self.organization_id));
                    Next::Send(token_request(&key, None, &[]), true)
                }
                None => self.unknown(None),
            },
            Verdict::Unknown => self.unknown(None),
            // A relay may do more than invite, so its request is never repeated.
            Verdict::NotApplied if self.sendings < MOST_SENDINGS && self.request.needs_client() => {
                self.phase = Phase::Sending;
                Next::Send(Rc::clone(&self.request), true)
            }
            Verdict::NotApplied => match self.doubt.take() {
                Some(failure) => Next::Done(Err(failure)),
                None => self.unknown(None),
            },
        }
    }

    fn unknown(&mut self, cause: Option<Rc<Failure<V>>>) -> Next<V> {
        Next::Done(Err(outcome_unknown(self.doubt.take().or(cause).as_deref())))
    }

    /// Keeps the ids of new invitations, so that a later look-up of another change does not count them.
    fn remember(&self, resource: &V, client: &mut Client<V>) {
        if self.request.sent.email_addresses.is_empty() {
            return;
        }
        for row in resource.items() {
            client.made_invitation(row.text_at("id"));
        }
        client.made_invitation(resource.text_at("id"));
    }
}
