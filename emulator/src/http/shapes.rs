//! What both APIs show alike (Clerk's published descriptions of them): rows to JSON, and parts of such.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::acts::Act;
use crate::error::ClerkError;
pub(super) use crate::rules::verification::shape as verification;
use crate::store::{Db, EmailAddress, Permission, Role, User};

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
pub(super) fn logo(context: &Act, db: &Db<'_>, id: &str) -> Result<(String, bool), ClerkError> {
    let url = image_url(context, id);
    Ok(match db.image_updated_at(id)? {
        Some(updated_at) => (format!("{url}?v={updated_at}"), true),
        None => (url, false),
    })
}

pub(super) fn public_user_data(context: &Act, db: &Db<'_>, user: &User) -> Result<Value, ClerkError> {
    Ok(json!({
        "user_id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "image_url": image_url(context, &user.id),
        "profile_image_url": image_url(context, &user.id),
        "has_image": false,
        "identifier": user.identifier(&db.email_addresses(&user.id)?),
        "username": user.username,
        "banned": user.banned,
        "deprovisioned": false,
    }))
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
pub(super) fn public_organization_data(context: &Act, db: &Db<'_>, id: &str) -> Result<Value, ClerkError> {
    let organization =
        db.organization(id)?.ok_or_else(|| ClerkError::internal("something without its organization"))?;
    let (image_url, has_image) = logo(context, db, id)?;
    Ok(json!({
        "id": organization.id,
        "name": organization.name,
        "slug": organization.slug,
        "image_url": image_url,
        "has_image": has_image,
    }))
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

/// What the rows of a list have in common, looked up once for all of them.
#[derive(Default)]
pub(super) struct Shared {
    organizations: HashMap<String, Value>,
    roles: HashMap<String, (String, Vec<String>)>,
}

impl Shared {
    /// An organization's shape, made by `shape` when it is first asked for.
    pub(super) fn organization(
        &mut self,
        id: &str,
        shape: impl FnOnce() -> Result<Value, ClerkError>,
    ) -> Result<Value, ClerkError> {
        if let Some(shown) = self.organizations.get(id) {
            return Ok(shown.clone());
        }
        let shown = shape()?;
        self.organizations.insert(id.to_owned(), shown.clone());
        Ok(shown)
    }

    /// A role's name and the keys of its permissions.
    pub(super) fn role(&mut self, db: &Db<'_>, key: &str) -> Result<&(String, Vec<String>), ClerkError> {
        if !self.roles.contains_key(key) {
            self.roles.insert(key.to_owned(), (role_name(db, key)?, db.permission_keys(key)?));
        }
        self.roles.get(key).ok_or_else(|| ClerkError::internal("a role that was just looked up"))
    }
}

/// A role's name now; its key if the role is gone.
fn role_name(db: &Db<'_>, key: &str) -> Result<String, ClerkError> {
    Ok(db.role(key)?.map_or_else(|| key.to_owned(), |role| role.name))
}
