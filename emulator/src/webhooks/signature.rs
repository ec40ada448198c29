//! Signatures of webhooks (Svix's documentation, "Verifying webhooks manually"; the Standard Webhooks specification).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use rand::RngCore;
use sha2::Sha256;

use crate::ids::Randomness;

const PREFIX: &str = "whsec_";

/// A new secret in Svix's format: `whsec_` and the base64 of 24 bytes.
pub(super) fn new_secret(randomness: &Randomness) -> String {
    let mut key = [0; 24];
    randomness.with(|generator| generator.fill_bytes(&mut key));
    format!("{PREFIX}{}", STANDARD.encode(key))
}

/// The `svix-signature` header of a message. `None` if the secret is invalid.
pub(super) fn sign(secret: &str, id: &str, timestamp: i64, payload: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    let mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    let mac = mac.chain_update(format!("{id}.{timestamp}.{payload}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_svixs_documentation() {
        // The example from Svix's documentation, "How to Verify Webhooks Without the Svix Libraries".
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let payload = r#"{"test": 2432232314}"#;
        assert_eq!(
            sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, payload).unwrap(),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
        assert_eq!(sign("secret", "msg_1", 1, payload), None);
    }

    #[test]
    fn a_new_secret_signs() {
        let secret = new_secret(&Randomness::from_seed(1));
        assert!(sign(&secret, "msg_1", 1, "{}").is_some(), "{secret}");
        assert_ne!(secret, new_secret(&Randomness::from_seed(2)));
    }
}
