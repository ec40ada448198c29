//! The URLs to which `setActive({ redirectUrl })` and `signOut({ redirectUrl })` may navigate.
//!
//! `redirectUrl` often comes from the query of a page, and `location.assign('javascript:…')` runs a script in the page.
//! So only http(s) URLs and references that keep the page's scheme are allowed.

use crate::text::{before, split_once, trim_end};

/// Whether a page may navigate to `url`: to an absolute http(s) URL, or to a relative (`a/b`, `/a`, `?a`), a
/// protocol-relative (`//host/a`) or a same-document reference (`#a`).
///
/// Spaces around the URL are ignored, as browsers do. These are refused:
///
/// - an empty URL;
/// - a control character anywhere: browsers drop tabs, line breaks and leading control characters before they read the
///   scheme (URL standard, 4.4), so `java\nscript:` is `javascript:`;
/// - a colon before the first `/`, `?` or `#`, unless it ends `http:` or `https:` in any letter case. RFC 3986 (4.2)
///   allows no such relative reference, so no parser finds a scheme that this function does not see;
/// - a backslash before the query: browsers read it as a slash, servers and filters do not, so `/\host` leaves the site;
/// - `https:`, `http:` or a leading `//` without exactly two slashes and a host after it: browsers read `https:host`,
///   `https:/host`, `https:///host` and `///host` differently from other parsers.
///
/// Any host is allowed; `location.assign` throws for an invalid one. An app that must not leave its site must check the
/// host itself.
pub fn may_navigate_to(url: &str) -> bool {
    let mut url = url;
    while let Some(rest) = url.strip_prefix(' ') {
        url = rest;
    }
    let url = trim_end(url, b' ');
    if url.is_empty() || has_control_character(url) {
        return false;
    }
    let before_query = before(before(url, b'?'), b'#');
    if before_query.bytes().any(|byte| byte == b'\\') {
        return false;
    }
    let first_segment = before(before_query, b'/');
    match split_once(first_segment, b':') {
        // `https:` is the whole first segment of a URL with slashes after it.
        Some((scheme, "")) => {
            let is_http = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
            is_http && before_query.get(first_segment.len()..).is_some_and(has_host)
        }
        Some(_) => false,
        None => !before_query.starts_with("//") || has_host(before_query),
    }
}

/// Whether a text has a control character: U+0000 to U+001F and U+007F to U+009F. It reads bytes, because reading
/// characters takes more code than this file.
fn has_control_character(text: &str) -> bool {
    let mut last = 0;
    for byte in text.bytes() {
        // In UTF-8, U+0080 to U+009F are 0xC2 and a byte with the same value.
        if byte < b' ' || byte == 0x7f || (last == 0xc2 && byte < 0xa0) {
            return true;
        }
        last = byte;
    }
    false
}

/// Whether a reference starts with `//` and a host.
fn has_host(reference: &str) -> bool {
    reference.strip_prefix("//").is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn http_urls_and_references_of_the_same_scheme_are_allowed() {
        for url in [
            "https://app.example/a?b#c",
            "http://app.example",
            "HTTPS://App.Example:8080/",
            "https://user@app.example/",
            "https://app.example?next=javascript:alert(1)",
            "  https://app.example/  ",
            "//app.example/a",
            "//app.example",
            "/",
            "/a/b",
            "/a//b",
            "/a:b",
            "a",
            "a/b:c",
            "./javascript:alert(1)",
            "../a",
            "?a=javascript:alert(1)",
            "?path=C:\\a",
            "#",
            "#a",
            "#javascript:alert(1)",
            "#\\a",
            "/ü/日本",
            "%6aavascript/alert",
        ] {
            assert!(may_navigate_to(url), "{url:?}");
        }
    }

    #[test]
    fn every_other_scheme_is_refused() {
        for url in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "jAvAsCrIpT://app.example/%0aalert(1)",
            "javascript:",
            " javascript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "DATA:text/html;base64,PHNjcmlwdD4=",
            "blob:https://app.example/9115d58c",
            "vbscript:msgbox(1)",
            "file:///etc/passwd",
            "filesystem:https://app.example/temporary/a",
            "about:blank",
            "view-source:https://app.example",
            "mailto:a@x.io",
            "intent://scan/#Intent;end",
            "ftp://app.example",
            "ws://app.example",
            "C:/a",
            "x:",
            ":",
            ":javascript:alert(1)",
            "app.example:8080/a",
            // Browsers read these as relative references, but not every parser does.
            "java script:alert(1)",
            "%6aavascript:alert(1)",
            "javascript&colon;:alert(1)",
            "\u{a0}javascript:alert(1)",
            "\u{feff}javascript:alert(1)",
            "\u{200b}javascript:alert(1)",
            "java\u{ad}script:alert(1)",
            "1:a",
        ] {
            assert!(!may_navigate_to(url), "{url:?}");
        }
    }

    #[test]
    fn control_characters_are_refused_in_any_position() {
        for url in [
            "java\tscript:alert(1)",
            "java\nscript:alert(1)",
            "java\r\nscript:alert(1)",
            "javascript\t:alert(1)",
            "\u{0}javascript:alert(1)",
            "\u{1}javascript:alert(1)",
            "\u{1f}javascript:alert(1)",
            "\n https://app.example",
            "https://app.example\n",
            "https:\t//app.example",
            "/\t/evil.example",
            "/a\u{7f}",
            "/a\u{85}",
            "/a\u{0}b",
            "#a\r\nb",
        ] {
            assert!(!may_navigate_to(url), "{url:?}");
        }
    }

    #[test]
    fn backslashes_that_browsers_read_as_slashes_are_refused() {
        for url in [
            "\\",
            "\\\\evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "//evil.example\\@app.example",
            "https:\\\\evil.example",
            "https:/\\evil.example",
            "https://app.example\\@evil.example",
            "a\\..\\b",
        ] {
            assert!(!may_navigate_to(url), "{url:?}");
        }
    }

    #[test]
    fn a_url_without_exactly_two_slashes_and_a_host_is_refused() {
        for url in [
            "https:",
            "https:evil.example",
            "http:evil.example",
            "https:/evil.example",
            "https:///evil.example",
            "https:////evil.example",
            "https://",
            "https://?a",
            "https://#a",
            "//",
            "///evil.example",
            "////evil.example",
            "//?a",
        ] {
            assert!(!may_navigate_to(url), "{url:?}");
        }
    }

    #[test]
    fn an_empty_url_is_refused() {
        for url in ["", " ", "   "] {
            assert!(!may_navigate_to(url), "{url:?}");
        }
    }

    /// The scheme that the URL standard's parser finds. It drops leading control characters and spaces and, anywhere,
    /// tabs and line breaks. A scheme is a letter, then letters, digits, `+`, `-` and `.`, then a colon.
    fn scheme_by_the_standard(url: &str) -> Option<String> {
        let url: String =
            url.trim_start_matches(|character| character <= ' ').replace(['\t', '\n', '\r'], "");
        let (scheme, _) = url.split_once(':')?;
        let starts_with_letter = scheme.starts_with(|character: char| character.is_ascii_alphabetic());
        let allowed = |character: char| character.is_ascii_alphanumeric() || "+-.".contains(character);
        (starts_with_letter && scheme.chars().all(allowed)).then(|| scheme.to_ascii_lowercase())
    }

    /// Whether the URL standard's parser finds a host in a reference that is resolved on an https page.
    fn leaves_the_host(url: &str) -> bool {
        let url = url.trim_start_matches(|character| character <= ' ').replace(['\t', '\n', '\r'], "");
        let mut first = url.chars().take(2);
        first.all(|character| matches!(character, '/' | '\\')) && url.len() > 1
    }

    proptest! {
        #[test]
        fn an_allowed_url_has_no_other_scheme(
            url in "[\u{0}\u{1}\t\n\r \u{1f}]{0,2}(javascript|jAva|script|https?|data|x)?[a-z:/\\\\?#@.\t\n\r 0%-]{0,12}",
        ) {
            let scheme = scheme_by_the_standard(&url);
            if may_navigate_to(&url) {
                prop_assert!(matches!(scheme.as_deref(), None | Some("http" | "https")), "{scheme:?}");
                // A reference leaves the host only as `//host`, which every parser reads alike.
                if scheme.is_none() && leaves_the_host(&url) {
                    prop_assert!(url.trim_matches(' ').starts_with("//"));
                }
            }
        }

        #[test]
        fn control_characters_are_those_of_unicode(text: String, character: char) {
            let text = text + &character.to_string() + "/";
            prop_assert_eq!(has_control_character(&text), text.chars().any(char::is_control));
        }

        #[test]
        fn a_plain_path_is_allowed(
            path in "/[a-zA-Z0-9._~-]{1,8}(/[a-zA-Z0-9:@._~-]{0,8}){0,3}([?#][a-z=&:/\\\\]{0,8})?",
        ) {
            prop_assert!(may_navigate_to(&path));
            prop_assert!(may_navigate_to(&("https://app.example:8080".to_owned() + &path)));
        }
    }
}
