//! Invitations to organizations: list, get, create one, create many, revoke. Lists are of one organization, of the
//! instance or of a user.

use serde_json::Value;

use super::body::{self, Fields};
use super::{path, query, shapes};
use crate::acts::invite::{self, Invite};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::model::fold::fold_address;
use crate::model::order::Order;
use crate::model::paging::Page;
use crate::pairs::Pairs;
use crate::rules::{invitation, permission, redirect_url};
use crate::settings::{DefaultStatus, Tolerance, WithoutPermission};
use crate::store::{
    Db, INVITATION_ORDERS, Invitation, InvitationFilter, InvitationStatus, Organization, User,
};

/// The most invitations of one bulk call (Clerk's published Backend API description).
const BULK_LIMIT: i64 = 10;
/// The valid lifetimes in days (same source).
const DAYS: std::ops::RangeInclusive<i64> = 1..=365;

/// `GET …/invitations`: newest first by default. `total_count` counts all invitations that match the filter.
pub(super) fn list(context: &Context) -> Answer {
    let query = query::of(context, &["status", "order_by", "email_address"])?;
    let page = context.page()?;
    let order = Order::parse(query.get("order_by"), INVITATION_ORDERS)?;
    let statuses = statuses(context, query, context.settings.backend_list_default_status)?;
    let address = Some(query::email_addresses(query)).filter(|addresses| !addresses.is_empty());
    context.read(|db| {
        let organization = path::organization(context, &db)?;
        let filter = InvitationFilter {
            organization_id: Some(&organization.id),
            email_addresses: address.as_deref(),
            statuses: statuses.as_deref(),
            ..InvitationFilter::default()
        };
        let (found, total) = find(context, &db, &filter, order, page)?;
        Ok(Reply::json(shapes::invitations(context, &db, &found)?.page(context, total)?))
    })
}

/// `GET …/invitations/pending`, which Clerk has deprecated.
pub(super) fn list_pending(context: &Context) -> Answer {
    query::of(context, &[])?;
    let page = context.page()?;
    context.read(|db| {
        let organization = path::organization(context, &db)?;
        let filter = InvitationFilter {
            organization_id: Some(&organization.id),
            statuses: Some(&[InvitationStatus::Pending]),
            ..InvitationFilter::default()
        };
        let (found, total) = find(context, &db, &filter, Order::NEWEST_FIRST, page)?;
        Ok(Reply::json(shapes::invitations(context, &db, &found)?.page(context, total)?))
    })
}

/// `GET /v1/organization_invitations`: the invitations of every organization. `query` matches part of the address.
pub(super) fn list_of_instance(context: &Context) -> Answer {
    path::check_enabled(context)?;
    let query = query::of(context, &["status", "order_by", "query"])?;
    let page = context.page()?;
    let order = Order::parse(query.get("order_by"), INVITATION_ORDERS)?;
    let statuses = statuses(context, query, DefaultStatus::All)?;
    let text = query::text(query, "query");
    context.read(|db| {
        let filter = InvitationFilter {
            query: text.as_deref(),
            statuses: statuses.as_deref(),
            ..InvitationFilter::default()
        };
        let (found, total) = find(context, &db, &filter, order, page)?;
        Ok(Reply::json(shapes::invitations_with_organizations(context, &db, &found)?.page(context, total)?))
    })
}

/// `GET /v1/users/{user_id}/organization_invitations`: the invitations to any of the user's addresses.
pub(super) fn list_of_user(context: &Context) -> Answer {
    let query = query::of(context, &["status"])?;
    let page = context.page()?;
    let statuses = statuses(context, query, DefaultStatus::All)?;
    context.read(|db| {
        let user = path::user(context, &db)?;
        let addresses: Vec<String> =
            db.email_addresses(&user.id)?.into_iter().map(|address| address.email_address).collect();
        let filter = InvitationFilter {
            email_addresses: Some(&addresses),
            statuses: statuses.as_deref(),
            ..InvitationFilter::default()
        };
        let (found, total) = find(context, &db, &filter, Order::NEWEST_FIRST, page)?;
        Ok(Reply::json(shapes::invitations_with_organizations(context, &db, &found)?.page(context, total)?))
    })
}

fn statuses(
    context: &Context,
    query: &Pairs,
    without: DefaultStatus,
) -> Result<Option<Vec<InvitationStatus>>, ClerkError> {
    let empty = context.settings.empty_status_filter;
    invitation::statuses(query.all("status"), invitation::BACKEND_STATUSES, empty, without)
}

fn find(
    context: &Context,
    db: &Db<'_>,
    filter: &InvitationFilter<'_>,
    order: Order,
    page: Page,
) -> Result<(Vec<Invitation>, i64), ClerkError> {
    let found = db.invitations(filter, order, page, context.settings.list_tie_break)?;
    Ok((found, db.count_invitations(filter)?))
}

/// `GET …/invitations/{invitation_id}`.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| {
        let organization = path::organization(context, &db)?;
        let invitation = of_path(context, &db, &organization)?;
        Ok(Reply::json(shapes::invitation(context, &db, &invitation)?))
    })
}

fn of_path(context: &Context, db: &Db<'_>, organization: &Organization) -> Result<Invitation, ClerkError> {
    db.invitation(&organization.id, context.parameter("invitation_id"))?
        .ok_or_else(ClerkError::invitation_not_found)
}

/// The fields of an invitation in a request.
struct Sent {
    email_address: String,
    role: String,
    inviter_user_id: Option<String>,
    redirect_url: Option<String>,
    expires_in_days: Option<i64>,
    public_metadata: Option<Value>,
    private_metadata: Option<Value>,
    notify: Option<bool>,
}

impl Sent {
    fn read(mut fields: Fields) -> Result<Self, ClerkError> {
        let sent = Self {
            email_address: fields.required_text("email_address"),
            role: fields.required_text("role"),
            inviter_user_id: fields.text("inviter_user_id"),
            redirect_url: fields.text("redirect_url"),
            expires_in_days: fields.integer("expires_in_days", DAYS),
            public_metadata: fields.metadata("public_metadata"),
            private_metadata: fields.metadata("private_metadata"),
            notify: fields.boolean("notify"),
        };
        if let Some(Err(refused)) = sent.redirect_url.as_deref().map(redirect_url::check) {
            fields.refuse(refused);
        }
        fields.finish(sent)
    }
}

/// `POST …/invitations`: creates one invitation.
pub(super) fn create(context: &Context) -> Answer {
    let sent = Sent::read(Fields::of_body(context)?)?;
    let created = invite(context, vec![sent])?;
    Ok(Reply::json(created.into_iter().next().unwrap_or_default()))
}

/// `POST …/invitations/bulk`: creates all invitations of an array, or none. Each has its own inviter, role, redirect
/// URL and metadata. The answer is a page of the new invitations in the order of the request.
pub(super) fn create_bulk(context: &Context) -> Answer {
    let must_be =
        || ClerkError::request_body_invalid("The request body must be an array of 1 to 10 invitations.");
    let Some(Value::Array(items)) = body::json(context)? else { return Err(must_be()) };
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return Err(must_be());
    }
    if count > BULK_LIMIT {
        return Err(invitation::too_many(BULK_LIMIT, &context.settings));
    }
    let mut sent = items
        .into_iter()
        .map(|item| Sent::read(Fields::of(context, item)?))
        .collect::<Result<Vec<_>, ClerkError>>()?;
    if context.settings.bulk_repeated_address == Tolerance::Ignore {
        let mut seen = std::collections::HashSet::new();
        sent.retain(|one| seen.insert(fold_address(&one.email_address)));
    }
    let created = invite(context, sent)?;
    let total = i64::try_from(created.len()).unwrap_or(i64::MAX);
    Ok(Reply::json(shapes::page(created, total)))
}

/// Creates all invitations or none.
fn invite(context: &Context, sent: Vec<Sent>) -> Result<Vec<Value>, ClerkError> {
    let settings = &context.settings;
    let addresses: Vec<String> = sent.iter().map(|one| one.email_address.clone()).collect();
    let draft = |one: &Sent| {
        let days = one.expires_in_days.unwrap_or(settings.invitation_expires_in_days);
        invite::draft(context, context.parameter("organization_id"), one.redirect_url.as_deref(), days)
    };
    let drafts = sent.iter().map(draft).collect::<Result<Vec<_>, _>>()?;
    let created = context.write(|db| {
        let organization = path::organization(context, &db)?;
        invitation::check_addresses_as_sent(&addresses, BULK_LIMIT, settings)?;
        let mut inviters = Vec::with_capacity(sent.len());
        for one in &sent {
            if db.role(&one.role)?.is_none() {
                return Err(invitation::unknown_role(&one.role, &db.role_keys()?, settings));
            }
            let inviter = one.inviter_user_id.as_deref();
            inviters.push(
                inviter.map(|id| acting(context, &db, &organization, "inviter_user_id", id)).transpose()?,
            );
        }
        invite::make_room(&db, &organization, &addresses, settings.backend_duplicate_invitation)?;
        let mut created = Vec::with_capacity(sent.len());
        for ((one, draft), inviter) in sent.into_iter().zip(drafts).zip(&inviters) {
            let invite = Invite {
                email_address: &one.email_address,
                role: &one.role,
                inviter: inviter.as_ref(),
                public_metadata: one.public_metadata.unwrap_or_else(|| serde_json::json!({})),
                private_metadata: one.private_metadata.unwrap_or_else(|| serde_json::json!({})),
                notify: one.notify.unwrap_or(true),
                domain_id: None,
            };
            created.push(invite::add(context, &db, &organization, draft, invite)?);
        }
        Ok(created)
    })?;
    context.read(|db| shapes::created(context, &db, &created))
}

/// The member on whose behalf a program invites or revokes. The member needs the permission to manage members.
fn acting(
    context: &Context,
    db: &Db<'_>,
    organization: &Organization,
    param: &str,
    user_id: &str,
) -> Result<User, ClerkError> {
    let membership = db
        .membership(&organization.id, user_id)?
        .ok_or_else(|| ClerkError::user_not_a_member_in_organization(param))?;
    if !permission::allows(&db.permission_keys(&membership.role)?, permission::MANAGE_MEMBERSHIPS) {
        return Err(match context.settings.backend_without_permission {
            WithoutPermission::AuthorizationInvalid => ClerkError::authorization_invalid(),
            WithoutPermission::MissingPermission => {
                ClerkError::missing_organization_permission(permission::MANAGE_MEMBERSHIPS)
            }
        });
    }
    db.user(user_id)?.ok_or_else(|| ClerkError::internal("a membership without its user"))
}

/// `POST …/invitations/{invitation_id}/revoke`. The invitation must be pending. The body may be empty.
pub(super) fn revoke(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let requesting_user_id = fields.text("requesting_user_id");
    fields.finish(())?;
    context.change(
        |db| {
            let organization = path::organization(context, db)?;
            if let Some(id) = &requesting_user_id {
                acting(context, db, &organization, "requesting_user_id", id)?;
            }
            let invitation = of_path(context, db, &organization)?;
            if invitation.status != InvitationStatus::Pending {
                return Err(ClerkError::organization_invitation_not_pending());
            }
            db.set_invitation_status(&invitation.id, InvitationStatus::Revoked)?;
            Ok(Invitation { status: InvitationStatus::Revoked, updated_at: context.now(), ..invitation })
        },
        |db, revoked| Ok(Reply::json(shapes::invitation(context, db, &revoked)?)),
    )
}
