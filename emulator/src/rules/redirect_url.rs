//! The redirect URL of an invitation: an absolute http or https URL. With anything else (`javascript:`, `data:`, a
//! path), the emulator's redirects could run scripts.

use crate::error::ClerkError;
use crate::web::Url;

/// Rejects an invalid redirect URL with the error from Clerk's list.
pub(crate) fn check(text: &str) -> Result<(), ClerkError> {
    read(text).map(drop)
}

fn read(text: &str) -> Result<Url, ClerkError> {
    let url = Url::parse(text).ok_or_else(ClerkError::invalid_redirect_url)?;
    match &*url.scheme {
        "http" | "https" if url.has_host() => Ok(url),
        "http" | "https" => Err(ClerkError::invalid_redirect_url()),
        _ => Err(ClerkError::prohibited_redirect_url()),
    }
}

/// Appends parameters to the URL's query. `None` if [`check`] rejects the URL.
pub(crate) fn with_query(text: &str, parameters: &[(&str, &str)]) -> Option<String> {
    read(text).ok().map(|url| url.with_query(parameters))
}

/// Sets parameters in the URL's query and replaces those with the same names. `None` if [`check`] rejects the URL.
pub(crate) fn replacing(text: &str, parameters: &[(&str, &str)]) -> Option<String> {
    read(text).ok().map(|url| url.replacing_query(parameters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absolute_http_and_https_urls_are_accepted() {
        let table = [
            ("https://app.example.com/accept", "ok"),
            ("http://localhost:3000/accept-invitation?x=1#y", "ok"),
            ("HTTPS://app.example.com", "ok"),
            ("http://[::1]:3000/", "ok"),
            ("", "invalid_redirect_url"),
            ("/accept", "invalid_redirect_url"),
            ("//app.example.com", "invalid_redirect_url"),
            ("app.example.com", "invalid_redirect_url"),
            ("https://", "invalid_redirect_url"),
            ("https://a b", "invalid_redirect_url"),
            ("http://localhost:99999", "invalid_redirect_url"),
            ("javascript:alert(1)", "prohibited_redirect_url"),
            ("JavaScript:alert(1)", "prohibited_redirect_url"),
            (" java\nscript:alert(1)", "prohibited_redirect_url"),
            ("data:text/html,<script>alert(1)</script>", "prohibited_redirect_url"),
            ("myapp://accept", "prohibited_redirect_url"),
            ("file:///etc/passwd", "prohibited_redirect_url"),
        ];
        for (text, expected) in table {
            assert_eq!(check(text).map_or_else(|refused| refused.code, |()| "ok"), expected, "{text:?}");
        }
    }

    #[test]
    fn parameters_are_appended_to_the_query_before_the_fragment() {
        let with = |text| with_query(text, &[("__clerk_status", "sign_in"), ("t", "a&b")]).unwrap();
        assert_eq!(with("https://a.example"), "https://a.example/?__clerk_status=sign_in&t=a%26b");
        assert_eq!(
            with("http://a.example/b?c=d#e"),
            "http://a.example/b?c=d&__clerk_status=sign_in&t=a%26b#e"
        );
        assert_eq!(with_query("https://a.example/b", &[]).as_deref(), Some("https://a.example/b"));
        assert_eq!(with_query("javascript:alert(1)", &[]), None);
    }

    #[test]
    fn parameters_replace_those_of_the_same_name() {
        let replaced = |text| replacing(text, &[("a", "1"), ("b", "x y")]);
        assert_eq!(
            replaced("http://h.example/p?a=0&c=d%26%20&flag&%61=2#e").unwrap(),
            "http://h.example/p?c=d%26%20&flag&a=1&b=x+y#e"
        );
        assert_eq!(replaced("http://h.example").unwrap(), "http://h.example/?a=1&b=x+y");
        assert_eq!(replaced("javascript:alert(1)"), None);
    }
}
