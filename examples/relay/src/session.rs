//! Who asks: a session token, verified as Clerk's documentation says ("Manual JWT verification").

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

/// By how many seconds two clocks may differ (`@clerk/backend` 3.25).
const CLOCK_SKEW: u64 = 5;
/// How long keys are believed before they are asked for anew (`@clerk/backend` 3.25).
const KEYS_LIFETIME: Duration = Duration::from_secs(5 * 60);
/// How often tokens with unknown keys, which anybody can make, may have them asked for.
const KEYS_PAUSE: Duration = Duration::from_secs(10);

/// Who is signed in.
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
    /// `pending` while something is left to do before the user counts as signed in.
    sts: Option<String>,
    /// The active organization in tokens of version 2, and of version 1.
    o: Option<OrganizationClaim>,
    org_id: Option<String>,
}

#[derive(Deserialize)]
struct OrganizationClaim {
    id: String,
}

/// The token in the header.
pub(crate) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The session of a token that this key signed for one of these origins, if it is good now.
pub(crate) fn verify(token: &str, key: &DecodingKey, authorized_parties: &[String]) -> Option<Session> {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.leeway = CLOCK_SKEW;
    validation.validate_nbf = true;
    // An app may put what it likes there.
    validation.validate_aud = false;
    let decoded = decode::<Claims>(token, key, &validation).ok()?;
    let claims = decoded.claims;
    // Other tokens of the same key, an OAuth application's for example, are of another type or not a user's.
    let is_session = decoded.header.typ.is_none_or(|typ| typ == "JWT") && claims.sub.starts_with("user_");
    let is_in_time = claims.iat <= get_current_timestamp() + CLOCK_SKEW;
    // Only browsers' tokens say for which origin they were made.
    let is_ours =
        claims.azp.is_none_or(|azp| authorized_parties.is_empty() || authorized_parties.contains(&azp));
    let is_pending = claims.sts.as_deref() == Some("pending");
    (is_session && is_in_time && is_ours && !is_pending).then(|| Session {
        user_id: claims.sub,
        session_id: claims.sid,
        organization_id: claims.o.map(|organization| organization.id).or(claims.org_id),
    })
}

/// The instance's public keys, kept for a while.
#[derive(Default)]
pub(crate) struct Keys(Mutex<Option<(Instant, JwkSet)>>);

impl Keys {
    /// The key that a token says it is signed with; none for what is no token.
    pub(crate) async fn of(&self, token: &str, backend: &Backend) -> Result<Option<DecodingKey>, Refusal> {
        let Some(kid) = decode_header(token).ok().and_then(|header| header.kid) else { return Ok(None) };
        let mut kept = self.0.lock().await;
        if let Some((since, keys)) = &*kept {
            let found = keys.find(&kid);
            let lifetime = if found.is_some() { KEYS_LIFETIME } else { KEYS_PAUSE };
            if since.elapsed() < lifetime {
                return Ok(found.and_then(|key| DecodingKey::from_jwk(key).ok()));
            }
        }
        let keys = backend.keys().await?;
        let found = keys.find(&kid).and_then(|key| DecodingKey::from_jwk(key).ok());
        *kept = Some((Instant::now(), keys));
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{EncodingKey, Header, encode};
    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use rsa::RsaPrivateKey;
    use rsa::pkcs1::EncodeRsaPrivateKey;
    use rsa::traits::PublicKeyParts;
    use serde_json::{Value, json};

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

    /// The claims of a good token of version 2, with these in their place; null takes one out.
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
    fn a_session_token_of_either_version_tells_who_asks_and_for_which_organization() {
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
    fn a_token_is_good_between_its_times_give_or_take_five_seconds() {
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
    fn what_is_no_session_of_this_app_is_nobody() {
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
    fn only_a_bearer_header_is_a_token() {
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
}
