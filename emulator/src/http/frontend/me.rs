//! `/v1/me`: the signed-in user.

use serde_json::Value;

use super::caller::Caller;
use super::shapes;
use crate::acts::METADATA_APART;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::rules::metadata;
use crate::store::{Db, User};

fn signed_in(context: &Context, db: &Db<'_>) -> Result<User, ClerkError> {
    let caller = Caller::of(context, db)?;
    db.user(&caller.session.user_id)?.ok_or_else(ClerkError::authentication_invalid)
}

/// `GET /v1/me`.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| {
        let user = signed_in(context, &db)?;
        Ok(Reply::wrapped(shapes::user(context, &db, &user)?, Value::Null))
    })
}

/// `PATCH /v1/me`: names and the primary address. Metadata has a path of its own since the API of 2026-05-12; before,
/// what is sent takes the place of what is there.
pub(super) fn update(context: &Context) -> Answer {
    let form = context.form()?;
    let known = ["first_name", "last_name", "primary_email_address_id", "unsafe_metadata"];
    let has_metadata = context.is_older_than(METADATA_APART);
    form.only(if has_metadata { &known } else { &known[..3] })?;
    let unsafe_metadata = form.get("unsafe_metadata").filter(|text| !text.is_empty());
    let unsafe_metadata = unsafe_metadata.map(|text| metadata::parse("unsafe_metadata", text)).transpose()?;
    let name = |name| form.get(name).map(|value| Some(value.to_owned()).filter(|value| !value.is_empty()));
    context.write(|db| {
        let caller = Caller::of(context, &db)?;
        let mut user = signed_in(context, &db)?;
        if let Some(first_name) = name("first_name") {
            user.first_name = first_name;
        }
        if let Some(last_name) = name("last_name") {
            user.last_name = last_name;
        }
        if let Some(unsafe_metadata) = unsafe_metadata {
            user.unsafe_metadata = unsafe_metadata;
        }
        if let Some(id) = form.get("primary_email_address_id").filter(|id| !id.is_empty()) {
            let own = db.email_addresses(&user.id)?;
            let address = own.into_iter().find(|address| address.id == id);
            let address =
                address.ok_or_else(|| ClerkError::email_address_not_found("primary_email_address_id"))?;
            user.primary_email_address_id = Some(address.id);
        }
        changed(context, &db, &caller, user)
    })
}

/// `PATCH /v1/me/metadata`: merged into what is there, at every level; null removes.
pub(super) fn update_metadata(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&["unsafe_metadata"])?;
    let patch = metadata::parse("unsafe_metadata", form.required("unsafe_metadata")?)?;
    context.write(|db| {
        let caller = Caller::of(context, &db)?;
        let mut user = signed_in(context, &db)?;
        metadata::merge(&mut user.unsafe_metadata, patch);
        changed(context, &db, &caller, user)
    })
}

fn changed(context: &Context, db: &Db<'_>, caller: &Caller, user: User) -> Answer {
    db.update_user(&user)?;
    let user = User { updated_at: context.now, ..user };
    Ok(Reply::wrapped(
        shapes::user(context, db, &user)?,
        shapes::attached_client(context, db, &caller.client)?,
    ))
}
