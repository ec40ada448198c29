//! Signing in: from an identifier or a ticket to a session, step by step.

use super::attempt::{self, Attempt, Step};
use super::{Act, accept, codes, session, sign_in_token};
use crate::error::ClerkError;
use crate::model::fold::fold_address;
use crate::pairs::Pairs;
use crate::rules::verification::shape as verification;
use crate::store::{Db, Session, SignIn, User};

/// A new attempt of this client.
pub(crate) fn start(mut step: Step<'_>) -> Result<SignIn, ClerkError> {
    attempt::check(&step)?;
    let Step { act, db, form, .. } = step;
    let mut sign_in = SignIn {
        id: act.id("sia"),
        client_id: step.client.id.clone(),
        user_id: None,
        identifier: None,
        status: "needs_identifier".to_owned(),
        first_factor: None,
        created_session_id: None,
        abandon_at: attempt::abandon_at(act),
        created_at: act.now,
    };
    if let Some(identifier) = form.get("identifier").filter(|identifier| !identifier.is_empty()) {
        let user =
            db.user_with_email_address(identifier)?.ok_or_else(ClerkError::form_identifier_not_found)?;
        sign_in.identifier = Some(identifier.to_owned());
        sign_in.user_id = Some(user.id);
        sign_in.status = "needs_first_factor".to_owned();
    }
    step.client.sign_in_id = Some(sign_in.id.clone());
    match form.get("strategy").unwrap_or_default() {
        // A ticket without its strategy is ignored (clerk/javascript#8641).
        "" if form.get("password").is_none() => {}
        "" | "password" => with_password(&mut step, &mut sign_in)?,
        "email_code" => prepare(act, &db, &sign_in, form)?,
        "ticket" => with_ticket(&mut step, &mut sign_in)?,
        _ => return Err(ClerkError::form_param_value_invalid("strategy", STRATEGIES)),
    }
    sign_in.put(&db)?;
    Ok(sign_in)
}

const STRATEGIES: &str = "one of password, email_code, ticket";

fn identified(db: &Db<'_>, sign_in: &SignIn) -> Result<User, ClerkError> {
    let user_id = sign_in.user_id.as_deref().ok_or_else(|| ClerkError::form_param_missing("identifier"))?;
    db.user(user_id)?.ok_or_else(ClerkError::form_identifier_not_found)
}

/// Sends a code to the user's address: the one that `email_address_id` names, else the identifier.
pub(crate) fn prepare(act: &Act, db: &Db<'_>, sign_in: &SignIn, form: &Pairs) -> Result<(), ClerkError> {
    let user = identified(db, sign_in)?;
    let addresses = db.email_addresses(&user.id)?;
    let named = form.get("email_address_id").filter(|id| !id.is_empty());
    let identifier = fold_address(sign_in.identifier.as_deref().unwrap_or_default());
    let address = addresses.iter().find(|address| match named {
        Some(id) => address.id == id,
        None => address.email_address == identifier,
    });
    let address = address.ok_or_else(|| ClerkError::email_address_not_found("email_address_id"))?;
    codes::send(act, db, &sign_in.id, &address.email_address)
}

/// Verifies the password and, if it is right, completes the attempt with a session.
pub(crate) fn with_password(step: &mut Step<'_>, sign_in: &mut SignIn) -> Result<(), ClerkError> {
    let user = identified(&step.db, sign_in)?;
    step.form.required("password")?;
    let hash = user.password_hash.as_deref().ok_or_else(ClerkError::strategy_for_user_invalid)?;
    if step.checked.right_for.as_deref() != Some(hash) {
        return Err(ClerkError::form_password_incorrect());
    }
    complete(step, sign_in, &user, "password", None)
}

/// Verifies the mailed code. The inner result is a wrong code's refusal, which was counted.
pub(crate) fn with_code(
    step: &mut Step<'_>,
    sign_in: &mut SignIn,
) -> Result<Result<(), ClerkError>, ClerkError> {
    let user = identified(&step.db, sign_in)?;
    if let Err(wrong) = codes::enter(step.act, &step.db, &sign_in.id, step.form.required("code")?)? {
        return Ok(Err(wrong));
    }
    complete(step, sign_in, &user, "email_code", None).map(Ok)
}

/// A sign-in token's ticket signs its user in, once. An invitation's ticket proves the invited address: the user with
/// that address is signed in, and the invitation is accepted.
fn with_ticket(step: &mut Step<'_>, sign_in: &mut SignIn) -> Result<(), ClerkError> {
    let (act, db) = (step.act, step.db);
    step.form.required("ticket")?;
    let ticket = step.checked.ticket.as_ref().ok_or_else(ClerkError::ticket_invalid)?;
    if ticket.is_of_sign_in_token() {
        let (token, _, session) = sign_in_token::redeem(act, &db, step.client, ticket)?;
        sign_in.user_id = Some(token.user_id);
        finish(act, sign_in, "ticket", session);
        return Ok(());
    }
    let invited = accept::invited_by(act, &db, ticket)?;
    let user =
        db.user_with_email_address(invited.email_address())?.ok_or_else(|| invited.account_is_missing())?;
    invited.accept(act, &db, &user)?;
    sign_in.identifier = Some(invited.email_address().to_owned());
    sign_in.user_id = Some(user.id.clone());
    complete(step, sign_in, &user, "ticket", invited.organization_id())
}

/// Begins a session for the verified user.
fn complete(
    step: &mut Step<'_>,
    sign_in: &mut SignIn,
    user: &User,
    strategy: &str,
    invited_to: Option<&str>,
) -> Result<(), ClerkError> {
    let session = session::begin(step.act, &step.db, step.client, user, strategy, invited_to)?;
    finish(step.act, sign_in, strategy, session);
    Ok(())
}

/// Notes the session that the attempt led to.
fn finish(act: &Act, sign_in: &mut SignIn, strategy: &str, session: Session) {
    sign_in.status = "complete".to_owned();
    sign_in.first_factor = Some(verification(strategy, "verified", act.now));
    sign_in.created_session_id = Some(session.id);
}
