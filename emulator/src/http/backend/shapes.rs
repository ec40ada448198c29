//! The objects of the Backend API as they are on the wire (Clerk's published Backend API description): rows to JSON.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::acts::Act;
use crate::acts::invite::accept_link;
use crate::error::ClerkError;
use crate::http::shapes::{email_addresses, image_url, logo, public_organization_data, public_user_data};
use crate::store::{Db, Invitation, Membership, Organization, Session, User};

/// `@clerk/backend` knows what was deleted by its having both `object` and `deleted`.
pub(super) use crate::http::shapes::{
    Shared, deleted, domain, email_address, page, permission, role, unverified_email_address,
};

pub(super) fn invitation(context: &Act, db: &Db<'_>, invitation: &Invitation) -> Result<Value, ClerkError> {
    let inviter = inviter(context, db, invitation.inviter_user_id.as_deref())?;
    Ok(with_inviter(context, invitation, inviter))
}

/// A list of invitations. Most have the same inviter, so each inviter is looked up once.
pub(super) fn invitations(
    context: &Act,
    db: &Db<'_>,
    found: &[Invitation],
) -> Result<Vec<Value>, ClerkError> {
    let mut inviters: HashMap<Option<&str>, Value> = HashMap::new();
    let mut shown = Vec::with_capacity(found.len());
    for invitation in found {
        let id = invitation.inviter_user_id.as_deref();
        let data = match inviters.get(&id) {
            Some(data) => data.clone(),
            None => inviters.entry(id).or_insert(inviter(context, db, id)?).clone(),
        };
        shown.push(with_inviter(context, invitation, data));
    }
    Ok(shown)
}

/// A list of invitations to several organizations, each with what may be known of its organization.
pub(super) fn invitations_with_organizations(
    context: &Act,
    db: &Db<'_>,
    found: &[Invitation],
) -> Result<Vec<Value>, ClerkError> {
    let mut shown = invitations(context, db, found)?;
    let mut organizations: HashMap<&str, Value> = HashMap::new();
    for (invitation, shown) in found.iter().zip(&mut shown) {
        let id = invitation.organization_id.as_str();
        let data = match organizations.get(id) {
            Some(data) => data.clone(),
            None => organizations.entry(id).or_insert(public_organization_data(context, db, id)?).clone(),
        };
        if let Some(object) = shown.as_object_mut() {
            object.insert("public_organization_data".to_owned(), data);
        }
    }
    Ok(shown)
}

fn with_inviter(context: &Act, invitation: &Invitation, public_inviter_data: Value) -> Value {
    json!({
        "object": "organization_invitation",
        "id": invitation.id,
        "email_address": invitation.email_address,
        "role": invitation.role,
        "role_name": invitation.role_name,
        "organization_id": invitation.organization_id,
        "inviter_id": invitation.inviter_user_id,
        "public_inviter_data": public_inviter_data,
        "status": invitation.status.as_str(),
        "public_metadata": invitation.public_metadata,
        "private_metadata": invitation.private_metadata,
        "url": invitation.ticket.as_ref().map(|ticket| accept_link(context, ticket)),
        "expires_at": invitation.expires_at,
        "created_at": invitation.created_at,
        "updated_at": invitation.updated_at,
    })
}

/// `null` if there is no inviter or the inviter was deleted.
fn inviter(context: &Act, db: &Db<'_>, id: Option<&str>) -> Result<Value, ClerkError> {
    let found = match id {
        Some(id) => db.user(id)?,
        None => None,
    };
    let Some(user) = found else { return Ok(Value::Null) };
    Ok(json!({
        "user_id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "image_url": image_url(context, &user.id),
        "has_image": false,
        "identifier": user.identifier(&db.email_addresses(&user.id)?),
    }))
}

/// The number of members is there when it was asked for (`include_members_count`).
pub(super) fn organization(
    context: &Act,
    db: &Db<'_>,
    organization: &Organization,
    include_members_count: bool,
) -> Result<Value, ClerkError> {
    let (image_url, has_image) = logo(context, db, &organization.id)?;
    let mut shown = json!({
        "object": "organization",
        "id": organization.id,
        "name": organization.name,
        "slug": organization.slug,
        "image_url": image_url,
        "has_image": has_image,
        "pending_invitations_count": db.count_pending_invitations(&organization.id)?,
        "max_allowed_memberships": organization.max_allowed_memberships,
        "admin_delete_enabled": organization.admin_delete_enabled,
        "public_metadata": organization.public_metadata,
        "private_metadata": organization.private_metadata,
        "created_at": organization.created_at,
        "updated_at": organization.updated_at,
    });
    let optional = [
        ("created_by", organization.created_by.clone().map(Value::from)),
        (
            "members_count",
            match include_members_count {
                true => Some(db.count_members(&organization.id)?.into()),
                false => None,
            },
        ),
    ];
    if let Some(object) = shown.as_object_mut() {
        object.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    }
    Ok(shown)
}

pub(super) fn membership(
    context: &Act,
    db: &Db<'_>,
    shared: &mut Shared,
    membership: &Membership,
) -> Result<Value, ClerkError> {
    let of = shared.organization(&membership.organization_id, || {
        let of = db
            .organization(&membership.organization_id)?
            .ok_or_else(|| ClerkError::internal("a membership without its organization"))?;
        organization(context, db, &of, true)
    })?;
    let member =
        db.user(&membership.user_id)?.ok_or_else(|| ClerkError::internal("a membership without its user"))?;
    let (role_name, permissions) = shared.role(db, &membership.role)?;
    Ok(json!({
        "object": "organization_membership",
        "id": membership.id,
        "role": membership.role,
        "role_name": role_name,
        "permissions": permissions,
        "public_metadata": membership.public_metadata,
        "private_metadata": membership.private_metadata,
        "organization": of,
        "public_user_data": public_user_data(context, db, &member)?,
        "created_at": membership.created_at,
        "updated_at": membership.updated_at,
    }))
}

pub(super) fn user(context: &Act, db: &Db<'_>, user: &User) -> Result<Value, ClerkError> {
    Ok(json!({
        "id": user.id,
        "object": "user",
        "external_id": user.external_id,
        "primary_email_address_id": user.primary_email_address_id,
        "primary_phone_number_id": Value::Null,
        "primary_web3_wallet_id": Value::Null,
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "locale": Value::Null,
        "profile_image_url": image_url(context, &user.id),
        "image_url": image_url(context, &user.id),
        "has_image": false,
        "public_metadata": user.public_metadata,
        "private_metadata": user.private_metadata,
        "unsafe_metadata": user.unsafe_metadata,
        "email_addresses": email_addresses(context, db, &user.id)?,
        "phone_numbers": [],
        "web3_wallets": [],
        "passkeys": [],
        "password_enabled": user.password_hash.is_some(),
        "two_factor_enabled": false,
        "totp_enabled": false,
        "backup_code_enabled": false,
        "mfa_enabled_at": Value::Null,
        "mfa_disabled_at": Value::Null,
        "password_last_updated_at": Value::Null,
        "external_accounts": [],
        "saml_accounts": [],
        "enterprise_accounts": [],
        "last_sign_in_at": user.last_sign_in_at,
        "banned": user.banned,
        "locked": false,
        "deprovisioned": false,
        "lockout_expires_in_seconds": Value::Null,
        "verification_attempts_remaining": Value::Null,
        "updated_at": user.updated_at,
        "created_at": user.created_at,
        "delete_self_enabled": true,
        "create_organization_enabled": true,
        "create_organizations_limit": Value::Null,
        "last_active_at": user.last_active_at,
        "legal_accepted_at": Value::Null,
        "bypass_client_trust": false,
    }))
}

pub(super) fn session(session: &Session, active_organization_id: Option<&str>) -> Value {
    json!({
        "object": "session",
        "id": session.id,
        "user_id": session.user_id,
        "client_id": session.client_id,
        "actor": Value::Null,
        "status": session.status,
        "last_active_organization_id": active_organization_id,
        "last_active_at": session.last_active_at,
        "latest_activity": Value::Null,
        "expire_at": session.expire_at,
        "abandon_at": session.abandon_at,
        "updated_at": session.updated_at,
        "created_at": session.created_at,
        "tasks": Value::Null,
    })
}
