//! Any URL as the target of a navigation.

use clerk_organization_core::navigation::may_navigate_to;
use url::Url;

use super::input::Input;

const PARTS: [&str; 22] = [
    "javascript:",
    "jAvA",
    "script:",
    "data:",
    "blob:",
    "https:",
    "http:",
    "HTTP:",
    "file:",
    "//",
    "/",
    "\\",
    "?",
    "#",
    "@",
    ":",
    "a.example",
    "\t",
    "\n",
    " ",
    "\u{1}",
    "\u{85}",
];
const PAGE: &str = "https://app.example/team/";

pub(crate) fn check(data: &[u8]) {
    let mut input = Input::new(data);
    let mut url = String::new();
    while !input.is_empty() {
        match input.below(PARTS.len() + 1) {
            at if at < PARTS.len() => url.push_str(PARTS[at]),
            _ => url.push_str(&input.text()),
        }
    }
    if !may_navigate_to(&url) {
        return;
    }
    let page = Url::parse(PAGE).expect("a URL");
    // However the URL standard parses it, no script runs and no other scheme opens. An invalid URL throws in browsers.
    let Ok(target) = page.join(&url) else { return };
    assert!(matches!(target.scheme(), "http" | "https"), "{url:?} is {target}");
    // Another host only appears as `//host` or `https://host`, which every parser reads the same way.
    if target.host_str() != page.host_str() {
        let start = url.trim_start_matches(' ');
        let after_scheme = start.split_once("//").map(|(scheme, _)| scheme.to_ascii_lowercase());
        assert!(matches!(after_scheme.as_deref(), Some("" | "http:" | "https:")), "{url:?} is {target}");
    }
}
