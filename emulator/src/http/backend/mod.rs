//! The Backend API: requests with `Authorization: Bearer sk_…`, real verbs, JSON bodies, answers without an
//! envelope. One file per resource, as in `frontend`.

use axum::Router;
use subtle::ConstantTimeEq;

use super::context::Context;
use super::routes::{get, with_fallbacks};
use crate::error::ClerkError;
use crate::http::frontend;

pub(crate) fn routes() -> Router {
    with_fallbacks(Router::new().route("/v1/jwks", get(frontend::jwks::show)))
}

/// The secret key of this instance, compared in constant time.
pub(crate) fn admit(context: &Context) -> Result<(), ClerkError> {
    let header = context.header("authorization").unwrap_or_default();
    let key = header
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, key)| key.trim())
        .filter(|key| !key.is_empty())
        .ok_or_else(ClerkError::authorization_header_format_invalid)?;
    if bool::from(key.as_bytes().ct_eq(context.instance.secret_key.as_bytes())) {
        Ok(())
    } else {
        Err(ClerkError::clerk_key_invalid())
    }
}
