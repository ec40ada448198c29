//! The common part of both drivers of the core: its state, and the cookies of the page or of the app's store.
//!
//! This file makes no decisions. It borrows the state briefly, never while a listener runs.

use std::cell::{Cell, RefCell};

use clerk_organization_core::authorization::{self, Facts};
use clerk_organization_core::client::Client;
use clerk_organization_core::cookies::{self, CookieFacts, CookieName, CookieWrite};
use clerk_organization_core::error::InvalidParam;
use clerk_organization_core::jwt;
use clerk_organization_core::operations::operation;
use clerk_organization_core::publishable_key::Instance;
use clerk_organization_core::request::Request;
use clerk_organization_core::token_cache::TokenKey;
use clerk_organization_core::value::Value;

use crate::host::{self, Host, Json};

/// A browser's client of one instance: the core's state.
pub(crate) struct Browser {
    pub(crate) host: Host,
    pub(crate) state: RefCell<Client<Json>>,
    /// Whether this client writes the page's cookies.
    pub(crate) writes_cookies: Cell<bool>,
    cookie_suffix: RefCell<Option<String>>,
    /// The session of this tab, or its last session before the sign-out.
    last_session_id: RefCell<Option<String>>,
}

impl Browser {
    pub(crate) fn new(instance: Instance, host: Host) -> Self {
        Self {
            host,
            state: RefCell::new(Client::new(instance)),
            writes_cookies: Cell::new(true),
            cookie_suffix: RefCell::default(),
            last_session_id: RefCell::default(),
        }
    }

    /// Reads the dev browser from the page's URL or from its cookies.
    ///
    /// - `key_digest`: SHA-1 of the publishable key in base64, the suffix of its cookies; `None` if the page has no
    ///   `crypto`.
    /// - `handed_over`: the dev browser in the page's URL, if there is one.
    pub(crate) fn identify(&self, key_digest: Option<&str>, handed_over: Option<&str>) {
        let suffix = key_digest.map(cookies::suffix);
        let all = self.host.read_cookies();
        if let Some(id) = cookies::dev_browser_id(handed_over, &all, suffix.as_deref()) {
            self.state.borrow_mut().remember_dev_browser(Some(id.into()));
        }
        self.cookie_suffix.replace(suffix);
        self.apply_effects();
    }

    /// The request of an operation.
    pub(crate) fn request(
        &self,
        name: &str,
        ids: &[&str],
        params: &Json,
    ) -> Result<Request, Box<InvalidParam>> {
        match operation(name) {
            Some(operation) => Request::new(operation, ids, params),
            None => Err(InvalidParam::new(name, "is not an operation")),
        }
    }

    /// Whether a session fulfils conditions: Clerk's `checkAuthorization`.
    pub(crate) fn check_authorization(&self, session_id: &str, params: &Json) -> bool {
        let state = self.state.borrow();
        let Some(session) = state.session(session_id) else { return false };
        let organization_id = session.text_at("last_active_organization_id").unwrap_or_default();
        let key = TokenKey::new(session_id, None, Some(&organization_id));
        let token = state.tokens.fresh_token(&key, host::now());
        let facts = Facts {
            has_user: session.text_at("user.id").is_some(),
            membership: session.find_at("user.organization_memberships", "organization.id", &organization_id),
            factor_verification_age: session.at("factor_verification_age"),
            token_claims: token.and_then(|token| jwt::claims::<Json>(&token.jwt)).map(|(_, claims)| claims),
        };
        authorization::check_authorization(params, &facts)
    }

    /// Performs the effects of a step of a call.
    pub(crate) fn apply_effects(&self) {
        let effects = self.state.borrow_mut().take_effects();
        if effects.dev_browser_changed {
            let write =
                cookies::dev_browser_cookie(self.writes_cookies.get(), self.state.borrow().dev_browser());
            if let Some(write) = write {
                self.write(&write, None);
            }
        }
        if effects.session_changed {
            self.write_session_cookies();
        }
    }

    /// Makes a session the active one, or none of them.
    #[cfg(feature = "js")]
    pub(crate) fn select(&self, session_id: Option<String>) {
        self.state.borrow_mut().select(session_id);
        self.write_session_cookies();
    }

    /// Called when the page gets the focus, and at the end of each `load()`. Replaces the session's cookies, which may be
    /// another tab's. A signed-out tab writes no cookies, because another tab may have signed in meanwhile,
    /// which this tab has not fetched yet.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn take_over_cookies(&self) {
        if self.state.borrow().session_id().is_some() {
            self.write_session_cookies();
        }
    }

    /// Writes the session cookies for the app's own server, if this tab may write them.
    pub(crate) fn write_session_cookies(&self) {
        let all = self.host.read_cookies();
        let mut last = self.last_session_id.borrow_mut();
        let state = self.state.borrow();
        let key = state.session_key();
        let session_id = state.session_id();
        let now = host::now();
        let writes = cookies::session_cookies(&CookieFacts {
            cookies_enabled: self.writes_cookies.get(),
            has_focus: host::has_focus(),
            active_context: cookies::find(&all, CookieName::ActiveContext.as_str()),
            session_id,
            organization_id: Some(&key.organization_id),
            ended_session_id: last.as_deref(),
            token: state.tokens.fresh_token(&key, now),
            now,
            is_development: state.instance.is_development,
            client_updated_at: state.resource().and_then(|client| client.number_at("updated_at")),
        });
        if session_id.is_some() {
            *last = Some(key.session_id);
        }
        writes.iter().for_each(|write| self.write(write, Some(&all)));
    }

    /// Writes a cookie unless `present`, the text of all cookies, has it with this value. Writing cookies takes most of
    /// the time of handling an attached client.
    fn write(&self, write: &CookieWrite, present: Option<&str>) {
        let CookieWrite { name, value, lifetime } = write;
        for name in name.names(self.cookie_suffix.borrow().as_deref()) {
            if present.is_some_and(|all| cookies::find(all, &name) == value.as_deref()) {
                continue;
            }
            if let Some(text) = cookies::cookie_text(&name, value.as_deref(), *lifetime, host::is_https()) {
                self.host.write_cookie(&text);
            }
        }
    }
}
