//! Roles and their permissions.

use std::cell::RefCell;
use std::collections::HashMap;

use rusqlite::params;

use super::Db;
use super::columns::columns;
use super::conditions::Conditions;
use crate::model::fold::fold;
use crate::model::order::Order;
use crate::model::paging::Page;

/// The columns that a list can be ordered by (Clerk's published Backend API description, `order_by`).
pub(crate) const ROLE_ORDERS: &[&str] = &["created_at", "name", "key"];

#[derive(Debug, Clone)]
pub(crate) struct Role {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) is_creator_eligible: bool,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Permission {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// `system` or `user`: Clerk's words for "built-in" and "custom".
    pub(crate) kind: String,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// A cache of the roles that this transaction has read. The caller's permissions and the answer both need them.
#[derive(Debug, Default)]
pub(super) struct KnownRoles {
    roles: RefCell<HashMap<String, Option<Role>>>,
    permission_keys: RefCell<HashMap<String, Vec<String>>>,
}

impl KnownRoles {
    /// Empties the cache after a change.
    pub(super) fn clear(&self) {
        self.roles.borrow_mut().clear();
        self.permission_keys.borrow_mut().clear();
    }
}

/// Returns the cached value, or caches the result of `look_up`.
fn known<T: Clone>(
    known: &RefCell<HashMap<String, T>>,
    key: &str,
    look_up: impl FnOnce() -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    if let Some(value) = known.borrow().get(key) {
        return Ok(value.clone());
    }
    let value = look_up()?;
    known.borrow_mut().insert(key.to_owned(), value.clone());
    Ok(value)
}

columns! { Role in "roles":
    id, key, name, description, is_creator_eligible, created_at, updated_at
}

columns! { Permission in "permissions":
    id, key, name, description, kind as "type", created_at, updated_at
}

/// Matches exactly this id, or this text in the name or the key.
fn named_like(conditions: &mut Conditions, query: Option<&str>) {
    if let Some(query) = query {
        let text = rusqlite::types::Value::from(fold(query));
        let id = query.to_owned().into();
        conditions.and("(id = ? OR instr(fold(name), ?) > 0 OR instr(key, ?) > 0)", [id, text.clone(), text]);
    }
}

impl Db<'_> {
    pub(crate) fn role(&self, key: &str) -> rusqlite::Result<Option<Role>> {
        known(&self.roles.roles, key, || {
            self.find("WHERE instance_id = ?1 AND key = ?2", [self.instance_id, key])
        })
    }

    /// The key of every role, in the order of creation.
    pub(crate) fn role_keys(&self) -> rusqlite::Result<Vec<String>> {
        self.connection
            .prepare_cached("SELECT key FROM roles WHERE instance_id = ?1 ORDER BY seq")?
            .query_map([self.instance_id], |row| row.get(0))?
            .collect()
    }

    pub(crate) fn role_with_id(&self, id: &str) -> rusqlite::Result<Option<Role>> {
        self.find("WHERE instance_id = ?1 AND id = ?2", [self.instance_id, id])
    }

    /// A page of the roles with exactly this id, or with this text in the name or the key, and the total number of
    /// matches.
    pub(crate) fn roles(
        &self,
        query: Option<&str>,
        order: Order,
        page: Page,
    ) -> rusqlite::Result<(Vec<Role>, i64)> {
        let mut conditions = Conditions::default();
        conditions.and("instance_id = ?", [self.instance_id.to_owned().into()]);
        named_like(&mut conditions, query);
        let (by, direction) = (order.by, order.direction());
        self.page("roles", conditions, &format!("{by} {direction}, seq {direction}"), page, None)
    }

    /// Like [`roles`](Self::roles), for permissions.
    pub(crate) fn permissions_page(
        &self,
        query: Option<&str>,
        order: Order,
        page: Page,
    ) -> rusqlite::Result<(Vec<Permission>, i64)> {
        let mut conditions = Conditions::default();
        conditions.and("instance_id = ?", [self.instance_id.to_owned().into()]);
        named_like(&mut conditions, query);
        let (by, direction) = (order.by, order.direction());
        self.page("permissions", conditions, &format!("{by} {direction}, seq {direction}"), page, None)
    }

    pub(crate) fn permission_with_id(&self, id: &str) -> rusqlite::Result<Option<Permission>> {
        self.find("WHERE instance_id = ?1 AND id = ?2", [self.instance_id, id])
    }

    /// Every permission, in the order of creation.
    pub(crate) fn permissions(&self) -> rusqlite::Result<Vec<Permission>> {
        self.find_all("WHERE instance_id = ?1 ORDER BY seq", [self.instance_id])
    }

    /// The permissions of a role, in the order of creation.
    pub(crate) fn permissions_of_role(&self, role_key: &str) -> rusqlite::Result<Vec<Permission>> {
        self.find_all(
            "CROSS JOIN role_permissions AS held
               ON held.instance_id = permissions.instance_id AND held.permission_key = permissions.key
             WHERE permissions.instance_id = ?1 AND held.role_key = ?2 ORDER BY permissions.seq",
            [self.instance_id, role_key],
        )
    }

    /// The role's permission keys, in the order of creation.
    pub(crate) fn permission_keys(&self, role_key: &str) -> rusqlite::Result<Vec<String>> {
        known(&self.roles.permission_keys, role_key, || {
            self.connection
                .prepare_cached(
                    "SELECT permissions.key FROM permissions CROSS JOIN role_permissions AS held
                       ON held.instance_id = permissions.instance_id AND held.permission_key = permissions.key
                     WHERE permissions.instance_id = ?1 AND held.role_key = ?2 ORDER BY permissions.seq",
                )?
                .query_map([self.instance_id, role_key], |row| row.get(0))?
                .collect()
        })
    }

    pub(crate) fn add_permission(&self, permission: &Permission) -> rusqlite::Result<()> {
        self.insert(permission, &[])
    }

    pub(crate) fn add_role(&self, role: &Role, permission_keys: &[String]) -> rusqlite::Result<()> {
        self.roles.clear();
        self.insert(role, &[])?;
        self.grant(&role.key, permission_keys)
    }

    pub(crate) fn permission(&self, key: &str) -> rusqlite::Result<Option<Permission>> {
        self.find("WHERE instance_id = ?1 AND key = ?2", [self.instance_id, key])
    }

    /// Updates the role with this key. If the key changes, it also changes in all rows that refer to it.
    pub(crate) fn update_role(&self, key: &str, role: &Role) -> rusqlite::Result<()> {
        let sql = "UPDATE roles SET key = ?3, name = ?4, description = ?5, is_creator_eligible = ?6, updated_at = ?7
                   WHERE instance_id = ?1 AND key = ?2";
        let Role { key: new_key, name, description, is_creator_eligible, .. } = role;
        self.with_deferred_keys(key != new_key, || {
            let parameters =
                params![self.instance_id, key, new_key, name, description, is_creator_eligible, self.now];
            self.connection.execute(sql, parameters)?;
            let named = [("role_permissions", "role_key"), ("memberships", "role"), ("invitations", "role")];
            named.into_iter().try_for_each(|(table, column)| self.rename(table, column, key, new_key))
        })
    }

    /// Updates the permission with this key. If the key changes, it also changes in the roles that have it.
    pub(crate) fn update_permission(&self, key: &str, permission: &Permission) -> rusqlite::Result<()> {
        let sql = "UPDATE permissions SET key = ?3, name = ?4, description = ?5, updated_at = ?6
                   WHERE instance_id = ?1 AND key = ?2";
        let Permission { key: new_key, name, description, .. } = permission;
        self.with_deferred_keys(key != new_key, || {
            self.connection
                .execute(sql, params![self.instance_id, key, new_key, name, description, self.now])?;
            self.rename("role_permissions", "permission_key", key, new_key)
        })
    }

    /// Changes keys that other rows refer to. SQLite checks these references at the commit.
    fn with_deferred_keys(
        &self,
        is_needed: bool,
        work: impl FnOnce() -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        self.roles.clear();
        if is_needed {
            self.connection.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        }
        work()
    }

    fn rename(&self, table: &str, column: &str, from: &str, to: &str) -> rusqlite::Result<()> {
        if from != to {
            let sql = format!("UPDATE {table} SET {column} = ?3 WHERE instance_id = ?1 AND {column} = ?2");
            self.connection.execute(&sql, [self.instance_id, from, to])?;
        }
        Ok(())
    }

    /// Replaces the permissions of a role.
    pub(crate) fn set_permissions_of_role(&self, role_key: &str, keys: &[String]) -> rusqlite::Result<()> {
        self.connection.execute(
            "DELETE FROM role_permissions WHERE instance_id = ?1 AND role_key = ?2",
            [self.instance_id, role_key],
        )?;
        self.grant(role_key, keys)
    }

    fn grant(&self, role_key: &str, permission_keys: &[String]) -> rusqlite::Result<()> {
        self.roles.clear();
        let mut grant = self.connection.prepare_cached(
            "INSERT INTO role_permissions (instance_id, role_key, permission_key) VALUES (?1, ?2, ?3)",
        )?;
        for permission_key in permission_keys {
            grant.execute(params![self.instance_id, role_key, permission_key])?;
        }
        Ok(())
    }

    pub(crate) fn has_members_in_role(&self, key: &str) -> rusqlite::Result<bool> {
        self.has_row_with_role("memberships", key)
    }

    pub(crate) fn has_invitations_with_role(&self, key: &str) -> rusqlite::Result<bool> {
        self.has_row_with_role("invitations", key)
    }

    fn has_row_with_role(&self, table: &str, key: &str) -> rusqlite::Result<bool> {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE instance_id = ?1 AND role = ?2)");
        self.connection.query_row(&sql, [self.instance_id, key], |row| row.get(0))
    }

    /// Removes a role with its permissions.
    pub(crate) fn delete_role(&self, key: &str) -> rusqlite::Result<()> {
        self.roles.clear();
        let sql = "DELETE FROM roles WHERE instance_id = ?1 AND key = ?2";
        self.connection.execute(sql, [self.instance_id, key])?;
        Ok(())
    }

    /// Deletes a permission and removes it from every role.
    pub(crate) fn delete_permission(&self, key: &str) -> rusqlite::Result<()> {
        self.roles.clear();
        let sql = "DELETE FROM permissions WHERE instance_id = ?1 AND key = ?2";
        self.connection.execute(sql, [self.instance_id, key])?;
        Ok(())
    }
}
