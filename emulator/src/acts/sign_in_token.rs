//! Sign-in tokens and agent tasks: creating one, and signing in with its ticket once.

use super::{Act, session};
use crate::error::ClerkError;
use crate::rules::ticket;
use crate::store::{Client, Db, Session, SignInToken, User};
use crate::tokens::Ticket;

/// A token before it is stored. Its ticket is signed here because signing takes too long for a transaction.
pub(crate) struct Draft {
    id: String,
    created_at: i64,
    expire_at: i64,
    pub(crate) ticket: String,
}

/// Creates a draft that expires after `seconds`. `prefix` starts its id, `kind` is the type in its ticket.
pub(crate) fn draft(act: &Act, prefix: &str, kind: &str, seconds: i64) -> Result<Draft, ClerkError> {
    let id = act.id(prefix);
    let created_at = act.now();
    let expire_at = created_at.saturating_add(seconds.saturating_mul(1000));
    let claims = Ticket {
        exp: expire_at / 1000,
        iid: act.instance.id.clone(),
        oid: String::new(),
        rurl: None,
        sid: id.clone(),
        st: kind.to_owned(),
    };
    let ticket = act.instance.keys.ticket(&claims).map_err(ClerkError::internal)?;
    Ok(Draft { id, created_at, expire_at, ticket })
}

/// The fields in which sign-in tokens and agent tasks differ.
pub(crate) struct Purpose<'a> {
    pub(crate) user: &'a User,
    pub(crate) organization_id: Option<String>,
    pub(crate) agent_id: Option<String>,
    pub(crate) redirect_url: Option<String>,
    pub(crate) session_seconds: Option<i64>,
}

/// Stores a draft.
pub(crate) fn add(db: &Db<'_>, draft: Draft, purpose: Purpose<'_>) -> Result<SignInToken, ClerkError> {
    let token = SignInToken {
        id: draft.id,
        user_id: purpose.user.id.clone(),
        organization_id: purpose.organization_id,
        agent_id: purpose.agent_id,
        redirect_url: purpose.redirect_url,
        session_seconds: purpose.session_seconds,
        status: "pending".to_owned(),
        expire_at: draft.expire_at,
        created_at: draft.created_at,
        updated_at: draft.created_at,
    };
    db.add_sign_in_token(&token)?;
    Ok(token)
}

/// Revokes a pending token.
pub(crate) fn revoke(act: &Act, db: &Db<'_>, token: SignInToken) -> Result<SignInToken, ClerkError> {
    if token.status != "pending" {
        return Err(ClerkError::sign_in_token_cannot_be_revoked(&token.status));
    }
    db.set_sign_in_token_status(&token.id, "revoked")?;
    Ok(SignInToken { status: "revoked".to_owned(), updated_at: act.now(), ..token })
}

/// Redeems the token of a ticket: starts a session of its user in this client. The token cannot be used again.
pub(crate) fn redeem(
    act: &Act,
    db: &Db<'_>,
    client: &mut Client,
    read: &Ticket,
) -> Result<(SignInToken, User, Session), ClerkError> {
    let token = db.sign_in_token(&read.sid)?.ok_or_else(ClerkError::ticket_invalid)?;
    ticket::check_sign_in_token(&token.status, token.expire_at, act.now())?;
    let user = db.user(&token.user_id)?.ok_or_else(ClerkError::ticket_invalid)?;
    let mut session = session::begin(act, db, client, &user, "ticket", None)?;
    if token.organization_id.is_some() {
        session.last_active_organization_id.clone_from(&token.organization_id);
        db.update_session(&session)?;
    }
    if let Some(seconds) = token.session_seconds {
        session.expire_at = act.now().saturating_add(seconds.saturating_mul(1000));
        db.set_session_end(&session.id, session.expire_at)?;
    }
    db.set_sign_in_token_status(&token.id, "accepted")?;
    Ok((token, user, session))
}
