//! Lists that are written row by row.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use super::{
    PublicInviterData, PublicOrganizationData, PublicUserData, public_inviter_data, public_organization_data,
    public_user_data,
};
use crate::acts::Act;
use crate::document;
use crate::error::ClerkError;
use crate::store::{Db, Invitation, Membership, Organization, PublicUser, Standing};

/// A shape as a value.
pub(in crate::http) fn value(shape: &impl Serialize) -> Result<Value, ClerkError> {
    document::value(shape).map_err(ClerkError::internal)
}

/// A list that is written row by row, so that a page of 500 rows is never in memory as JSON values.
#[derive(Debug, Default)]
pub(in crate::http) struct Rows(Vec<u8>);

impl Rows {
    pub(in crate::http) fn push(&mut self, row: &impl Serialize) -> Result<(), ClerkError> {
        if !self.0.is_empty() {
            self.0.push(b',');
        }
        serde_json::to_writer(&mut self.0, row).map_err(ClerkError::internal)
    }

    /// The rows as an array.
    pub(in crate::http) fn list(self, context: &Act) -> Result<Value, ClerkError> {
        let rows = String::from_utf8(self.0).map_err(ClerkError::internal)?;
        Ok(context.instance.keys.written(format!("[{rows}]")))
    }

    /// The rows in the shape of [`page`].
    pub(in crate::http) fn page(self, context: &Act, total_count: i64) -> Result<Value, ClerkError> {
        Ok(json!({ "data": self.list(context)?, "total_count": total_count }))
    }
}

/// A membership. The Frontend API leaves out the Backend API's fields.
#[derive(Debug, Serialize)]
pub(in crate::http) struct MembershipShape<'a> {
    pub(in crate::http) object: &'static str,
    pub(in crate::http) id: &'a str,
    pub(in crate::http) role: &'a str,
    pub(in crate::http) role_name: &'a str,
    pub(in crate::http) permissions: &'a [String],
    pub(in crate::http) public_metadata: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) private_metadata: Option<&'a Value>,
    pub(in crate::http) organization: &'a RawValue,
    pub(in crate::http) public_user_data: PublicUserData<'a>,
    pub(in crate::http) created_at: i64,
    pub(in crate::http) updated_at: i64,
}

/// The rows of a single membership's answer. Another call can delete the user or the organization between the write and
/// its answer. The membership then no longer exists.
#[derive(Debug)]
pub(in crate::http) struct MembershipRows {
    pub(in crate::http) membership: Membership,
    pub(in crate::http) user: PublicUser,
    pub(in crate::http) organization: Organization,
    pub(in crate::http) standing: Standing,
}

impl MembershipRows {
    pub(in crate::http) fn of(db: &Db<'_>, membership: &Membership) -> Result<Self, ClerkError> {
        let id = &membership.organization_id;
        Ok(Self {
            membership: membership.clone(),
            user: db.public_user(&membership.user_id)?.ok_or_else(ClerkError::membership_not_found)?,
            organization: db.organization(id)?.ok_or_else(ClerkError::membership_not_found)?,
            standing: db.standing(id)?.ok_or_else(ClerkError::membership_not_found)?,
        })
    }
}

/// Data that the rows of a list share. It is looked up and written once for the whole list.
#[derive(Debug, Default)]
pub(in crate::http) struct Shared {
    organizations: HashMap<String, Box<RawValue>>,
    roles: HashMap<String, (String, Vec<String>)>,
}

impl Shared {
    /// Adds the shape of an organization. Required before its memberships are shown.
    pub(in crate::http) fn know(&mut self, id: &str, organization: &Value) -> Result<(), ClerkError> {
        let written = to_raw_value(organization).map_err(ClerkError::internal)?;
        self.organizations.insert(id.to_owned(), written);
        Ok(())
    }

    /// A membership of an organization that was added.
    pub(in crate::http) fn membership<'a>(
        &'a mut self,
        context: &Act,
        db: &Db<'_>,
        (membership, user): (&'a Membership, &'a PublicUser),
    ) -> Result<MembershipShape<'a>, ClerkError> {
        let organization = self
            .organizations
            .get(&membership.organization_id)
            .ok_or_else(|| ClerkError::internal("a membership without its organization"))?;
        let (role_name, permissions) = match self.roles.entry(membership.role.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let key = &membership.role;
                unknown.insert((role_name(db, key)?, db.permission_keys(key)?))
            }
        };
        Ok(MembershipShape {
            object: "organization_membership",
            id: &membership.id,
            role: &membership.role,
            role_name,
            permissions,
            public_metadata: &membership.public_metadata,
            private_metadata: None,
            organization,
            public_user_data: public_user_data(context, user),
            created_at: membership.created_at,
            updated_at: membership.updated_at,
        })
    }
}

/// Data that a list of invitations shows besides its rows, looked up once for the whole list.
#[derive(Debug, Default)]
pub(in crate::http) struct BesideInvitations {
    organizations: HashMap<String, PublicOrganizationData>,
    inviters: HashMap<String, PublicInviterData>,
}

impl BesideInvitations {
    pub(in crate::http) fn inviters(
        context: &Act,
        db: &Db<'_>,
        found: &[Invitation],
    ) -> Result<Self, ClerkError> {
        let ids = found.iter().filter_map(|invitation| invitation.inviter_user_id.as_deref()).collect();
        let users = db.public_users(&ids)?.into_iter();
        let inviters = users.map(|user| (user.id.clone(), public_inviter_data(context, user))).collect();
        Ok(Self { inviters, ..Self::default() })
    }

    pub(in crate::http) fn and_organizations(
        mut self,
        context: &Act,
        db: &Db<'_>,
        found: &[Invitation],
    ) -> Result<Self, ClerkError> {
        let ids = found.iter().map(|invitation| invitation.organization_id.as_str()).collect();
        for organization in db.public_organizations(&ids)? {
            let id = organization.id.clone();
            self.organizations.insert(id, public_organization_data(context, organization));
        }
        Ok(self)
    }

    pub(in crate::http) fn organization(&self, invitation: &Invitation) -> Option<&PublicOrganizationData> {
        self.organizations.get(&invitation.organization_id)
    }

    pub(in crate::http) fn inviter(&self, invitation: &Invitation) -> Option<&PublicInviterData> {
        self.inviters.get(invitation.inviter_user_id.as_ref()?)
    }
}

/// The current name of a role, or its key if the role was deleted.
fn role_name(db: &Db<'_>, key: &str) -> Result<String, ClerkError> {
    Ok(db.role(key)?.map_or_else(|| key.to_owned(), |role| role.name))
}
