//! `/v1/client/sign_ups`: from an address or a ticket to an account and its first session.

use serde_json::{Value, json};

use super::begin::Checked;
use super::{begin, caller, client, shapes};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::pairs::Pairs;
use crate::http::reply::{Answer, Reply};
use crate::http::{accept, codes};
use crate::rules::fold::fold;
use crate::rules::{self, email, metadata};
use crate::store::{Client, Db, EmailAddress, SignUp, User};
use crate::tokens::Ticket;

/// Ways to identify oneself that this instance does not have (its environment says so): Clerk then does not know
/// the parameter.
const NOT_ENABLED: &[&str] = &["username", "phone_number", "web3_wallet"];

/// `POST /v1/client/sign_ups`: a new attempt, as complete as the form makes it.
pub(super) fn create(context: &Context) -> Answer {
    let form = context.form()?;
    let checked = begin::check_sign_up(context, &form)?;
    let (client, sign_up, token) = context.write(|db| {
        let (mut client, token) = caller::client_or_new(context, &db)?;
        let sign_up = start(context, &db, &mut client, &form, &checked)?;
        Ok((client::store(context, &db, client)?, sign_up, token))
    })?;
    Ok(token.tell(context, answer(context, &client, &sign_up)?))
}

/// A new attempt of this client.
pub(in crate::http) fn start(
    context: &Context,
    db: &Db<'_>,
    client: &mut Client,
    form: &Pairs,
    checked: &Checked,
) -> Result<SignUp, ClerkError> {
    begin::check_attempt(context, db, client, form)?;
    let mut sign_up = SignUp {
        id: context.id("sua"),
        client_id: client.id.clone(),
        email_address: None,
        verified_by: None,
        first_name: None,
        last_name: None,
        password_hash: None,
        unsafe_metadata: json!({}),
        ticket: None,
        created_session_id: None,
        created_user_id: None,
        abandon_at: begin::abandon_at(context),
        created_at: context.now,
    };
    client.sign_up_id = Some(sign_up.id.clone());
    fill(context, db, &mut sign_up, form, checked)?;
    finish(context, db, client, &mut sign_up)?;
    Ok(sign_up)
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
    let checked = begin::check_sign_up(context, &form)?;
    let (client, sign_up) = context.write(|db| {
        let (mut client, mut sign_up) = unfinished(context, &db, context.parameter("sign_up_id"))?;
        fill(context, &db, &mut sign_up, &form, &checked)?;
        finish(context, &db, &mut client, &mut sign_up)?;
        Ok((client::store(context, &db, client)?, sign_up))
    })?;
    answer(context, &client, &sign_up)
}

/// `POST …/prepare_verification`: a code is sent.
pub(super) fn prepare_verification(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(PREPARE)?;
    let (client, sign_up) = context.write(|db| {
        let (client, sign_up) = unfinished(context, &db, context.parameter("sign_up_id"))?;
        match form.required("strategy")? {
            "email_code" => send_code(context, &db, &sign_up)?,
            _ => return Err(ClerkError::verification_strategy_invalid()),
        }
        Ok((client::store(context, &db, client)?, sign_up))
    })?;
    answer(context, &client, &sign_up)
}

/// `POST …/attempt_verification`: the code is entered.
pub(super) fn attempt_verification(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(ATTEMPT)?;
    let (client, sign_up) = context.write(|db| {
        let (mut client, mut sign_up) = unfinished(context, &db, context.parameter("sign_up_id"))?;
        if form.required("strategy")? != "email_code" {
            return Err(ClerkError::verification_strategy_invalid());
        }
        match with_code(context, &db, &mut client, &mut sign_up, &form)? {
            Ok(()) => Ok(Ok((client::store(context, &db, client)?, sign_up))),
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

fn sign_up_of_path(context: &Context, db: &Db<'_>) -> Result<(Client, SignUp), ClerkError> {
    let client = caller::client(context, db)?.ok_or_else(ClerkError::client_not_found)?;
    let sign_up =
        db.sign_up(&client.id, context.parameter("sign_up_id"))?.ok_or_else(ClerkError::sign_up_not_found)?;
    Ok((client, sign_up))
}

/// An attempt of the request's client that can still change.
pub(in crate::http) fn unfinished(
    context: &Context,
    db: &Db<'_>,
    id: &str,
) -> Result<(Client, SignUp), ClerkError> {
    let client = caller::client(context, db)?.ok_or_else(ClerkError::client_not_found)?;
    let sign_up = db.sign_up(&client.id, id)?.ok_or_else(ClerkError::sign_up_not_found)?;
    if sign_up.created_session_id.is_some() {
        return Err(ClerkError::older_sign_up());
    }
    Ok((client, sign_up))
}

/// The sign-up and the client. Signed after the change, when nobody waits to write.
fn answer(context: &Context, client: &Client, sign_up: &SignUp) -> Answer {
    context.read(|db| {
        let shown = shapes::sign_up(context, &db, sign_up)?;
        Ok(Reply::wrapped(shown, shapes::attached_client(context, &db, client)?))
    })
}

/// Takes over what the form has.
fn fill(
    context: &Context,
    db: &Db<'_>,
    sign_up: &mut SignUp,
    form: &Pairs,
    checked: &Checked,
) -> Result<(), ClerkError> {
    let given = |name| form.get(name).filter(|value| !value.is_empty());
    if let Some(name) = NOT_ENABLED.iter().find(|name| given(name).is_some()) {
        return Err(ClerkError::form_param_unknown(name));
    }
    let strategy = given("strategy").unwrap_or_default();
    if strategy == "ticket" {
        let ticket = form.required("ticket")?;
        fill_from_ticket(context, db, sign_up, ticket, checked)?;
    }
    if let Some(address) = given("email_address").or_else(|| given("email_address_or_phone_number")) {
        set_email_address(db, sign_up, address)?;
    }
    if let Some(name) = form.get("first_name") {
        sign_up.first_name = Some(name.to_owned()).filter(|name| !name.is_empty());
    }
    if let Some(name) = form.get("last_name") {
        sign_up.last_name = Some(name.to_owned()).filter(|name| !name.is_empty());
    }
    if let Some(password) = given("password") {
        rules::password::check(password, sign_up.email_address.as_deref())?;
        sign_up.password_hash.clone_from(&checked.password_hash);
    }
    if let Some(text) = given("unsafe_metadata") {
        sign_up.unsafe_metadata = metadata::parse("unsafe_metadata", text)?;
    }
    match strategy {
        "" | "ticket" | "password" => Ok(()),
        "email_code" => send_code(context, db, sign_up),
        _ => Err(ClerkError::form_param_value_invalid("strategy", "one of ticket, email_code")),
    }
}

/// The ticket proves the invited address; who has an account with it signs in instead.
fn fill_from_ticket(
    context: &Context,
    db: &Db<'_>,
    sign_up: &mut SignUp,
    ticket: &str,
    checked: &Checked,
) -> Result<(), ClerkError> {
    let read = checked.ticket.as_ref().ok_or_else(ClerkError::ticket_invalid)?;
    let invitation = accept::invitation_of(context, db, read)?;
    if db.user_with_email_address(&invitation.email_address)?.is_some() {
        return Err(ClerkError::organization_invitation_identification_already_exists());
    }
    sign_up.email_address = Some(invitation.email_address);
    sign_up.verified_by = Some("ticket".to_owned());
    sign_up.ticket = Some(ticket.to_owned());
    db.remove_code(&sign_up.id)?;
    Ok(())
}

fn set_email_address(db: &Db<'_>, sign_up: &mut SignUp, address: &str) -> Result<(), ClerkError> {
    if !email::is_valid(address) {
        return Err(ClerkError::form_param_format_invalid("email_address", "a valid email address"));
    }
    let address = fold(address);
    if sign_up.email_address.as_ref() == Some(&address) {
        return Ok(());
    }
    if sign_up.ticket.is_some() {
        return Err(ClerkError::form_param_value_invalid("email_address", "the invited address"));
    }
    if db.user_with_email_address(&address)?.is_some() {
        return Err(ClerkError::form_identifier_exists("email_address"));
    }
    db.remove_code(&sign_up.id)?;
    sign_up.email_address = Some(address);
    sign_up.verified_by = None;
    Ok(())
}

pub(in crate::http) fn send_code(context: &Context, db: &Db<'_>, sign_up: &SignUp) -> Result<(), ClerkError> {
    let address =
        sign_up.email_address.as_deref().ok_or_else(|| ClerkError::form_param_missing("email_address"))?;
    if sign_up.verified_by.is_some() {
        return Err(ClerkError::verification_already_verified());
    }
    codes::send(context, db, &sign_up.id, address)
}

/// Verifies the mailed code. The inner result is a wrong code's refusal, which was counted.
pub(in crate::http) fn with_code(
    context: &Context,
    db: &Db<'_>,
    client: &mut Client,
    sign_up: &mut SignUp,
    form: &Pairs,
) -> Result<Result<(), ClerkError>, ClerkError> {
    if sign_up.verified_by.is_some() {
        return Err(ClerkError::verification_already_verified());
    }
    if let Err(wrong) = codes::enter(context, db, &sign_up.id, form.required("code")?)? {
        return Ok(Err(wrong));
    }
    sign_up.verified_by = Some("email_code".to_owned());
    finish(context, db, client, sign_up).map(Ok)
}

/// Stores the attempt, and makes an account of it when nothing is missing.
fn finish(
    context: &Context,
    db: &Db<'_>,
    client: &mut Client,
    sign_up: &mut SignUp,
) -> Result<(), ClerkError> {
    if rules::sign_up::is_ready(sign_up) {
        complete(context, db, client, sign_up)?;
    }
    Ok(db.put_sign_up(sign_up)?)
}

fn complete(
    context: &Context,
    db: &Db<'_>,
    client: &mut Client,
    sign_up: &mut SignUp,
) -> Result<(), ClerkError> {
    let (Some(address), Some(strategy)) = (&sign_up.email_address, &sign_up.verified_by) else {
        return Err(ClerkError::internal("a sign-up was completed without a verified address"));
    };
    if db.user_with_email_address(address)?.is_some() {
        return Err(ClerkError::identification_claimed());
    }
    let user = new_user(context, sign_up);
    let address = EmailAddress {
        id: context.id("idn"),
        user_id: user.id.clone(),
        email_address: address.clone(),
        strategy: strategy.clone(),
        created_at: context.now,
        updated_at: context.now,
    };
    let user = User { primary_email_address_id: Some(address.id.clone()), ..user };
    db.add_user(&user)?;
    db.add_email_address(&address)?;
    let invitation = match &sign_up.ticket {
        // Looked at again: it may have been revoked since the sign-up began.
        Some(ticket) => {
            let read = Ticket::of_stored(ticket).ok_or_else(ClerkError::ticket_invalid)?;
            Some(accept::invitation_of(context, db, &read)?)
        }
        None => None,
    };
    if let Some(invitation) = &invitation {
        accept::accept(context, db, &invitation.id, &user)?;
    }
    let invited_to = invitation.as_ref().map(|invitation| invitation.organization_id.as_str());
    let session = begin::session(context, db, client, &user, strategy, invited_to)?;
    sign_up.created_user_id = Some(user.id);
    sign_up.created_session_id = Some(session.id);
    Ok(())
}

fn new_user(context: &Context, sign_up: &SignUp) -> User {
    User {
        id: context.id("user"),
        first_name: sign_up.first_name.clone(),
        last_name: sign_up.last_name.clone(),
        username: None,
        password_hash: sign_up.password_hash.clone(),
        primary_email_address_id: None,
        external_id: None,
        banned: false,
        public_metadata: json!({}),
        private_metadata: json!({}),
        unsafe_metadata: sign_up.unsafe_metadata.clone(),
        last_sign_in_at: None,
        last_active_at: None,
        created_at: context.now,
        updated_at: context.now,
    }
}
