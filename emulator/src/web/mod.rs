//! What browsers and Node have built in and Rust's standard library has not: URLs as the web reads them (WHATWG URL
//! Standard), Unicode's general categories and normal forms, and names of hosts in every script. With the feature `server`
//! crates have it. Without it the program that runs the emulator lends its own: those crates' tables are a twentieth of a
//! compressed WebAssembly module.

#[cfg_attr(feature = "server", path = "crates.rs")]
#[cfg_attr(not(feature = "server"), path = "lent.rs")]
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
    /// Without the colon.
    pub scheme: String,
    /// Whether it names a host.
    pub has_host: bool,
    /// Scheme, host and port; `null` if the scheme has none.
    pub origin: String,
    /// The path.
    pub path: String,
    /// The whole, normalised.
    pub href: String,
}

impl Url {
    /// Reads an absolute URL; `None` if it is invalid.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        source::parse(text)
    }

    /// The host without its port; empty if there is none.
    pub(crate) fn host(&self) -> &str {
        let host = self.origin.split_once("://").map_or("", |(_, host)| host);
        // The colons of an IPv6 address are within brackets.
        match host.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => host,
            _ => host,
        }
    }

    /// The whole, with these parameters after its own.
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

    /// The whole, with these parameters instead of its own of the same names.
    pub(crate) fn replacing(mut self, parameters: &[(&str, &str)]) -> String {
        let (address, fragment) = match self.href.split_once('#') {
            Some((address, fragment)) => (address, format!("#{fragment}")),
            None => (&*self.href, String::new()),
        };
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let is_kept = |name: &str| parameters.iter().all(|(replacing, _)| *replacing != name);
        let kept: Vec<_> =
            form_urlencoded::parse(query.as_bytes()).into_owned().filter(|(name, _)| is_kept(name)).collect();
        self.href = format!("{path}{fragment}");
        let kept = kept.iter().map(|(name, value)| (&**name, &**value));
        let all: Vec<_> = kept.chain(parameters.iter().copied()).collect();
        self.with_query(&all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_what_the_url_crate_takes_for_one() {
        for text in [
            "http://127.0.0.1:4100/a",
            "https://a.example",
            "http://[::1]:80/",
            "http://[::1]:4100",
            "about:blank",
        ] {
            let expected = url::Url::parse(text).unwrap();
            assert_eq!(Url::parse(text).unwrap().host(), expected.host_str().unwrap_or_default(), "{text}");
        }
    }

    #[test]
    fn parameters_take_the_place_of_others_of_their_name() {
        let table = [
            ("https://a.example/b", "https://a.example/b?t=2&u=%26"),
            ("https://a.example/b?t=1&x=%26&t=3#c?t=4", "https://a.example/b?x=%26&t=2&u=%26#c?t=4"),
        ];
        for (text, expected) in table {
            assert_eq!(Url::parse(text).unwrap().replacing(&[("t", "2"), ("u", "&")]), expected, "{text}");
        }
    }

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
