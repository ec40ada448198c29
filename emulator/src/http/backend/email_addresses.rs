//! E-mail addresses of users: get, create, update, verify by a mailed code, delete, and replace all of a user's
//! addresses.

use serde_json::Value;

use super::body::Fields;
use super::{path, shapes};
use crate::acts::addresses::{self, Address};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::store::{Db, EmailVerification, User};

fn of_path(context: &Context, db: &Db<'_>) -> Result<(Address, User), ClerkError> {
    let found = addresses::find(db, context.parameter("email_address_id"))?;
    let found = found.ok_or_else(ClerkError::email_address_id_not_found)?;
    let user = db.user(found.user_id())?;
    Ok((found, user.ok_or_else(|| ClerkError::internal("an address without its user"))?))
}

fn answer(context: &Context, db: &Db<'_>, address: &Address) -> Answer {
    Ok(Reply::json(match address {
        Address::Verified(address) => shapes::email_address(address),
        Address::Unverified(address) => shapes::unverified_email_address(context, db, address)?,
    }))
}

/// `GET /v1/email_addresses/{email_address_id}`.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| answer(context, &db, &of_path(context, &db)?.0))
}

/// `POST /v1/email_addresses`.
pub(super) fn create(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let user_id = fields.required_text("user_id");
    let email_address = fields.required_text("email_address");
    let is_verified = fields.boolean("verified").unwrap_or(false);
    let is_primary = fields.boolean("primary").unwrap_or(false);
    // The emulator sends no mail about a changed address.
    fields.boolean("notify_primary_email_address_changed");
    fields.finish(())?;
    context.change(
        |db| {
            let mut user = db.user(&user_id)?.ok_or_else(ClerkError::user_not_found)?;
            let added = addresses::add(context, db, &user, &email_address)?;
            let address = if is_verified {
                Address::Verified(addresses::verify(context, db, &mut user, added, "admin")?)
            } else {
                Address::Unverified(added)
            };
            if is_primary {
                make_primary(db, &mut user, &address)?;
            }
            Ok(address)
        },
        |db, address| answer(context, db, &address),
    )
}

fn make_primary(db: &Db<'_>, user: &mut User, address: &Address) -> Result<(), ClerkError> {
    match address {
        Address::Verified(address) => addresses::make_primary(db, user, address),
        Address::Unverified(_) => Err(ClerkError::primary_address_not_verified()),
    }
}

/// `PATCH /v1/email_addresses/{email_address_id}`: verifies the address, makes it the primary one, or both. `false`
/// changes nothing.
pub(super) fn update(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let is_verified = fields.boolean("verified").unwrap_or(false);
    let is_primary = fields.boolean("primary").unwrap_or(false);
    // The emulator sends no mail about a changed address.
    fields.boolean("notify_primary_email_address_changed");
    fields.finish(())?;
    context.change(
        |db| {
            let (mut address, mut user) = of_path(context, db)?;
            address = match address {
                Address::Unverified(added) if is_verified => {
                    Address::Verified(addresses::verify(context, db, &mut user, added, "admin")?)
                }
                address => address,
            };
            if is_primary {
                make_primary(db, &mut user, &address)?;
            }
            Ok(address)
        },
        |db, address| answer(context, db, &address),
    )
}

/// `DELETE /v1/email_addresses/{email_address_id}`.
pub(super) fn remove(context: &Context) -> Answer {
    context.change(
        |db| {
            let (address, mut user) = of_path(context, db)?;
            addresses::remove(db, &mut user, &address)?;
            Ok(())
        },
        |_, ()| Ok(Reply::json(shapes::deleted("email_address", context.parameter("email_address_id")))),
    )
}

/// `PUT /v1/users/{user_id}/email_address`: replaces all addresses of the user with one.
pub(super) fn replace(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let email_address = fields.required_text("email_address");
    let status = fields.text("identification_status");
    // The emulator sends no mail about a changed address.
    fields.boolean("notify_primary_email_address_changed");
    if status.is_some_and(|status| status != "verified") {
        fields.refuse(ClerkError::form_param_value_invalid(
            "identification_status",
            "\"verified\": in this emulator a user has a verified address",
        ));
    }
    fields.finish(())?;
    context.change(
        |db| {
            let mut user = path::user(context, db)?;
            for own in db.unverified_email_addresses(&user.id)? {
                db.remove_unverified_email_address(&own.id)?;
            }
            for own in db.email_addresses(&user.id)? {
                db.remove_email_address(&own.id)?;
            }
            user.primary_email_address_id = None;
            let added = addresses::add(context, db, &user, &email_address)?;
            let address = addresses::verify(context, db, &mut user, added, "admin")?;
            Ok(Address::Verified(address))
        },
        |db, address| answer(context, db, &address),
    )
}

/// `POST …/prepare_verification`: mails a code. A code that the user requested also stays valid.
pub(super) fn prepare_verification(context: &Context) -> Answer {
    Fields::of_body(context)?.finish(())?;
    context.change(
        |db| {
            let (address, _) = of_path(context, db)?;
            let verification = addresses::prepare(context, db, &address)?;
            Ok(verification)
        },
        |db, verification| Ok(Reply::json(shown_verification(context, db, &verification)?)),
    )
}

/// `POST …/attempt_verification`. With a wrong or expired code the call succeeds, and the status shows it.
pub(super) fn attempt_verification(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let id = fields.required_text("verification_id");
    let code = fields.required_text("code");
    fields.finish(())?;
    context.change(
        |db| {
            let (address, mut user) = of_path(context, db)?;
            let verification = addresses::attempt(context, db, &mut user, address, &id, &code)?;
            Ok(verification)
        },
        |db, verification| Ok(Reply::json(shown_verification(context, db, &verification)?)),
    )
}

fn shown_verification(
    context: &Context,
    db: &Db<'_>,
    verification: &EmailVerification,
) -> Result<Value, ClerkError> {
    // A purge removes the code some time after it expires.
    let code = db.code(&verification.id)?.ok_or_else(ClerkError::email_verification_not_found)?;
    let mut shown = shapes::code_verification(context, &code, verification.verified_at.is_some());
    if let Some(fields) = shown.as_object_mut() {
        fields.insert("id".to_owned(), verification.id.clone().into());
    }
    Ok(shown)
}
