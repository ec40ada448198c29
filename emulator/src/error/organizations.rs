//! Refusals about organizations' domains, requests and logos.

use super::{ClerkError, error};

impl ClerkError {
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
            "The email address is not of the organization's domain.",
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
        error(404, "image_not_found", "Image not found", "This organization has no logo.")
    }
}
