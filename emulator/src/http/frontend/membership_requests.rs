//! `/v1/organizations/{organization_id}/membership_requests`: requests of users who accepted a suggestion.

use serde_json::Value;

use super::caller::{Caller, Member};
use super::shapes;
use crate::acts::members::{self, NewMember};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::rules::domain::DEFAULT_ROLE;
use crate::rules::permission;
use crate::store::{Db, Joining, JoiningOf};

const STATUSES: &[&str] = &["pending", "accepted", "revoked"];

fn manager(context: &Context, db: &Db<'_>) -> Result<Member, ClerkError> {
    let member = Caller::of(context, db)?.member_of(context, db, context.parameter("organization_id"))?;
    member.require(permission::MANAGE_MEMBERSHIPS)?;
    Ok(member)
}

/// `GET …/membership_requests`.
pub(super) fn list(context: &Context) -> Answer {
    let page = context.page()?;
    let statuses = context.query.words("status", STATUSES)?;
    context.read(|db| {
        let member = manager(context, &db)?;
        let (found, total) = db.membership_requests(&member.organization.id, &statuses, page)?;
        let data =
            found.iter().map(|(request, user)| shapes::membership_request(context, request, user)).collect();
        Ok(Reply::wrapped(shapes::page(data, total), Value::Null))
    })
}

/// `POST …/{request_id}/accept`: makes the user a member with the domains' default role.
pub(super) fn accept(context: &Context) -> Answer {
    settle(context, "accepted", |db, member, request| {
        let user = db.user(&request.user_id)?.ok_or_else(ClerkError::membership_request_not_found)?;
        let new = NewMember::in_role(DEFAULT_ROLE);
        members::add(context, db, &member.organization, &user, new).map(|_| ())
    })
}

/// `POST …/{request_id}/reject`.
pub(super) fn reject(context: &Context) -> Answer {
    settle(context, "revoked", |_, _, _| Ok(()))
}

fn settle(
    context: &Context,
    status: &str,
    then: impl FnOnce(&Db<'_>, &Member, &Joining) -> Result<(), ClerkError>,
) -> Answer {
    context.change(
        |db| {
            let member = manager(context, db)?;
            let of = JoiningOf::Organization(&member.organization.id);
            let request = db
                .joining(of, context.parameter("request_id"))?
                .ok_or_else(ClerkError::membership_request_not_found)?;
            if request.status != "pending" {
                return Err(ClerkError::membership_request_not_pending());
            }
            then(db, &member, &request)?;
            db.set_joining_status(of, &request.id, status)?;
            let request = Joining { status: status.to_owned(), updated_at: context.now(), ..request };
            let user =
                db.public_user(&request.user_id)?.ok_or_else(ClerkError::membership_request_not_found)?;
            Ok((request, user))
        },
        |_, (request, user)| {
            Ok(Reply::wrapped(shapes::membership_request(context, &request, &user), Value::Null))
        },
    )
}
