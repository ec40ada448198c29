//! `/v1/organizations/{organization_id}/logo`: an image in a multipart body or as base64 text.

use axum::http::header;

use super::organizations::{changed, member_with};
use super::shapes;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::Answer;
use crate::http::upload;
use crate::rules::{image, permission};
use crate::store::{Db, Image, Organization};

/// `PUT …/logo`.
pub(super) fn put(context: &Context) -> Answer {
    let content_type = context.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let bytes = upload::read(content_type, context.body.clone())?;
    let content_type = image::content_type(&bytes)?.to_owned();
    changed(context, |db| {
        let (caller, member) = member_with(context, db, permission::MANAGE_PROFILE)?;
        let organization = Organization { updated_at: context.now(), ..member.organization };
        db.put_image(&organization.id, &Image { content_type, bytes })?;
        db.update_organization(&organization)?;
        Ok((caller.client, organization))
    })
}

/// `DELETE …/logo`.
pub(super) fn remove(context: &Context) -> Answer {
    let change = |db: &Db<'_>| {
        let (caller, member) = member_with(context, db, permission::MANAGE_PROFILE)?;
        let organization = member.organization;
        if db.image_updated_at(&organization.id)?.is_none() {
            return Err(ClerkError::image_not_found());
        }
        db.delete_image(&organization.id)?;
        db.update_organization(&organization)?;
        Ok((caller.client, organization.id))
    };
    shapes::changed(context, change, |_, id| Ok(shapes::deleted("image", &id)))
}
