//! The publishable key: which instance this is and where its Frontend API lives.
//!
//! `pk_test_` or `pk_live_` + base64 of `<frontend API host>$` (Clerk's documentation of the key; the dot rule and
//! the host suffixes as clerk-js 6.40 checks them). For Rust callers: JavaScript's `new Clerk(key)` reads its key in
//! `pkg/index.js`, because it must refuse a wrong one before there is a wasm module. One table of keys,
//! `tests/publishable-keys.json`, holds for both.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::Base;
use crate::error::RuntimeErrorCode;

/// Padded or not, as browsers read it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

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

impl Base {
    /// - `proxy_url`: an absolute http(s) URL below which the Frontend API is served; it replaces the key's host.
    /// - `domain`: replaces the key's host in production only, as clerk-js does it.
    pub(crate) fn new(
        publishable_key: &str,
        proxy_url: Option<&str>,
        domain: Option<&str>,
    ) -> Result<Self, RuntimeErrorCode> {
        let (development, host) = parse(publishable_key).ok_or(RuntimeErrorCode::InvalidPublishableKey)?;
        let has_dev_browser = development && DEV_BROWSER_HOSTS.iter().any(|suffix| host.ends_with(suffix));
        let origin = match (proxy_url, domain) {
            (Some(url), _) => proxy(url).ok_or(RuntimeErrorCode::InvalidProxyUrl)?.into(),
            (None, Some(domain)) if !development => production_origin(domain),
            (None, _) => "https://".to_owned() + &host,
        };
        Ok(Self { origin, has_dev_browser })
    }
}

/// Whether a key is of a development instance, and its host; `None` for anything that is no publishable key.
fn parse(key: &str) -> Option<(bool, String)> {
    let (development, encoded) = match key.strip_prefix("pk_test_") {
        Some(encoded) => (true, encoded),
        None => (false, key.strip_prefix("pk_live_")?),
    };
    let decoded = String::from_utf8(BASE64.decode(encoded).ok()?).ok()?;
    let host = decoded.strip_suffix('$')?;
    // A host without a dot (`localhost:4100`) is refused by the official client too.
    (!host.contains('$') && host.contains('.')).then(|| (development, host.into()))
}

fn proxy(url: &str) -> Option<&str> {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let url = url.split(['?', '#']).next()?.trim_end_matches('/');
    // A host, whatever follows it.
    (!host.is_empty() && !host.starts_with(['/', '?', '#'])).then_some(url)
}

/// `example.com` and `https://example.com/` become `https://clerk.example.com`, as clerk-js normalises a domain.
fn production_origin(domain: &str) -> String {
    let host = domain.strip_prefix("https://").or_else(|| domain.strip_prefix("http://")).unwrap_or(domain);
    let host = host.strip_prefix("clerk.").unwrap_or(host).trim_end_matches('/');
    "https://clerk.".to_owned() + host
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use base64::prelude::*;
    use serde_json::Value;

    #[test]
    fn the_table_of_keys_holds() {
        let table: Value = serde_json::from_str(include_str!("../../tests/publishable-keys.json")).unwrap();
        for row in table.as_array().unwrap() {
            let key = row["key"].as_str().map(String::from).unwrap_or_else(|| {
                format!(
                    "{}{}",
                    row["prefix"].as_str().unwrap(),
                    BASE64_STANDARD.encode(row["text"].as_str().unwrap())
                )
            });
            let base = Base::new(&key, row["proxyUrl"].as_str(), row["domain"].as_str());
            let found = base.ok().map(|base| (base.origin, base.has_dev_browser));
            let expected = row["origin"]
                .as_str()
                .map(|origin| (origin.to_owned(), row["devBrowser"].as_bool().unwrap()));
            assert_eq!(found, expected, "{row}");
        }
    }

    #[test]
    fn a_key_may_be_unpadded() {
        let key = "pk_test_".to_owned() + &BASE64_STANDARD_NO_PAD.encode("x-y-1.clerk.accounts.dev$");
        assert!(Base::new(&key, None, None).is_ok());
    }
}
