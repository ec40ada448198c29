//! The instances of a file, and wiping one for a reset.

use rusqlite::named_params;

use super::Db;
use super::columns::columns;

/// What makes an instance itself; the same over restarts.
#[derive(Debug, Clone)]
pub(crate) struct InstanceRow {
    pub(crate) id: String,
    /// Empty for the instance at `/`.
    pub(crate) name: String,
    pub(crate) frontend_api: String,
    pub(crate) secret_key: String,
    /// RSA, PKCS#1 DER.
    pub(crate) signing_key: Vec<u8>,
    /// The seed document as JSON.
    pub(crate) seed: String,
    /// The settings in which it differs from the process's own, by name, as JSON.
    pub(crate) settings: String,
    /// The settings that were changed since, by name, as JSON: a reset takes them back.
    pub(crate) changed_settings: String,
    pub(crate) created_at: i64,
}

columns! { InstanceRow in "instances":
    id, name, frontend_api, secret_key, signing_key, seed, settings, changed_settings, created_at
}

/// Every table with rows that a reset removes, children before parents.
pub(super) const DATA: &[&str] = &[
    "outbox",
    "application_invitations",
    "jwt_templates",
    "codes",
    "email_verifications",
    "images",
    "membership_requests",
    "suggestions",
    "domains",
    "dev_browsers",
    "sign_in_tokens",
    "sign_ins",
    "sign_ups",
    "sessions",
    "clients",
    "invitations",
    "memberships",
    "role_permissions",
    "permissions",
    "roles",
    "organizations",
    "email_addresses",
    "unverified_email_addresses",
    "users",
    // Last: the triggers of the others count down in it.
    "counters",
];

impl Db<'_> {
    /// The instance of this name, whatever instance this `Db` is bound to.
    pub(crate) fn instance_named(&self, name: &str) -> rusqlite::Result<Option<InstanceRow>> {
        self.find("WHERE name = ?1", [name])
    }

    /// Every instance but the one at `/`, oldest first, whatever instance this `Db` is bound to.
    pub(crate) fn further_instances(&self) -> rusqlite::Result<Vec<InstanceRow>> {
        self.find_all("WHERE name <> '' ORDER BY created_at, name", [])
    }

    pub(crate) fn add_instance(&self, instance: &InstanceRow) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO instances (id, name, frontend_api, secret_key, signing_key, seed, settings, created_at)
                 VALUES (:id, :name, :frontend_api, :secret_key, :signing_key, :seed, :settings, :created_at)",
            )?
            .execute(named_params! {
                ":id": instance.id, ":name": instance.name, ":frontend_api": instance.frontend_api,
                ":secret_key": instance.secret_key, ":signing_key": instance.signing_key,
                ":seed": instance.seed, ":settings": instance.settings, ":created_at": instance.created_at,
            })?;
        Ok(())
    }

    /// Stores what a reset of this instance goes back to.
    pub(crate) fn set_seed(&self, seed: &str) -> rusqlite::Result<()> {
        let sql = "UPDATE instances SET seed = ?2 WHERE id = ?1";
        self.connection.execute(sql, [self.instance_id, seed])?;
        Ok(())
    }

    /// Stores which settings were changed since the instance was made.
    pub(crate) fn set_changed_settings(&self, changed: &str) -> rusqlite::Result<()> {
        let sql = "UPDATE instances SET changed_settings = ?2 WHERE id = ?1";
        self.connection.execute(sql, [self.instance_id, changed])?;
        Ok(())
    }

    /// Removes this instance and everything that belongs to it.
    pub(crate) fn delete_instance(&self) -> rusqlite::Result<()> {
        self.wipe()?;
        self.connection.execute("DELETE FROM instances WHERE id = ?1", [self.instance_id])?;
        Ok(())
    }

    /// Removes everything that belongs to this instance, but not the instance.
    pub(crate) fn wipe(&self) -> rusqlite::Result<()> {
        self.roles.clear();
        for table in DATA {
            self.connection
                .execute(&format!("DELETE FROM {table} WHERE instance_id = ?1"), [self.instance_id])?;
        }
        Ok(())
    }
}
