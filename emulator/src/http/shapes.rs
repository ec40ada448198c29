//! What both APIs show alike (Clerk's published descriptions of them): rows to JSON, and parts of such.

mod invitation;
mod rows;

use serde::Serialize;
use serde_json::{Value, json};

use crate::acts::Act;
use crate::error::ClerkError;
pub(super) use crate::rules::verification::shape as verification;
use crate::store::{Db, EmailAddress, Permission, PublicOrganization, PublicUser, Role};

pub(super) use invitation::{InvitationShape, PublicInviterData, invitation_url, public_inviter_data};
pub(super) use rows::{BesideInvitations, MembershipShape, Rows, Shared};

/// A list with the number of all that match.
pub(super) fn page(data: Vec<Value>, total_count: i64) -> Value {
    json!({ "data": data, "total_count": total_count })
}

/// What is left of something that was deleted.
pub(super) fn deleted(object: &str, id: &str) -> Value {
    json!({ "object": object, "id": id, "deleted": true })
}

pub(super) fn image_url(context: &Act, id: &str) -> String {
    format!("{}/__emulator/images/{id}", context.instance.url)
}

/// The address of an organization's logo and whether it was uploaded. Another upload has another address.
pub(super) fn logo(context: &Act, id: &str, updated_at: Option<i64>) -> (String, bool) {
    let url = image_url(context, id);
    match updated_at {
        Some(updated_at) => (format!("{url}?v={updated_at}"), true),
        None => (url, false),
    }
}

/// A user as other users see them.
#[derive(Debug, Serialize)]
pub(super) struct PublicUserData<'a> {
    user_id: &'a str,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    image_url: String,
    profile_image_url: String,
    has_image: bool,
    identifier: &'a str,
    username: Option<&'a str>,
    banned: bool,
    deprovisioned: bool,
}

pub(super) fn public_user_data<'a>(context: &Act, user: &'a PublicUser) -> PublicUserData<'a> {
    let image_url = image_url(context, &user.id);
    PublicUserData {
        user_id: &user.id,
        first_name: user.first_name.as_deref(),
        last_name: user.last_name.as_deref(),
        profile_image_url: image_url.clone(),
        image_url,
        has_image: false,
        identifier: &user.identifier,
        username: user.username.as_deref(),
        banned: user.banned,
        deprovisioned: false,
    }
}

/// An address that a user has; all of them are verified.
pub(super) fn email_address(address: &EmailAddress) -> Value {
    json!({
        "id": address.id,
        "object": "email_address",
        "email_address": address.email_address,
        "reserved": false,
        "verification": verification(&address.strategy, "verified", address.updated_at),
        "linked_to": [],
        "matches_sso_connection": false,
        "created_at": address.created_at,
        "updated_at": address.updated_at,
    })
}

/// The data of an organization that users who are not members can see.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PublicOrganizationData {
    id: String,
    name: String,
    slug: String,
    image_url: String,
    has_image: bool,
}

pub(super) fn public_organization_data(context: &Act, of: PublicOrganization) -> PublicOrganizationData {
    let (image_url, has_image) = logo(context, &of.id, of.logo_updated_at);
    PublicOrganizationData { id: of.id, name: of.name, slug: of.slug, image_url, has_image }
}

/// The same, looked up.
pub(super) fn public_organization_data_of(
    context: &Act,
    db: &Db<'_>,
    id: &str,
) -> Result<PublicOrganizationData, ClerkError> {
    let found = db
        .public_organization(id)?
        .ok_or_else(|| ClerkError::internal("something without its organization"))?;
    Ok(public_organization_data(context, found))
}

pub(super) fn role(db: &Db<'_>, role: &Role) -> Result<Value, ClerkError> {
    let permissions: Vec<Value> = db.permissions_of_role(&role.key)?.iter().map(permission).collect();
    Ok(json!({
        "object": "role",
        "id": role.id,
        "name": role.name,
        "key": role.key,
        "description": role.description,
        "is_creator_eligible": role.is_creator_eligible,
        "permissions": permissions,
        "created_at": role.created_at,
        "updated_at": role.updated_at,
    }))
}

pub(super) fn permission(permission: &Permission) -> Value {
    json!({
        "object": "permission",
        "id": permission.id,
        "name": permission.name,
        "key": permission.key,
        "description": permission.description,
        "type": permission.kind,
        "created_at": permission.created_at,
        "updated_at": permission.updated_at,
    })
}
