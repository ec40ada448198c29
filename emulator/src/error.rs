//! The errors of this server: one value per error, with Clerk's code and status. The codes and statuses come from
//! Clerk's published error list (`data/api_errors.json` of clerk/clerk-docs). The messages are our own. `http` turns an
//! error into an answer.

mod accounts;
mod backend;
mod controls;
mod links;
mod organizations;
mod parameters;
mod users;

use std::borrow::Cow;

use serde_json::{Value, json};

/// An error in the shape that Clerk's clients expect.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ClerkError {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: &'static str,
    pub(crate) long_message: Cow<'static, str>,
    pub(crate) meta: Box<Value>,
    /// Seconds until the client may retry.
    pub(crate) retry_after: Option<u32>,
    /// Further errors of the same request, listed in the same answer.
    pub(crate) others: Box<[ClerkError]>,
    /// The cause of an internal error, for the log only.
    pub(crate) cause: Option<Box<str>>,
}

fn error(
    status: u16,
    code: &'static str,
    message: &'static str,
    long: impl Into<Cow<'static, str>>,
) -> ClerkError {
    ClerkError {
        status,
        code,
        message,
        long_message: long.into(),
        meta: Box::new(json!({})),
        retry_after: None,
        others: Box::default(),
        cause: None,
    }
}

impl ClerkError {
    /// The same error with this parameter's name.
    pub(crate) fn about(mut self, param_name: &str) -> Self {
        *self.meta = json!({ "param_name": param_name });
        self
    }

    fn with_meta(mut self, meta: Value) -> Self {
        *self.meta = meta;
        self
    }

    /// Combines several errors of one request into one answer. The status is that of the first error.
    pub(crate) fn all(refused: Vec<Self>) -> Option<Self> {
        let mut refused = refused.into_iter();
        let first = refused.next()?;
        Some(Self { others: refused.collect(), ..first })
    }

    /// An internal error. The cause is logged and not part of the answer.
    pub(crate) fn internal(cause: impl ToString) -> Self {
        let told = "The emulator failed to answer this request.";
        Self {
            cause: Some(cause.to_string().into()),
            ..error(500, "internal_clerk_error", "Oops, an unexpected error occurred", told)
        }
    }

    // --- Requests that cannot be read -------------------------------------------------------------------------

    pub(crate) fn malformed_request_parameters(detail: &str) -> Self {
        error(400, "malformed_request_parameters", "Malformed request parameters", detail.to_owned())
    }

    pub(crate) fn request_body_invalid(detail: &str) -> Self {
        error(400, "request_body_invalid", "Request body invalid", detail.to_owned())
    }

    pub(crate) fn request_body_too_large() -> Self {
        error(
            413,
            "request_body_too_large",
            "Request body too large",
            "The request body is larger than the size limit.",
        )
    }

    pub(crate) fn unsupported_content_type(got: &str, expected: &str) -> Self {
        error(
            415,
            "unsupported_content_type",
            "Unsupported Content-Type",
            format!("Content-Type \"{got}\" is not supported here; send {expected}."),
        )
    }

    pub(crate) fn path_not_found() -> Self {
        error(404, "resource_not_found", "Resource not found", "There is nothing at this path.")
    }

    /// Not a code of Clerk, which serves its scripts from a CDN.
    #[cfg(feature = "server")]
    pub(crate) fn npm_package_not_found(name: &str, version: &str, installed: Option<&str>) -> Self {
        let found = installed.map_or_else(
            || "it is not installed in the folder of --clerk-js or, by default, in the node_modules of the working directory or its parents".to_owned(),
            |installed| format!("version {installed} is installed"),
        );
        let text = format!("{name}@{version} was requested, but {found}. Try npm install {name}@{version}.");
        error(404, "resource_not_found", "Resource not found", text)
    }

    /// Not in Clerk's list. Clerk does not document what its router answers.
    pub(crate) fn method_not_allowed() -> Self {
        error(405, "method_not_allowed", "Method not allowed", "This path does not support this method.")
    }

    pub(crate) fn api_version_invalid(detail: &str) -> Self {
        error(400, "api_version_invalid", "Invalid API version", detail.to_owned())
    }

    pub(crate) fn host_invalid() -> Self {
        error(400, "host_invalid", "Invalid host", "There is no instance at this address.")
    }

    // --- Authentication ---------------------------------------------------------------------------------------

    pub(crate) fn origin_authorization_headers_conflict() -> Self {
        error(
            400,
            "origin_authorization_headers_conflict",
            "Setting both the 'Origin' and 'Authorization' headers is forbidden",
            "A browser identifies itself by a cookie or a dev browser, a native client by its Authorization header. A request cannot have both.",
        )
    }

    pub(crate) fn multiple_origin_header_values_forbidden() -> Self {
        error(
            400,
            "multiple_origin_header_values_forbidden",
            "Multiple Origin headers",
            "A request can have one Origin header.",
        )
    }

    pub(crate) fn multiple_authorization_header_values_forbidden() -> Self {
        error(
            400,
            "multiple_authorization_header_values_forbidden",
            "Multiple Authorization headers",
            "A request can have one Authorization header.",
        )
    }

    pub(crate) fn origin_invalid() -> Self {
        error(
            400,
            "origin_invalid",
            "Invalid HTTP Origin header",
            "The Origin header is not an origin: scheme, host and an optional port.",
        )
    }

    /// The controls and the forms of the portal are for the emulator's own pages.
    pub(crate) fn page_of_another_origin() -> Self {
        error(
            400,
            "origin_invalid",
            "Invalid HTTP Origin header",
            "A page of this origin cannot send this request: the emulator is at another host. The controls also take requests from pages on this machine.",
        )
    }

    pub(crate) fn dev_browser_of_another_origin() -> Self {
        error(
            400,
            "origin_invalid",
            "Invalid HTTP Origin header",
            "A page of this origin cannot use the dev browser in the URL. The emulator accepts one from pages on this \
             machine, on its own host, on the host of --public-url, and on those of --allowed-host.",
        )
    }

    pub(crate) fn origin_missing() -> Self {
        error(
            400,
            "origin_missing",
            "HTTP Origin header missing",
            "A browser request must carry an Origin header.",
        )
    }

    pub(crate) fn native_api_disabled() -> Self {
        error(
            400,
            "native_api_disabled",
            "Native API disabled",
            "This instance does not accept native clients.",
        )
    }

    pub(crate) fn dev_browser_unauthenticated() -> Self {
        error(
            401,
            "dev_browser_unauthenticated",
            "Browser unauthenticated",
            "This dev browser is unknown to this instance. Create a new one.",
        )
    }

    pub(crate) fn authentication_invalid() -> Self {
        error(
            401,
            "authentication_invalid",
            "Invalid authentication",
            "Unable to authenticate this request: no active session.",
        )
    }

    pub(crate) fn client_not_found() -> Self {
        error(400, "client_not_found", "No client found", "This request does not belong to a known client.")
    }

    pub(crate) fn session_not_found() -> Self {
        error(404, "resource_not_found", "Session not found", "This client has no session with this id.")
    }

    pub(crate) fn invalid_action_for_session(status: &str) -> Self {
        error(
            400,
            "invalid_action_for_session",
            "Invalid action for session",
            format!("This action is not possible for a session that is {status}."),
        )
    }

    pub(crate) fn clerk_key_invalid() -> Self {
        error(
            401,
            "clerk_key_invalid",
            "The provided Clerk Secret Key is invalid",
            "This is not the secret key of this instance.",
        )
    }

    pub(crate) fn authorization_header_format_invalid() -> Self {
        error(
            401,
            "authorization_header_format_invalid",
            "Invalid Authorization header format",
            "The Authorization header must be \"Bearer\" and a secret key.",
        )
    }
}

impl From<rusqlite::Error> for ClerkError {
    fn from(cause: rusqlite::Error) -> Self {
        Self::internal(format!("database: {cause}"))
    }
}
