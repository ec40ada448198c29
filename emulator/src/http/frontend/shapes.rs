//! The objects of the Frontend API as they are on the wire (Clerk's published Frontend API description): rows to
//! JSON. Every field that the description requires is there, because native clients decode strictly.

use serde_json::{Value, json};

use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::invite::accept_link;
use crate::rules::claims;
use crate::rules::{sign_up as requirements, verification as code_rules};
use crate::store::{Client, Code, Db, Invitation, Membership, Organization, Session, SignIn, SignUp, User};
use crate::tokens::{OrganizationClaim, SessionClaims};

/// A list with the number of all that match.
pub(in crate::http) fn page(data: Vec<Value>, total_count: i64) -> Value {
    json!({ "data": data, "total_count": total_count })
}

pub(in crate::http) fn image_url(context: &Context, id: &str) -> String {
    format!("{}/__emulator/images/{id}", context.instance.url)
}

pub(super) fn invitation(context: &Context, invitation: &Invitation) -> Value {
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

pub(super) fn organization(
    context: &Context,
    db: &Db<'_>,
    organization: &Organization,
) -> Result<Value, ClerkError> {
    let image_url = image_url(context, &organization.id);
    Ok(json!({
        "object": "organization",
        "id": organization.id,
        "name": organization.name,
        "slug": organization.slug,
        "image_url": image_url,
        "has_image": false,
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

pub(super) fn membership(
    context: &Context,
    db: &Db<'_>,
    membership: &Membership,
    member: &User,
) -> Result<Value, ClerkError> {
    let of = db
        .organization(&membership.organization_id)?
        .ok_or_else(|| ClerkError::internal("a membership without its organization"))?;
    let role_name = db.role(&membership.role)?.map_or_else(|| membership.role.clone(), |role| role.name);
    Ok(json!({
        "object": "organization_membership",
        "id": membership.id,
        "role": membership.role,
        "role_name": role_name,
        "permissions": db.permission_keys(&membership.role)?,
        "public_metadata": membership.public_metadata,
        "organization": organization(context, db, &of)?,
        "public_user_data": public_user_data(context, db, member)?,
        "created_at": membership.created_at,
        "updated_at": membership.updated_at,
    }))
}

pub(in crate::http) fn public_user_data(
    context: &Context,
    db: &Db<'_>,
    user: &User,
) -> Result<Value, ClerkError> {
    Ok(json!({
        "user_id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "image_url": image_url(context, &user.id),
        "profile_image_url": image_url(context, &user.id),
        "has_image": false,
        "identifier": user.identifier(&db.email_addresses(&user.id)?),
        "username": user.username,
        "banned": user.banned,
        "deprovisioned": false,
    }))
}

pub(super) fn user(context: &Context, db: &Db<'_>, user: &User) -> Result<Value, ClerkError> {
    let addresses: Vec<Value> = db
        .email_addresses(&user.id)?
        .iter()
        .map(|address| {
            json!({
                "object": "email_address",
                "id": address.id,
                "email_address": address.email_address,
                "reserved": false,
                "verification": verification(&address.strategy, "verified", address.updated_at),
                "linked_to": [],
                "matches_sso_connection": false,
                "created_at": address.created_at,
                "updated_at": address.updated_at,
            })
        })
        .collect();
    let memberships = db
        .memberships_of_user(&user.id, i64::MAX, 0)?
        .iter()
        .map(|row| membership(context, db, row, user))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(json!({
        "object": "user",
        "id": user.id,
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "image_url": image_url(context, &user.id),
        "profile_image_url": image_url(context, &user.id),
        "has_image": false,
        "primary_email_address_id": user.primary_email_address_id,
        "primary_phone_number_id": Value::Null,
        "primary_web3_wallet_id": Value::Null,
        "password_enabled": user.password_hash.is_some(),
        "two_factor_enabled": false,
        "totp_enabled": false,
        "backup_code_enabled": false,
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
        "locked": false,
        "deprovisioned": false,
        "lockout_expires_in_seconds": Value::Null,
        "verification_attempts_remaining": Value::Null,
        "delete_self_enabled": true,
        "create_organization_enabled": true,
        "mfa_enabled_at": Value::Null,
        "mfa_disabled_at": Value::Null,
        "legal_accepted_at": Value::Null,
        "created_at": user.created_at,
        "updated_at": user.updated_at,
    }))
}

/// A verification by `strategy`, as the shape that Clerk names after it. Only one by code has an end.
pub(in crate::http) fn verification(strategy: &str, status: &str, expire_at: i64) -> Value {
    let (object, expire_at) = match strategy {
        "email_code" => ("verification_otp", Some(expire_at)),
        "password" => ("verification_password", None),
        "ticket" => ("verification_ticket", None),
        _ => ("verification_admin", None),
    };
    json!({ "object": object, "status": status, "strategy": strategy, "attempts": Value::Null, "expire_at": expire_at })
}

/// A verification by a code that was sent.
pub(super) fn code_verification(context: &Context, code: &Code, is_verified: bool) -> Value {
    let open = || code_rules::status(code, context.now, &context.settings);
    json!({
        "object": "verification_otp",
        "status": if is_verified { "verified" } else { open() },
        "strategy": "email_code",
        "attempts": code.attempts,
        "expire_at": code.expire_at,
    })
}

pub(super) fn session(context: &Context, db: &Db<'_>, session: &Session) -> Result<Value, ClerkError> {
    let of = session_user(db, session)?;
    let organization_id = active_organization(db, session)?;
    let last_active_token = if session.is_active() {
        json!({ "object": "token", "jwt": session_token(context, db, session, organization_id.as_deref())? })
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
        "user": user(context, db, &of)?,
        "public_user_data": public_user_data(context, db, &of)?,
        "factor_verification_age": factor_age(context, session),
        "created_at": session.created_at,
        "updated_at": session.updated_at,
    }))
}

/// The session's active organization, as long as its user is a member there.
pub(in crate::http) fn active_organization(
    db: &Db<'_>,
    session: &Session,
) -> Result<Option<String>, ClerkError> {
    let Some(id) = &session.last_active_organization_id else { return Ok(None) };
    Ok(db.membership(id, &session.user_id)?.map(|membership| membership.organization_id))
}

fn session_user(db: &Db<'_>, session: &Session) -> Result<User, ClerkError> {
    db.user(&session.user_id)?.ok_or_else(|| ClerkError::internal("a session without its user"))
}

/// Minutes since the first factor was verified, when the session began; there is no second factor here.
fn factor_age(context: &Context, session: &Session) -> [i64; 2] {
    [(context.now - session.created_at).max(0) / 60_000, -1]
}

/// A session token for this organization, or for the personal account.
pub(in crate::http) fn session_token(
    context: &Context,
    db: &Db<'_>,
    session: &Session,
    organization_id: Option<&str>,
) -> Result<String, ClerkError> {
    let mut fea = None;
    let mut o = None;
    let active = match organization_id {
        Some(id) => db.organization(id)?.zip(db.membership(id, &session.user_id)?),
        None => None,
    };
    if let Some((organization, membership)) = active {
        let features = claims::features(&db.permission_keys(&membership.role)?);
        fea = features.fea;
        o = Some(OrganizationClaim {
            fpm: features.fpm,
            id: organization.id,
            per: features.per,
            rol: membership.role.strip_prefix("org:").unwrap_or(&membership.role).to_owned(),
            slg: organization.slug,
        });
    }
    let iat = context.now / 1000;
    let claims = SessionClaims {
        azp: context.origin().map(str::to_owned),
        exp: iat + context.settings.session_token_seconds,
        fea,
        fva: factor_age(context, session),
        iat,
        iss: context.instance.issuer(),
        jti: context.instance.randomness.trace_id(),
        nbf: iat - 10,
        o,
        sid: session.id.clone(),
        sts: "active",
        sub: session.user_id.clone(),
        v: 2,
    };
    context.instance.keys.session_token(&claims).map_err(ClerkError::internal)
}

pub(super) fn client(context: &Context, db: &Db<'_>, client: &Client) -> Result<Value, ClerkError> {
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

pub(super) fn sign_in(context: &Context, db: &Db<'_>, sign_in: &SignIn) -> Result<Value, ClerkError> {
    let of = match &sign_in.user_id {
        Some(id) => db.user(id)?,
        None => None,
    };
    let mut first_factors = Vec::new();
    if of.as_ref().is_some_and(|user| user.password_hash.is_some()) {
        first_factors.push(json!({ "strategy": "password" }));
    }
    if let Some(user) = &of {
        first_factors.extend(db.email_addresses(&user.id)?.iter().map(|address| {
            json!({
                "strategy": "email_code",
                "email_address_id": address.id,
                "safe_identifier": address.email_address,
                "primary": Some(&address.id) == user.primary_email_address_id.as_ref(),
            })
        }));
    }
    let first_factor = match (&sign_in.first_factor, db.code(&sign_in.id)?) {
        (Some(done), Some(code)) if done.get("strategy").is_some_and(|strategy| strategy == "email_code") => {
            code_verification(context, &code, true)
        }
        (Some(done), _) => done.clone(),
        (None, Some(code)) => code_verification(context, &code, false),
        (None, None) => Value::Null,
    };
    let user_data = of.as_ref().map(|user| {
        json!({
            "first_name": user.first_name,
            "last_name": user.last_name,
            "image_url": image_url(context, &user.id),
            "profile_image_url": image_url(context, &user.id),
            "has_image": false,
        })
    });
    Ok(json!({
        "object": "sign_in_attempt",
        "id": sign_in.id,
        "status": sign_in.status,
        "supported_identifiers": ["email_address"],
        "supported_first_factors": first_factors,
        "supported_second_factors": [],
        "first_factor_verification": first_factor,
        "second_factor_verification": Value::Null,
        "identifier": sign_in.identifier,
        "user_data": user_data,
        "created_session_id": sign_in.created_session_id,
        "abandon_at": sign_in.abandon_at,
    }))
}

pub(super) fn sign_up(context: &Context, db: &Db<'_>, sign_up: &SignUp) -> Result<Value, ClerkError> {
    let status = if sign_up.created_session_id.is_some() { "complete" } else { "missing_requirements" };
    Ok(json!({
        "object": "sign_up_attempt",
        "id": sign_up.id,
        "status": status,
        "required_fields": requirements::REQUIRED,
        "optional_fields": requirements::OPTIONAL,
        "missing_fields": requirements::missing_fields(sign_up),
        "unverified_fields": requirements::unverified_fields(sign_up),
        "verifications": {
            "email_address": address_verification(context, db, sign_up)?,
            "phone_number": Value::Null,
            "web3_wallet": Value::Null,
            "external_account": Value::Null,
        },
        "username": Value::Null,
        "email_address": sign_up.email_address,
        "phone_number": Value::Null,
        "web3_wallet": Value::Null,
        "password_enabled": sign_up.password_hash.is_some(),
        "has_password": sign_up.password_hash.is_some(),
        "first_name": sign_up.first_name,
        "last_name": sign_up.last_name,
        "unsafe_metadata": sign_up.unsafe_metadata,
        "public_metadata": {},
        "custom_action": false,
        "external_id": Value::Null,
        "created_session_id": sign_up.created_session_id,
        "created_user_id": sign_up.created_user_id,
        "abandon_at": sign_up.abandon_at,
        "legal_accepted_at": Value::Null,
    }))
}

/// How a sign-up's address is being verified, and what is to be done next for it.
fn address_verification(context: &Context, db: &Db<'_>, sign_up: &SignUp) -> Result<Value, ClerkError> {
    if sign_up.email_address.is_none() {
        return Ok(Value::Null);
    }
    let code = db.code(&sign_up.id)?;
    let is_verified = sign_up.verified_by.is_some();
    let is_open = code
        .as_ref()
        .is_some_and(|code| code_rules::status(code, context.now, &context.settings) == "unverified");
    let next_action = match (is_verified, is_open) {
        (true, _) => "",
        (false, true) => "needs_attempt",
        (false, false) => "needs_prepare",
    };
    let mut shown = match (&code, &sign_up.verified_by) {
        (Some(code), _) => code_verification(context, code, is_verified),
        (None, Some(strategy)) => verification(strategy, "verified", sign_up.abandon_at),
        (None, None) => verification("email_code", "unverified", sign_up.abandon_at),
    };
    if let Value::Object(fields) = &mut shown {
        fields.insert("next_action".to_owned(), next_action.into());
        fields.insert("supported_strategies".to_owned(), json!(["email_code"]));
    }
    Ok(shown)
}
