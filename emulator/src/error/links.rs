//! Errors of links and handshakes: tickets, sign-in tokens, a proxy's key.

use super::{ClerkError, error};

impl ClerkError {
    // --- Invitation links -------------------------------------------------------------------------------------

    pub(crate) fn invalid_redirect_url() -> Self {
        error(
            422,
            "invalid_redirect_url",
            "Redirect url invalid",
            "The redirect URL must be an absolute http or https URL.",
        )
        .about("redirect_url")
    }

    pub(crate) fn prohibited_redirect_url() -> Self {
        error(
            422,
            "prohibited_redirect_url",
            "Invalid URL scheme",
            "The redirect URL must begin with http:// or https://.",
        )
        .about("redirect_url")
    }

    pub(crate) fn ticket_invalid() -> Self {
        error(
            400,
            "ticket_invalid_code",
            "ticket is invalid",
            "This link does not belong to this application, or it was cut off or changed.",
        )
    }

    pub(crate) fn ticket_expired() -> Self {
        error(
            400,
            "ticket_expired_code",
            "ticket has expired",
            "This invitation has expired. Ask for a new one.",
        )
    }

    pub(crate) fn organization_invitation_revoked() -> Self {
        error(
            400,
            "organization_invitation_revoked_code",
            "invitation has been revoked",
            "This invitation has been revoked and cannot be used anymore.",
        )
    }

    pub(crate) fn organization_invitation_already_accepted() -> Self {
        error(
            400,
            "organization_invitation_already_accepted",
            "invitation has already been accepted",
            "This invitation has already been accepted. Sign in instead.",
        )
    }

    pub(crate) fn organization_invitation_to_deleted_organization() -> Self {
        error(
            400,
            "organization_invitation_to_deleted_organization",
            "organization invitation to deleted organization",
            "The organization of this invitation does not exist anymore.",
        )
    }

    pub(crate) fn organization_invitation_identification_not_exist() -> Self {
        error(
            400,
            "organization_invitation_identification_not_exist",
            "identification not found",
            "There is no account with the invited address yet. Sign up to accept this invitation.",
        )
    }

    pub(crate) fn organization_invitation_identification_already_exists() -> Self {
        error(
            400,
            "organization_invitation_identification_already_exists",
            "email address already exists",
            "There is already an account with the invited address. Sign in to accept this invitation.",
        )
    }

    pub(crate) fn revoked_invitation() -> Self {
        error(
            400,
            "revoked_invitation",
            "The invitation was revoked.",
            "This invitation has been revoked and cannot be used anymore.",
        )
    }

    pub(crate) fn invitation_already_accepted() -> Self {
        error(
            400,
            "invitation_already_accepted",
            "The invitation has already been accepted.",
            "This invitation has already been accepted. Sign in instead.",
        )
    }

    pub(crate) fn invitation_account_exists() -> Self {
        error(
            400,
            "invitation_account_exists",
            "The account already exists.",
            "There is already an account with the invited address. Sign in to accept this invitation.",
        )
    }

    pub(crate) fn invitation_account_not_exists() -> Self {
        error(
            400,
            "invitation_account_not_exists",
            "The account does not exist.",
            "There is no account with the invited address yet. Sign up to accept this invitation.",
        )
    }

    // --- Handshakes -------------------------------------------------------------------------------------------

    pub(crate) fn handshake_of_another_origin() -> Self {
        error(
            403,
            "redirect_url_mismatch",
            "redirect url mismatch",
            "A handshake can only redirect to pages on this machine and on the emulator's own host, because its answer signs in.",
        )
        .about("redirect_url")
    }

    pub(crate) fn invalid_handshake() -> Self {
        error(
            400,
            "invalid_handshake",
            "invalid handshake",
            "The nonce does not belong to this instance, has expired, or its browser is no longer known.",
        )
    }

    pub(crate) fn verification_link_token_invalid() -> Self {
        error(
            400,
            "verification_link_token_invalid",
            "link token is invalid",
            "The token that links two domains does not belong to this instance, or has expired.",
        )
    }

    pub(crate) fn proxy_request_missing_secret_key() -> Self {
        error(
            400,
            "proxy_request_missing_secret_key",
            "secret key is missing",
            "A request with the header Clerk-Proxy-Url needs the instance's secret key in the header Clerk-Secret-Key.",
        )
    }

    pub(crate) fn proxy_request_invalid_secret_key() -> Self {
        error(
            401,
            "proxy_request_invalid_secret_key",
            "secret key is invalid",
            "The header Clerk-Secret-Key of a request with Clerk-Proxy-Url is not the secret key of this instance.",
        )
    }

    // --- Sign-in tokens ---------------------------------------------------------------------------------------

    pub(crate) fn sign_in_token_already_used() -> Self {
        error(
            400,
            "sign_in_token_already_used_code",
            "sign in token has already been used",
            "This sign-in token has already been used. Each token signs in once.",
        )
    }

    pub(crate) fn sign_in_token_revoked() -> Self {
        error(
            400,
            "sign_in_token_revoked_code",
            "sign in token has been revoked",
            "This sign-in token has been revoked and cannot be used anymore.",
        )
    }

    pub(crate) fn sign_in_token_expired() -> Self {
        error(
            400,
            "ticket_expired_code",
            "ticket has expired",
            "This sign-in token has expired. Ask for a new one.",
        )
    }

    pub(crate) fn sign_in_token_not_in_sign_in() -> Self {
        error(
            400,
            "sign_in_token_not_in_sign_in_code",
            "sign in token can only be used in a sign in",
            "A sign-in token can only be used to sign in.",
        )
    }
}
