//! The JSON objects of the Backend API (Clerk's published Backend API description), built from rows.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::acts::Act;
use crate::acts::session::lock_seconds;
use crate::error::ClerkError;
use crate::http::shapes::{
    self, BesideInvitations, InvitationShape, MembershipRows, MembershipShape, PublicOrganizationData,
    Shared, email_addresses, image, invitation_url, public_organization_data, value,
};
use crate::store::{Db, Domain, Invitation, Membership, Organization, PublicUser, Session, Standing, User};

/// `@clerk/backend` recognizes a deleted object by its fields `object` and `deleted`.
pub(super) use crate::http::shapes::{
    Rows, code_verification, deleted, email_address, page, permission, role, unverified_email_address,
};

pub(super) fn invitation(context: &Act, db: &Db<'_>, invitation: &Invitation) -> Result<Value, ClerkError> {
    let beside = BesideInvitations::inviters(context, db, std::slice::from_ref(invitation))?;
    value(&shape(context, &beside, invitation))
}

/// New invitations as an array.
pub(super) fn created(context: &Act, db: &Db<'_>, created: &[Invitation]) -> Result<Vec<Value>, ClerkError> {
    let beside = BesideInvitations::inviters(context, db, created)?;
    created.iter().map(|invitation| value(&shape(context, &beside, invitation))).collect()
}

/// A list of invitations.
pub(super) fn invitations(context: &Act, db: &Db<'_>, found: &[Invitation]) -> Result<Rows, ClerkError> {
    let beside = BesideInvitations::inviters(context, db, found)?;
    let mut rows = Rows::default();
    found.iter().try_for_each(|invitation| rows.push(&shape(context, &beside, invitation)))?;
    Ok(rows)
}

/// A list of invitations to several organizations, each with the public data of its organization.
pub(super) fn invitations_with_organizations(
    context: &Act,
    db: &Db<'_>,
    found: &[Invitation],
) -> Result<Rows, ClerkError> {
    let beside = BesideInvitations::inviters(context, db, found)?.and_organizations(context, db, found)?;
    let mut rows = Rows::default();
    for invitation in found {
        let public_organization_data = beside.organization(invitation);
        rows.push(&InvitationShape { public_organization_data, ..shape(context, &beside, invitation) })?;
    }
    Ok(rows)
}

fn shape<'a>(
    context: &Act,
    beside: &'a BesideInvitations,
    invitation: &'a Invitation,
) -> InvitationShape<'a> {
    InvitationShape {
        inviter_id: Some(invitation.inviter_user_id.as_deref()),
        public_inviter_data: Some(beside.inviter(invitation)),
        private_metadata: Some(&invitation.private_metadata),
        url: invitation_url(context, invitation),
        ..InvitationShape::of(invitation)
    }
}

/// An organization that this request may have changed. It includes the number of members if the caller requests it
/// (`include_members_count`).
pub(super) fn organization(
    context: &Act,
    db: &Db<'_>,
    organization: &Organization,
    include_members_count: bool,
) -> Result<Value, ClerkError> {
    let standing = db.standing(&organization.id)?.ok_or_else(ClerkError::organization_not_found)?;
    Ok(organization_with(context, organization, &standing, include_members_count))
}

pub(super) fn organization_with(
    context: &Act,
    organization: &Organization,
    standing: &Standing,
    include_members_count: bool,
) -> Value {
    let (image_url, has_image) = image(context, &organization.id, standing.logo_updated_at);
    let mut shown = json!({
        "object": "organization",
        "id": organization.id,
        "name": organization.name,
        "slug": organization.slug,
        "image_url": image_url,
        "has_image": has_image,
        "pending_invitations_count": standing.pending_invitations_count,
        "max_allowed_memberships": organization.max_allowed_memberships,
        "admin_delete_enabled": organization.admin_delete_enabled,
        "public_metadata": organization.public_metadata,
        "private_metadata": organization.private_metadata,
        "created_at": organization.created_at,
        "updated_at": organization.updated_at,
    });
    let optional = [
        ("created_by", organization.created_by.clone().map(Value::from)),
        ("members_count", include_members_count.then(|| standing.members_count.into())),
    ];
    if let Some(object) = shown.as_object_mut() {
        object.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    }
    shown
}

/// A list of memberships with their users.
pub(super) fn memberships(
    context: &Act,
    db: &Db<'_>,
    found: &[(Membership, PublicUser)],
) -> Result<Rows, ClerkError> {
    let (mut shared, mut rows) = (Shared::default(), Rows::default());
    let ids = found.iter().map(|(membership, _)| membership.organization_id.as_str()).collect();
    for (organization, standing) in db.shown_organizations(&ids)? {
        shared.know(&organization.id, &organization_with(context, &organization, &standing, true))?;
    }
    for (membership, user) in found {
        let shape = shared.membership(context, db, (membership, user))?;
        let private_metadata = Some(&membership.private_metadata);
        rows.push(&MembershipShape { private_metadata, ..shape })?;
    }
    Ok(rows)
}

/// A single membership.
pub(super) fn membership(context: &Act, db: &Db<'_>, of: &Membership) -> Result<Value, ClerkError> {
    membership_of(context, db, &MembershipRows::of(db, of)?)
}

/// A single membership, from rows that were read earlier.
pub(super) fn membership_of(context: &Act, db: &Db<'_>, rows: &MembershipRows) -> Result<Value, ClerkError> {
    let MembershipRows { membership, user, organization, standing } = rows;
    let mut shared = Shared::default();
    shared.know(&organization.id, &organization_with(context, organization, standing, true))?;
    let shape = shared.membership(context, db, (membership, user))?;
    value(&MembershipShape { private_metadata: Some(&membership.private_metadata), ..shape })
}

pub(super) fn user(context: &Act, db: &Db<'_>, user: &User) -> Result<Value, ClerkError> {
    let (verified, others) = (db.email_addresses(&user.id)?, db.unverified_email_addresses(&user.id)?);
    Ok(user_with(context, user, email_addresses(context, db, &verified, &others)?))
}

pub(super) fn domain(context: &Act, db: &Db<'_>, domain: &Domain) -> Result<Value, ClerkError> {
    Ok(domains(context, db, std::slice::from_ref(domain))?.pop().unwrap_or_default())
}

/// A list of domains. Programs receive the required values of the DNS records.
pub(super) fn domains(context: &Act, db: &Db<'_>, found: &[Domain]) -> Result<Vec<Value>, ClerkError> {
    let ids = found.iter().map(|domain| domain.organization_id.as_str()).collect();
    let organizations = db.public_organizations(&ids)?.into_iter();
    let organizations: HashMap<String, PublicOrganizationData> =
        organizations.map(|of| (of.id.clone(), public_organization_data(context, of))).collect();
    let shape = |domain: &Domain| {
        let organization = organizations
            .get(&domain.organization_id)
            .ok_or_else(|| ClerkError::internal("a domain without its organization"))?;
        shapes::domain(context, db, domain, organization, true)
    };
    found.iter().map(shape).collect()
}

/// A list of users.
pub(super) fn users(context: &Act, db: &Db<'_>, found: &[User]) -> Result<Rows, ClerkError> {
    let (verified, others) = (db.email_addresses_of(found)?, db.unverified_email_addresses_of(found)?);
    let mut rows = Rows::default();
    for user in found {
        let verified = verified.get(&user.id).map(Vec::as_slice).unwrap_or_default();
        let others = others.get(&user.id).map(Vec::as_slice).unwrap_or_default();
        rows.push(&user_with(context, user, email_addresses(context, db, verified, others)?))?;
    }
    Ok(rows)
}

fn user_with(context: &Act, user: &User, email_addresses: Vec<Value>) -> Value {
    let (image_url, has_image) = image(context, &user.id, user.image_updated_at);
    let locked_until = user.lock_at(context.now());
    json!({
        "id": user.id,
        "object": "user",
        "external_id": user.external_id,
        "primary_email_address_id": user.primary_email_address_id,
        "primary_phone_number_id": Value::Null,
        "primary_web3_wallet_id": Value::Null,
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "locale": user.locale,
        "profile_image_url": image_url,
        "image_url": image_url,
        "has_image": has_image,
        "public_metadata": user.public_metadata,
        "private_metadata": user.private_metadata,
        "unsafe_metadata": user.unsafe_metadata,
        "email_addresses": email_addresses,
        "phone_numbers": [],
        "web3_wallets": [],
        "passkeys": [],
        "password_enabled": user.password_hash.is_some(),
        "two_factor_enabled": user.has_totp(),
        "totp_enabled": user.has_totp(),
        "backup_code_enabled": user.has_backup_codes(),
        "mfa_enabled_at": user.mfa_enabled_at,
        "mfa_disabled_at": user.mfa_disabled_at,
        "password_last_updated_at": Value::Null,
        "external_accounts": [],
        "saml_accounts": [],
        "enterprise_accounts": [],
        "last_sign_in_at": user.last_sign_in_at,
        "banned": user.banned,
        "locked": locked_until.is_some(),
        "deprovisioned": false,
        "lockout_expires_in_seconds": locked_until.and_then(|until| lock_seconds(until, context.now())),
        "verification_attempts_remaining": Value::Null,
        "updated_at": user.updated_at,
        "created_at": user.created_at,
        "delete_self_enabled": user.delete_self_enabled,
        "create_organization_enabled": user.create_organization_enabled,
        "create_organizations_limit": user.create_organizations_limit,
        "last_active_at": user.last_active_at,
        "legal_accepted_at": user.legal_accepted_at,
        "bypass_client_trust": user.bypass_client_trust,
    })
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
