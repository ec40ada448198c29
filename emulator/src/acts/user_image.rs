//! A user's profile image, for both APIs.

use super::Act;
use crate::error::ClerkError;
use crate::rules::image;
use crate::store::{Db, Image, User};

/// Returns the upload if it is an image.
pub(crate) fn checked(bytes: Vec<u8>) -> Result<Image, ClerkError> {
    Ok(Image { content_type: image::content_type(&bytes)?.to_owned(), bytes })
}

/// Stores the image. It replaces an earlier one. The caller stores the user.
pub(crate) fn put(act: &Act, db: &Db<'_>, user: &mut User, image: &Image) -> Result<(), ClerkError> {
    db.put_image(&user.id, image)?;
    user.image_updated_at = Some(act.now());
    Ok(())
}

/// Removes the image. The caller stores the user.
pub(crate) fn remove(db: &Db<'_>, user: &mut User) -> Result<(), ClerkError> {
    user.image_updated_at.take().ok_or_else(ClerkError::image_not_found)?;
    Ok(db.delete_image(&user.id)?)
}
