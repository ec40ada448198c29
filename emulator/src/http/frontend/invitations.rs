//! `/v1/organizations/{organization_id}/invitations`: list, create one, create many, revoke.

use serde_json::{Value, json};

use super::caller::{Caller, Member};
use super::shapes;
use crate::acts::invite::{self, Draft, Invite};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::model::order::Order;
use crate::pairs::Pairs;
use crate::rules::invitation::{self, Request};
use crate::rules::permission;
use crate::settings::{ListPermission, Tolerance, UnknownInvitation};
use crate::store::{Db, Invitation, InvitationFilter, InvitationStatus};

/// The caller as a member of the path's organization.
fn member_of_path(context: &Context, db: &Db<'_>) -> Result<(Caller, Member), ClerkError> {
    let caller = Caller::of(context, db)?;
    let member = caller.member_of(context, db, context.parameter("organization_id"))?;
    Ok((caller, member))
}

/// `null`, or the whole client with the setting `invitation_answers_carry_client`.
fn client_of(context: &Context, db: &Db<'_>, caller: &Caller) -> Result<Value, ClerkError> {
    if context.settings.invitation_answers_carry_client {
        shapes::attached_client(context, db, &caller.client)
    } else {
        Ok(Value::Null)
    }
}

/// The answer to a write: the response and [`client_of`].
fn answered(context: &Context, caller: &Caller, response: Value) -> Answer {
    if !context.settings.invitation_answers_carry_client {
        return Ok(Reply::wrapped(response, Value::Null));
    }
    context.read(|db| Ok(Reply::wrapped(response, client_of(context, &db, caller)?)))
}

fn shown(context: &Context, invitation: &Invitation) -> Result<Value, ClerkError> {
    shapes::value(&shapes::invitation(context, invitation))
}

fn require_list_permission(context: &Context, member: &Member) -> Result<(), ClerkError> {
    match context.settings.invitation_list_permission {
        ListPermission::Manage => member.require(permission::MANAGE_MEMBERSHIPS),
        ListPermission::Read => member.require(permission::READ_MEMBERSHIPS),
        ListPermission::None => Ok(()),
    }
}

fn written(context: &Context, found: &[Invitation]) -> Result<shapes::Rows, ClerkError> {
    let mut rows = shapes::Rows::default();
    found.iter().try_for_each(|invitation| rows.push(&shapes::invitation(context, invitation)))?;
    Ok(rows)
}

/// `GET …/invitations`: newest first. `total_count` counts all invitations that match the filter.
pub(super) fn list(context: &Context) -> Answer {
    let query = context.query.repeated_at_most()?;
    if context.settings.unknown_query_parameter == Tolerance::Refuse {
        query.only(&["limit", "offset", "status", "paginated"])?;
    }
    let page = context.page()?;
    let statuses = invitation::statuses(
        query.all("status"),
        invitation::FRONTEND_STATUSES,
        context.settings.empty_status_filter,
        context.settings.frontend_list_default_status,
    )?;
    context.read(|db| {
        let (caller, member) = member_of_path(context, &db)?;
        require_list_permission(context, &member)?;
        let filter = InvitationFilter {
            organization_id: Some(&member.organization.id),
            statuses: statuses.as_deref(),
            ..InvitationFilter::default()
        };
        let found = db.invitations(&filter, Order::NEWEST_FIRST, page, context.settings.list_tie_break)?;
        let rows = written(context, &found)?;
        let response = rows.page(context, db.count_invitations(&filter)?)?;
        Ok(Reply::wrapped(response, client_of(context, &db, &caller)?))
    })
}

/// `GET …/invitations/pending`, deprecated: an array of the pending invitations, as clerk-js 4 reads it.
pub(super) fn list_pending(context: &Context) -> Answer {
    let page = context.page()?;
    context.read(|db| {
        let (_, member) = member_of_path(context, &db)?;
        require_list_permission(context, &member)?;
        let filter = InvitationFilter {
            organization_id: Some(&member.organization.id),
            statuses: Some(&[InvitationStatus::Pending]),
            ..InvitationFilter::default()
        };
        let found = db.invitations(&filter, Order::NEWEST_FIRST, page, context.settings.list_tie_break)?;
        Ok(Reply::wrapped(written(context, &found)?.list(context)?, Value::Null))
    })
}

/// `POST …/invitations`: invites one address.
pub(super) fn create(context: &Context) -> Answer {
    let form = context.form()?;
    let address = form.get("email_address").map(str::to_owned);
    let (caller, invitations) = invite(context, &form, address.into_iter().collect(), 1)?;
    let shown = invitations.first().map(|invitation| shown(context, invitation)).transpose()?;
    answered(context, &caller, shown.unwrap_or_default())
}

/// `POST …/invitations/bulk`: invites several addresses with one role, all or none. Unlike the Backend API's, the
/// answer is an array, in the order of the addresses.
pub(super) fn create_bulk(context: &Context) -> Answer {
    let form = context.form()?;
    let mut addresses = form.all("email_address").map(str::to_owned).collect();
    if context.settings.bulk_repeated_address == Tolerance::Ignore {
        addresses = invitation::distinct(addresses);
    }
    let (caller, invitations) = invite(context, &form, addresses, context.settings.frontend_bulk_limit)?;
    let shown = invitations.iter().map(|invitation| shown(context, invitation));
    answered(context, &caller, shown.collect::<Result<Vec<_>, _>>()?.into())
}

fn invite(
    context: &Context,
    form: &Pairs,
    email_addresses: Vec<String>,
    limit: i64,
) -> Result<(Caller, Vec<Invitation>), ClerkError> {
    form.only(&["email_address", "role", "notify"])?;
    if email_addresses.iter().all(String::is_empty) {
        return Err(ClerkError::form_param_missing("email_address"));
    }
    let role = form.required("role")?;
    let notify = form.boolean("notify", context.settings.wrong_boolean)?.unwrap_or(true);
    // A longer list is rejected later, so it needs no further drafts.
    let allowed = email_addresses.len().min(usize::try_from(limit).unwrap_or_default());
    let draft = |_| {
        let days = context.settings.invitation_expires_in_days;
        invite::draft(context, context.parameter("organization_id"), None, days)
    };
    let drafts = (0..allowed).map(draft).collect::<Result<Vec<_>, _>>()?;
    context.write(|db| {
        let (caller, member) = member_of_path(context, &db)?;
        let request = Request {
            email_addresses: &email_addresses,
            limit,
            role,
            role_exists: db.role(role)?.is_some(),
            roles: &db.role_keys()?,
            caller_permissions: &member.permissions,
        };
        invitation::check_request(&request, &context.settings)?;
        let organization = &member.organization;
        invite::make_room(
            &db,
            organization,
            &email_addresses,
            context.settings.frontend_duplicate_invitation,
        )?;
        let inviter = db.user(&caller.session.user_id)?;
        let one = |(email_address, draft): (&String, Draft)| {
            let invite = Invite {
                email_address,
                role,
                inviter: inviter.as_ref(),
                public_metadata: json!({}),
                private_metadata: json!({}),
                notify,
                domain_id: None,
            };
            invite::add(context, &db, organization, draft, invite)
        };
        let created = email_addresses.iter().zip(drafts).map(one).collect::<Result<Vec<_>, ClerkError>>()?;
        Ok((caller, created))
    })
}

/// `POST …/invitations/{invitation_id}/revoke`. The invitation must be pending.
pub(super) fn revoke(context: &Context) -> Answer {
    let (caller, revoked) = context.write(|db| {
        let (caller, member) = member_of_path(context, &db)?;
        member.require(permission::MANAGE_MEMBERSHIPS)?;
        let organization_id = &member.organization.id;
        let found = db.invitation(organization_id, context.parameter("invitation_id"))?;
        let invitation = found.ok_or_else(|| match context.settings.unknown_invitation {
            UnknownInvitation::NotFound => ClerkError::organization_invitation_not_found(),
            UnknownInvitation::NotPending => ClerkError::organization_invitation_not_pending(),
        })?;
        if invitation.status != InvitationStatus::Pending {
            return Err(ClerkError::organization_invitation_not_pending());
        }
        db.set_invitation_status(&invitation.id, InvitationStatus::Revoked)?;
        let revoked =
            Invitation { status: InvitationStatus::Revoked, updated_at: context.now(), ..invitation };
        Ok((caller, revoked))
    })?;
    answered(context, &caller, shown(context, &revoked)?)
}
