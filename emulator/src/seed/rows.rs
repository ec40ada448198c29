//! The rows of a seed, and how they are stored.

use std::collections::HashMap;

use crate::error::ClerkError;
use crate::store::{
    Db, EmailAddress, JwtTemplate, Membership, NewInvitation, Organization, Permission, Role, User,
};

/// The rows that an instance begins with.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(super) permissions: Vec<Permission>,
    /// Each with the keys of its permissions.
    pub(super) roles: Vec<(Role, Vec<String>)>,
    pub(super) users: Vec<User>,
    pub(super) email_addresses: Vec<EmailAddress>,
    pub(super) organizations: Vec<Organization>,
    pub(super) memberships: Vec<Membership>,
    pub(super) invitations: Vec<NewInvitation>,
    pub(super) jwt_templates: Vec<JwtTemplate>,
    /// The passwords that were hashed, by their hashes.
    pub(super) passwords: HashMap<String, String>,
}

impl Rows {
    /// Stores all of them in an instance that has nothing yet.
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

    /// Whether this password was hashed to this hash.
    pub(crate) fn is_password(&self, password: &str, hash: &str) -> bool {
        self.passwords.get(hash).is_some_and(|hashed| hashed == password)
    }
}
