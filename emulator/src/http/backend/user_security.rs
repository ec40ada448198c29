//! Locks of users, compromised passwords, and profile images.

use axum::http::header;

use super::body::Fields;
use super::user_update::change;
use crate::acts::session;
use crate::acts::user_image;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::Answer;
use crate::http::upload;

/// `POST /v1/users/{user_id}/lock`. The user cannot sign in until the lock ends. Existing sessions remain.
pub(super) fn lock(context: &Context) -> Answer {
    change(context, |_, user| {
        user.locked_until = Some(session::lock_end(context));
        Ok(())
    })
}

/// `POST /v1/users/{user_id}/unlock`.
pub(super) fn unlock(context: &Context) -> Answer {
    change(context, |_, user| {
        user.locked_until = None;
        Ok(())
    })
}

/// `POST /v1/users/{user_id}/password/set_compromised`. The password cannot be used until it is changed.
pub(super) fn set_compromised(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let sign_out = fields.boolean("revoke_all_sessions").unwrap_or(false);
    fields.finish(())?;
    change(context, |db, user| {
        if user.password_hash.is_none() {
            return Err(ClerkError::no_password_set());
        }
        user.password_compromised = true;
        if sign_out {
            db.revoke_sessions_of_user(&user.id)?;
        }
        Ok(())
    })
}

/// `POST /v1/users/{user_id}/password/unset_compromised`.
pub(super) fn unset_compromised(context: &Context) -> Answer {
    change(context, |_, user| {
        user.password_compromised = false;
        Ok(())
    })
}

/// `POST /v1/users/{user_id}/profile_image`: an image in a multipart body.
pub(super) fn put_image(context: &Context) -> Answer {
    let content_type = context.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let image = user_image::checked(upload::read(content_type, context.body.clone())?)?;
    change(context, |db, user| user_image::put(context, db, user, &image))
}

/// `DELETE /v1/users/{user_id}/profile_image`.
pub(super) fn remove_image(context: &Context) -> Answer {
    change(context, user_image::remove)
}
