//! `GET /v1/client/handshake`: an application's server redirects a browser here if the cookies do not identify the
//! session. The answer redirects back, with the cookies that the server should set.

use axum::http::StatusCode;
use axum::http::header::{self, HeaderValue};

use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::handshake::{self, Visit};
use crate::http::identity;
use crate::http::reply::{Answer, Reply};
use crate::rules::redirect_url;
use crate::store::{Client, Db};
use crate::web::Url;

const NONCE: &str = "nonce";
const TOKEN: &str = "token";

pub(super) fn start(context: &Context) -> Answer {
    let (target, origin) = target(context)?;
    let format = context.query.words("format", &[NONCE, TOKEN])?.pop();
    let dev_browser = context.write(|db| {
        let client = identity::client(context, &db)?;
        let dev_browser = identity::dev_browser_of_page(context, &db, client.as_ref())?;
        activate(context, &db, client)?;
        Ok(dev_browser)
    })?;
    let visit = Visit { dev_browser, origin };
    let (name, value) = match format.as_deref() {
        Some(NONCE) => ("__clerk_handshake_nonce", visit.nonce(context)?),
        _ => ("__clerk_handshake", visit.token(context)?),
    };
    // A page reads the first of several.
    lead_to(redirect_url::replacing(target, &[(name, &value)]))
}

/// `redirect_url` and its origin. Fails if the handshake may not lead there.
pub(super) fn target(context: &Context) -> Result<(&str, String), ClerkError> {
    let target = context.query.required("redirect_url")?;
    redirect_url::check(target)?;
    let origin = Url::parse(target).map(|url| url.origin).unwrap_or_default();
    match handshake::may_lead_to(context, &origin) {
        true => Ok((target, origin)),
        false => Err(ClerkError::handshake_of_another_origin()),
    }
}

/// A redirect that must not be cached.
pub(super) fn lead_to(location: Option<String>) -> Answer {
    let reply =
        location.as_deref().and_then(Reply::see_other).ok_or_else(ClerkError::invalid_redirect_url)?;
    Ok(reply
        .with_status(StatusCode::TEMPORARY_REDIRECT)
        .with_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
}

/// Activates the organization in `organization_id`, an id or a slug. An empty value deactivates the current one. An
/// organization that the user is not a member of changes nothing (Clerk's published Frontend API description).
fn activate(context: &Context, db: &Db<'_>, client: Option<Client>) -> Result<(), ClerkError> {
    let Some(wanted) = context.query.get("organization_id") else { return Ok(()) };
    let Some((_, mut session)) = handshake::last_session(db, client)? else { return Ok(()) };
    session.last_active_organization_id = match wanted {
        "" => None,
        wanted => {
            let Some(found) = db.organization_by_id_or_slug(wanted)? else { return Ok(()) };
            if db.membership(&found.id, &session.user_id)?.is_none() {
                return Ok(());
            }
            Some(found.id)
        }
    };
    Ok(db.update_session(&session)?)
}
