//! Which usernames a user may have. The instance's environment lists the same limits (`username_settings`).

use std::ops::RangeInclusive;

use crate::error::ClerkError;

const LENGTH: RangeInclusive<usize> = 4..=64;

/// Rejects a username of the wrong length, with characters other than letters, digits, `_` and `-`, or with only
/// digits.
pub(crate) fn check(username: &str) -> Result<(), ClerkError> {
    if !LENGTH.contains(&username.chars().count()) {
        return Err(ClerkError::form_username_invalid_length(&LENGTH));
    }
    if !username.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter)) {
        return Err(ClerkError::form_username_invalid_character());
    }
    if username.chars().all(|letter| letter.is_ascii_digit()) {
        return Err(ClerkError::form_username_needs_non_number_char());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(result: Result<(), ClerkError>) -> &'static str {
        result.map_or_else(|refused| refused.code, |()| "ok")
    }

    #[test]
    fn usernames_have_a_limited_length_and_alphabet() {
        let table = [
            ("ada_l", "ok"),
            ("Ada-1", "ok"),
            ("ada", "form_username_invalid_length"),
            ("ada l", "form_username_invalid_character"),
            ("ádám", "form_username_invalid_character"),
            ("12345", "form_username_needs_non_number_char"),
        ];
        for (username, expected) in table {
            assert_eq!(code(check(username)), expected, "{username}");
        }
        assert_eq!(code(check(&"a".repeat(65))), "form_username_invalid_length");
    }
}
