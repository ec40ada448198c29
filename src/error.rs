//! What can go wrong, in one enum.
//!
//! Either the server answered with a status that is not 2xx ([`ApiError`], JavaScript's `ClerkAPIResponseError`), or
//! there is no answer that could be believed ([`RuntimeError`], JavaScript's `ClerkRuntimeError`). There is no third
//! kind, and nothing is swallowed.

use std::fmt;

pub use clerk_organization_core::error::RuntimeErrorCode;
use clerk_organization_core::error::{Failure, Refusal};
use clerk_organization_core::value::Value;

/// Why a call failed.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// The server refused.
    Api(ApiError),
    /// The request could not be made, did not arrive, or was not answered as promised.
    Runtime(RuntimeError),
}

/// The server's refusal, in Clerk's shape.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// The first error's long message, else the status text.
    pub message: String,
    /// What the server names, in its order; empty when its body is not Clerk's error envelope (a gateway's page).
    pub errors: Vec<ApiErrorItem>,
    /// `Retry-After` in seconds, where the server sent one.
    pub retry_after: Option<u32>,
    /// Clerk's id of this request, for its support.
    pub clerk_trace_id: Option<String>,
    /// The request's verb and path.
    pub request: Option<String>,
}

/// One of the errors in a refusal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ApiErrorItem {
    /// For example `form_param_format_invalid`.
    pub code: String,
    /// A short sentence.
    pub message: String,
    /// A longer one, where there is one.
    pub long_message: Option<String>,
    /// The parameter that is meant, by its name on the wire.
    pub param_name: Option<String>,
    /// The addresses that are meant.
    pub email_addresses: Vec<String>,
}

/// A call that has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuntimeError {
    /// What kind of failure.
    pub code: RuntimeErrorCode,
    /// A sentence for people.
    pub message: String,
    /// The request's verb and path; none when nothing was sent.
    pub request: Option<String>,
}

impl Error {
    /// The error of a failed call, and which request it was.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "its callers are built for wasm only"))]
    pub(crate) fn new<V: Value>(failure: &Failure<V>, request: &str) -> Self {
        let request = Some(request.to_owned()).filter(|request| !request.is_empty());
        let (code, message) = match failure {
            Failure::Api(refusal) => return Self::Api(ApiError::new(refusal, request)),
            Failure::Runtime { code, message, .. } => (*code, (*message).to_owned()),
            Failure::Param(param) => (RuntimeErrorCode::InvalidParams, param.sentence()),
        };
        Self::Runtime(RuntimeError { code, message, request })
    }

    /// A failure without a request.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn runtime(code: RuntimeErrorCode, message: &str) -> Self {
        Self::Runtime(RuntimeError { code, message: message.into(), request: None })
    }
}

impl ApiError {
    fn new<V: Value>(refusal: &Refusal<V>, request: Option<String>) -> Self {
        let items = refusal.body.as_ref().map(|body| body.items_at("errors")).unwrap_or_default();
        let errors: Vec<ApiErrorItem> = items.iter().map(ApiErrorItem::new).collect();
        let message = errors.first().and_then(|first| first.long_message.clone());
        Self {
            status: refusal.status,
            message: message.unwrap_or_else(|| refusal.status_text.clone()),
            errors,
            retry_after: refusal.retry_after,
            clerk_trace_id: refusal.body.as_ref().and_then(|body| body.text_at("clerk_trace_id")),
            request,
        }
    }
}

impl ApiErrorItem {
    fn new<V: Value>(error: &V) -> Self {
        let addresses = error.items_at("meta.email_addresses");
        Self {
            code: error.text_at("code").unwrap_or_default(),
            message: error.text_at("message").unwrap_or_default(),
            long_message: error.text_at("long_message"),
            param_name: error.text_at("meta.param_name"),
            email_addresses: addresses.iter().filter_map(|address| address.text()).collect(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => write!(f, "{} ({})", error.message, error.status),
            Self::Runtime(error) => write!(f, "{} ({})", error.message, error.code.as_str()),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_refusal_carries_clerks_errors() {
        let body = json!({ "clerk_trace_id": "trace_1", "errors": [{
            "code": "form_param_format_invalid", "message": "is invalid",
            "long_message": "email_address must be a valid email address.",
            "meta": { "param_name": "email_address", "email_addresses": ["nobody"] }
        }, { "code": "second" }] });
        let refusal = Refusal {
            status: 422,
            status_text: "Status text".into(),
            retry_after: Some(30),
            body: Some(body),
        };
        let Error::Api(error) = Error::new(&Failure::Api(refusal), "POST /v1/x") else {
            panic!("not a refusal")
        };
        assert_eq!(error.message, "email_address must be a valid email address.");
        assert_eq!((error.retry_after, error.clerk_trace_id.as_deref()), (Some(30), Some("trace_1")));
        assert_eq!(error.request.as_deref(), Some("POST /v1/x"));
        let [first, second] = error.errors.as_slice() else { panic!("two errors") };
        assert_eq!(first.param_name.as_deref(), Some("email_address"));
        assert_eq!(first.email_addresses, ["nobody"]);
        assert_eq!((second.code.as_str(), second.long_message.as_deref()), ("second", None));
    }

    #[test]
    fn a_refusal_without_clerks_errors_has_the_status_text_as_its_message() {
        for body in [None, Some(json!("x")), Some(json!(null)), Some(json!({ "errors": {} }))] {
            let refusal = Refusal { status: 502, status_text: "Bad Gateway".into(), retry_after: None, body };
            let Error::Api(error) = Error::new(&Failure::Api(refusal), "") else { panic!("not a refusal") };
            assert_eq!((error.message.as_str(), error.errors.len(), error.request), ("Bad Gateway", 0, None));
        }
    }
}
