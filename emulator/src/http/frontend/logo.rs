//! `/v1/organizations/{organization_id}/logo`: an image as multipart, or as base64 text.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::http::header;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream;

use super::organizations::{answer, member_with};
use super::shapes;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::rules::{image, permission};
use crate::store::{Image, Organization};

/// `PUT …/logo`.
pub(super) fn put(context: &Context) -> Answer {
    let bytes = upload(context)?;
    let content_type = image::content_type(&bytes)?.to_owned();
    context.write(|db| {
        let (caller, member) = member_with(context, &db, permission::MANAGE_PROFILE)?;
        let organization = Organization { updated_at: context.now, ..member.organization };
        db.put_image(&organization.id, &Image { content_type, bytes })?;
        db.update_organization(&organization)?;
        answer(context, &db, &caller, &organization)
    })
}

/// `DELETE …/logo`.
pub(super) fn remove(context: &Context) -> Answer {
    context.write(|db| {
        let (caller, member) = member_with(context, &db, permission::MANAGE_PROFILE)?;
        let organization = member.organization;
        if db.image_updated_at(&organization.id)?.is_none() {
            return Err(ClerkError::image_not_found());
        }
        db.delete_image(&organization.id)?;
        db.update_organization(&organization)?;
        let deleted = shapes::deleted("image", &organization.id);
        Ok(Reply::wrapped(deleted, shapes::client(context, &db, &caller.client)?))
    })
}

/// The image's bytes: the part `file` of a form, or base64 as clerk-js sends it for a text, with or without the
/// head of a data URL.
fn upload(context: &Context) -> Result<Vec<u8>, ClerkError> {
    let content_type = context.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind.as_str() {
        "multipart/form-data" => file_part(content_type, context.body.clone()),
        "application/octet-stream" => base64_text(&context.body),
        _ => Err(ClerkError::unsupported_content_type(
            content_type,
            "multipart/form-data or application/octet-stream",
        )),
    }
}

fn file_part(content_type: &str, body: Bytes) -> Result<Vec<u8>, ClerkError> {
    let broken = |cause: multer::Error| ClerkError::request_body_invalid(&cause.to_string());
    let boundary = multer::parse_boundary(content_type).map_err(broken)?;
    let body = stream::once(std::future::ready(Ok::<_, Infallible>(body)));
    let mut parts = multer::Multipart::new(body, boundary);
    // A handler runs where it may wait, and the whole body is here already.
    tokio::runtime::Handle::current().block_on(async {
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            if part.name() == Some("file") {
                return Ok(part.bytes().await.map_err(broken)?.to_vec());
            }
        }
        Err(ClerkError::request_without_image())
    })
}

fn base64_text(body: &[u8]) -> Result<Vec<u8>, ClerkError> {
    let text = std::str::from_utf8(body).map_err(|_| ClerkError::image_type_not_supported())?.trim();
    let encoded = match text.strip_prefix("data:") {
        Some(url) => url.split_once(";base64,").map_or("", |(_, encoded)| encoded),
        None => text,
    };
    STANDARD.decode(encoded).map_err(|_| ClerkError::request_body_invalid("The image is not base64 text."))
}
