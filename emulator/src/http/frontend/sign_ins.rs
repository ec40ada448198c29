//! `/v1/client/sign_ins`: from an identifier to a session.

use serde_json::Value;

use super::{caller, client, shapes};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::pairs::Pairs;
use crate::http::reply::{Answer, Reply};
use crate::passwords;
use crate::settings::FirstOrganization;
use crate::store::{Client, Db, Session, SignIn, User};

const DAY: i64 = 24 * 60 * 60 * 1000;
const HOUR: i64 = 60 * 60 * 1000;

/// `POST /v1/client/sign_ins`: a new attempt, identified and verified as far as the form goes.
pub(super) fn create(context: &Context) -> Answer {
    let form = context.form()?;
    let (body, token) = context.write(|db| {
        let (mut client, token) = caller::client_or_new(context, &db)?;
        let mut sign_in = SignIn {
            id: context.id("sia"),
            client_id: client.id.clone(),
            user_id: None,
            identifier: None,
            status: "needs_identifier".to_owned(),
            first_factor: None,
            created_session_id: None,
            abandon_at: context.now + context.settings.sign_in_abandon_hours * HOUR,
            created_at: context.now,
        };
        refuse_second_session(context, &db, &client)?;
        if let Some(identifier) = form.get("identifier").filter(|identifier| !identifier.is_empty()) {
            let user =
                db.user_with_email_address(identifier)?.ok_or_else(ClerkError::form_identifier_not_found)?;
            sign_in.identifier = Some(identifier.to_owned());
            sign_in.user_id = Some(user.id);
            sign_in.status = "needs_first_factor".to_owned();
        }
        client.sign_in_id = Some(sign_in.id.clone());
        match form.get("strategy").unwrap_or_default() {
            "" if form.get("password").is_none() => {}
            "" | "password" => with_password(context, &db, &mut client, &mut sign_in, &form)?,
            _ => return Err(ClerkError::form_param_value_invalid("strategy", "password")),
        }
        db.put_sign_in(&sign_in)?;
        Ok((answer(context, &db, &client, &sign_in)?, token))
    })?;
    Ok(token.tell(context, Reply::wrapped(body.0, body.1)))
}

/// `GET /v1/client/sign_ins/{sign_in_id}`.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| {
        let (_, sign_in) = sign_in_of_path(context, &db)?;
        Ok(Reply::wrapped(shapes::sign_in(context, &db, &sign_in)?, Value::Null))
    })
}

/// `POST …/attempt_first_factor`.
pub(super) fn attempt_first_factor(context: &Context) -> Answer {
    let form = context.form()?;
    let (sign_in, client) = context.write(|db| {
        let (mut client, mut sign_in) = sign_in_of_path(context, &db)?;
        if sign_in.created_session_id.is_some() {
            return Err(ClerkError::verification_already_verified());
        }
        refuse_second_session(context, &db, &client)?;
        match form.required("strategy")? {
            "password" => with_password(context, &db, &mut client, &mut sign_in, &form)?,
            _ => return Err(ClerkError::strategy_for_user_invalid()),
        }
        db.put_sign_in(&sign_in)?;
        answer(context, &db, &client, &sign_in)
    })?;
    Ok(Reply::wrapped(sign_in, client))
}

fn sign_in_of_path(context: &Context, db: &Db<'_>) -> Result<(Client, SignIn), ClerkError> {
    let client = caller::client(context, db)?.ok_or_else(ClerkError::client_not_found)?;
    let sign_in =
        db.sign_in(&client.id, context.parameter("sign_in_id"))?.ok_or_else(ClerkError::sign_in_not_found)?;
    Ok((client, sign_in))
}

fn answer(
    context: &Context,
    db: &Db<'_>,
    client: &Client,
    sign_in: &SignIn,
) -> Result<(Value, Value), ClerkError> {
    let shown = shapes::sign_in(context, db, sign_in)?;
    Ok((shown, client::changed(context, db, client)?))
}

/// One session per client is what new Clerk applications allow.
fn refuse_second_session(context: &Context, db: &Db<'_>, client: &Client) -> Result<(), ClerkError> {
    if context.settings.single_session_mode && !db.active_sessions(&client.id)?.is_empty() {
        return Err(ClerkError::session_exists());
    }
    Ok(())
}

/// Verifies the password and, if it is right, completes the attempt with a session.
fn with_password(
    context: &Context,
    db: &Db<'_>,
    client: &mut Client,
    sign_in: &mut SignIn,
    form: &Pairs,
) -> Result<(), ClerkError> {
    let Some(user_id) = &sign_in.user_id else { return Err(ClerkError::form_param_missing("identifier")) };
    let user = db.user(user_id)?.ok_or_else(ClerkError::form_identifier_not_found)?;
    let password = form.required("password")?;
    let hash = user.password_hash.as_deref().ok_or_else(ClerkError::strategy_for_user_invalid)?;
    if !passwords::matches(password, hash) {
        return Err(ClerkError::form_password_incorrect());
    }
    complete(context, db, client, sign_in, &user, "password")
}

/// The user is who they say: a session begins.
fn complete(
    context: &Context,
    db: &Db<'_>,
    client: &mut Client,
    sign_in: &mut SignIn,
    user: &User,
    strategy: &str,
) -> Result<(), ClerkError> {
    let mut signed_in = db.active_sessions(&client.id)?.into_iter();
    if let Some(session) = signed_in.find(|session| session.user_id == user.id) {
        return Err(ClerkError::identifier_already_signed_in(&session.id));
    }
    let first_membership = match context.settings.first_active_organization {
        FirstOrganization::FirstMembership => db.memberships_of_user(&user.id, 1, 0)?.pop(),
        FirstOrganization::None => None,
    };
    let session = Session {
        id: context.id("sess"),
        client_id: client.id.clone(),
        user_id: user.id.clone(),
        status: "active".to_owned(),
        last_active_organization_id: first_membership.map(|membership| membership.organization_id),
        last_active_at: context.now,
        expire_at: context.now + context.settings.session_lifetime_days * DAY,
        abandon_at: context.now + context.settings.session_abandon_days * DAY,
        created_at: context.now,
        updated_at: context.now,
    };
    db.add_session(&session)?;
    db.user_signed_in(&user.id)?;
    sign_in.status = "complete".to_owned();
    sign_in.first_factor = Some(shapes::verification(strategy, "verified"));
    sign_in.created_session_id = Some(session.id.clone());
    client.sign_in_id = None;
    client.last_active_session_id = Some(session.id);
    client.last_authentication_strategy = Some(strategy.to_owned());
    Ok(())
}
