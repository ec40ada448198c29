//! What sign-ins and sign-ups have in common: how an attempt begins, and its end, a session.

use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::pairs::Pairs;
use crate::settings::FirstOrganization;
use crate::store::{Client, Db, Session, User};

const DAY: i64 = 24 * 60 * 60 * 1000;

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
