//! Functions that browsers and Node have but Rust's standard library does not: URLs (WHATWG URL Standard), Unicode's
//! general categories and normalization forms, and international host names. With the feature `server`, crates provide
//! them. Without it the embedder does, because the tables of those crates are 5% of the compressed WebAssembly module.

#[cfg_attr(feature = "server", path = "crates.rs")]
#[cfg_attr(not(feature = "server"), path = "embedder.rs")]
mod source;

#[cfg(not(feature = "server"))]
pub use source::{Platform, lend};
pub(crate) use source::{compose, domain_to_unicode, is_letter_mark_or_digit};

/// An absolute URL.
#[cfg_attr(
    feature = "server",
    allow(unreachable_pub, reason = "only a program that lends its platform makes one")
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    /// The scheme without the colon.
    pub scheme: String,
    /// The host. Empty if the URL has none.
    pub host: String,
    /// Scheme, host and port. `null` if the scheme has no origin.
    pub origin: String,
    /// The path.
    pub path: String,
    /// The whole normalized URL.
    pub href: String,
}

impl Url {
    /// Parses an absolute URL. `None` if it is invalid.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        source::parse(text)
    }

    pub(crate) fn has_host(&self) -> bool {
        !self.host.is_empty()
    }

    /// The same URL with another host, for a URL without a user. `None` if the host is invalid.
    pub(crate) fn with_host(&self, host: &str) -> Option<Self> {
        let begin = format!("{}://", self.scheme);
        let rest = self.href.strip_prefix(&begin)?.strip_prefix(&self.host)?;
        Self::parse(&format!("{begin}{host}{rest}"))
    }

    /// The URL with these query parameters. They replace those with the same names.
    pub(crate) fn replacing_query(self, parameters: &[(&str, &str)]) -> String {
        let (address, fragment) = self.href.split_once('#').unwrap_or((&self.href, ""));
        let (page, query) = address.split_once('?').unwrap_or((address, ""));
        let is_replaced = |name: &str| parameters.iter().any(|(replaced, _)| *replaced == name);
        // Other parameters keep their spelling: the page may compare its address.
        let is_kept = |pair: &&str| {
            !pair.is_empty() && !form_urlencoded::parse(pair.as_bytes()).any(|(name, _)| is_replaced(&name))
        };
        let added = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let query: Vec<&str> = query.split('&').filter(is_kept).chain([&*added]).collect();
        let query = query.join("&");
        let hash = if self.href.contains('#') { "#" } else { "" };
        format!("{page}?{query}{hash}{fragment}")
    }

    /// The URL with these parameters appended to its query.
    pub(crate) fn with_query(self, parameters: &[(&str, &str)]) -> String {
        if parameters.is_empty() {
            return self.href;
        }
        let (address, fragment) = match self.href.split_once('#') {
            Some((address, fragment)) => (address, Some(fragment)),
            None => (&*self.href, None),
        };
        let query = address.find('?').unwrap_or(address.len());
        let begun = if query == address.len() { format!("{address}?") } else { address.to_owned() };
        let mut all = form_urlencoded::Serializer::for_suffix(begun, query + 1);
        let mut whole = all.extend_pairs(parameters).finish();
        for part in fragment.into_iter().flat_map(|fragment| ["#", fragment]) {
            whole.push_str(part);
        }
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_added_as_the_url_crate_adds_them() {
        let parameters = [("a", "b&c d"), ("é", "")];
        for text in [
            "https://a.example",
            "https://a.example/?",
            "https://a.example/?x=1",
            "https://a.example/?x=1&",
            "https://a.example/b#c?d",
            "https://a.example/b?x=?#",
            "myapp:accept?x#y",
        ] {
            let mut expected = url::Url::parse(text).unwrap();
            expected.query_pairs_mut().extend_pairs(parameters);
            assert_eq!(Url::parse(text).unwrap().with_query(&parameters), expected.as_str(), "{text}");
        }
    }
}
