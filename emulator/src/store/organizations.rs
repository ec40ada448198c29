//! Organizations.

use rusqlite::named_params;
use std::collections::BTreeSet;

use rusqlite::types::Value as SqlValue;
use serde_json::Value;

use super::Db;
use super::columns::{columns, selected};
use super::conditions::{Conditions, Picked};
use crate::model::fold::fold;
use crate::model::order::Order;
use crate::model::paging::Page;

#[derive(Debug, Clone)]
pub(crate) struct Organization {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) slug: String,
    pub(crate) created_by: Option<String>,
    /// 0 means no limit.
    pub(crate) max_allowed_memberships: i64,
    pub(crate) admin_delete_enabled: bool,
    pub(crate) public_metadata: Value,
    pub(crate) private_metadata: Value,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// The data of an organization that is not in its own columns.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub(crate) logo_updated_at: Option<i64>,
    pub(crate) members_count: i64,
    pub(crate) pending_invitations_count: i64,
}

/// The data of an organization that users who are not members can see.
#[derive(Debug, Clone)]
pub(crate) struct PublicOrganization {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) slug: String,
    pub(crate) logo_updated_at: Option<i64>,
}

/// The filter of a list of organizations. By default, it matches all.
#[derive(Debug, Default)]
pub(crate) struct OrganizationFilter {
    /// Matches exactly this id, or this text in the name or the slug, in any letter case.
    pub(crate) query: Option<String>,
    pub(crate) ids: Picked,
    /// Matches organizations with any of the included members and without all excluded ones.
    pub(crate) member_ids: Picked,
}

/// The columns that a list can be ordered by (Clerk's published Backend API description, `order_by`).
pub(crate) const ORGANIZATION_ORDERS: &[&str] = &["created_at", "name", "members_count"];

impl OrganizationFilter {
    fn conditions(&self, instance_id: &str) -> Conditions {
        let mut conditions = Conditions::default();
        conditions.and("organizations.instance_id = ?", [instance_id.to_owned().into()]);
        if let Some(query) = &self.query {
            let text = SqlValue::from(fold(query));
            conditions.and(
                "(id = ? OR instr(fold(name), ?) > 0 OR instr(slug, ?) > 0)",
                [query.clone().into(), text.clone(), text],
            );
        }
        conditions.picked("id", &self.ids);
        let members = |marks: &str| {
            format!(
                "EXISTS (SELECT 1 FROM memberships WHERE memberships.instance_id = organizations.instance_id
                   AND memberships.organization_id = organizations.id AND memberships.user_id IN ({marks}))"
            )
        };
        conditions.picked_where(members, &self.member_ids);
        conditions
    }
}

columns! { Organization in "organizations":
    id, name, slug, created_by, max_allowed_memberships, admin_delete_enabled, public_metadata,
    private_metadata, created_at, updated_at
}

selected! { Standing in "organizations":
    logo_updated_at = "(SELECT updated_at FROM images
       WHERE images.instance_id = organizations.instance_id AND owner_id = organizations.id)",
    members_count,
    pending_invitations_count = "coalesce((SELECT number FROM counters
       WHERE counters.instance_id = organizations.instance_id AND kind = 'pending' AND scope = organizations.id), 0)",
}

selected! { PublicOrganization in "organizations":
    id, name, slug, logo_updated_at = "(SELECT updated_at FROM images
       WHERE images.instance_id = organizations.instance_id AND owner_id = organizations.id)",
}

impl Db<'_> {
    pub(crate) fn public_organization(&self, id: &str) -> rusqlite::Result<Option<PublicOrganization>> {
        self.find("WHERE instance_id = ?1 AND id = ?2", [self.instance_id, id])
    }

    pub(crate) fn public_organizations(
        &self,
        ids: &BTreeSet<&str>,
    ) -> rusqlite::Result<Vec<PublicOrganization>> {
        self.find_all(
            "WHERE instance_id = ?1 AND id IN (SELECT value FROM json_each(?2))",
            [self.instance_id, &Value::from_iter(ids.iter().copied()).to_string()],
        )
    }

    /// Organizations with their [`Standing`].
    pub(crate) fn shown_organizations(
        &self,
        ids: &BTreeSet<&str>,
    ) -> rusqlite::Result<Vec<(Organization, Standing)>> {
        self.find_all(
            "WHERE instance_id = ?1 AND id IN (SELECT value FROM json_each(?2))",
            [self.instance_id, &Value::from_iter(ids.iter().copied()).to_string()],
        )
    }

    /// The organization's [`Standing`]. `None` if it does not exist.
    pub(crate) fn standing(&self, id: &str) -> rusqlite::Result<Option<Standing>> {
        self.find("WHERE instance_id = ?1 AND id = ?2", [self.instance_id, id])
    }

    pub(crate) fn organization(&self, id: &str) -> rusqlite::Result<Option<Organization>> {
        self.find("WHERE instance_id = ?1 AND id = ?2", [self.instance_id, id])
    }

    /// The organization with this id, or else with this slug.
    pub(crate) fn organization_by_id_or_slug(&self, key: &str) -> rusqlite::Result<Option<Organization>> {
        self.find(
            "WHERE instance_id = ?1 AND (id = ?2 OR slug = ?2)
                 ORDER BY id = ?2 DESC LIMIT 1",
            [self.instance_id, key],
        )
    }

    pub(crate) fn add_organization(&self, organization: &Organization) -> rusqlite::Result<()> {
        self.insert(organization, &[])
    }

    /// A page of the matching organizations, and the total number of matches.
    pub(crate) fn organizations(
        &self,
        filter: &OrganizationFilter,
        order: Order,
        page: Page,
    ) -> rusqlite::Result<(Vec<(Organization, Standing)>, i64)> {
        let (by, direction) = (order.by, order.direction());
        let conditions = filter.conditions(self.instance_id);
        let known_total = if conditions.len() == 1 { Some(self.count_organizations()?) } else { None };
        self.page(
            "organizations",
            conditions,
            &format!("{by} {direction}, seq {direction}"),
            page,
            known_total,
        )
    }

    /// The number of organizations that this user created, without deleted ones.
    pub(crate) fn count_organizations_created_by(&self, user_id: &str) -> rusqlite::Result<i64> {
        self.connection
            .prepare_cached("SELECT count(*) FROM organizations WHERE instance_id = ?1 AND created_by = ?2")?
            .query_row([self.instance_id, user_id], |row| row.get(0))
    }

    /// Stores the fields of an organization that can change, and sets `updated_at`.
    pub(crate) fn update_organization(&self, organization: &Organization) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE organizations SET name = :name, slug = :slug,
                   max_allowed_memberships = :max_allowed_memberships,
                   admin_delete_enabled = :admin_delete_enabled, public_metadata = :public_metadata,
                   private_metadata = :private_metadata, created_at = :created_at, updated_at = :now
                 WHERE instance_id = :instance_id AND id = :id",
            )?
            .execute(named_params! {
                ":name": organization.name, ":slug": organization.slug,
                ":max_allowed_memberships": organization.max_allowed_memberships,
                ":admin_delete_enabled": organization.admin_delete_enabled,
                ":public_metadata": organization.public_metadata.to_string(),
                ":private_metadata": organization.private_metadata.to_string(),
                ":created_at": organization.created_at, ":now": self.now,
                ":instance_id": self.instance_id, ":id": organization.id,
            })?;
        Ok(())
    }

    /// Deletes an organization with its logo, memberships, invitations and domains, and the codes of its domains.
    pub(crate) fn delete_organization(&self, id: &str) -> rusqlite::Result<()> {
        self.delete_image(id)?;
        self.connection
            .prepare_cached(
                "DELETE FROM codes WHERE instance_id = ?1 AND owner_id IN (
                   SELECT id FROM domains WHERE instance_id = ?1 AND organization_id = ?2)",
            )?
            .execute([self.instance_id, id])?;
        self.connection
            .prepare_cached("DELETE FROM organizations WHERE instance_id = ?1 AND id = ?2")?
            .execute([self.instance_id, id])?;
        Ok(())
    }

    pub(crate) fn is_slug_taken(&self, slug: &str) -> rusqlite::Result<bool> {
        self.connection
            .prepare_cached("SELECT 1 FROM organizations WHERE instance_id = ?1 AND slug = ?2")?
            .exists([self.instance_id, slug])
    }
}
