//! Which passwords an account may have. The environment lists the same limits.

use crate::error::ClerkError;
use crate::model::fold::fold_address;

/// Clerk's defaults (documentation, "Password protection and rules").
pub(crate) const SHORTEST: usize = 8;
pub(crate) const LONGEST: usize = 72;

/// Rejects a password outside the limits, and one that equals the address.
pub(crate) fn check(password: &str, email_address: Option<&str>) -> Result<(), ClerkError> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(ClerkError::form_password_length_too_short(SHORTEST));
    }
    if length > LONGEST {
        return Err(ClerkError::form_password_length_too_long(LONGEST));
    }
    if password.len() > LONGEST {
        return Err(ClerkError::form_password_size_in_bytes_exceeded());
    }
    if email_address.is_some_and(|address| fold_address(address) == fold_address(password)) {
        return Err(ClerkError::form_password_matches_identifier());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_have_limits_in_characters_and_in_bytes() {
        let repeated = |text: &str, count| text.repeat(count);
        let table = [
            (repeated("a", 7), "form_password_length_too_short"),
            (repeated("ä", 7), "form_password_length_too_short"),
            (repeated("a", 8), "ok"),
            (repeated("a", 72), "ok"),
            (repeated("a", 73), "form_password_length_too_long"),
            (repeated("ä", 37), "form_password_size_in_bytes_exceeded"),
            ("Jane@example.com".to_owned(), "form_password_matches_identifier"),
            (String::new(), "form_password_length_too_short"),
        ];
        for (password, expected) in table {
            let checked = check(&password, Some("jane@example.com"));
            assert_eq!(checked.map_or_else(|refused| refused.code, |()| "ok"), expected, "{password}");
        }
    }
}
