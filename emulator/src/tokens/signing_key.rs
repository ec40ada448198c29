//! The RSA key that an instance signs its session tokens with: making one, reading one, storing it.

use rand::Rng;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey};
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PrivateKeyParts;
use rsa::{BigUint, RsaPrivateKey};

use crate::ids::Randomness;

/// A signing key could not be made or read.
#[derive(Debug, thiserror::Error)]
#[error("signing key: {0}")]
pub struct KeyError(pub(super) String);

impl KeyError {
    pub(super) fn from(cause: impl ToString) -> Self {
        Self(cause.to_string())
    }
}

/// The usual public exponent; smaller ones are refused by some verifiers.
const SMALLEST_EXPONENT: u64 = 65_537;

/// An RSA key of 2048 bits that a new instance is to sign with. Making one takes long enough to notice (some tenths
/// of a second), so test suites that start many emulators make one and use it for all.
#[derive(Clone)]
pub struct SigningKey(Vec<u8>);

impl SigningKey {
    /// A new key.
    pub fn generate(randomness: &Randomness) -> Result<Self, KeyError> {
        let key = randomness.with(|generator| RsaPrivateKey::new(generator, 2048)).map_err(KeyError::from)?;
        Self::of(&key)
    }

    /// Reads a key as Web Crypto exports it.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if it is not an RSA key in PKCS#8.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        Self::of(&RsaPrivateKey::from_pkcs8_der(der).map_err(KeyError::from)?)
    }

    /// A further key that is made in a millisecond: the same primes, another public exponent. What one signs the other does
    /// not verify. One private key can be computed from the other, which is acceptable: one database holds both.
    pub(crate) fn sibling(&self, randomness: &Randomness) -> Result<Self, KeyError> {
        let key = read(&self.0)?;
        let [p, q] = key.primes() else { return Err(KeyError::from("it has not two primes")) };
        // An odd exponent fits with a chance of about two in three, so 256 attempts do not all fail.
        for _ in 0..256 {
            let exponent = randomness.with(|generator| generator.gen_range(SMALLEST_EXPONENT..1 << 32)) | 1;
            if let Ok(key) = RsaPrivateKey::from_p_q(p.clone(), q.clone(), BigUint::from(exponent)) {
                return Self::of(&key);
            }
        }
        Err(KeyError::from("no public exponent fits its primes"))
    }

    fn of(key: &RsaPrivateKey) -> Result<Self, KeyError> {
        Ok(Self(key.to_pkcs1_der().map_err(KeyError::from)?.as_bytes().to_vec()))
    }

    /// The key that [`into_der`](Self::into_der) gave.
    pub(crate) fn from_der(der: Vec<u8>) -> Self {
        Self(der)
    }

    /// The key as PKCS#1 DER.
    pub(crate) fn into_der(self) -> Vec<u8> {
        self.0
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SigningKey")
    }
}

/// Reads a stored key.
pub(super) fn read(pkcs1: &[u8]) -> Result<RsaPrivateKey, KeyError> {
    RsaPrivateKey::from_pkcs1_der(pkcs1).map_err(KeyError::from)
}
