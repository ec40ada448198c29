//! Organizations. The counts are taken when asked for, so they cannot drift.

use rusqlite::{OptionalExtension, Row, named_params};
use serde_json::Value;

use super::{Db, json_column};

#[derive(Debug, Clone)]
pub(crate) struct Organization {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) slug: String,
    pub(crate) created_by: Option<String>,
    /// 0 is no limit.
    pub(crate) max_allowed_memberships: i64,
    pub(crate) admin_delete_enabled: bool,
    pub(crate) public_metadata: Value,
    pub(crate) private_metadata: Value,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

impl Organization {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            slug: row.get("slug")?,
            created_by: row.get("created_by")?,
            max_allowed_memberships: row.get("max_allowed_memberships")?,
            admin_delete_enabled: row.get("admin_delete_enabled")?,
            public_metadata: json_column(row, "public_metadata")?,
            private_metadata: json_column(row, "private_metadata")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
        })
    }
}

impl Db<'_> {
    pub(crate) fn organization(&self, id: &str) -> rusqlite::Result<Option<Organization>> {
        self.connection
            .prepare_cached("SELECT * FROM organizations WHERE instance_id = ?1 AND id = ?2")?
            .query_row([self.instance_id, id], Organization::read)
            .optional()
    }

    /// The organization with this id or, if there is none, with this slug.
    pub(crate) fn organization_by_id_or_slug(&self, key: &str) -> rusqlite::Result<Option<Organization>> {
        self.connection
            .prepare_cached(
                "SELECT * FROM organizations WHERE instance_id = ?1 AND (id = ?2 OR slug = ?2)
                 ORDER BY id = ?2 DESC LIMIT 1",
            )?
            .query_row([self.instance_id, key], Organization::read)
            .optional()
    }

    pub(crate) fn add_organization(&self, organization: &Organization) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO organizations (instance_id, id, name, slug, created_by, max_allowed_memberships,
                   admin_delete_enabled, public_metadata, private_metadata, created_at, updated_at)
                 VALUES (:instance_id, :id, :name, :slug, :created_by, :max_allowed_memberships,
                   :admin_delete_enabled, :public_metadata, :private_metadata, :created_at, :updated_at)",
            )?
            .execute(named_params! {
                ":instance_id": self.instance_id, ":id": organization.id, ":name": organization.name,
                ":slug": organization.slug, ":created_by": organization.created_by,
                ":max_allowed_memberships": organization.max_allowed_memberships,
                ":admin_delete_enabled": organization.admin_delete_enabled,
                ":public_metadata": organization.public_metadata.to_string(),
                ":private_metadata": organization.private_metadata.to_string(),
                ":created_at": organization.created_at, ":updated_at": organization.updated_at,
            })?;
        Ok(())
    }
}
