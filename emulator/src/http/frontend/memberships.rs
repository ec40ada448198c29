//! `/v1/organizations/{organization_id}/memberships` and `/roles`: the members and their roles.

use serde_json::{Value, json};

use super::caller::Caller;
use super::organizations::member_with;
use super::shapes::{self, MembershipRows};
use crate::acts::members::{self, NewMember};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::model::order::Order;
use crate::rules::permission;
use crate::store::{Db, Membership, MembershipFilter, UserFilter};

/// `GET …/memberships`, newest first: a page with `paginated=true`, otherwise an array, as older clients read it.
pub(super) fn list(context: &Context) -> Answer {
    let query = context.query.repeated_at_most()?;
    let page = context.page()?;
    let is_paginated = query.boolean("paginated", context.settings.wrong_boolean)?.unwrap_or(false);
    let roles = query.all("role").filter(|role| !role.is_empty());
    let mut filter = MembershipFilter {
        organization_id: None,
        user_id: None,
        roles: roles.map(str::to_owned).collect(),
        users: UserFilter {
            query: query.get("query").filter(|text| !text.is_empty()).map(str::to_owned),
            ..UserFilter::default()
        },
    };
    context.read(|db| {
        let member =
            Caller::of(context, &db)?.member_of(context, &db, context.parameter("organization_id"))?;
        member.require_any(&[permission::READ_MEMBERSHIPS, permission::MANAGE_MEMBERSHIPS])?;
        filter.organization_id = Some(member.organization.id.clone());
        let (found, total) = db.memberships(&filter, Order::NEWEST_FIRST, page)?;
        let mut shared = shapes::shared_of(context, &db, &member.organization)?;
        let mut rows = shapes::Rows::default();
        for (membership, user) in &found {
            rows.push(&shared.membership(context, &db, (membership, user))?)?;
        }
        let response = if is_paginated { rows.page(context, total)? } else { rows.list(context)? };
        Ok(Reply::wrapped(response, Value::Null))
    })
}

/// Answers with a single membership.
fn answer(context: &Context, db: &Db<'_>, rows: &MembershipRows) -> Answer {
    Ok(Reply::wrapped(shapes::membership(context, db, rows)?, Value::Null))
}

/// `POST …/memberships`: makes a user of this instance a member.
pub(super) fn create(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&["user_id", "role"])?;
    let (user_id, role) = (form.required("user_id")?, form.required("role")?);
    context.change(
        |db| {
            let (_, member) = member_with(context, db, permission::MANAGE_MEMBERSHIPS)?;
            let user = db.user(user_id)?.ok_or_else(ClerkError::user_not_found)?;
            members::add(context, db, &member.organization, &user, NewMember::in_role(role))
        },
        |db, membership| answer(context, db, &MembershipRows::of(db, &membership)?),
    )
}

/// `PATCH …/memberships/{user_id}`: changes the role.
pub(super) fn update(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&["role"])?;
    let role = form.required("role")?;
    context.change(
        |db| {
            let membership = of_path(context, db)?;
            members::require_role(context, db, role)?;
            members::check_managers(db, &membership, Some(role))?;
            let membership = Membership { role: role.to_owned(), updated_at: context.now(), ..membership };
            db.update_membership(&membership)?;
            Ok(membership)
        },
        |db, membership| answer(context, db, &MembershipRows::of(db, &membership)?),
    )
}

/// `DELETE …/memberships/{user_id}`: answers with the removed membership and the organization as it was before.
pub(super) fn remove(context: &Context) -> Answer {
    context.change(
        |db| {
            let membership = of_path(context, db)?;
            members::check_managers(db, &membership, None)?;
            let rows = MembershipRows::of(db, &membership)?;
            db.delete_membership(&membership.id)?;
            Ok(rows)
        },
        |db, removed| answer(context, db, &removed),
    )
}

/// The membership of the path. Requires the permission to manage members.
fn of_path(context: &Context, db: &Db<'_>) -> Result<Membership, ClerkError> {
    let (_, member) = member_with(context, db, permission::MANAGE_MEMBERSHIPS)?;
    db.membership(&member.organization.id, context.parameter("user_id"))?
        .ok_or_else(ClerkError::membership_not_found)
}

/// `GET …/roles`: every role of the instance, oldest first. The emulator has no role sets.
pub(super) fn roles(context: &Context) -> Answer {
    let page = context.page()?;
    context.read(|db| {
        Caller::of(context, &db)?.member_of(context, &db, context.parameter("organization_id"))?;
        let oldest_first = Order { descending: false, ..Order::NEWEST_FIRST };
        let (found, total) = db.roles(None, oldest_first, page)?;
        let data =
            found.iter().map(|role| shapes::role(&db, role)).collect::<Result<Vec<_>, ClerkError>>()?;
        let response = json!({ "data": data, "total_count": total, "has_role_set_migration": false });
        Ok(Reply::wrapped(response, Value::Null))
    })
}
