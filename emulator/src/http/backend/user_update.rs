//! Changing a user: attributes, metadata, bans.

use serde_json::json;

use super::body::Fields;
use super::organizations::{merge, set};
use super::second_factors::Imported;
use super::user_options::Options;
use super::users::{Login, check_unique};
use super::{path, shapes};
use crate::acts::METADATA_APART;
use crate::acts::user::set_password;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::passwords;
use crate::store::{Db, User};

/// Changes the user of the path and answers with it.
pub(super) fn change(
    context: &Context,
    how: impl FnOnce(&Db<'_>, &mut User) -> Result<(), ClerkError>,
) -> Answer {
    context.change(
        |db| {
            let mut user = path::user(context, db)?;
            how(db, &mut user)?;
            user.updated_at = context.now();
            db.update_user(&user)?;
            Ok(user)
        },
        |db, user| Ok(Reply::json(shapes::user(context, db, &user)?)),
    )
}

/// `PATCH /v1/users/{user_id}`.
pub(super) fn update(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let login = Login::read(&mut fields);
    let second_factors = Imported::read(&mut fields);
    let options = Options::read(&mut fields);
    let first_name = fields.change("first_name");
    let last_name = fields.change("last_name");
    let primary_email_address_id = fields.text("primary_email_address_id");
    let created_at = fields.moment("created_at");
    let sign_out = fields.boolean("sign_out_of_other_sessions").unwrap_or(false);
    // The emulator sends no mail about a changed address.
    fields.boolean("notify_primary_email_address_changed");
    // Every uploaded image belongs to a user, so there are no unassigned images.
    if fields.text("profile_image_id").is_some_and(|id| !id.is_empty()) {
        fields.refuse(ClerkError::image_not_found());
    }
    let metadata = if context.is_older_than(METADATA_APART) {
        ["public_metadata", "private_metadata", "unsafe_metadata"].map(|name| fields.metadata(name))
    } else {
        [None, None, None]
    };
    fields.finish(())?;
    let password_hash = login.hash(context)?;
    change(context, |db, user| {
        let (username, external_id) = (&login.username, &login.external_id);
        let text = |sent: &Option<Option<String>>| sent.clone().flatten();
        check_unique(db, text(username).as_deref(), text(external_id).as_deref(), Some(&user.id))?;
        if let Some(id) = primary_email_address_id {
            if !db.email_addresses(&user.id)?.iter().any(|address| address.id == id) {
                return Err(ClerkError::email_address_not_found("primary_email_address_id"));
            }
            user.primary_email_address_id = Some(id);
        }
        set(&mut user.first_name, first_name);
        set(&mut user.last_name, last_name);
        set(&mut user.username, login.username);
        set(&mut user.external_id, login.external_id);
        set(&mut user.created_at, created_at);
        let [public, private, unsafe_metadata] = metadata;
        set(&mut user.public_metadata, public);
        set(&mut user.private_metadata, private);
        set(&mut user.unsafe_metadata, unsafe_metadata);
        second_factors.give(context, user)?;
        options.give(user);
        if password_hash.is_some() {
            set_password(user, password_hash);
            if sign_out {
                db.revoke_sessions_of_user(&user.id)?;
            }
        }
        Ok(())
    })
}

/// `PATCH /v1/users/{user_id}/metadata`: merges into the stored metadata.
pub(super) fn merge_metadata(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let public = fields.metadata("public_metadata");
    let private = fields.metadata("private_metadata");
    let of_user = fields.metadata("unsafe_metadata");
    fields.finish(())?;
    change(context, |_, user| {
        merge("public_metadata", &mut user.public_metadata, public.as_ref())?;
        merge("private_metadata", &mut user.private_metadata, private.as_ref())?;
        merge("unsafe_metadata", &mut user.unsafe_metadata, of_user.as_ref())
    })
}

/// `PUT /v1/users/{user_id}/metadata`: replaces the metadata.
pub(super) fn replace_metadata(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let public = fields.new_metadata("public_metadata");
    let private = fields.new_metadata("private_metadata");
    let of_user = fields.new_metadata("unsafe_metadata");
    fields.finish(())?;
    change(context, |_, user| {
        set(&mut user.public_metadata, public);
        set(&mut user.private_metadata, private);
        set(&mut user.unsafe_metadata, of_user);
        Ok(())
    })
}

/// `POST /v1/users/{user_id}/ban`. Also ends the user's sessions.
pub(super) fn ban(context: &Context) -> Answer {
    change(context, |db, user| {
        user.banned = true;
        db.revoke_sessions_of_user(&user.id)?;
        Ok(())
    })
}

/// `POST /v1/users/{user_id}/unban`.
pub(super) fn unban(context: &Context) -> Answer {
    change(context, |_, user| {
        user.banned = false;
        Ok(())
    })
}

/// `POST /v1/users/ban`: bans all users or none.
pub(super) fn ban_many(context: &Context) -> Answer {
    change_many(context, |db, user| {
        user.banned = true;
        Ok(db.revoke_sessions_of_user(&user.id)?)
    })
}

/// `POST /v1/users/unban`: unbans all users or none.
pub(super) fn unban_many(context: &Context) -> Answer {
    change_many(context, |_, user| {
        user.banned = false;
        Ok(())
    })
}

/// The most users that one call changes (Clerk's published Backend API description).
const MANY: std::ops::RangeInclusive<usize> = 1..=50;

/// Changes the users that `user_ids` names, and answers with them.
fn change_many(context: &Context, how: impl Fn(&Db<'_>, &mut User) -> Result<(), ClerkError>) -> Answer {
    let mut fields = Fields::of_body(context)?;
    if !fields.has("user_ids") {
        fields.refuse(ClerkError::form_param_missing("user_ids"));
    }
    let ids = fields.texts("user_ids");
    if fields.is_fine() && !MANY.contains(&ids.len()) {
        fields.refuse(ClerkError::form_param_value_invalid("user_ids", "a list of 1 to 50 ids"));
    }
    fields.finish(())?;
    context.change(
        |db| {
            let mut changed = Vec::with_capacity(ids.len());
            for id in &ids {
                let mut user = db.user(id)?.ok_or_else(ClerkError::user_not_found)?;
                how(db, &mut user)?;
                user.updated_at = context.now();
                db.update_user(&user)?;
                changed.push(user);
            }
            Ok(changed)
        },
        |db, changed| Ok(Reply::json(shapes::users(context, db, &changed)?.list(context)?)),
    )
}

/// `POST /v1/users/{user_id}/remove_password`. A user without a password is not changed.
pub(super) fn remove_password(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let sign_out = fields.boolean("sign_out_of_other_sessions").unwrap_or(false);
    fields.finish(())?;
    context.change(
        |db| {
            let mut user = path::user(context, db)?;
            if user.password_hash.is_some() {
                set_password(&mut user, None);
                user.updated_at = context.now();
                db.update_user(&user)?;
            }
            if sign_out {
                db.revoke_sessions_of_user(&user.id)?;
            }
            Ok(user)
        },
        |db, user| Ok(Reply::json(shapes::user(context, db, &user)?)),
    )
}

/// `POST /v1/users/{user_id}/verify_password`.
pub(super) fn verify_password(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let password = fields.required_text("password");
    fields.finish(())?;
    let user = context.read(|db| path::user(context, &db))?;
    let hash = user.password_hash.ok_or_else(ClerkError::no_password_set)?;
    if !passwords::matches(&password, &hash) {
        return Err(ClerkError::incorrect_password());
    }
    Ok(Reply::json(json!({ "verified": true })))
}
