//! Any cookies, and any dev browser in the page's URL.

use clerk_organization_core::cookies::{
    CookieFacts, CookieName, Lifetime, cookie_text, dev_browser_cookie, dev_browser_id, find,
    is_dev_browser_id, session_cookies,
};
use clerk_organization_core::navigation::may_navigate_to;
use clerk_organization_core::token_cache::CachedToken;

use super::input::Input;

pub(crate) fn check(data: &[u8]) {
    let mut input = Input::new(data);
    let (value, handed_over, context) = (input.text(), input.text(), input.text());
    let (enabled, focus, is_https) = (input.flag(), input.flag(), input.flag());
    let (now, ends_at) = (f64::from(input.number()), f64::from(input.number()));
    let all = input.rest();
    written("__session", &value, is_https);
    if let Some(id) = dev_browser_id(Some(&handed_over), &all, Some("suffix")) {
        assert!(is_dev_browser_id(id));
        let write = dev_browser_cookie(true, Some(id)).expect("a valid id is written");
        assert!(cookie_text("__clerk_db_jwt", write.value.as_deref(), write.lifetime, is_https).is_some());
    }
    let token = CachedToken { jwt: value, issued_at: 1.0, ends_at };
    let facts = CookieFacts {
        cookies_enabled: enabled,
        has_focus: focus,
        active_context: Some(&context),
        session_id: Some("sess_1"),
        organization_id: Some("org_1"),
        ended_session_id: None,
        token: Some(&token),
        now,
        is_development: true,
        client_updated_at: None,
    };
    let writes = session_cookies(&facts);
    if !writes.is_empty() {
        assert!(enabled && ends_at > now + 5000.0, "an expired token is never written");
        assert!(focus || context.is_empty() || context == "sess_1:org_1", "{context}");
        assert!(writes.iter().any(|write| write.name == CookieName::Session && write.value.is_some()));
    }
    if may_navigate_to(&all) {
        let start = all.trim_start().to_ascii_lowercase();
        assert!(!start.starts_with("javascript:") && !start.starts_with("data:"), "{all:?}");
    }
}

/// Checks that a value adds neither an attribute nor another cookie.
fn written(name: &str, value: &str, is_https: bool) {
    let Some(text) = cookie_text(name, Some(value), Lifetime::Year, is_https) else { return };
    assert_eq!(text.split(';').next(), Some(&*format!("{name}={value}")));
    assert_eq!(text.matches(';').count(), if is_https { 4 } else { 3 });
    assert!(!text.contains(['\n', '\r']));
    assert_eq!(find(&format!("a=b; {name}={value}; c=d"), name), Some(value));
}
