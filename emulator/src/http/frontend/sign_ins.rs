//! `/v1/client/sign_ins`: from an identifier or a ticket to a session.

use serde_json::Value;

use super::shapes;
use crate::acts::{attempt, session, sign_in};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::identity;
use crate::http::reply::{Answer, Reply};
use crate::store::{Client, Db, SignIn};

/// `POST /v1/client/sign_ins`: a new attempt, identified and verified as far as the form goes.
pub(super) fn create(context: &Context) -> Answer {
    let form = context.form()?;
    let checked = attempt::check_sign_in(context, &form)?;
    let (client, sign_in, token) = context.write(|db| {
        let (mut client, token) = identity::client_or_new(context, &db)?;
        let sign_in = sign_in::start(context, &db, &mut client, &form, &checked)?;
        Ok((session::store_client(context, &db, client)?, sign_in, token))
    })?;
    Ok(token.tell(context, answer(context, &client, &sign_in)?))
}

/// `GET /v1/client/sign_ins/{sign_in_id}`.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| {
        let (_, sign_in) = sign_in_of_path(context, &db)?;
        Ok(Reply::wrapped(shapes::sign_in(context, &db, &sign_in)?, Value::Null))
    })
}

/// `POST …/prepare_first_factor`: a code is sent.
pub(super) fn prepare_first_factor(context: &Context) -> Answer {
    let form = context.form()?;
    let (client, sign_in) = context.write(|db| {
        let (client, sign_in) = unfinished_sign_in_of_path(context, &db)?;
        match form.required("strategy")? {
            "email_code" => sign_in::prepare(context, &db, &sign_in, &form)?,
            _ => return Err(ClerkError::strategy_for_user_invalid()),
        }
        Ok((session::store_client(context, &db, client)?, sign_in))
    })?;
    answer(context, &client, &sign_in)
}

/// `POST …/attempt_first_factor`.
pub(super) fn attempt_first_factor(context: &Context) -> Answer {
    let form = context.form()?;
    let checked = attempt::check_password(context, &form, |db| {
        let sign_in = sign_in_of_path(context, db).ok().and_then(|(_, sign_in)| sign_in.user_id);
        Ok(sign_in.map(|id| db.user(&id)).transpose()?.flatten())
    })?;
    let (client, sign_in) = context.write(|db| {
        let (mut client, mut sign_in) = unfinished_sign_in_of_path(context, &db)?;
        match form.required("strategy")? {
            "password" => sign_in::with_password(context, &db, &mut client, &mut sign_in, &form, &checked)?,
            "email_code" => {
                if let Err(wrong) = sign_in::with_code(context, &db, &mut client, &mut sign_in, &form)? {
                    return Ok(Err(wrong));
                }
            }
            _ => return Err(ClerkError::strategy_for_user_invalid()),
        }
        db.put_sign_in(&sign_in)?;
        Ok(Ok((session::store_client(context, &db, client)?, sign_in)))
    })??;
    answer(context, &client, &sign_in)
}

fn unfinished_sign_in_of_path(context: &Context, db: &Db<'_>) -> Result<(Client, SignIn), ClerkError> {
    let client = identity::client(context, db)?.ok_or_else(ClerkError::client_not_found)?;
    let sign_in = sign_in::unfinished(db, &client, context.parameter("sign_in_id"))?;
    Ok((client, sign_in))
}

fn sign_in_of_path(context: &Context, db: &Db<'_>) -> Result<(Client, SignIn), ClerkError> {
    let client = identity::client(context, db)?.ok_or_else(ClerkError::client_not_found)?;
    let sign_in =
        db.sign_in(&client.id, context.parameter("sign_in_id"))?.ok_or_else(ClerkError::sign_in_not_found)?;
    Ok((client, sign_in))
}

/// Answers with the sign-in and the client.
fn answer(context: &Context, client: &Client, sign_in: &SignIn) -> Answer {
    context.read(|db| {
        let shown = shapes::sign_in(context, &db, sign_in)?;
        Ok(Reply::wrapped(shown, shapes::attached_client(context, &db, client)?))
    })
}
