//! A request as bytes: where it goes, in which order its query stands, how its form is written.
//!
//! Equal to clerk-js 6.40 byte for byte. No I/O.

pub(crate) mod encoding;
mod publishable_key;

use crate::endpoint::{Method, Request};
use encoding::digits;

/// The version of Clerk's API that is asked for: the one that clerk-js [`CLERK_JS_VERSION`] asks for.
pub const CLERK_API_VERSION: &str = "2026-08-20";
/// The version of clerk-js whose behaviour on the wire is mirrored. The server reads it as `_clerk_js_version`.
pub const CLERK_JS_VERSION: &str = "6.40.0";

/// What every request of one client shares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Base {
    /// Where the Frontend API is: `https://host` or a proxy's URL, without a slash at the end.
    pub(crate) origin: String,
    /// Whether the client is found by a dev browser rather than by a cookie.
    pub(crate) has_dev_browser: bool,
}

impl Base {
    /// The request as it goes out.
    pub(crate) fn encode(&self, request: &Request, tail: &Tail<'_>) -> WireRequest {
        let attempt = digits(tail.attempt);
        let mut query = request.query.clone();
        for (name, value) in [
            ("__clerk_api_version", Some(CLERK_API_VERSION)),
            ("_clerk_js_version", Some(CLERK_JS_VERSION)),
            (
                "_method",
                Some(request.method.as_str())
                    .filter(|_| !matches!(request.method, Method::Get | Method::Post)),
            ),
            // `/client…` names its session in the path, or asks for all of them (clerk-js 6.40).
            ("_clerk_session_id", tail.session_id.filter(|_| !request.path.starts_with("/client"))),
            ("__clerk_db_jwt", tail.dev_browser),
            ("_clerk_retry_attempt", Some(&*attempt).filter(|_| tail.attempt > 0)),
        ] {
            if let Some(value) = value {
                query.push(name, value);
            }
        }
        // A path that JavaScript wrote may bring its query along.
        let separator = if request.path.contains('?') { "&" } else { "?" };
        WireRequest {
            url: self.origin.clone() + "/v1" + &request.path + separator + query.as_str(),
            get: request.method == Method::Get,
            bare: request.bare,
            body: request.form.as_str().into(),
        }
    }
}

/// What one sending adds to the query of its request.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tail<'a> {
    pub(crate) session_id: Option<&'a str>,
    pub(crate) dev_browser: Option<&'a str>,
    /// 0 for the first sending.
    pub(crate) attempt: u32,
}

/// A request as the transport sends it. Everything but a `GET` is a `POST` whose content type is
/// `application/x-www-form-urlencoded`, with or without a body: such a request needs no CORS preflight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WireRequest {
    pub(crate) url: String,
    pub(crate) get: bool,
    /// Without cookies and without a content type.
    pub(crate) bare: bool,
    /// Empty for none.
    pub(crate) body: String,
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    const VERSIONS: &str = "__clerk_api_version=2026-08-20&_clerk_js_version=6.40.0";

    fn encode(method: Method, path: &str, tail: Tail<'_>) -> WireRequest {
        let origin = "http://127.0.0.1:4100".into();
        let base = Base { origin, has_dev_browser: true };
        base.encode(&Request { path: path.into(), ..Request::new(method, &[]) }, &tail)
    }

    #[test]
    fn the_query_ends_as_in_clerk_js() {
        let start = "http://127.0.0.1:4100/v1";
        let signed_in = Tail { session_id: Some("sess_1"), dev_browser: Some("dvb_1"), attempt: 0 };
        assert_eq!(
            encode(Method::Get, "/organizations/org_1", signed_in).url,
            format!("{start}/organizations/org_1?{VERSIONS}&_clerk_session_id=sess_1&__clerk_db_jwt=dvb_1")
        );
        assert_eq!(
            encode(Method::Get, "/client", Tail { attempt: 2, ..signed_in }).url,
            format!("{start}/client?{VERSIONS}&__clerk_db_jwt=dvb_1&_clerk_retry_attempt=2")
        );
        assert_eq!(
            encode(Method::Patch, "/environment", Tail::default()).url,
            format!("{start}/environment?{VERSIONS}&_method=PATCH")
        );
    }

    #[test]
    fn the_other_verbs_are_posts_that_name_them() {
        for (method, named) in [(Method::Put, "PUT"), (Method::Patch, "PATCH"), (Method::Delete, "DELETE")] {
            let sent = encode(method, "/x", Tail::default());
            assert!(!sent.get && sent.url.ends_with(&format!("&_method={named}")), "{}", sent.url);
        }
    }

    #[test]
    fn only_get_and_post_leave_and_a_post_may_be_empty() {
        for (method, get) in [(Method::Get, true), (Method::Post, false), (Method::Patch, false)] {
            let sent = encode(method, "/x", Tail::default());
            assert_eq!((sent.get, sent.body.as_str()), (get, ""));
        }
    }
}
