//! `/v1/client`: the client itself, and signing out of everything.

use serde_json::Value;

use super::{caller, shapes};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::settings::AttachClient;
use crate::store::{Client, Db};

/// `GET /v1/client`. Nobody known is `null`, not an error; a native app's first call makes its client, because the
/// answer's Authorization header is how it gets its token.
pub(super) fn show(context: &Context) -> Answer {
    let known = context.read(|db| match caller::client(context, &db)? {
        Some(client) => shapes::client(context, &db, &client).map(Some),
        None => Ok(None),
    })?;
    match known {
        Some(client) => Ok(Reply::wrapped(client, Value::Null)),
        None if context.is_native() => create(context),
        None => Ok(Reply::wrapped(Value::Null, Value::Null)),
    }
}

/// `PUT` and `POST /v1/client`: a new client, whoever asked before.
pub(super) fn create(context: &Context) -> Answer {
    let (client, token) = context.write(|db| {
        let (client, token) = caller::new_client(context, &db)?;
        Ok((shapes::client(context, &db, &client)?, token))
    })?;
    Ok(token.tell(context, Reply::wrapped(client, Value::Null)))
}

/// `DELETE /v1/client/sessions` and `DELETE /v1/client`: every session ends, the client stays.
pub(super) fn remove_sessions(context: &Context) -> Answer {
    context.write(|db| {
        let client = caller::client(context, &db)?.ok_or_else(ClerkError::client_not_found)?;
        let client = end_sessions(context, &db, client)?;
        let response = shapes::client(context, &db, &client)?;
        let attached = match context.settings.attach_client {
            AttachClient::Always => response.clone(),
            AttachClient::Never => Value::Null,
        };
        Ok(Reply::wrapped(response, attached))
    })
}

/// Signs the client out of everything. Returns the client as it is then stored.
pub(in crate::http) fn end_sessions(
    context: &Context,
    db: &Db<'_>,
    client: Client,
) -> Result<Client, ClerkError> {
    for mut session in db.active_sessions(&client.id)? {
        session.status = "removed".to_owned();
        db.update_session(&session)?;
    }
    store(context, db, Client { last_active_session_id: None, sign_in_id: None, sign_up_id: None, ..client })
}

/// Stores a changed client. Returns it with its new `updated_at`.
pub(in crate::http) fn store(context: &Context, db: &Db<'_>, client: Client) -> Result<Client, ClerkError> {
    db.update_client(&client)?;
    Ok(Client { updated_at: context.now, ..client })
}
