//! `--public-url`: the URL that browsers use.

use std::str::FromStr;

use url::Url;

/// An http or https URL, without a query and without a trailing slash. A proxy removes its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    text: String,
    host: String,
}

impl PublicUrl {
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The host name or address, without a port.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused = || format!("{text} is not an http or https URL without user, query and fragment");
        let url = Url::parse(text).map_err(|_| refused())?;
        let has_more = url.query().is_some() || url.fragment().is_some() || !url.username().is_empty();
        let host = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https") && !has_more);
        let host = host.ok_or_else(refused)?.to_owned();
        Ok(Self { text: url.as_str().trim_end_matches('/').to_owned(), host })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_http_with_a_host_and_an_optional_path() {
        for (given, text, host) in [
            ("https://Clerk.example.test", "https://clerk.example.test", "clerk.example.test"),
            ("http://192.168.1.7:4100/", "http://192.168.1.7:4100", "192.168.1.7"),
            ("https://app.test/clerk/", "https://app.test/clerk", "app.test"),
        ] {
            let url: PublicUrl = given.parse().unwrap();
            assert_eq!((url.as_str(), url.host()), (text, host));
        }
        for given in
            ["", "app.test", "ftp://app.test", "https://", "https://a.test?b", "https://a@b.test", "/x"]
        {
            assert!(given.parse::<PublicUrl>().is_err(), "{given}");
        }
    }
}
