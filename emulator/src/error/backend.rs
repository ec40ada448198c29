//! Errors that only programs with a secret key receive.

use std::ops::RangeInclusive;

use serde_json::json;

use super::{ClerkError, error};

impl ClerkError {
    // --- Limits ----------------------------------------------------------------------------------------------

    pub(crate) fn too_many_requests(retry_after: u32) -> Self {
        let long = format!("This instance has reached its limit for these requests; wait {retry_after} s.");
        Self { retry_after: Some(retry_after), ..error(429, "too_many_requests", "Too many requests", long) }
    }

    // --- Bodies ----------------------------------------------------------------------------------------------

    /// Clerk's code for a required field that is `null`.
    pub(crate) fn form_param_nil(param: &str) -> Self {
        error(422, "form_param_nil", "is nil", format!("{param} cannot be null.")).about(param)
    }

    pub(crate) fn form_param_invalid_time(param: &str) -> Self {
        error(422, "form_param_invalid_time", "is not a time", format!("{param} must be a time in RFC 3339."))
            .about(param)
    }

    pub(crate) fn form_param_exceeds_allowed_size(param: &str, bytes: usize) -> Self {
        let long = format!("{param} can have at most {bytes} bytes as JSON.");
        error(422, "form_param_exceeds_allowed_size", "exceeds the allowed size", long).about(param)
    }

    pub(crate) fn form_param_max_length_exceeded(param: &str, characters: usize) -> Self {
        let long = format!("{param} can have at most {characters} characters.");
        error(422, "form_param_max_length_exceeded", "exceeds maximum length", long).about(param)
    }

    pub(crate) fn form_param_array_length_mismatch(param: &str, other: &str) -> Self {
        let long = format!("{param} must have as many items as {other}.");
        error(422, "form_param_array_length_mismatch", "has a wrong number of items", long).about(param)
    }

    /// `because_of` requires `param`, which is missing.
    pub(crate) fn form_conditional_param_missing(param: &str, because_of: &str) -> Self {
        let long = format!("{param} is required when {because_of} is sent.");
        error(422, "form_conditional_param_missing", "is missing", long).about(param)
    }

    pub(crate) fn form_conditional_param_disallowed(param: &str, because_of: &str) -> Self {
        let long = format!("{param} is not allowed when {because_of} is sent.");
        error(422, "form_conditional_param_disallowed", "is not allowed", long).about(param)
    }

    pub(crate) fn form_data_missing(params: &[&str]) -> Self {
        let long = format!("Users of this instance must have: {}.", params.join(", "));
        error(422, "form_data_missing", "missing data", long).with_meta(json!({ "param_names": params }))
    }

    // --- Users -----------------------------------------------------------------------------------------------

    pub(crate) fn user_not_found() -> Self {
        error(404, "resource_not_found", "not found", "No user was found with this id.")
    }

    pub(crate) fn sign_in_token_not_found() -> Self {
        error(
            404,
            "resource_not_found",
            "not found",
            "No sign-in token or agent task was found with this id.",
        )
    }

    pub(crate) fn sign_in_token_cannot_be_revoked(status: &str) -> Self {
        let long = format!(
            "Sign in token cannot be revoked because its status is {status}. Only pending tokens can be revoked."
        );
        error(400, "sign_in_token_cannot_be_revoked_code", "cannot revoke", long)
    }

    pub(crate) fn jwt_template_not_found() -> Self {
        error(404, "resource_not_found", "not found", "This instance has no JWT template with this name.")
    }

    pub(crate) fn no_password_set() -> Self {
        error(400, "no_password_set", "no password set", "This user has no password.")
    }

    pub(crate) fn incorrect_password() -> Self {
        error(422, "incorrect_password", "incorrect password", "This is not the password of the user.")
    }

    pub(crate) fn form_password_digest_invalid() -> Self {
        let long = "password_digest is not a digest of this password_hasher.";
        error(422, "form_password_digest_invalid_code", "is invalid", long).about("password_digest")
    }

    pub(crate) fn form_username_invalid_length(length: &RangeInclusive<usize>) -> Self {
        let long = format!("Usernames must have {} to {} characters.", length.start(), length.end());
        error(422, "form_username_invalid_length", "has a wrong length", long).about("username")
    }

    pub(crate) fn form_username_invalid_character() -> Self {
        let long = "Usernames can only have letters from a to z, digits, underscores and dashes.";
        error(422, "form_username_invalid_character", "has an invalid character", long).about("username")
    }

    pub(crate) fn form_username_needs_non_number_char() -> Self {
        let long = "Usernames must have at least one character that is not a digit.";
        error(422, "form_username_needs_non_number_char", "has only digits", long).about("username")
    }

    pub(crate) fn jwt_template_id_not_found() -> Self {
        error(404, "resource_not_found", "not found", "No JWT template was found with this id.")
    }

    pub(crate) fn email_address_id_not_found() -> Self {
        error(404, "resource_not_found", "not found", "No email address was found with this id.")
    }

    pub(crate) fn primary_address_not_verified() -> Self {
        error(
            400,
            "identification_update_failed",
            "update failed",
            "Only a verified email address can be the primary one.",
        )
    }

    // --- Invitations to the application ----------------------------------------------------------------------

    /// Clerk returns this code for the whole call. `meta` names every taken address.
    pub(crate) fn duplicate_invitations(email_addresses: &[String]) -> Self {
        let long = format!(
            "There are already invitations or users with these email addresses: {}.",
            email_addresses.join(", ")
        );
        error(400, "duplicate_record", "duplicate record", long)
            .with_meta(json!({ "email_addresses": email_addresses }))
    }

    pub(crate) fn invitation_already_revoked() -> Self {
        error(
            400,
            "invitation_already_revoked",
            "invitation already revoked",
            "This invitation is already revoked.",
        )
    }

    // --- Organizations ---------------------------------------------------------------------------------------

    pub(crate) fn invitation_not_found() -> Self {
        error(404, "resource_not_found", "not found", "No invitation was found with this id.")
    }

    pub(crate) fn membership_not_found() -> Self {
        error(404, "resource_not_found", "not found", "This user is not a member of the organization.")
    }

    pub(crate) fn role_id_not_found() -> Self {
        error(404, "resource_not_found", "not found", "No organization role was found with this id.")
    }

    pub(crate) fn permission_id_not_found() -> Self {
        error(404, "resource_not_found", "not found", "No organization permission was found with this id.")
    }

    pub(crate) fn organization_system_permission_not_modifiable() -> Self {
        error(
            403,
            "organization_system_permission_not_modifiable",
            "system permission not modifiable",
            "System permissions cannot be changed or deleted.",
        )
    }

    pub(crate) fn organization_role_permission_association_exists() -> Self {
        error(
            409,
            "organization_role_permission_association_exists",
            "permission already assigned",
            "The role already has this permission.",
        )
    }

    pub(crate) fn organization_role_permission_association_not_found() -> Self {
        error(
            404,
            "organization_role_permission_association_not_found",
            "permission not assigned",
            "The role does not have this permission.",
        )
    }

    pub(crate) fn organization_role_assigned_members() -> Self {
        error(
            422,
            "organization_role_assigned_members",
            "role is assigned to members",
            "The role cannot be deleted while members have it.",
        )
    }

    pub(crate) fn organization_role_exists_in_invitations() -> Self {
        error(
            422,
            "organization_role_exists_in_invitations",
            "role exists in invitations",
            "The role cannot be deleted while there are invitations with it.",
        )
    }

    pub(crate) fn organization_role_default_creator_role() -> Self {
        error(
            422,
            "organization_role_default_creator_role",
            "role is the creator role",
            "The role of the creators of organizations cannot be deleted.",
        )
    }

    pub(crate) fn organization_role_domain_default_role() -> Self {
        error(
            422,
            "organization_role_domain_default_role",
            "role is the domain default role",
            "The role of users who join by a domain cannot be deleted.",
        )
    }

    pub(crate) fn organization_missing_creator_role_permissions() -> Self {
        error(
            422,
            "organization_missing_creator_role_permissions",
            "creator role needs its permissions",
            "The role of the creators of organizations must keep the permissions to manage the organization, its members and to delete it.",
        )
    }

    pub(crate) fn authorization_invalid() -> Self {
        error(
            403,
            "authorization_invalid",
            "Unauthorized request",
            "The user of this request lacks the permission to manage the organization's members.",
        )
    }

    /// Clerk's wording for a user that the request names, not for the caller.
    pub(crate) fn user_not_a_member_in_organization(param: &str) -> Self {
        error(
            403,
            "not_a_member_in_organization",
            "not a member",
            format!("The user of {param} is not a member of the organization."),
        )
        .about(param)
    }

    pub(crate) fn organization_creator_not_found(user_id: &str) -> Self {
        error(
            400,
            "organization_creator_not_found",
            "creator not found",
            format!("No users found with id {user_id}."),
        )
    }

    pub(crate) fn organization_slugs_disabled() -> Self {
        error(
            403,
            "organization_slugs_disabled",
            "slugs disabled",
            "Organizations have no slugs in this instance.",
        )
    }

    pub(crate) fn organization_minimum_permissions_needed() -> Self {
        error(
            400,
            "organization_minimum_permissions_needed",
            "minimum permissions needed",
            "An organization must keep a member with the permission to manage its members.",
        )
    }
}
