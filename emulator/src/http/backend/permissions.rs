//! The permissions that a role can have. System permissions can only be listed.

use super::body::Fields;
use super::{path, query, shapes};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::model::order::Order;
use crate::rules::permission;
use crate::store::{Db, Permission, ROLE_ORDERS};

/// `GET /v1/organization_permissions`.
pub(super) fn list(context: &Context) -> Answer {
    path::check_enabled(context)?;
    let query = query::of(context, &["query", "order_by"])?;
    let page = context.page()?;
    let order = Order::parse(query.get("order_by"), ROLE_ORDERS)?;
    context.read(|db| {
        let (found, total) = db.permissions_page(query::text(query, "query").as_deref(), order, page)?;
        Ok(Reply::json(shapes::page(found.iter().map(shapes::permission).collect(), total)))
    })
}

fn of_path(context: &Context, db: &Db<'_>) -> Result<Permission, ClerkError> {
    path::check_enabled(context)?;
    let found = db.permission_with_id(context.parameter("permission_id"))?;
    found.ok_or_else(ClerkError::permission_id_not_found)
}

/// `GET /v1/organization_permissions/{permission_id}`.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| Ok(Reply::json(shapes::permission(&of_path(context, &db)?))))
}

/// `POST /v1/organization_permissions`.
pub(super) fn create(context: &Context) -> Answer {
    path::check_enabled(context)?;
    let mut fields = Fields::of_body(context)?;
    let name = fields.required_text("name");
    let key = fields.required_text("key");
    let description = fields.text("description").unwrap_or_default();
    if !key.is_empty()
        && let Err(refused) = permission::check_permission_key(&key)
    {
        fields.refuse(refused);
    }
    fields.finish(())?;
    context.change(
        |db| {
            if db.permission(&key)?.is_some() {
                return Err(ClerkError::form_identifier_exists("key"));
            }
            let permission = Permission {
                id: context.id("perm"),
                key,
                name,
                description,
                kind: "user".to_owned(),
                created_at: context.now(),
                updated_at: context.now(),
            };
            db.add_permission(&permission)?;
            Ok(permission)
        },
        |_, permission| Ok(Reply::json(shapes::permission(&permission))),
    )
}

/// The permission of the path. Fails if it is a system permission.
fn custom(context: &Context, db: &Db<'_>) -> Result<Permission, ClerkError> {
    let found = of_path(context, db)?;
    match found.kind.as_str() {
        "system" => Err(ClerkError::organization_system_permission_not_modifiable()),
        _ => Ok(found),
    }
}

/// `PATCH /v1/organization_permissions/{permission_id}`. A changed key also changes in roles.
pub(super) fn update(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let name = fields.text("name").filter(|name| !name.is_empty());
    let key = fields.text("key").filter(|key| !key.is_empty());
    let description = fields.text("description");
    if let Some(Err(refused)) = key.as_deref().map(permission::check_permission_key) {
        fields.refuse(refused);
    }
    fields.finish(())?;
    context.change(
        |db| {
            let found = custom(context, db)?;
            let key = key.unwrap_or_else(|| found.key.clone());
            if key != found.key && db.permission(&key)?.is_some() {
                return Err(ClerkError::form_identifier_exists("key"));
            }
            let changed = Permission {
                key,
                name: name.unwrap_or_else(|| found.name.clone()),
                description: description.unwrap_or_else(|| found.description.clone()),
                updated_at: context.now(),
                ..found.clone()
            };
            db.update_permission(&found.key, &changed)?;
            Ok(changed)
        },
        |_, changed| Ok(Reply::json(shapes::permission(&changed))),
    )
}

/// `DELETE /v1/organization_permissions/{permission_id}`: also removes it from every role.
pub(super) fn remove(context: &Context) -> Answer {
    context.change(
        |db| {
            let found = custom(context, db)?;
            db.delete_permission(&found.key)?;
            Ok(found.id)
        },
        |_, id| Ok(Reply::json(shapes::deleted("permission", &id))),
    )
}
