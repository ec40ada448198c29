//! The client of a request.
//!
//! In a development instance, a browser is identified by its dev browser (`__clerk_db_jwt` in the query), or else by
//! the `__client` cookie. A native app is identified by its Authorization header. For the emulator's own pages, the dev
//! browser comes from the cookie in which clerk-js stores it.

use axum::http::header::{self, HeaderValue};

use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::cors::CLIENT_TOKEN;
use crate::http::reply::Reply;
use crate::pages;
use crate::store::{Client, Db};
use crate::tokens;

const COOKIE: &str = "__client";
const DEV_BROWSER: &str = "__clerk_db_jwt";

/// The way in which a request identifies its client.
enum Identity<'a> {
    DevBrowser(&'a str),
    Native(&'a str),
    Cookie(Client),
    Unknown,
}

fn identity<'a>(context: &'a Context, db: &Db<'_>) -> Result<Identity<'a>, ClerkError> {
    if context.is_native() {
        let header = context.header(header::AUTHORIZATION.as_str()).unwrap_or_default().trim();
        // iOS sends only the token. Other native callers send `Bearer` before it.
        let token = match header.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
            _ if header.eq_ignore_ascii_case("bearer") => "",
            _ => header,
        };
        return Ok(Identity::Native(token));
    }
    let named = context.query.get(DEV_BROWSER).filter(|id| !id.is_empty());
    if pages::is_page(&context.path) {
        return identity_of_page(context, db, named);
    }
    match named {
        Some(id) => Ok(Identity::DevBrowser(id)),
        None => Ok(known_cookie(context, db)?.map_or(Identity::Unknown, Identity::Cookie)),
    }
}

/// The client of this instance that a `__client` cookie names. A browser also sends the cookies of other instances on
/// the same host: a cookie does not depend on the port, and the default instance's path includes all others.
fn known_cookie(context: &Context, db: &Db<'_>) -> Result<Option<Client>, ClerkError> {
    for (_, token) in cookies(context).filter(|(name, _)| *name == COOKIE) {
        if let Some(client) = db.client_with_token(&tokens::hash(token))? {
            return Ok(Some(client));
        }
    }
    Ok(None)
}

/// The dev browser of a browser that opens a page. The browser may have cookies of several applications and emulators,
/// so unknown ones are ignored. Dev browsers with a client come first.
fn identity_of_page<'a>(
    context: &'a Context,
    db: &Db<'_>,
    named: Option<&'a str>,
) -> Result<Identity<'a>, ClerkError> {
    let mut without_client = None;
    // clerk-js stores the dev browser under two names. One has a suffix of the publishable key.
    let kept = cookies(context).filter(|(name, _)| name.starts_with(DEV_BROWSER)).map(|(_, id)| id);
    for id in named.into_iter().chain(kept) {
        match db.client_id_of_dev_browser(id)? {
            Some(Some(_)) => return Ok(Identity::DevBrowser(id)),
            Some(None) => without_client = Some(id),
            None => {}
        }
    }
    if let Some(client) = known_cookie(context, db)? {
        return Ok(Identity::Cookie(client));
    }
    Ok(without_client.map_or(Identity::Unknown, Identity::DevBrowser))
}

/// The name and value of each cookie. The crate `cookie` would add 35 KB to the WebAssembly module for reading and
/// writing dates.
fn cookies(context: &Context) -> impl Iterator<Item = (&str, &str)> {
    let headers = context.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    headers.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

/// Whether the request has a dev browser that must be known.
pub(crate) fn names_a_dev_browser(context: &Context) -> bool {
    let named = context.query.get(DEV_BROWSER).is_some_and(|id| !id.is_empty());
    named && !context.is_native() && !pages::is_page(&context.path)
}

/// Rejects an unknown dev browser, except on pages, which do not need one.
pub(crate) fn check_dev_browser(context: &Context) -> Result<(), ClerkError> {
    let named = context.query.get(DEV_BROWSER).filter(|id| !id.is_empty());
    let Some(id) = named.filter(|_| !context.is_native() && !pages::is_page(&context.path)) else {
        return Ok(());
    };
    context.read(|db| match db.client_id_of_dev_browser(id)? {
        Some(_) => Ok(()),
        None => Err(ClerkError::dev_browser_unauthenticated()),
    })
}

/// The dev browser of the browser that opens a page. Creates one if this instance knows none of the browser's.
pub(crate) fn dev_browser_of_page(
    context: &Context,
    db: &Db<'_>,
    client: Option<&Client>,
) -> Result<String, ClerkError> {
    match (client, identity(context, db)?) {
        (Some(client), _) => dev_browser(context, db, client),
        (None, Identity::DevBrowser(id)) => Ok(id.to_owned()),
        (None, _) => {
            let id = context.id("dvb");
            db.add_dev_browser(&id)?;
            Ok(id)
        }
    }
}

/// The dev browser of this client, created if it has none. A page passes it to an application on another host.
pub(crate) fn dev_browser(context: &Context, db: &Db<'_>, client: &Client) -> Result<String, ClerkError> {
    if let Identity::DevBrowser(id) = identity(context, db)? {
        return Ok(id.to_owned());
    }
    let id = context.id("dvb");
    db.add_dev_browser(&id)?;
    db.set_client_of_dev_browser(&id, &client.id)?;
    Ok(id)
}

/// The client of the request, if it has one.
pub(crate) fn client(context: &Context, db: &Db<'_>) -> Result<Option<Client>, ClerkError> {
    Ok(match identity(context, db)? {
        Identity::DevBrowser(id) => match db.client_id_of_dev_browser(id)?.flatten() {
            Some(client_id) => db.client(&client_id)?,
            None => None,
        },
        Identity::Native(token) => db.client_with_token(&tokens::hash(token))?,
        Identity::Cookie(client) => Some(client),
        Identity::Unknown => None,
    })
}

/// The token of a client that this request created, if any. The answer must return it.
pub(crate) struct NewToken(Option<String>);

impl NewToken {
    /// Adds the token to the answer: as a header for native callers, otherwise as a cookie.
    pub(crate) fn tell(self, context: &Context, reply: Reply) -> Reply {
        let Some(token) = self.0 else { return reply };
        if context.is_native() {
            return match HeaderValue::from_str(&token) {
                Ok(value) => reply.with_header(CLIENT_TOKEN, value),
                Err(_) => reply,
            };
        }
        // The cookie is limited to this instance. A path without a trailing slash also matches the path itself.
        let path = Some(context.instance.root()).filter(|path| !path.is_empty()).unwrap_or("/".to_owned());
        let cookie = format!("{COOKIE}={token}; Path={path}; HttpOnly; SameSite=Lax; Max-Age=31536000");
        match HeaderValue::from_str(&cookie) {
            Ok(value) => reply.with_header(header::SET_COOKIE, value),
            Err(_) => reply,
        }
    }
}

/// The client of the request. Creates one if it has none.
pub(crate) fn client_or_new(context: &Context, db: &Db<'_>) -> Result<(Client, NewToken), ClerkError> {
    match client(context, db)? {
        Some(client) => Ok((client, NewToken(None))),
        None => new_client(context, db),
    }
}

/// Creates a client for the caller.
pub(crate) fn new_client(context: &Context, db: &Db<'_>) -> Result<(Client, NewToken), ClerkError> {
    let token = context.instance.randomness.token();
    let client = Client::new(context.id("client"), context.now());
    db.add_client(&client, &tokens::hash(&token))?;
    if let Identity::DevBrowser(id) = identity(context, db)? {
        db.set_client_of_dev_browser(id, &client.id)?;
    }
    Ok((client, NewToken(Some(token))))
}
