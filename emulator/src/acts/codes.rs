//! Codes by mail, which prove an address. Sign-ins, sign-ups, addresses and domains share them.

use super::Act;
use crate::error::ClerkError;
use crate::mail;
use crate::rules::verification::{self, Outcome};
use crate::store::{Code, Db};

/// Sends a new code. It replaces the owner's earlier code.
pub(crate) fn send(act: &Act, db: &Db<'_>, owner_id: &str, email_address: &str) -> Result<(), ClerkError> {
    let settings = &act.settings;
    let code = verification::new_code(owner_id, email_address, act.now(), settings, &act.instance.randomness);
    db.put_code(&code)?;
    if !verification::is_test_address(email_address) {
        db.add_mail(&mail::code(email_address, &code.code, settings.code_minutes, act.now()))?;
    }
    Ok(())
}

/// Whether `entered` is the code that was sent and is still valid. A wrong code is counted.
pub(crate) fn is_right(act: &Act, db: &Db<'_>, owner_id: &str, entered: &str) -> Result<bool, ClerkError> {
    let Some(sent) = db.code(owner_id)? else { return Ok(false) };
    match verification::check(Some(&sent), entered, act.now(), &act.settings) {
        Ok(Outcome::Right) => Ok(true),
        Ok(Outcome::Wrong(_)) => {
            db.put_code(&Code { attempts: sent.attempts + 1, ..sent })?;
            Ok(false)
        }
        // Expired, or too many wrong codes. The verification's status shows which.
        Err(_) => Ok(false),
    }
}

/// The inner result is an error if the code is wrong. The wrong code is counted, so the caller must still end its
/// transaction with `Ok`.
pub(crate) fn enter(
    act: &Act,
    db: &Db<'_>,
    owner_id: &str,
    entered: &str,
) -> Result<Result<(), ClerkError>, ClerkError> {
    let sent = db.code(owner_id)?;
    match verification::check(sent.as_ref(), entered, act.now(), &act.settings)? {
        Outcome::Right => Ok(Ok(())),
        Outcome::Wrong(refused) => {
            if let Some(sent) = sent {
                db.put_code(&Code { attempts: sent.attempts + 1, ..sent })?;
            }
            Ok(Err(refused))
        }
    }
}
