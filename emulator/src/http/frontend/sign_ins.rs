//! `/v1/client/sign_ins`: from an identifier or a ticket to a session.

use super::attempts;
use crate::acts::{attempt, sign_in};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::Answer;
use crate::store::SignIn;

/// `POST /v1/client/sign_ins`: starts an attempt and takes every step that the form allows.
pub(super) fn create(context: &Context) -> Answer {
    attempts::create(context, attempt::check_sign_in, sign_in::start)
}

/// `GET /v1/client/sign_ins/{sign_in_id}`.
pub(super) fn show(context: &Context) -> Answer {
    attempts::show::<SignIn>(context)
}

/// `POST …/prepare_first_factor`: sends a code.
pub(super) fn prepare_first_factor(context: &Context) -> Answer {
    let form = context.form()?;
    attempts::step(context, &form, &attempt::Checked::default(), |step, sign_in| {
        match form.required("strategy")? {
            sign_in::EMAIL_CODE | sign_in::RESET_PASSWORD => {
                sign_in::prepare(context, &step.db, sign_in, &form).map(Ok)
            }
            _ => Err(ClerkError::strategy_for_user_invalid()),
        }
    })
}

/// `POST …/attempt_first_factor`.
pub(super) fn attempt_first_factor(context: &Context) -> Answer {
    let form = context.form()?;
    let checked = attempt::check_password(context, &form, |db| {
        let user_id = attempts::of_path::<SignIn>(context, db).ok().and_then(|sign_in| sign_in.user_id);
        Ok(user_id.map(|id| db.user(&id)).transpose()?.flatten())
    })?;
    attempts::step(context, &form, &checked, |step, sign_in| match form.required("strategy")? {
        "password" => sign_in::with_password(step, sign_in).map(Ok),
        sign_in::EMAIL_CODE | sign_in::RESET_PASSWORD => sign_in::with_code(step, sign_in),
        _ => Err(ClerkError::strategy_for_user_invalid()),
    })
}

/// `POST …/attempt_second_factor`: checks a code of the authenticator app or a backup code.
pub(super) fn attempt_second_factor(context: &Context) -> Answer {
    let form = context.form()?;
    attempts::step(context, &form, &attempt::Checked::default(), |step, sign_in| {
        sign_in::with_second_factor(step, sign_in).map(Ok)
    })
}

/// `POST …/reset_password`: sets the new password after the reset code was entered.
pub(super) fn reset_password(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&["password", "sign_out_of_other_sessions"])?;
    let checked = attempt::check_new_password(context, &form)?;
    attempts::step(context, &form, &checked, |step, sign_in| {
        sign_in::with_new_password(step, sign_in).map(Ok)
    })
}
