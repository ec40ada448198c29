//! `/v1/organizations/{organization_id}/logo`: an image in a multipart body.

use axum::http::header;
use serde_json::Value;

use super::{path, shapes};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::http::upload;
use crate::rules::image;
use crate::store::{Image, Organization};

/// `PUT …/logo`. The uploader (`uploader_user_id`) is not stored.
pub(super) fn put(context: &Context) -> Answer {
    let content_type = context.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let bytes = upload::read(content_type, context.body.clone())?;
    let content_type = image::content_type(&bytes)?.to_owned();
    context.change(
        |db| {
            let organization = path::organization(context, db)?;
            db.put_image(&organization.id, &Image { content_type, bytes })?;
            db.update_organization(&organization)?;
            Ok(Organization { updated_at: context.now(), ..organization })
        },
        |db, organization| {
            let mut shown = shapes::organization(context, db, &organization, true)?;
            if let Some(fields) = shown.as_object_mut() {
                let url = fields.get("image_url").cloned().unwrap_or(Value::Null);
                fields.insert("logo_url".to_owned(), url);
            }
            Ok(Reply::json(shown))
        },
    )
}

/// `DELETE …/logo`.
pub(super) fn remove(context: &Context) -> Answer {
    context.change(
        |db| {
            let organization = path::organization(context, db)?;
            if db.image_updated_at(&organization.id)?.is_none() {
                return Err(ClerkError::image_not_found());
            }
            db.delete_image(&organization.id)?;
            db.update_organization(&organization)?;
            Ok(Organization { updated_at: context.now(), ..organization })
        },
        |db, organization| Ok(Reply::json(shapes::organization(context, db, &organization, true)?)),
    )
}
