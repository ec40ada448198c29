//! `GET /v1/jwks` and `GET /.well-known/jwks.json`: the key that session tokens are signed with.

use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};

pub(super) fn show(context: &Context) -> Answer {
    Ok(Reply::json(context.instance.keys.jwks()))
}
