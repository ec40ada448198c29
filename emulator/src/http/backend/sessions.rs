//! Sessions: list, get, create for tests, revoke, create tokens.

use serde_json::{Value, json};

use super::body::Fields;
use super::{query, shapes};
use crate::acts::custom_token::{self, Request};
use crate::acts::session::{self, active_organization};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::http::shapes::images_url;
use crate::rules::organization;
use crate::store::{Client, Db, Session, SessionFilter, User};
use crate::tokens;

/// The lifetimes that can be requested for a token, in seconds (Clerk's published Backend API description).
const TOKEN_SECONDS: std::ops::RangeInclusive<i64> = 30..=315_360_000;
const STATUSES: &[&str] =
    &["abandoned", "active", "ended", "expired", "pending", "removed", "replaced", "revoked"];

fn shown(db: &Db<'_>, session: &Session) -> Result<Value, ClerkError> {
    Ok(shapes::session(session, db.active_organization_id(session)?.as_deref()))
}

/// `GET /v1/sessions`: newest first. Returns a page with `paginated=true`, which `@clerk/backend` sends, and an array
/// otherwise.
pub(super) fn list(context: &Context) -> Answer {
    let query = query::of(context, &["client_id", "user_id", "status"])?;
    let page = context.page()?;
    let filter = SessionFilter {
        client_id: query::text(query, "client_id"),
        user_id: query::text(query, "user_id"),
        status: query::text(query, "status"),
    };
    if filter.status.as_deref().is_some_and(|status| !STATUSES.contains(&status)) {
        return Err(ClerkError::form_param_value_invalid(
            "status",
            &format!("one of {}", STATUSES.join(", ")),
        ));
    }
    let paginated = query::boolean(query, "paginated")?.unwrap_or(false);
    context.read(|db| {
        let (found, total) = db.sessions(&filter, page)?;
        let data: Vec<Value> =
            found.iter().map(|(session, active)| shapes::session(session, active.id.as_deref())).collect();
        Ok(Reply::json(if paginated { shapes::page(data, total) } else { data.into() }))
    })
}

fn of_path(context: &Context, db: &Db<'_>) -> Result<Session, ClerkError> {
    db.session_of_any_client(context.parameter("session_id"))?.ok_or_else(ClerkError::session_not_found)
}

/// `GET /v1/sessions/{session_id}`.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| Ok(Reply::json(shown(&db, &of_path(context, &db)?)?)))
}

/// `POST /v1/sessions`: creates a session without a sign-in, in a client of its own. Clerk supports it in development
/// instances.
pub(super) fn create(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let user_id = fields.required_text("user_id");
    let organization_id = fields.text("active_organization_id");
    fields.finish(())?;
    context.change(
        |db| {
            let user = db.user(&user_id)?.ok_or_else(ClerkError::user_not_found)?;
            let wanted = organization_of_session(context, db, &user, organization_id)?;
            // No caller receives this client's token. Only this API creates tokens of the session.
            let token = tokens::hash(&context.instance.randomness.token());
            let mut client = Client::new(context.id("client"), context.now());
            db.add_client(&client, &token)?;
            let mut session = session::begin(context, db, &mut client, &user, "", None)?;
            if wanted.is_some() {
                session.last_active_organization_id = wanted;
                db.update_session(&session)?;
            }
            // No user signed in, so no strategy was used.
            client.last_authentication_strategy = None;
            db.update_client(&client)?;
            Ok(session)
        },
        |db, session| Ok(Reply::json(shown(db, &session)?)),
    )
}

/// The requested organization, if the user is a member.
fn organization_of_session(
    context: &Context,
    db: &Db<'_>,
    user: &User,
    wanted: Option<String>,
) -> Result<Option<String>, ClerkError> {
    let Some(id) = wanted else { return Ok(None) };
    db.membership(&id, &user.id)?.ok_or_else(|| organization::of_others(&context.settings))?;
    Ok(Some(id))
}

/// `POST /v1/sessions/{session_id}/revoke`. An ended session is not changed.
pub(super) fn revoke(context: &Context) -> Answer {
    context.change(
        |db| {
            let mut session = of_path(context, db)?;
            if session.is_active() {
                session.status = "revoked".to_owned();
                session.updated_at = context.now();
                db.update_session(&session)?;
            }
            Ok(session)
        },
        |db, session| Ok(Reply::json(shown(db, &session)?)),
    )
}

/// `POST /v1/sessions/{session_id}/tokens`: a session token with the requested lifetime.
pub(super) fn create_token(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let seconds = fields.integer("expires_in_seconds", TOKEN_SECONDS);
    fields.finish(())?;
    let mut context = context.clone();
    if let Some(seconds) = seconds {
        context.act.settings.session_token_seconds = seconds;
    }
    context.read(|db| {
        let session = of_path(&context, &db)?;
        if !session.is_active() {
            return Err(ClerkError::authentication_invalid());
        }
        let active = active_organization(&db, &session)?;
        let jwt = session::token(&context, context.origin(), &db, &session, active)?;
        Ok(Reply::json(json!({ "object": "token", "jwt": jwt })))
    })
}

/// `POST /v1/sessions/{session_id}/tokens/{template}`: a token of a JWT template with the requested lifetime.
pub(super) fn create_token_of_template(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let seconds = fields.integer("expires_in_seconds", TOKEN_SECONDS);
    fields.finish(())?;
    context.read(|db| {
        let session = of_path(context, &db)?;
        if !session.is_active() {
            return Err(ClerkError::authentication_invalid());
        }
        let images = images_url(context);
        let request = Request { origin: None, seconds, images: &images };
        let jwt = custom_token::token(context, &db, &session, context.parameter("template"), request)?;
        Ok(Reply::json(json!({ "object": "token", "jwt": jwt })))
    })
}
