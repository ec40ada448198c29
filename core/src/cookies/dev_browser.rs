//! The dev browser of a development instance: the source of its id, and which ids are valid.

use super::{CookieName, CookieWrite, Lifetime, find};

/// The cookie for a new dev browser, or its removal. `None` if cookies are disabled or the id is invalid.
pub fn dev_browser_cookie(cookies_enabled: bool, id: Option<&str>) -> Option<CookieWrite> {
    (cookies_enabled && id.is_none_or(is_dev_browser_id)).then(|| CookieWrite {
        name: CookieName::DevBrowser,
        value: id.map(String::from),
        lifetime: Lifetime::Year,
    })
}

/// The dev browser's id: from the page's URL, else from the cookies. Invalid ids are ignored.
pub fn dev_browser_id<'a>(
    handed_over: Option<&'a str>,
    cookies: &'a str,
    suffix: Option<&str>,
) -> Option<&'a str> {
    if let Some(id) = handed_over.filter(|id| is_dev_browser_id(id)) {
        return Some(id);
    }
    for name in CookieName::DevBrowser.names(suffix) {
        if let Some(id) = find(cookies, &name).filter(|id| is_dev_browser_id(id)) {
            return Some(id);
        }
    }
    None
}

/// Whether a text may be the id of a dev browser: `dvb_…`, or a JWT on older instances. Anyone can put a text into a
/// page's URL, from where it would reach `document.cookie` and every request.
pub fn is_dev_browser_id(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    // A cookie may have 4,096 bytes including its name and attributes (RFC 6265, 6.1).
    (1..=2048).contains(&text.len()) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dev_browser_id_is_a_short_text_without_special_characters() {
        let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJkZXYiOiJkdmJfMSJ9.c2ln-_";
        for id in ["dvb_2abcDEF", jwt, "a", &"a".repeat(2048)] {
            assert!(is_dev_browser_id(id), "{id}");
        }
        for id in [
            "",
            "a;b",
            "a b",
            "a=b",
            "a\n",
            "a%0a",
            "a&b",
            "a,b",
            "ü",
            "a; Domain=evil.example",
            &"a".repeat(2049),
        ] {
            assert!(!is_dev_browser_id(id), "{id:?}");
        }
    }

    #[test]
    fn the_dev_browser_is_taken_from_the_url_then_from_the_cookies() {
        let cookies = "__clerk_db_jwt=dvb_plain; __clerk_db_jwt_abc=dvb_suffixed";
        let suffix = Some("abc");
        assert_eq!(dev_browser_id(Some("dvb_url"), cookies, suffix), Some("dvb_url"));
        for handed_over in [None, Some(""), Some("a; Domain=evil.example")] {
            assert_eq!(dev_browser_id(handed_over, cookies, suffix), Some("dvb_suffixed"));
        }
        assert_eq!(dev_browser_id(None, cookies, None), Some("dvb_plain"));
        assert_eq!(dev_browser_id(None, cookies, Some("other")), Some("dvb_plain"));
        assert_eq!(dev_browser_id(None, "__clerk_db_jwt_abc=; __clerk_db_jwt=a%b", suffix), None);
        assert_eq!(dev_browser_id(None, "", suffix), None);
    }

    #[test]
    fn an_invalid_dev_browser_id_is_not_written() {
        assert_eq!(dev_browser_cookie(true, Some("a; Domain=evil.example")), None);
        assert_eq!(
            dev_browser_cookie(true, Some("dvb_1")),
            Some(CookieWrite {
                name: CookieName::DevBrowser,
                value: Some("dvb_1".into()),
                lifetime: Lifetime::Year
            })
        );
        let removal = dev_browser_cookie(true, None).unwrap();
        assert_eq!((removal.name, removal.value), (CookieName::DevBrowser, None));
    }

    #[test]
    fn no_dev_browser_is_written_when_cookies_are_disabled() {
        assert_eq!(dev_browser_cookie(false, Some("dvb_1")), None);
        assert_eq!(dev_browser_cookie(false, None), None);
    }
}
