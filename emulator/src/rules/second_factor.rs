//! Second factors: backup codes, and an authenticator app's codes (RFC 6238 with the parameters of Clerk's published
//! Backend API description: SHA-1, six digits, 30 seconds).

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use subtle::ConstantTimeEq;
use totp_rs::{Algorithm, Secret, TOTP};

use crate::error::ClerkError;
use crate::ids::Randomness;

const DIGITS: usize = 6;
const PERIOD_SECONDS: u64 = 30;
/// The length that RFC 4226 recommends for a secret.
const SECRET_BYTES: usize = 20;
const BACKUP_CODES: usize = 10;
const BACKUP_CODE_LENGTH: usize = 8;

/// A new secret in the format of authenticator apps.
pub(crate) fn new_secret(randomness: &Randomness) -> String {
    let bytes = randomness.bytes(SECRET_BYTES);
    Secret::Raw(bytes).to_encoded().to_string()
}

/// New backup codes. Each works once.
pub(crate) fn new_backup_codes(randomness: &Randomness) -> Vec<String> {
    let code = || randomness.text(BACKUP_CODE_LENGTH, b"abcdefghijklmnopqrstuvwxyz0123456789");
    std::iter::repeat_with(code).take(BACKUP_CODES).collect()
}

fn totp(secret: &str) -> Option<TOTP> {
    let bytes = Secret::Encoded(secret.to_ascii_uppercase()).to_bytes().ok()?;
    // `new` rejects secrets of less than 128 bits, but other services use such secrets.
    (!bytes.is_empty()).then(|| TOTP::new_unchecked(Algorithm::SHA1, DIGITS, 0, PERIOD_SECONDS, bytes))
}

/// Rejects a secret that is not base32.
pub(crate) fn check_secret(secret: &str) -> Result<(), ClerkError> {
    totp(secret).map(|_| ()).ok_or_else(ClerkError::invalid_totp_secret)
}

/// Rejects backup codes that a user cannot enter.
pub(crate) fn check_backup_codes(codes: &[String]) -> Result<(), ClerkError> {
    let is_code = |code: &String| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match codes.iter().all(is_code) {
        true => Ok(()),
        false => Err(ClerkError::form_param_value_invalid(
            "backup_codes",
            "a list of codes in plain text with only letters and digits. This emulator does not support bcrypt digests",
        )),
    }
}

/// Whether the code is valid for this secret now, or one period earlier or later (RFC 6238, 5.2 recommends at most
/// one). A code can be used again until it expires, because tests sign in more often than every 30 seconds.
pub(crate) fn is_app_code(secret: &str, code: &str, now: i64) -> bool {
    let (Some(totp), Ok(seconds)) = (totp(secret), u64::try_from(now / 1000)) else { return false };
    // `TOTP::check` underflows in the first period of Unix time.
    let moments = [seconds.checked_sub(PERIOD_SECONDS), Some(seconds), seconds.checked_add(PERIOD_SECONDS)];
    let is_it = |at| bool::from(totp.generate(at).as_bytes().ct_eq(code.as_bytes()));
    moments.into_iter().flatten().any(is_it)
}

/// The remaining backup codes after this one is used. `None` if it is not one of them.
pub(crate) fn without_backup_code(codes: &[String], code: &str) -> Option<Vec<String>> {
    let is_it = |known: &&String| bool::from(known.as_bytes().ct_eq(code.as_bytes()));
    let (used, left): (Vec<_>, Vec<_>) = codes.iter().partition(is_it);
    (!used.is_empty()).then(|| left.into_iter().cloned().collect())
}

/// The URI in the QR code for authenticator apps (Google Authenticator's documentation, "Key URI Format").
pub(crate) fn uri(issuer: &str, account: &str, secret: &str) -> String {
    let encoded = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
    format!(
        "otpauth://totp/{}:{}?algorithm=SHA1&digits={DIGITS}&issuer={}&period={PERIOD_SECONDS}&secret={secret}",
        encoded(issuer),
        encoded(account),
        encoded(issuer),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the secret is "12345678901234567890". The codes are the last six of its eight digits.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn codes_are_those_of_the_rfc() {
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert!(is_app_code(SECRET, code, seconds * 1000), "{seconds}");
            assert!(is_app_code(&SECRET.to_ascii_lowercase(), code, seconds * 1000), "{seconds}");
        }
    }

    #[test]
    fn a_code_is_valid_one_period_before_and_after_its_own() {
        // The period of second 59 lasts from 30 to 59.
        for (seconds, is_good) in [(-1_000, false), (0, true), (59, true), (89, true), (90, false)] {
            assert_eq!(is_app_code(SECRET, "287082", seconds * 1000), is_good, "{seconds}");
        }
    }

    #[test]
    fn a_secret_must_be_base32() {
        for secret in ["", "1", "not base32!", "8888", "ü"] {
            assert_eq!(check_secret(secret).unwrap_err().code, "invalid_totp_secret_code", "{secret}");
            assert!(!is_app_code(secret, "287082", 59_000), "{secret}");
        }
        check_secret(&new_secret(&Randomness::from_seed(1))).unwrap();
    }

    #[test]
    fn a_used_backup_code_is_removed() {
        let codes = new_backup_codes(&Randomness::from_seed(1));
        assert_eq!(codes.len(), BACKUP_CODES);
        check_backup_codes(&codes).unwrap();
        let left = without_backup_code(&codes, &codes[3]).unwrap();
        assert_eq!(left.len(), BACKUP_CODES - 1);
        assert_eq!(without_backup_code(&left, &codes[3]), None);
        assert_eq!(without_backup_code(&codes, ""), None);
        let digest = "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy".to_owned();
        assert_eq!(check_backup_codes(&[digest]).unwrap_err().code, "form_param_value_invalid");
    }

    #[test]
    fn the_uri_names_the_account_and_the_issuer() {
        assert_eq!(
            uri("Clerk emulator", "ada+1@example.com", SECRET),
            format!(
                "otpauth://totp/Clerk%20emulator:ada%2B1%40example%2Ecom?algorithm=SHA1&digits=6&issuer=Clerk%20emulator&period=30&secret={SECRET}"
            )
        );
    }
}
