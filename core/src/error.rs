//! The failures of a call.

use std::rc::Rc;

use crate::value::Value;

/// The kinds of failure other than a refusal of the server. [`as_str`](Self::as_str) is JavaScript's `error.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuntimeErrorCode {
    /// A param is invalid; nothing was sent.
    InvalidParams,
    /// The publishable key is invalid.
    InvalidPublishableKey,
    /// The proxy URL is invalid.
    InvalidProxyUrl,
    /// The server was unreachable after all retries, or the connection broke before a change could take effect.
    NetworkError,
    /// The server did not answer within the time limit.
    Timeout,
    /// The server sent a 2xx answer with an unexpected body.
    InvalidResponse,
    /// A change got no answer, and it is unknown whether it took effect.
    OutcomeUnknown,
    /// `load()` has not been called, or has not succeeded.
    NotLoaded,
    /// No user is signed in.
    SignedOut,
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
            Self::OutcomeUnknown => "outcome_unknown",
            Self::NotLoaded => "not_loaded",
            Self::SignedOut => "signed_out",
        }
    }
}

/// A param that is refused before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidParam {
    /// The param's name in JavaScript.
    pub param: String,
    /// The requirement, such as "must be an object".
    pub reason: &'static str,
}

impl InvalidParam {
    /// The error for a param. Boxed, because it is rare and larger than the values in the same `Result`.
    pub fn new(param: &str, reason: &'static str) -> Box<Self> {
        Box::new(Self { param: param.into(), reason })
    }

    /// A sentence with the param's name.
    pub fn sentence(&self) -> String {
        self.param.clone() + " " + self.reason + "."
    }
}

/// A refusal from the server.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal<V> {
    /// The HTTP status.
    pub status: u16,
    /// The status text; empty over HTTP/2.
    pub status_text: String,
    /// `Retry-After` in seconds after the answer arrived.
    pub retry_after: Option<u32>,
    /// The whole body, if it was JSON.
    pub body: Option<V>,
}

impl<V: Value> Refusal<V> {
    /// Whether this is the code of the first error.
    pub fn has_code(&self, code: &str) -> bool {
        self.body.as_ref().is_some_and(|body| body.is_text_at("errors.0.code", code))
    }
}

/// A call that failed, in the host's values. The boundary converts it to JavaScript's errors, the Rust API to its
/// `Error`.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure<V> {
    /// The server refused.
    Api(Refusal<V>),
    /// There is no usable answer.
    Runtime {
        /// The kind of failure.
        code: RuntimeErrorCode,
        /// A sentence that explains the failure.
        message: &'static str,
        /// The value that the host threw.
        cause: Option<V>,
    },
    /// A param is invalid.
    Param(InvalidParam),
}

impl<V> Failure<V> {
    /// A failure without a cause.
    pub fn runtime(code: RuntimeErrorCode, message: &'static str) -> Self {
        Self::Runtime { code, message, cause: None }
    }

    /// A 2xx answer with an unexpected body.
    pub fn invalid_response(message: &'static str) -> Rc<Self> {
        Rc::new(Self::runtime(RuntimeErrorCode::InvalidResponse, message))
    }

    /// Whether a change may have taken effect without a usable answer: the network failed, the time limit passed, a
    /// gateway answered instead of the server, or a 2xx answer was truncated. This is the only definition.
    pub fn is_unanswered(&self) -> bool {
        match self {
            Self::Api(refusal) => is_gateway(refusal.status),
            Self::Runtime { code, .. } => UNANSWERED.contains(code),
            Self::Param(_) => false,
        }
    }

    /// The code of a failure that is not the server's refusal.
    pub fn runtime_code(&self) -> Option<RuntimeErrorCode> {
        match self {
            Self::Api(_) => None,
            Self::Runtime { code, .. } => Some(*code),
            Self::Param(_) => Some(RuntimeErrorCode::InvalidParams),
        }
    }
}

/// The codes of failures after which a change may have taken effect.
const UNANSWERED: [RuntimeErrorCode; 3] =
    [RuntimeErrorCode::NetworkError, RuntimeErrorCode::Timeout, RuntimeErrorCode::InvalidResponse];

fn is_gateway(status: u16) -> bool {
    matches!(status, 502..=504)
}

/// [`Failure::is_unanswered`] for a caller's error: a refusal by its status, another error by its code.
pub fn is_unanswered(status: Option<u16>, code: &str) -> bool {
    status.map_or_else(|| UNANSWERED.iter().any(|one| one.as_str() == code), is_gateway)
}

/// The result of a call. Several callers may share one failure.
pub type Outcome<V> = Result<V, Rc<Failure<V>>>;
