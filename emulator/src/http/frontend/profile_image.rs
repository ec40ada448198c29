//! `/v1/me/profile_image`: an image in a multipart body or as base64 text.

use axum::http::header;
use serde_json::json;

use super::{me, shapes};
use crate::acts::user_image;
use crate::http::context::Context;
use crate::http::reply::Answer;
use crate::http::shapes::image;
use crate::http::upload;

/// `POST /v1/me/profile_image`.
pub(super) fn put(context: &Context) -> Answer {
    let content_type = context.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let uploaded = user_image::checked(upload::read(content_type, context.body.clone())?)?;
    me::changed_with(
        context,
        |db, user| user_image::put(context, db, user, &uploaded),
        |_, user, ()| {
            let (public_url, _) = image(context, &user.id, user.image_updated_at);
            Ok(
                json!({ "object": "image", "id": context.id("img"), "name": "profile_image", "public_url": public_url }),
            )
        },
    )
}

/// `DELETE /v1/me/profile_image`.
pub(super) fn remove(context: &Context) -> Answer {
    me::changed_with(context, user_image::remove, |_, user, ()| Ok(shapes::deleted("image", &user.id)))
}
