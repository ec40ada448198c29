//! The Rust API: [`Clerk`] and [`Organization`], typed, for front ends compiled to WebAssembly.
//!
//! The steps are those of the JavaScript package; only the ends differ: params are structs and results are the types of
//! [`crate::resource`]. Everything is cheap to clone and stays on one thread.

use std::rc::Rc;

use clerk_organization_core::error::RuntimeErrorCode;
use clerk_organization_core::publishable_key::{Instance, InstanceError};
use clerk_organization_core::value::Value;
use serde::de::DeserializeOwned;

use crate::client::{CallResult, Client};
use crate::error::Error;
use crate::host;
use crate::organization::Organization;
use crate::value::Js;

/// A browser's client of one Clerk instance. Cheap to clone; clones share one client.
#[derive(Clone)]
pub struct Clerk {
    client: Rc<Client>,
    publishable_key: String,
}

/// What [`Clerk::new`] takes beside the key.
#[derive(Clone, Debug, Default)]
pub struct ClerkOptions {
    /// Where the Frontend API is reached instead of the key's own host: an absolute http(s) URL, or a path on the page's
    /// origin. A local emulator is reached this way.
    pub proxy_url: Option<String>,
    /// A satellite's domain, in production.
    pub domain: Option<String>,
}

impl Clerk {
    /// Reads the key; sends nothing.
    ///
    /// # Errors
    ///
    /// `InvalidPublishableKey`, `InvalidProxyUrl`.
    pub fn new(publishable_key: &str, options: ClerkOptions) -> Result<Self, Error> {
        let page_origin =
            host::at(&js_sys::global(), "location.origin").and_then(|origin| origin.as_string());
        let ClerkOptions { proxy_url, domain } = &options;
        let instance =
            Instance::new(publishable_key, proxy_url.as_deref(), domain.as_deref(), page_origin.as_deref());
        let instance = instance.map_err(|error| match error {
            InstanceError::InvalidProxyUrl => {
                Error::runtime(RuntimeErrorCode::InvalidProxyUrl, "The proxy URL is invalid.")
            }
            _ => Error::runtime(RuntimeErrorCode::InvalidPublishableKey, "The publishable key is invalid."),
        })?;
        let client = Client::new(instance);
        Ok(Self { client: Rc::new(client), publishable_key: publishable_key.into() })
    }

    /// Fetches this browser's client: whether somebody is signed in, and to which organizations they belong.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the server refuses; [`Error::Runtime`] with `NetworkError`, `Timeout` or `InvalidResponse`.
    pub async fn load(&self) -> Result<(), Error> {
        let digest = host::sha1(&self.publishable_key).await;
        self.client.browser.identify(digest.as_deref().unwrap_or_default(), None);
        result(self.client.load().await).map(drop)
    }

    /// Whether the session that calls act for is active, as `clerk.isSignedIn` in JavaScript.
    pub fn is_signed_in(&self) -> bool {
        let status = self.session().and_then(|session| session.text_at("status"));
        status.as_deref() == Some("active")
    }

    /// The active organization: `None` before [`load`](Self::load), while signed out, and in a personal account.
    pub fn organization(&self) -> Option<Organization> {
        let active = self.session()?.text_at("last_active_organization_id")?;
        let organization = Organization { client: Rc::clone(&self.client), id: active };
        organization.resource().is_some().then_some(organization)
    }

    fn session(&self) -> Option<Js> {
        let state = self.client.browser.state.borrow();
        state.session(state.session_id()?)
    }
}

/// The result of a call for Rust callers.
pub(crate) fn result(result: CallResult) -> Result<Js, Error> {
    result.map_err(|failed| Error::new(&failed.failure, &failed.request))
}

/// The result of a call, as one of the types of [`crate::resource`].
pub(crate) fn typed<R: DeserializeOwned>(called: CallResult) -> Result<R, Error> {
    let json = result(called)?.0;
    serde_wasm_bindgen::from_value(json).map_err(|_| {
        Error::runtime(RuntimeErrorCode::InvalidResponse, "The server's answer is not what it promised.")
    })
}
