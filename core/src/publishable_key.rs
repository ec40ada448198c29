//! The publishable key, which names the instance and the host of its Frontend API.
//!
//! `pk_test_` or `pk_live_`, then base64 of `<frontend API host>$` (Clerk's documentation of the key; the dot rule and
//! the host suffixes as clerk-js 6.40 checks them). `tests/publishable-keys.json` lists keys with the expected result. The
//! JavaScript constructor must throw before the wasm module is loaded, so it has its own parser, tested with the same
//! table.

use core::fmt;

use crate::base64;
use crate::text::{before, push, split_once, trim_end};

/// Hosts of development instances that identify the client by a dev browser instead of a cookie (as in clerk-js 6.40).
const DEV_BROWSER_HOSTS: [&str; 9] = [
    ".lcl.dev",
    ".stg.dev",
    ".lclstage.dev",
    ".stgstage.dev",
    ".dev.lclclerk.com",
    ".stg.lclclerk.com",
    ".accounts.lclclerk.com",
    "accountsstage.dev",
    "accounts.dev",
];

/// A parsed publishable key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishableKey {
    /// Whether the key is of a development instance (`pk_test_`).
    pub is_development: bool,
    /// The host of the Frontend API, with a port if the key has one.
    pub frontend_api: String,
}

impl PublishableKey {
    /// Reads a key. Returns `None` if it is invalid.
    pub fn parse(key: &str) -> Option<Self> {
        let encoded = key.strip_prefix("pk_test_");
        let is_development = encoded.is_some();
        let encoded = encoded.or_else(|| key.strip_prefix("pk_live_"))?;
        // A key uses the standard alphabet, because browsers decode it with `atob`.
        if encoded.bytes().any(|byte| matches!(byte, b'-' | b'_')) {
            return None;
        }
        let decoded = base64::decode(encoded)?;
        let (b'$', host) = decoded.split_last()? else { return None };
        let (mut frontend_api, mut has_dot) = (String::new(), false);
        for &byte in host {
            // A host in a URL is ASCII, and these characters end it or are invalid in it.
            if !byte.is_ascii_graphic() || matches!(byte, b'$' | b'/' | b'?' | b'#' | b'@' | b'\\') {
                return None;
            }
            has_dot |= byte == b'.';
            push(&mut frontend_api, byte);
        }
        // clerk-js refuses a host without a dot (`localhost:4100`).
        has_dot.then_some(Self { is_development, frontend_api })
    }
}

/// The reason why an [`Instance`] cannot be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InstanceError {
    /// The publishable key is invalid.
    InvalidPublishableKey,
    /// The proxy URL is neither an absolute http(s) URL nor a path on the page's origin.
    InvalidProxyUrl,
}

impl fmt::Display for InstanceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::InvalidPublishableKey => "the publishable key is invalid",
            Self::InvalidProxyUrl => "the proxy URL is invalid",
        })
    }
}

impl core::error::Error for InstanceError {}

/// A Clerk instance: the URL of its Frontend API, and its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Everything before `/v1` in the URL of a request.
    pub origin: String,
    /// Whether the client is identified by a dev browser instead of a cookie.
    pub has_dev_browser: bool,
    /// Whether it is a development instance.
    pub is_development: bool,
}

impl Instance {
    /// Reads a publishable key and the options that replace its host. An empty option counts as absent.
    ///
    /// - `proxy_url`: an absolute http(s) URL, or a path that starts with `/`. The Frontend API is served below it.
    /// - `domain`: replaces the key's host in production only, as in clerk-js.
    /// - `page_origin`: the origin on which a proxy path is resolved.
    ///
    /// # Errors
    /// [`InstanceError`] names the argument that is invalid.
    pub fn new(
        publishable_key: &str,
        proxy_url: Option<&str>,
        domain: Option<&str>,
        page_origin: Option<&str>,
    ) -> Result<Self, InstanceError> {
        let key = PublishableKey::parse(publishable_key).ok_or(InstanceError::InvalidPublishableKey)?;
        Self::of_key(key, proxy_url, domain, page_origin).ok_or(InstanceError::InvalidProxyUrl)
    }

    /// The instance of a parsed key, with the same options. `None` if the proxy URL is invalid.
    pub fn of_key(
        key: PublishableKey,
        proxy_url: Option<&str>,
        domain: Option<&str>,
        page_origin: Option<&str>,
    ) -> Option<Self> {
        let PublishableKey { is_development, frontend_api } = key;
        let has_dev_browser =
            is_development && DEV_BROWSER_HOSTS.iter().any(|suffix| frontend_api.ends_with(suffix));
        let proxy_url = proxy_url.unwrap_or_default();
        let domain = domain.unwrap_or_default();
        let origin = if !proxy_url.is_empty() {
            proxy_origin(proxy_url, page_origin.unwrap_or_default())?
        } else if !domain.is_empty() && !is_development {
            production_origin(domain)
        } else {
            ["https://", &frontend_api].concat()
        };
        Some(Self { origin, has_dev_browser, is_development })
    }
}

/// The proxy's URL without credentials, query, fragment and trailing slashes. As in the URL standard, the scheme may be
/// in any letter case.
fn proxy_origin(url: &str, page_origin: &str) -> Option<String> {
    let url = before(before(url.trim_ascii(), b'?'), b'#');
    // Browsers drop or encode these characters, and read a backslash as a slash. A URL with them is a mistake.
    if url.bytes().any(|byte| byte.is_ascii_control() || matches!(byte, b' ' | b'\\')) {
        return None;
    }
    let (scheme, rest) = split_once(url, b'/')?;
    let resolved = match rest.strip_prefix('/') {
        // A reference that starts with `//` gets the page's scheme.
        Some(below) => with_host(if scheme.is_empty() { before(page_origin, b'/') } else { scheme }, below)?,
        None if scheme.is_empty() && !page_origin.is_empty() => [trim_end(page_origin, b'/'), url].concat(),
        None => return None,
    };
    Some(trim_end(&resolved, b'/').into())
}

fn with_host(scheme: &str, below: &str) -> Option<String> {
    let scheme = if scheme.eq_ignore_ascii_case("https:") {
        "https://"
    } else if scheme.eq_ignore_ascii_case("http:") {
        "http://"
    } else {
        return None;
    };
    let mut host = before(below, b'/');
    let path = below.get(host.len()..)?;
    // `fetch` refuses a URL with credentials, so they are left out.
    while let Some((_, after)) = split_once(host, b'@') {
        host = after;
    }
    (!host.is_empty() && !host.starts_with(':')).then(|| [scheme, host, path].concat())
}

/// `example.com` and `https://example.com/` become `https://clerk.example.com`, as clerk-js normalises a domain.
fn production_origin(domain: &str) -> String {
    let host = domain.strip_prefix("https://").or_else(|| domain.strip_prefix("http://")).unwrap_or(domain);
    let host = host.strip_prefix("clerk.").unwrap_or(host);
    ["https://clerk.", trim_end(host, b'/')].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    const PAGE: Option<&str> = Some("https://app.example:8080");

    fn key(prefix: &str, text: &str) -> String {
        prefix.to_owned() + &base64::encode_url(text.as_bytes())
    }

    fn origin_behind(proxy_url: &str, page_origin: Option<&str>) -> Result<String, InstanceError> {
        let key = key("pk_live_", "clerk.example.com$");
        Instance::new(&key, Some(proxy_url), None, page_origin).map(|instance| instance.origin)
    }

    #[test]
    fn the_table_of_keys_holds() {
        let table: Value = serde_json::from_str(include_str!("../../tests/publishable-keys.json")).unwrap();
        for row in table.as_array().unwrap() {
            let text = |name: &str| row[name].as_str();
            let key =
                text("key").map_or_else(|| key(text("prefix").unwrap(), text("text").unwrap()), String::from);
            let found = Instance::new(&key, text("proxyUrl"), text("domain"), None);
            let expected = text("origin").map(|origin| Instance {
                origin: origin.into(),
                has_dev_browser: row["devBrowser"].as_bool().unwrap(),
                is_development: row["development"].as_bool().unwrap(),
            });
            let error = match text("proxyUrl") {
                Some(_) => InstanceError::InvalidProxyUrl,
                None => InstanceError::InvalidPublishableKey,
            };
            assert_eq!(found, expected.ok_or(error), "{row}");
        }
    }

    #[test]
    fn a_key_may_be_padded_or_not() {
        let expected =
            Some(PublishableKey { is_development: true, frontend_api: "x-y-1.clerk.accounts.dev".into() });
        for encoded in ["eC15LTEuY2xlcmsuYWNjb3VudHMuZGV2JA==", "eC15LTEuY2xlcmsuYWNjb3VudHMuZGV2JA"] {
            assert_eq!(PublishableKey::parse(&("pk_test_".to_owned() + encoded)), expected, "{encoded}");
        }
    }

    #[test]
    fn a_key_in_the_url_alphabet_is_refused_as_by_atob() {
        let in_url_alphabet = key("pk_test_", "a.b~~~?$");
        assert!(in_url_alphabet["pk_test_".len()..].contains(['-', '_']));
        assert_eq!(PublishableKey::parse(&in_url_alphabet), None);
    }

    #[test]
    fn a_proxy_path_is_resolved_on_the_page_origin() {
        for (proxy_url, expected) in [
            ("/__clerk", "https://app.example:8080/__clerk"),
            ("/__clerk/", "https://app.example:8080/__clerk"),
            ("/a/b?x=1#y", "https://app.example:8080/a/b"),
            ("/", "https://app.example:8080"),
            ("//proxy.example/p/", "https://proxy.example/p"),
        ] {
            assert_eq!(origin_behind(proxy_url, PAGE).as_deref(), Ok(expected), "{proxy_url}");
            assert_eq!(origin_behind(proxy_url, None), Err(InstanceError::InvalidProxyUrl), "{proxy_url}");
        }
    }

    #[test]
    fn an_absolute_proxy_url_is_parsed_as_in_browsers() {
        for (proxy_url, expected) in [
            ("HTTPS://proxy.example/p", "https://proxy.example/p"),
            (" https://proxy.example\n", "https://proxy.example"),
            ("https://user:secret@proxy.example/p@q", "https://proxy.example/p@q"),
            ("http://[::1]:4100/", "http://[::1]:4100"),
        ] {
            assert_eq!(origin_behind(proxy_url, None).as_deref(), Ok(expected), "{proxy_url:?}");
        }
    }

    #[test]
    fn any_other_proxy_url_is_refused() {
        for proxy_url in [
            "ftp://x.io",
            "javascript://x.io",
            "x.io",
            "x.io//p",
            "http:",
            "http:/x.io",
            "http:///x.io",
            "https://:80",
            "https://user@",
            "https://x.io\\p",
            "/\\x.io",
            "\\\\x.io",
            "https://x .io",
            "https://x.io/\u{0}",
            "/a\tb",
            "//",
            "///x.io",
            " ",
            "?x",
        ] {
            assert_eq!(origin_behind(proxy_url, PAGE), Err(InstanceError::InvalidProxyUrl), "{proxy_url:?}");
        }
    }

    #[test]
    fn an_empty_option_counts_as_absent() {
        let key = key("pk_live_", "clerk.example.com$");
        let instance = Instance::new(&key, Some(""), Some(""), Some("")).unwrap();
        assert_eq!(instance.origin, "https://clerk.example.com");
    }

    proptest! {
        #[test]
        fn any_host_with_a_dot_is_read_back(
            is_development: bool,
            host in "[a-z0-9-]{1,12}(\\.[a-z0-9-]{1,8}){1,3}(:[0-9]{4})?",
        ) {
            let key = key(if is_development { "pk_test_" } else { "pk_live_" }, &(host.clone() + "$"));
            prop_assert_eq!(PublishableKey::parse(&key), Some(PublishableKey { is_development, frontend_api: host }));
        }

        #[test]
        fn any_text_is_a_key_or_refused(text in "(pk_(test|live)_)?[A-Za-z0-9+/=_-]{0,40}") {
            if let Some(key) = PublishableKey::parse(&text) {
                prop_assert!(key.frontend_api.contains('.'));
            }
        }

        #[test]
        fn an_accepted_proxy_url_is_always_http(url in "[a-zA-Z:/\\\\@?# .\t]{0,20}") {
            if let Ok(origin) = origin_behind(&url, PAGE) {
                prop_assert!(origin.starts_with("https://") || origin.starts_with("http://"), "{}", origin);
            }
        }
    }
}
