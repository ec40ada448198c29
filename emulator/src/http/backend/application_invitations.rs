//! Invitations to the application: list, create one, create many, revoke. They do not change the allowlist.

use serde_json::{Value, json};

use super::body::{self, Fields};
use super::{query, shapes};
use crate::acts::application_invitation::{self, Invite};
use crate::acts::invite::accept_link;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::model::order::Order;
use crate::rules::{email, redirect_url};
use crate::store::{
    APPLICATION_INVITATION_ORDERS, ApplicationInvitation, ApplicationInvitationFilter, Db, InvitationStatus,
};

/// The most invitations of one bulk call (Clerk's published Backend API description).
const BULK_LIMIT: usize = 10;
/// The valid lifetimes in days (same source).
const DAYS: std::ops::RangeInclusive<i64> = 1..=365;
/// The default lifetime in days (same source).
const USUAL_DAYS: i64 = 30;

/// `GET /v1/invitations`: newest first by default. Returns a page with `paginated=true`, which `@clerk/backend` sends,
/// and an array otherwise.
pub(super) fn list(context: &Context) -> Answer {
    let query = query::of(context, &["status", "query", "order_by"])?;
    let page = context.page()?;
    let order = Order::parse(query.get("order_by"), APPLICATION_INVITATION_ORDERS)?;
    let is_paginated = query::boolean(query, "paginated")?.unwrap_or(false);
    let unknown =
        || ClerkError::form_param_value_invalid("status", "one of pending, accepted, revoked, expired");
    let status = query::text(query, "status");
    let filter = ApplicationInvitationFilter {
        status: status.map(|text| InvitationStatus::parse(&text).ok_or_else(unknown)).transpose()?,
        query: query::text(query, "query"),
    };
    context.read(|db| {
        let (found, total) = db.application_invitations(&filter, order, page)?;
        let data: Vec<Value> = found.iter().map(|one| shape(context, one)).collect();
        Ok(Reply::json(if is_paginated { shapes::page(data, total) } else { data.into() }))
    })
}

fn read(mut fields: Fields) -> Result<Invite, ClerkError> {
    let invite = Invite {
        email_address: fields.required_text("email_address"),
        public_metadata: fields.metadata("public_metadata").unwrap_or_else(|| json!({})),
        redirect_url: fields.text("redirect_url"),
        notify: fields.boolean("notify").unwrap_or(true),
        ignore_existing: fields.boolean("ignore_existing").unwrap_or(false),
        expires_in_days: fields.integer("expires_in_days", DAYS).unwrap_or(USUAL_DAYS),
    };
    if !invite.email_address.is_empty() && !email::is_valid(&invite.email_address) {
        fields.refuse(ClerkError::form_param_format_invalid("email_address", "a valid email address"));
    }
    if let Some(Err(refused)) = invite.redirect_url.as_deref().map(redirect_url::check) {
        fields.refuse(refused);
    }
    let template = fields.text("template_slug");
    if template.is_some_and(|slug| !["invitation", "waitlist_invitation"].contains(&slug.as_str())) {
        let must_be = "one of invitation, waitlist_invitation";
        fields.refuse(ClerkError::form_param_value_invalid("template_slug", must_be));
    }
    fields.finish(invite)
}

/// `POST /v1/invitations`: creates one invitation.
pub(super) fn create(context: &Context) -> Answer {
    let invite = read(Fields::of_body(context)?)?;
    let created = add(context, &[invite], false)?;
    Ok(Reply::json(created.into_iter().next().unwrap_or_default()))
}

/// `POST /v1/invitations/bulk`: creates all invitations of an array, or none. An address that belongs to a user is
/// rejected even with `ignore_existing`.
pub(super) fn create_bulk(context: &Context) -> Answer {
    let must_be =
        || ClerkError::request_body_invalid("The request body must be an array of 1 to 10 invitations.");
    let Some(Value::Array(items)) = body::json(context)? else { return Err(must_be()) };
    if items.is_empty() || items.len() > BULK_LIMIT {
        return Err(must_be());
    }
    let invites = items.into_iter().map(|item| read(Fields::of(context, item)?));
    let invites = invites.collect::<Result<Vec<_>, ClerkError>>()?;
    Ok(Reply::json(add(context, &invites, true)?.into()))
}

fn add(context: &Context, invites: &[Invite], is_bulk: bool) -> Result<Vec<Value>, ClerkError> {
    let drafts = invites.iter().map(|invite| application_invitation::draft(context, invite));
    let drafts = drafts.collect::<Result<Vec<_>, _>>()?;
    context.write(|db| {
        let mut taken = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for (invite, draft) in invites.iter().zip(&drafts) {
            let address = &draft.email_address;
            let has_user = db.user_with_email_address(address)?.is_some();
            let is_invited = db.is_invited_to_application(address)? || !seen.insert(address);
            if (has_user && (is_bulk || !invite.ignore_existing)) || (is_invited && !invite.ignore_existing) {
                taken.push(address.clone());
            }
        }
        if !taken.is_empty() {
            return Err(ClerkError::duplicate_invitations(&taken));
        }
        for (invite, draft) in invites.iter().zip(&drafts) {
            application_invitation::add(context, &db, draft, invite.notify)?;
        }
        Ok(())
    })?;
    Ok(drafts.iter().map(|draft| shape(context, draft)).collect())
}

/// `POST /v1/invitations/{invitation_id}/revoke`. Fails if the invitation is already revoked or accepted.
pub(super) fn revoke(context: &Context) -> Answer {
    Fields::of_body(context)?.finish(())?;
    context.change(
        |db| {
            let found = of_path(context, db)?;
            match found.status {
                InvitationStatus::Revoked => return Err(ClerkError::invitation_already_revoked()),
                InvitationStatus::Accepted => return Err(ClerkError::invitation_already_accepted()),
                InvitationStatus::Pending | InvitationStatus::Expired => {}
            }
            db.set_application_invitation_status(&found.id, InvitationStatus::Revoked)?;
            let status = InvitationStatus::Revoked;
            Ok(ApplicationInvitation { status, updated_at: context.now(), ..found })
        },
        |_, revoked| Ok(Reply::json(shape(context, &revoked))),
    )
}

fn of_path(context: &Context, db: &Db<'_>) -> Result<ApplicationInvitation, ClerkError> {
    db.application_invitation(context.parameter("invitation_id"))?
        .ok_or_else(ClerkError::invitation_not_found)
}

fn shape(context: &Context, invitation: &ApplicationInvitation) -> Value {
    json!({
        "object": "invitation",
        "id": invitation.id,
        "email_address": invitation.email_address,
        "public_metadata": invitation.public_metadata,
        "revoked": invitation.status == InvitationStatus::Revoked,
        "status": invitation.status.as_str(),
        "url": accept_link(context, &invitation.ticket),
        "expires_at": invitation.expires_at,
        "created_at": invitation.created_at,
        "updated_at": invitation.updated_at,
    })
}
