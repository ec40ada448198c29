//! The errors of calls, in one enum.
//!
//! A request fails in one of two ways. The server answers with a status that is not 2xx ([`ApiError`], JavaScript's
//! `ClerkAPIResponseError`), or there is no usable answer ([`RuntimeError`], JavaScript's `ClerkRuntimeError`). If a
//! call of several requests fails half-way, its error has the results so far, and the failed request's error as its
//! source.

use std::fmt;

pub use clerk_organization_core::error::RuntimeErrorCode;
use clerk_organization_core::error::{Failure, Refusal};
use clerk_organization_core::value::Value;

use crate::resource::OrganizationInvitation;

/// Why a call failed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The server refused.
    Api(ApiError),
    /// The request was not sent, got no answer, or got an unexpected answer.
    Runtime(RuntimeError),
    /// Some addresses of [`invite_members`](crate::Organization::invite_members) are invited, the others are not.
    PartlyInvited(Box<PartlyInvited>),
    /// [`resend_invitation`](crate::Organization::resend_invitation) revoked the old invitation, and there is no new one.
    NotResent(Box<NotResent>),
    /// [`accept_invitation`](crate::Clerk::accept_invitation) was called with a link for another person than the
    /// signed-in user. Nothing was accepted.
    InvitationForAnotherUser(Box<InvitationForAnotherUser>),
}

/// The server's refusal, in Clerk's shape.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// The first error's long message, else the status text, else the status.
    pub message: String,
    /// The errors in the body, in the server's order. Empty if the body is not Clerk's error envelope (a gateway's page).
    pub errors: Vec<ApiErrorItem>,
    /// `Retry-After` in seconds, if the server sent one.
    pub retry_after: Option<u32>,
    /// Clerk's id of this request, for its support.
    pub clerk_trace_id: Option<String>,
    /// The request's verb and path.
    pub request: Option<String>,
}

impl ApiError {
    /// The code of the first error, for example `form_param_format_invalid`.
    pub fn code(&self) -> Option<&str> {
        self.errors.first().map(|error| error.code.as_str())
    }
}

/// One of the errors in a refusal.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ApiErrorItem {
    /// For example `form_param_format_invalid`.
    pub code: String,
    /// A short sentence.
    pub message: String,
    /// A longer sentence, if there is one.
    pub long_message: Option<String>,
    /// The param that the error is about, by its name on the wire.
    pub param_name: Option<String>,
    /// The addresses that the error is about.
    pub email_addresses: Vec<String>,
}

/// A call without a usable answer.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RuntimeError {
    /// The kind of failure.
    pub code: RuntimeErrorCode,
    /// A sentence that explains the failure.
    pub message: String,
    /// The request's verb and path. `None` if nothing was sent.
    pub request: Option<String>,
    /// The value that the browser threw, or the error of the HTTP client. [`Error::source`](std::error::Error::source)
    /// returns it.
    pub cause: Option<Cause>,
}

/// The value that the browser threw, or the error of the HTTP client, as text: `TypeError: Failed to fetch`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause(String);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Cause {}

/// The addresses of [`invite_members`](crate::Organization::invite_members) when a part failed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PartlyInvited {
    /// The invitations of the earlier parts.
    pub invited: Vec<OrganizationInvitation>,
    /// The addresses of the part that failed and of the parts after it.
    pub remaining: Vec<String>,
    /// The error of the failed part.
    pub cause: Error,
}

/// The failure of [`resend_invitation`](crate::Organization::resend_invitation) after the old invitation was revoked.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NotResent {
    /// The old invitation.
    pub revoked: OrganizationInvitation,
    /// Whether the new invitation may exist: the request got no answer, and the look-up was inconclusive.
    pub may_be_invited: bool,
    /// The error of the call that creates the new invitation.
    pub cause: Error,
}

/// The failure of [`accept_invitation`](crate::Clerk::accept_invitation) if another user is signed in.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct InvitationForAnotherUser {
    /// The primary address of the signed-in user, or their id if they have no address.
    pub signed_in_as: String,
    /// The server's refusal.
    pub cause: Error,
}

#[cfg_attr(
    any(feature = "js", not(feature = "native")),
    allow(dead_code, reason = "only the Rust API calls it")
)]
impl Error {
    /// The error of a failed call with its request.
    pub(crate) fn new<V: Value>(failure: &Failure<V>, request: &str) -> Self {
        let request = Some(request.to_owned()).filter(|request| !request.is_empty());
        let (code, message, cause) = match failure {
            Failure::Api(refusal) => return Self::Api(ApiError::new(refusal, request)),
            Failure::Runtime { code, message, cause } => (*code, (*message).to_owned(), cause.as_ref()),
            Failure::Param(param) => (RuntimeErrorCode::InvalidParams, param.sentence(), None),
        };
        let cause = cause.map(|cause| Cause(cause.display()));
        Self::Runtime(RuntimeError { code, message, request, cause })
    }

    /// A failure without a request.
    pub(crate) fn runtime(code: RuntimeErrorCode, message: &str) -> Self {
        Self::Runtime(RuntimeError { code, message: message.into(), request: None, cause: None })
    }

    /// The error for an unexpected body.
    pub(crate) fn invalid_response(cause: impl fmt::Display) -> Self {
        Self::Runtime(RuntimeError {
            code: RuntimeErrorCode::InvalidResponse,
            message: "The server's answer has an unexpected body.".into(),
            request: None,
            cause: Some(Cause(cause.to_string())),
        })
    }

    /// The failure of a call whose last request failed with this error and may have taken effect.
    pub(crate) fn into_outcome_unknown(self) -> Self {
        let request = match &self {
            Self::Api(error) => error.request.clone(),
            Self::Runtime(error) => error.request.clone(),
            _ => None,
        };
        Self::Runtime(RuntimeError {
            code: RuntimeErrorCode::OutcomeUnknown,
            message: "The request got no answer, and its outcome is unknown. Check before you repeat it."
                .into(),
            request,
            cause: Some(Cause(self.to_string())),
        })
    }

    /// The code of a failure that is not a refusal of the server. For a failed part or step it is the code of its
    /// cause.
    pub fn runtime_code(&self) -> Option<RuntimeErrorCode> {
        match self {
            Self::Api(_) => None,
            Self::Runtime(error) => Some(error.code),
            Self::PartlyInvited(error) => error.cause.runtime_code(),
            Self::NotResent(error) => error.cause.runtime_code(),
            Self::InvitationForAnotherUser(error) => error.cause.runtime_code(),
        }
    }
}

#[cfg_attr(
    any(feature = "js", not(feature = "native")),
    allow(dead_code, reason = "only the Rust API calls it")
)]
impl ApiError {
    fn new<V: Value>(refusal: &Refusal<V>, request: Option<String>) -> Self {
        let items = refusal.body.iter().flat_map(|body| body.items_at("errors"));
        let errors: Vec<ApiErrorItem> = items.map(|error| ApiErrorItem::new(&error)).collect();
        let message = errors.first().and_then(|first| first.long_message.clone());
        let texts = message.into_iter().chain([refusal.status_text.clone()]);
        let message = { texts }.find(|text| !text.is_empty());
        Self {
            status: refusal.status,
            // HTTP/2 has no status text.
            message: message.unwrap_or_else(|| format!("HTTP status {}", refusal.status)),
            errors,
            retry_after: refusal.retry_after,
            clerk_trace_id: refusal.body.as_ref().and_then(|body| body.text_at("clerk_trace_id")),
            request,
        }
    }
}

#[cfg_attr(
    any(feature = "js", not(feature = "native")),
    allow(dead_code, reason = "only the Rust API calls it")
)]
impl ApiErrorItem {
    fn new<V: Value>(error: &V) -> Self {
        let mut addresses = error.items_at("meta.email_addresses").peekable();
        if addresses.peek().is_none() {
            addresses = error.items_at("meta.identifiers").peekable();
        }
        Self {
            code: error.text_at("code").unwrap_or_default(),
            message: error.text_at("message").unwrap_or_default(),
            long_message: error.text_at("long_message"),
            param_name: error.text_at("meta.param_name"),
            email_addresses: addresses.filter_map(|address| address.text()).collect(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => write!(f, "{} ({})", error.message, error.status),
            Self::Runtime(error) => write!(f, "{} ({})", error.message, error.code.as_str()),
            Self::PartlyInvited(error) => {
                let count = error.invited.len();
                write!(f, "{count} addresses are invited, {} are not.", error.remaining.len())
            }
            Self::NotResent(error) => {
                let address = &error.revoked.email_address;
                write!(f, "The invitation of {address} is revoked, and a new one could not be created.")
            }
            Self::InvitationForAnotherUser(error) => {
                let signed_in_as = &error.signed_in_as;
                write!(f, "{signed_in_as} is signed in, but the invitation is for another person.")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Api(_) => None,
            Self::Runtime(error) => error.cause.as_ref().map(|cause| cause as _),
            Self::PartlyInvited(error) => Some(&error.cause),
            Self::NotResent(error) => Some(&error.cause),
            Self::InvitationForAnotherUser(error) => Some(&error.cause),
        }
    }
}

#[cfg(test)]
mod tests;
