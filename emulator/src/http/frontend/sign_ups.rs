//! `/v1/client/sign_ups`: from an address or a ticket to an account and its first session.

use serde_json::Value;

use super::shapes;
use crate::acts::{attempt, session, sign_up};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::identity;
use crate::http::reply::{Answer, Reply};
use crate::store::{Client, Db, SignUp};

/// `POST /v1/client/sign_ups`: a new attempt, as complete as the form makes it.
pub(super) fn create(context: &Context) -> Answer {
    let form = context.form()?;
    let checked = attempt::check_sign_up(context, &form)?;
    let (client, sign_up, token) = context.write(|db| {
        let (mut client, token) = identity::client_or_new(context, &db)?;
        let sign_up = sign_up::start(context, &db, &mut client, &form, &checked)?;
        Ok((session::store_client(context, &db, client)?, sign_up, token))
    })?;
    Ok(token.tell(context, answer(context, &client, &sign_up)?))
}

/// `GET /v1/client/sign_ups/{sign_up_id}`.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| {
        let (_, sign_up) = sign_up_of_path(context, &db)?;
        Ok(Reply::wrapped(shapes::sign_up(context, &db, &sign_up)?, Value::Null))
    })
}

/// `PATCH /v1/client/sign_ups/{sign_up_id}`: what was missing.
pub(super) fn update(context: &Context) -> Answer {
    let form = context.form()?;
    let checked = attempt::check_sign_up(context, &form)?;
    let (client, sign_up) = context.write(|db| {
        let (mut client, mut sign_up) = unfinished_sign_up_of_path(context, &db)?;
        sign_up::update(context, &db, &mut client, &mut sign_up, &form, &checked)?;
        Ok((session::store_client(context, &db, client)?, sign_up))
    })?;
    answer(context, &client, &sign_up)
}

/// `POST …/prepare_verification`: a code is sent.
pub(super) fn prepare_verification(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(PREPARE)?;
    let (client, sign_up) = context.write(|db| {
        let (client, sign_up) = unfinished_sign_up_of_path(context, &db)?;
        match form.required("strategy")? {
            "email_code" => sign_up::send_code(context, &db, &sign_up)?,
            _ => return Err(ClerkError::verification_strategy_invalid()),
        }
        Ok((session::store_client(context, &db, client)?, sign_up))
    })?;
    answer(context, &client, &sign_up)
}

/// `POST …/attempt_verification`: the code is entered.
pub(super) fn attempt_verification(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(ATTEMPT)?;
    let (client, sign_up) = context.write(|db| {
        let (mut client, mut sign_up) = unfinished_sign_up_of_path(context, &db)?;
        if form.required("strategy")? != "email_code" {
            return Err(ClerkError::verification_strategy_invalid());
        }
        match sign_up::with_code(context, &db, &mut client, &mut sign_up, &form)? {
            Ok(()) => Ok(Ok((session::store_client(context, &db, client)?, sign_up))),
            Err(wrong) => Ok(Err(wrong)),
        }
    })??;
    answer(context, &client, &sign_up)
}

const PREPARE: &[&str] = &[
    "strategy",
    "redirect_url",
    "action_complete_redirect_url",
    "oidc_login_hint",
    "oidc_prompt",
    "proof_token",
];
const ATTEMPT: &[&str] = &["strategy", "code", "signature", "token"];

fn unfinished_sign_up_of_path(context: &Context, db: &Db<'_>) -> Result<(Client, SignUp), ClerkError> {
    let client = identity::client(context, db)?.ok_or_else(ClerkError::client_not_found)?;
    let sign_up = sign_up::unfinished(db, &client, context.parameter("sign_up_id"))?;
    Ok((client, sign_up))
}

fn sign_up_of_path(context: &Context, db: &Db<'_>) -> Result<(Client, SignUp), ClerkError> {
    let client = identity::client(context, db)?.ok_or_else(ClerkError::client_not_found)?;
    let sign_up =
        db.sign_up(&client.id, context.parameter("sign_up_id"))?.ok_or_else(ClerkError::sign_up_not_found)?;
    Ok((client, sign_up))
}

/// Answers with the sign-up and the client.
fn answer(context: &Context, client: &Client, sign_up: &SignUp) -> Answer {
    context.read(|db| {
        let shown = shapes::sign_up(context, &db, sign_up)?;
        Ok(Reply::wrapped(shown, shapes::attached_client(context, &db, client)?))
    })
}
