//! The driver: it performs what the core's state machines ask for, and reports what happened.
//!
//! No decisions here. State is borrowed for a moment at a time, never across an await and never while a listener runs.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use clerk_organization_core::call::{Action, Call, Event, Shared};
use clerk_organization_core::client::{Client as State, Effect};
use clerk_organization_core::cookies::{self, CookieFacts, CookieName, CookieWrite};
use clerk_organization_core::error::{Failure, InvalidParam};
use clerk_organization_core::operations::operation;
use clerk_organization_core::pending_count::PendingCounts;
use clerk_organization_core::publishable_key::Instance;
use clerk_organization_core::request::Request;
use clerk_organization_core::token_cache::TokenKey;
use clerk_organization_core::value::Value;
use wasm_bindgen::JsValue;

use crate::flight::{Boxed, Flights, Passenger};
use crate::host;
#[cfg(not(feature = "js"))]
use crate::rust::followers::{self, Followers};
use crate::value::Js;

/// Why a call failed, and which request it was: `POST /v1/organizations/…`.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) failure: Failure<Js>,
    pub(crate) request: String,
}

/// What a call comes to. Shared, because several callers may get it.
pub(crate) type CallResult = Result<Js, Rc<Failed>>;

/// Called with the client's JSON and the active session's id whenever they change. Returns false for a client that it
/// cannot read; everything then stays as it was.
pub(crate) type OnClient = Box<dyn Fn(&JsValue, Option<&str>) -> bool>;

/// A browser's client of one instance.
pub(crate) struct Client {
    pub(crate) state: RefCell<State<Js>>,
    pub(crate) pending: RefCell<PendingCounts>,
    /// What follows the client for Rust callers; js/ follows it through `on_client`.
    #[cfg(not(feature = "js"))]
    pub(crate) followers: Followers,
    flights: Flights<CallResult>,
    on_client: OnClient,
    /// Whether this client writes the page's cookies.
    pub(crate) writes_cookies: Cell<bool>,
    cookie_suffix: RefCell<Option<String>>,
    /// The session that this tab acts for, or acted for before it was signed out.
    last_session_id: RefCell<Option<String>>,
    /// `js/host.ts` reports requests to it.
    observer: JsValue,
}

impl Client {
    pub(crate) fn new(instance: Instance, on_client: OnClient, observer: JsValue) -> Self {
        Self {
            state: RefCell::new(State::new(instance)),
            pending: RefCell::default(),
            #[cfg(not(feature = "js"))]
            followers: Followers::default(),
            flights: Flights::default(),
            on_client,
            writes_cookies: Cell::new(true),
            cookie_suffix: RefCell::default(),
            last_session_id: RefCell::default(),
            observer,
        }
    }

    /// Finds the dev browser that this browser has already.
    ///
    /// - `key_digest`: SHA-1 of the publishable key, which names its cookies; `None` where the page has no `crypto`.
    /// - `handed_over`: the dev browser in the page's URL.
    pub(crate) fn identify(&self, key_digest: Option<&[u8]>, handed_over: Option<&str>) {
        let suffix = key_digest.and_then(|digest| digest.try_into().ok()).map(cookies::suffix);
        let all = host::read_cookies();
        if let Some(id) = cookies::dev_browser_id(handed_over, &all, suffix.as_deref()) {
            self.state.borrow_mut().remember_dev_browser(Some(id.into()));
        }
        self.cookie_suffix.replace(suffix);
        self.apply_effects();
    }

    /// Fetches the client. Calls that overlap share one request.
    pub(crate) fn load(self: &Rc<Self>) -> Boxed<CallResult> {
        Box::pin(self.join(Shared::Load))
    }

    /// Creates a dev browser if the instance needs one.
    #[cfg(feature = "js")]
    pub(crate) fn prepare(self: &Rc<Self>) -> Boxed<CallResult> {
        match self.state.borrow().lacks_dev_browser() {
            true => Box::pin(self.join(Shared::DevBrowser)),
            false => Box::pin(async { Ok(Js(JsValue::UNDEFINED)) }),
        }
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
        let call = || {
            let call = self.run(Call::change(request.clone(), organization_id));
            #[cfg(not(feature = "js"))]
            let call = followers::follow(self, organization_id, &request, call);
            call
        };
        self.flights.share(request.key(), false, call)
    }

    /// A session token: the cached one, or a new one.
    pub(crate) fn token(self: &Rc<Self>, key: TokenKey, skips_cache: bool) -> Boxed<CallResult> {
        let facts = host::facts();
        if !skips_cache && let Some(token) = self.state.borrow().tokens.fresh_token(&key, facts.now_ms) {
            let token = Js(JsValue::from_str(&token.jwt));
            return Box::pin(async { Ok(token) });
        }
        let TokenKey { session_id, template, organization_id } = &key;
        let name = [
            "token\n",
            session_id,
            "\n",
            template.as_deref().unwrap_or_default(),
            "\n",
            organization_id.as_deref().unwrap_or_default(),
        ];
        let name = name.concat();
        let call = || self.run(Call::token(key, skips_cache, facts.tab_state));
        Box::pin(self.flights.share(name, skips_cache, call))
    }

    fn request(&self, name: &str, ids: &[&str], params: &Js) -> Result<Request, Rc<Failed>> {
        let unknown = InvalidParam::new(name, "is not an operation");
        let request =
            operation(name).ok_or(unknown).and_then(|operation| Request::new(operation, ids, params));
        request.map_err(|param| Rc::new(Failed { failure: Failure::Param(param), request: String::new() }))
    }

    fn join(self: &Rc<Self>, shared: Shared) -> Passenger<CallResult> {
        let name = match shared {
            Shared::DevBrowser => "dev browser",
            Shared::Load => "load",
            Shared::Recovery => "recovery",
        };
        self.flights.share(name.into(), false, || {
            let call = Call::shared(shared, &self.state.borrow());
            self.run(call)
        })
    }

    /// Drives a call to its end.
    fn run(self: &Rc<Self>, mut call: Call<Js>) -> Boxed<CallResult> {
        let client = Rc::clone(self);
        Box::pin(async move {
            let request = call.name();
            let mut event = Event::Start;
            loop {
                let is_adopted = matches!(event, Event::Adopted(true));
                let action = call.step(&mut client.state.borrow_mut(), event, &host::facts());
                client.apply_effects();
                if is_adopted {
                    client.write_session_cookies();
                    #[cfg(not(feature = "js"))]
                    followers::client_changed(&client);
                }
                event = match action {
                    Action::Send { id, wire } => host::send(id, &wire, &client.observer).await,
                    Action::Wait { id, wire, ms } => host::wait(id, &wire, ms, &client.observer).await,
                    Action::Join(shared) => {
                        let joined = client.join(shared).await;
                        Event::Joined(joined.map_err(|failed| Box::new(failed.failure.clone())))
                    }
                    Action::Adopt { client: resource, session_id } => {
                        let json = resource.map_or(JsValue::NULL, |resource| resource.0);
                        Event::Adopted((client.on_client)(&json, session_id.as_deref()))
                    }
                    Action::Done(Ok(value)) => return Ok(value),
                    Action::Done(Err(failure)) => return Err(Rc::new(Failed { failure: *failure, request })),
                };
            }
        })
    }

    fn apply_effects(&self) {
        // A statement of its own: the borrow would last as long as the loop, which borrows again.
        let effects = self.state.borrow_mut().take_effects();
        for effect in effects {
            match effect {
                Effect::RememberDevBrowser(id) => {
                    let write = cookies::dev_browser_cookie(self.writes_cookies.get(), id.as_deref());
                    self.write(write.into_iter().collect());
                }
                Effect::TokenStored { .. } => self.write_session_cookies(),
            }
        }
    }

    /// Makes another session the active one; `None` for none of them.
    pub(crate) fn select(&self, session_id: Option<String>) {
        self.state.borrow_mut().select(session_id);
        self.write_session_cookies();
        #[cfg(not(feature = "js"))]
        self.followers.signal.send();
    }

    /// Writes the cookies in which the app's own server finds the session, if they are this tab's to write.
    pub(crate) fn write_session_cookies(&self) {
        let all = host::read_cookies();
        let mut last = self.last_session_id.borrow_mut();
        let writes = {
            let state = self.state.borrow();
            let session_id = state.session_id();
            let organization_id = session_id
                .and_then(|id| state.session(id))
                .and_then(|session| session.text_at("last_active_organization_id"));
            let key = TokenKey::new(session_id.unwrap_or_default(), None, organization_id.as_deref());
            let now = js_sys::Date::now();
            let writes = cookies::session_cookies(&CookieFacts {
                cookies_enabled: self.writes_cookies.get(),
                has_focus: host::has_focus(),
                active_context: cookies::find(&all, CookieName::ActiveContext.as_str()),
                session_id,
                organization_id: organization_id.as_deref(),
                ended_session_id: last.as_deref(),
                token: state.tokens.fresh_token(&key, now),
                now,
                is_development: state.instance.is_development,
                client_updated_at: state.resource().and_then(|client| client.number_at("updated_at")),
            });
            if let Some(session_id) = session_id {
                *last = Some(session_id.into());
            }
            writes
        };
        self.write(writes);
    }

    fn write(&self, writes: Vec<CookieWrite>) {
        for CookieWrite { name, value, lifetime } in writes {
            for name in name.names(self.cookie_suffix.borrow().as_deref()) {
                if let Some(text) = cookies::cookie_text(&name, value.as_deref(), lifetime, host::is_https())
                {
                    host::write_cookie(&text);
                }
            }
        }
    }
}
