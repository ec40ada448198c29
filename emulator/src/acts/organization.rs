//! Organizations, the same for both APIs: their slugs and their first member.

use serde_json::json;

use super::{Act, members};
use crate::error::ClerkError;
use crate::rules::{organization as rules, permission::CREATOR_ROLE};
use crate::store::{Db, Membership, Organization, User};

/// Returns the requested slug if slugs are enabled and it is free.
pub(crate) fn free_slug(act: &Act, db: &Db<'_>, slug: &str) -> Result<String, ClerkError> {
    if !act.settings.organization_slugs {
        return Err(ClerkError::organization_slugs_disabled());
    }
    if db.is_slug_taken(slug)? {
        return Err(ClerkError::form_identifier_exists("slug"));
    }
    Ok(slug.to_owned())
}

/// Creates a free slug from the name.
pub(crate) fn some_slug(act: &Act, db: &Db<'_>, name: &str) -> Result<String, ClerkError> {
    let slug = rules::slug_of(name);
    if !db.is_slug_taken(&slug)? {
        return Ok(slug);
    }
    let suffix = act.instance.randomness.text(12, b"abcdefghijklmnopqrstuvwxyz0123456789");
    Ok(format!("{slug}-{suffix}"))
}

/// Fails if the user has created as many organizations as their limit allows.
pub(crate) fn check_creation_limit(db: &Db<'_>, creator: &User) -> Result<(), ClerkError> {
    let created = db.count_organizations_created_by(&creator.id)?;
    rules::check_creation_limit(creator.create_organizations_limit, created)
}

/// Stores an organization and its creator's membership.
pub(crate) fn add(act: &Act, db: &Db<'_>, organization: &Organization) -> Result<(), ClerkError> {
    db.add_organization(organization)?;
    let Some(user_id) = &organization.created_by else { return Ok(()) };
    members::require_role(act, db, CREATOR_ROLE)?;
    db.add_membership(&Membership {
        id: act.id("orgmem"),
        organization_id: organization.id.clone(),
        user_id: user_id.clone(),
        role: CREATOR_ROLE.to_owned(),
        public_metadata: json!({}),
        private_metadata: json!({}),
        created_at: act.now(),
        updated_at: act.now(),
    })?;
    Ok(())
}
