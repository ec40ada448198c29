//! The driver of the Rust API: it performs what the core's state machines ask for, and reports what happened.
//!
//! No decisions here. State is borrowed for a moment at a time, never across an await.

use std::rc::Rc;

use clerk_organization_core::call::{Action, Call, Event, Shared};
use clerk_organization_core::error::Failure;
use clerk_organization_core::publishable_key::Instance;
use clerk_organization_core::request::Request;

use crate::browser::Browser;
use crate::flight::{Boxed, Flights, Passenger};
use crate::host;
use crate::value::Js;

/// Why a call failed, and which request it was: `POST /v1/organizations/…`.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) failure: Rc<Failure<Js>>,
    pub(crate) request: String,
}

/// What a call comes to. Shared, because several callers may get it.
pub(crate) type CallResult = Result<Js, Rc<Failed>>;

/// A browser's client of one instance.
pub(crate) struct Client {
    pub(crate) browser: Browser,
    flights: Flights<CallResult>,
}

impl Client {
    pub(crate) fn new(instance: Instance) -> Self {
        Self { browser: Browser::new(instance), flights: Flights::default() }
    }

    /// Fetches the client. Calls that overlap share one request.
    pub(crate) fn load(self: &Rc<Self>) -> Boxed<CallResult> {
        Box::pin(self.join(Shared::Load))
    }

    /// Sends the request of an operation.
    pub(crate) fn call(self: &Rc<Self>, name: &str, ids: &[&str], params: &Js) -> Boxed<CallResult> {
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
        params: &Js,
    ) -> Boxed<CallResult> {
        let ids: Vec<&str> = [organization_id].into_iter().chain(id).collect();
        match self.request(name, &ids, params) {
            Ok(request) => {
                let key = request.key();
                Box::pin(self.flights.share(key, false, || self.run(Call::change(request, organization_id))))
            }
            Err(failed) => Box::pin(async { Err(failed) }),
        }
    }

    fn request(&self, name: &str, ids: &[&str], params: &Js) -> Result<Request, Rc<Failed>> {
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

    /// Drives a call to its end.
    fn run(self: &Rc<Self>, mut call: Call<Js>) -> Boxed<CallResult> {
        let client = Rc::clone(self);
        Box::pin(async move {
            let mut event = Event::Start;
            loop {
                let is_adopted = matches!(event, Event::Adopted(true));
                let action = call.step(&mut client.browser.state.borrow_mut(), event, &host::facts());
                client.browser.apply_effects();
                if is_adopted {
                    client.browser.write_session_cookies();
                }
                event = match action {
                    Action::Send { wire, .. } => host::send(&wire).await,
                    Action::Wait { ms, .. } => host::wait(ms).await,
                    Action::Join(shared) => {
                        let joined = client.join(shared).await;
                        Event::Joined(joined.err().map(|failed| Rc::clone(&failed.failure)))
                    }
                    // Rust callers read the client from the core's state.
                    Action::Adopt { .. } => Event::Adopted(true),
                    Action::Done(Ok(value)) => return Ok(value),
                    Action::Done(Err(failure)) => {
                        return Err(Rc::new(Failed { failure, request: call.name() }));
                    }
                };
            }
        })
    }
}
