//! `/v1/me/organization_…`: the signed-in user's memberships, invitations and suggestions.

use serde_json::{Value, json};

use super::caller::Caller;
use super::shapes;
use crate::acts::{accept, enroll, members};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::model::order::Order;
use crate::rules::invitation;
use crate::settings::DefaultStatus;
use crate::store::{Db, Enrolled, InvitationFilter, Joining, JoiningOf, PublicUser, User};

/// The caller and the caller's user.
fn signed_in(context: &Context, db: &Db<'_>) -> Result<(Caller, User), ClerkError> {
    let caller = Caller::of(context, db)?;
    let user = db.user(&caller.session.user_id)?.ok_or_else(ClerkError::authentication_invalid)?;
    Ok((caller, user))
}

/// `GET /v1/me/organization_memberships`: a page with `paginated=true`, otherwise an array, as older clients read it.
pub(super) fn memberships(context: &Context) -> Answer {
    let page = context.page()?;
    let is_paginated = context.query.boolean("paginated", context.settings.wrong_boolean)?.unwrap_or(false);
    context.read(|db| {
        let (_, user) = signed_in(context, &db)?;
        let as_public = PublicUser::of(&user, &db.email_addresses(&user.id)?);
        let rows = shapes::memberships_of_user(context, &db, &as_public, (page.limit, page.offset))?;
        let response = match is_paginated {
            true => rows.page(context, db.count_memberships_of_user(&user.id)?)?,
            false => rows.list(context)?,
        };
        Ok(Reply::wrapped(response, Value::Null))
    })
}

/// `DELETE /v1/me/organization_memberships/{organization_id}`: the user leaves the organization.
pub(super) fn leave(context: &Context) -> Answer {
    let change = |db: &Db<'_>| {
        let caller = Caller::of(context, db)?;
        let member = caller.member_of(context, db, context.parameter("organization_id"))?;
        let membership = db
            .membership(&member.organization.id, &caller.session.user_id)?
            .ok_or_else(ClerkError::membership_not_found)?;
        members::check_managers(db, &membership, None)?;
        db.delete_membership(&membership.id)?;
        Ok((caller.client, membership.id))
    };
    shapes::changed(context, change, |_, id| Ok(shapes::deleted("organization_membership", &id)))
}

/// Enrolls the signed-in user through domains with automatic enrollment, then answers.
fn settled(context: &Context, answer: impl Fn(&Db<'_>, User) -> Answer) -> Answer {
    let whom = |db: &Db<'_>| {
        let (_, user) = signed_in(context, db)?;
        Ok((Enrolled::User(user.id.clone()), user))
    };
    enroll::read_settled(context, whom, answer)
}

fn own_addresses(db: &Db<'_>, user: &User) -> Result<Vec<String>, ClerkError> {
    Ok(db.email_addresses(&user.id)?.into_iter().map(|address| address.email_address).collect())
}

/// `GET /v1/me/organization_invitations`: invitations to any of the user's addresses, newest first.
pub(super) fn invitations(context: &Context) -> Answer {
    let query = context.query.repeated_at_most()?;
    let page = context.page()?;
    let statuses = invitation::statuses(
        query.all("status"),
        invitation::FRONTEND_STATUSES,
        context.settings.empty_status_filter,
        DefaultStatus::All,
    )?;
    settled(context, |db, user| {
        let addresses = own_addresses(db, &user)?;
        let filter = InvitationFilter {
            email_addresses: Some(&addresses),
            statuses: statuses.as_deref(),
            from_domains: true,
            ..InvitationFilter::default()
        };
        let found = db.invitations(&filter, Order::NEWEST_FIRST, page, context.settings.list_tie_break)?;
        let rows = shapes::user_invitations(context, db, &found)?;
        Ok(Reply::wrapped(rows.page(context, db.count_invitations(&filter)?)?, Value::Null))
    })
}

/// `POST /v1/me/organization_invitations/{invitation_id}/accept`. No ticket is needed, because the user owns the
/// address.
pub(super) fn accept_invitation(context: &Context) -> Answer {
    let change = |db: &Db<'_>| {
        let (caller, user) = signed_in(context, db)?;
        let own = own_addresses(db, &user)?;
        let found = db.invitation_with_id(context.parameter("invitation_id"))?;
        let invitation = found
            .filter(|invitation| own.contains(&invitation.email_address))
            .ok_or_else(ClerkError::organization_invitation_not_found)?;
        Ok((caller.client, accept::accept(context, db, &invitation.id, &user)?))
    };
    shapes::changed(context, change, |db, accepted| shapes::user_invitation(context, db, &accepted))
}

/// `GET /v1/me/organization_suggestions`: suggestions of verified domains that match the user's addresses, newest
/// first.
pub(super) fn suggestions(context: &Context) -> Answer {
    let page = context.page()?;
    let statuses = context.query.words("status", &["pending", "accepted"])?;
    settled(context, |db, user| {
        let (found, total) = db.suggestions(&user.id, &statuses, page)?;
        let data = found
            .into_iter()
            .map(|(suggestion, organization)| {
                let organization = shapes::public_organization_data(context, organization);
                shapes::suggestion(&suggestion, &organization)
            })
            .collect();
        Ok(Reply::wrapped(shapes::page(data, total), Value::Null))
    })
}

/// `POST /v1/me/organization_suggestions/{suggestion_id}/accept`: requests to join. The organization accepts or rejects
/// the request.
pub(super) fn accept_suggestion(context: &Context) -> Answer {
    context.change(
        |db| {
            let (_, user) = signed_in(context, db)?;
            let of = JoiningOf::User(&user.id);
            let suggestion = db
                .joining(of, context.parameter("suggestion_id"))?
                .ok_or_else(ClerkError::suggestion_not_found)?;
            if suggestion.status != "pending" {
                return Err(ClerkError::organization_suggestion_already_accepted());
            }
            db.set_joining_status(of, &suggestion.id, "accepted")?;
            db.add_membership_request(&Joining {
                id: context.id("orgmemreq"),
                created_at: context.now(),
                updated_at: context.now(),
                ..suggestion.clone()
            })?;
            let suggestion =
                Joining { status: "accepted".to_owned(), updated_at: context.now(), ..suggestion };
            Ok(suggestion)
        },
        |db, suggestion| {
            let organization = shapes::public_organization_data_of(context, db, &suggestion.organization_id)?;
            Ok(Reply::wrapped(shapes::suggestion(&suggestion, &organization), Value::Null))
        },
    )
}

/// `GET /v1/me/organization_creation_defaults`: default values for the form of a new organization. Clerk derives them
/// from the user's domain if the feature is enabled. The emulator has no default values.
pub(super) fn creation_defaults(context: &Context) -> Answer {
    context.read(|db| {
        signed_in(context, &db)?;
        Ok(Reply::wrapped(json!({ "advisory": Value::Null, "form": Value::Null }), Value::Null))
    })
}
