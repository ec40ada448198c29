//! Signing in: from an identifier or a ticket to a session, step by step.

use super::attempt::{self, Attempt, Step};
use super::{Act, accept, codes, second_factor, session, sign_in_token, user};
use crate::error::ClerkError;
use crate::model::fold::fold_address;
use crate::pairs::Pairs;
use crate::rules::password;
use crate::rules::verification::shape as verification;
use crate::store::{Db, Session, SignIn, User};

/// Starts a new attempt of this client.
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
        second_factor: None,
        invited_to: None,
        created_session_id: None,
        abandon_at: attempt::abandon_at(act),
        created_at: act.now(),
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
        EMAIL_CODE | RESET_PASSWORD => prepare(act, &db, &mut sign_in, form)?,
        "ticket" => with_ticket(&mut step, &mut sign_in)?,
        _ => return Err(ClerkError::form_param_value_invalid("strategy", STRATEGIES)),
    }
    sign_in.put(&db)?;
    Ok(sign_in)
}

const STRATEGIES: &str = "one of password, email_code, reset_password_email_code, ticket";
pub(crate) const EMAIL_CODE: &str = "email_code";
/// A mailed code after which the sign-in requires a new password.
pub(crate) const RESET_PASSWORD: &str = "reset_password_email_code";
/// The status of a sign-in that requires a new password.
const NEEDS_NEW_PASSWORD: &str = "needs_new_password";

/// The user who signs in. Every step fails if the user is locked, whether the password or code is right or wrong.
fn identified(act: &Act, db: &Db<'_>, sign_in: &SignIn) -> Result<User, ClerkError> {
    let user_id = sign_in.user_id.as_deref().ok_or_else(|| ClerkError::form_param_missing("identifier"))?;
    let user = db.user(user_id)?.ok_or_else(ClerkError::form_identifier_not_found)?;
    session::refuse_locked(act, &user)?;
    Ok(user)
}

/// Sends a code to the address that `email_address_id` names, or else to the identifier.
pub(crate) fn prepare(act: &Act, db: &Db<'_>, sign_in: &mut SignIn, form: &Pairs) -> Result<(), ClerkError> {
    let user = identified(act, db, sign_in)?;
    let addresses = db.email_addresses(&user.id)?;
    let named = form.get("email_address_id").filter(|id| !id.is_empty());
    let identifier = fold_address(sign_in.identifier.as_deref().unwrap_or_default());
    let address = addresses.iter().find(|address| match named {
        Some(id) => address.id == id,
        None => address.email_address == identifier,
    });
    let address = address.ok_or_else(|| ClerkError::email_address_not_found("email_address_id"))?;
    codes::send(act, db, &sign_in.id, &address.email_address)?;
    let sent = db.code(&sign_in.id)?.map_or(act.now(), |code| code.expire_at);
    let resets = form.get("strategy") == Some(RESET_PASSWORD);
    sign_in.first_factor = resets.then(|| verification(RESET_PASSWORD, "unverified", sent));
    Ok(())
}

/// Verifies the password. If it is right, completes the attempt with a session.
pub(crate) fn with_password(step: &mut Step<'_>, sign_in: &mut SignIn) -> Result<(), ClerkError> {
    let user = identified(step.act, &step.db, sign_in)?;
    step.form.required("password")?;
    let hash = user.password_hash.as_deref().ok_or_else(ClerkError::strategy_for_user_invalid)?;
    if step.checked.right_for.as_deref() != Some(hash) {
        return Err(ClerkError::form_password_incorrect());
    }
    if user.password_compromised {
        return Err(ClerkError::form_password_compromised());
    }
    complete(step, sign_in, &user, "password", None)
}

/// Verifies the mailed code. The inner result is an error if the code is wrong. The wrong code is counted.
pub(crate) fn with_code(
    step: &mut Step<'_>,
    sign_in: &mut SignIn,
) -> Result<Result<(), ClerkError>, ClerkError> {
    let user = identified(step.act, &step.db, sign_in)?;
    if let Err(wrong) = codes::enter(step.act, &step.db, &sign_in.id, step.form.required("code")?)? {
        return Ok(Err(wrong));
    }
    if step.form.get("strategy") == Some(RESET_PASSWORD) {
        sign_in.first_factor = Some(verification(RESET_PASSWORD, "verified", step.act.now()));
        NEEDS_NEW_PASSWORD.clone_into(&mut sign_in.status);
        return Ok(Ok(()));
    }
    complete(step, sign_in, &user, EMAIL_CODE, None).map(Ok)
}

/// Sets the required new password and completes the attempt.
pub(crate) fn with_new_password(step: &mut Step<'_>, sign_in: &mut SignIn) -> Result<(), ClerkError> {
    let mut user = identified(step.act, &step.db, sign_in)?;
    if sign_in.status != NEEDS_NEW_PASSWORD {
        return Err(ClerkError::client_state_invalid());
    }
    password::check(step.form.required("password")?, sign_in.identifier.as_deref())?;
    user::set_password(&mut user, step.checked.password_hash.clone());
    step.db.update_user(&user)?;
    let sign_out = "sign_out_of_other_sessions";
    if step.form.boolean(sign_out, step.act.settings.wrong_boolean)?.unwrap_or(false) {
        step.db.revoke_sessions_of_user(&user.id)?;
    }
    complete(step, sign_in, &user, RESET_PASSWORD, None)
}

/// A sign-in token's ticket signs its user in, once. An invitation's ticket proves the invited address: the user with
/// that address signs in, and the invitation is accepted.
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

/// Starts a session after the first factor, unless the user has a second factor.
fn complete(
    step: &mut Step<'_>,
    sign_in: &mut SignIn,
    user: &User,
    strategy: &str,
    invited_to: Option<&str>,
) -> Result<(), ClerkError> {
    if user.has_totp() {
        session::refuse_sign_in(step.act, user)?;
        sign_in.first_factor = Some(verification(strategy, "verified", step.act.now()));
        sign_in.invited_to = invited_to.map(str::to_owned);
        NEEDS_SECOND_FACTOR.clone_into(&mut sign_in.status);
        return Ok(());
    }
    let session = session::begin(step.act, &step.db, step.client, user, strategy, invited_to)?;
    finish(step.act, sign_in, strategy, session);
    Ok(())
}

/// Stores the created session in the attempt.
fn finish(act: &Act, sign_in: &mut SignIn, strategy: &str, session: Session) {
    sign_in.status = "complete".to_owned();
    sign_in.first_factor = Some(verification(strategy, "verified", act.now()));
    sign_in.created_session_id = Some(session.id);
}

/// The status of a sign-in that is waiting for the second factor.
pub(crate) const NEEDS_SECOND_FACTOR: &str = "needs_second_factor";

/// Verifies a code of the authenticator app or a backup code after the first factor, and starts the session.
pub(crate) fn with_second_factor(step: &mut Step<'_>, sign_in: &mut SignIn) -> Result<(), ClerkError> {
    let (act, db) = (step.act, step.db);
    let mut user = identified(act, &db, sign_in)?;
    if sign_in.status != NEEDS_SECOND_FACTOR {
        return Err(ClerkError::no_second_factors());
    }
    let strategy = step.form.required("strategy")?;
    if !["totp", "backup_code"].contains(&strategy) {
        return Err(ClerkError::strategy_for_user_invalid());
    }
    let entered = second_factor::enter(act, &mut user, step.form.required("code")?);
    if entered.map(second_factor::Entered::as_str) != Some(strategy) {
        return Err(ClerkError::form_code_incorrect());
    }
    db.update_user(&user)?;
    let first = sign_in.first_factor.as_ref().and_then(|factor| factor.get("strategy")?.as_str());
    let first = first.unwrap_or_default().to_owned();
    let mut session = session::begin(act, &db, step.client, &user, &first, sign_in.invited_to.as_deref())?;
    session.has_second_factor = true;
    db.update_session(&session)?;
    sign_in.second_factor = Some(verification(strategy, "verified", act.now()));
    finish(act, sign_in, &first, session);
    Ok(())
}
