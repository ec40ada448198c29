//! The one place where the steps meet: a request goes out through wire and transport, its answer comes back through
//! response, and what it says about this browser's client is kept here.
//!
//! Knows no resource but the client; knows the browser only as a [`Transport`]. State is borrowed for a moment at a
//! time, never across an await and never while a listener runs.

use std::cell::{Cell, RefCell};

use crate::endpoint::{self, Request};
use crate::error::RuntimeErrorCode;
use crate::response::{self, Failure, Value};
use crate::transport::{Boxed, Transport, join, retry};
use crate::wire::encoding::base64_text;
use crate::wire::{Base, Tail};

pub(crate) use crate::endpoint::client::TokenParams;

/// How much of its life a session token must have left to be handed out again (clerk-js 6.40).
const TOKEN_MARGIN_MS: f64 = 5000.0;

/// This browser's client of one instance.
pub(crate) struct Client<T: Transport> {
    base: Base,
    transport: T,
    state: RefCell<State<T::Value>>,
    dev_browser: RefCell<Option<String>>,
    loaded: Cell<bool>,
    changed: Changed<T::Value>,
}

/// Is told the client, the session's id and the organization's id after every change.
pub(crate) type Changed<V> = Box<dyn Fn(Option<V>, Option<String>, Option<String>)>;

/// What the server last said about the client, and what of it is active.
pub(crate) struct State<V> {
    /// The client resource; `None` while signed out.
    pub(crate) client: Option<V>,
    /// The session that requests act for.
    pub(crate) session_id: Option<String>,
    /// The session's active organization.
    pub(crate) organization_id: Option<String>,
    tokens: Vec<Token>,
}

// By hand: the derive would ask the same of `V`.
impl<V> Default for State<V> {
    fn default() -> Self {
        Self { client: None, session_id: None, organization_id: None, tokens: Vec::new() }
    }
}

#[derive(Clone)]
struct Token {
    session_id: String,
    ask: TokenParams,
    jwt: String,
    good_until_ms: f64,
}

impl<T: Transport> Client<T> {
    pub(crate) fn new(base: Base, transport: T, changed: Changed<T::Value>) -> Self {
        Self {
            base,
            transport,
            state: RefCell::default(),
            dev_browser: RefCell::default(),
            loaded: Cell::new(false),
            changed,
        }
    }

    /// Fetches the client and the environment side by side; the environment is `None` when it could not be had,
    /// which stops nobody.
    pub(crate) async fn load(&self) -> Result<Option<T::Value>, Failure<T::Value>> {
        if self.base.key.has_dev_browser() {
            let remembered = self.transport.dev_browser().await;
            *self.dev_browser.borrow_mut() = remembered;
        }
        let mut attempts = 2;
        loop {
            attempts -= 1;
            self.ensure_dev_browser().await?;
            let environment = self.send(endpoint::client::environment(self.base.key.development));
            let (environment, client) = join(environment, self.send(endpoint::client::get())).await;
            match client {
                Ok(body) => {
                    self.adopt_answer(&body)?;
                    return Ok(environment.ok());
                }
                // The dev browser was forgotten by the server: once more with a new one.
                Err(_) if attempts > 0 && self.lacks_dev_browser() => {}
                Err(failure) => return Err(failure),
            }
        }
    }

    /// Sends a request, again where that is safe, and gives the body of its success.
    pub(crate) fn send(&self, request: Request) -> Boxed<'_, Result<T::Value, Failure<T::Value>>> {
        Box::pin(async move {
            let sent = self.send_once_answered(&request).await;
            if let Err(Failure::Api(refusal)) = &sent
                && refusal.status == 401
            {
                match refusal.code().as_deref() {
                    Some("dev_browser_unauthenticated") => self.remember_dev_browser(None),
                    Some("requires_captcha") => {}
                    _ => self.check_session(&request).await,
                }
            }
            sent
        })
    }

    /// Sends a request and gives the resource in its answer.
    pub(crate) async fn call(&self, request: Request) -> Result<T::Value, Failure<T::Value>> {
        if !self.loaded.get() {
            return Err(Failure::new(RuntimeErrorCode::NoSession, "Call load() first."));
        }
        self.ensure_dev_browser().await?;
        response::resource(&self.send(request).await?)
    }

    /// A session token; from the cache while more than five seconds of its life remain.
    pub(crate) async fn get_token(
        &self,
        session_id: &str,
        ask: TokenParams,
    ) -> Result<String, Failure<T::Value>> {
        let key = TokenParams { skip_cache: false, ..ask.clone() };
        if !ask.skip_cache
            && let Some(jwt) = self.cached_token(session_id, &key)
        {
            return Ok(jwt);
        }
        let tab_state = self.transport.tab_state();
        let request = endpoint::client::create_token(session_id, &ask, tab_state.as_deref());
        let body = self.send(request).await?;
        let jwt = body.get("jwt").and_then(|jwt| jwt.text()).ok_or_else(|| {
            Failure::invalid_response("The server answered without a token.", None)
        })?;
        self.keep_token(session_id, key, &jwt, false);
        Ok(jwt)
    }

    /// Reads the state for a moment.
    pub(crate) fn with_state<R>(&self, read: impl FnOnce(&State<T::Value>) -> R) -> R {
        read(&self.state.borrow())
    }

    async fn send_once_answered(&self, request: &Request) -> Result<T::Value, Failure<T::Value>> {
        let mut sent = 0;
        let reply = loop {
            let session_id = self.with_state(|state| state.session_id.clone());
            let dev_browser = self.dev_browser.borrow().clone();
            let tail = Tail {
                session_id: session_id.as_deref(),
                dev_browser: dev_browser.as_deref(),
                attempt: sent,
            };
            let wire = self.base.encode(request, &tail);
            let get = wire.get;
            sent += 1;
            let unanswered = match self.transport.send(wire).await {
                Ok(reply) => break reply,
                Err(unanswered) => unanswered,
            };
            let online = self.transport.online();
            let again = retry::wait_ms(get && !unanswered.timeout, online, sent, self.transport.luck());
            let Some(wait) = again else {
                let (code, message) = match unanswered.timeout {
                    true => (RuntimeErrorCode::Timeout, "The server did not answer in time."),
                    false => (RuntimeErrorCode::NetworkError, "The server could not be reached."),
                };
                return Err(Failure::Runtime { code, message: message.into(), cause: Some(unanswered.cause) });
            };
            self.transport.sleep(wait).await;
        };
        if reply.dev_browser.is_some() {
            self.remember_dev_browser(reply.dev_browser.clone());
        }
        let opened = response::open(reply);
        let body = match &opened {
            Ok(body) => Some(body),
            Err(Failure::Api(refusal)) => refusal.body.as_ref(),
            Err(Failure::Runtime { .. }) => None,
        };
        // Before the status is looked at: an error may tell that the session is gone.
        if let Some(client) = body.and_then(response::piggybacked_client) {
            self.adopt(Some(client));
        }
        opened
    }

    /// After a 401: is the session still there? Its own failure changes nothing.
    async fn check_session(&self, refused: &Request) {
        if self.with_state(|state| state.session_id.is_none()) || refused.path == "/client" {
            return;
        }
        if let Ok(body) = self.send_once_answered(&endpoint::client::get()).await {
            let _ = self.adopt_answer(&body);
        }
    }

    async fn ensure_dev_browser(&self) -> Result<(), Failure<T::Value>> {
        if !self.lacks_dev_browser() {
            return Ok(());
        }
        let body = self.send_once_answered(&endpoint::client::create_dev_browser()).await?;
        match body.get("id").and_then(|id| id.text()) {
            Some(id) => self.remember_dev_browser(Some(id)),
            None => return Err(Failure::invalid_response("The server answered without a dev browser.", None)),
        }
        Ok(())
    }

    fn lacks_dev_browser(&self) -> bool {
        self.base.key.has_dev_browser() && self.dev_browser.borrow().is_none()
    }

    fn remember_dev_browser(&self, id: Option<String>) {
        if self.base.key.has_dev_browser() {
            self.transport.remember_dev_browser(id.as_deref());
            *self.dev_browser.borrow_mut() = id;
        }
    }

    /// Adopts the answer to `GET /client`: a client, or null for a browser that is signed out.
    fn adopt_answer(&self, body: &T::Value) -> Result<(), Failure<T::Value>> {
        if !body.has("response") {
            return Err(Failure::invalid_response("The server's answer carries no client.", None));
        }
        self.adopt(body.get("response"));
        Ok(())
    }

    /// Makes this the client. The session stays the one that it was while the client still has it; the first
    /// client chooses it (the last active one, else the first that is signed in, as clerk-js does).
    fn adopt(&self, client: Option<T::Value>) {
        let sessions = client.as_ref().and_then(|client| client.get("sessions")?.items()).unwrap_or_default();
        let signed_in: Vec<_> = sessions.iter().filter(|session| is_signed_in(*session)).collect();
        let named = |id: &str| signed_in.iter().find(|session| id_of(**session).as_deref() == Some(id)).copied();
        let session = match self.with_state(|state| state.session_id.clone()) {
            Some(id) => named(&id),
            None if self.loaded.get() => None,
            None => client
                .as_ref()
                .and_then(|client| client.get("last_active_session_id")?.text())
                .and_then(|id| named(&id))
                .or_else(|| signed_in.first().copied()),
        };
        self.loaded.set(true);
        let session_id = session.and_then(id_of);
        let organization_id =
            session.and_then(|session| session.get("last_active_organization_id")?.text()).filter(|id| !id.is_empty());
        let jwt = session.and_then(|session| session.get("last_active_token")?.get("jwt")?.text());
        if let (Some(session_id), Some(jwt)) = (&session_id, jwt) {
            let ask = TokenParams { organization_id: organization_id.clone(), ..TokenParams::default() };
            self.keep_token(session_id, ask, &jwt, true);
        }
        let tokens = std::mem::take(&mut self.state.borrow_mut().tokens);
        self.state.replace(State {
            client: client.clone(),
            session_id: session_id.clone(),
            organization_id: organization_id.clone(),
            tokens,
        });
        (self.changed)(client, session_id, organization_id);
    }

    fn cached_token(&self, session_id: &str, ask: &TokenParams) -> Option<String> {
        let now = self.transport.now_ms();
        let state = self.state.borrow();
        let mut held = state.tokens.iter().filter(|token| token.session_id == session_id && token.ask == *ask);
        held.find(|token| token.good_until_ms > now).map(|token| token.jwt.clone())
    }

    /// Keeps a token for as long as it says that it lives, counted from now, because the two clocks may differ.
    /// One that came with the client may be older: it is kept only while this clock too calls it alive.
    fn keep_token(&self, session_id: &str, ask: TokenParams, jwt: &str, came_with_client: bool) {
        let Some((issued_ms, expires_ms)) = lifetime_ms::<T::Value>(jwt) else { return };
        let now = self.transport.now_ms();
        let lives_ms = if came_with_client { expires_ms - now } else { expires_ms - issued_ms };
        let mut state = self.state.borrow_mut();
        let same = |token: &Token| token.session_id == session_id && token.ask == ask;
        if state.tokens.iter().any(|token| same(token) && token.jwt == jwt) {
            return;
        }
        state.tokens.retain(|token| !same(token) && token.good_until_ms > now);
        state.tokens.push(Token {
            session_id: session_id.into(),
            ask,
            jwt: jwt.into(),
            good_until_ms: now + lives_ms - TOKEN_MARGIN_MS,
        });
    }
}

fn id_of<V: Value>(resource: &V) -> Option<String> {
    resource.get("id")?.text()
}

fn is_signed_in<V: Value>(session: &V) -> bool {
    matches!(session.get("status").and_then(|status| status.text()).as_deref(), Some("active" | "pending"))
}

/// When a JWT was issued and when it expires, in milliseconds; `None` for what is no JWT with both.
fn lifetime_ms<V: Value>(jwt: &str) -> Option<(f64, f64)> {
    let claims = V::parse(&base64_text(jwt.split('.').nth(1)?)?)?;
    Some((claims.get("iat")?.number()? * 1000.0, claims.get("exp")?.number()? * 1000.0))
}
