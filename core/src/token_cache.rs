//! The cache of session tokens: which token is kept, how long it is used, and which answer is too late to count.
//!
//! Times are milliseconds since 1970 by the caller's clock. That clock and the server's may differ. So the lifetime of a
//! token (`exp` - `iat`) counts from its arrival, less a margin (as in clerk-js).

use crate::jwt::{self, Claims};
use crate::value::Value;

/// A token is not used in its last five seconds (as in clerk-js): the request that carries it takes time.
const MARGIN_MS: f64 = 5000.0;

/// What a token is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenKey {
    /// The session that the token speaks for.
    pub session_id: String,
    /// The JWT template. `None` for a session token.
    pub template: Option<String>,
    /// The organization that the token speaks for. `None` for the personal account.
    pub organization_id: Option<String>,
}

impl TokenKey {
    /// Makes a key. Empty text counts as `None`, as on the wire (`organization_id=`).
    pub fn new(session_id: &str, template: Option<&str>, organization_id: Option<&str>) -> Self {
        let some = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(String::from);
        Self {
            session_id: session_id.into(),
            template: some(template),
            organization_id: some(organization_id),
        }
    }
}

/// A token that is kept.
#[derive(Clone, PartialEq)]
pub struct CachedToken {
    /// The token itself.
    pub jwt: String,
    /// When the server issued it, in seconds by the server's clock. Tells which of two tokens is newer.
    pub issued_at: f64,
    /// When it ends, in milliseconds by the caller's clock.
    pub ends_at: f64,
}

impl CachedToken {
    /// Whether the token is valid for five seconds more.
    pub fn is_fresh(&self, now: f64) -> bool {
        self.ends_at - now > MARGIN_MS
    }
}

/// A request for a token that has not been answered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenRequest(u32);

/// The tokens of all sessions.
#[derive(Default)]
pub struct TokenCache {
    tokens: Vec<(TokenKey, CachedToken)>,
    /// Only the latest request for each key: an earlier one may have been answered from older data.
    requests: Vec<(TokenKey, TokenRequest)>,
    last_request: u32,
}

impl TokenCache {
    /// Makes an empty cache.
    pub fn new() -> Self {
        Self::default()
    }

    /// The token to use now. `None` if one must be requested.
    pub fn fresh_token(&self, key: &TokenKey, now: f64) -> Option<&CachedToken> {
        self.token(key).filter(|token| token.is_fresh(now))
    }

    /// When the cached token is to be replaced by a new one. `None` if there is no token, so at once.
    pub fn refresh_at(&self, key: &TokenKey) -> Option<f64> {
        self.token(key).map(|token| token.ends_at - MARGIN_MS)
    }

    /// The token for a repeated request with `?expired_token=`, after a 422 `missing_expired_token`.
    ///
    /// As in clerk-js 6.40 it is the session's last token, whatever its age. That of the key's organization comes first.
    pub fn expired_token(&self, key: &TokenKey) -> Option<&str> {
        let mut best: Option<&(TokenKey, CachedToken)> = None;
        for held in self
            .tokens
            .iter()
            .filter(|(held, _)| held.session_id == key.session_id && held.template.is_none())
        {
            let rank = |(of, token): &(TokenKey, CachedToken)| {
                (of.organization_id == key.organization_id, token.issued_at)
            };
            if best.is_none_or(|best| rank(best) < rank(held)) {
                best = Some(held);
            }
        }
        best.map(|(_, token)| token.jwt.as_str())
    }

    /// Notes that a token is requested. The answer to an earlier request for the same key no longer counts.
    pub fn start_request(&mut self, key: &TokenKey) -> TokenRequest {
        self.last_request = self.last_request.wrapping_add(1);
        let request = TokenRequest(self.last_request);
        self.requests.retain(|(of, _)| of != key);
        self.requests.push((key.clone(), request));
        request
    }

    /// Takes the answer to a request: a token, or `None` after a failure. Returns whether the token was kept.
    ///
    /// The token is not kept if a later request for the key was started, if the session has been removed meanwhile, if the
    /// cache has a newer token that is fresh, or if `iat` or `exp` is missing.
    pub fn finish_request<V: Value>(&mut self, request: TokenRequest, jwt: Option<&str>, now: f64) -> bool {
        let Some(at) = self.requests.iter().position(|(_, started)| *started == request) else {
            return false;
        };
        let (key, _) = self.requests.swap_remove(at);
        let arrived = jwt.and_then(|jwt| read::<V>(jwt, now, |claims| claims.expires_at - claims.issued_at));
        let Some(token) = arrived else {
            return false;
        };
        let newer = self.fresh_token(&key, now).is_some_and(|held| held.issued_at > token.issued_at);
        if !newer {
            self.put(key, token);
        }
        !newer
    }

    /// Takes a token that came along with a client (`last_active_token`). Returns whether the token was kept.
    ///
    /// The token may be older than the answer that carries it, so it ends at `exp` by the caller's clock. That clock may be
    /// slow, so it ends after its lifetime at the latest. It replaces a token that was issued earlier, unless only that one
    /// is fresh: by a clock that is fast, every `last_active_token` has expired.
    pub fn take_last_active<V: Value>(&mut self, key: &TokenKey, jwt: &str, now: f64) -> bool {
        let lifetime =
            |claims: Claims| (claims.expires_at - now / 1000.0).min(claims.expires_at - claims.issued_at);
        let Some(token) = read::<V>(jwt, now, lifetime) else {
            return false;
        };
        let is_better = self.token(key).is_none_or(|held| {
            token.issued_at > held.issued_at && (token.is_fresh(now) || !held.is_fresh(now))
        });
        if is_better {
            self.put(key.clone(), token);
        }
        is_better
    }

    /// Forgets the tokens of a session that has ended. Answers to its requests no longer count.
    pub fn remove_session(&mut self, session_id: &str) {
        self.tokens.retain(|(key, _)| key.session_id != session_id);
        self.requests.retain(|(key, _)| key.session_id != session_id);
    }

    /// Forgets the tokens of all sessions but these.
    pub fn keep_sessions(&mut self, session_ids: &[String]) {
        self.tokens.retain(|(key, _)| session_ids.contains(&key.session_id));
        self.requests.retain(|(key, _)| session_ids.contains(&key.session_id));
    }

    /// Forgets everything. Answers to requests that were started no longer count.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.requests.clear();
    }

    fn token(&self, key: &TokenKey) -> Option<&CachedToken> {
        self.tokens.iter().find(|(of, _)| of == key).map(|(_, token)| token)
    }

    fn put(&mut self, key: TokenKey, token: CachedToken) {
        self.tokens.retain(|(of, _)| *of != key);
        self.tokens.push((key, token));
    }
}

fn read<V: Value>(jwt: &str, now: f64, lifetime_seconds: impl Fn(Claims) -> f64) -> Option<CachedToken> {
    let (claims, _) = jwt::claims::<V>(jwt)?;
    Some(CachedToken {
        jwt: jwt.into(),
        issued_at: claims.issued_at,
        ends_at: now + lifetime_seconds(claims) * 1000.0,
    })
}

#[cfg(test)]
mod tests;
