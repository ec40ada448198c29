//! `/v1/me/change_password` and `/v1/me/remove_password`: the signed-in user's own password.

use super::me::signed_in;
use super::shapes;
use crate::acts::user::OwnPassword;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::Answer;
use crate::store::{Db, User};

const CURRENT: &str = "current_password";
const SIGN_OUT: &str = "sign_out_of_other_sessions";

/// `POST /v1/me/change_password`: sets the first or a new password. The current session remains active.
pub(super) fn change(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&[CURRENT, "new_password", SIGN_OUT])?;
    let new = form.required("new_password")?;
    let sign_out = form.boolean(SIGN_OUT, context.settings.wrong_boolean)?.unwrap_or(false);
    let found = context.read(|db| {
        let (_, user) = signed_in(context, &db)?;
        let addresses = db.email_addresses(&user.id)?;
        Ok((user, addresses))
    })?;
    let current = form.get(CURRENT).filter(|password| !password.is_empty());
    give(context, OwnPassword::change(context, &found, current, new)?, sign_out)
}

/// `POST /v1/me/remove_password`.
pub(super) fn remove(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&[CURRENT])?;
    let (_, user) = context.read(|db| signed_in(context, &db))?;
    let current = form.get(CURRENT).filter(|password| !password.is_empty());
    give(context, OwnPassword::remove(context, &user, current)?, false)
}

fn give(context: &Context, password: OwnPassword, sign_out: bool) -> Answer {
    let change = |db: &Db<'_>| -> Result<_, ClerkError> {
        let (caller, mut user) = signed_in(context, db)?;
        password.give(&mut user)?;
        db.update_user(&user)?;
        if sign_out {
            db.revoke_other_sessions_of_user(&user.id, &caller.session.id)?;
        }
        Ok((caller.client, User { updated_at: context.now(), ..user }))
    };
    shapes::changed(context, change, |db, user| shapes::user(context, db, &user))
}
