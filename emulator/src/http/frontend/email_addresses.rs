//! `/v1/me/email_addresses`: the signed-in user's addresses, and their verification by a mailed code.

use serde_json::Value;

use super::caller::Caller;
use super::shapes;
use crate::acts::addresses::{self, Address};
use crate::acts::codes;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::store::{Client, Db, User};

fn signed_in(context: &Context, db: &Db<'_>) -> Result<(Caller, User), ClerkError> {
    let caller = Caller::of(context, db)?;
    let user = db.user(&caller.session.user_id)?.ok_or_else(ClerkError::authentication_invalid)?;
    Ok((caller, user))
}

/// The address of the path. Fails for another user's address.
fn of_path(context: &Context, db: &Db<'_>, user: &User) -> Result<Address, ClerkError> {
    let found = addresses::find(db, context.parameter("email_id"))?;
    found.filter(|found| found.user_id() == user.id).ok_or_else(ClerkError::email_address_id_not_found)
}

fn shown(context: &Context, db: &Db<'_>, address: &Address) -> Result<Value, ClerkError> {
    match address {
        Address::Verified(address) => Ok(shapes::email_address(address)),
        Address::Unverified(address) => shapes::unverified_email_address(context, db, address),
    }
}

/// Changes an address. Answers with the address, and with the client because its user has changed.
fn changed(
    context: &Context,
    change: impl FnOnce(&Db<'_>) -> Result<(Client, Address), ClerkError>,
) -> Answer {
    shapes::changed(context, change, |db, address| shown(context, db, &address))
}

/// `GET /v1/me/email_addresses`: an array.
pub(super) fn list(context: &Context) -> Answer {
    context.read(|db| {
        let (_, user) = signed_in(context, &db)?;
        let (verified, others) = (db.email_addresses(&user.id)?, db.unverified_email_addresses(&user.id)?);
        Ok(Reply::json(shapes::email_addresses(context, &db, &verified, &others)?.into()))
    })
}

/// `GET /v1/me/email_addresses/{email_id}`.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| {
        let (_, user) = signed_in(context, &db)?;
        Ok(Reply::wrapped(shown(context, &db, &of_path(context, &db, &user)?)?, Value::Null))
    })
}

/// `POST /v1/me/email_addresses`: adds an unverified address.
pub(super) fn create(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&["email_address"])?;
    let email_address = form.required("email_address")?;
    changed(context, |db| {
        let (caller, user) = signed_in(context, db)?;
        let added = addresses::add(context, db, &user, email_address)?;
        Ok((caller.client, Address::Unverified(added)))
    })
}

/// `POST …/prepare_verification`: mails a code.
pub(super) fn prepare_verification(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&["strategy", "redirect_url", "action_complete_redirect_url"])?;
    if form.required("strategy")? != "email_code" {
        return Err(ClerkError::verification_strategy_invalid());
    }
    changed(context, |db| {
        let (caller, user) = signed_in(context, db)?;
        let address = of_path(context, db, &user)?;
        let Address::Unverified(added) = &address else {
            return Err(ClerkError::verification_already_verified());
        };
        codes::send(context, db, &added.id, &added.email_address)?;
        Ok((caller.client, address))
    })
}

/// `POST …/attempt_verification`: checks the code.
pub(super) fn attempt_verification(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&["code"])?;
    let code = form.required("code")?;
    // A wrong code is counted. Its error is returned as a value, so that the transaction commits.
    let (client, verified) = context.write(|db| {
        let (caller, mut user) = signed_in(context, &db)?;
        let Address::Unverified(added) = of_path(context, &db, &user)? else {
            return Err(ClerkError::verification_already_verified());
        };
        if let Err(wrong) = codes::enter(context, &db, &added.id, code)? {
            return Ok(Err(wrong));
        }
        Ok(Ok((caller.client, addresses::verify(context, &db, &mut user, added, "email_code")?)))
    })??;
    context.read(|db| {
        let shown = shapes::email_address(&verified);
        Ok(Reply::wrapped(shown, shapes::attached_client(context, &db, &client)?))
    })
}

/// `DELETE /v1/me/email_addresses/{email_id}`.
pub(super) fn remove(context: &Context) -> Answer {
    let change = |db: &Db<'_>| {
        let (caller, mut user) = signed_in(context, db)?;
        let address = of_path(context, db, &user)?;
        addresses::remove(db, &mut user, &address)?;
        Ok((caller.client, ()))
    };
    shapes::changed(context, change, |_, ()| {
        Ok(shapes::deleted("email_address", context.parameter("email_id")))
    })
}
