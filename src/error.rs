//! What can go wrong, in one enum.
//!
//! Either the server answered with a status that is not 2xx ([`ApiError`], JavaScript's `ClerkAPIResponseError`), or
//! there is no answer that could be believed ([`RuntimeError`], JavaScript's `ClerkRuntimeError`). There is no third
//! kind, and nothing is swallowed.

use std::fmt;

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

/// The kinds of [`RuntimeError`]; [`as_str`](Self::as_str) is JavaScript's `error.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuntimeErrorCode {
    /// A param that cannot be meant; nothing was sent.
    InvalidParams,
    /// The publishable key is not one.
    InvalidPublishableKey,
    /// The proxy URL is not an absolute http(s) URL.
    InvalidProxyUrl,
    /// The server could not be reached, or the connection broke.
    NetworkError,
    /// No answer within the time limit.
    Timeout,
    /// A success whose body is not what was promised.
    InvalidResponse,
}

impl RuntimeErrorCode {
    /// The code as JavaScript callers see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidParams => "invalid_params",
            Self::InvalidPublishableKey => "invalid_publishable_key",
            Self::InvalidProxyUrl => "invalid_proxy_url",
            Self::NetworkError => "network_error",
            Self::Timeout => "timeout",
            Self::InvalidResponse => "invalid_response",
        }
    }
}

/// A param that was refused before anything was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InvalidParam {
    /// JavaScript's name of it.
    pub(crate) param: &'static str,
    /// What it must be.
    pub(crate) reason: &'static str,
}

impl InvalidParam {
    /// A sentence for people, which names the param.
    pub(crate) fn sentence(self) -> String {
        self.param.to_owned() + " " + self.reason + "."
    }
}

impl Error {
    /// Says which request it was.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn of(mut self, name: String) -> Self {
        match &mut self {
            Self::Api(error) => error.request = Some(name),
            Self::Runtime(error) => error.request = Some(name),
        }
        self
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
