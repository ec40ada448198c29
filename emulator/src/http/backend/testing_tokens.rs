//! Testing tokens, with which `@clerk/testing` marks Frontend API requests so that bot protection lets them pass. The
//! emulator has no bot protection, so it takes requests with any token, and without one.

use serde_json::json;

use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};

/// How long Clerk's testing tokens last: those in its published Backend API description last an hour.
const SECONDS: i64 = 60 * 60;

/// `POST /v1/testing_tokens`.
pub(super) fn create(context: &Context) -> Answer {
    let now = context.now() / 1000;
    let token = format!("{now}-c_{}", context.instance.randomness.token());
    Ok(Reply::json(json!({ "object": "testing_token", "token": token, "expires_at": now + SECONDS })))
}
