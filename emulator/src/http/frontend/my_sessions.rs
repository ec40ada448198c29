//! `/v1/me/sessions`: the signed-in user's sessions in all browsers.

use serde_json::{Value, json};

use super::caller::Caller;
use super::shapes;
use crate::acts::session;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::model::paging::Page;
use crate::store::{Client, Db, Session, SessionFilter};

const ALL: Page = Page { limit: i64::MAX, offset: 0 };

fn sessions_of(db: &Db<'_>, caller: &Caller, status: Option<&str>) -> Result<Vec<Session>, ClerkError> {
    let filter = SessionFilter {
        user_id: Some(caller.session.user_id.clone()),
        status: status.map(str::to_owned),
        ..SessionFilter::default()
    };
    Ok(db.sessions(&filter, ALL)?.0.into_iter().map(|(session, _)| session).collect())
}

/// `GET /v1/me/sessions`: an array, newest first. It includes no session tokens.
pub(super) fn list(context: &Context) -> Answer {
    context.read(|db| {
        let caller = Caller::of(context, &db)?;
        let mut shown = Vec::new();
        for session in sessions_of(&db, &caller, None)? {
            let mut session = shapes::session(context, &db, &session)?;
            if let Some(fields) = session.as_object_mut() {
                fields.insert("last_active_token".to_owned(), Value::Null);
            }
            shown.push(session);
        }
        Ok(Reply::json(shown.into()))
    })
}

/// `GET /v1/me/sessions/active`: an array of the active sessions.
pub(super) fn list_active(context: &Context) -> Answer {
    context.read(|db| {
        let caller = Caller::of(context, &db)?;
        let active = sessions_of(&db, &caller, Some("active"))?;
        Ok(Reply::json(active.iter().map(with_activity).collect::<Vec<_>>().into()))
    })
}

/// The emulator does not store a session's device or location.
fn with_activity(session: &Session) -> Value {
    json!({
        "object": "session",
        "id": session.id,
        "status": session.status,
        "expire_at": session.expire_at,
        "abandon_at": session.abandon_at,
        "last_active_at": session.last_active_at,
        "last_active_token": Value::Null,
        "actor": Value::Null,
        "tasks": Value::Null,
        "latest_activity": {
            "object": "session_activity",
            "id": session.id.replacen("sess_", "sess_activity_", 1),
            "is_mobile": false,
        },
    })
}

/// `POST /v1/me/sessions/{session_id}/revoke`: revokes a session in any browser. Fails for another user's session.
pub(super) fn revoke(context: &Context) -> Answer {
    let (client, session) = context.write(|db| {
        let caller = Caller::of(context, &db)?;
        let found = db.session_of_any_client(context.parameter("session_id"))?;
        let found = found.filter(|found| found.user_id == caller.session.user_id);
        let mut revoked = found.ok_or_else(ClerkError::session_not_found)?;
        if !revoked.is_active() {
            return Err(ClerkError::invalid_action_for_session(&revoked.status));
        }
        revoked.status = "revoked".to_owned();
        revoked.updated_at = context.now();
        db.update_session(&revoked)?;
        let mut client = caller.client;
        if client.last_active_session_id.as_ref() == Some(&revoked.id) {
            client = session::store_client(context, &db, Client { last_active_session_id: None, ..client })?;
        }
        Ok((client, revoked))
    })?;
    context.read(|db| {
        let shown = shapes::session(context, &db, &session)?;
        Ok(Reply::wrapped(shown, shapes::attached_client(context, &db, &client)?))
    })
}
