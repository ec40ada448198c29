//! `/v1/me/totp` and `/v1/me/backup_codes`: the signed-in user's second factors.

use serde_json::{Value, json};

use super::{me, shapes};
use crate::acts::second_factor;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::Answer;
use crate::store::{Db, User};

/// The authenticator app for its owner. Only the answer to its creation includes the secret.
fn totp(db: &Db<'_>, user: &User, is_new: bool) -> Result<Value, ClerkError> {
    let addresses = db.email_addresses(&user.id)?;
    let secret = user.totp_secret.as_ref().filter(|_| is_new);
    Ok(json!({
        "object": "totp",
        "id": user.totp_id,
        "secret": secret,
        "uri": secret.map(|secret| second_factor::uri(user.identifier(&addresses), secret)),
        "verified": user.has_totp(),
        "backup_codes": Value::Null,
        "created_at": user.totp_created_at,
        "updated_at": user.totp_verified_at.or(user.totp_created_at),
    }))
}

/// `POST /v1/me/totp`: creates a secret. The app's first code verifies it.
pub(super) fn create_totp(context: &Context) -> Answer {
    context.form()?.only(&[])?;
    me::changed_with(
        context,
        |_, user| second_factor::begin_totp(context, user),
        |db, user, ()| totp(db, user, true),
    )
}

/// `POST /v1/me/totp/attempt_verification`.
pub(super) fn verify_totp(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&["code"])?;
    let code = form.required("code")?;
    me::changed_with(
        context,
        |_, user| second_factor::verify_totp(context, user, code),
        |db, user, ()| totp(db, user, false),
    )
}

/// `DELETE /v1/me/totp`.
pub(super) fn remove_totp(context: &Context) -> Answer {
    let remove = |_: &Db<'_>, user: &mut User| {
        let id = user.totp_id.clone().ok_or_else(ClerkError::totp_not_found)?;
        second_factor::remove_all(context, user);
        Ok(id)
    };
    me::changed_with(context, remove, |_, _, id| Ok(shapes::deleted("totp", &id)))
}

/// `POST /v1/me/backup_codes`: replaces the backup codes.
pub(super) fn create_backup_codes(context: &Context) -> Answer {
    context.form()?.only(&[])?;
    me::changed_with(
        context,
        |_, user| second_factor::new_backup_codes(context, user),
        |_, _, codes| {
            Ok(json!({
                "object": "backup_code",
                "id": context.id("backup_code"),
                "codes": codes,
                "created_at": context.now(),
                "updated_at": context.now(),
            }))
        },
    )
}
