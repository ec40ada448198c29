//! The roles that an invitation or a membership can have.

use super::body::Fields;
use super::{path, query, shapes};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::model::order::Order;
use crate::rules::permission;
use crate::store::{Db, Permission, ROLE_ORDERS, Role};

/// `GET /v1/organization_roles`.
pub(super) fn list(context: &Context) -> Answer {
    path::check_enabled(context)?;
    let query = query::of(context, &["query", "order_by"])?;
    let page = context.page()?;
    let order = Order::parse(query.get("order_by"), ROLE_ORDERS)?;
    context.read(|db| {
        let (found, total) = db.roles(query::text(query, "query").as_deref(), order, page)?;
        let data = found.iter().map(|row| shapes::role(&db, row)).collect::<Result<_, _>>()?;
        Ok(Reply::json(shapes::page(data, total)))
    })
}

fn of_path(context: &Context, db: &Db<'_>) -> Result<Role, ClerkError> {
    path::check_enabled(context)?;
    db.role_with_id(context.parameter("role_id"))?.ok_or_else(ClerkError::role_id_not_found)
}

/// `GET /v1/organization_roles/{role_id}`.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| Ok(Reply::json(shapes::role(&db, &of_path(context, &db)?)?)))
}

/// `POST /v1/organization_roles`.
pub(super) fn create(context: &Context) -> Answer {
    path::check_enabled(context)?;
    let mut fields = Fields::of_body(context)?;
    let name = fields.required_text("name");
    let key = fields.required_text("key");
    let description = fields.text("description");
    let permissions = fields.texts("permissions");
    // The emulator has one role set, which includes every role.
    fields.boolean("include_in_initial_role_set");
    if !key.is_empty()
        && let Err(refused) = permission::check_role_key(&key)
    {
        fields.refuse(refused);
    }
    fields.finish(())?;
    context.change(
        |db| {
            if db.role(&key)?.is_some() {
                return Err(ClerkError::form_identifier_exists("key"));
            }
            let keys = keys_of(db, &permissions)?;
            let role = Role {
                id: context.id("role"),
                key,
                name,
                description: description.unwrap_or_default(),
                is_creator_eligible: permission::is_creator_eligible(&keys),
                created_at: context.now(),
                updated_at: context.now(),
            };
            db.add_role(&role, &keys)?;
            Ok(role)
        },
        |db, role| Ok(Reply::json(shapes::role(db, &role)?)),
    )
}

/// The keys of the permissions with these ids.
fn keys_of(db: &Db<'_>, ids: &[String]) -> Result<Vec<String>, ClerkError> {
    let mut keys = Vec::with_capacity(ids.len());
    for id in ids {
        let found = db.permission_with_id(id)?.ok_or_else(ClerkError::permission_id_not_found)?;
        if !keys.contains(&found.key) {
            keys.push(found.key);
        }
    }
    Ok(keys)
}

/// `PATCH /v1/organization_roles/{role_id}`. A changed key also changes in memberships and invitations.
pub(super) fn update(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let name = fields.text("name").filter(|name| !name.is_empty());
    let key = fields.text("key").filter(|key| !key.is_empty());
    let description = fields.change("description");
    let permissions = fields.has("permissions").then(|| fields.texts("permissions"));
    if let Some(Err(refused)) = key.as_deref().map(permission::check_role_key) {
        fields.refuse(refused);
    }
    fields.finish(())?;
    context.change(
        |db| {
            let role = of_path(context, db)?;
            let key = key.unwrap_or_else(|| role.key.clone());
            if key != role.key {
                permission::check_renames_role(&role.key)?;
                if db.role(&key)?.is_some() {
                    return Err(ClerkError::form_identifier_exists("key"));
                }
            }
            let changed = Role {
                key,
                name: name.unwrap_or_else(|| role.name.clone()),
                description: description
                    .unwrap_or_else(|| Some(role.description.clone()))
                    .unwrap_or_default(),
                ..role.clone()
            };
            db.update_role(&role.key, &changed)?;
            if let Some(ids) = permissions {
                let keys = keys_of(db, &ids)?;
                permission::check_role_keeps(&changed.key, &keys)?;
                db.set_permissions_of_role(&changed.key, &keys)?;
            }
            settled(context, db, changed)
        },
        |db, role| Ok(Reply::json(shapes::role(db, &role)?)),
    )
}

/// Updates the fields that depend on a role's permissions, and stores the role.
fn settled(context: &Context, db: &Db<'_>, role: Role) -> Result<Role, ClerkError> {
    let is_creator_eligible = permission::is_creator_eligible(&db.permission_keys(&role.key)?);
    let role = Role { is_creator_eligible, updated_at: context.now(), ..role };
    db.update_role(&role.key, &role)?;
    Ok(role)
}

/// `DELETE /v1/organization_roles/{role_id}`. Fails if the role is in use.
pub(super) fn remove(context: &Context) -> Answer {
    context.change(
        |db| {
            let role = of_path(context, db)?;
            permission::check_deletes_role(&role.key)?;
            if db.has_members_in_role(&role.key)? {
                return Err(ClerkError::organization_role_assigned_members());
            }
            if db.has_invitations_with_role(&role.key)? {
                return Err(ClerkError::organization_role_exists_in_invitations());
            }
            db.delete_role(&role.key)?;
            Ok(role.id)
        },
        |_, id| Ok(Reply::json(shapes::deleted("role", &id))),
    )
}

/// The role and the permission of the path, and the keys of the role's permissions.
fn with_permission(context: &Context, db: &Db<'_>) -> Result<(Role, Permission, Vec<String>), ClerkError> {
    let role = of_path(context, db)?;
    let found = db.permission_with_id(context.parameter("permission_id"))?;
    let found = found.ok_or_else(ClerkError::permission_id_not_found)?;
    let held = db.permission_keys(&role.key)?;
    Ok((role, found, held))
}

/// `POST /v1/organization_roles/{role_id}/permissions/{permission_id}`.
pub(super) fn assign_permission(context: &Context) -> Answer {
    context.change(
        |db| {
            let (role, permission, mut held) = with_permission(context, db)?;
            if held.contains(&permission.key) {
                return Err(ClerkError::organization_role_permission_association_exists());
            }
            held.push(permission.key);
            db.set_permissions_of_role(&role.key, &held)?;
            settled(context, db, role)
        },
        |db, role| Ok(Reply::json(shapes::role(db, &role)?)),
    )
}

/// `DELETE /v1/organization_roles/{role_id}/permissions/{permission_id}`.
pub(super) fn remove_permission(context: &Context) -> Answer {
    context.change(
        |db| {
            let (role, permission, mut held) = with_permission(context, db)?;
            if !held.contains(&permission.key) {
                return Err(ClerkError::organization_role_permission_association_not_found());
            }
            held.retain(|key| *key != permission.key);
            permission::check_role_keeps(&role.key, &held)?;
            db.set_permissions_of_role(&role.key, &held)?;
            settled(context, db, role)
        },
        |db, role| Ok(Reply::json(shapes::role(db, &role)?)),
    )
}
