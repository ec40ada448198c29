//! Memberships: the users of an organization and their roles.

use rusqlite::{named_params, params};
use serde_json::Value;

use super::Db;
use super::columns::columns;
use super::organizations::{Organization, Standing};
use crate::model::fold::fold_address;

#[derive(Debug, Clone)]
pub(crate) struct Membership {
    pub(crate) id: String,
    pub(crate) organization_id: String,
    pub(crate) user_id: String,
    /// A role key such as `org:admin`.
    pub(crate) role: String,
    pub(crate) public_metadata: Value,
    pub(crate) private_metadata: Value,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

columns! { Membership in "memberships":
    id, organization_id, user_id, role, public_metadata, private_metadata, created_at, updated_at
}

impl Db<'_> {
    pub(crate) fn membership(
        &self,
        organization_id: &str,
        user_id: &str,
    ) -> rusqlite::Result<Option<Membership>> {
        self.find(
            "WHERE instance_id = ?1 AND organization_id = ?2 AND user_id = ?3",
            [self.instance_id, organization_id, user_id],
        )
    }

    pub(crate) fn membership_with_id(&self, id: &str) -> rusqlite::Result<Option<Membership>> {
        self.find("WHERE instance_id = ?1 AND id = ?2", [self.instance_id, id])
    }

    /// A page of the user's memberships with their organizations, oldest first.
    pub(crate) fn memberships_of_user(
        &self,
        user_id: &str,
        limit: i64,
        offset: i64,
    ) -> rusqlite::Result<Vec<(Membership, (Organization, Standing))>> {
        self.find_all(
            "CROSS JOIN organizations ON organizations.instance_id = memberships.instance_id
               AND organizations.id = memberships.organization_id
             WHERE memberships.instance_id = ?1 AND memberships.user_id = ?2
             ORDER BY memberships.created_at, memberships.seq LIMIT ?3 OFFSET ?4",
            params![self.instance_id, user_id, limit, offset],
        )
    }

    /// Whether a member of the organization has this address, in any letter case.
    pub(crate) fn is_member_address(
        &self,
        organization_id: &str,
        email_address: &str,
    ) -> rusqlite::Result<bool> {
        self.connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM memberships JOIN email_addresses AS address
                   ON address.instance_id = memberships.instance_id AND address.user_id = memberships.user_id
                 WHERE memberships.instance_id = ?1 AND organization_id = ?2 AND address.email_address = ?3)",
            )?
            .query_row([self.instance_id, organization_id, &fold_address(email_address)], |row| row.get(0))
    }

    pub(crate) fn add_membership(&self, membership: &Membership) -> rusqlite::Result<()> {
        self.insert(membership, &[])
    }

    /// Stores the role and the metadata of a membership, and sets `updated_at`.
    pub(crate) fn update_membership(&self, membership: &Membership) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE memberships SET role = :role, public_metadata = :public_metadata,
                   private_metadata = :private_metadata, updated_at = :now
                 WHERE instance_id = :instance_id AND id = :id",
            )?
            .execute(named_params! {
                ":role": membership.role, ":public_metadata": membership.public_metadata.to_string(),
                ":private_metadata": membership.private_metadata.to_string(), ":now": self.now,
                ":instance_id": self.instance_id, ":id": membership.id,
            })?;
        Ok(())
    }

    pub(crate) fn delete_membership(&self, id: &str) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("DELETE FROM memberships WHERE instance_id = ?1 AND id = ?2")?
            .execute([self.instance_id, id])?;
        Ok(())
    }

    /// The number of members whose role has this permission.
    pub(crate) fn count_members_who_may(
        &self,
        organization_id: &str,
        permission_key: &str,
    ) -> rusqlite::Result<i64> {
        self.connection
            .prepare_cached(
                "SELECT count(*) FROM memberships JOIN role_permissions AS held
                   ON held.instance_id = memberships.instance_id AND held.role_key = memberships.role
                 WHERE memberships.instance_id = ?1 AND organization_id = ?2 AND held.permission_key = ?3",
            )?
            .query_row([self.instance_id, organization_id, permission_key], |row| row.get(0))
    }
}
