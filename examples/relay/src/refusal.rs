//! The errors of the relay, in the Frontend API's shape.

use axum::Json;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// An answer that is not an invitation: Clerk's refusal or the relay's own.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub(crate) status: StatusCode,
    /// `code`, `message`, `long_message` and `meta`, as the Frontend API writes them.
    pub(crate) errors: Vec<Value>,
    /// Clerk's id of the refused request.
    pub(crate) clerk_trace_id: Option<String>,
    pub(crate) retry_after: Option<HeaderValue>,
}

impl Refusal {
    /// Creates a refusal with one error; `meta` may have the parameter (`param_name`).
    pub fn new(status: StatusCode, code: &str, message: &str, meta: Value) -> Self {
        Self::of(status, json!({ "code": code, "message": message, "long_message": message, "meta": meta }))
    }

    fn of(status: StatusCode, error: Value) -> Self {
        Self { status, errors: vec![error], clerk_trace_id: None, retry_after: None }
    }

    /// Creates the refusal of a parameter: 422, as Clerk does.
    pub fn param(code: &str, message: &str, meta: Value) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message, meta)
    }

    pub(crate) fn signed_out() -> Self {
        let message = "You are not signed in.";
        Self::new(StatusCode::UNAUTHORIZED, "authentication_invalid", message, json!({}))
    }

    pub(crate) fn permission(key: &str) -> Self {
        let message = format!("You need the permission {key}.");
        Self::new(StatusCode::FORBIDDEN, "missing_organization_permission", &message, json!({}))
    }

    /// The refusal after the time limit.
    pub(crate) fn timed_out() -> Self {
        let message = "The relay ran out of time.";
        Self::new(StatusCode::GATEWAY_TIMEOUT, "gateway_timeout", message, json!({}))
    }

    /// The refusal for a failure that the caller cannot change, such as a wrong secret key. The log has the cause.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> Self {
        eprintln!("The invitation relay failed: {cause}");
        let (code, short, long) = ("internal_error", "Internal error", "The relay failed.");
        let error = json!({ "code": code, "message": short, "long_message": long, "meta": {} });
        Self::of(StatusCode::BAD_GATEWAY, error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({ "errors": self.errors });
        if let (Some(id), Some(body)) = (self.clerk_trace_id, body.as_object_mut()) {
            body.insert("clerk_trace_id".to_owned(), id.into());
        }
        let mut response = (self.status, Json(body)).into_response();
        response.headers_mut().extend(self.retry_after.map(|wait| (RETRY_AFTER, wait)));
        response
    }
}
