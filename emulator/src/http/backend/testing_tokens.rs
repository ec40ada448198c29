//! Testing tokens. `@clerk/testing` adds one to Frontend API requests to bypass bot protection. The emulator has no bot
//! protection, so it accepts requests with any token or without one.

use serde_json::json;

use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};

/// Clerk's testing tokens last an hour (its published Backend API description).
const SECONDS: i64 = 60 * 60;

/// `POST /v1/testing_tokens`.
pub(super) fn create(context: &Context) -> Answer {
    let now = context.now() / 1000;
    let token = format!("{now}-c_{}", context.instance.randomness.token());
    Ok(Reply::json(json!({ "object": "testing_token", "token": token, "expires_at": now + SECONDS })))
}
