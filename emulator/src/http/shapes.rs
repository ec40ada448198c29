//! The JSON shapes that both APIs share (Clerk's published descriptions), built from rows.

mod invitation;
mod rows;

use serde::Serialize;
use serde_json::{Value, json};

use crate::acts::Act;
use crate::error::ClerkError;
use crate::rules::verification as code_rules;
pub(super) use crate::rules::verification::shape as verification;
use crate::store::{
    Code, Db, Domain, EmailAddress, Permission, PublicOrganization, PublicUser, Role, UnverifiedAddress,
};

pub(super) use invitation::{InvitationShape, PublicInviterData, invitation_url, public_inviter_data};
pub(super) use rows::{BesideInvitations, MembershipRows, MembershipShape, Rows, Shared, value};

/// A list with the total number of matches.
pub(super) fn page(data: Vec<Value>, total_count: i64) -> Value {
    json!({ "data": data, "total_count": total_count })
}

/// The answer to a deletion.
pub(super) fn deleted(object: &str, id: &str) -> Value {
    json!({ "object": object, "id": id, "deleted": true })
}

fn image_url(context: &Act, id: &str) -> String {
    format!("{}/{id}", images_url(context))
}

/// The base URL of all avatars and logos. The owner's id follows it.
pub(super) fn images_url(context: &Act) -> String {
    format!("{}/__emulator/images", context.instance.url)
}

/// The URL of an avatar or logo, and whether it was uploaded. Each upload has a new URL.
pub(super) fn image(context: &Act, id: &str, updated_at: Option<i64>) -> (String, bool) {
    let url = image_url(context, id);
    match updated_at {
        Some(updated_at) => (format!("{url}?v={updated_at}"), true),
        None => (url, false),
    }
}

/// The data of a user that other users can see.
#[derive(Debug, Serialize)]
pub(super) struct PublicUserData<'a> {
    user_id: &'a str,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    image_url: String,
    profile_image_url: String,
    has_image: bool,
    identifier: &'a str,
    username: Option<&'a str>,
    banned: bool,
    deprovisioned: bool,
}

pub(super) fn public_user_data<'a>(context: &Act, user: &'a PublicUser) -> PublicUserData<'a> {
    let (image_url, has_image) = image(context, &user.id, user.image_updated_at);
    PublicUserData {
        user_id: &user.id,
        first_name: user.first_name.as_deref(),
        last_name: user.last_name.as_deref(),
        profile_image_url: image_url.clone(),
        image_url,
        has_image,
        identifier: &user.identifier,
        username: user.username.as_deref(),
        banned: user.banned,
        deprovisioned: false,
    }
}

/// The addresses of a user: first the verified ones, then the others.
pub(super) fn email_addresses(
    context: &Act,
    db: &Db<'_>,
    verified: &[EmailAddress],
    others: &[UnverifiedAddress],
) -> Result<Vec<Value>, ClerkError> {
    let others = others.iter().map(|address| unverified_email_address(context, db, address));
    verified.iter().map(|address| Ok(email_address(address))).chain(others).collect()
}

/// An unverified address with the state of its code, if one was sent.
pub(super) fn unverified_email_address(
    context: &Act,
    db: &Db<'_>,
    address: &UnverifiedAddress,
) -> Result<Value, ClerkError> {
    let code = db.code(&address.id)?;
    Ok(json!({
        "id": address.id,
        "object": "email_address",
        "email_address": address.email_address,
        "reserved": false,
        "verification": code.map(|code| code_verification(context, &code, false)),
        "linked_to": [],
        "matches_sso_connection": false,
        "created_at": address.created_at,
        "updated_at": address.updated_at,
    }))
}

/// A verification by a sent code.
pub(super) fn code_verification(context: &Act, code: &Code, is_verified: bool) -> Value {
    let open = || code_rules::status(code, context.now(), &context.settings);
    json!({
        "object": "verification_otp",
        "status": if is_verified { "verified" } else { open() },
        "strategy": "email_code",
        "attempts": code.attempts,
        "expire_at": code.expire_at,
    })
}

/// A verified address.
pub(super) fn email_address(address: &EmailAddress) -> Value {
    json!({
        "id": address.id,
        "object": "email_address",
        "email_address": address.email_address,
        "reserved": false,
        "verification": verification(&address.strategy, "verified", address.updated_at),
        "linked_to": [],
        "matches_sso_connection": false,
        "created_at": address.created_at,
        "updated_at": address.updated_at,
    })
}

/// The data of an organization that users who are not members can see.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PublicOrganizationData {
    id: String,
    name: String,
    slug: String,
    image_url: String,
    has_image: bool,
}

pub(super) fn public_organization_data(context: &Act, of: PublicOrganization) -> PublicOrganizationData {
    let (image_url, has_image) = image(context, &of.id, of.logo_updated_at);
    PublicOrganizationData { id: of.id, name: of.name, slug: of.slug, image_url, has_image }
}

/// Looks up an organization's public data.
pub(super) fn public_organization_data_of(
    context: &Act,
    db: &Db<'_>,
    id: &str,
) -> Result<PublicOrganizationData, ClerkError> {
    let found = db
        .public_organization(id)?
        .ok_or_else(|| ClerkError::internal("something without its organization"))?;
    Ok(public_organization_data(context, found))
}

/// A domain. Only managers see the required value of the DNS record, and only while it is needed.
pub(super) fn domain(
    context: &Act,
    db: &Db<'_>,
    domain: &Domain,
    organization: &PublicOrganizationData,
    is_manager: bool,
) -> Result<Value, ClerkError> {
    let (invitations, suggestions) = db.count_enrolled(&domain.id)?;
    let code = db.code(&domain.id)?;
    let affiliation = match (domain.affiliation_verified_at, &code) {
        (None, None) => Value::Null,
        (verified_at, code) => json!({
            "status": if verified_at.is_some() { "verified" } else { "unverified" },
            "strategy": "email_code",
            "attempts": code.as_ref().map(|code| code.attempts),
            "expire_at": code.as_ref().map(|code| code.expire_at),
            "verified_at": verified_at,
        }),
    };
    let is_open = domain.ownership_verified_at.is_none()
        && domain.ownership_expire_at.is_some_and(|ends_at| ends_at > context.now());
    // Without a challenge, a program verified the domain.
    let by_program = domain.ownership_verified_at.map(|verified_at| {
        json!({
            "status": "verified",
            "strategy": "manual_override",
            "attempts": Value::Null,
            "expire_at": Value::Null,
            "verified_at": verified_at,
        })
    });
    let by_challenge = domain.ownership_txt_value.as_ref().map(|txt_value| {
        json!({
            "status": if domain.ownership_verified_at.is_some() { "verified" } else { "unverified" },
            "strategy": "txt",
            "attempts": domain.ownership_attempts,
            "expire_at": domain.ownership_expire_at,
            "verified_at": domain.ownership_verified_at,
            "txt_record_name": is_open.then(|| format!("_clerk-emulator.{}", domain.name)),
            "txt_record_value": (is_open && is_manager).then_some(txt_value),
        })
    });
    Ok(json!({
        "object": "organization_domain",
        "id": domain.id,
        "organization_id": domain.organization_id,
        "name": domain.name,
        "enrollment_mode": domain.enrollment_mode,
        "affiliation_email_address": domain.affiliation_email_address,
        "affiliation_verification": affiliation,
        "verification": affiliation,
        "ownership_verification": by_challenge.or(by_program),
        "public_organization_data": organization,
        "total_pending_invitations": invitations,
        "total_pending_suggestions": suggestions,
        "created_at": domain.created_at,
        "updated_at": domain.updated_at,
    }))
}

pub(super) fn role(db: &Db<'_>, role: &Role) -> Result<Value, ClerkError> {
    let permissions: Vec<Value> = db.permissions_of_role(&role.key)?.iter().map(permission).collect();
    Ok(json!({
        "object": "role",
        "id": role.id,
        "name": role.name,
        "key": role.key,
        "description": role.description,
        "is_creator_eligible": role.is_creator_eligible,
        "permissions": permissions,
        "created_at": role.created_at,
        "updated_at": role.updated_at,
    }))
}

pub(super) fn permission(permission: &Permission) -> Value {
    json!({
        "object": "permission",
        "id": permission.id,
        "name": permission.name,
        "key": permission.key,
        "description": permission.description,
        "type": permission.kind,
        "created_at": permission.created_at,
        "updated_at": permission.updated_at,
    })
}
