//! `/v1/me`: the signed-in user.

use serde_json::Value;

use super::caller::Caller;
use super::shapes;
use crate::acts::{METADATA_APART, session, user};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::rules::metadata;
use crate::store::{Client, Db, User};

pub(super) fn signed_in(context: &Context, db: &Db<'_>) -> Result<(Caller, User), ClerkError> {
    let caller = Caller::of(context, db)?;
    let user = db.user(&caller.session.user_id)?.ok_or_else(ClerkError::authentication_invalid)?;
    Ok((caller, user))
}

/// `GET /v1/me`.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| {
        let (_, user) = signed_in(context, &db)?;
        Ok(Reply::wrapped(shapes::user(context, &db, &user)?, Value::Null))
    })
}

/// `PATCH /v1/me`: changes the names and the primary address. Since the API version 2026-05-12, metadata has its own
/// path. In older versions this call replaces it.
pub(super) fn update(context: &Context) -> Answer {
    let form = context.form()?;
    let known = ["first_name", "last_name", "primary_email_address_id", "unsafe_metadata"];
    let has_metadata = context.is_older_than(METADATA_APART);
    form.only(if has_metadata { &known } else { &known[..3] })?;
    let unsafe_metadata = form.get("unsafe_metadata").filter(|text| !text.is_empty());
    let unsafe_metadata = unsafe_metadata.map(|text| metadata::parse("unsafe_metadata", text)).transpose()?;
    let name = |name| form.get(name).map(|value| Some(value.to_owned()).filter(|value| !value.is_empty()));
    changed(context, |db, user| {
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
        Ok(())
    })
}

/// `DELETE /v1/me`: the user deletes their own account. The client and the sessions of other users remain.
pub(super) fn remove(context: &Context) -> Answer {
    let change = |db: &Db<'_>| {
        let (caller, user) = signed_in(context, db)?;
        user::delete_self(db, &user)?;
        let client = Client { last_active_session_id: None, ..caller.client };
        Ok((session::store_client(context, db, client)?, user.id))
    };
    shapes::changed(context, change, |_, id| Ok(shapes::deleted("user", &id)))
}

/// `PATCH /v1/me/metadata`: merges into the stored metadata at every level. `null` removes a key.
pub(super) fn update_metadata(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&["unsafe_metadata"])?;
    let patch = metadata::parse("unsafe_metadata", form.required("unsafe_metadata")?)?;
    changed(context, |_, user| {
        metadata::merge(&mut user.unsafe_metadata, patch);
        Ok(())
    })
}

/// Changes the user. Answers with the user and the client.
fn changed(context: &Context, change: impl FnOnce(&Db<'_>, &mut User) -> Result<(), ClerkError>) -> Answer {
    changed_with(context, change, |db, user, ()| shapes::user(context, db, user))
}

/// Changes the user. Answers with the client and with what `show` builds from the user and the result of `change`.
pub(super) fn changed_with<T>(
    context: &Context,
    change: impl FnOnce(&Db<'_>, &mut User) -> Result<T, ClerkError>,
    show: impl FnOnce(&Db<'_>, &User, T) -> Result<Value, ClerkError>,
) -> Answer {
    let change = |db: &Db<'_>| {
        let (caller, mut user) = signed_in(context, db)?;
        let changed = change(db, &mut user)?;
        db.update_user(&user)?;
        Ok((caller.client, (User { updated_at: context.now(), ..user }, changed)))
    };
    shapes::changed(context, change, |db, (user, changed)| show(db, &user, changed))
}
