//! `/v1/client/sign_ins`: from an identifier or a ticket to a session.

use serde_json::Value;

use super::begin::Checked;
use super::{begin, caller, client, shapes};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::pairs::Pairs;
use crate::http::reply::{Answer, Reply};
use crate::http::{accept, codes};
use crate::rules::fold::fold;
use crate::store::{Client, Db, SignIn, User};

/// `POST /v1/client/sign_ins`: a new attempt, identified and verified as far as the form goes.
pub(super) fn create(context: &Context) -> Answer {
    let form = context.form()?;
    let checked = begin::check_sign_in(context, &form)?;
    let (client, sign_in, token) = context.write(|db| {
        let (mut client, token) = caller::client_or_new(context, &db)?;
        let sign_in = start(context, &db, &mut client, &form, &checked)?;
        Ok((client::store(context, &db, client)?, sign_in, token))
    })?;
    Ok(token.tell(context, answer(context, &client, &sign_in)?))
}

/// A new attempt of this client.
pub(in crate::http) fn start(
    context: &Context,
    db: &Db<'_>,
    client: &mut Client,
    form: &Pairs,
    checked: &Checked,
) -> Result<SignIn, ClerkError> {
    begin::check_attempt(context, db, client, form)?;
    let mut sign_in = SignIn {
        id: context.id("sia"),
        client_id: client.id.clone(),
        user_id: None,
        identifier: None,
        status: "needs_identifier".to_owned(),
        first_factor: None,
        created_session_id: None,
        abandon_at: begin::abandon_at(context),
        created_at: context.now,
    };
    if let Some(identifier) = form.get("identifier").filter(|identifier| !identifier.is_empty()) {
        let user =
            db.user_with_email_address(identifier)?.ok_or_else(ClerkError::form_identifier_not_found)?;
        sign_in.identifier = Some(identifier.to_owned());
        sign_in.user_id = Some(user.id);
        sign_in.status = "needs_first_factor".to_owned();
    }
    client.sign_in_id = Some(sign_in.id.clone());
    match form.get("strategy").unwrap_or_default() {
        // A ticket without its strategy is not looked at (said by Clerk in clerk/javascript#8641).
        "" if form.get("password").is_none() => {}
        "" | "password" => with_password(context, db, client, &mut sign_in, form, checked)?,
        "email_code" => prepare(context, db, &sign_in, form)?,
        "ticket" => with_ticket(context, db, client, &mut sign_in, form, checked)?,
        _ => return Err(ClerkError::form_param_value_invalid("strategy", STRATEGIES)),
    }
    db.put_sign_in(&sign_in)?;
    Ok(sign_in)
}

const STRATEGIES: &str = "one of password, email_code, ticket";

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
            "email_code" => prepare(context, &db, &sign_in, &form)?,
            _ => return Err(ClerkError::strategy_for_user_invalid()),
        }
        Ok((client::store(context, &db, client)?, sign_in))
    })?;
    answer(context, &client, &sign_in)
}

/// `POST …/attempt_first_factor`.
pub(super) fn attempt_first_factor(context: &Context) -> Answer {
    let form = context.form()?;
    let right_for = begin::check_password(context, &form, |db| {
        let sign_in = sign_in_of_path(context, db).ok().and_then(|(_, sign_in)| sign_in.user_id);
        Ok(sign_in.map(|id| db.user(&id)).transpose()?.flatten())
    })?;
    let checked = Checked { right_for, ..Checked::default() };
    let (client, sign_in) = context.write(|db| {
        let (mut client, mut sign_in) = unfinished_sign_in_of_path(context, &db)?;
        match form.required("strategy")? {
            "password" => with_password(context, &db, &mut client, &mut sign_in, &form, &checked)?,
            "email_code" => {
                if let Err(wrong) = with_code(context, &db, &mut client, &mut sign_in, &form)? {
                    return Ok(Err(wrong));
                }
            }
            _ => return Err(ClerkError::strategy_for_user_invalid()),
        }
        db.put_sign_in(&sign_in)?;
        Ok(Ok((client::store(context, &db, client)?, sign_in)))
    })??;
    answer(context, &client, &sign_in)
}

/// An attempt of the request's client.
pub(in crate::http) fn unfinished(
    context: &Context,
    db: &Db<'_>,
    id: &str,
) -> Result<(Client, SignIn), ClerkError> {
    let client = caller::client(context, db)?.ok_or_else(ClerkError::client_not_found)?;
    let sign_in = db.sign_in(&client.id, id)?.ok_or_else(ClerkError::sign_in_not_found)?;
    if sign_in.created_session_id.is_some() {
        return Err(ClerkError::verification_already_verified());
    }
    Ok((client, sign_in))
}

fn unfinished_sign_in_of_path(context: &Context, db: &Db<'_>) -> Result<(Client, SignIn), ClerkError> {
    unfinished(context, db, context.parameter("sign_in_id"))
}

fn sign_in_of_path(context: &Context, db: &Db<'_>) -> Result<(Client, SignIn), ClerkError> {
    let client = caller::client(context, db)?.ok_or_else(ClerkError::client_not_found)?;
    let sign_in =
        db.sign_in(&client.id, context.parameter("sign_in_id"))?.ok_or_else(ClerkError::sign_in_not_found)?;
    Ok((client, sign_in))
}

/// The sign-in and the client. Signed after the change, when nobody waits to write.
fn answer(context: &Context, client: &Client, sign_in: &SignIn) -> Answer {
    context.read(|db| {
        let shown = shapes::sign_in(context, &db, sign_in)?;
        Ok(Reply::wrapped(shown, shapes::attached_client(context, &db, client)?))
    })
}

fn identified(db: &Db<'_>, sign_in: &SignIn) -> Result<User, ClerkError> {
    let user_id = sign_in.user_id.as_deref().ok_or_else(|| ClerkError::form_param_missing("identifier"))?;
    db.user(user_id)?.ok_or_else(ClerkError::form_identifier_not_found)
}

/// Sends a code to the user's address: the one that `email_address_id` names, else the identifier.
pub(in crate::http) fn prepare(
    context: &Context,
    db: &Db<'_>,
    sign_in: &SignIn,
    form: &Pairs,
) -> Result<(), ClerkError> {
    let user = identified(db, sign_in)?;
    let addresses = db.email_addresses(&user.id)?;
    let named = form.get("email_address_id").filter(|id| !id.is_empty());
    let identifier = fold(sign_in.identifier.as_deref().unwrap_or_default());
    let address = addresses.iter().find(|address| match named {
        Some(id) => address.id == id,
        None => address.email_address == identifier,
    });
    let address = address.ok_or_else(|| ClerkError::email_address_not_found("email_address_id"))?;
    codes::send(context, db, &sign_in.id, &address.email_address)
}

/// Verifies the password and, if it is right, completes the attempt with a session.
fn with_password(
    context: &Context,
    db: &Db<'_>,
    client: &mut Client,
    sign_in: &mut SignIn,
    form: &Pairs,
    checked: &Checked,
) -> Result<(), ClerkError> {
    let user = identified(db, sign_in)?;
    form.required("password")?;
    let hash = user.password_hash.as_deref().ok_or_else(ClerkError::strategy_for_user_invalid)?;
    if checked.right_for.as_deref() != Some(hash) {
        return Err(ClerkError::form_password_incorrect());
    }
    complete(context, db, client, sign_in, &user, "password", None)
}

/// Verifies the mailed code. The inner result is a wrong code's refusal, which was counted.
pub(in crate::http) fn with_code(
    context: &Context,
    db: &Db<'_>,
    client: &mut Client,
    sign_in: &mut SignIn,
    form: &Pairs,
) -> Result<Result<(), ClerkError>, ClerkError> {
    let user = identified(db, sign_in)?;
    if let Err(wrong) = codes::enter(context, db, &sign_in.id, form.required("code")?)? {
        return Ok(Err(wrong));
    }
    complete(context, db, client, sign_in, &user, "email_code", None).map(Ok)
}

/// An invitation's ticket proves the invited address: who has an account with it is signed in, and the invitation
/// is accepted.
fn with_ticket(
    context: &Context,
    db: &Db<'_>,
    client: &mut Client,
    sign_in: &mut SignIn,
    form: &Pairs,
    checked: &Checked,
) -> Result<(), ClerkError> {
    form.required("ticket")?;
    let ticket = checked.ticket.as_ref().ok_or_else(ClerkError::ticket_invalid)?;
    let invitation = accept::invitation_of(context, db, ticket)?;
    let user = db
        .user_with_email_address(&invitation.email_address)?
        .ok_or_else(ClerkError::organization_invitation_identification_not_exist)?;
    accept::accept(context, db, &invitation.id, &user)?;
    sign_in.identifier = Some(invitation.email_address);
    sign_in.user_id = Some(user.id.clone());
    complete(context, db, client, sign_in, &user, "ticket", Some(&invitation.organization_id))
}

/// The user is who they say: a session begins.
fn complete(
    context: &Context,
    db: &Db<'_>,
    client: &mut Client,
    sign_in: &mut SignIn,
    user: &User,
    strategy: &str,
    invited_to: Option<&str>,
) -> Result<(), ClerkError> {
    let session = begin::session(context, db, client, user, strategy, invited_to)?;
    sign_in.status = "complete".to_owned();
    sign_in.first_factor = Some(shapes::verification(strategy, "verified", context.now));
    sign_in.created_session_id = Some(session.id);
    Ok(())
}
