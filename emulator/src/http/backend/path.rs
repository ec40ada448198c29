//! Finds the resource that the path of a request names, or fails with the error of an unknown one.

use crate::error::ClerkError;
use crate::http::context::Context;
use crate::settings::UnknownOrganization;
use crate::store::{Db, Organization, User};

/// The organization with the path's id.
pub(super) fn organization(context: &Context, db: &Db<'_>) -> Result<Organization, ClerkError> {
    check_enabled(context)?;
    db.organization(context.parameter("organization_id"))?.ok_or_else(|| unknown_organization(context))
}

/// The organization with the path's id or slug.
pub(super) fn organization_by_id_or_slug(context: &Context, db: &Db<'_>) -> Result<Organization, ClerkError> {
    check_enabled(context)?;
    db.organization_by_id_or_slug(context.parameter("organization_id"))?
        .ok_or_else(|| unknown_organization(context))
}

/// Rejects all calls about organizations if the feature is disabled.
pub(super) fn check_enabled(context: &Context) -> Result<(), ClerkError> {
    if context.settings.organizations_enabled {
        Ok(())
    } else {
        Err(ClerkError::organization_not_enabled_in_instance())
    }
}

fn unknown_organization(context: &Context) -> ClerkError {
    match context.settings.backend_unknown_organization {
        UnknownOrganization::NotFoundOrUnauthorized => ClerkError::organization_not_found_or_unauthorized(),
        UnknownOrganization::NotFound => ClerkError::organization_not_found(),
    }
}

/// The user with the path's id.
pub(super) fn user(context: &Context, db: &Db<'_>) -> Result<User, ClerkError> {
    db.user(context.parameter("user_id"))?.ok_or_else(ClerkError::user_not_found)
}
