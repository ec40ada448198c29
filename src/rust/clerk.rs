//! The typed Rust API for front ends in the browser and on the desktop: [`Clerk`] is its entry.
//!
//! The rules are those of the JavaScript package; params are structs and results are plain data.
//! Everything is cheap to clone and stays on one thread.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use clerk_organization_core::base64;
use clerk_organization_core::cookies::CookieName;
use clerk_organization_core::error::RuntimeErrorCode;
use clerk_organization_core::publishable_key::{Instance, InstanceError};
use clerk_organization_core::value::Value;

use super::background::Background;
use super::calls::{result, typed};
use super::change_stream::Changes;
use super::organization::Organization;
use super::sign_in::SignIn;
use super::sign_up::SignUp;
use crate::client::Client;
use crate::error::Error;
use crate::host::{self, Json};
use crate::session::{Session, User};

/// A browser's, or an app's, client of one Clerk instance. Cheap to clone; clones share one client.
///
/// Dropping the last clone ends the background work: polling, listeners, and the streams of
/// [`changes`](Self::changes) and of live lists. Dropping the future of a call aborts its request.
#[derive(Clone)]
pub struct Clerk {
    pub(crate) inner: Rc<Inner>,
}

/// Two are equal if they are clones of one another.
impl PartialEq for Clerk {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

impl Eq for Clerk {}

impl fmt::Debug for Clerk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nothing of the session, which is secret.
        f.debug_struct("Clerk").field("publishable_key", &self.inner.publishable_key).finish_non_exhaustive()
    }
}

pub(crate) struct Inner {
    pub(crate) client: Rc<Client>,
    pub(super) publishable_key: String,
    pub(super) polling: bool,
    /// Whether the dev browser was read from this browser.
    is_identified: Cell<bool>,
    pub(crate) background: RefCell<Option<Background>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.client.followers.close();
    }
}

/// The options of [`Clerk::new`].
#[derive(Clone, Debug)]
pub struct ClerkOptions {
    /// The URL of the Frontend API instead of the key's own host: an absolute http(s) URL, or a path on the page's
    /// origin. For a local emulator it is the emulator's URL.
    pub proxy_url: Option<String>,
    /// The domain of a satellite app, in production.
    pub domain: Option<String>,
    /// Whether to write the session cookies for the app's own server. Set it to `false` beside Clerk's own client,
    /// which writes them.
    pub cookies: bool,
    /// Whether to keep the session token fresh while the page is open, so that the app's own server gets a valid one in
    /// the cookies.
    pub polling: bool,
    /// The options for an app outside a browser. Only with the feature `native`.
    #[cfg(not(target_arch = "wasm32"))]
    pub native: crate::store::NativeOptions,
}

impl Default for ClerkOptions {
    fn default() -> Self {
        Self {
            proxy_url: None,
            domain: None,
            cookies: true,
            polling: true,
            #[cfg(not(target_arch = "wasm32"))]
            native: Default::default(),
        }
    }
}

impl Clerk {
    /// Creates a client. Sends no request.
    ///
    /// # Errors
    ///
    /// `InvalidPublishableKey`, `InvalidProxyUrl`.
    pub fn new(publishable_key: &str, options: ClerkOptions) -> Result<Self, Error> {
        let page_origin = host::page_origin();
        #[cfg(target_arch = "wasm32")]
        let host = host::Host;
        #[cfg(not(target_arch = "wasm32"))]
        let host = host::Host::new(options.native);
        let ClerkOptions { proxy_url, domain, cookies, polling, .. } = options;
        let instance =
            Instance::new(publishable_key, proxy_url.as_deref(), domain.as_deref(), page_origin.as_deref());
        let instance = instance.map_err(|error| match error {
            InstanceError::InvalidProxyUrl => {
                Error::runtime(RuntimeErrorCode::InvalidProxyUrl, "The proxy URL is invalid.")
            }
            _ => Error::runtime(RuntimeErrorCode::InvalidPublishableKey, "The publishable key is invalid."),
        })?;
        let client = Client::new(instance, host);
        client.browser.writes_cookies.set(cookies);
        let inner = Inner {
            client: Rc::new(client),
            publishable_key: publishable_key.into(),
            polling,
            is_identified: Cell::new(false),
            background: RefCell::new(None),
        };
        Ok(Self { inner: Rc::new(inner) })
    }

    /// Fetches this browser's client: its sessions, users and their organizations. Call it once before anything else,
    /// and again to refresh the client.
    ///
    /// If another page has passed a dev browser in the URL (`__clerk_db_jwt`), it is used, as in clerk-js 6.40.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the server refuses; [`Error::Runtime`] with `NetworkError`, `Timeout` or `InvalidResponse`.
    pub async fn load(&self) -> Result<(), Error> {
        self.identify().await;
        result(self.client().load().await)?;
        self.inner.background.borrow_mut().get_or_insert_with(|| Background::start(&self.inner));
        Ok(())
    }

    /// Reads the dev browser from this browser, once.
    async fn identify(&self) {
        if self.inner.is_identified.get() {
            return;
        }
        let digest = host::sha1(&self.inner.publishable_key).await;
        // After the wait: a call that overlaps must not go on before this, and one that is dropped has done nothing.
        if !self.inner.is_identified.replace(true) {
            let digest = digest.map(|digest| base64::encode_url(&digest));
            let handed_over = host::take_from_url(CookieName::DevBrowser.as_str());
            self.client().browser.identify(digest.as_deref(), handed_over.as_deref());
        }
    }

    /// Whether the client was fetched.
    pub fn is_loaded(&self) -> bool {
        self.client().browser.state.borrow().is_loaded()
    }

    /// Whether the current session is active: `clerk.isSignedIn` in JavaScript.
    pub fn is_signed_in(&self) -> bool {
        let status = self.session_json().and_then(|session| session.text_at("status"));
        status.as_deref() == Some("active")
    }

    /// The current session. `None` before [`load`](Self::load) and while signed out.
    pub fn session(&self) -> Option<Session> {
        typed(Ok(self.session_json()?)).ok()
    }

    /// All sessions of this browser, including ended ones.
    pub fn sessions(&self) -> Vec<Session> {
        let sessions =
            self.client().browser.state.borrow().resource().map(|client| client.items_at("sessions"));
        sessions.into_iter().flatten().filter_map(|session| typed(Ok(session)).ok()).collect()
    }

    /// The signed-in user.
    pub fn user(&self) -> Option<User> {
        self.session()?.user
    }

    /// The active organization: `None` before [`load`](Self::load), while signed out, and in a personal account.
    pub fn organization(&self) -> Option<Organization> {
        let active = self.session_json()?.text_at("last_active_organization_id")?;
        let organization = Organization { client: Rc::clone(self.client()), id: active };
        organization.resource().is_some().then_some(organization)
    }

    /// An attempt to sign in.
    pub fn sign_in(&self) -> SignIn {
        SignIn { client: Rc::clone(self.client()) }
    }

    /// An attempt to sign up.
    pub fn sign_up(&self) -> SignUp {
        SignUp { client: Rc::clone(self.client()) }
    }

    /// Returns a stream that yields after each change of the client: its sessions, the active organization, or the
    /// counts. Changes between two polls count as one. The stream ends when the last [`Clerk`] is dropped.
    pub fn changes(&self) -> Changes {
        Changes::new(self.client())
    }

    pub(crate) fn client(&self) -> &Rc<Client> {
        &self.inner.client
    }

    pub(crate) fn session_json(&self) -> Option<Json> {
        let state = self.client().browser.state.borrow();
        state.session(state.session_id()?)
    }
}
