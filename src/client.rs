//! The driver for Rust callers: it performs the actions of the core's state machines, and reports the results.
//! src/js/driver.rs is the driver for JavaScript.
//!
//! This file makes no decisions. It borrows the state briefly, never across an await and never while a listener runs.

use std::cell::RefCell;
use std::rc::Rc;

use clerk_organization_core::call::{Action, Call, Event, Shared};
use clerk_organization_core::error::Failure;
use clerk_organization_core::organization_counts::Counts;
use clerk_organization_core::publishable_key::Instance;
use clerk_organization_core::request::Request;
use clerk_organization_core::token_cache::TokenKey;

use crate::browser::Browser;
use crate::flight::{Boxed, Flights, Passenger};
use crate::host::{self, Host, Json};
use crate::params::Logo;
use crate::rust::followers::{self, Followers};

/// The failure of a call, and its request: `POST /v1/organizations/…`.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) failure: Rc<Failure<Json>>,
    pub(crate) request: String,
}

/// The result of a call. Shared, because several callers may get it.
pub(crate) type CallResult = Result<Json, Rc<Failed>>;

/// A browser's client of one instance, for Rust callers.
pub(crate) struct Client {
    pub(crate) browser: Browser,
    pub(crate) counts: RefCell<Counts>,
    /// Streams and live lists.
    pub(crate) followers: Followers,
    flights: Flights<CallResult>,
}

impl Client {
    pub(crate) fn new(instance: Instance, host: Host) -> Self {
        Self {
            browser: Browser::new(instance, host),
            counts: RefCell::default(),
            followers: Followers::default(),
            flights: Flights::default(),
        }
    }

    /// Fetches the client. Calls that overlap share one request.
    pub(crate) fn load(self: &Rc<Self>) -> Boxed<CallResult> {
        Box::pin(self.join(Shared::Load))
    }

    /// Sends the request of an operation.
    pub(crate) fn call(self: &Rc<Self>, name: &str, ids: &[&str], params: &Json) -> Boxed<CallResult> {
        match self.request(name, ids, params) {
            Ok(request) => self.run(Call::plain(request)),
            Err(failed) => Box::pin(async { Err(failed) }),
        }
    }

    /// Sends a change of an organization's invitations. Equal changes that overlap share one request: a double click is
    /// one invitation.
    pub(crate) fn change(
        self: &Rc<Self>,
        name: &str,
        organization_id: &str,
        id: Option<&str>,
        params: &Json,
    ) -> Boxed<CallResult> {
        let ids: Vec<&str> = [organization_id].into_iter().chain(id).collect();
        match self.request(name, &ids, params) {
            Ok(request) => Box::pin(self.share_change(request, organization_id)),
            Err(failed) => Box::pin(async { Err(failed) }),
        }
    }

    /// Sends a request for an invitation, to the Frontend API or to a relay.
    pub(crate) fn share_change(
        self: &Rc<Self>,
        request: Request,
        organization_id: &str,
    ) -> Passenger<CallResult> {
        self.flights.share(request.key(), false, || {
            let change = followers::change_of(&request);
            let call = self.run(Call::change(request, organization_id));
            followers::follow(self, organization_id, change, call)
        })
    }

    /// Sends a change of anything but invitations, with an upload instead of its form if there is one. Equal changes
    /// that overlap share one request. The outcome of a change without an answer is unknown, because it cannot be
    /// looked up.
    pub(crate) fn change_once(
        self: &Rc<Self>,
        name: &str,
        ids: &[&str],
        params: &Json,
        upload: Option<Logo>,
    ) -> Boxed<CallResult> {
        let request = match self.request(name, ids, params) {
            Ok(request) => request,
            Err(failed) => return Box::pin(async { Err(failed) }),
        };
        Box::pin(self.flights.share(request.key(), false, || {
            followers::follow_operation(self, name, ids, self.run_with(Call::plain(request), upload))
        }))
    }

    /// A session token: the cached one, or a new one.
    pub(crate) fn token(self: &Rc<Self>, key: TokenKey, skips_cache: bool) -> Boxed<CallResult> {
        let facts = host::facts();
        if !skips_cache
            && let Some(token) = self.browser.state.borrow().tokens.fresh_token(&key, facts.now_ms)
        {
            let token = host::text(&token.jwt);
            return Box::pin(async { Ok(token) });
        }
        let TokenKey { session_id, template, organization_id } = &key;
        let name = ["token\n", session_id, "\n", template, "\n", organization_id];
        let name = name.concat();
        let call = || self.run(Call::token(key, skips_cache, facts.tab_state));
        Box::pin(self.flights.share(name, skips_cache, call))
    }

    fn request(&self, name: &str, ids: &[&str], params: &Json) -> Result<Request, Rc<Failed>> {
        let request = self.browser.request(name, ids, params);
        request.map_err(|param| {
            Rc::new(Failed { failure: Rc::new(Failure::Param(*param)), request: String::new() })
        })
    }

    fn join(self: &Rc<Self>, shared: Shared) -> Passenger<CallResult> {
        let name = match shared {
            Shared::DevBrowser => "dev browser",
            Shared::Load => "load",
            Shared::Recovery => "recovery",
        };
        self.flights.share(name.into(), false, || {
            let call = Call::shared(shared, &self.browser.state.borrow());
            self.run(call)
        })
    }

    /// Runs a call to its end.
    fn run(self: &Rc<Self>, call: Call<Json>) -> Boxed<CallResult> {
        self.run_with(call, None)
    }

    fn run_with(self: &Rc<Self>, mut call: Call<Json>, upload: Option<Logo>) -> Boxed<CallResult> {
        let client = Rc::clone(self);
        Box::pin(async move {
            let request = call.name();
            let mut event = Event::Start;
            loop {
                let is_adopted = matches!(event, Event::Adopted(true));
                let action = call.step(&mut client.browser.state.borrow_mut(), event, &host::facts());
                client.browser.apply_effects();
                if is_adopted {
                    followers::client_changed(&client);
                }
                event = match action {
                    Action::Send { wire, .. } => client.browser.host.send(&wire, upload.as_ref()).await,
                    Action::Wait { ms, .. } => host::wait(ms).await,
                    Action::Join(shared) => {
                        let joined = client.join(shared).await;
                        Event::Joined(joined.err().map(|failed| Rc::clone(&failed.failure)))
                    }
                    // Rust callers read the client from the core's state.
                    Action::Adopt { .. } => Event::Adopted(true),
                    Action::Done(outcome) => {
                        return outcome.map_err(|failure| Rc::new(Failed { failure, request }));
                    }
                };
            }
        })
    }

    /// Makes a session the active one, or none of them.
    pub(crate) fn select(&self, session_id: Option<String>) {
        self.browser.state.borrow_mut().select(session_id);
        self.browser.write_session_cookies();
        followers::user_changed(self);
    }
}
