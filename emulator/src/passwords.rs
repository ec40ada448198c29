//! Password hashing: Argon2id with parameters far below those of a real service, because tests sign in often and the
//! passwords protect no real data.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, Salt, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::error::ClerkError;
use crate::ids::Randomness;
use crate::rows_only::takes_long;

fn hasher() -> Argon2<'static> {
    let cheap = Params::new(256, 1, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, cheap)
}

pub(crate) fn hash(password: &str, randomness: &Randomness) -> Result<String, ClerkError> {
    takes_long("a password is hashed");
    let salt = randomness.with(|generator| SaltString::generate(generator));
    let hash =
        hasher().hash_password(password.as_bytes(), Salt::from(&salt)).map_err(ClerkError::internal)?;
    Ok(hash.to_string())
}

/// Compares the password in constant time.
pub(crate) fn matches(password: &str, hash: &str) -> bool {
    takes_long("a password is compared");
    PasswordHash::new(hash).is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok())
}

/// The limits for an imported hash, in KiB, passes and lanes. The importer chose these values, so they could make
/// comparing too expensive.
const MOST: [(&str, u32); 3] = [("m", 256 * 1024), ("t", 64), ("p", 255)];

/// Whether [`matches`] supports this hash: Argon2 in the PHC string format, within the limits.
pub(crate) fn is_hash(text: &str) -> bool {
    PasswordHash::new(text).is_ok_and(|hash| {
        // Checked first, because the library multiplies the costs without an overflow check.
        let is_affordable =
            MOST.iter().all(|(name, most)| hash.params.get_decimal(*name).is_none_or(|cost| cost <= *most));
        is_affordable
            && Algorithm::try_from(hash.algorithm).is_ok()
            && hash.hash.is_some()
            && Params::try_from(&hash).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imported_hashes_are_recognised_and_costly_ones_refused() {
        let own = hash("a-long-password", &Randomness::from_seed(1)).unwrap();
        assert!(is_hash(&own) && matches("a-long-password", &own) && !matches("another", &own));
        let of = |memory: u32, passes: u32, lanes: u32| {
            format!(
                "$argon2i$v=19$m={memory},t={passes},p={lanes}$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            )
        };
        assert!(is_hash(&of(65_536, 3, 4)));
        for text in [
            of(4_194_304, 1, 1),
            of(8, 1_000_000, 1),
            of(8, 1, 540_000_000),
            of(8, 1, 16),
            "$2a$10$x".to_owned(),
            "$argon2id$".to_owned(),
            String::new(),
        ] {
            assert!(!is_hash(&text), "{text}");
        }
    }
}
