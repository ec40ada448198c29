//! Uploaded images. Other images are generated on request.

use rusqlite::{OptionalExtension, params};

use super::Db;

#[derive(Debug, Clone)]
pub(crate) struct Image {
    /// A type that [`crate::rules::image`] supports.
    pub(crate) content_type: String,
    pub(crate) bytes: Vec<u8>,
}

impl Db<'_> {
    pub(crate) fn image(&self, owner_id: &str) -> rusqlite::Result<Option<Image>> {
        self.connection
            .prepare_cached(
                "SELECT content_type, bytes FROM images WHERE instance_id = ?1 AND owner_id = ?2",
            )?
            .query_row([self.instance_id, owner_id], |row| {
                Ok(Image { content_type: row.get(0)?, bytes: row.get(1)? })
            })
            .optional()
    }

    /// The upload time of the owner's image. `None` without an image.
    pub(crate) fn image_updated_at(&self, owner_id: &str) -> rusqlite::Result<Option<i64>> {
        self.connection
            .prepare_cached("SELECT updated_at FROM images WHERE instance_id = ?1 AND owner_id = ?2")?
            .query_row([self.instance_id, owner_id], |row| row.get(0))
            .optional()
    }

    /// Stores an image. It replaces the owner's earlier one.
    pub(crate) fn put_image(&self, owner_id: &str, image: &Image) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO images (instance_id, owner_id, content_type, bytes, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![self.instance_id, owner_id, image.content_type, image.bytes, self.now])?;
        Ok(())
    }

    pub(crate) fn delete_image(&self, owner_id: &str) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("DELETE FROM images WHERE instance_id = ?1 AND owner_id = ?2")?
            .execute([self.instance_id, owner_id])?;
        Ok(())
    }
}
