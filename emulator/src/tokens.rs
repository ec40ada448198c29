//! The tokens that this instance signs: session tokens (RS256, which applications verify with the public key) and the
//! tickets of links (HS256, because only this instance reads them, and an RSA signature would be most of the cost of an
//! invitation). This module only formats and signs. Other modules decide who receives a token.
//!
//! It uses `rsa` and `hmac`, not `jsonwebtoken`, which parses the private key again for each signature (11.1,
//! `crypto/rust_crypto/rsa.rs`). That takes 4.4 ms per token instead of 3.2 ms, and most answers have a session token.

mod placeholders;
mod signing_key;
mod ticket;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use rsa::pkcs1v15;
use rsa::signature::{SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::rows_only::takes_long;

pub use signing_key::{KeyError, SigningKey};
pub(crate) use ticket::Ticket;

/// An instance's signing key, ready to sign.
pub(crate) struct Keys {
    session_tokens: pkcs1v15::SigningKey<Sha256>,
    tickets: Hmac<Sha256>,
    /// The field name of placeholders.
    placeholder: String,
    kid: String,
    modulus: String,
    exponent: String,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Keys").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// The claims of a session token in version 1 or 2 (Clerk's documentation, "Session tokens").
#[derive(Debug, Serialize)]
pub(crate) struct SessionClaims {
    /// The origin of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) azp: Option<String>,
    pub(crate) exp: i64,
    /// The features of the active organization, for reading `o`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fea: Option<String>,
    /// Minutes since the first and the second factor were verified. -1 means never.
    pub(crate) fva: [i64; 2],
    pub(crate) iat: i64,
    pub(crate) iss: String,
    pub(crate) jti: String,
    pub(crate) nbf: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) o: Option<OrganizationClaim>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(crate) organization: Option<OrganizationClaims1>,
    pub(crate) sid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sts: Option<&'static str>,
    pub(crate) sub: String,
    /// `None` in version 1, which has no version claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) v: Option<u8>,
}

/// The active organization in a session token of version 1.
#[derive(Debug, Serialize)]
pub(crate) struct OrganizationClaims1 {
    pub(crate) org_id: String,
    /// Without system permissions.
    pub(crate) org_permissions: Vec<String>,
    pub(crate) org_role: String,
    pub(crate) org_slug: String,
}

/// The active organization in a session token of version 2.
#[derive(Debug, Serialize)]
pub(crate) struct OrganizationClaim {
    /// For each feature of `fea`, the user's permissions as a bit mask over `per`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fpm: Option<String>,
    pub(crate) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) per: Option<String>,
    /// The role's key without `org:`.
    pub(crate) rol: String,
    pub(crate) slg: String,
}

impl Keys {
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let key = signing_key::read(der)?;
        let modulus = URL_SAFE_NO_PAD.encode(key.n().to_bytes_be());
        let exponent = URL_SAFE_NO_PAD.encode(key.e().to_bytes_be());
        let digest = Sha256::new().chain_update(&modulus).chain_update(&exponent).finalize();
        let digest = URL_SAFE_NO_PAD.encode(digest);
        let kid = format!("ins_{}", digest.replace(['-', '_'], "").chars().take(27).collect::<String>());
        let ticket_secret = Sha256::new().chain_update(b"tickets").chain_update(der).finalize();
        let placeholder = Sha256::new().chain_update(b"placeholder").chain_update(der).finalize();
        Ok(Self {
            placeholder: URL_SAFE_NO_PAD.encode(placeholder),
            session_tokens: pkcs1v15::SigningKey::new(key),
            tickets: Hmac::new_from_slice(&ticket_secret).map_err(KeyError::from)?,
            kid,
            modulus,
            exponent,
        })
    }

    /// `GET /v1/jwks`.
    pub(crate) fn jwks(&self) -> Value {
        json!({ "keys": [{
            "use": "sig", "kty": "RSA", "kid": self.kid, "alg": "RS256", "n": self.modulus, "e": self.exponent,
        }] })
    }

    /// The token of a handshake: a JWT with these claims, which the public key verifies.
    pub(crate) fn handshake_token(&self, claims: &Value) -> Result<String, KeyError> {
        self.session_token(claims)
    }

    fn session_token(&self, claims: &Value) -> Result<String, KeyError> {
        takes_long("a session token is signed");
        let header = json!({ "alg": "RS256", "kid": self.kid, "typ": "JWT" });
        let signed = unsigned(&header, claims)?;
        let signature = self.session_tokens.try_sign(signed.as_bytes()).map_err(KeyError::from)?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes())))
    }

    /// A JWT that is signed with the application's custom key: HS256, HS384 or HS512.
    pub(crate) fn signed_with(&self, algorithm: &str, key: &str, claims: &Value) -> Result<String, KeyError> {
        fn mac<M: Mac + hmac::digest::KeyInit>(key: &str, text: &str) -> Result<Vec<u8>, KeyError> {
            let mac = <M as Mac>::new_from_slice(key.as_bytes()).map_err(KeyError::from)?;
            Ok(mac.chain_update(text.as_bytes()).finalize().into_bytes().to_vec())
        }
        let signed = unsigned(&json!({ "alg": algorithm, "typ": "JWT" }), claims)?;
        let signature = match algorithm {
            "HS256" => mac::<Hmac<Sha256>>(key, &signed),
            "HS384" => mac::<Hmac<Sha384>>(key, &signed),
            "HS512" => mac::<Hmac<Sha512>>(key, &signed),
            _ => Err(KeyError(format!("the emulator does not sign with {algorithm}"))),
        }?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    pub(crate) fn ticket(&self, ticket: &Ticket) -> Result<String, KeyError> {
        takes_long("a ticket is signed");
        let signed = unsigned(&json!({ "alg": "HS256", "typ": "JWT" }), ticket)?;
        let signature = self.tickets.clone().chain_update(signed.as_bytes()).finalize().into_bytes();
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// Returns the ticket in this text if this instance signed it. It does not check whether the ticket has expired.
    pub(crate) fn read_ticket(&self, text: &str) -> Option<Ticket> {
        takes_long("a ticket is verified");
        let (signed, signature) = text.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        // Compares in constant time. The header is ignored, because only this signature is accepted.
        self.tickets.clone().chain_update(signed.as_bytes()).verify_slice(&signature).ok()?;
        Ticket::of_stored(text)
    }
}

/// The signing input of a JWT: header and claims (RFC 7515, 5.1).
fn unsigned(header: &Value, claims: &impl Serialize) -> Result<String, KeyError> {
    let claims = serde_json::to_vec(claims).map_err(KeyError::from)?;
    Ok(format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims)))
}

/// The hash of a client's token. It is stored instead of the token, so that a copy of the database cannot be used to
/// sign in.
pub(crate) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Randomness;

    fn keys(seed: u64) -> Keys {
        let key = SigningKey::generate(&Randomness::from_seed(seed)).unwrap();
        Keys::from_der(&key.into_der()).unwrap()
    }

    #[test]
    fn a_signature_of_one_sibling_key_is_invalid_with_the_other() {
        use rsa::pkcs1v15::VerifyingKey;
        use rsa::signature::{Keypair, Verifier};
        let randomness = Randomness::from_seed(1);
        let first = SigningKey::generate(&randomness).unwrap();
        let keys: Vec<Keys> =
            [first.sibling(&randomness).unwrap(), first.sibling(&randomness).unwrap(), first]
                .into_iter()
                .map(|key| Keys::from_der(&key.into_der()).unwrap())
                .collect();
        let verifying: Vec<VerifyingKey<Sha256>> =
            keys.iter().map(|keys| keys.session_tokens.verifying_key()).collect();
        for (signer, keys_of_signer) in keys.iter().enumerate() {
            let signature = keys_of_signer.session_tokens.try_sign(b"a token").unwrap();
            for (verifier, key) in verifying.iter().enumerate() {
                assert_eq!(key.verify(b"a token", &signature).is_ok(), signer == verifier);
                assert_eq!(keys_of_signer.kid == keys[verifier].kid, signer == verifier);
            }
        }
    }

    #[test]
    fn only_an_unchanged_ticket_of_the_same_instance_is_read() {
        let ticket = || Ticket {
            exp: 1,
            iid: "ins_1".to_owned(),
            oid: "org_1".to_owned(),
            rurl: None,
            sid: "orginv_1".to_owned(),
            st: "organization_invitation".to_owned(),
        };
        let ours = keys(1);
        let text = ours.ticket(&ticket()).unwrap();
        assert_eq!(ours.read_ticket(&text), Some(ticket()));
        assert_eq!(keys(2).read_ticket(&text), None);

        let mut parts = text.split('.');
        let (header, claims, signature) =
            (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let other = Ticket { oid: "org_2".to_owned(), ..ticket() };
        let other = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&other).unwrap());
        let none = URL_SAFE_NO_PAD.encode(json!({ "alg": "none" }).to_string());
        let forged = [
            String::new(),
            ".".to_owned(),
            "..".to_owned(),
            "not a ticket".to_owned(),
            format!("{header}.{other}.{signature}"),
            format!("{none}.{claims}."),
            format!("{none}.{claims}.{signature}"),
            format!("{header}.{claims}"),
            format!("{header}.{claims}.{}", &signature[1..]),
            format!("{text}="),
        ];
        for forged in forged {
            assert_eq!(ours.read_ticket(&forged), None, "{forged}");
        }
    }
}
