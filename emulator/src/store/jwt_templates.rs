//! The templates of JWTs that an application requests by name.

use serde_json::Value;

use super::Db;
use super::columns::columns;
use super::conditions::Conditions;
use crate::model::paging::Page;

#[derive(Debug, Clone)]
pub(crate) struct JwtTemplate {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) claims: Value,
    /// In seconds.
    pub(crate) lifetime: i64,
    /// In seconds.
    pub(crate) allowed_clock_skew: i64,
    pub(crate) signing_algorithm: String,
    /// `None` for the instance's own key.
    pub(crate) signing_key: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

columns! { JwtTemplate in "jwt_templates":
    id, name, claims, lifetime, allowed_clock_skew, signing_algorithm, signing_key, created_at, updated_at
}

impl Db<'_> {
    /// A page, newest first, and the total number.
    pub(crate) fn jwt_templates(&self, page: Page) -> rusqlite::Result<(Vec<JwtTemplate>, i64)> {
        let mut conditions = Conditions::default();
        conditions.and("instance_id = ?", [self.instance_id.to_owned().into()]);
        self.page("jwt_templates", conditions, "seq DESC", page, None)
    }

    pub(crate) fn jwt_template(&self, id: &str) -> rusqlite::Result<Option<JwtTemplate>> {
        self.find("WHERE instance_id = ?1 AND id = ?2", [self.instance_id, id])
    }

    pub(crate) fn jwt_template_named(&self, name: &str) -> rusqlite::Result<Option<JwtTemplate>> {
        self.find("WHERE instance_id = ?1 AND name = ?2", [self.instance_id, name])
    }

    /// Inserts a template, or updates the one with the same id.
    pub(crate) fn put_jwt_template(&self, template: &JwtTemplate) -> rusqlite::Result<()> {
        self.put(template, &[])
    }

    pub(crate) fn delete_jwt_template(&self, id: &str) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("DELETE FROM jwt_templates WHERE instance_id = ?1 AND id = ?2")?
            .execute([self.instance_id, id])?;
        Ok(())
    }
}
