//! The instances of a database, and deleting the data of one for a reset.

use rusqlite::named_params;

use super::Db;
use super::columns::columns;

/// The properties of an instance. They survive restarts.
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
    /// The settings that differ from those of the process, by name, as JSON.
    pub(crate) settings: String,
    /// The settings that changed later, by name, as JSON. A reset discards them.
    pub(crate) changed_settings: String,
    pub(crate) created_at: i64,
}

columns! { InstanceRow in "instances":
    id, name, frontend_api, secret_key, signing_key, seed, settings, changed_settings, created_at
}

/// The tables whose rows a reset deletes, children before parents.
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
    // Before `invitations`, so that their triggers do not update the blocks one by one.
    "invitation_blocks",
    "invitations",
    "memberships",
    "role_permissions",
    "permissions",
    "roles",
    "organizations",
    "email_addresses",
    "unverified_email_addresses",
    "users",
    // Last, because the triggers of the other tables update it.
    "counters",
];

impl Db<'_> {
    /// The instance with this name. It does not depend on the instance of this `Db`.
    pub(crate) fn instance_named(&self, name: &str) -> rusqlite::Result<Option<InstanceRow>> {
        self.find("WHERE name = ?1", [name])
    }

    /// All instances except the one at `/`, oldest first. They do not depend on the instance of this `Db`.
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

    /// Stores the seed that a reset restores.
    pub(crate) fn set_seed(&self, seed: &str) -> rusqlite::Result<()> {
        let sql = "UPDATE instances SET seed = ?2 WHERE id = ?1";
        self.connection.execute(sql, [self.instance_id, seed])?;
        Ok(())
    }

    /// Stores the settings that changed since the instance was created.
    pub(crate) fn set_changed_settings(&self, changed: &str) -> rusqlite::Result<()> {
        let sql = "UPDATE instances SET changed_settings = ?2 WHERE id = ?1";
        self.connection.execute(sql, [self.instance_id, changed])?;
        Ok(())
    }

    /// Deletes this instance and all its data.
    pub(crate) fn delete_instance(&self) -> rusqlite::Result<()> {
        self.wipe()?;
        self.connection.execute("DELETE FROM instances WHERE id = ?1", [self.instance_id])?;
        Ok(())
    }

    /// Deletes all data of this instance but keeps the instance.
    pub(crate) fn wipe(&self) -> rusqlite::Result<()> {
        self.roles.clear();
        for table in DATA {
            self.connection
                .execute(&format!("DELETE FROM {table} WHERE instance_id = ?1"), [self.instance_id])?;
        }
        Ok(())
    }
}
