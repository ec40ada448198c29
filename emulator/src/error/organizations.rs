//! Errors about organizations, their members, invitations, domains and logos.

use serde_json::json;

use super::{ClerkError, error};

impl ClerkError {
    // --- Organizations and invitations ------------------------------------------------------------------------

    pub(crate) fn organization_not_found_or_unauthorized() -> Self {
        error(
            404,
            "organization_not_found_or_unauthorized",
            "Given organization not found, or you don't have permission to access it",
            "Given organization not found, or you don't have permission to access it.",
        )
    }

    pub(crate) fn organization_not_found() -> Self {
        error(404, "resource_not_found", "Resource not found", "Organization not found.")
    }

    pub(crate) fn not_a_member_in_organization() -> Self {
        error(
            403,
            "not_a_member_in_organization",
            "Not a member in organization",
            "You are not a member of this organization.",
        )
    }

    pub(crate) fn organization_not_enabled_in_instance() -> Self {
        error(
            403,
            "organization_not_enabled_in_instance",
            "access denied",
            "The organizations feature is not enabled for this instance.",
        )
    }

    pub(crate) fn missing_organization_permission(permission: &str) -> Self {
        error(
            403,
            "missing_organization_permission",
            "Missing permission",
            format!("Your role in this organization does not have the permission {permission}."),
        )
        .with_meta(json!({ "permissions": [permission] }))
    }

    pub(crate) fn role_not_found(role: &str, roles: &str) -> Self {
        error(
            404,
            "resource_not_found",
            "Resource not found",
            format!("There is no role {role} in this instance. Its roles are: {roles}."),
        )
        .about("role")
    }

    /// Clerk's invite form reads the address from the long message.
    pub(crate) fn already_a_member_in_organization(email_address: &str) -> Self {
        error(
            400,
            "already_a_member_in_organization",
            "already a member",
            format!("{email_address} is already a member of the organization."),
        )
    }

    pub(crate) fn organization_invitation_not_unique(email_address: &str) -> Self {
        error(
            400,
            "organization_invitation_not_unique",
            "already invited",
            format!("There is already a pending invitation for {email_address}."),
        )
        .with_meta(json!({ "email_addresses": [email_address] }))
    }

    pub(crate) fn organization_membership_quota_exceeded(limit: i64) -> Self {
        error(
            403,
            "organization_membership_quota_exceeded",
            "organization membership quota exceeded",
            format!(
                "You have reached the limit of {limit} memberships of this organization, pending invitations included."
            ),
        )
    }

    pub(crate) fn bulk_size_exceeded(limit: i64) -> Self {
        error(
            400,
            "bulk_size_exceeded",
            "bulk size exceeded",
            format!("At most {limit} invitations can be created in one request."),
        )
    }

    pub(crate) fn organization_invitation_not_found() -> Self {
        error(
            404,
            "organization_invitation_not_found",
            "Invitation not found",
            "This organization has no invitation with this id.",
        )
    }

    /// Not in Clerk's list. Clerk's portal has no step with this error.
    pub(crate) fn organization_invitation_of_another_user() -> Self {
        error(
            403,
            "organization_invitation_of_another_user",
            "invitation of another user",
            "This invitation is for another email address. Sign in with an account that has the invited address.",
        )
    }

    pub(crate) fn organization_invitation_not_pending() -> Self {
        error(
            404,
            "organization_invitation_not_pending",
            "Invitation not pending",
            "The invitation was accepted or revoked, or it has expired.",
        )
    }

    // --- Domains ----------------------------------------------------------------------------------------------

    pub(crate) fn organization_domains_not_enabled() -> Self {
        error(
            403,
            "organization_domains_not_enabled",
            "access denied",
            "The organization domains feature is not enabled for this instance.",
        )
    }

    pub(crate) fn domain_not_found() -> Self {
        error(404, "resource_not_found", "not found", "This organization has no domain with this id.")
    }

    pub(crate) fn organization_domain_already_exists() -> Self {
        error(
            422,
            "organization_domain_already_exists",
            "organization domain already exists",
            "This domain is already used by another organization.",
        )
        .about("name")
    }

    pub(crate) fn organization_domain_already_exists_same_organization() -> Self {
        error(
            422,
            "organization_domain_already_exists_same_organization",
            "organization domain already exists",
            "This organization already has this domain.",
        )
        .about("name")
    }

    pub(crate) fn organization_domain_common() -> Self {
        error(
            422,
            "organization_domain_common",
            "common email domain",
            "This is a common email provider domain. Please use a different one.",
        )
        .about("name")
    }

    pub(crate) fn organization_domain_mismatch() -> Self {
        error(
            422,
            "organization_domain_mismatch",
            "Organization domain mismatch",
            "The email address is not in the organization's domain.",
        )
        .about("affiliation_email_address")
    }

    pub(crate) fn organization_domain_quota_exceeded(most: i64) -> Self {
        error(
            403,
            "organization_domain_quota_exceeded",
            "organization domains quota exceeded",
            format!("An organization can have at most {most} domains."),
        )
    }

    pub(crate) fn organization_domain_enrollment_mode_invalid() -> Self {
        error(
            422,
            "organization_domain_enrollment_mode_invalid",
            "is invalid",
            "The enrollment mode must be manual_invitation, automatic_invitation or automatic_suggestion.",
        )
        .about("enrollment_mode")
    }

    pub(crate) fn organization_domain_enrollment_mode_not_enabled(mode: &str) -> Self {
        error(
            403,
            "organization_domain_enrollment_mode_not_enabled",
            "organization enrollment mode not enabled",
            format!("The enrollment mode {mode} is not enabled for this instance's organizations."),
        )
    }

    // --- Ways in ----------------------------------------------------------------------------------------------

    pub(crate) fn membership_request_not_found() -> Self {
        error(
            404,
            "resource_not_found",
            "not found",
            "This organization has no membership request with this id.",
        )
    }

    pub(crate) fn membership_request_not_pending() -> Self {
        error(
            404,
            "resource_not_found",
            "not found",
            "This membership request was already accepted or rejected.",
        )
    }

    pub(crate) fn suggestion_not_found() -> Self {
        error(
            404,
            "resource_not_found",
            "not found",
            "This user has no organization suggestion with this id.",
        )
    }

    pub(crate) fn organization_suggestion_already_accepted() -> Self {
        error(
            400,
            "organization_suggestion_already_accepted",
            "suggestion has already been accepted",
            "This organization suggestion has already been accepted.",
        )
    }

    // --- The organization itself ------------------------------------------------------------------------------

    pub(crate) fn user_create_organization_not_enabled() -> Self {
        error(
            403,
            "user_create_organization_not_enabled",
            "organization creation not enabled",
            "This user may not create organizations.",
        )
    }

    pub(crate) fn org_creation_limit_exceeded(limit: i64) -> Self {
        error(
            403,
            "org_creation_limit_exceeded",
            "organization creation limit exceeded",
            format!("This user has reached the limit of {limit} created organizations."),
        )
    }

    pub(crate) fn organization_admin_delete_not_enabled() -> Self {
        error(
            403,
            "organization_admin_delete_not_enabled",
            "admin delete not enabled",
            "Deletion by admin is not enabled for this organization.",
        )
    }

    pub(crate) fn request_without_image() -> Self {
        error(
            400,
            "form_param_missing",
            "Image file missing",
            "There was no image file present in the request.",
        )
        .about("file")
    }

    pub(crate) fn image_type_not_supported() -> Self {
        error(400, "request_body_invalid", "Unsupported image type", "Send a PNG, JPEG, GIF or WebP image.")
    }

    pub(crate) fn image_too_large() -> Self {
        error(
            413,
            "image_too_large",
            "Image too large",
            "The image being uploaded is more than 10MB. Please choose a smaller one.",
        )
    }

    pub(crate) fn image_not_found() -> Self {
        error(404, "image_not_found", "Image not found", "There is no uploaded image.")
    }
}
