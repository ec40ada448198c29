//! The page of a sign-in by hand that requires an authenticator app's code or a backup code.

use super::visitor::Visitor;
use super::{after_sign_in, known_client, or_again, submitted};
use crate::acts::attempt::{self, Checked, Step};
use crate::acts::{session, sign_in};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::Answer;
use crate::pages::portal as pages;
use crate::store::SignIn;

pub(super) const PAGE: &str = "/sign-in/second-factor";

/// Shows the page to the client that started the attempt.
pub(super) fn show(context: &Context) -> Answer {
    let id = context.query.get("attempt").unwrap_or_default();
    context.read(|db| {
        let visitor = Visitor::of(context, &db, &context.query)?;
        attempt::unfinished::<SignIn>(&db, &known_client(context, &db)?, id)?;
        Ok(pages::second_factor(&visitor.visit, id, None))
    })
}

/// Verifies the code and redirects to the application.
pub(super) fn submit(context: &Context) -> Answer {
    let form = submitted(context)?;
    let id = form.get("attempt").unwrap_or_default();
    let visitor = context.read(|db| Visitor::of(context, &db, &form))?;
    let answer = context.write(|db| {
        let mut client = known_client(context, &db)?;
        let mut sign_in: SignIn = attempt::unfinished(&db, &client, id)?;
        let checked = Checked::default();
        let mut step = Step { act: context, db, client: &mut client, form: &form, checked: &checked };
        sign_in::with_second_factor(&mut step, &mut sign_in)?;
        db.put_sign_in(&sign_in)?;
        session::store_client(context, &db, client.clone())?;
        let left = after_sign_in(context, &db, &visitor, &client, &sign_in)?;
        left.ok_or_else(|| ClerkError::internal("a verified sign-in without a session"))
    });
    or_again(answer, |refused| pages::second_factor(&visitor.visit, id, Some(refused)))
}
