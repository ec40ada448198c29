//! Second factors of users: imported with a user, verified by a program, removed.

use serde_json::json;

use super::body::Fields;
use super::path;
use crate::acts::second_factor;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::rules::second_factor as rules;
use crate::store::User;

/// An authenticator app's secret and the backup codes in a request for a user.
pub(super) struct Imported {
    totp_secret: Option<String>,
    backup_codes: Vec<String>,
}

impl Imported {
    pub(super) fn read(fields: &mut Fields) -> Self {
        let totp_secret = fields.text("totp_secret").filter(|secret| !secret.is_empty());
        let backup_codes = fields.texts("backup_codes");
        let is_secret = totp_secret.as_deref().map_or(Ok(()), rules::check_secret);
        for refused in
            [is_secret, rules::check_backup_codes(&backup_codes)].into_iter().filter_map(Result::err)
        {
            fields.refuse(refused);
        }
        Self { totp_secret, backup_codes }
    }

    /// Stores the sent second factors in the user.
    pub(super) fn give(self, context: &Context, user: &mut User) -> Result<(), ClerkError> {
        if let Some(secret) = self.totp_secret {
            second_factor::import_totp(context, user, secret);
        }
        if self.backup_codes.is_empty() {
            return Ok(());
        }
        if !user.has_totp() {
            return Err(ClerkError::backup_codes_not_available());
        }
        second_factor::set_backup_codes(user, self.backup_codes);
        Ok(())
    }
}

/// The length of an app's code. A code of another length may be a backup code.
const APP_CODE_LENGTH: usize = 6;

/// `POST /v1/users/{user_id}/verify_totp`: checks a code of the app, or uses up a backup code.
pub(super) fn verify_totp(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let code = fields.required_text("code");
    fields.finish(())?;
    context.change(
        |db| {
            let mut user = path::user(context, db)?;
            if !user.has_totp() {
                return Err(ClerkError::totp_disabled());
            }
            let Some(entered) = second_factor::enter(context, &mut user, &code) else {
                let is_app_code = code.chars().count() == APP_CODE_LENGTH || user.has_backup_codes();
                return Err(match is_app_code {
                    true => ClerkError::totp_incorrect_code(),
                    false => ClerkError::totp_invalid_length(),
                });
            };
            if entered == second_factor::Entered::BackupCode {
                db.update_user(&user)?;
            }
            Ok(entered)
        },
        |_, entered| Ok(Reply::json(json!({ "verified": true, "code_type": entered.as_str() }))),
    )
}

/// Removes something from the user of the path, and answers with the user's id. Does nothing if there is nothing to
/// remove.
fn remove(context: &Context, from: impl FnOnce(&mut User)) -> Answer {
    context.change(
        |db| {
            let mut user = path::user(context, db)?;
            from(&mut user);
            db.update_user(&user)?;
            Ok(user.id)
        },
        |_, id| Ok(Reply::json(json!({ "user_id": id }))),
    )
}

/// `DELETE /v1/users/{user_id}/mfa` and `DELETE /v1/users/{user_id}/totp`. Both also remove the backup codes, because
/// those need another second factor and the app is the only one.
pub(super) fn remove_all(context: &Context) -> Answer {
    remove(context, |user| second_factor::remove_all(context, user))
}

/// `DELETE /v1/users/{user_id}/backup_code`.
pub(super) fn remove_backup_codes(context: &Context) -> Answer {
    remove(context, second_factor::remove_backup_codes)
}
