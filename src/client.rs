//! The one place where the steps meet: a request goes out through wire and transport, its answer comes back through
//! response, and what it says about this browser's client is kept here.
//!
//! Knows no resource but the client; knows the browser only as a [`Transport`]. State is borrowed for a moment at a
//! time, never across an await and never while a listener runs.

use std::cell::{Cell, RefCell};

use crate::endpoint::client::{CLIENT, create_dev_browser, get, refresh};
use crate::endpoint::{Method, Request};
use crate::response::{self, Failure, Outcome, Reply, Value, invalid_response};
use crate::transport::{Boxed, Transport, retry};
use crate::wire::{Base, Tail};

/// This browser's client of one instance.
pub(crate) struct Client<T: Transport> {
    base: Base,
    transport: T,
    dev_browser: RefCell<Option<String>>,
    /// The session that requests act for.
    session_id: RefCell<Option<String>>,
    loaded: Cell<bool>,
    /// How many requests there were.
    requests: Cell<u32>,
    changed: Changed<T::Value>,
}

/// Is told the client and the active session's id after every change of the client; false for a client that it cannot
/// read, which is then not taken over.
pub(crate) type Changed<V> = Box<dyn Fn(Option<V>, Option<String>) -> bool>;

impl<T: Transport> Client<T> {
    /// `dev_browser` is the one that the host remembers.
    pub(crate) fn new(
        base: Base,
        transport: T,
        dev_browser: Option<String>,
        changed: Changed<T::Value>,
    ) -> Self {
        let dev_browser = RefCell::new(dev_browser.filter(|_| base.has_dev_browser));
        Self {
            base,
            transport,
            dev_browser,
            session_id: RefCell::default(),
            loaded: Cell::new(false),
            requests: Cell::new(0),
            changed,
        }
    }

    /// Sends a request for a session and gives the resource in its answer.
    pub(crate) async fn call(&self, request: Request) -> Outcome<T::Value> {
        response::resource(&self.send(request).await?)
    }

    /// Fetches the client; once more with a new dev browser when the server has forgotten the one at hand.
    pub(crate) async fn load(&self) -> Result<(), Box<Failure<T::Value>>> {
        let mut attempts = 2;
        loop {
            attempts -= 1;
            let answer = self.send(get()).await.and_then(|body| self.adopt_answer(&body));
            if answer.is_ok() || attempts == 0 || !self.lacks_dev_browser() {
                return answer;
            }
        }
    }

    /// Makes another session the one that requests act for; `None` for none of them.
    #[cfg_attr(
        not(feature = "js"),
        allow(dead_code, reason = "Rust callers act for the session that is active")
    )]
    pub(crate) fn select(&self, session_id: Option<String>) {
        self.session_id.replace(session_id);
    }

    /// Whether the host believes that it has a network.
    pub(crate) fn online(&self) -> bool {
        self.transport.online()
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
            let used = self.dev_browser.borrow().clone();
            let outcome = self.exchange(&request).await;
            let code = match outcome.as_ref().map_err(|failure| &**failure) {
                Err(Failure::Api(refusal)) if refusal.status == 401 => refusal.code(),
                _ => return outcome,
            };
            if code.as_deref() == Some("dev_browser_unauthenticated") {
                // Unless a request beside this one has brought a new one meanwhile.
                if *self.dev_browser.borrow() == used {
                    self.remember_dev_browser(None);
                }
            } else if code.as_deref() != Some("requires_captcha")
                // What is asked here itself.
                && request.path != CLIENT
                && let Some(id) = self.session_id()
            {
                // Is the session still there? If so, and if it is good for a new token, the server may think better of
                // it, once; it read nothing of this request. What is done to the client itself is done with no token.
                let there = self.load().await;
                if there.is_ok()
                    && self.session_id().as_ref() == Some(&id)
                    && !request.path.starts_with(CLIENT)
                    && self.exchange(&refresh(&id)).await.is_ok()
                {
                    return self.exchange(&request).await;
                }
            }
            outcome
        })
    }

    /// Makes sure that there is a dev browser where the instance wants one.
    pub(crate) fn ensure_dev_browser(&self) -> Boxed<'_, Result<(), Box<Failure<T::Value>>>> {
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

    /// Sends a request as often as [`retry`] says, and takes in what came.
    fn exchange<'a>(&'a self, request: &'a Request) -> Boxed<'a, Outcome<T::Value>> {
        Box::pin(self.exchange_here(request))
    }

    async fn exchange_here(&self, request: &Request) -> Outcome<T::Value> {
        let id = self.requests.get().wrapping_add(1);
        self.requests.set(id);
        let mut sent = 0;
        loop {
            let wire = self.base.encode(
                request,
                &Tail {
                    session_id: self.session_id.borrow().as_deref(),
                    dev_browser: self.dev_browser.borrow().as_deref(),
                    attempt: sent,
                },
            );
            sent += 1;
            let (failure, came) = match self.transport.send(id, &wire).await {
                Ok(reply) => {
                    let came = retry::Outcome::Status(reply.status, reply.retry_after);
                    match self.receive(reply) {
                        Ok(body) => return Ok(body),
                        Err(failure) => (failure, Some(came)),
                    }
                }
                Err(unanswered) => {
                    let hopeless = unanswered.timeout || !self.transport.online();
                    (unanswered.into(), (!hopeless).then_some(retry::Outcome::Unanswered))
                }
            };
            let get = request.method == Method::Get;
            match came.and_then(|came| retry::wait_ms(get, sent, came, self.transport.luck())) {
                Some(ms) => self.transport.wait(id, &wire, ms).await,
                None => return Err(failure),
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

    /// Takes another dev browser, or none, and has the host remember it.
    pub(crate) fn remember_dev_browser(&self, id: Option<String>) {
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
        let first = !self.loaded.get();
        let session_id = match &client {
            Some(client) if !client.has("sessions") => return false,
            Some(client) if first => client.session(client.text_at("last_active_session_id"), true),
            Some(client) => client.session(self.session_id(), false),
            None => None,
        };
        let former = self.session_id.replace(session_id.clone());
        let taken = (self.changed)(client, session_id);
        match taken {
            true => self.loaded.set(true),
            false => drop(self.session_id.replace(former)),
        }
        taken
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
