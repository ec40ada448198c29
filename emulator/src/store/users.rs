//! Users.

use std::collections::BTreeSet;

use rusqlite::named_params;
use serde_json::{Value, json};

use super::Db;
use super::columns::{columns, selected};
use super::email_addresses::EmailAddress;
use crate::model::fold::{fold, fold_address};

#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) password_hash: Option<String>,
    pub(crate) primary_email_address_id: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) banned: bool,
    pub(crate) public_metadata: Value,
    pub(crate) private_metadata: Value,
    pub(crate) unsafe_metadata: Value,
    pub(crate) last_sign_in_at: Option<i64>,
    pub(crate) last_active_at: Option<i64>,
    /// The user cannot sign in until this time.
    pub(crate) locked_until: Option<i64>,
    /// Whether the password must be changed before it can be used.
    pub(crate) password_compromised: bool,
    /// The id of the authenticator app. `None` without one.
    pub(crate) totp_id: Option<String>,
    /// In base32, the format of authenticator apps.
    pub(crate) totp_secret: Option<String>,
    pub(crate) totp_created_at: Option<i64>,
    /// `None` until the app's first code is entered. Sign-ins only require a code after that.
    pub(crate) totp_verified_at: Option<i64>,
    /// A list of the unused codes.
    pub(crate) backup_codes: Value,
    pub(crate) mfa_enabled_at: Option<i64>,
    pub(crate) mfa_disabled_at: Option<i64>,
    /// The upload time of the image. `None` without an image.
    pub(crate) image_updated_at: Option<i64>,
    pub(crate) locale: Option<String>,
    pub(crate) delete_self_enabled: bool,
    pub(crate) create_organization_enabled: bool,
    /// The most organizations that the user may create. `None` and 0 mean no limit.
    pub(crate) create_organizations_limit: Option<i64>,
    pub(crate) legal_accepted_at: Option<i64>,
    /// Only stored and returned. Sign-ins here do not check the device.
    pub(crate) bypass_client_trust: bool,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

impl User {
    /// A user with only an id.
    pub(crate) fn new(id: String, now: i64) -> Self {
        Self {
            id,
            first_name: None,
            last_name: None,
            username: None,
            password_hash: None,
            primary_email_address_id: None,
            external_id: None,
            banned: false,
            public_metadata: json!({}),
            private_metadata: json!({}),
            unsafe_metadata: json!({}),
            last_sign_in_at: None,
            last_active_at: None,
            locked_until: None,
            password_compromised: false,
            totp_id: None,
            totp_secret: None,
            totp_created_at: None,
            totp_verified_at: None,
            backup_codes: json!([]),
            mfa_enabled_at: None,
            mfa_disabled_at: None,
            image_updated_at: None,
            locale: None,
            delete_self_enabled: true,
            create_organization_enabled: true,
            create_organizations_limit: None,
            legal_accepted_at: None,
            bypass_client_trust: false,
            created_at: now,
            updated_at: now,
        }
    }

    /// Whether a sign-in requires a code of the authenticator app.
    pub(crate) fn has_totp(&self) -> bool {
        self.totp_verified_at.is_some()
    }

    /// Whether a backup code can replace the app's code.
    pub(crate) fn has_backup_codes(&self) -> bool {
        self.backup_codes.as_array().is_some_and(|codes| !codes.is_empty())
    }

    /// When the current lock ends. `None` without a lock.
    pub(crate) fn lock_at(&self, now: i64) -> Option<i64> {
        self.locked_until.filter(|until| *until > now)
    }

    /// The address to show for the user: the primary one, or else the oldest.
    pub(crate) fn identifier<'a>(&self, addresses: &'a [EmailAddress]) -> &'a str {
        let primary =
            addresses.iter().find(|address| Some(&address.id) == self.primary_email_address_id.as_ref());
        primary.or(addresses.first()).map_or("", |address| address.email_address.as_str())
    }

    /// The first and last name, as far as the user has them. `None` if the user has neither.
    pub(crate) fn full_name(&self) -> Option<String> {
        let names: Vec<&str> =
            [&self.first_name, &self.last_name].into_iter().flatten().map(String::as_str).collect();
        (!names.is_empty()).then(|| names.join(" "))
    }
}

/// The data of a user that other users can see.
#[derive(Debug, Clone)]
pub(crate) struct PublicUser {
    pub(crate) id: String,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) banned: bool,
    pub(crate) image_updated_at: Option<i64>,
    /// See [`User::identifier`].
    pub(crate) identifier: String,
}

impl PublicUser {
    pub(crate) fn of(user: &User, addresses: &[EmailAddress]) -> Self {
        Self {
            id: user.id.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            username: user.username.clone(),
            banned: user.banned,
            image_updated_at: user.image_updated_at,
            identifier: user.identifier(addresses).to_owned(),
        }
    }
}

selected! { PublicUser in "users":
    id, first_name, last_name, username, banned, image_updated_at, identifier = "coalesce(
       (SELECT address.email_address FROM email_addresses AS address
         WHERE address.instance_id = users.instance_id AND address.id = users.primary_email_address_id
           AND address.user_id = users.id),
       (SELECT address.email_address FROM email_addresses AS address
         WHERE address.instance_id = users.instance_id AND address.user_id = users.id
         ORDER BY address.seq LIMIT 1), '')"
}

columns! { User in "users":
    id, first_name, last_name, username, password_hash, primary_email_address_id, external_id, banned,
    public_metadata, private_metadata, unsafe_metadata, last_sign_in_at, last_active_at, locked_until,
    password_compromised, totp_id, totp_secret, totp_created_at, totp_verified_at, backup_codes, mfa_enabled_at,
    mfa_disabled_at, image_updated_at, locale, delete_self_enabled, create_organization_enabled,
    create_organizations_limit, legal_accepted_at, bypass_client_trust, created_at, updated_at
}

impl Db<'_> {
    pub(crate) fn user(&self, id: &str) -> rusqlite::Result<Option<User>> {
        self.find("WHERE instance_id = ?1 AND id = ?2", [self.instance_id, id])
    }

    pub(crate) fn public_user(&self, id: &str) -> rusqlite::Result<Option<PublicUser>> {
        self.find("WHERE instance_id = ?1 AND id = ?2", [self.instance_id, id])
    }

    pub(crate) fn public_users(&self, ids: &BTreeSet<&str>) -> rusqlite::Result<Vec<PublicUser>> {
        self.find_all(
            "WHERE instance_id = ?1 AND id IN (SELECT value FROM json_each(?2))",
            [self.instance_id, &Value::from_iter(ids.iter().copied()).to_string()],
        )
    }

    /// Compares `email_address` in any letter case.
    pub(crate) fn user_with_email_address(&self, email_address: &str) -> rusqlite::Result<Option<User>> {
        self.find(
            "JOIN email_addresses AS address
               ON address.instance_id = users.instance_id AND address.user_id = users.id
             WHERE users.instance_id = ?1 AND address.email_address = ?2",
            [self.instance_id, &fold_address(email_address)],
        )
    }

    pub(crate) fn add_user(&self, user: &User) -> rusqlite::Result<()> {
        self.insert(user, &[("username_folded", &user.username.as_deref().map(fold))])
    }

    pub(crate) fn user_signed_in(&self, user_id: &str) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE users SET last_sign_in_at = ?3, last_active_at = ?3 WHERE instance_id = ?1 AND id = ?2",
            )?
            .execute(rusqlite::params![self.instance_id, user_id, self.now])?;
        Ok(())
    }

    /// Compares `username` in any letter case.
    pub(crate) fn user_with_username(&self, username: &str) -> rusqlite::Result<Option<User>> {
        self.find("WHERE instance_id = ?1 AND username_folded = ?2", [self.instance_id, &fold(username)])
    }

    pub(crate) fn user_with_external_id(&self, external_id: &str) -> rusqlite::Result<Option<User>> {
        self.find("WHERE instance_id = ?1 AND external_id = ?2", [self.instance_id, external_id])
    }

    /// Stores the fields of a user that can change, and sets `updated_at`.
    pub(crate) fn update_user(&self, user: &User) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE users SET first_name = :first_name, last_name = :last_name, username = :username,
                   username_folded = fold(:username),
                   password_hash = :password_hash, primary_email_address_id = :primary_email_address_id,
                   external_id = :external_id, banned = :banned, public_metadata = :public_metadata,
                   private_metadata = :private_metadata, unsafe_metadata = :unsafe_metadata,
                   locked_until = :locked_until, password_compromised = :password_compromised,
                   totp_id = :totp_id, totp_secret = :totp_secret, totp_created_at = :totp_created_at,
                   totp_verified_at = :totp_verified_at, backup_codes = :backup_codes,
                   mfa_enabled_at = :mfa_enabled_at, mfa_disabled_at = :mfa_disabled_at,
                   image_updated_at = :image_updated_at, locale = :locale,
                   delete_self_enabled = :delete_self_enabled,
                   create_organization_enabled = :create_organization_enabled,
                   create_organizations_limit = :create_organizations_limit,
                   legal_accepted_at = :legal_accepted_at, bypass_client_trust = :bypass_client_trust,
                   created_at = :created_at, updated_at = :now
                 WHERE instance_id = :instance_id AND id = :id",
            )?
            .execute(named_params! {
                ":first_name": user.first_name, ":last_name": user.last_name, ":username": user.username,
                ":password_hash": user.password_hash,
                ":primary_email_address_id": user.primary_email_address_id,
                ":external_id": user.external_id, ":banned": user.banned,
                ":public_metadata": user.public_metadata.to_string(),
                ":private_metadata": user.private_metadata.to_string(),
                ":unsafe_metadata": user.unsafe_metadata.to_string(),
                ":locked_until": user.locked_until, ":password_compromised": user.password_compromised,
                ":totp_id": user.totp_id, ":totp_secret": user.totp_secret,
                ":totp_created_at": user.totp_created_at, ":totp_verified_at": user.totp_verified_at,
                ":backup_codes": user.backup_codes.to_string(), ":mfa_enabled_at": user.mfa_enabled_at,
                ":mfa_disabled_at": user.mfa_disabled_at, ":image_updated_at": user.image_updated_at,
                ":locale": user.locale, ":delete_self_enabled": user.delete_self_enabled,
                ":create_organization_enabled": user.create_organization_enabled,
                ":create_organizations_limit": user.create_organizations_limit,
                ":legal_accepted_at": user.legal_accepted_at, ":bypass_client_trust": user.bypass_client_trust,
                ":created_at": user.created_at, ":now": self.now,
                ":instance_id": self.instance_id, ":id": user.id,
            })?;
        Ok(())
    }

    /// Deletes a user with their image, addresses, memberships and sessions.
    pub(crate) fn delete_user(&self, id: &str) -> rusqlite::Result<()> {
        self.delete_image(id)?;
        self.connection
            .prepare_cached("DELETE FROM users WHERE instance_id = ?1 AND id = ?2")?
            .execute([self.instance_id, id])?;
        Ok(())
    }
}
