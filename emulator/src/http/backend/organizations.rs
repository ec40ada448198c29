//! Organizations: list, create, get, update, delete, and their metadata.

use serde_json::{Value, json};

use super::body::Fields;
use super::{path, query, shapes};
use crate::acts::{METADATA_APART, organization};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::model::order::Order;
use crate::rules::{metadata, organization as rules};
use crate::store::{Db, ORGANIZATION_ORDERS, Organization, OrganizationFilter};

/// `GET /v1/organizations`.
pub(super) fn list(context: &Context) -> Answer {
    path::check_enabled(context)?;
    let query = query::of(
        context,
        &[
            "include_members_count",
            "include_missing_member_with_elevated_permissions",
            "query",
            "user_id",
            "organization_id",
            "order_by",
        ],
    )?;
    let page = context.page()?;
    let order = Order::parse(query.get("order_by"), ORGANIZATION_ORDERS)?;
    let include_members_count = query::boolean(query, "include_members_count")?.unwrap_or(false);
    let filter = OrganizationFilter {
        query: query::text(query, "query"),
        ids: query::picked(query, "organization_id"),
        member_ids: query::picked(query, "user_id"),
    };
    context.read(|db| {
        let (found, total) = db.organizations(&filter, order, page)?;
        let data = found
            .iter()
            .map(|(row, standing)| shapes::organization_with(context, row, standing, include_members_count))
            .collect();
        Ok(Reply::json(shapes::page(data, total)))
    })
}

/// `GET /v1/organizations/{organization_id}`, by id or slug.
pub(super) fn show(context: &Context) -> Answer {
    let query =
        query::of(context, &["include_members_count", "include_missing_member_with_elevated_permissions"])?;
    let include_members_count = query::boolean(query, "include_members_count")?.unwrap_or(false);
    context.read(|db| {
        let organization = path::organization_by_id_or_slug(context, &db)?;
        Ok(Reply::json(shapes::organization(context, &db, &organization, include_members_count)?))
    })
}

/// `POST /v1/organizations`. The user in `created_by` becomes the first member.
pub(super) fn create(context: &Context) -> Answer {
    path::check_enabled(context)?;
    let mut fields = Fields::of_body(context)?;
    let name = fields.required_text("name");
    let slug = fields.text("slug").filter(|slug| !slug.is_empty());
    let created_by = fields.text("created_by").filter(|id| !id.is_empty());
    let max_allowed_memberships = fields.integer("max_allowed_memberships", 0..=u32::MAX.into());
    let public_metadata = fields.metadata("public_metadata");
    let private_metadata = fields.metadata("private_metadata");
    let created_at = fields.moment("created_at");
    no_role_set(&mut fields);
    if !name.is_empty() {
        check(&mut fields, rules::check_name(&name));
    }
    check(&mut fields, slug.as_deref().map_or(Ok(()), rules::check_slug));
    fields.finish(())?;
    context.change(
        |db| {
            let slug = match &slug {
                Some(slug) => organization::free_slug(context, db, slug)?,
                None => organization::some_slug(context, db, &name)?,
            };
            if let Some(id) = &created_by {
                let creator = db.user(id)?.ok_or_else(|| ClerkError::organization_creator_not_found(id))?;
                organization::check_creation_limit(db, &creator)?;
            }
            let organization = Organization {
                id: context.id("org"),
                name,
                slug,
                created_by: created_by.clone(),
                max_allowed_memberships: max_allowed_memberships
                    .unwrap_or(context.settings.max_allowed_memberships),
                admin_delete_enabled: true,
                public_metadata: public_metadata.unwrap_or_else(|| json!({})),
                private_metadata: private_metadata.unwrap_or_else(|| json!({})),
                created_at: created_at.unwrap_or(context.now()),
                updated_at: context.now(),
            };
            organization::add(context, db, &organization)?;
            Ok(organization)
        },
        |db, organization| Ok(Reply::json(shapes::organization(context, db, &organization, true)?)),
    )
}

fn check(fields: &mut Fields, checked: Result<(), ClerkError>) {
    if let Err(refused) = checked {
        fields.refuse(refused);
    }
}

/// The emulator has no role sets: every organization has all roles.
fn no_role_set(fields: &mut Fields) {
    if fields.text("role_set_key").is_some() {
        fields.refuse(ClerkError::form_param_value_invalid(
            "role_set_key",
            "omitted, because this emulator has no role sets",
        ));
    }
}

/// `PATCH /v1/organizations/{organization_id}`.
pub(super) fn update(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let name = fields.text("name");
    let slug = fields.text("slug").filter(|slug| !slug.is_empty());
    let max_allowed_memberships = fields.integer("max_allowed_memberships", 0..=u32::MAX.into());
    let admin_delete_enabled = fields.boolean("admin_delete_enabled");
    let created_at = fields.moment("created_at");
    no_role_set(&mut fields);
    let metadata = if context.is_older_than(METADATA_APART) {
        (fields.metadata("public_metadata"), fields.metadata("private_metadata"))
    } else {
        (None, None)
    };
    check(&mut fields, name.as_deref().map_or(Ok(()), rules::check_name));
    check(&mut fields, slug.as_deref().map_or(Ok(()), rules::check_slug));
    fields.finish(())?;
    change(context, |db, organization| {
        if let Some(slug) = slug.filter(|slug| *slug != organization.slug) {
            organization.slug = organization::free_slug(context, db, &slug)?;
        }
        set(&mut organization.name, name);
        set(&mut organization.max_allowed_memberships, max_allowed_memberships);
        set(&mut organization.admin_delete_enabled, admin_delete_enabled);
        set(&mut organization.created_at, created_at);
        set(&mut organization.public_metadata, metadata.0);
        set(&mut organization.private_metadata, metadata.1);
        Ok(())
    })
}

/// Replaces a value if a new one was sent.
pub(super) fn set<T>(place: &mut T, sent: Option<T>) {
    if let Some(value) = sent {
        *place = value;
    }
}

/// Changes the organization of the path and answers with it.
fn change(
    context: &Context,
    how: impl FnOnce(&Db<'_>, &mut Organization) -> Result<(), ClerkError>,
) -> Answer {
    context.change(
        |db| {
            let mut organization = path::organization(context, db)?;
            how(db, &mut organization)?;
            organization.updated_at = context.now();
            db.update_organization(&organization)?;
            Ok(organization)
        },
        |db, organization| Ok(Reply::json(shapes::organization(context, db, &organization, true)?)),
    )
}

/// `PATCH …/metadata`: merges into the stored metadata.
pub(super) fn merge_metadata(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let public = fields.metadata("public_metadata");
    let private = fields.metadata("private_metadata");
    fields.finish(())?;
    change(context, |_, organization| {
        merge("public_metadata", &mut organization.public_metadata, public.as_ref())?;
        merge("private_metadata", &mut organization.private_metadata, private.as_ref())
    })
}

/// Merges the changes. Fails if the result is too large.
pub(super) fn merge(name: &str, into: &mut Value, changes: Option<&Value>) -> Result<(), ClerkError> {
    let Some(changes) = changes else { return Ok(()) };
    metadata::merge(into, changes.clone());
    metadata::check_size(name, into)
}

/// `PUT …/metadata`: replaces the metadata.
pub(super) fn replace_metadata(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let public = fields.new_metadata("public_metadata");
    let private = fields.new_metadata("private_metadata");
    fields.finish(())?;
    change(context, |_, organization| {
        set(&mut organization.public_metadata, public);
        set(&mut organization.private_metadata, private);
        Ok(())
    })
}

/// `DELETE /v1/organizations/{organization_id}`, with its memberships and invitations.
pub(super) fn remove(context: &Context) -> Answer {
    context.change(
        |db| {
            let organization = path::organization(context, db)?;
            db.delete_organization(&organization.id)?;
            Ok(organization)
        },
        |_, organization| {
            let mut deleted = shapes::deleted("organization", &organization.id);
            if let Some(object) = deleted.as_object_mut() {
                object.insert("slug".to_owned(), organization.slug.into());
            }
            Ok(Reply::json(deleted))
        },
    )
}
