//! The one place where the steps meet: a request goes out through wire and transport, its answer comes back through
//! response, and what it says about this browser's client is kept here.
//!
//! Knows no resource but the client; knows the browser only as a [`Transport`]. State is borrowed for a moment at a
//! time, never across an await and never while a listener runs.

use std::cell::{Cell, RefCell};

use crate::endpoint::client::{create_dev_browser, environment, get};
use crate::endpoint::{Method, Request};
use crate::error::RuntimeErrorCode;
use crate::response::{self, Failure, Outcome, Reply, Value, invalid_response};
use crate::transport::{Answer, Boxed, Transport, join, retry};
use crate::wire::{Base, Tail};

/// This browser's client of one instance.
pub(crate) struct Client<T: Transport> {
    base: Base,
    transport: T,
    dev_browser: RefCell<Option<String>>,
    /// The client resource; `None` while signed out.
    resource: RefCell<Option<T::Value>>,
    /// The session that requests act for.
    session_id: RefCell<Option<String>>,
    loaded: Cell<bool>,
    changed: Changed<T::Value>,
}

/// Is told the client and the active session's id after every change of the client; false for a client that it cannot
/// read, which is then not taken over.
pub(crate) type Changed<V> = Box<dyn Fn(Option<V>, Option<String>) -> bool>;

impl<T: Transport> Client<T> {
    pub(crate) fn new(base: Base, transport: T, changed: Changed<T::Value>) -> Self {
        Self {
            base,
            transport,
            dev_browser: RefCell::default(),
            resource: RefCell::new(None),
            session_id: RefCell::default(),
            loaded: Cell::new(false),
            changed,
        }
    }

    /// Fetches the client and the environment side by side; gives the environment, or `None` when it could not be
    /// had, which stops nobody.
    pub(crate) async fn load(&self) -> Result<Option<T::Value>, Box<Failure<T::Value>>> {
        if self.base.has_dev_browser {
            let remembered = self.transport.dev_browser().await;
            self.dev_browser.replace(remembered);
        }
        let mut attempts = 2;
        loop {
            attempts -= 1;
            // Before the two, which would each make one.
            self.ensure_dev_browser().await?;
            let both = join(self.send(environment(self.base.development)), self.send(get()));
            let (environment, client) = both.await;
            match client.and_then(|body| self.adopt_answer(&body)) {
                Ok(()) => return Ok(environment.ok()),
                // The dev browser was forgotten by the server: once more with a new one.
                Err(_) if attempts > 0 && self.lacks_dev_browser() => {}
                Err(failure) => return Err(failure),
            }
        }
    }

    /// Sends a request for a session and gives the resource in its answer.
    pub(crate) async fn call(&self, request: Request) -> Outcome<T::Value> {
        if !self.loaded.get() {
            let message = "Call load() first.";
            return Err(Failure::Runtime { code: RuntimeErrorCode::NotLoaded, message, cause: None }.into());
        }
        response::resource(&self.send(request).await?)
    }

    /// The client resource; `None` while signed out.
    pub(crate) fn resource(&self) -> Option<T::Value> {
        self.resource.borrow().clone()
    }

    /// The session that requests act for.
    pub(crate) fn session_id(&self) -> Option<String> {
        self.session_id.borrow().clone()
    }

    /// Sends a request, again where that is safe, and gives the body of its success.
    pub(crate) fn send(&self, request: Request) -> Boxed<'_, Outcome<T::Value>> {
        Box::pin(async move {
            if !request.bare {
                self.ensure_dev_browser().await?;
            }
            let outcome = self.receive(self.exchange(&request).await?);
            if let Err(failure) = &outcome
                && let Failure::Api(refusal) = &**failure
                && refusal.status == 401
            {
                let code = refusal.code();
                if code.as_deref() == Some("dev_browser_unauthenticated") {
                    self.remember_dev_browser(None);
                } else if code.as_deref() != Some("requires_captcha")
                    && request.path != "/client"
                    && self.session_id.borrow().is_some()
                {
                    // Is the session still there? The answer to that changes nothing about this call.
                    let _ = self.send(get()).await.and_then(|body| self.adopt_answer(&body));
                }
            }
            outcome
        })
    }

    fn ensure_dev_browser(&self) -> Boxed<'_, Result<(), Box<Failure<T::Value>>>> {
        Box::pin(async move {
            if self.lacks_dev_browser() {
                let body = self.send(create_dev_browser()).await?;
                let id = body.text_at("id");
                let id =
                    id.ok_or_else(|| invalid_response("The server answered without a dev browser.", None))?;
                self.remember_dev_browser(Some(id));
            }
            Ok(())
        })
    }

    async fn exchange(&self, request: &Request) -> Answer<T::Value> {
        let mut attempt = 0;
        loop {
            let wire = self.base.encode(
                request,
                &Tail {
                    session_id: self.session_id.borrow().as_deref(),
                    dev_browser: self.dev_browser.borrow().as_deref(),
                    attempt,
                },
            );
            attempt += 1;
            let unanswered = match self.transport.send(wire).await {
                Ok(reply) => return Ok(reply),
                Err(unanswered) => unanswered,
            };
            let again = request.method == Method::Get && !unanswered.timeout && self.transport.online();
            match retry::wait_ms(attempt, self.transport.luck()).filter(|_| again) {
                Some(wait) => self.transport.sleep(wait).await,
                None => return Err(unanswered),
            }
        }
    }

    fn receive(&self, mut reply: Reply<T::Value>) -> Outcome<T::Value> {
        if let Some(id) = reply.dev_browser.take() {
            self.remember_dev_browser(Some(id));
        }
        let outcome = response::open(reply);
        let body = match outcome.as_ref().map_err(|failure| &**failure) {
            Ok(body) => Some(body),
            Err(Failure::Api(refusal)) => refusal.body.as_ref(),
            Err(_) => None,
        };
        // Before anybody looks at the status: an error may tell that the session is gone.
        if let Some(client) = body.and_then(response::piggybacked_client) {
            self.adopt(Some(client));
        }
        outcome
    }

    fn lacks_dev_browser(&self) -> bool {
        self.base.has_dev_browser && self.dev_browser.borrow().is_none()
    }

    fn remember_dev_browser(&self, id: Option<String>) {
        if self.base.has_dev_browser {
            self.transport.remember_dev_browser(id.as_deref());
            self.dev_browser.replace(id);
        }
    }

    /// Adopts the answer to `GET /client`: a client, or null for a browser that is signed out.
    fn adopt_answer(&self, body: &T::Value) -> Result<(), Box<Failure<T::Value>>> {
        match body.has("response") && self.adopt(body.at("response")) {
            true => Ok(()),
            false => Err(invalid_response("The server's answer carries no client.", None)),
        }
    }

    /// Makes this the client. The session stays the one that it was while the client still has it; the first
    /// client chooses it (the last active one, else the first that is signed in, as clerk-js does).
    ///
    /// False for what cannot be read as a client: everything stays as it was, and nobody is signed out.
    fn adopt(&self, client: Option<T::Value>) -> bool {
        if client.as_ref().is_some_and(|client| !client.has("sessions")) {
            return false;
        }
        let first = !self.loaded.replace(true);
        let session = client.as_ref().and_then(|client| {
            let wanted = if first { client.text_at("last_active_session_id") } else { self.session_id() };
            let mut sessions = client.items_at("sessions");
            sessions
                .retain(|session| matches!(session.text_at("status").as_deref(), Some("active" | "pending")));
            let position = sessions.iter().position(|session| session.text_at("id") == wanted);
            match position {
                Some(position) => Some(sessions.swap_remove(position)),
                None if first => sessions.into_iter().next(),
                None => None,
            }
        });
        let session_id = session.and_then(|session| session.text_at("id"));
        let former = (self.session_id.replace(session_id.clone()), self.resource.replace(client.clone()));
        let taken = (self.changed)(client, session_id);
        if !taken {
            self.loaded.set(!first);
            self.session_id.replace(former.0);
            self.resource.replace(former.1);
        }
        taken
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
