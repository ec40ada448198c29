//! The JSON objects of the Frontend API (Clerk's published Frontend API description), built from rows. Every required
//! field is present, because native clients decode strictly. This file has clients, sessions and users. The modules
//! below have organizations and attempts.

mod attempts;
mod organizations;

use serde_json::{Value, json};

use crate::acts::session;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::http::shapes::{image, public_user_data};
use crate::rows_only::takes_long;
use crate::settings::AttachClient;
use crate::store::{Client, Db, EmailAddress, PublicUser, Session, User};

pub(super) use crate::http::shapes::{
    MembershipRows, Rows, deleted, domain, email_address, email_addresses, page, public_organization_data,
    public_organization_data_of, role, unverified_email_address, value,
};
pub(super) use attempts::{sign_in, sign_up};
pub(super) use organizations::{
    invitation, membership, membership_request, memberships_of_user, organization, shared_of, suggestion,
    user_invitation, user_invitations,
};

pub(super) fn user(context: &Context, db: &Db<'_>, user: &User) -> Result<Value, ClerkError> {
    let addresses = db.email_addresses(&user.id)?;
    user_with(context, db, user, &addresses, &PublicUser::of(user, &addresses))
}

fn user_with(
    context: &Context,
    db: &Db<'_>,
    user: &User,
    addresses: &[EmailAddress],
    as_public: &PublicUser,
) -> Result<Value, ClerkError> {
    takes_long("a user is shaped with every membership");
    let addresses = email_addresses(context, db, addresses, &db.unverified_email_addresses(&user.id)?)?;
    let memberships = memberships_of_user(context, db, as_public, (i64::MAX, 0))?.list(context)?;
    let (image_url, has_image) = image(context, &user.id, user.image_updated_at);
    let locked_until = user.lock_at(context.now());
    let mut shown = json!({
        "object": "user",
        "id": user.id,
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "image_url": image_url,
        "profile_image_url": image_url,
        "has_image": has_image,
        "primary_email_address_id": user.primary_email_address_id,
        "primary_phone_number_id": Value::Null,
        "primary_web3_wallet_id": Value::Null,
        "password_enabled": user.password_hash.is_some(),
        "two_factor_enabled": user.has_totp(),
        "totp_enabled": user.has_totp(),
        "backup_code_enabled": user.has_backup_codes(),
        "email_addresses": addresses,
        "phone_numbers": [],
        "web3_wallets": [],
        "passkeys": [],
        "external_accounts": [],
        "saml_accounts": [],
        "enterprise_accounts": [],
        "organization_memberships": memberships,
        "password_last_updated_at": Value::Null,
        "public_metadata": user.public_metadata,
        "unsafe_metadata": user.unsafe_metadata,
        "external_id": user.external_id,
        "last_sign_in_at": user.last_sign_in_at,
        "last_active_at": user.last_active_at,
        "banned": user.banned,
        "locked": locked_until.is_some(),
        "deprovisioned": false,
        "lockout_expires_in_seconds": locked_until.and_then(|until| session::lock_seconds(until, context.now())),
        "verification_attempts_remaining": Value::Null,
        "delete_self_enabled": user.delete_self_enabled,
        "create_organization_enabled": user.create_organization_enabled,
        "mfa_enabled_at": user.mfa_enabled_at,
        "mfa_disabled_at": user.mfa_disabled_at,
        "legal_accepted_at": user.legal_accepted_at,
        "created_at": user.created_at,
        "updated_at": user.updated_at,
    });
    // In Clerk's published description it is an optional number.
    if let (Some(fields), Some(limit)) = (shown.as_object_mut(), user.create_organizations_limit) {
        fields.insert("create_organizations_limit".to_owned(), limit.into());
    }
    Ok(shown)
}

pub(super) fn session(context: &Context, db: &Db<'_>, session: &Session) -> Result<Value, ClerkError> {
    let of = session_user(db, session)?;
    let addresses = db.email_addresses(&of.id)?;
    let as_public = PublicUser::of(&of, &addresses);
    let active = session::active_organization(db, session)?;
    let organization_id = active.as_ref().map(|(organization, _)| organization.id.clone());
    let last_active_token = if session.is_active() {
        json!({ "object": "token", "jwt": session::token(context, context.origin(), db, session, active)? })
    } else {
        Value::Null
    };
    Ok(json!({
        "object": "session",
        "id": session.id,
        "status": session.status,
        "expire_at": session.expire_at,
        "abandon_at": session.abandon_at,
        "last_active_at": session.last_active_at,
        "last_active_organization_id": organization_id,
        "last_active_token": last_active_token,
        "actor": Value::Null,
        "tasks": Value::Null,
        "user": user_with(context, db, &of, &addresses, &as_public)?,
        "public_user_data": public_user_data(context, &as_public),
        "factor_verification_age": session::factor_age(context, session),
        "created_at": session.created_at,
        "updated_at": session.updated_at,
    }))
}

fn session_user(db: &Db<'_>, session: &Session) -> Result<User, ClerkError> {
    db.user(&session.user_id)?.ok_or_else(|| ClerkError::internal("a session without its user"))
}

/// The client next to the response: `null` if the setting `attach_client` is `never`.
pub(super) fn attached_client(context: &Context, db: &Db<'_>, of: &Client) -> Result<Value, ClerkError> {
    match context.settings.attach_client {
        AttachClient::Always => client(context, db, of),
        AttachClient::Never => Ok(Value::Null),
    }
}

/// Changes something. Answers with what `show` builds, and with the client. Both are built after the write, so that
/// they do not block other writes.
pub(super) fn changed<T>(
    context: &Context,
    change: impl FnOnce(&Db<'_>) -> Result<(Client, T), ClerkError>,
    show: impl FnOnce(&Db<'_>, T) -> Result<Value, ClerkError>,
) -> Answer {
    let (client, changed) = context.write(|db| change(&db))?;
    context.read(|db| Ok(Reply::wrapped(show(&db, changed)?, attached_client(context, &db, &client)?)))
}

/// The client as a response. It must not be built inside a write: it includes each session's user with every
/// membership.
pub(super) fn client(context: &Context, db: &Db<'_>, client: &Client) -> Result<Value, ClerkError> {
    takes_long("a client is shaped");
    let active = db.active_sessions(&client.id)?;
    let sessions = active.iter().map(|row| session(context, db, row)).collect::<Result<Vec<_>, _>>()?;
    let is_active = |id: &&String| active.iter().any(|session| session.id == **id);
    let newest = || active.iter().max_by_key(|session| session.last_active_at).map(|session| &session.id);
    let sign_in_under_way = match &client.sign_in_id {
        Some(id) => db.sign_in(&client.id, id)?,
        None => None,
    };
    let sign_up_under_way = match &client.sign_up_id {
        Some(id) => db.sign_up(&client.id, id)?,
        None => None,
    };
    Ok(json!({
        "object": "client",
        "id": client.id,
        "sessions": sessions,
        "sign_in": sign_in_under_way.map(|row| sign_in(context, db, &row)).transpose()?,
        "sign_up": sign_up_under_way.map(|row| sign_up(context, db, &row)).transpose()?,
        "last_active_session_id": client.last_active_session_id.as_ref().filter(is_active).or_else(newest),
        "last_authentication_strategy": client.last_authentication_strategy,
        "cookie_expires_at": Value::Null,
        "captcha_bypass": false,
        "created_at": client.created_at,
        "updated_at": client.updated_at,
    }))
}
