//! Requests that an application's own server passes on, so that the Frontend API has the application's origin (Clerk's
//! documentation, "Proxying the Clerk Frontend API"). The server names the URL below which it does so, and proves by the
//! secret key that it may.

use subtle::ConstantTimeEq;
use url::Url;

use super::context::Context;
use crate::error::ClerkError;

const PROXY_URL: &str = "clerk-proxy-url";
const SECRET_KEY: &str = "clerk-secret-key";

/// Refuses a request that was passed on without the secret key of this instance.
pub(crate) fn check(context: &Context) -> Result<(), ClerkError> {
    if !context.headers.contains_key(PROXY_URL) {
        return Ok(());
    }
    let key = context.header(SECRET_KEY).map(str::trim).filter(|key| !key.is_empty());
    let key = key.ok_or_else(ClerkError::proxy_request_missing_secret_key)?;
    match bool::from(key.as_bytes().ct_eq(context.instance.secret_key.as_bytes())) {
        true => Ok(()),
        false => Err(ClerkError::proxy_request_invalid_secret_key()),
    }
}

/// The origin of the application that passed the request on. Trust it only after [`check`].
pub(crate) fn origin(context: &Context) -> Option<String> {
    let url = Url::parse(context.header(PROXY_URL)?).ok()?;
    Some(url.origin().ascii_serialization())
}
