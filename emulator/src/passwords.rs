//! Password hashing: Argon2id with parameters far below what a real service needs, because tests sign in often
//! and the passwords here protect nothing.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, Salt, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::error::ClerkError;
use crate::ids::Randomness;

fn hasher() -> Argon2<'static> {
    let cheap = Params::new(256, 1, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, cheap)
}

pub(crate) fn hash(password: &str, randomness: &Randomness) -> Result<String, ClerkError> {
    let salt = randomness.with(|generator| SaltString::generate(generator));
    let hash =
        hasher().hash_password(password.as_bytes(), Salt::from(&salt)).map_err(ClerkError::internal)?;
    Ok(hash.to_string())
}

/// Compares in constant time.
pub(crate) fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Whether [`matches`] can compare a password with this hash: Argon2 in the PHC string format.
pub(crate) fn is_hash(text: &str) -> bool {
    PasswordHash::new(text).is_ok_and(|hash| {
        Algorithm::try_from(hash.algorithm).is_ok() && hash.hash.is_some() && Params::try_from(&hash).is_ok()
    })
}
