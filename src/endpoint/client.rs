//! The client itself: who this browser is, its sessions, the instance's environment.

use super::{Method, Request, path};

/// `POST /v1/dev_browser`: a development instance's stand-in for the client cookie.
pub(crate) fn create_dev_browser() -> Request {
    Request::new(Method::Post, "/dev_browser".into())
}

/// `GET /v1/client`.
pub(crate) fn get() -> Request {
    Request::new(Method::Get, "/client".into())
}

/// The environment: a development instance is touched (`PATCH`), a production instance is read.
pub(crate) fn environment(development: bool) -> Request {
    let method = if development { Method::Patch } else { Method::Get };
    Request::new(method, "/environment".into())
}

/// `POST /v1/client/sessions/{session}/tokens`, or `…/tokens/{template}` for a token made from a template, which
/// takes no form.
pub(crate) fn create_token(session_id: &str, ask: &TokenParams, tab_state: Option<&str>) -> Request {
    if let Some(template) = &ask.template {
        return Request::new(Method::Post, path(&["client", "sessions", session_id, "tokens", template]));
    }
    let mut request = Request::new(Method::Post, path(&["client", "sessions", session_id, "tokens"]))
        // Always named; empty stands for the personal account.
        .field("organization_id", ask.organization_id.as_deref().unwrap_or_default());
    if let Some(state) = tab_state {
        request = request.field("tab_state", state);
    }
    if ask.skip_cache {
        request.query.push(("debug".into(), "skip_cache".into()));
    }
    request
}

/// Which session token is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenParams {
    /// The name of a JWT template; `None` for the session token itself.
    pub template: Option<String>,
    /// The organization that the token speaks for; `None` for the personal account.
    pub organization_id: Option<String>,
    /// Asks the server for a new token even when the one at hand is still good.
    pub skip_cache: bool,
}
