//! Requests that an application's own server proxies, so that the Frontend API has the application's origin (Clerk's
//! documentation, "Proxying the Clerk Frontend API"). The server sends the proxy URL, and the secret key as proof of
//! its permission.

use subtle::ConstantTimeEq;

use super::context::Context;
use crate::error::ClerkError;
use crate::web::Url;

const PROXY_URL: &str = "clerk-proxy-url";
const SECRET_KEY: &str = "clerk-secret-key";

/// Rejects a proxied request without this instance's secret key.
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

/// The origin of the application that proxied the request. Trust it only after [`check`].
pub(crate) fn origin(context: &Context) -> Option<String> {
    Url::parse(context.header(PROXY_URL)?).map(|url| url.origin)
}
