//! `/__emulator/webhooks`: webhook endpoints, sent messages, and replaying messages.

use serde_json::{Value, json};

use super::{Call, done};
use crate::error::ClerkError;
use crate::http::reply::{Answer, Reply};
use crate::store::WebhookEndpoint;

pub(crate) fn shape(endpoint: &WebhookEndpoint) -> Value {
    json!({
        "id": endpoint.id, "url": endpoint.url, "secret": endpoint.secret, "createdAt": endpoint.created_at,
    })
}

/// Lists the endpoints, and every message with its deliveries and attempts.
pub(super) fn list(call: &Call<'_>) -> Answer {
    call.instance.read(call.instance.clock.now(), |db| {
        let endpoints: Vec<Value> = db.webhook_endpoints()?.iter().map(shape).collect();
        Ok(Reply::json(json!({ "endpoints": endpoints, "messages": db.webhook_messages()? })))
    })
}

/// Adds an endpoint.
pub(super) fn create(call: &Call<'_>) -> Answer {
    let body = call.json()?;
    let url = match body.as_object() {
        // Every endpoint gets every event: one that asks for a few would get the others, too.
        Some(fields) if fields.len() == 1 => fields.get("url").and_then(Value::as_str),
        _ => None,
    };
    let url = url.ok_or_else(|| {
        ClerkError::request_body_invalid("Send {\"url\": \"http://…\"}, without other fields.")
    })?;
    let endpoint = call.host.webhooks.add(call.instance, call.era, url)?;
    Ok(Reply::json(shape(&endpoint)))
}

/// Removes an endpoint: `DELETE /webhooks/{id}`.
pub(super) fn remove(call: &Call<'_>) -> Answer {
    let id = call.path.strip_prefix("/webhooks/").unwrap_or_default();
    let removed =
        call.instance.write(call.era, call.instance.clock.now(), |db| Ok(db.remove_webhook_endpoint(id)?))?;
    found(removed)
}

/// Sends a message again to every endpoint: `POST /webhooks/messages/{id}/replay`.
pub(super) fn replay(call: &Call<'_>) -> Answer {
    let path = call.path.strip_prefix("/webhooks/messages/").unwrap_or_default();
    let id = path.strip_suffix("/replay").unwrap_or_default();
    let replayed =
        call.instance.write(call.era, call.instance.clock.now(), |db| Ok(db.replay_webhook_message(id)?))?;
    found(replayed)
}

fn found(is_there: bool) -> Answer {
    if is_there { done(Ok(())) } else { Err(ClerkError::path_not_found()) }
}
