//! Uploads: a file inside a form, or base64 text. `rules::image` checks the bytes.

use std::convert::Infallible;

use axum::body::Bytes;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::{FutureExt, stream};

use crate::error::ClerkError;

/// Returns the bytes of an upload: the part `file` of a form, or base64 text, which clerk-js sends for a string. The
/// text may start with the head of a data URL.
pub(crate) fn read(content_type: &str, body: Bytes) -> Result<Vec<u8>, ClerkError> {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind.as_str() {
        "multipart/form-data" => file_part(content_type, body),
        "application/octet-stream" => base64_text(&body),
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
    let file = async {
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            if part.name() == Some("file") {
                return Ok(part.bytes().await.map_err(broken)?.to_vec());
            }
        }
        Err(ClerkError::request_without_image())
    };
    // The whole body is in memory, so the future is ready at once.
    let unfinished = || ClerkError::request_body_invalid("The form ended before it was complete.");
    file.now_or_never().unwrap_or_else(|| Err(unfinished()))
}

fn base64_text(body: &[u8]) -> Result<Vec<u8>, ClerkError> {
    let text = std::str::from_utf8(body).map_err(|_| ClerkError::image_type_not_supported())?.trim();
    let encoded = match text.strip_prefix("data:") {
        Some(url) => url.split_once(";base64,").map_or("", |(_, encoded)| encoded),
        None => text,
    };
    STANDARD.decode(encoded).map_err(|_| ClerkError::request_body_invalid("The image is not base64 text."))
}
