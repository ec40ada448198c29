//! The pages for entering a mailed code, for sign-ins and sign-ups by hand.

use super::visitor::Visitor;
use super::{
    SIGN_IN_CODE, SIGN_UP_CODE, after_sign_in, known_client, or_again, second_factor, see_other, submitted,
};
use crate::acts::attempt::{self, Attempt, Checked, Step};
use crate::acts::{session, sign_in, sign_up};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::Answer;
use crate::pages::portal as pages;
use crate::pairs::Pairs;
use crate::store::{Db, SignIn, SignUp};

pub(super) fn sign_in(context: &Context) -> Answer {
    page_of::<SignIn>(context, SIGN_IN_CODE)
}

pub(super) fn sign_up(context: &Context) -> Answer {
    page_of::<SignUp>(context, SIGN_UP_CODE)
}

/// Shows the page for entering a code to the client that started the attempt.
fn page_of<A: Attempt>(context: &Context, page: &str) -> Answer {
    let id = context.query.get("attempt").unwrap_or_default();
    context.read(|db| {
        let visitor = Visitor::of(context, &db, &context.query)?;
        attempt::unfinished::<A>(&db, &known_client(context, &db)?, id)?;
        let sent = db.code(id)?.ok_or_else(ClerkError::verification_missing)?;
        Ok(pages::code(&visitor.visit, page.trim_start_matches('/'), id, &sent.email_address, None))
    })
}

pub(super) fn submit_sign_in(context: &Context) -> Answer {
    enter_code(context, SIGN_IN_CODE, |db, visitor, form| {
        let mut client = known_client(context, db)?;
        let mut sign_in: SignIn = attempt::unfinished(db, &client, form.required("attempt")?)?;
        if is_resend(form) {
            sign_in::prepare(context, db, &mut sign_in, &Pairs::default())?;
            return see_other(&visitor.code_page(context, SIGN_IN_CODE, &sign_in.id)).map(Ok);
        }
        let checked = Checked::default();
        let mut step = Step { act: context, db: *db, client: &mut client, form, checked: &checked };
        if let Err(wrong) = sign_in::with_code(&mut step, &mut sign_in)? {
            return Ok(Err(wrong));
        }
        db.put_sign_in(&sign_in)?;
        session::store_client(context, db, client.clone())?;
        Ok(Ok(match after_sign_in(context, db, visitor, &client, &sign_in)? {
            Some(reply) => reply,
            None => see_other(&visitor.code_page(context, second_factor::PAGE, &sign_in.id))?,
        }))
    })
}

pub(super) fn submit_sign_up(context: &Context) -> Answer {
    enter_code(context, SIGN_UP_CODE, |db, visitor, form| {
        let mut client = known_client(context, db)?;
        let mut sign_up: SignUp = attempt::unfinished(db, &client, form.required("attempt")?)?;
        if is_resend(form) {
            sign_up::send_code(context, db, &sign_up)?;
            return see_other(&visitor.code_page(context, SIGN_UP_CODE, &sign_up.id)).map(Ok);
        }
        let checked = Checked::default();
        let mut step = Step { act: context, db: *db, client: &mut client, form, checked: &checked };
        if let Err(wrong) = sign_up::with_code(&mut step, &mut sign_up)? {
            return Ok(Err(wrong));
        }
        session::store_client(context, db, client.clone())?;
        visitor.leave(context, db, &client).map(Ok)
    })
}

fn is_resend(form: &Pairs) -> bool {
    form.get("action") == Some("resend")
}

/// Runs the step of a code. A wrong code is counted. Its error is returned as a value, so that the transaction commits.
fn enter_code(
    context: &Context,
    page: &str,
    step: impl FnOnce(&Db<'_>, &Visitor, &Pairs) -> Result<Answer, ClerkError>,
) -> Answer {
    let form = submitted(context)?;
    let attempt = form.get("attempt").unwrap_or_default();
    let (visitor, address) = context.read(|db| {
        let sent = db.code(attempt)?.ok_or_else(ClerkError::verification_missing)?;
        Ok((Visitor::of(context, &db, &form)?, sent.email_address))
    })?;
    let answer = context.write(|db| step(&db, &visitor, &form)).and_then(|settled| settled);
    or_again(answer, |refused| {
        pages::code(&visitor.visit, page.trim_start_matches('/'), attempt, &address, Some(refused))
    })
}
