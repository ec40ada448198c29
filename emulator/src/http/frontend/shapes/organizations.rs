//! Organizations, memberships, invitations, domains and requests.

use serde_json::{Value, json};

use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::shapes::{
    BesideInvitations, InvitationShape, MembershipRows, PublicOrganizationData, Rows, Shared, image,
    invitation_url, public_organization_data_of, public_user_data, value,
};
use crate::store::{Db, Invitation, Joining, Organization, PublicUser, Standing};

/// An invitation for the invited user.
pub(in crate::http::frontend) fn user_invitation(
    context: &Context,
    db: &Db<'_>,
    of: &Invitation,
) -> Result<Value, ClerkError> {
    let organization = public_organization_data_of(context, db, &of.organization_id)?;
    value(&InvitationShape { public_organization_data: Some(&organization), ..invitation(context, of) })
}

/// The user's own invitations.
pub(in crate::http::frontend) fn user_invitations(
    context: &Context,
    db: &Db<'_>,
    found: &[Invitation],
) -> Result<Rows, ClerkError> {
    let beside = BesideInvitations::default().and_organizations(context, db, found)?;
    let mut rows = Rows::default();
    for of in found {
        let public_organization_data = beside.organization(of);
        rows.push(&InvitationShape { public_organization_data, ..invitation(context, of) })?;
    }
    Ok(rows)
}

pub(in crate::http::frontend) fn suggestion(
    suggestion: &Joining,
    organization: &PublicOrganizationData,
) -> Value {
    json!({
        "object": "organization_suggestion",
        "id": suggestion.id,
        "public_organization_data": organization,
        "status": suggestion.status,
        "created_at": suggestion.created_at,
        "updated_at": suggestion.updated_at,
    })
}

pub(in crate::http::frontend) fn membership_request(
    context: &Context,
    request: &Joining,
    user: &PublicUser,
) -> Value {
    json!({
        "object": "organization_membership_request",
        "id": request.id,
        "organization_id": request.organization_id,
        "status": request.status,
        "public_user_data": public_user_data(context, user),
        "created_at": request.created_at,
        "updated_at": request.updated_at,
    })
}

pub(in crate::http::frontend) fn invitation<'a>(
    context: &Context,
    invitation: &'a Invitation,
) -> InvitationShape<'a> {
    let is_linked = context.settings.frontend_invitation_url;
    let url = if is_linked { invitation_url(context, invitation) } else { None };
    InvitationShape { url, ..InvitationShape::of(invitation) }
}

/// An organization that this request may have changed.
pub(in crate::http::frontend) fn organization(
    context: &Context,
    db: &Db<'_>,
    organization: &Organization,
) -> Result<Value, ClerkError> {
    let standing = db.standing(&organization.id)?.ok_or_else(ClerkError::organization_not_found)?;
    Ok(organization_with(context, organization, &standing))
}

fn organization_with(context: &Context, organization: &Organization, standing: &Standing) -> Value {
    let (image_url, has_image) = image(context, &organization.id, standing.logo_updated_at);
    json!({
        "object": "organization",
        "id": organization.id,
        "name": organization.name,
        "slug": organization.slug,
        "image_url": image_url,
        "has_image": has_image,
        "logo_url": Value::Null,
        "members_count": standing.members_count,
        "pending_invitations_count": standing.pending_invitations_count,
        "max_allowed_memberships": organization.max_allowed_memberships,
        "admin_delete_enabled": organization.admin_delete_enabled,
        "self_serve_sso_enabled": false,
        "exclusive_membership": false,
        "public_metadata": organization.public_metadata,
        "created_at": organization.created_at,
        "updated_at": organization.updated_at,
    })
}

/// The data that all memberships of an organization share.
pub(in crate::http::frontend) fn shared_of(
    context: &Context,
    db: &Db<'_>,
    of: &Organization,
) -> Result<Shared, ClerkError> {
    let mut shared = Shared::default();
    shared.know(&of.id, &organization(context, db, of)?)?;
    Ok(shared)
}

/// A single membership.
pub(in crate::http::frontend) fn membership(
    context: &Context,
    db: &Db<'_>,
    rows: &MembershipRows,
) -> Result<Value, ClerkError> {
    let MembershipRows { membership, user, organization, standing } = rows;
    let mut shared = Shared::default();
    shared.know(&organization.id, &organization_with(context, organization, standing))?;
    value(&shared.membership(context, db, (membership, user))?)
}

/// A page of the user's own memberships, oldest first.
pub(in crate::http::frontend) fn memberships_of_user(
    context: &Context,
    db: &Db<'_>,
    user: &PublicUser,
    (limit, offset): (i64, i64),
) -> Result<Rows, ClerkError> {
    let mut shared = Shared::default();
    let mut rows = Rows::default();
    for (membership, (organization, standing)) in db.memberships_of_user(&user.id, limit, offset)? {
        shared.know(&organization.id, &organization_with(context, &organization, &standing))?;
        rows.push(&shared.membership(context, db, (&membership, user))?)?;
    }
    Ok(rows)
}
