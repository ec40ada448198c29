//! The cookies of a page under Clerk's names: their values, and when and by which tab they are written.
//!
//! The app's own server reads the session token from them. All tabs share them, but each tab may have another session
//! or organization. So the focused tab writes them, and the cookie `clerk_active_context` has the session and
//! organization of the token, for the other tabs (as in clerk-js 6.40).

use crate::text::{before, digits, next_part, push, split_once};
use crate::token_cache::CachedToken;

mod dev_browser;

pub use dev_browser::{dev_browser_cookie, dev_browser_id, is_dev_browser_id};

/// A cookie under Clerk's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieName {
    /// `__session`: the session token.
    Session,
    /// `__client_uat`: when the client changed, in seconds; `0` while signed out.
    ClientUpdatedAt,
    /// `clerk_active_context`: `<session id>:<organization id>` of the token in `__session`.
    ActiveContext,
    /// `__clerk_db_jwt`: the dev browser of a development instance.
    DevBrowser,
}

impl CookieName {
    /// The name without a suffix.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Session => "__session",
            Self::ClientUpdatedAt => "__client_uat",
            Self::ActiveContext => "clerk_active_context",
            Self::DevBrowser => "__clerk_db_jwt",
        }
    }

    /// All names under which the cookie is written and, in this order, looked up: the one of the publishable key, and the
    /// plain one that older clients read. `clerk_active_context` is plain only.
    pub fn names(self, suffix: Option<&str>) -> Vec<String> {
        let plain = self.as_str();
        let mut names = Vec::new();
        if let Some(suffix) = suffix
            && self != Self::ActiveContext
        {
            names.push([plain, "_", suffix].concat());
        }
        names.push(plain.into());
        names
    }
}

/// The suffix of a publishable key's cookies: the first eight characters of its SHA-1 digest in base64, which may be in the
/// standard alphabet or in that of URLs.
pub fn suffix(digest: &str) -> String {
    let mut suffix = String::new();
    for character in digest.bytes().take(8) {
        let in_url = match character {
            b'+' => b'-',
            b'/' => b'_',
            other => other,
        };
        push(&mut suffix, in_url);
    }
    suffix
}

/// How long a cookie lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// A year, the lifetime of Clerk's own cookies.
    Year,
    /// Until the browser is closed.
    Browser,
}

/// A cookie to write under all its [names](CookieName::names).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieWrite {
    /// Which cookie.
    pub name: CookieName,
    /// Its new value. `None` removes the cookie.
    pub value: Option<String>,
    /// How long it lasts.
    pub lifetime: Lifetime,
}

/// The facts that decide which session cookies are written.
#[derive(Clone, Copy)]
pub struct CookieFacts<'a> {
    /// `false` after `load({ cookies: false })`: another client, such as clerk-js, writes the cookies.
    pub cookies_enabled: bool,
    /// Whether the document has the focus.
    pub has_focus: bool,
    /// The current value of the cookie `clerk_active_context`.
    pub active_context: Option<&'a str>,
    /// This tab's session. `None` while signed out.
    pub session_id: Option<&'a str>,
    /// The session's active organization. `None` for the personal account.
    pub organization_id: Option<&'a str>,
    /// The session that this tab had before it was signed out.
    pub ended_session_id: Option<&'a str>,
    /// The cached token for the session and its active organization.
    pub token: Option<&'a CachedToken>,
    /// The current time in milliseconds, by the clock of the token's expiry.
    pub now: f64,
    /// In production only the Frontend API writes `__client_uat`; on the host of a development app it cannot.
    pub is_development: bool,
    /// The client's `updated_at` in milliseconds.
    pub client_updated_at: Option<f64>,
}

/// The cookies to write after a change of the client or of its token, and when the page of a signed-in tab gets the focus.
///
/// A tab may write if it has the focus, or if the cookies are its own: `clerk_active_context` has its session and
/// organization, or is absent. A tab without a token that is valid for five more seconds writes nothing, so an expired
/// token never replaces a valid one. A signed-out tab removes the cookies; in the background only those of its own
/// former session.
pub fn session_cookies(facts: &CookieFacts<'_>) -> Vec<CookieWrite> {
    let context = facts.active_context.unwrap_or_default();
    let may_write = |is_own: bool| facts.cookies_enabled && (facts.has_focus || context.is_empty() || is_own);
    let Some(session_id) = facts.session_id else {
        let is_own = facts.ended_session_id == Some(before(context, b':'));
        return if may_write(is_own) { writes(facts, None, 0.0, None) } else { Vec::new() };
    };
    let own = [session_id, ":", facts.organization_id.unwrap_or_default()].concat();
    let Some(token) = facts.token.filter(|token| token.is_fresh(facts.now) && may_write(context == own))
    else {
        return Vec::new();
    };
    // Zero means "signed out" to the app's server.
    let updated_at = facts.client_updated_at.unwrap_or_default() / 1000.0;
    let updated_at = if updated_at >= 1.0 { updated_at } else { token.issued_at };
    writes(facts, Some(token.jwt.clone()), updated_at, Some(own))
}

fn writes(
    facts: &CookieFacts<'_>,
    token: Option<String>,
    updated_at: f64,
    context: Option<String>,
) -> Vec<CookieWrite> {
    let mut writes = Vec::new();
    let mut write = |name, value, lifetime| writes.push(CookieWrite { name, value, lifetime });
    write(CookieName::Session, token, Lifetime::Year);
    if facts.is_development {
        write(CookieName::ClientUpdatedAt, Some(digits(updated_at as u32)), Lifetime::Year);
    }
    write(CookieName::ActiveContext, context, Lifetime::Browser);
    writes
}

/// The text to assign to `document.cookie`. A `value` of `None` removes the cookie.
///
/// Returns `None` if the value has a character that is invalid in cookies (RFC 6265, 4.1.1): a semicolon, for example,
/// would end the value and add attributes.
pub fn cookie_text(name: &str, value: Option<&str>, lifetime: Lifetime, is_https: bool) -> Option<String> {
    let allowed = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\');
    if !value.unwrap_or_default().bytes().all(allowed) {
        return None;
    }
    let age = match (value, lifetime) {
        (None, _) => "; Max-Age=0",
        (Some(_), Lifetime::Year) => "; Max-Age=31536000",
        (Some(_), Lifetime::Browser) => "",
    };
    let secure = if is_https { "; Secure" } else { "" };
    Some([name, "=", value.unwrap_or_default(), "; Path=/; SameSite=Lax", age, secure].concat())
}

/// The value of a cookie in the text of `document.cookie`.
pub fn find<'a>(cookies: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = Some(cookies);
    while let Some(cookie) = next_part(&mut rest, b';') {
        if let Some((found, value)) = split_once(cookie.trim_ascii(), b'=')
            && found == name
        {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests;
