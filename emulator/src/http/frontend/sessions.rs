//! `/v1/client/sessions/{session_id}`: activating and ending a session, and its tokens.

use serde_json::json;

use super::shapes;
use crate::acts::custom_token::{self, Request};
use crate::acts::session;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::identity;
use crate::http::reply::{Answer, Reply};
use crate::http::shapes::images_url;
use crate::rules;
use crate::store::{Client, Db, Session};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// The session of the path and its client. Fails for another client's session.
fn session_of_path(context: &Context, db: &Db<'_>) -> Result<(Client, Session), ClerkError> {
    let client = identity::client(context, db)?.ok_or_else(ClerkError::authentication_invalid)?;
    let session =
        db.session(&client.id, context.parameter("session_id"))?.ok_or_else(ClerkError::session_not_found)?;
    Ok((client, session))
}

fn active_session_of_path(context: &Context, db: &Db<'_>) -> Result<(Client, Session), ClerkError> {
    let (client, session) = session_of_path(context, db)?;
    if session.is_active() {
        Ok((client, session))
    } else {
        Err(ClerkError::invalid_action_for_session(&session.status))
    }
}

/// The organization that a parameter names by id or slug. The session's user must be a member. An empty value is the
/// personal account, unless the instance always requires an organization.
fn organization_named(
    context: &Context,
    db: &Db<'_>,
    session: &Session,
    key: &str,
) -> Result<Option<session::Active>, ClerkError> {
    if key.is_empty() {
        let kept = session::active_organization(db, session)?;
        return Ok(if context.settings.force_organization_selection { kept } else { None });
    }
    let unknown = || rules::organization::unknown(&context.settings);
    let organization = db.organization_by_id_or_slug(key)?.ok_or_else(unknown)?;
    let membership = db.membership(&organization.id, &session.user_id)?.ok_or_else(unknown)?;
    Ok(Some((organization, membership)))
}

/// `GET /v1/client/sessions/{session_id}`.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| {
        let (_, session) = session_of_path(context, &db)?;
        Ok(Reply::wrapped(shapes::session(context, &db, &session)?, serde_json::Value::Null))
    })
}

/// `POST …/touch`: activates this session, and the organization if the form names one.
pub(super) fn touch(context: &Context) -> Answer {
    let form = context.form()?;
    let intents = ["", "focus", "select_session", "select_org"];
    if form.get("intent").is_some_and(|intent| !intents.contains(&intent)) {
        return Err(ClerkError::form_param_value_invalid(
            "intent",
            "one of focus, select_session, select_org",
        ));
    }
    let (client, session) = context.write(|db| {
        let (mut client, mut session) = active_session_of_path(context, &db)?;
        if let Some(key) = form.get("active_organization_id") {
            let named = organization_named(context, &db, &session, key)?;
            session.last_active_organization_id = named.map(|(organization, _)| organization.id);
        }
        session.last_active_at = context.now();
        session.abandon_at = context.now() + context.settings.session_abandon_days * DAY;
        session.updated_at = context.now();
        db.update_session(&session)?;
        client.last_active_session_id = Some(session.id.clone());
        Ok((session::store_client(context, &db, client)?, session))
    })?;
    answer(context, &client, &session)
}

/// `POST …/tokens`: creates a session token. Without `organization_id` it is for the active organization. An empty one
/// means the personal account.
pub(super) fn create_token(context: &Context) -> Answer {
    let form = context.form()?;
    context.read(|db| {
        let (_, session) = active_session_of_path(context, &db)?;
        let active = match form.get("organization_id") {
            Some(key) => organization_named(context, &db, &session, key)?,
            None => session::active_organization(&db, &session)?,
        };
        let jwt = session::token(context, context.origin(), &db, &session, active)?;
        // Unlike most answers of this API, this one has no envelope.
        Ok(Reply::json(json!({ "object": "token", "jwt": jwt })))
    })
}

/// `POST …/tokens/{template}`: creates a token of a JWT template.
pub(super) fn create_token_of_template(context: &Context) -> Answer {
    context.read(|db| {
        let (_, session) = active_session_of_path(context, &db)?;
        let images = images_url(context);
        let request = Request { origin: context.origin(), seconds: None, images: &images };
        let jwt = custom_token::token(context, &db, &session, context.parameter("template"), request)?;
        Ok(Reply::json(json!({ "object": "token", "jwt": jwt })))
    })
}

/// `POST …/end`.
pub(super) fn end(context: &Context) -> Answer {
    finish(context, "ended")
}

/// `POST …/remove`.
pub(super) fn remove(context: &Context) -> Answer {
    finish(context, "removed")
}

fn finish(context: &Context, status: &str) -> Answer {
    let (client, session) = context.write(|db| {
        let (mut client, mut session) = session_of_path(context, &db)?;
        session.status = status.to_owned();
        session.updated_at = context.now();
        db.update_session(&session)?;
        if client.last_active_session_id.as_ref() == Some(&session.id) {
            client.last_active_session_id = None;
        }
        Ok((session::store_client(context, &db, client)?, session))
    })?;
    answer(context, &client, &session)
}

/// Answers with the session, its token and the client.
fn answer(context: &Context, client: &Client, session: &Session) -> Answer {
    context.read(|db| {
        let shown = shapes::session(context, &db, session)?;
        Ok(Reply::wrapped(shown, shapes::attached_client(context, &db, client)?))
    })
}
