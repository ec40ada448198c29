//! `/v1/client`: the client, and ending all its sessions.

use serde_json::Value;

use super::shapes;
use crate::acts::session;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::identity;
use crate::http::reply::{Answer, Reply};
use crate::settings::AttachClient;

/// `GET /v1/client`. For an unknown browser the answer is `null`, not an error. A native app's first call creates its
/// client, because the app reads its token from the answer's Authorization header.
pub(super) fn show(context: &Context) -> Answer {
    let known = context.read(|db| match identity::client(context, &db)? {
        Some(client) => shapes::client(context, &db, &client).map(Some),
        None => Ok(None),
    })?;
    match known {
        Some(client) => Ok(Reply::wrapped(client, Value::Null)),
        None if context.is_native() => create(context),
        None => Ok(Reply::wrapped(Value::Null, Value::Null)),
    }
}

/// `PUT` and `POST /v1/client`: creates a client even if the caller has one.
pub(super) fn create(context: &Context) -> Answer {
    let (client, token) = context.write(|db| identity::new_client(context, &db))?;
    let shown = context.read(|db| shapes::client(context, &db, &client))?;
    Ok(token.tell(context, Reply::wrapped(shown, Value::Null)))
}

/// `DELETE /v1/client/sessions` and `DELETE /v1/client`: ends every session and keeps the client.
pub(super) fn remove_sessions(context: &Context) -> Answer {
    let client = context.write(|db| {
        let client = identity::client(context, &db)?.ok_or_else(ClerkError::client_not_found)?;
        session::end_sessions(context, &db, client)
    })?;
    let response = context.read(|db| shapes::client(context, &db, &client))?;
    let attached = match context.settings.attach_client {
        AttachClient::Always => response.clone(),
        AttachClient::Never => Value::Null,
    };
    Ok(Reply::wrapped(response, attached))
}
