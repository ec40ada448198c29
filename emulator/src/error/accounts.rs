//! Errors of codes, sign-ins and sign-ups.

use serde_json::json;

use super::{ClerkError, error};

impl ClerkError {
    // --- Codes ------------------------------------------------------------------------------------------------

    pub(crate) fn form_code_incorrect() -> Self {
        error(422, "form_code_incorrect", "is incorrect", "Incorrect code").about("code")
    }

    pub(crate) fn verification_missing() -> Self {
        error(
            400,
            "verification_missing",
            "Verification missing",
            "No code was sent for this yet. Prepare the verification first.",
        )
    }

    pub(crate) fn verification_expired() -> Self {
        error(
            400,
            "verification_expired",
            "Verification expired",
            "This code has expired. Ask for a new one.",
        )
    }

    pub(crate) fn verification_failed() -> Self {
        error(
            400,
            "verification_failed",
            "Verification failed",
            "Too many failed attempts. Ask for a new code, or use another method.",
        )
    }

    pub(crate) fn verification_strategy_invalid() -> Self {
        error(
            400,
            "verification_strategy_invalid",
            "Invalid verification strategy",
            "This cannot be verified with this strategy.",
        )
    }

    // --- Signing in -------------------------------------------------------------------------------------------

    pub(crate) fn form_identifier_not_found() -> Self {
        error(422, "form_identifier_not_found", "Couldn't find your account.", "Couldn't find your account.")
            .about("identifier")
    }

    pub(crate) fn form_password_incorrect() -> Self {
        error(
            422,
            "form_password_incorrect",
            "Password is incorrect. Try again.",
            "Password is incorrect. Try again.",
        )
        .about("password")
    }

    pub(crate) fn strategy_for_user_invalid() -> Self {
        error(
            400,
            "strategy_for_user_invalid",
            "The verification strategy is not valid for this account",
            "The verification strategy is not valid for this account.",
        )
    }

    pub(crate) fn sign_in_not_found() -> Self {
        error(404, "resource_not_found", "Resource not found", "This client has no sign-in with this id.")
    }

    pub(crate) fn verification_already_verified() -> Self {
        error(
            400,
            "verification_already_verified",
            "Already verified",
            "This verification was already completed.",
        )
    }

    pub(crate) fn session_exists() -> Self {
        error(
            400,
            "session_exists",
            "Session already exists",
            "You're already signed in; this instance allows one session per client.",
        )
    }

    pub(crate) fn identifier_already_signed_in(session_id: &str) -> Self {
        error(
            400,
            "identifier_already_signed_in",
            "Already signed in",
            "You're already signed in with this identifier.",
        )
        .with_meta(json!({ "session_id": session_id }))
    }

    // --- Signing up -------------------------------------------------------------------------------------------

    pub(crate) fn form_identifier_exists(param: &str) -> Self {
        error(
            422,
            "form_identifier_exists",
            "is taken",
            format!("That {} is taken. Please try another.", param.replace('_', " ")),
        )
        .about(param)
    }

    pub(crate) fn form_password_length_too_short(shortest: usize) -> Self {
        error(
            422,
            "form_password_length_too_short",
            "is too short",
            format!("Passwords must be {shortest} characters or more."),
        )
        .about("password")
    }

    pub(crate) fn form_password_length_too_long(longest: usize) -> Self {
        error(
            422,
            "form_password_length_too_long",
            "is too long",
            format!("Passwords must be less than {longest} characters."),
        )
        .about("password")
    }

    pub(crate) fn form_password_size_in_bytes_exceeded() -> Self {
        error(
            422,
            "form_password_size_in_bytes_exceeded",
            "is too long",
            "Your password is too long. Please use a shorter one.",
        )
        .about("password")
    }

    pub(crate) fn form_password_matches_identifier() -> Self {
        error(
            422,
            "form_password_matches_identifier",
            "matches the email address",
            "Your password must not be your email address.",
        )
        .about("password")
    }

    pub(crate) fn sign_up_not_found() -> Self {
        error(404, "resource_not_found", "Resource not found", "This client has no sign-up with this id.")
    }

    pub(crate) fn older_sign_up() -> Self {
        error(403, "resource_forbidden", "Sign up forbidden", "This sign-up is complete and cannot change.")
    }

    pub(crate) fn identification_claimed() -> Self {
        error(
            400,
            "identification_claimed",
            "Identification claimed by another user",
            "The address of this sign-up has since been connected to another user. Please sign up again.",
        )
    }

    /// Clerk transfers external accounts. This emulator has none.
    pub(crate) fn account_transfer_invalid() -> Self {
        error(400, "account_transfer_invalid", "Invalid account transfer", "There is no account to transfer.")
    }

    pub(crate) fn user_banned() -> Self {
        error(403, "user_banned", "User is banned", "This user is banned and cannot sign in.")
    }

    /// The user tried to remove the last verified address. Without it, the user could not sign in.
    pub(crate) fn last_required_identification_deletion_failed() -> Self {
        error(
            400,
            "last_required_identification_deletion_failed",
            "deletion failed",
            "A user must keep at least one verified email address.",
        )
    }

    // --- The signed-in user -----------------------------------------------------------------------------------

    pub(crate) fn email_address_not_found(param: &str) -> Self {
        error(
            422,
            "form_resource_not_found",
            "is missing",
            format!("The email address that {param} names is not one of this user's."),
        )
        .with_meta(json!({ "param_name": param }))
    }
}
