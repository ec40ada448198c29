//! `GET /v1/clients/handshake_payload`: the cookies of a handshake's nonce. No published description has this call.
//! `@clerk/backend` 3.25 sends it and reads `directives`.

use serde_json::json;

use super::query;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::handshake::Visit;
use crate::http::reply::{Answer, Reply};

pub(super) fn show(context: &Context) -> Answer {
    let query = query::of(context, &["nonce"])?;
    let nonce = query::text(query, "nonce").ok_or_else(|| ClerkError::form_param_missing("nonce"))?;
    let directives = Visit::of_nonce(context, &nonce)?.directives(context)?;
    Ok(Reply::json(json!({ "directives": directives })))
}
