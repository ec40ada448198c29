//! Which uploads are images. The first bytes decide, not the declared type. SVG is rejected because it can run scripts.

use crate::error::ClerkError;

/// Clerk's published size limit of a logo.
pub(crate) const LARGEST: usize = 10 * 1024 * 1024;

/// The type of an image, or the reason why it is rejected.
pub(crate) fn content_type(bytes: &[u8]) -> Result<&'static str, ClerkError> {
    if bytes.is_empty() {
        return Err(ClerkError::request_without_image());
    }
    if bytes.len() > LARGEST {
        return Err(ClerkError::image_too_large());
    }
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok("image/png"),
        [0xff, 0xd8, 0xff, ..] => Ok("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok("image/webp"),
        _ => Err(ClerkError::image_type_not_supported()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_recognized_by_their_first_bytes() {
        let mut large = b"\x89PNG\r\n\x1a\n".to_vec();
        large.resize(LARGEST + 1, 0);
        type Expected = Result<&'static str, (u16, &'static str)>;
        let table: &[(&[u8], Expected)] = &[
            (b"\x89PNG\r\n\x1a\nrest", Ok("image/png")),
            (b"\xff\xd8\xff\xe0rest", Ok("image/jpeg")),
            (b"GIF89arest", Ok("image/gif")),
            (b"RIFF\0\0\0\0WEBPrest", Ok("image/webp")),
            (b"", Err((400, "form_param_missing"))),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", Err((400, "request_body_invalid"))),
            (b"\x89PNG", Err((400, "request_body_invalid"))),
            (&large, Err((413, "image_too_large"))),
        ];
        for (bytes, expected) in table {
            let found = content_type(bytes).map_err(|refused| (refused.status, refused.code));
            assert_eq!(found, *expected);
        }
    }
}
