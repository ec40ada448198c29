//! Memberships: list those of an organization, a user or the instance; create, change the role, remove, change
//! metadata.

use serde_json::json;

use super::body::Fields;
use super::{organizations, path, query, shapes};
use crate::acts::members::{self, NewMember};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::http::shapes::MembershipRows;
use crate::model::order::Order;
use crate::store::{Db, MEMBERSHIP_ORDERS, Membership, MembershipFilter};

/// `GET /v1/organizations/{organization_id}/memberships`, newest first.
pub(super) fn list(context: &Context) -> Answer {
    let query = query::of(context, &[query::USER_FILTERS, &["role", "order_by"]].concat())?;
    let order = Order::parse(query.get("order_by"), MEMBERSHIP_ORDERS)?;
    let mut filter = MembershipFilter {
        organization_id: None,
        user_id: None,
        roles: query::texts(query, "role"),
        users: query::user_filter(query)?,
    };
    context.read(|db| {
        filter.organization_id = Some(path::organization(context, &db)?.id);
        page(context, &db, &filter, order)
    })
}

/// `GET /v1/organization_memberships`, newest first.
pub(super) fn list_of_instance(context: &Context) -> Answer {
    path::check_enabled(context)?;
    let query = query::of(context, &["order_by"])?;
    let order = Order::parse(query.get("order_by"), MEMBERSHIP_ORDERS)?;
    context.read(|db| page(context, &db, &MembershipFilter::default(), order))
}

/// `GET /v1/users/{user_id}/organization_memberships`, newest first.
pub(super) fn list_of_user(context: &Context) -> Answer {
    query::of(context, &[])?;
    context.read(|db| {
        let user_id = Some(path::user(context, &db)?.id);
        let filter = MembershipFilter { user_id, ..MembershipFilter::default() };
        page(context, &db, &filter, Order::NEWEST_FIRST)
    })
}

fn page(context: &Context, db: &Db<'_>, filter: &MembershipFilter, order: Order) -> Answer {
    let (found, total) = db.memberships(filter, order, context.page()?)?;
    Ok(Reply::json(shapes::memberships(context, db, &found)?.page(context, total)?))
}

/// `POST …/memberships`: makes a user a member without an invitation.
pub(super) fn create(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let user_id = fields.required_text("user_id");
    let role = fields.required_text("role");
    let public_metadata = fields.metadata("public_metadata");
    let private_metadata = fields.metadata("private_metadata");
    fields.finish(())?;
    context.change(
        |db| {
            let organization = path::organization(context, db)?;
            members::require_role(context, db, &role)?;
            let user = db.user(&user_id)?.ok_or_else(ClerkError::user_not_found)?;
            let new = NewMember {
                role: &role,
                public_metadata: public_metadata.unwrap_or_else(|| json!({})),
                private_metadata: private_metadata.unwrap_or_else(|| json!({})),
            };
            let membership = members::add(context, db, &organization, &user, new)?;
            Ok(membership)
        },
        |db, membership| Ok(Reply::json(shapes::membership(context, db, &membership)?)),
    )
}

fn of_path(context: &Context, db: &Db<'_>) -> Result<Membership, ClerkError> {
    let organization = path::organization(context, db)?;
    db.membership(&organization.id, context.parameter("user_id"))?
        .ok_or_else(ClerkError::membership_not_found)
}

/// Rejects removing the last manager of an organization, if the instance requires a manager.
fn check_managers(
    context: &Context,
    db: &Db<'_>,
    membership: &Membership,
    new_role: Option<&str>,
) -> Result<(), ClerkError> {
    if context.settings.backend_keeps_a_manager {
        members::check_managers(db, membership, new_role)
    } else {
        Ok(())
    }
}

/// `PATCH …/memberships/{user_id}`: changes the role.
pub(super) fn update(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let role = fields.required_text("role");
    fields.finish(())?;
    context.change(
        |db| {
            let membership = of_path(context, db)?;
            members::require_role(context, db, &role)?;
            check_managers(context, db, &membership, Some(&role))?;
            store(context, db, Membership { role, ..membership })
        },
        |db, membership| Ok(Reply::json(shapes::membership(context, db, &membership)?)),
    )
}

fn store(context: &Context, db: &Db<'_>, membership: Membership) -> Result<Membership, ClerkError> {
    let membership = Membership { updated_at: context.now(), ..membership };
    db.update_membership(&membership)?;
    Ok(membership)
}

/// `DELETE …/memberships/{user_id}`: answers with the removed membership and the organization as it was before.
pub(super) fn remove(context: &Context) -> Answer {
    context.change(
        |db| {
            let membership = of_path(context, db)?;
            check_managers(context, db, &membership, None)?;
            let rows = MembershipRows::of(db, &membership)?;
            db.delete_membership(&membership.id)?;
            Ok(rows)
        },
        |db, removed| Ok(Reply::json(shapes::membership_of(context, db, &removed)?)),
    )
}

/// `PATCH …/memberships/{user_id}/metadata`: merges into the stored metadata.
pub(super) fn merge_metadata(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let public = fields.metadata("public_metadata");
    let private = fields.metadata("private_metadata");
    fields.finish(())?;
    context.change(
        |db| {
            let mut membership = of_path(context, db)?;
            organizations::merge("public_metadata", &mut membership.public_metadata, public.as_ref())?;
            organizations::merge("private_metadata", &mut membership.private_metadata, private.as_ref())?;
            store(context, db, membership)
        },
        |db, membership| Ok(Reply::json(shapes::membership(context, db, &membership)?)),
    )
}
