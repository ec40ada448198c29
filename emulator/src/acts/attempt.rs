//! What sign-ins and sign-ups share: the steps of an attempt, from its first form to its session.

use super::{Act, accept, session};
use crate::error::ClerkError;
use crate::pairs::Pairs;
use crate::passwords;
use crate::rules;
use crate::store::{Client, Db, SignIn, SignUp, User};
use crate::tokens::Ticket;

/// The results of slow checks of a form, made before the transaction that needs them.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// The ticket, if the form has one that this instance signed.
    pub(super) ticket: Option<Ticket>,
    /// The stored hash that the password matches.
    pub(crate) right_for: Option<String>,
    /// The hash of the new password, if the rules allow that password.
    pub(crate) password_hash: Option<String>,
}

/// One step of an attempt: a form that a client sent.
pub(crate) struct Step<'a> {
    pub(crate) act: &'a Act,
    pub(crate) db: Db<'a>,
    pub(crate) client: &'a mut Client,
    pub(crate) form: &'a Pairs,
    pub(crate) checked: &'a Checked,
}

/// A sign-in or a sign-up.
pub(crate) trait Attempt: Sized {
    /// Finds the client's attempt with this id.
    fn find(db: &Db<'_>, client: &Client, id: &str) -> Result<Self, ClerkError>;

    /// Rejects an attempt that already created a session.
    fn check_unfinished(&self) -> Result<(), ClerkError>;

    /// Stores the new or changed attempt.
    fn put(&self, db: &Db<'_>) -> Result<(), ClerkError>;
}

impl Attempt for SignIn {
    fn find(db: &Db<'_>, client: &Client, id: &str) -> Result<Self, ClerkError> {
        db.sign_in(&client.id, id)?.ok_or_else(ClerkError::sign_in_not_found)
    }

    fn check_unfinished(&self) -> Result<(), ClerkError> {
        self.created_session_id.as_ref().map_or(Ok(()), |_| Err(ClerkError::verification_already_verified()))
    }

    fn put(&self, db: &Db<'_>) -> Result<(), ClerkError> {
        Ok(db.put_sign_in(self)?)
    }
}

impl Attempt for SignUp {
    fn find(db: &Db<'_>, client: &Client, id: &str) -> Result<Self, ClerkError> {
        db.sign_up(&client.id, id)?.ok_or_else(ClerkError::sign_up_not_found)
    }

    fn check_unfinished(&self) -> Result<(), ClerkError> {
        self.created_session_id.as_ref().map_or(Ok(()), |_| Err(ClerkError::older_sign_up()))
    }

    fn put(&self, db: &Db<'_>) -> Result<(), ClerkError> {
        Ok(db.put_sign_up(self)?)
    }
}

/// Finds an unfinished attempt of this client.
pub(crate) fn unfinished<A: Attempt>(db: &Db<'_>, client: &Client, id: &str) -> Result<A, ClerkError> {
    let attempt = A::find(db, client, id)?;
    attempt.check_unfinished()?;
    Ok(attempt)
}

/// Checks a form that starts a sign-in.
pub(crate) fn check_sign_in(act: &Act, form: &Pairs) -> Result<Checked, ClerkError> {
    let identifier = form.get("identifier").unwrap_or_default();
    let checked = check_password(act, form, |db| Ok(db.user_with_email_address(identifier)?))?;
    Ok(Checked { ticket: ticket(act, form), ..checked })
}

/// Compares the form's password with that of the user that `whose` finds. If the user's password changes before the
/// transaction begins, the form's password counts as wrong.
pub(crate) fn check_password(
    act: &Act,
    form: &Pairs,
    whose: impl FnOnce(&Db<'_>) -> Result<Option<User>, ClerkError>,
) -> Result<Checked, ClerkError> {
    let Some(password) = form.get("password").filter(|password| !password.is_empty()) else {
        return Ok(Checked::default());
    };
    let hash = act.read(|db| Ok(whose(&db)?.and_then(|user| user.password_hash)))?;
    let right_for = hash.filter(|hash| passwords::matches(password, hash));
    Ok(Checked { right_for, ..Checked::default() })
}

/// Checks a form that starts or completes a sign-up.
pub(crate) fn check_sign_up(act: &Act, form: &Pairs) -> Result<Checked, ClerkError> {
    Ok(Checked { ticket: ticket(act, form), ..check_new_password(act, form)? })
}

/// Hashes the form's new password if the rules allow it.
pub(crate) fn check_new_password(act: &Act, form: &Pairs) -> Result<Checked, ClerkError> {
    let password = form.get("password").filter(|password| rules::password::check(password, None).is_ok());
    let hash = |password| passwords::hash(password, &act.instance.randomness);
    let password_hash = password.map(hash).transpose()?;
    Ok(Checked { password_hash, ..Checked::default() })
}

fn ticket(act: &Act, form: &Pairs) -> Option<Ticket> {
    accept::read_ticket(act, form.get("ticket")?).ok()
}

/// Rejects an attempt that would add a second session in single-session mode, or that transfers an account.
pub(super) fn check(step: &Step<'_>) -> Result<(), ClerkError> {
    session::refuse_second_session(step.act, &step.db, step.client)?;
    match step.form.boolean("transfer", step.act.settings.wrong_boolean)? {
        Some(true) => Err(ClerkError::account_transfer_invalid()),
        _ => Ok(()),
    }
}

/// When an attempt that starts now is abandoned.
pub(crate) fn abandon_at(act: &Act) -> i64 {
    const HOUR: i64 = 60 * 60 * 1000;
    act.now() + act.settings.sign_in_abandon_hours * HOUR
}
