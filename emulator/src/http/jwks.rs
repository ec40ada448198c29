//! `GET /v1/jwks` and `GET /.well-known/jwks.json`: the public key of session tokens.

use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};

pub(super) fn show(context: &Context) -> Answer {
    Ok(Reply::json(context.instance.keys.jwks()))
}
