//! The publishable key: which instance this is and where its Frontend API lives.
//!
//! `pk_test_` or `pk_live_` + base64 of `<frontend API host>$` (Clerk's documentation of the key; the dot rule and
//! the host suffixes as clerk-js 6.40 checks them).

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// What a publishable key says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublishableKey {
    /// `pk_test_`: a development instance.
    pub(crate) development: bool,
    /// The host of the Frontend API.
    pub(crate) frontend_api: String,
}

/// Hosts of development instances, whose client is found by a dev browser rather than by a cookie.
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

/// Padded or not, as browsers read it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl PublishableKey {
    /// `None` for anything that is no publishable key.
    pub(crate) fn parse(key: &str) -> Option<Self> {
        let (development, encoded) = match key.strip_prefix("pk_test_") {
            Some(encoded) => (true, encoded),
            None => (false, key.strip_prefix("pk_live_")?),
        };
        let decoded = String::from_utf8(BASE64.decode(encoded).ok()?).ok()?;
        let frontend_api = decoded.strip_suffix('$')?;
        // A host without a dot (`localhost:4100`) is refused by the official client too.
        let host = !frontend_api.contains('$') && frontend_api.contains('.');
        host.then(|| Self { development, frontend_api: frontend_api.into() })
    }

    /// Whether the client is found by a dev browser.
    pub(crate) fn has_dev_browser(&self) -> bool {
        self.development && DEV_BROWSER_HOSTS.iter().any(|suffix| self.frontend_api.ends_with(suffix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::prelude::*;

    fn key(prefix: &str, host: &str) -> String {
        format!("{prefix}{}", BASE64_STANDARD.encode(host))
    }

    #[test]
    fn a_key_names_its_instance_and_host() {
        for (text, development, host, dev_browser) in [
            (key("pk_test_", "clean-mayfly-62.clerk.accounts.dev$"), true, "clean-mayfly-62.clerk.accounts.dev", true),
            (key("pk_live_", "clerk.example.com$"), false, "clerk.example.com", false),
            (key("pk_test_", "127.0.0.1:4100$"), true, "127.0.0.1:4100", false),
            (key("pk_live_", "x-y-1.clerk.accounts.dev$"), false, "x-y-1.clerk.accounts.dev", false),
        ] {
            let parsed = PublishableKey::parse(&text).unwrap();
            assert_eq!((parsed.development, parsed.frontend_api.as_str()), (development, host));
            assert_eq!(parsed.has_dev_browser(), dev_browser, "{host}");
            assert_eq!(PublishableKey::parse(text.trim_end_matches('=')), Some(parsed), "unpadded");
        }
    }

    #[test]
    fn what_the_official_client_refuses_as_a_key_is_refused() {
        for text in [
            String::new(),
            "pk_test_".into(),
            "sk_test_abc".into(),
            "pk_test_%%%".into(),
            key("pk_test_", "clerk.example.com"),
            key("pk_test_", "clerk.example.com$$"),
            key("pk_test_", "localhost:4100$"),
            key("pk_prod_", "clerk.example.com$"),
            key("test_", "clerk.example.com$"),
        ] {
            assert_eq!(PublishableKey::parse(&text), None, "{text:?}");
        }
    }
}
