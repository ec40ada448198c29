//! The result of a handshake: the cookies from which the application reads the session. They are sent in a signed
//! token, or the application's server fetches them with a nonce.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use super::context::Context;
use super::{cors, proxied};
use crate::acts::session::{self, active_organization};
use crate::error::ClerkError;
use crate::store::{Client, Db, Session};
use crate::tokens::Ticket;

const YEAR_SECONDS: i64 = 365 * 24 * 60 * 60;
/// The lifetime of a redirect through the browser.
const REDIRECT_SECONDS: i64 = 60;

/// A browser that visits a page of an application.
pub(super) struct Visit {
    pub(super) dev_browser: String,
    /// The application's origin.
    pub(super) origin: String,
}

impl Visit {
    /// A nonce that the application's server exchanges for the cookies. It is signed, not stored. The cookies are
    /// created when they are fetched, so their session token is fresh.
    pub(super) fn nonce(&self, context: &Context) -> Result<String, ClerkError> {
        ticket(context, Ticket::HANDSHAKE, &self.dev_browser, &self.origin)
    }

    /// The visit that a nonce was created for.
    pub(super) fn of_nonce(context: &Context, nonce: &str) -> Result<Self, ClerkError> {
        let (dev_browser, origin) =
            read_ticket(context, Ticket::HANDSHAKE, nonce).ok_or_else(ClerkError::invalid_handshake)?;
        Ok(Self { dev_browser, origin })
    }

    /// The cookies in a signed token, which the instance's public key verifies.
    pub(super) fn token(&self, context: &Context) -> Result<String, ClerkError> {
        let claims = json!({ "handshake": self.directives(context)? });
        context.instance.keys.handshake_token(&claims).map_err(ClerkError::internal)
    }

    /// The cookies as `Set-Cookie` headers, each with and without the suffix.
    pub(super) fn directives(&self, context: &Context) -> Result<Vec<String>, ClerkError> {
        let (client_uat, token) = context.read(|db| self.signed_in(context, &db))?;
        let keys = &context.instance.keys;
        let token = token.map(|token| keys.sign(&token)).transpose().map_err(ClerkError::internal)?;
        let suffix = cookie_suffix(&context.instance.publishable_key());
        Ok(directives(&suffix, &self.dev_browser, client_uat, token.as_deref()))
    }

    /// The client's last change in seconds, and the unsigned session token. 0 and `None` without a session.
    fn signed_in(&self, context: &Context, db: &Db<'_>) -> Result<(i64, Option<Value>), ClerkError> {
        let known =
            db.client_id_of_dev_browser(&self.dev_browser)?.ok_or_else(ClerkError::invalid_handshake)?;
        let client = match known {
            Some(client_id) => db.client(&client_id)?,
            None => None,
        };
        let Some((client, session)) = last_session(db, client)? else { return Ok((0, None)) };
        let active = active_organization(db, &session)?;
        let token = session::token(context, Some(&self.origin), db, &session, active)?;
        // Not later than the token. Otherwise the token would count as older than the last change.
        Ok(((client.updated_at / 1000).min(context.now() / 1000).max(1), Some(token)))
    }
}

/// The client and its last active session, or else another active session.
pub(super) fn last_session(
    db: &Db<'_>,
    client: Option<Client>,
) -> Result<Option<(Client, Session)>, ClerkError> {
    let Some(client) = client else { return Ok(None) };
    let mut sessions = db.active_sessions(&client.id)?;
    let is_last = |session: &Session| Some(&session.id) == client.last_active_session_id.as_ref();
    let at = sessions.iter().position(is_last).unwrap_or(0);
    Ok((at < sessions.len()).then(|| (client, sessions.swap_remove(at))))
}

/// Whether a handshake may redirect to this origin: this machine, the emulator's own host, or the application whose
/// server proxied the request.
pub(super) fn may_lead_to(context: &Context, origin: &str) -> bool {
    cors::is_loopback(origin)
        || origin == context.instance.origin()
        || proxied::origin(context).is_some_and(|own| own == origin)
}

/// Creates a ticket of this kind for a dev browser. It is passed through the browser in one redirect.
pub(super) fn ticket(
    context: &Context,
    kind: &str,
    dev_browser: &str,
    target: &str,
) -> Result<String, ClerkError> {
    let claims = Ticket {
        exp: context.now() / 1000 + REDIRECT_SECONDS,
        iid: context.instance.id.clone(),
        oid: String::new(),
        rurl: Some(target.to_owned()),
        sid: dev_browser.to_owned(),
        st: kind.to_owned(),
    };
    context.instance.keys.ticket(&claims).map_err(ClerkError::internal)
}

/// The dev browser and the target of a [`ticket`] of this kind. `None` if it expired or another instance signed it.
pub(super) fn read_ticket(context: &Context, kind: &str, text: &str) -> Option<(String, String)> {
    let read = context.instance.keys.read_ticket(text)?;
    let is_current = read.st == kind && read.iid == context.instance.id && read.exp > context.now() / 1000;
    is_current.then_some((read.sid, read.rurl?))
}

/// The suffix of the second name of each cookie: 8 characters of the key's digest (`getCookieSuffix` of @clerk/shared
/// 4.41).
fn cookie_suffix(publishable_key: &str) -> String {
    URL_SAFE.encode(Sha1::digest(publishable_key.as_bytes())).chars().take(8).collect()
}

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
        // The result of `getCookieSuffix` of @clerk/shared 4.41.
        assert_eq!(cookie_suffix("pk_test_Y2xlcmsuZXhhbXBsZS5jb20k"), "l2OS3d9k");
    }
}
