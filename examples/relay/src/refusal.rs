//! The relay's "no", in the Frontend API's shape.

use axum::Json;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A call that is not answered with invitations: Clerk's refusal or the relay's own.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub(crate) status: StatusCode,
    /// As the Frontend API has them: `code`, `message`, `long_message` and `meta`.
    pub(crate) errors: Vec<Value>,
    /// Clerk's id of its request.
    pub(crate) clerk_trace_id: Option<String>,
    pub(crate) retry_after: Option<HeaderValue>,
}

impl Refusal {
    /// One error; `meta` may say which param is meant (`param_name`).
    pub fn new(status: StatusCode, code: &str, message: &str, meta: Value) -> Self {
        Self::of(status, json!({ "code": code, "message": message, "long_message": message, "meta": meta }))
    }

    fn of(status: StatusCode, error: Value) -> Self {
        Self { status, errors: vec![error], clerk_trace_id: None, retry_after: None }
    }

    /// A param that is missing or not taken: 422, as Clerk says it.
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

    /// What is the server's own affair (a wrong key, no network) is told to its log, not to the page.
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
