//! `GET /v1/client/handshake`: an application's server sends a browser here when it cannot tell from the cookies who is
//! signed in, and gets it back with the cookies that it should set.
//!
//! The answer is always of the form `token`, a signed `__clerk_handshake` in the address, which `@clerk/backend` takes
//! whichever form it asked for.

use axum::http::StatusCode;
use axum::http::header::{self, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};
use url::Url;

use crate::acts::session::{self, active_organization};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::http::{cors, identity};
use crate::rules::redirect_url;
use crate::store::{Client, Db, Session};

const YEAR_SECONDS: i64 = 365 * 24 * 60 * 60;

/// What the browser is to know, before the session token is signed.
struct Known {
    dev_browser: String,
    /// When the client changed, in seconds; 0 if nobody is signed in.
    client_uat: i64,
    token: Option<Value>,
}

pub(super) fn start(context: &Context) -> Answer {
    let target = context.query.required("redirect_url")?;
    redirect_url::check(target)?;
    let origin = Url::parse(target).map(|url| url.origin().ascii_serialization()).unwrap_or_default();
    if !cors::is_loopback(&origin) && origin != context.instance.origin() {
        return Err(ClerkError::handshake_of_another_origin());
    }
    let known = context.write(|db| know(context, &db, &origin))?;
    let keys = &context.instance.keys;
    let token = known.token.map(|token| keys.sign(&token)).transpose().map_err(ClerkError::internal)?;
    let suffix = cookie_suffix(&context.instance.publishable_key());
    let directives = directives(&suffix, &known.dev_browser, known.client_uat, token.as_deref());
    let handshake =
        keys.handshake_token(&json!({ "handshake": directives })).map_err(ClerkError::internal)?;
    let location = redirect_url::with_query(target, &[("__clerk_handshake", &handshake)]);
    let reply =
        location.as_deref().and_then(Reply::see_other).ok_or_else(ClerkError::invalid_redirect_url)?;
    Ok(reply
        .with_status(StatusCode::TEMPORARY_REDIRECT)
        .with_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
}

fn know(context: &Context, db: &Db<'_>, origin: &str) -> Result<Known, ClerkError> {
    let client = identity::client(context, db)?;
    let dev_browser = identity::dev_browser_of_page(context, db, client.as_ref())?;
    let Some((client, mut session)) = signed_in(db, client)? else {
        return Ok(Known { dev_browser, client_uat: 0, token: None });
    };
    activate(context, db, &mut session)?;
    let active = active_organization(db, &session)?;
    let token = session::token(context, Some(origin), db, &session, active)?;
    // Never later than the token, which would then count as one from before the last change.
    let client_uat = (client.updated_at / 1000).min(context.now / 1000).max(1);
    Ok(Known { dev_browser, client_uat, token: Some(token) })
}

/// The client and its last active session, or another one of its sessions.
fn signed_in(db: &Db<'_>, client: Option<Client>) -> Result<Option<(Client, Session)>, ClerkError> {
    let Some(client) = client else { return Ok(None) };
    let mut sessions = db.active_sessions(&client.id)?;
    let is_last = |session: &Session| Some(&session.id) == client.last_active_session_id.as_ref();
    let at = sessions.iter().position(is_last).unwrap_or(0);
    Ok((at < sessions.len()).then(|| (client, sessions.swap_remove(at))))
}

/// Makes the organization of `organization_id`, an id or a slug, the session's; an empty one stands for none. One that the
/// user is not a member of changes nothing (Clerk's published Frontend API description).
fn activate(context: &Context, db: &Db<'_>, session: &mut Session) -> Result<(), ClerkError> {
    let Some(wanted) = context.query.get("organization_id") else { return Ok(()) };
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
    Ok(db.update_session(session)?)
}

/// What each cookie's name has at its end besides the plain one: 8 characters of the key's digest (`getCookieSuffix` of
/// @clerk/shared 4.41).
fn cookie_suffix(publishable_key: &str) -> String {
    URL_SAFE.encode(Sha1::digest(publishable_key.as_bytes())).chars().take(8).collect()
}

/// The cookies as `Set-Cookie` headers, each with and without the suffix.
fn directives(suffix: &str, dev_browser: &str, client_uat: i64, token: Option<&str>) -> Vec<String> {
    let session = match token {
        Some(token) => (token.to_owned(), YEAR_SECONDS),
        None => (String::new(), 0),
    };
    let cookies = [
        ("__clerk_db_jwt", (dev_browser.to_owned(), YEAR_SECONDS)),
        ("__client_uat", (client_uat.to_string(), YEAR_SECONDS)),
        ("__session", session),
    ];
    let written = |name: &str, value: &str, seconds: i64| {
        format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax")
    };
    let both = |(name, (value, seconds)): (&str, (String, i64))| {
        [written(name, &value, seconds), written(&format!("{name}_{suffix}"), &value, seconds)]
    };
    cookies.into_iter().flat_map(both).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suffix_is_that_of_clerks_packages() {
        // As `getCookieSuffix` of @clerk/shared 4.41 returns it.
        assert_eq!(cookie_suffix("pk_test_Y2xlcmsuZXhhbXBsZS5jb20k"), "l2OS3d9k");
    }
}
