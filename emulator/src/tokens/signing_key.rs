//! The RSA key that signs an instance's session tokens: generating, reading and storing it.

use rand::Rng;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey};
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PrivateKeyParts;
use rsa::{BigUint, RsaPrivateKey};

use crate::ids::Randomness;

/// The reason why a signing key could not be generated or read.
#[derive(Debug, thiserror::Error)]
#[error("signing key: {0}")]
pub struct KeyError(pub(super) String);

impl KeyError {
    pub(super) fn from(cause: impl ToString) -> Self {
        Self(cause.to_string())
    }
}

/// The usual public exponent. Some verifiers reject smaller ones.
const SMALLEST_EXPONENT: u64 = 65_537;

/// An RSA key of 2048 bits for new instances. Generating one takes some tenths of a second, so test suites that start
/// many emulators can generate one and use it for all.
#[derive(Clone)]
pub struct SigningKey(Vec<u8>);

impl SigningKey {
    /// Generates a key.
    pub fn generate(randomness: &Randomness) -> Result<Self, KeyError> {
        let key = randomness.with(|generator| RsaPrivateKey::new(generator, 2048)).map_err(KeyError::from)?;
        Self::of(&key)
    }

    /// Reads a key in the format that Web Crypto exports.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if it is not an RSA key in PKCS#8.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        Self::of(&RsaPrivateKey::from_pkcs8_der(der).map_err(KeyError::from)?)
    }

    /// Creates another key within a millisecond: the same primes with another public exponent. Neither key verifies the
    /// other's signatures. One private key can be computed from the other, which is acceptable because one database has
    /// both.
    pub(crate) fn sibling(&self, randomness: &Randomness) -> Result<Self, KeyError> {
        let key = read(&self.0)?;
        let [p, q] = key.primes() else { return Err(KeyError::from("it does not have two primes")) };
        // About two in three odd exponents are valid, so some of 256 attempts will succeed.
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

    /// Reads a key from [`into_der`](Self::into_der).
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
