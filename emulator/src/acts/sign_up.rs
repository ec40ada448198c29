//! Signing up: from an address or a ticket to an account and its first session, step by step.

use serde_json::json;

use super::accept::Invited;
use super::attempt::{self, Attempt, Step};
use super::{Act, accept, codes, session};
use crate::error::ClerkError;
use crate::model::fold::fold_address;
use crate::rules::{self, email, metadata};
use crate::store::{Db, EmailAddress, SignUp, User};
use crate::tokens::Ticket;

/// Identifiers that this instance does not support, as its environment shows. Clerk rejects them as unknown parameters.
const NOT_ENABLED: &[&str] = &["username", "phone_number", "web3_wallet"];

/// Starts a new attempt of this client.
pub(crate) fn start(mut step: Step<'_>) -> Result<SignUp, ClerkError> {
    attempt::check(&step)?;
    let act = step.act;
    let mut sign_up = SignUp {
        id: act.id("sua"),
        client_id: step.client.id.clone(),
        email_address: None,
        verified_by: None,
        first_name: None,
        last_name: None,
        password_hash: None,
        unsafe_metadata: json!({}),
        ticket: None,
        created_session_id: None,
        created_user_id: None,
        abandon_at: attempt::abandon_at(act),
        created_at: act.now(),
    };
    step.client.sign_up_id = Some(sign_up.id.clone());
    update(&mut step, &mut sign_up)?;
    Ok(sign_up)
}

/// Fills in missing fields, and completes the attempt if nothing is missing.
pub(crate) fn update(step: &mut Step<'_>, sign_up: &mut SignUp) -> Result<(), ClerkError> {
    fill(step, sign_up)?;
    finish(step, sign_up)
}

/// Copies the form's fields into the attempt.
fn fill(step: &Step<'_>, sign_up: &mut SignUp) -> Result<(), ClerkError> {
    let Step { act, db, form, checked, .. } = step;
    let given = |name| form.get(name).filter(|value| !value.is_empty());
    if let Some(name) = NOT_ENABLED.iter().find(|name| given(name).is_some()) {
        return Err(ClerkError::form_param_unknown(name));
    }
    let strategy = given("strategy").unwrap_or_default();
    if strategy == "ticket" {
        fill_from_ticket(step, sign_up, form.required("ticket")?)?;
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
        "email_code" => send_code(act, db, sign_up),
        _ => Err(ClerkError::form_param_value_invalid("strategy", "one of ticket, email_code")),
    }
}

/// The ticket proves the invited address. A user with that address must sign in instead.
fn fill_from_ticket(step: &Step<'_>, sign_up: &mut SignUp, ticket: &str) -> Result<(), ClerkError> {
    let db = &step.db;
    let read = step.checked.ticket.as_ref().ok_or_else(ClerkError::ticket_invalid)?;
    let invited = accept::invited_by(step.act, db, read)?;
    if db.user_with_email_address(invited.email_address())?.is_some() {
        return Err(invited.account_exists());
    }
    sign_up.email_address = Some(invited.email_address().to_owned());
    sign_up.verified_by = Some("ticket".to_owned());
    sign_up.ticket = Some(ticket.to_owned());
    db.remove_code(&sign_up.id)?;
    Ok(())
}

fn set_email_address(db: &Db<'_>, sign_up: &mut SignUp, address: &str) -> Result<(), ClerkError> {
    if !email::is_valid(address) {
        return Err(ClerkError::form_param_format_invalid("email_address", "a valid email address"));
    }
    let address = fold_address(address);
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

pub(crate) fn send_code(act: &Act, db: &Db<'_>, sign_up: &SignUp) -> Result<(), ClerkError> {
    let address =
        sign_up.email_address.as_deref().ok_or_else(|| ClerkError::form_param_missing("email_address"))?;
    if sign_up.verified_by.is_some() {
        return Err(ClerkError::verification_already_verified());
    }
    codes::send(act, db, &sign_up.id, address)
}

/// Verifies the mailed code. The inner result is an error if the code is wrong. The wrong code is counted.
pub(crate) fn with_code(
    step: &mut Step<'_>,
    sign_up: &mut SignUp,
) -> Result<Result<(), ClerkError>, ClerkError> {
    if sign_up.verified_by.is_some() {
        return Err(ClerkError::verification_already_verified());
    }
    if let Err(wrong) = codes::enter(step.act, &step.db, &sign_up.id, step.form.required("code")?)? {
        return Ok(Err(wrong));
    }
    sign_up.verified_by = Some("email_code".to_owned());
    finish(step, sign_up).map(Ok)
}

/// Stores the attempt, and creates the account when nothing is missing.
fn finish(step: &mut Step<'_>, sign_up: &mut SignUp) -> Result<(), ClerkError> {
    if rules::sign_up::is_ready(sign_up) {
        complete(step, sign_up)?;
    }
    sign_up.put(&step.db)
}

fn complete(step: &mut Step<'_>, sign_up: &mut SignUp) -> Result<(), ClerkError> {
    let (act, db) = (step.act, &step.db);
    let (Some(address), Some(strategy)) = (&sign_up.email_address, &sign_up.verified_by) else {
        return Err(ClerkError::internal("a sign-up was completed without a verified address"));
    };
    if db.user_with_email_address(address)?.is_some() {
        return Err(ClerkError::identification_claimed());
    }
    let invited = match &sign_up.ticket {
        // Checked again, because the invitation may have been revoked since the sign-up started.
        Some(ticket) => {
            let read = Ticket::of_stored(ticket).ok_or_else(ClerkError::ticket_invalid)?;
            Some(accept::invited_by(act, db, &read)?)
        }
        None => None,
    };
    let mut user = new_user(act, sign_up);
    if let Some(Invited::ToApplication(invitation)) = &invited {
        user.public_metadata.clone_from(&invitation.public_metadata);
    }
    let address = EmailAddress {
        id: act.id("idn"),
        user_id: user.id.clone(),
        email_address: address.clone(),
        strategy: strategy.clone(),
        created_at: act.now(),
        updated_at: act.now(),
    };
    let user = User { primary_email_address_id: Some(address.id.clone()), ..user };
    db.add_user(&user)?;
    db.add_email_address(&address)?;
    if let Some(invited) = &invited {
        invited.accept(act, db, &user)?;
    }
    let invited_to = invited.as_ref().and_then(Invited::organization_id);
    let session = session::begin(act, db, step.client, &user, strategy, invited_to)?;
    sign_up.created_user_id = Some(user.id);
    sign_up.created_session_id = Some(session.id);
    Ok(())
}

fn new_user(act: &Act, sign_up: &SignUp) -> User {
    User {
        first_name: sign_up.first_name.clone(),
        last_name: sign_up.last_name.clone(),
        password_hash: sign_up.password_hash.clone(),
        unsafe_metadata: sign_up.unsafe_metadata.clone(),
        ..User::new(act.id("user"), act.now())
    }
}
