//! What sign-ins and sign-ups have in common: how an attempt begins, and its end, a session.

use crate::error::ClerkError;
use crate::http::accept;
use crate::http::context::Context;
use crate::http::pairs::Pairs;
use crate::passwords;
use crate::rules;
use crate::settings::FirstOrganization;
use crate::store::{Client, Db, Session, User};
use crate::tokens::Ticket;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// What of a form takes long to check, checked before the transaction that needs it.
#[derive(Debug, Default)]
pub(in crate::http) struct Checked {
    /// The ticket, if the form has one that this instance signed.
    pub(super) ticket: Option<Ticket>,
    /// The stored hash that the password is right for.
    pub(super) right_for: Option<String>,
    /// The hash of a new password, if it may be one.
    pub(super) password_hash: Option<String>,
}

/// Checks a form that begins a sign-in.
pub(in crate::http) fn check_sign_in(context: &Context, form: &Pairs) -> Result<Checked, ClerkError> {
    let identifier = form.get("identifier").unwrap_or_default();
    let right_for = check_password(context, form, |db| Ok(db.user_with_email_address(identifier)?))?;
    Ok(Checked { right_for, ticket: ticket(context, form), password_hash: None })
}

/// Compares the form's password with the one of the user that `whose` finds. Whoever changes that password before the
/// transaction begins makes it a wrong one.
pub(super) fn check_password(
    context: &Context,
    form: &Pairs,
    whose: impl FnOnce(&Db<'_>) -> Result<Option<User>, ClerkError>,
) -> Result<Option<String>, ClerkError> {
    let Some(password) = form.get("password").filter(|password| !password.is_empty()) else {
        return Ok(None);
    };
    let hash = context.read(|db| Ok(whose(&db)?.and_then(|user| user.password_hash)))?;
    Ok(hash.filter(|hash| passwords::matches(password, hash)))
}

/// Checks a form that begins or completes a sign-up.
pub(in crate::http) fn check_sign_up(context: &Context, form: &Pairs) -> Result<Checked, ClerkError> {
    let password = form.get("password").filter(|password| rules::password::check(password, None).is_ok());
    let hash = |password| passwords::hash(password, &context.instance.randomness);
    let password_hash = password.map(hash).transpose()?;
    Ok(Checked { password_hash, ticket: ticket(context, form), right_for: None })
}

fn ticket(context: &Context, form: &Pairs) -> Option<Ticket> {
    accept::read_ticket(context, form.get("ticket")?).ok()
}

/// Refuses an attempt that cannot be made.
pub(super) fn check_attempt(
    context: &Context,
    db: &Db<'_>,
    client: &Client,
    form: &Pairs,
) -> Result<(), ClerkError> {
    refuse_second_session(context, db, client)?;
    match form.boolean("transfer", context.settings.wrong_boolean)? {
        Some(true) => Err(ClerkError::account_transfer_invalid()),
        _ => Ok(()),
    }
}

/// One session per client is what new Clerk applications allow.
fn refuse_second_session(context: &Context, db: &Db<'_>, client: &Client) -> Result<(), ClerkError> {
    if context.settings.single_session_mode && !db.active_sessions(&client.id)?.is_empty() {
        return Err(ClerkError::session_exists());
    }
    Ok(())
}

/// A new session of this user, the client's last active one. Whoever came with an invitation begins in its
/// organization.
pub(in crate::http) fn session(
    context: &Context,
    db: &Db<'_>,
    client: &mut Client,
    user: &User,
    strategy: &str,
    invited_to: Option<&str>,
) -> Result<Session, ClerkError> {
    refuse_second_session(context, db, client)?;
    if user.banned {
        return Err(ClerkError::user_banned());
    }
    let mut signed_in = db.active_sessions(&client.id)?.into_iter();
    if let Some(session) = signed_in.find(|session| session.user_id == user.id) {
        return Err(ClerkError::identifier_already_signed_in(&session.id));
    }
    let organization_id = match (context.settings.first_active_organization, invited_to) {
        (FirstOrganization::None, _) => None,
        (FirstOrganization::FirstMembership, Some(id)) => Some(id.to_owned()),
        (FirstOrganization::FirstMembership, None) => {
            db.memberships_of_user(&user.id, 1, 0)?.pop().map(|membership| membership.organization_id)
        }
    };
    let session = Session {
        id: context.id("sess"),
        client_id: client.id.clone(),
        user_id: user.id.clone(),
        status: "active".to_owned(),
        last_active_organization_id: organization_id,
        last_active_at: context.now,
        expire_at: context.now + context.settings.session_lifetime_days * DAY,
        abandon_at: context.now + context.settings.session_abandon_days * DAY,
        created_at: context.now,
        updated_at: context.now,
    };
    db.add_session(&session)?;
    db.user_signed_in(&user.id)?;
    client.sign_in_id = None;
    client.sign_up_id = None;
    client.last_active_session_id = Some(session.id.clone());
    client.last_authentication_strategy = Some(strategy.to_owned());
    Ok(session)
}

/// When an attempt that begins now is abandoned.
pub(super) fn abandon_at(context: &Context) -> i64 {
    const HOUR: i64 = 60 * 60 * 1000;
    context.now + context.settings.sign_in_abandon_hours * HOUR
}
