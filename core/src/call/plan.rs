//! What follows an exchange: another one, or the result.

use super::exchange::Exchange;
use super::{Facts, Shared};
use crate::answer;
use crate::client::{Client, Effect};
use crate::clock::ServerTime;
use crate::error::{Failure, Outcome, RuntimeErrorCode};
use crate::jwt;
use crate::lookup::{Lookup, PAGE_SIZE, Sought, Verdict};
use crate::operations::{Expected, Operation, operation};
use crate::request::Request;
use crate::token_cache::{TokenKey, TokenRequest};
use crate::value::Value;

/// What a call is for.
#[derive(Debug)]
pub(super) enum Plan<V> {
    /// The answer is the result.
    Plain,
    /// `GET /client`, once more with a new dev browser if the server has forgotten the one at hand.
    Load {
        /// Whether it may be repeated.
        may_repeat: bool,
    },
    DevBrowser,
    /// Is the session still there, and does it get a new token?
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
    request: Request,
    organization_id: String,
    lookup: Lookup,
    /// When the change was first sent, by this machine's clock.
    sent_at: f64,
    /// Why its outcome is in doubt.
    doubt: Option<Box<Failure<V>>>,
    sendings: u32,
    phase: Phase<V>,
}

#[derive(Debug)]
enum Phase<V> {
    Sending,
    LookingUp,
    /// A page was read, and the server's clock decides what it means.
    AskingTheTime(V),
}

/// What follows.
pub(super) enum Next<V> {
    Done(Outcome<V>),
    Exchange(Box<Exchange<V>>),
}

impl<V: Value> Next<V> {
    fn request(request: Request) -> Self {
        Self::Exchange(Box::new(Exchange::new(request)))
    }

    fn fail(code: RuntimeErrorCode, message: &'static str) -> Self {
        Self::Done(Err(Box::new(Failure::runtime(code, message))))
    }
}

/// How often a change is sent: a second time if the first one certainly had no effect.
const MOST_SENDINGS: u32 = 2;

/// Every name in this file stands in the table.
fn row(name: &str) -> &'static Operation {
    operation(name).unwrap_or(&crate::operations::NOTHING)
}

fn token_request(key: &TokenKey, tab_state: Option<&'static str>, query: &[(&str, &str)]) -> Request {
    // A template takes no form (clerk-js 6.40).
    if let Some(template) = &key.template {
        return Request::internal(row("createTemplateToken"), &[&key.session_id, template], query, &[]);
    }
    let organization = ("organization_id", key.organization_id.as_deref().unwrap_or_default());
    let tab_state = tab_state.map(|state| ("tab_state", state));
    let form: Vec<_> = [organization].into_iter().chain(tab_state).collect();
    Request::internal(row("createToken"), &[&key.session_id], query, &form)
}

impl<V: Value> Plan<V> {
    pub(super) fn change(request: &Request, organization_id: &str) -> Self {
        let sought = match request.email_addresses.is_empty() {
            true => Sought::Revoked { id: request.ids.last().cloned().unwrap_or_default() },
            false => Sought::Invited {
                email_addresses: request.email_addresses.clone(),
                role: request.role.clone(),
                is_single: request.expected == Expected::Invitation,
            },
        };
        Self::Change(Box::new(Change {
            request: request.clone(),
            organization_id: organization_id.into(),
            lookup: Lookup::new(sought),
            sent_at: 0.0,
            doubt: None,
            sendings: 0,
            phase: Phase::Sending,
        }))
    }

    pub(super) fn token(key: TokenKey, skip_cache: bool, tab_state: Option<&'static str>) -> (Self, Request) {
        let skip = [("debug", "skip_cache")];
        let query = if skip_cache && key.template.is_none() { &skip[..] } else { &[] };
        let request = token_request(&key, tab_state, query);
        (Self::Token { key, request: None, is_repeated: false }, request)
    }

    pub(super) fn shared(shared: Shared, client: &Client<V>) -> (Self, Request) {
        let get_client = || Request::internal(row("getClient"), &[], &[], &[]);
        match shared {
            Shared::Load => (Self::Load { may_repeat: true }, get_client()),
            Shared::DevBrowser => {
                (Self::DevBrowser, Request::internal(row("createDevBrowser"), &[], &[], &[]))
            }
            Shared::Recovery => {
                let session_id = client.session_id().unwrap_or_default().into();
                (Self::Recovery { session_id, token: None }, get_client())
            }
        }
    }

    /// The request for a token is noted before it is sent: a later one for the same key counts instead of it.
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
            Self::Plain => Next::Done(body.and_then(|body| answer::resource(&exchange.request, body))),
            Self::Load { may_repeat } => {
                if body.is_err() && *may_repeat && client.lacks_dev_browser() {
                    *may_repeat = false;
                    return Next::Exchange(Box::new(exchange.again()));
                }
                Next::Done(body)
            }
            Self::DevBrowser => Next::Done(body.and_then(|body| match body.text_at("id") {
                Some(id) if !id.is_empty() => {
                    client.remember_dev_browser(Some(id));
                    Ok(body)
                }
                _ => Err(Box::new(Failure::invalid_response("The server answered without a dev browser."))),
            })),
            Self::Recovery { session_id, token } => recover(session_id, token, exchange, body, client, facts),
            Self::Token { key, request, is_repeated } => {
                if let Err(failure) = &body
                    && let Failure::Api(refusal) = &**failure
                    && refusal.status == 422
                    && !*is_repeated
                    && refusal.code().as_deref() == Some("missing_expired_token")
                    && let Some(expired) = client.tokens.expired_token(key)
                {
                    *is_repeated = true;
                    return Next::request(token_request(key, facts.tab_state, &[("expired_token", expired)]));
                }
                let jwt = body.and_then(|body| answer::resource(&exchange.request, body));
                if let Some(request) = *request {
                    let text = jwt.as_ref().ok().and_then(|jwt| jwt.text());
                    store_token(&key.session_id, request, text, exchange, client, facts);
                }
                Next::Done(jwt)
            }
            Self::Change(change) => change.after(exchange, body, client, facts),
        }
    }
}

/// Keeps a token that a request brought, and learns the server's time from it.
fn store_token<V: Value>(
    session_id: &str,
    request: TokenRequest,
    jwt: Option<String>,
    exchange: &Exchange<V>,
    client: &mut Client<V>,
    facts: &Facts,
) {
    if let Some((claims, _)) = jwt.as_deref().and_then(jwt::claims::<V>) {
        let issued_at = ServerTime::whole_seconds(claims.issued_at * 1000.0);
        client.clock.observe(issued_at, exchange.sent_at, facts.now_ms);
    }
    if client.tokens.finish_request::<V>(request, jwt.as_deref(), facts.now_ms) {
        client.effect(Effect::TokenStored { session_id: session_id.into() });
    }
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
        store_token(session_id, request, body.text_at("jwt"), exchange, client, facts);
        client.recovered();
        return Next::Done(Ok(body));
    }
    if client.session_id() != Some(session_id) {
        return Next::fail(RuntimeErrorCode::SignedOut, "The session has ended.");
    }
    let organization_id =
        client.session(session_id).and_then(|session| session.text_at("last_active_organization_id"));
    let key = TokenKey::new(session_id, None, organization_id.as_deref());
    *token = Some(client.tokens.start_request(&key));
    Next::Exchange(Box::new(Exchange::without_recovery(token_request(&key, facts.tab_state, &[]))))
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
                match jwt.as_deref().and_then(jwt::claims::<V>) {
                    Some((claims, _)) => {
                        let issued_at = ServerTime::whole_seconds(claims.issued_at * 1000.0);
                        client.clock.observe(issued_at, exchange.sent_at, facts.now_ms);
                        self.read(page, client)
                    }
                    None => self.unknown(None),
                }
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
        let is_certain = !is_unanswered(&body);
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
            // A refusal is the answer; and what was sent without a network did not leave.
            if is_certain || !exchange.was_online {
                return Next::Done(Err(failure));
            }
        } else if is_certain && self.doubt.is_none() {
            return Next::Done(Err(failure));
        }
        // A refusal of the second sending ("already invited") may be the first one's success.
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
        let limit = crate::form::digits(PAGE_SIZE);
        let offset = crate::form::digits((page - 1) * PAGE_SIZE);
        let query = [("status", status), ("limit", &limit), ("offset", &offset)];
        Next::request(Request::internal(row("getInvitations"), &[&self.organization_id], &query, &[]))
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
                // The time at which a token is issued is the server's.
                Some(session_id) => {
                    self.phase = Phase::AskingTheTime(page);
                    let key = TokenKey::new(session_id, None, Some(&self.organization_id));
                    Next::request(token_request(&key, None, &[]))
                }
                None => self.unknown(None),
            },
            Verdict::Unknown => self.unknown(None),
            Verdict::NotApplied => match self.doubt.take() {
                // A relay may do more than to invite, so it is never asked twice.
                failure if self.sendings < MOST_SENDINGS && self.request.needs_client() => {
                    self.doubt = failure;
                    self.phase = Phase::Sending;
                    Next::request(self.request.clone())
                }
                Some(failure) => Next::Done(Err(failure)),
                None => self.unknown(None),
            },
        }
    }

    fn unknown(&mut self, cause: Option<Box<Failure<V>>>) -> Next<V> {
        let cause = self.doubt.take().or(cause).and_then(|failure| match *failure {
            Failure::Runtime { cause, .. } => cause,
            Failure::Api(refusal) => refusal.body,
            Failure::Param(_) => None,
        });
        Next::Done(Err(Box::new(Failure::Runtime {
            code: RuntimeErrorCode::OutcomeUnknown,
            message: "The change got no answer, and whether it took effect cannot be found out. Look at the list of \
                      invitations before you repeat it.",
            cause,
        })))
    }

    /// Keeps the ids of what was made, so that a later look-up does not take it for its own.
    fn remember(&self, resource: &V, client: &mut Client<V>) {
        if !self.request.email_addresses.is_empty() {
            let ids = resource.items().into_iter().filter_map(|row| row.text_at("id"));
            ids.chain(resource.text_at("id")).for_each(|id| client.made_invitation(id));
        }
    }
}

/// Whether a change may have taken effect although there is no answer that says so: the one definition. The network
/// failed, the time limit passed, a gateway answered for a server that may have acted, or a success was cut off.
pub(super) fn is_unanswered<V>(body: &Outcome<V>) -> bool {
    match body {
        Ok(_) => false,
        Err(failure) => match &**failure {
            Failure::Api(refusal) => matches!(refusal.status, 502..=504),
            Failure::Runtime { code, .. } => matches!(
                code,
                RuntimeErrorCode::NetworkError
                    | RuntimeErrorCode::Timeout
                    | RuntimeErrorCode::InvalidResponse
            ),
            Failure::Param(_) => false,
        },
    }
}
