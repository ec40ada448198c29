//! Tokens of JWT templates: the template's claims, filled in for a session's user, and the claims that every token has.

use serde_json::{Map, Value, json};

use super::Act;
use super::session::{Active, active_organization};
use crate::error::ClerkError;
use crate::rules::jwt_template;
use crate::store::{Db, JwtTemplate, Session, User};

/// The facts for a token that come from the request.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Request<'a> {
    /// The origin of the page that sent the request.
    pub(crate) origin: Option<&'a str>,
    /// The lifetime in seconds. `None` uses the template's lifetime.
    pub(crate) seconds: Option<i64>,
    /// The URL of the instance's images.
    pub(crate) images: &'a str,
}

/// Creates the token of a template for this session. A custom key signs it here, the instance's own key when the answer
/// is sent.
pub(crate) fn token(
    act: &Act,
    db: &Db<'_>,
    session: &Session,
    name: &str,
    request: Request<'_>,
) -> Result<Value, ClerkError> {
    let template = db.jwt_template_named(name)?.ok_or_else(ClerkError::jwt_template_not_found)?;
    let user = db.user(&session.user_id)?;
    let user = user.ok_or_else(|| ClerkError::internal("a session without its user"))?;
    let facts = facts(db, session, &user, request.images)?;
    let claims = claims(act, &template, &user, jwt_template::fill(&template.claims, &facts), request);
    match &template.signing_key {
        None => Ok(act.instance.keys.unsigned(claims)),
        Some(key) => {
            let signed = act.instance.keys.signed_with(&template.signing_algorithm, key, &claims);
            Ok(signed.map_err(ClerkError::internal)?.into())
        }
    }
}

/// Adds the claims that no template can set.
fn claims(act: &Act, template: &JwtTemplate, user: &User, filled: Value, request: Request<'_>) -> Value {
    let iat = act.now() / 1000;
    let mut claims = match filled {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    if let Some(origin) = request.origin {
        claims.insert("azp".to_owned(), origin.into());
    }
    let own = [
        ("exp", json!(iat + request.seconds.unwrap_or(template.lifetime))),
        ("iat", json!(iat)),
        ("iss", json!(act.instance.issuer())),
        ("jti", json!(act.instance.randomness.trace_id())),
        ("nbf", json!(iat - template.allowed_clock_skew)),
        ("sub", json!(user.id)),
    ];
    claims.extend(own.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Value::Object(claims)
}

/// The values that shortcodes can name (Clerk's documentation, "JWT templates" and "Session tokens").
fn facts(db: &Db<'_>, session: &Session, user: &User, images: &str) -> Result<Value, ClerkError> {
    let addresses = db.email_addresses(&user.id)?;
    let memberships = db.memberships_of_user(&user.id, i64::MAX, 0)?;
    let organizations: Map<String, Value> = memberships
        .into_iter()
        .map(|(membership, _)| (membership.organization_id, membership.role.into()))
        .collect();
    let (org, org_membership) = match active_organization(db, session)? {
        Some(found) => active(db, found, images)?,
        None => (Value::Null, Value::Null),
    };
    Ok(json!({
        "user": {
            "id": user.id,
            "external_id": user.external_id,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "full_name": user.full_name(),
            "username": user.username,
            "primary_email_address": (!addresses.is_empty()).then(|| user.identifier(&addresses)),
            "primary_phone_number": Value::Null,
            "primary_web3_wallet": Value::Null,
            "email_verified": !addresses.is_empty(),
            "phone_number_verified": false,
            "image_url": format!("{images}/{}", user.id),
            "has_image": user.image_updated_at.is_some(),
            "two_factor_enabled": user.has_totp(),
            "organizations": organizations,
            "public_metadata": user.public_metadata,
            "unsafe_metadata": user.unsafe_metadata,
            "created_at": user.created_at / 1000,
            "updated_at": user.updated_at / 1000,
            "last_sign_in_at": user.last_sign_in_at.map(|at| at / 1000),
        },
        "org": org,
        "org_membership": org_membership,
        "session": { "id": session.id, "actor": Value::Null },
    }))
}

/// The active organization and the user's membership in it.
fn active(
    db: &Db<'_>,
    (organization, membership): Active,
    images: &str,
) -> Result<(Value, Value), ClerkError> {
    let org = json!({
        "id": organization.id,
        "name": organization.name,
        "slug": organization.slug,
        "role": membership.role,
        "image_url": format!("{images}/{}", organization.id),
        "has_image": db.image_updated_at(&organization.id)?.is_some(),
        "public_metadata": organization.public_metadata,
    });
    let permissions = db.permission_keys(&membership.role)?;
    Ok((org, json!({ "public_metadata": membership.public_metadata, "permissions": permissions })))
}
