//! The part that the calls for sign-ins and sign-ups share.

use serde_json::Value;

use super::shapes;
use crate::acts::Act;
use crate::acts::attempt::{self, Attempt, Checked, Step};
use crate::acts::session;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::identity;
use crate::http::reply::{Answer, Reply};
use crate::pairs::Pairs;
use crate::store::{Client, Db, SignIn, SignUp};

/// An attempt that can be shown as JSON.
pub(super) trait Shown: Attempt {
    /// The name of the path parameter with its id.
    const ID: &'static str;

    fn shape(&self, context: &Context, db: &Db<'_>) -> Result<Value, ClerkError>;
}

impl Shown for SignIn {
    const ID: &'static str = "sign_in_id";

    fn shape(&self, context: &Context, db: &Db<'_>) -> Result<Value, ClerkError> {
        shapes::sign_in(context, db, self)
    }
}

impl Shown for SignUp {
    const ID: &'static str = "sign_up_id";

    fn shape(&self, context: &Context, db: &Db<'_>) -> Result<Value, ClerkError> {
        shapes::sign_up(context, db, self)
    }
}

/// Starts an attempt of the caller and takes every step that the form allows.
pub(super) fn create<A: Shown>(
    context: &Context,
    check: impl FnOnce(&Act, &Pairs) -> Result<Checked, ClerkError>,
    start: impl FnOnce(Step<'_>) -> Result<A, ClerkError>,
) -> Answer {
    let form = context.form()?;
    let checked = check(context, &form)?;
    let (client, attempt, token) = context.write(|db| {
        let (mut client, token) = identity::client_or_new(context, &db)?;
        let step = Step { act: context, db, client: &mut client, form: &form, checked: &checked };
        let attempt = start(step)?;
        Ok((session::store_client(context, &db, client)?, attempt, token))
    })?;
    Ok(token.tell(context, answer(context, &client, &attempt)?))
}

/// Answers with the attempt of the path.
pub(super) fn show<A: Shown>(context: &Context) -> Answer {
    context.read(|db| {
        let attempt = of_path::<A>(context, &db)?;
        Ok(Reply::wrapped(attempt.shape(context, &db)?, Value::Null))
    })
}

/// The attempt of the path. It must belong to the caller.
pub(super) fn of_path<A: Shown>(context: &Context, db: &Db<'_>) -> Result<A, ClerkError> {
    A::find(db, &caller(context, db)?, context.parameter(A::ID))
}

fn caller(context: &Context, db: &Db<'_>) -> Result<Client, ClerkError> {
    identity::client(context, db)?.ok_or_else(ClerkError::client_not_found)
}

/// Takes a step of the attempt of the path, which must be unfinished. The inner result of `take` is the error of a
/// wrong code. The wrong code is counted, so the transaction still commits.
pub(super) fn step<A: Shown>(
    context: &Context,
    form: &Pairs,
    checked: &Checked,
    take: impl FnOnce(&mut Step<'_>, &mut A) -> Result<Result<(), ClerkError>, ClerkError>,
) -> Answer {
    let (client, attempt) = context.write(|db| {
        let mut client = caller(context, &db)?;
        let mut attempt: A = attempt::unfinished(&db, &client, context.parameter(A::ID))?;
        let mut step = Step { act: context, db, client: &mut client, form, checked };
        if let Err(wrong) = take(&mut step, &mut attempt)? {
            return Ok(Err(wrong));
        }
        attempt.put(&db)?;
        Ok(Ok((session::store_client(context, &db, client)?, attempt)))
    })??;
    answer(context, &client, &attempt)
}

/// Answers with the attempt and the client.
fn answer<A: Shown>(context: &Context, client: &Client, attempt: &A) -> Answer {
    context.read(|db| {
        let shown = attempt.shape(context, &db)?;
        Ok(Reply::wrapped(shown, shapes::attached_client(context, &db, client)?))
    })
}
