//! The session of the caller: verifies its token as Clerk's documentation describes ("Manual JWT verification").

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, get_current_timestamp};
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::backend::Backend;
use crate::refusal::Refusal;

/// The most seconds by which two clocks may differ (`@clerk/backend` 3.25).
const CLOCK_SKEW: u64 = 5;
/// How long keys are used before they are fetched again (`@clerk/backend` 3.25).
const KEYS_LIFETIME: Duration = Duration::from_secs(5 * 60);
/// How long after a fetch an unknown key id causes no further fetch, because anyone can send tokens with unknown ids.
const KEYS_PAUSE: Duration = Duration::from_secs(10);

/// The session of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// `user_…`
    pub user_id: String,
    /// `sess_…`
    pub session_id: String,
    /// The active organization.
    pub organization_id: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    sid: String,
    iat: u64,
    azp: Option<String>,
    /// `pending` while the user must complete a task before counting as signed in.
    sts: Option<String>,
    /// The active organization in a token of version 2. In version 1 it is `org_id`.
    o: Option<OrganizationClaim>,
    org_id: Option<String>,
}

#[derive(Deserialize)]
struct OrganizationClaim {
    id: String,
}

/// Returns the token in the `Authorization` header.
pub(crate) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Returns the session of a token that is valid now, signed with this key, and issued to one of these origins.
pub(crate) fn verify(token: &str, key: &DecodingKey, authorized_parties: &[String]) -> Option<Session> {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.leeway = CLOCK_SKEW;
    validation.validate_nbf = true;
    // An app may set any audience.
    validation.validate_aud = false;
    let decoded = decode::<Claims>(token, key, &validation).ok()?;
    let claims = decoded.claims;
    // The same key signs other tokens: those of OAuth applications have another type, those of machines another
    // subject.
    let is_session = decoded.header.typ.is_none_or(|typ| typ == "JWT") && claims.sub.starts_with("user_");
    let is_in_time = claims.iat <= get_current_timestamp() + CLOCK_SKEW;
    // Only tokens issued to a browser contain an origin.
    let is_ours =
        claims.azp.is_none_or(|azp| authorized_parties.is_empty() || authorized_parties.contains(&azp));
    let is_pending = claims.sts.as_deref() == Some("pending");
    (is_session && is_in_time && is_ours && !is_pending).then(|| Session {
        user_id: claims.sub,
        session_id: claims.sid,
        organization_id: claims.o.map(|organization| organization.id).or(claims.org_id),
    })
}

/// A cache of the instance's public keys.
///
/// `kept` is only locked for a short read, so a request whose key is cached never waits for the fetch of another one.
/// With `fetching`, requests that need a fetch share it.
#[derive(Default)]
pub(crate) struct Keys {
    kept: RwLock<Option<Kept>>,
    fetching: Mutex<Option<Failure>>,
}

#[derive(Clone)]
struct Kept {
    since: Instant,
    keys: Arc<JwkSet>,
}

/// A failed fetch.
struct Failure {
    at: Instant,
    refusal: Refusal,
}

impl Keys {
    /// Returns the key of a token, or `None` if the token has no key id or an unknown one.
    ///
    /// # Errors
    ///
    /// 502 if the keys could not be fetched.
    pub(crate) async fn of(&self, token: &str, backend: &Backend) -> Result<Option<DecodingKey>, Refusal> {
        let asked = Instant::now();
        let Some(kid) = decode_header(token).ok().and_then(|header| header.kid) else { return Ok(None) };
        if let Some(known) = self.known(&kid) {
            return Ok(known);
        }
        let mut failure = self.fetching.lock().await;
        // Another request may have fetched the keys meanwhile, or failed to.
        if let Some(known) = self.known(&kid) {
            return Ok(known);
        }
        if let Some(Failure { refusal, .. }) = failure.as_ref().filter(|failure| failure.at >= asked) {
            return Err(refusal.clone());
        }
        match backend.keys().await {
            Ok(keys) => {
                let found = decoding_key(&keys, &kid);
                let kept = Kept { since: Instant::now(), keys: Arc::new(keys) };
                *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(kept);
                Ok(found)
            }
            Err(refusal) => {
                *failure = Some(Failure { at: Instant::now(), refusal: refusal.clone() });
                Err(refusal)
            }
        }
    }

    /// Looks a key up in the cache. The outer `None` means that the keys must be fetched.
    fn known(&self, kid: &str) -> Option<Option<DecodingKey>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        let found = decoding_key(&kept.keys, kid);
        let lifetime = if found.is_some() { KEYS_LIFETIME } else { KEYS_PAUSE };
        (kept.since.elapsed() < lifetime).then_some(found)
    }
}

fn decoding_key(keys: &JwkSet, kid: &str) -> Option<DecodingKey> {
    keys.find(kid).and_then(|key| DecodingKey::from_jwk(key).ok())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::get;
    use jsonwebtoken::{EncodingKey, Header, encode};
    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use rsa::RsaPrivateKey;
    use rsa::pkcs1::EncodeRsaPrivateKey;
    use rsa::traits::PublicKeyParts;
    use serde_json::{Value, json};
    use tokio::net::TcpListener;

    use super::*;

    const OURS: &str = "https://app.example";

    struct Signer(EncodingKey, DecodingKey);

    impl Signer {
        fn new(seed: u64) -> Self {
            let key = RsaPrivateKey::new(&mut StdRng::seed_from_u64(seed), 2048).unwrap();
            let private = EncodingKey::from_rsa_der(key.to_pkcs1_der().unwrap().as_bytes());
            Self(
                private,
                DecodingKey::from_rsa_raw_components(&key.n().to_bytes_be(), &key.e().to_bytes_be()),
            )
        }

        fn sign(&self, typ: Option<&str>, claims: &Value) -> String {
            encode(&Header { typ: typ.map(Into::into), ..Header::new(Algorithm::RS256) }, claims, &self.0)
                .unwrap()
        }
    }

    /// The claims of a valid token of version 2 with these changes; null removes a claim.
    fn claims(changed: Value) -> Value {
        let now = get_current_timestamp();
        let mut claims = json!({
            "sub": "user_1", "sid": "sess_1", "sts": "active", "azp": OURS, "v": 2, "o": { "id": "org_1", "rol": "admin" },
            "iat": now, "nbf": now - 10, "exp": now + 60,
        });
        for (name, value) in changed.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        claims
    }

    #[test]
    fn a_session_token_of_either_version_has_the_user_and_the_organization() {
        let signer = Signer::new(1);
        for (changed, organization) in [
            (json!({}), Some("org_1")),
            (json!({ "v": null, "o": null, "org_id": "org_2", "org_role": "org:admin" }), Some("org_2")),
            (json!({ "o": null }), None),
            (json!({ "azp": null, "sts": null, "nbf": null, "aud": "something" }), Some("org_1")),
        ] {
            let token = signer.sign(Some("JWT"), &claims(changed));
            let session = verify(&token, &signer.1, &[OURS.to_owned()]).unwrap();
            assert_eq!((session.user_id.as_str(), session.session_id.as_str()), ("user_1", "sess_1"));
            assert_eq!(session.organization_id.as_deref(), organization);
        }
    }

    #[test]
    fn a_token_is_valid_between_its_times_with_a_margin_of_five_seconds() {
        let signer = Signer::new(1);
        let now = get_current_timestamp();
        for (changed, good) in [
            (json!({ "exp": now - 2 }), true),
            (json!({ "exp": now - 30 }), false),
            (json!({ "exp": null }), false),
            (json!({ "nbf": now + 2 }), true),
            (json!({ "nbf": now + 30 }), false),
            (json!({ "iat": now + 2 }), true),
            (json!({ "iat": now + 30 }), false),
            (json!({ "iat": "now" }), false),
        ] {
            let token = signer.sign(None, &claims(changed.clone()));
            assert_eq!(verify(&token, &signer.1, &[]).is_some(), good, "{changed}");
        }
    }

    #[test]
    fn a_token_that_is_not_a_session_of_this_app_is_refused() {
        let (signer, other) = (Signer::new(1), Signer::new(2));
        let is_taken = |token: &str| verify(token, &signer.1, &[OURS.to_owned()]).is_some();
        let good = claims(json!({}));
        assert!(is_taken(&signer.sign(Some("JWT"), &good)));
        assert!(!is_taken(&other.sign(Some("JWT"), &good)), "another key");
        assert!(!is_taken(&signer.sign(Some("at+jwt"), &good)), "an OAuth application's token");
        for changed in [
            json!({ "azp": "https://evil.example" }),
            json!({ "sts": "pending" }),
            json!({ "sub": "mch_1" }),
            json!({ "sub": null }),
            json!({ "sid": null }),
        ] {
            assert!(!is_taken(&signer.sign(Some("JWT"), &claims(changed.clone()))), "{changed}");
        }
        let symmetric =
            encode(&Header::new(Algorithm::HS256), &good, &EncodingKey::from_secret(b"n")).unwrap();
        for token in [symmetric.as_str(), "", "a.b.c", "eyJhbGciOiJub25lIn0.e30."] {
            assert!(!is_taken(token), "{token:?}");
        }
    }

    #[test]
    fn only_a_bearer_header_is_read_as_a_token() {
        for (value, token) in [
            ("Bearer a.b.c", Some("a.b.c")),
            ("bearer a.b.c ", Some("a.b.c")),
            ("Basic a.b.c", None),
            ("a.b.c", None),
            ("", None),
        ] {
            let headers = HeaderMap::from_iter([(AUTHORIZATION, value.parse().unwrap())]);
            assert_eq!(bearer_token(&headers), token, "{value:?}");
        }
        assert_eq!(bearer_token(&HeaderMap::new()), None);
    }

    /// A Backend API whose `/v1/jwks` counts its requests and answers each after `delay` with an error.
    async fn failing_backend(delay: Duration) -> (Arc<Backend>, Arc<AtomicUsize>) {
        let requests = Arc::new(AtomicUsize::new(0));
        let count = requests.clone();
        let jwks = get(move || async move {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(delay).await;
            StatusCode::INTERNAL_SERVER_ERROR
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        // With a trailing slash, which is ignored.
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/v1/jwks", jwks)).await });
        (Arc::new(Backend::new(&url, "sk_test_1").unwrap()), requests)
    }

    fn token_with(kid: &str) -> String {
        let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::HS256) };
        encode(&header, &claims(json!({})), &EncodingKey::from_secret(b"n")).unwrap()
    }

    #[tokio::test]
    async fn a_known_key_is_found_while_the_keys_are_fetched_for_another_request() {
        let known = json!({ "keys": [{ "kty": "RSA", "kid": "known", "n": "AQAB", "e": "AQAB" }] });
        let since = Instant::now().checked_sub(KEYS_PAUSE).unwrap();
        let kept = Kept { since, keys: Arc::new(serde_json::from_value(known).unwrap()) };
        let keys = Arc::new(Keys { kept: RwLock::new(Some(kept)), ..Keys::default() });
        let (backend, requests) = failing_backend(Duration::from_secs(60)).await;
        let fetching = tokio::spawn({
            let (keys, backend) = (keys.clone(), backend.clone());
            async move { keys.of(&token_with("unknown"), &backend).await.map(drop) }
        });
        while requests.load(Ordering::SeqCst) == 0 {
            assert!(!fetching.is_finished());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let token = token_with("known");
        let found = tokio::time::timeout(Duration::from_secs(10), keys.of(&token, &backend)).await;
        assert!(found.expect("the known key is found without waiting for the fetch").unwrap().is_some());
        fetching.abort();
    }

    #[tokio::test]
    async fn requests_that_wait_for_the_keys_share_one_fetch_and_its_failure() {
        let (backend, requests) = failing_backend(Duration::from_millis(300)).await;
        let keys = Keys::default();
        let token = token_with("unknown");
        let of = || keys.of(&token, &backend);
        let (first, second, third) = tokio::join!(of(), of(), of());
        for answer in [first, second, third] {
            assert_eq!(answer.err().map(|refusal| refusal.status), Some(StatusCode::BAD_GATEWAY));
        }
        assert_eq!(requests.load(Ordering::SeqCst), 1);
        assert!(of().await.is_err());
        assert_eq!(requests.load(Ordering::SeqCst), 2, "a later request tries again");
    }
}
