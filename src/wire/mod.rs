//! A request as bytes: where it goes, in which order its query stands, how its form is written.
//!
//! Equal to clerk-js 6.40 byte for byte. No I/O.

pub(crate) mod encoding;
pub(crate) mod publishable_key;

use crate::endpoint::{Method, Request};
use publishable_key::PublishableKey;

/// The version of Clerk's API that is asked for: the one that clerk-js [`CLERK_JS_VERSION`] asks for.
pub const CLERK_API_VERSION: &str = "2026-08-20";
/// The version of clerk-js whose behaviour on the wire is mirrored. The server reads it as `_clerk_js_version`.
pub const CLERK_JS_VERSION: &str = "6.40.0";

/// What every request of one client shares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Base {
    /// `https://host` or the proxy's URL, without a slash at the end.
    origin: String,
    pub(crate) key: PublishableKey,
}

impl Base {
    /// - `proxy_url`: an absolute http(s) URL below which the Frontend API is served; it replaces the key's host.
    /// - `domain`: replaces the key's host in production only, as clerk-js does it.
    ///
    /// `None` when the proxy URL is not one.
    pub(crate) fn new(key: PublishableKey, proxy_url: Option<&str>, domain: Option<&str>) -> Option<Self> {
        let origin = match (proxy_url, domain) {
            (Some(url), _) => proxy(url)?.into(),
            (None, Some(domain)) if !key.development => production_host(domain),
            (None, _) => "https://".to_owned() + &key.frontend_api,
        };
        Some(Self { origin, key })
    }

    /// The request as it goes out.
    pub(crate) fn encode(&self, request: &Request, tail: &Tail<'_>) -> WireRequest {
        let mut query = request.query.clone();
        query.push("__clerk_api_version", CLERK_API_VERSION);
        query.push("_clerk_js_version", CLERK_JS_VERSION);
        if request.method == Method::Patch {
            query.push("_method", "PATCH");
        }
        // `/client…` names its session in the path, or asks for all of them (clerk-js 6.40).
        if let Some(id) = tail.session_id.filter(|_| !request.path.starts_with("/client")) {
            query.push("_clerk_session_id", id);
        }
        if let Some(id) = tail.dev_browser {
            query.push("__clerk_db_jwt", id);
        }
        if tail.attempt > 0 {
            query.push("_clerk_retry_attempt", &tail.attempt.to_string());
        }
        WireRequest {
            url: self.origin.clone() + "/v1" + &request.path + "?" + query.as_str(),
            get: request.method == Method::Get,
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
    /// Empty for none.
    pub(crate) body: String,
}

fn proxy(url: &str) -> Option<&str> {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let url = url.split(['?', '#']).next()?.trim_end_matches('/');
    // A host, whatever follows it.
    (!host.is_empty() && !host.starts_with(['/', '?', '#'])).then_some(url)
}

/// `example.com` and `https://example.com/` become `https://clerk.example.com`, as clerk-js normalises a domain.
fn production_host(domain: &str) -> String {
    let host = domain.strip_prefix("https://").or_else(|| domain.strip_prefix("http://")).unwrap_or(domain);
    let host = host.strip_prefix("clerk.").unwrap_or(host).trim_end_matches('/');
    "https://clerk.".to_owned() + host
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(host: &str, proxy_url: Option<&str>, domain: Option<&str>) -> Option<Base> {
        let key = PublishableKey { development: host.ends_with("accounts.dev"), frontend_api: host.into() };
        Base::new(key, proxy_url, domain)
    }

    fn url(base: &Base, method: Method, tail: Tail<'_>, path: &str) -> String {
        base.encode(&Request { path: path.into(), ..Request::new(method, &[]) }, &tail).url
    }

    #[test]
    fn a_request_goes_to_the_keys_host_the_proxy_or_the_production_domain() {
        let tail = "?__clerk_api_version=2026-08-20&_clerk_js_version=6.40.0";
        for (host, proxy_url, domain, expected) in [
            ("clerk.example.com", None, None, "https://clerk.example.com"),
            ("clerk.example.com", Some("http://127.0.0.1:4100"), None, "http://127.0.0.1:4100"),
            ("clerk.example.com", Some("http://127.0.0.1:4100/"), None, "http://127.0.0.1:4100"),
            ("x.clerk.accounts.dev", Some("https://a.io/__clerk/"), Some("b.io"), "https://a.io/__clerk"),
            ("x.clerk.accounts.dev", Some("https://a.io/p?x=1#y"), None, "https://a.io/p"),
            ("clerk.example.com", None, Some("satellite.io"), "https://clerk.satellite.io"),
            ("clerk.example.com", None, Some("https://clerk.satellite.io/"), "https://clerk.satellite.io"),
            ("x.clerk.accounts.dev", None, Some("satellite.io"), "https://x.clerk.accounts.dev"),
        ] {
            let base = base(host, proxy_url, domain).unwrap();
            assert_eq!(url(&base, Method::Get, Tail::default(), "/client"), format!("{expected}/v1/client{tail}"));
        }
    }

    #[test]
    fn a_proxy_url_that_is_no_url_is_refused() {
        for url in ["ftp://x.io", "x.io", "/__clerk", "http://", "https:///x"] {
            assert_eq!(base("clerk.example.com", Some(url), None), None, "{url}");
        }
    }

    #[test]
    fn the_query_ends_as_in_clerk_js() {
        let base = base("x.clerk.accounts.dev", Some("http://127.0.0.1:4100"), None).unwrap();
        let start = "http://127.0.0.1:4100/v1";
        let versions = "__clerk_api_version=2026-08-20&_clerk_js_version=6.40.0";
        let signed_in = Tail { session_id: Some("sess_1"), dev_browser: Some("dvb_1"), attempt: 0 };
        assert_eq!(
            url(&base, Method::Get, signed_in, "/organizations/org_1"),
            format!("{start}/organizations/org_1?{versions}&_clerk_session_id=sess_1&__clerk_db_jwt=dvb_1")
        );
        assert_eq!(
            url(&base, Method::Get, Tail { attempt: 2, ..signed_in }, "/client"),
            format!("{start}/client?{versions}&__clerk_db_jwt=dvb_1&_clerk_retry_attempt=2")
        );
        assert_eq!(
            url(&base, Method::Patch, Tail::default(), "/environment"),
            format!("{start}/environment?{versions}&_method=PATCH")
        );
    }

    #[test]
    fn only_get_and_post_leave_and_a_post_may_be_empty() {
        let base = base("clerk.example.com", None, None).unwrap();
        for (method, get) in [(Method::Get, true), (Method::Post, false), (Method::Patch, false)] {
            let sent = base.encode(&Request::new(method, &["x"]), &Tail::default());
            assert_eq!((sent.get, sent.body.as_str()), (get, ""));
        }
    }
}
