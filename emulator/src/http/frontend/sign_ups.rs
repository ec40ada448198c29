//! `/v1/client/sign_ups`: from an address or a ticket to an account and its first session.

use super::attempts;
use crate::acts::attempt::{self, Checked};
use crate::acts::sign_up;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::Answer;
use crate::store::SignUp;

const PREPARE: &[&str] = &[
    "strategy",
    "redirect_url",
    "action_complete_redirect_url",
    "oidc_login_hint",
    "oidc_prompt",
    "proof_token",
];
const ATTEMPT: &[&str] = &["strategy", "code", "signature", "token"];

/// `POST /v1/client/sign_ups`: starts an attempt and takes every step that the form allows.
pub(super) fn create(context: &Context) -> Answer {
    attempts::create(context, attempt::check_sign_up, sign_up::start)
}

/// `GET /v1/client/sign_ups/{sign_up_id}`.
pub(super) fn show(context: &Context) -> Answer {
    attempts::show::<SignUp>(context)
}

/// `PATCH /v1/client/sign_ups/{sign_up_id}`: adds missing fields.
pub(super) fn update(context: &Context) -> Answer {
    let form = context.form()?;
    let checked = attempt::check_sign_up(context, &form)?;
    attempts::step(context, &form, &checked, |step, sign_up| sign_up::update(step, sign_up).map(Ok))
}

/// `POST …/prepare_verification`: sends a code.
pub(super) fn prepare_verification(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(PREPARE)?;
    attempts::step(context, &form, &Checked::default(), |step, sign_up| match form.required("strategy")? {
        "email_code" => sign_up::send_code(context, &step.db, sign_up).map(Ok),
        _ => Err(ClerkError::verification_strategy_invalid()),
    })
}

/// `POST …/attempt_verification`: checks the code.
pub(super) fn attempt_verification(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(ATTEMPT)?;
    attempts::step(context, &form, &Checked::default(), |step, sign_up| match form.required("strategy")? {
        "email_code" => sign_up::with_code(step, sign_up),
        _ => Err(ClerkError::verification_strategy_invalid()),
    })
}
