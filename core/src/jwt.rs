//! Session tokens: reads the payload of a JWT without its key.
//!
//! Only the server checks the signature. A client reads when a token was issued and when it expires, and its features
//! and plans.

use crate::text::split_once;
use crate::value::Value;

/// When a token was issued and when it expires, in seconds since 1970 by the server's clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Claims {
    /// `iat`
    pub issued_at: f64,
    /// `exp`
    pub expires_at: f64,
}

/// The payload of a JWT. Returns `None` unless the JWT is three non-empty parts in base64url, as clerk-js requires, and the
/// second one is JSON.
///
/// A JWT with a payload is therefore safe in a cookie: it has no character that could end one.
pub fn payload<V: Value>(jwt: &str) -> Option<V> {
    let (header, rest) = split_once(jwt, b'.')?;
    let (payload, signature) = split_once(rest, b'.')?;
    let are_encoded = is_base64url(header) && is_base64url(signature) && is_base64url(payload);
    if are_encoded { V::parse_base64(payload) } else { None }
}

/// The times of a JWT, and all its claims as the host's value.
///
/// Returns `None` unless `iat` and `exp` are numbers: clerk-js 6.40 never caches a token without them.
pub fn claims<V: Value>(jwt: &str) -> Option<(Claims, V)> {
    let payload = payload::<V>(jwt)?;
    let issued_at = payload.number_at("iat").filter(|seconds| seconds.is_finite())?;
    let expires_at = payload.number_at("exp").filter(|seconds| seconds.is_finite())?;
    Some((Claims { issued_at, expires_at }, payload))
}

/// Whether a part is not empty and in the URL alphabet without padding (RFC 7515, 2).
fn is_base64url(part: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    // Each character encodes six bits, so a single one does not encode a byte.
    !part.is_empty() && part.len() % 4 != 1 && part.bytes().all(is_digit)
}

/// A token with this payload, for the tests of other modules too.
#[cfg(test)]
pub(crate) fn token_of(payload: &str) -> String {
    use crate::base64;
    [base64::encode_url(br#"{"alg":"RS256"}"#), base64::encode_url(payload.as_bytes()), "c2ln".into()]
        .join(".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base64;
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    #[test]
    fn the_example_of_rfc_7519_is_read() {
        let jwt = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let expected = json!({ "iss": "joe", "exp": 1300819380, "http://example.com/is_root": true });
        assert_eq!(payload::<Json>(jwt), Some(expected));
        // The example has `exp` but no `iat`.
        assert_eq!(claims::<Json>(jwt), None);
    }

    #[test]
    fn the_claims_of_a_session_token_are_read() {
        let payload = json!({"sid": "sess_1", "iat": 1700000000, "exp": 1700000060, "name": "Zoë"});
        let (times, all) = claims::<Json>(&token_of(&payload.to_string())).unwrap();
        assert_eq!(times, Claims { issued_at: 1_700_000_000.0, expires_at: 1_700_000_060.0 });
        assert_eq!(all, payload);
    }

    #[test]
    fn a_text_that_is_not_three_parts_of_base64url_is_refused() {
        for jwt in [
            "",
            "..",
            "e30",
            "e30.e30",
            "e30.e30.",
            ".e30.c2ln",
            "e30..c2ln",
            "e30.e30.c2ln.",
            "e30.e30.c2ln.c2ln",
            "e30.e30.c2ln; Domain=evil.example",
            "e30.e30=.c2ln",
            "e3+.e30.c2ln",
            "e30.e3/.c2ln",
            "e30.e.c2ln",
            "e30.e30.c2l\n",
            " e30.e30.c2ln",
            "e30.e3ü.c2ln",
        ] {
            assert_eq!(payload::<Json>(jwt), None, "{jwt:?}");
        }
        assert_eq!(payload::<Json>("e30.e30.c2ln"), Some(json!({})));
    }

    #[test]
    fn a_payload_that_is_not_utf_8_is_refused() {
        let payload = [br#"{"iat":1,"exp":2,"x":""#.as_slice(), &[0xff], br#""}"#].concat();
        assert_eq!(claims::<Json>(&["e30", &base64::encode_url(&payload), "c2ln"].join(".")), None);
    }

    #[test]
    fn a_token_without_numeric_times_has_no_claims() {
        for payload in [
            "",
            "{",
            "null",
            "[]",
            "5",
            "{}",
            r#"{"iat":1}"#,
            r#"{"exp":1}"#,
            r#"{"iat":1,"exp":null}"#,
            r#"{"iat":"1","exp":2}"#,
            r#"{"iat":1,"exp":[2]}"#,
        ] {
            assert_eq!(claims::<Json>(&token_of(payload)), None, "{payload}");
        }
    }

    proptest! {
        #[test]
        fn any_payload_is_read_back(text: String) {
            let written = json!({ "text": text });
            prop_assert_eq!(payload::<Json>(&token_of(&written.to_string())), Some(written));
        }

        #[test]
        fn any_text_is_a_token_or_refused(text in "[A-Za-z0-9._=; -]{0,40}") {
            if payload::<Json>(&text).is_some() {
                prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)));
            }
        }
    }
}
