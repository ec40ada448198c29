//! The client itself: who this browser is, its sessions, the instance's environment.

use super::{Method, Request};

/// Where the client is; its sessions and attempts are below.
pub(crate) const CLIENT: &str = "/client";

/// `POST /v1/dev_browser`: a development instance's stand-in for the client cookie.
pub(crate) fn create_dev_browser() -> Request {
    Request { bare: true, ..Request::new(Method::Post, &["dev_browser"]) }
}

/// `GET /v1/client`.
pub(crate) fn get() -> Request {
    Request::new(Method::Get, &["client"])
}

/// A new token for a session.
pub(crate) fn refresh(session_id: &str) -> Request {
    Request::new(Method::Post, &["client", "sessions", session_id, "tokens"])
}
