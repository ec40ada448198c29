//! Codes that prove an address: their format, lifetime, and number of attempts.

use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use crate::error::ClerkError;
use crate::ids::Randomness;
use crate::model::Code;
use crate::settings::Settings;

const MINUTE: i64 = 60 * 1000;
/// An address whose local part includes this text receives no mail, and `TEST_CODE` verifies it (Clerk's documentation,
/// "Test emails and phones": enabled in every development instance).
const TEST_SUBADDRESS: &str = "+clerk_test";
const TEST_CODE: &str = "424242";

/// Creates a code for the owner's address.
pub(crate) fn new_code(
    owner_id: &str,
    email_address: &str,
    now: i64,
    settings: &Settings,
    randomness: &Randomness,
) -> Code {
    Code {
        owner_id: owner_id.to_owned(),
        email_address: email_address.to_owned(),
        code: if is_test_address(email_address) {
            TEST_CODE.to_owned()
        } else {
            randomness.text(6, b"0123456789")
        },
        attempts: 0,
        expire_at: now.saturating_add(settings.code_minutes.saturating_mul(MINUTE)),
    }
}

/// Whether Clerk sends no mail to this address.
pub(crate) fn is_test_address(email_address: &str) -> bool {
    email_address.rsplit_once('@').is_some_and(|(local, _)| local.contains(TEST_SUBADDRESS))
}

/// The result of entering a code.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
    Right,
    /// Wrong. The caller must count it.
    Wrong(ClerkError),
}

/// Compares the entered code with the sent one. An `Err` does not count as an attempt.
pub(crate) fn check(
    sent: Option<&Code>,
    entered: &str,
    now: i64,
    settings: &Settings,
) -> Result<Outcome, ClerkError> {
    let sent = sent.ok_or_else(ClerkError::verification_missing)?;
    if sent.attempts >= settings.code_attempts {
        return Err(ClerkError::verification_failed());
    }
    if sent.expire_at <= now {
        return Err(ClerkError::verification_expired());
    }
    if bool::from(entered.as_bytes().ct_eq(sent.code.as_bytes())) {
        Ok(Outcome::Right)
    } else {
        Ok(Outcome::Wrong(ClerkError::form_code_incorrect()))
    }
}

/// Clerk's status of a verification by code.
pub(crate) fn status(sent: &Code, now: i64, settings: &Settings) -> &'static str {
    if sent.attempts >= settings.code_attempts {
        "failed"
    } else if sent.expire_at <= now {
        "expired"
    } else {
        "unverified"
    }
}

/// A verification in Clerk's shape for its `strategy`. Only a verification by code expires.
pub(crate) fn shape(strategy: &str, status: &str, expire_at: i64) -> Value {
    let (object, expire_at) = match strategy {
        "email_code" | "reset_password_email_code" => ("verification_otp", Some(expire_at)),
        "password" => ("verification_password", None),
        "ticket" => ("verification_ticket", None),
        "totp" => ("verification_totp", None),
        "backup_code" => ("verification_backup_code", None),
        _ => ("verification_admin", None),
    };
    json!({ "object": object, "status": status, "strategy": strategy, "attempts": Value::Null, "expire_at": expire_at })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(attempts: i64) -> Code {
        let settings = Settings::default();
        let code = new_code("sia_1", "a@x.io", 0, &settings, &Randomness::from_seed(1));
        Code { attempts, ..code }
    }

    #[test]
    fn a_code_is_six_digits_and_not_the_same_twice() {
        let randomness = Randomness::from_seed(1);
        let code = || new_code("sia_1", "a@x.io", 0, &Settings::default(), &randomness).code;
        let (one, other) = (code(), code());
        assert!(one.len() == 6 && one.bytes().all(|byte| byte.is_ascii_digit()), "{one}");
        assert_ne!(one, other);
    }

    #[test]
    fn test_addresses_have_clerks_fixed_code() {
        for (address, is_test) in [
            ("jane+clerk_test@example.com", true),
            ("jane+clerk_test_2@example.com", true),
            ("jane@example.com", false),
            ("jane@+clerk_test.example.com", false),
        ] {
            assert_eq!(is_test_address(address), is_test, "{address}");
        }
        let code =
            new_code("sia_1", "jane+clerk_test@x.io", 0, &Settings::default(), &Randomness::from_seed(1));
        assert_eq!(code.code, "424242");
    }

    #[test]
    fn a_code_is_right_wrong_expired_or_tried_too_often() {
        let settings = Settings::default();
        let right = sent(0).code;
        let end = settings.code_minutes * MINUTE;
        let table = [
            (Some(sent(0)), right.as_str(), end - 1, Ok("right")),
            (Some(sent(settings.code_attempts - 1)), right.as_str(), 0, Ok("right")),
            (Some(sent(0)), "000000", 0, Ok("form_code_incorrect")),
            (Some(sent(0)), "", 0, Ok("form_code_incorrect")),
            (Some(sent(0)), right.as_str(), end, Err("verification_expired")),
            (Some(sent(settings.code_attempts)), right.as_str(), 0, Err("verification_failed")),
            (None, right.as_str(), 0, Err("verification_missing")),
        ];
        for (sent, entered, now, expected) in table {
            let judged = check(sent.as_ref(), entered, now, &settings);
            let judged = judged.map_err(|refused| refused.code).map(|outcome| match outcome {
                Outcome::Right => "right",
                Outcome::Wrong(refused) => refused.code,
            });
            assert_eq!(judged, expected, "{sent:?} {entered} {now}");
        }
    }

    #[test]
    fn a_verification_has_its_status() {
        let settings = Settings::default();
        let end = settings.code_minutes * MINUTE;
        for (attempts, now, expected) in
            [(0, 0, "unverified"), (0, end, "expired"), (settings.code_attempts, 0, "failed")]
        {
            assert_eq!(status(&sent(attempts), now, &settings), expected);
        }
    }
}
