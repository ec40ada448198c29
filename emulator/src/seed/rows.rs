//! The rows of a seed, and storing them.

use std::collections::HashMap;

use crate::error::ClerkError;
use crate::store::{
    Db, EmailAddress, JwtTemplate, Membership, NewInvitation, Organization, Permission, Role, User,
};

/// The initial rows of an instance.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(super) permissions: Vec<Permission>,
    /// Roles with the keys of their permissions.
    pub(super) roles: Vec<(Role, Vec<String>)>,
    pub(super) users: Vec<User>,
    pub(super) email_addresses: Vec<EmailAddress>,
    pub(super) organizations: Vec<Organization>,
    pub(super) memberships: Vec<Membership>,
    pub(super) invitations: Vec<NewInvitation>,
    pub(super) jwt_templates: Vec<JwtTemplate>,
    /// The clear text of hashed passwords, by hash.
    pub(super) passwords: HashMap<String, String>,
}

impl Rows {
    /// Stores all rows in an empty instance.
    pub(crate) fn store(&self, db: &Db<'_>) -> Result<(), ClerkError> {
        for permission in &self.permissions {
            db.add_permission(permission)?;
        }
        for (role, permissions) in &self.roles {
            db.add_role(role, permissions)?;
        }
        for user in &self.users {
            db.add_user(user)?;
        }
        for address in &self.email_addresses {
            db.add_email_address(address)?;
        }
        for organization in &self.organizations {
            db.add_organization(organization)?;
        }
        for membership in &self.memberships {
            db.add_membership(membership)?;
        }
        for invitation in &self.invitations {
            db.add_invitation(invitation)?;
        }
        for template in &self.jwt_templates {
            db.put_jwt_template(template)?;
        }
        Ok(())
    }

    /// Whether this hash was created from this password.
    pub(crate) fn is_password(&self, password: &str, hash: &str) -> bool {
        self.passwords.get(hash).is_some_and(|hashed| hashed == password)
    }
}
