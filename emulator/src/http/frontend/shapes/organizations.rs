//! What belongs to organizations.

use serde_json::{Value, json};

use crate::acts::invite::accept_link;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::shapes::{Shared, logo, public_organization_data, public_user_data};
use crate::store::{Db, Invitation, Joining, Membership, Organization, User};

/// An invitation as the invited user sees it.
pub(in crate::http::frontend) fn user_invitation(
    context: &Context,
    db: &Db<'_>,
    of: &Invitation,
) -> Result<Value, ClerkError> {
    let mut shown = invitation(context, of);
    if let Value::Object(fields) = &mut shown {
        let data = public_organization_data(context, db, &of.organization_id)?;
        fields.insert("public_organization_data".to_owned(), data);
    }
    Ok(shown)
}

pub(in crate::http::frontend) fn suggestion(
    context: &Context,
    db: &Db<'_>,
    suggestion: &Joining,
) -> Result<Value, ClerkError> {
    Ok(json!({
        "object": "organization_suggestion",
        "id": suggestion.id,
        "public_organization_data": public_organization_data(context, db, &suggestion.organization_id)?,
        "status": suggestion.status,
        "created_at": suggestion.created_at,
        "updated_at": suggestion.updated_at,
    }))
}

pub(in crate::http::frontend) fn membership_request(
    context: &Context,
    db: &Db<'_>,
    request: &Joining,
) -> Result<Value, ClerkError> {
    let user =
        db.user(&request.user_id)?.ok_or_else(|| ClerkError::internal("a request without its user"))?;
    Ok(json!({
        "object": "organization_membership_request",
        "id": request.id,
        "organization_id": request.organization_id,
        "status": request.status,
        "public_user_data": public_user_data(context, db, &user)?,
        "created_at": request.created_at,
        "updated_at": request.updated_at,
    }))
}

pub(in crate::http::frontend) fn invitation(context: &Context, invitation: &Invitation) -> Value {
    let link = || invitation.ticket.as_ref().map(|ticket| accept_link(context, ticket));
    json!({
        "object": "organization_invitation",
        "id": invitation.id,
        "email_address": invitation.email_address,
        "role": invitation.role,
        "role_name": invitation.role_name,
        "organization_id": invitation.organization_id,
        "status": invitation.status.as_str(),
        "public_metadata": invitation.public_metadata,
        "url": if context.settings.frontend_invitation_url { link() } else { None },
        "expires_at": invitation.expires_at,
        "created_at": invitation.created_at,
        "updated_at": invitation.updated_at,
    })
}

pub(in crate::http::frontend) fn organization(
    context: &Context,
    db: &Db<'_>,
    organization: &Organization,
) -> Result<Value, ClerkError> {
    let (image_url, has_image) = logo(context, db, &organization.id)?;
    Ok(json!({
        "object": "organization",
        "id": organization.id,
        "name": organization.name,
        "slug": organization.slug,
        "image_url": image_url,
        "has_image": has_image,
        "logo_url": Value::Null,
        "members_count": db.count_members(&organization.id)?,
        "pending_invitations_count": db.count_pending_invitations(&organization.id)?,
        "max_allowed_memberships": organization.max_allowed_memberships,
        "admin_delete_enabled": organization.admin_delete_enabled,
        "self_serve_sso_enabled": false,
        "exclusive_membership": false,
        "public_metadata": organization.public_metadata,
        "created_at": organization.created_at,
        "updated_at": organization.updated_at,
    }))
}

pub(in crate::http::frontend) fn membership(
    context: &Context,
    db: &Db<'_>,
    shared: &mut Shared,
    membership: &Membership,
    member: &User,
) -> Result<Value, ClerkError> {
    let of = shared.organization(&membership.organization_id, || {
        let of = db
            .organization(&membership.organization_id)?
            .ok_or_else(|| ClerkError::internal("a membership without its organization"))?;
        organization(context, db, &of)
    })?;
    let (role_name, permissions) = shared.role(db, &membership.role)?;
    Ok(json!({
        "object": "organization_membership",
        "id": membership.id,
        "role": membership.role,
        "role_name": role_name,
        "permissions": permissions,
        "public_metadata": membership.public_metadata,
        "organization": of,
        "public_user_data": public_user_data(context, db, member)?,
        "created_at": membership.created_at,
        "updated_at": membership.updated_at,
    }))
}
