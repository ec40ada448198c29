//! A user's second factors, the same for both APIs: setting up an authenticator app, backup codes, entering a code.

use serde_json::Value;

use super::Act;
use crate::error::ClerkError;
use crate::rules::second_factor as rules;
use crate::store::User;

/// The kind of code that was entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entered {
    AppCode,
    BackupCode,
}

impl Entered {
    /// Clerk's name for it, which is also the strategy of a sign-in.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::AppCode => "totp",
            Self::BackupCode => "backup_code",
        }
    }
}

/// The user's unused backup codes.
fn backup_codes(user: &User) -> Vec<String> {
    user.backup_codes.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Gives the user a new secret for an authenticator app. It replaces an unverified secret. Sign-ins require a code only
/// after the app's first code was entered.
pub(crate) fn begin_totp(act: &Act, user: &mut User) -> Result<(), ClerkError> {
    if user.has_totp() {
        return Err(ClerkError::totp_already_enabled());
    }
    set_totp(act, user, rules::new_secret(&act.instance.randomness));
    Ok(())
}

fn set_totp(act: &Act, user: &mut User, secret: String) {
    user.totp_id = Some(act.id("totp"));
    user.totp_secret = Some(secret);
    user.totp_created_at = Some(act.now());
    user.totp_verified_at = None;
}

/// Sets the secret of an app that is already set up elsewhere. Sign-ins require its codes at once.
pub(crate) fn import_totp(act: &Act, user: &mut User, secret: String) {
    set_totp(act, user, secret);
    enable(act, user);
}

fn enable(act: &Act, user: &mut User) {
    user.totp_verified_at = Some(act.now());
    user.mfa_enabled_at = Some(act.now());
}

/// Verifies the app with its first code.
pub(crate) fn verify_totp(act: &Act, user: &mut User, code: &str) -> Result<(), ClerkError> {
    let secret = user.totp_secret.as_deref().ok_or_else(ClerkError::totp_not_found)?;
    if user.has_totp() {
        return Err(ClerkError::verification_already_verified());
    }
    if !rules::is_app_code(secret, code, act.now()) {
        return Err(ClerkError::form_code_incorrect());
    }
    enable(act, user);
    Ok(())
}

/// Removes the app and the backup codes. Backup codes require another second factor.
pub(crate) fn remove_all(act: &Act, user: &mut User) {
    if user.has_totp() {
        user.mfa_disabled_at = Some(act.now());
    }
    user.totp_id = None;
    user.totp_secret = None;
    user.totp_created_at = None;
    user.totp_verified_at = None;
    remove_backup_codes(user);
}

/// Replaces the user's backup codes.
pub(crate) fn new_backup_codes(act: &Act, user: &mut User) -> Result<Vec<String>, ClerkError> {
    if !user.has_totp() {
        return Err(ClerkError::backup_codes_not_available());
    }
    let codes = rules::new_backup_codes(&act.instance.randomness);
    set_backup_codes(user, codes.clone());
    Ok(codes)
}

pub(crate) fn set_backup_codes(user: &mut User, codes: Vec<String>) {
    user.backup_codes = codes.into();
}

pub(crate) fn remove_backup_codes(user: &mut User) {
    set_backup_codes(user, Vec::new());
}

/// Checks a code. Returns `None` if it is wrong. A right backup code is removed.
pub(crate) fn enter(act: &Act, user: &mut User, code: &str) -> Option<Entered> {
    let secret = user.totp_secret.as_deref().filter(|_| user.has_totp())?;
    if rules::is_app_code(secret, code, act.now()) {
        return Some(Entered::AppCode);
    }
    let left = rules::without_backup_code(&backup_codes(user), code)?;
    set_backup_codes(user, left);
    Some(Entered::BackupCode)
}

/// The app's name for the instance.
const ISSUER: &str = "Clerk emulator";

/// The URI that an authenticator app reads the secret from.
pub(crate) fn uri(account: &str, secret: &str) -> String {
    rules::uri(ISSUER, account, secret)
}
