//! Errors about users: locks, passwords, second factors, and features that users here do not have.

use serde_json::json;

use super::{ClerkError, error};

impl ClerkError {
    /// `seconds` until the lock ends. `None` if it never ends.
    pub(crate) fn user_locked(seconds: Option<i64>) -> Self {
        match seconds {
            Some(seconds) => error(
                403,
                "user_locked",
                "Account locked",
                format!("Your account is locked. You will be able to try again in {seconds} seconds."),
            )
            .with_meta(json!({ "lockout_expires_in_seconds": seconds })),
            None => error(403, "user_locked", "Account locked", "Your account is locked."),
        }
    }

    pub(crate) fn form_password_compromised() -> Self {
        error(
            422,
            "form_password_compromised",
            "Password was compromised.",
            "This password was compromised and cannot be used. Reset it, or sign in with another method.",
        )
        .about("password")
    }

    /// The current password is wrong in a request to change or remove it. Clerk's profile page reads this code and
    /// parameter name.
    pub(crate) fn form_password_validation_failed() -> Self {
        error(422, "form_password_validation_failed", "Incorrect password", "This is not your password.")
            .about("current_password")
    }

    pub(crate) fn form_new_password_matches_current() -> Self {
        error(
            422,
            "form_new_password_matches_current",
            "Use a different password",
            "The new password must not be the current one.",
        )
        .about("new_password")
    }

    pub(crate) fn password_required() -> Self {
        error(400, "password_required", "Password required", "Every user of this instance has a password.")
    }

    pub(crate) fn user_delete_self_not_enabled() -> Self {
        error(
            403,
            "user_delete_self_not_enabled",
            "deletion not enabled",
            "This user may not delete themselves.",
        )
    }

    pub(crate) fn client_state_invalid() -> Self {
        error(400, "client_state_invalid", "Invalid action", "The sign-in is not waiting for this step.")
    }

    // --- Second factors ---------------------------------------------------------------------------------------

    pub(crate) fn totp_already_enabled() -> Self {
        error(
            400,
            "totp_already_enabled",
            "TOTP already enabled",
            "An authenticator app is already set up for this account.",
        )
    }

    pub(crate) fn invalid_totp_secret() -> Self {
        error(
            422,
            "invalid_totp_secret_code",
            "invalid TOTP secret",
            "The secret of an authenticator app must be base32.",
        )
        .about("totp_secret")
    }

    pub(crate) fn totp_disabled() -> Self {
        error(400, "totp_disabled", "TOTP is disabled", "This user has no authenticator app.")
    }

    pub(crate) fn totp_incorrect_code() -> Self {
        error(422, "totp_incorrect_code", "incorrect TOTP", "This is not the code of the app.").about("code")
    }

    pub(crate) fn totp_invalid_length() -> Self {
        error(422, "totp_invalid_length", "invalid length", "The code of an app has 6 digits.").about("code")
    }

    pub(crate) fn totp_not_found() -> Self {
        error(404, "resource_not_found", "Resource not found", "This user has no authenticator app.")
    }

    pub(crate) fn backup_codes_not_available() -> Self {
        error(
            400,
            "backup_codes_not_available",
            "Backup codes not available",
            "Backup codes require another second factor.",
        )
    }

    pub(crate) fn no_second_factors() -> Self {
        error(
            400,
            "no_second_factors",
            "no second factors",
            "This sign-in is not waiting for a second factor.",
        )
    }

    // --- What users here do not have --------------------------------------------------------------------------

    pub(crate) fn of_user_not_found(what: &str) -> Self {
        error(
            404,
            "resource_not_found",
            "Resource not found",
            format!("This user has no {what} with this id."),
        )
    }

    pub(crate) fn subscription_not_found() -> Self {
        error(404, "subscription_not_found", "Subscription not found", "There is no subscription.")
    }

    pub(crate) fn payer_not_found() -> Self {
        error(404, "payer_not_found", "Payer not found", "There is no payer: no payment was ever made.")
    }

    pub(crate) fn email_verification_not_found() -> Self {
        error(
            404,
            "resource_not_found",
            "Resource not found",
            "No verification of this email address has this id.",
        )
    }
}
