//! `/v1/organizations`: create, get, update, delete.

use serde_json::{Value, json};

use super::caller::{Caller, Member};
use super::me::signed_in;
use super::shapes;
use crate::acts::organization::{self, free_slug, some_slug};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::rules::{organization as rules, permission};
use crate::store::{Client, Db, Organization};

/// The caller as a member of the path's organization. Fails if the member does not have this permission.
pub(super) fn member_with(
    context: &Context,
    db: &Db<'_>,
    needed: &str,
) -> Result<(Caller, Member), ClerkError> {
    let caller = Caller::of(context, db)?;
    let member = caller.member_of(context, db, context.parameter("organization_id"))?;
    member.require(needed)?;
    Ok((caller, member))
}

/// `GET /v1/organizations/{organization_id}`. The caller must be a member.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| {
        let member =
            Caller::of(context, &db)?.member_of(context, &db, context.parameter("organization_id"))?;
        Ok(Reply::wrapped(shapes::organization(context, &db, &member.organization)?, Value::Null))
    })
}

/// `POST /v1/organizations`. The caller becomes the first member.
pub(super) fn create(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&["name", "slug"])?;
    let name = form.required("name")?;
    rules::check_name(name)?;
    let slug = form.get("slug").filter(|slug| !slug.is_empty());
    slug.map_or(Ok(()), rules::check_slug)?;
    changed(context, |db| {
        if !context.settings.organizations_enabled {
            return Err(ClerkError::organization_not_enabled_in_instance());
        }
        let (caller, user) = signed_in(context, db)?;
        if !user.create_organization_enabled {
            return Err(ClerkError::user_create_organization_not_enabled());
        }
        organization::check_creation_limit(db, &user)?;
        let organization = Organization {
            id: context.id("org"),
            name: name.to_owned(),
            slug: match slug {
                Some(slug) => free_slug(context, db, slug)?,
                None => some_slug(context, db, name)?,
            },
            created_by: Some(user.id),
            max_allowed_memberships: context.settings.max_allowed_memberships,
            admin_delete_enabled: true,
            public_metadata: json!({}),
            private_metadata: json!({}),
            created_at: context.now(),
            updated_at: context.now(),
        };
        organization::add(context, db, &organization)?;
        Ok((caller.client, organization))
    })
}

/// `PATCH /v1/organizations/{organization_id}`. An empty value changes nothing: clerk-js sends it for `null`.
pub(super) fn update(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&["name", "slug"])?;
    let given = |name| form.get(name).filter(|value| !value.is_empty());
    given("name").map_or(Ok(()), rules::check_name)?;
    given("slug").map_or(Ok(()), rules::check_slug)?;
    changed(context, |db| {
        let (caller, member) = member_with(context, db, permission::MANAGE_PROFILE)?;
        let mut organization = member.organization;
        if let Some(name) = given("name") {
            organization.name = name.to_owned();
        }
        if let Some(slug) = given("slug").filter(|slug| *slug != organization.slug) {
            organization.slug = free_slug(context, db, slug)?;
        }
        organization.updated_at = context.now();
        db.update_organization(&organization)?;
        Ok((caller.client, organization))
    })
}

/// `DELETE /v1/organizations/{organization_id}`, if the organization allows its members to delete it.
pub(super) fn remove(context: &Context) -> Answer {
    let change = |db: &Db<'_>| {
        let (caller, member) = member_with(context, db, permission::DELETE_PROFILE)?;
        let organization = member.organization;
        if !organization.admin_delete_enabled {
            return Err(ClerkError::organization_admin_delete_not_enabled());
        }
        db.delete_organization(&organization.id)?;
        Ok((caller.client, organization))
    };
    shapes::changed(context, change, |_, organization| {
        let mut deleted = shapes::deleted("organization", &organization.id);
        if let Value::Object(fields) = &mut deleted {
            fields.insert("slug".to_owned(), organization.slug.into());
        }
        Ok(deleted)
    })
}

/// Changes an organization. Answers with it, and with the client because its memberships include the organization.
pub(super) fn changed(
    context: &Context,
    change: impl FnOnce(&Db<'_>) -> Result<(Client, Organization), ClerkError>,
) -> Answer {
    shapes::changed(context, change, |db, changed| shapes::organization(context, db, &changed))
}
