//! The cache of session tokens: which tokens are cached, how long they are used, and which late answers are ignored.
//!
//! Times are milliseconds since 1970 by the caller's clock, which may differ from the server's. So the lifetime of a
//! token (`exp` - `iat`) counts from its arrival, minus a margin (as in clerk-js).

use crate::jwt::{self, Claims};
use crate::value::Value;

/// A token is not used in its last five seconds (as in clerk-js), because the request with the token takes time.
const MARGIN_MS: f64 = 5000.0;

/// The key of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenKey {
    /// The session of the token.
    pub session_id: String,
    /// The JWT template. Empty for a session token.
    pub template: String,
    /// The organization of the token. Empty for the personal account.
    pub organization_id: String,
}

impl TokenKey {
    /// Creates a key. Empty text counts as `None`, as on the wire (`organization_id=`).
    pub fn new(session_id: &str, template: Option<&str>, organization_id: Option<&str>) -> Self {
        Self {
            session_id: session_id.into(),
            template: template.unwrap_or_default().into(),
            organization_id: organization_id.unwrap_or_default().into(),
        }
    }
}

/// A cached token.
#[derive(Clone, PartialEq)]
pub struct CachedToken {
    /// The token itself.
    pub jwt: String,
    /// When the server issued it, in seconds by the server's clock. It decides which of two tokens is newer.
    pub issued_at: f64,
    /// When it expires, in milliseconds by the caller's clock.
    pub ends_at: f64,
}

impl CachedToken {
    /// Whether the token is valid for five more seconds.
    pub fn is_fresh(&self, now: f64) -> bool {
        self.ends_at - now > MARGIN_MS
    }
}

/// A pending request for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenRequest(u32);

/// The tokens of all sessions.
#[derive(Default)]
pub struct TokenCache {
    slots: Vec<Slot>,
    last_request: u32,
}

/// The tokens of one key.
struct Slot {
    key: TokenKey,
    token: Option<CachedToken>,
    /// Only the latest request: an earlier one may have been answered from older data.
    request: Option<TokenRequest>,
}

impl TokenCache {
    /// Creates an empty cache.
    pub fn new() -> Self {
        Self::default()
    }

    /// The token to use now. `None` if one must be requested.
    pub fn fresh_token(&self, key: &TokenKey, now: f64) -> Option<&CachedToken> {
        self.token(key).filter(|token| token.is_fresh(now))
    }

    /// When to request a replacement of the cached token. `None` if there is no token, which means at once.
    pub fn refresh_at(&self, key: &TokenKey) -> Option<f64> {
        self.token(key).map(|token| token.ends_at - MARGIN_MS)
    }

    /// The token for a repeated request with `?expired_token=`, after a 422 `missing_expired_token`.
    ///
    /// As in clerk-js 6.40 it is the session's last token of any age, preferably that of the key's organization.
    pub fn expired_token(&self, key: &TokenKey) -> Option<&str> {
        let mut best: Option<&CachedToken> = None;
        for Slot { key: of, token, .. } in &self.slots {
            let Some(token) = token else { continue };
            if of.session_id != key.session_id || !of.template.is_empty() {
                continue;
            }
            if of.organization_id == key.organization_id {
                best = Some(token);
                break;
            }
            if best.is_none_or(|best| best.issued_at < token.issued_at) {
                best = Some(token);
            }
        }
        best.map(|token| token.jwt.as_str())
    }

    /// Registers a request for a token. The answer to an earlier request for the same key no longer counts.
    pub fn start_request(&mut self, key: &TokenKey) -> TokenRequest {
        self.last_request = self.last_request.wrapping_add(1);
        let request = TokenRequest(self.last_request);
        self.slot(key).request = Some(request);
        request
    }

    /// Takes the answer to a request: a token, or `None` after a failure. Returns whether the token was cached.
    ///
    /// The token is not cached if a later request for the key was started, if the session was removed meanwhile, if the
    /// cache has a newer fresh token, or if `iat` or `exp` is missing.
    pub fn finish_request<V: Value>(&mut self, request: TokenRequest, jwt: Option<&str>, now: f64) -> bool {
        let Some(slot) = self.slots.iter_mut().find(|slot| slot.request == Some(request)) else {
            return false;
        };
        slot.request = None;
        let Some((token, lifetime)) = jwt.and_then(|jwt| read::<V>(jwt)) else {
            return false;
        };
        if let Some(held) = &slot.token
            && held.is_fresh(now)
            && held.issued_at > token.issued_at
        {
            return false;
        }
        slot.token = Some(CachedToken { ends_at: now + lifetime * 1000.0, ..token });
        true
    }

    /// Takes the token of a client (`last_active_token`). Returns whether the token was cached.
    ///
    /// The token may be older than its answer, so it expires at `exp` by the caller's clock. That clock may be slow, so
    /// it expires after its lifetime at the latest. It replaces a token that was issued earlier, unless only that one
    /// is fresh: by a fast clock, every `last_active_token` has expired.
    pub fn take_last_active<V: Value>(&mut self, key: &TokenKey, jwt: &str, now: f64) -> bool {
        // Most answers have a client attached, usually with the same token.
        if self.token(key).is_some_and(|held| held.jwt == jwt) {
            return false;
        }
        let Some((mut token, lifetime)) = read::<V>(jwt) else {
            return false;
        };
        token.ends_at = token.ends_at.min(now + lifetime * 1000.0);
        let slot = self.slot(key);
        if let Some(held) = &slot.token
            && (token.issued_at <= held.issued_at || (held.is_fresh(now) && !token.is_fresh(now)))
        {
            return false;
        }
        slot.token = Some(token);
        true
    }

    /// Removes the tokens of a session that has ended. Answers to its requests no longer count.
    pub fn remove_session(&mut self, session_id: &str) {
        self.slots.retain(|slot| slot.key.session_id != session_id);
    }

    /// Removes the tokens of all sessions except these.
    pub fn keep_sessions(&mut self, session_ids: &[String]) {
        // `retain` takes more code.
        while let Some(at) = self.slots.iter().position(|slot| !session_ids.contains(&slot.key.session_id)) {
            self.slots.swap_remove(at);
        }
    }

    /// Removes all tokens. Answers to pending requests no longer count.
    pub fn clear(&mut self) {
        self.slots.clear();
    }

    fn token(&self, key: &TokenKey) -> Option<&CachedToken> {
        self.slots.iter().find(|slot| slot.key == *key)?.token.as_ref()
    }

    fn slot(&mut self, key: &TokenKey) -> &mut Slot {
        let at = self.slots.iter().position(|slot| slot.key == *key);
        let at = at.unwrap_or_else(|| {
            self.slots.push(Slot { key: key.clone(), token: None, request: None });
            self.slots.len() - 1
        });
        #[allow(clippy::indexing_slicing, reason = "the index is that of a found or just pushed slot")]
        &mut self.slots[at]
    }
}

/// A token that expires at its `exp`, and its lifetime in seconds.
fn read<V: Value>(jwt: &str) -> Option<(CachedToken, f64)> {
    let (Claims { issued_at, expires_at }, _) = jwt::claims::<V>(jwt)?;
    let token = CachedToken { jwt: jwt.into(), issued_at, ends_at: expires_at * 1000.0 };
    Some((token, expires_at - issued_at))
}

#[cfg(test)]
mod tests;
