//! `GET /v1/client/sync` and `/v1/client/link`: they give an application on a further domain, a satellite, the session
//! of the primary domain. This emulator is every domain's Frontend API, under the host name that the satellite uses.
//!
//! The steps are those of Clerk's published description. The browser opens `sync` at the satellite's name and is
//! redirected to the emulator's own name, where its client is known. A redirect with a token leads to `link` at the
//! satellite's name, and then back to the page. As in every development instance, the page reads the dev browser from
//! its URL.

use super::handshake::{lead_to, target};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::handshake;
use crate::http::identity;
use crate::http::reply::Answer;
use crate::http::{cors, proxied};
use crate::rules::redirect_url;
use crate::tokens::Ticket;
use crate::web::Url;

/// The parameter that marks the page as synced, so that it does not sync again (`@clerk/shared` 4.41,
/// `ClerkSyncStatus`).
const SYNCED: (&str, &str) = ("__clerk_synced", "true");

/// `GET /v1/client/sync`.
pub(super) fn start(context: &Context) -> Answer {
    let (target, _) = target(context)?;
    let own = Url::parse(&context.instance.url)
        .ok_or_else(|| ClerkError::internal("the emulator's own URL is invalid"))?;
    let asked_at = name_of_request(context, &own);
    if asked_at != own.host {
        // This is the satellite's name. The client is only known at the primary one.
        let query = [("link_domain", asked_at.as_str()), ("redirect_url", target)];
        return lead_to(redirect_url::with_query(&at(&own, "sync"), &query));
    }
    let satellite = satellite(context.query.get("link_domain"), &own)?;
    let dev_browser = context.write(|db| {
        let client = identity::client(context, &db)?;
        identity::dev_browser_of_page(context, &db, client.as_ref())
    })?;
    let token = handshake::ticket(context, Ticket::CLIENT_LINK, &dev_browser, target)?;
    lead_to(redirect_url::with_query(&at(&satellite, "link"), &[("__clerk_token", &token)]))
}

/// `GET /v1/client/link`.
pub(super) fn finish(context: &Context) -> Answer {
    let token = context.query.required("__clerk_token")?;
    let (dev_browser, target) = handshake::read_ticket(context, Ticket::CLIENT_LINK, token)
        .ok_or_else(ClerkError::verification_link_token_invalid)?;
    lead_to(redirect_url::replacing(&target, &[("__clerk_db_jwt", &dev_browser), SYNCED]))
}

/// The host name that the browser requested. A proxying server sends requests to the emulator's own name.
fn name_of_request(context: &Context, own: &Url) -> String {
    let host = context.header("host").filter(|_| proxied::origin(context).is_none());
    let named = host.and_then(|host| Url::parse(&format!("{}://{host}", own.scheme)));
    named.as_ref().unwrap_or(own).host.clone()
}

/// The emulator's URL under the satellite's domain, or its own URL without a domain.
fn satellite(domain: Option<&str>, own: &Url) -> Result<Url, ClerkError> {
    let Some(domain) = domain.filter(|domain| !domain.is_empty()) else { return Ok(own.clone()) };
    let refused = || ClerkError::form_param_value_invalid("link_domain", "a name of this machine");
    let named = Url::parse(&format!("{}://{domain}", own.scheme)).ok_or_else(refused)?;
    if !cors::is_loopback(&named.origin) {
        return Err(refused());
    }
    own.with_host(&named.host).ok_or_else(refused)
}

fn at(emulator: &Url, step: &str) -> String {
    format!("{}/v1/client/{step}", emulator.href.trim_end_matches('/'))
}
