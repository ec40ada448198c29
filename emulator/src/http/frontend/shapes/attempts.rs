//! Sign-ins, sign-ups and their verifications.

use serde_json::{Value, json};

use crate::acts::sign_in::{EMAIL_CODE, RESET_PASSWORD};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::shapes::{code_verification, image, verification};
use crate::rules::{sign_up as requirements, verification as code_rules};
use crate::store::{Db, SignIn, SignUp, User};

pub(in crate::http::frontend) fn sign_in(
    context: &Context,
    db: &Db<'_>,
    sign_in: &SignIn,
) -> Result<Value, ClerkError> {
    let of = match &sign_in.user_id {
        Some(id) => db.user(id)?,
        None => None,
    };
    let first_factors = match &of {
        Some(user) => first_factors(db, user)?,
        None => Vec::new(),
    };
    let first_factor = match (&sign_in.first_factor, db.code(&sign_in.id)?) {
        (Some(done), Some(code)) if done.get("strategy").is_some_and(|strategy| strategy == "email_code") => {
            code_verification(context, &code, true)
        }
        (Some(done), _) => done.clone(),
        (None, Some(code)) => code_verification(context, &code, false),
        (None, None) => Value::Null,
    };
    let user_data = of.as_ref().map(|user| {
        let (image_url, has_image) = image(context, &user.id, user.image_updated_at);
        json!({
            "first_name": user.first_name,
            "last_name": user.last_name,
            "image_url": image_url,
            "profile_image_url": image_url,
            "has_image": has_image,
        })
    });
    Ok(json!({
        "object": "sign_in_attempt",
        "id": sign_in.id,
        "status": sign_in.status,
        "supported_identifiers": ["email_address"],
        "supported_first_factors": first_factors,
        "supported_second_factors": second_factors(of.as_ref()),
        "first_factor_verification": first_factor,
        "second_factor_verification": sign_in.second_factor,
        "identifier": sign_in.identifier,
        "user_data": user_data,
        "created_session_id": sign_in.created_session_id,
        "abandon_at": sign_in.abandon_at,
    }))
}

/// The first factors that the user can sign in with.
fn first_factors(db: &Db<'_>, user: &User) -> Result<Vec<Value>, ClerkError> {
    let has_password = user.password_hash.is_some();
    let mut factors: Vec<Value> =
        has_password.then(|| json!({ "strategy": "password" })).into_iter().collect();
    let addresses = db.email_addresses(&user.id)?;
    for strategy in [Some(EMAIL_CODE), has_password.then_some(RESET_PASSWORD)].into_iter().flatten() {
        factors.extend(addresses.iter().map(|address| {
            json!({
                "strategy": strategy,
                "email_address_id": address.id,
                "safe_identifier": address.email_address,
                "primary": Some(&address.id) == user.primary_email_address_id.as_ref(),
            })
        }));
    }
    Ok(factors)
}

/// The second factors that the user can enter after the first.
fn second_factors(user: Option<&User>) -> Vec<Value> {
    let Some(user) = user.filter(|user| user.has_totp()) else { return Vec::new() };
    let backup_code = user.has_backup_codes().then_some("backup_code");
    std::iter::once("totp").chain(backup_code).map(|strategy| json!({ "strategy": strategy })).collect()
}

pub(in crate::http::frontend) fn sign_up(
    context: &Context,
    db: &Db<'_>,
    sign_up: &SignUp,
) -> Result<Value, ClerkError> {
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

/// The state of the verification of a sign-up's address, and the next step.
fn address_verification(context: &Context, db: &Db<'_>, sign_up: &SignUp) -> Result<Value, ClerkError> {
    if sign_up.email_address.is_none() {
        return Ok(Value::Null);
    }
    let code = db.code(&sign_up.id)?;
    let is_verified = sign_up.verified_by.is_some();
    let is_open = code
        .as_ref()
        .is_some_and(|code| code_rules::status(code, context.now(), &context.settings) == "unverified");
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
