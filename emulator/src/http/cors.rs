//! CORS headers for clerk-js. Requests have credentials, so the headers name the exact origin and never `*`. Every
//! answer has them, including errors and faults. Otherwise a page could not read the error.

use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// The headers that a page may read. clerk-js 6.40 and native callers read these.
const EXPOSED: HeaderValue = HeaderValue::from_static("retry-after, x-country, clerk-db-jwt, authorization");
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE, OPTIONS");
const REQUEST_HEADERS: HeaderValue =
    HeaderValue::from_static("authorization, content-type, clerk-api-version");

/// Adds the headers of every answer to a request from `origin`.
pub(crate) fn allow(origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = origin else { return };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
}

/// Adds the further headers of a preflight's answer. [`allow`] adds the others.
pub(crate) fn preflight(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
}

/// Whether this is an origin: a scheme, a host and an optional port (RFC 6454, 6.2). `null`, which sandboxed pages and
/// local files send, is not an origin.
pub(crate) fn is_origin(origin: &str) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    let is_host = !host.is_empty() && !host.contains(['/', '?', '#', '@', '\\', ' ']);
    is_scheme && is_host && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// Whether a page of this origin runs on this machine.
pub(crate) fn is_loopback(origin: &str) -> bool {
    let Some((_, authority)) = origin.split_once("://") else { return false };
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    };
    is_origin(origin) && (matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost"))
}

/// The header that returns a new client token to native callers.
pub(crate) const CLIENT_TOKEN: HeaderName = header::AUTHORIZATION;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_valid_origins_are_origins() {
        let table = [
            ("http://localhost:3000", true, true),
            ("https://app.example.com", true, false),
            ("http://127.0.0.1:8080", true, true),
            ("http://[::1]:8080", true, true),
            ("http://app.localhost", true, true),
            ("chrome-extension://abcdef", true, false),
            ("http://localhost.example.com", true, false),
            ("null", false, false),
            ("", false, false),
            ("http://", false, false),
            ("http://a/b", false, false),
            ("http://a:port", false, false),
            ("http://user@a", false, false),
        ];
        for (text, origin, loopback) in table {
            assert_eq!((is_origin(text), is_loopback(text)), (origin, loopback), "{text:?}");
        }
    }
}
