//! The active session and organization of calls, and the session's tokens.

use clerk_organization_core::error::RuntimeErrorCode;
use clerk_organization_core::session;
use clerk_organization_core::token_cache::TokenKey;
use clerk_organization_core::value::Value;
use serde::Serialize;

use super::calls::{NoParams, result};
use super::clerk::Clerk;
use crate::error::Error;
use crate::host::{Json, object};

/// The params of [`Clerk::set_active`]. A param with its default value changes nothing.
///
/// ```
/// use clerk_organization::{ActiveOrganization, SetActive};
/// let signed_in = SetActive { session: "sess_1".into(), ..Default::default() };
/// let switched = SetActive { organization: "org_1".into(), ..Default::default() };
/// let personal = SetActive { organization: ActiveOrganization::Personal, ..Default::default() };
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetActive {
    /// The new active session.
    pub session: ActiveSession,
    /// The session's new active organization.
    pub organization: ActiveOrganization,
}

/// A choice of session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ActiveSession {
    /// The current session.
    #[default]
    Current,
    /// No session. The sessions stay; [`Clerk::sign_out`] ends them.
    None,
    /// The session with this id, `sess_…`.
    Id(String),
}

impl From<&str> for ActiveSession {
    fn from(id: &str) -> Self {
        Self::Id(id.into())
    }
}

/// A choice of organization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ActiveOrganization {
    /// The session's current organization.
    #[default]
    Current,
    /// No organization: the personal account.
    Personal,
    /// The organization with this id, `org_…`.
    Id(String),
}

impl From<&str> for ActiveOrganization {
    fn from(id: &str) -> Self {
        Self::Id(id.into())
    }
}

/// The params of [`Clerk::get_token`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetToken {
    /// The name of a JWT template. `None` for a session token.
    pub template: Option<String>,
    /// The organization of the token, `org_…`. `None` for the active one, an empty text for the personal account.
    pub organization_id: Option<String>,
    /// Whether to request a token although a valid one is cached.
    pub skip_cache: bool,
}

/// The form of `POST /client/sessions/{id}/touch`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Touch<'a> {
    active_organization_id: &'a str,
    intent: &'a str,
}

impl Clerk {
    /// Makes a session and one of its organizations the active ones. The server remembers both, and a token for them is
    /// fetched, as in clerk-js 6.40.
    ///
    /// # Errors
    ///
    /// `NotLoaded` before [`load`](Self::load); `SignedOut` if there is no current session; `InvalidParams` if the session
    /// is not one of this browser's; [`Error::Api`], for example 404 if the user does not belong to the organization.
    pub async fn set_active(&self, params: SetActive) -> Result<(), Error> {
        self.check_loaded()?;
        let client = self.client();
        let id = match params.session {
            ActiveSession::Current => self.session_id()?,
            ActiveSession::None => {
                client.select(None);
                return Ok(());
            }
            ActiveSession::Id(id) => id,
        };
        let session = client.browser.state.borrow().session(&id);
        let Some(session) = session else {
            let message = "session must be one of the client's.";
            return Err(Error::runtime(RuntimeErrorCode::InvalidParams, message));
        };
        let (organization_id, intent) = match params.organization {
            ActiveOrganization::Current => (active_organization(&session), "select_session"),
            ActiveOrganization::Personal => (None, "select_org"),
            ActiveOrganization::Id(id) => (Some(id), "select_org"),
        };
        let touch = Touch { active_organization_id: organization_id.as_deref().unwrap_or_default(), intent };
        let touched = result(client.call("touchSession", &[&id], &object(&touch)).await)?;
        if touched.text_at("id").as_deref() != Some(&id) {
            return Err(Error::invalid_response("another session"));
        }
        client.select(Some(id.clone()));
        let session = client.browser.state.borrow().session(&id);
        let organization_id = session.as_ref().and_then(active_organization);
        result(client.token(TokenKey::new(&id, None, organization_id.as_deref()), false).await)?;
        Ok(())
    }

    /// Ends all sessions of this browser.
    ///
    /// # Errors
    ///
    /// `NotLoaded` before [`load`](Self::load); [`Error::Api`] and [`Error::Runtime`] as for every call. The sessions then
    /// stay active.
    pub async fn sign_out(&self) -> Result<(), Error> {
        self.check_loaded()?;
        let client = self.client();
        // Also sessions that `sessions()` leaves out, because they cannot be read.
        let has_sessions = |client: &Json| client.items_at("sessions").next().is_some();
        if !client.browser.state.borrow().resource().is_some_and(has_sessions) {
            return Ok(());
        }
        result(client.call("removeAllSessions", &[], &object(&NoParams {})).await)?;
        client.browser.state.borrow_mut().tokens.clear();
        client.select(None);
        self.tell_other_tabs();
        Ok(())
    }

    /// Ends one session of this browser. If it is the last one, this is the same as [`sign_out`](Self::sign_out).
    ///
    /// # Errors
    ///
    /// As [`sign_out`](Self::sign_out).
    pub async fn sign_out_of(&self, session_id: &str) -> Result<(), Error> {
        self.check_loaded()?;
        let client = self.client();
        let is_signed_in = |json: &Json| session::is_signed_in(json);
        let sessions = client.browser.state.borrow().resource().map(|client| client.items_at("sessions"));
        if sessions.into_iter().flatten().filter(is_signed_in).count() <= 1 {
            return self.sign_out().await;
        }
        result(client.call("removeSession", &[session_id], &object(&NoParams {})).await)?;
        client.browser.state.borrow_mut().tokens.remove_session(session_id);
        if client.browser.state.borrow().session_id().is_none_or(|current| current == session_id) {
            client.select(None);
        }
        self.tell_other_tabs();
        Ok(())
    }

    /// Returns a token of the session: the cached one if it is valid for five more seconds, otherwise a new one.
    /// Equal calls that overlap share one request.
    ///
    /// # Errors
    ///
    /// `NotLoaded` before [`load`](Self::load); `SignedOut` while signed out; [`Error::Api`], for example 404 for
    /// an unknown template.
    pub async fn get_token(&self, params: GetToken) -> Result<String, Error> {
        self.check_loaded()?;
        let session_id = self.session_id()?;
        let active = self.session_json().as_ref().and_then(active_organization);
        let organization_id = params.organization_id.or(active);
        let key = TokenKey::new(&session_id, params.template.as_deref(), organization_id.as_deref());
        let token = result(self.client().token(key, params.skip_cache).await)?;
        token.text().ok_or_else(|| Error::invalid_response("no token"))
    }

    pub(crate) fn check_loaded(&self) -> Result<(), Error> {
        self.client().check_loaded()
    }

    pub(crate) fn session_id(&self) -> Result<String, Error> {
        let id = self.client().browser.state.borrow().session_id().map(String::from);
        id.ok_or_else(|| Error::runtime(RuntimeErrorCode::SignedOut, "Nobody is signed in."))
    }

    fn tell_other_tabs(&self) {
        if let Some(background) = &*self.inner.background.borrow() {
            background.report_sign_out();
        }
    }
}

pub(crate) fn active_organization(session: &Json) -> Option<String> {
    session.text_at("last_active_organization_id")
}
