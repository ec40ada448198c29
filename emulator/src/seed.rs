//! What an instance begins with and what a reset goes back to: people, roles, organizations, invitations, as one
//! document. It is stored with the instance, so ids and passwords outlive a restart. The passwords in it are
//! clear text: this is a local test tool, and its first line of output prints them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::ClerkError;
use crate::ids::Randomness;
use crate::passwords;
use crate::rules::invitation_ticket;
use crate::rules::permission;
use crate::store::{
    Db, EmailAddress, InvitationStatus, Membership, NewInvitation, Organization, Permission, Role, User,
};
use crate::tokens::Keys;

const DAY: i64 = 24 * 60 * 60 * 1000;
const HOUR: i64 = 60 * 60 * 1000;

/// The seed document. Times are Unix milliseconds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Seed {
    /// When the document was written: all its times are relative to that.
    written_at: i64,
    permissions: Vec<SeedPermission>,
    roles: Vec<SeedRole>,
    users: Vec<SeedUser>,
    organizations: Vec<SeedOrganization>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct SeedPermission {
    id: String,
    key: String,
    name: String,
    description: String,
    r#type: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct SeedRole {
    id: String,
    key: String,
    name: String,
    description: String,
    is_creator_eligible: bool,
    permissions: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct SeedUser {
    id: String,
    email_address_id: String,
    email_address: String,
    first_name: String,
    last_name: String,
    password: Option<String>,
    created_at: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct SeedOrganization {
    id: String,
    name: String,
    slug: String,
    max_allowed_memberships: i64,
    created_by: String,
    created_at: i64,
    memberships: Vec<SeedMembership>,
    invitations: Vec<SeedInvitation>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct SeedMembership {
    id: String,
    user_id: String,
    role: String,
    created_at: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct SeedInvitation {
    id: String,
    email_address: String,
    role: String,
    status: String,
    inviter_user_id: String,
    public_metadata: Value,
    expires_at: i64,
    created_at: i64,
    updated_at: i64,
}

/// First name, last name, role, status, age in days, public metadata.
type Invited =
    (&'static str, &'static str, &'static str, &'static str, i64, Option<(&'static str, &'static str)>);

/// Newest first. Whoever accepted is also a member.
const INVITED: &[Invited] = &[
    ("Priya", "Raman", "org:member", "pending", 0, Some(("team", "design"))),
    ("Tomás", "Quintero", "org:member", "pending", 0, None),
    ("Noor", "Haddad", "org:viewer", "pending", 1, None),
    ("Wei", "Zhang", "org:admin", "pending", 1, Some(("team", "platform"))),
    ("Sofia", "Lindqvist", "org:member", "revoked", 2, None),
    ("Kwame", "Mensah", "org:member", "pending", 3, None),
    ("Aoife", "Byrne", "org:billing_manager", "pending", 4, Some(("team", "finance"))),
    ("Luca", "Moretti", "org:member", "accepted", 5, Some(("team", "design"))),
    ("Yuki", "Tanaka", "org:member", "pending", 6, None),
    ("Ingrid", "Solberg", "org:viewer", "pending", 8, None),
    ("Mateus", "Oliveira", "org:member", "accepted", 9, None),
    ("Zofia", "Kowalska", "org:member", "pending", 11, None),
    ("Dmitri", "Volkov", "org:viewer", "revoked", 12, Some(("reason", "wrong address"))),
    ("Amara", "Okafor", "org:member", "pending", 14, None),
    ("Henrik", "Madsen", "org:member", "pending", 17, None),
    ("Leila", "Farahani", "org:billing_manager", "accepted", 19, Some(("team", "finance"))),
    ("Jonas", "Weber", "org:member", "pending", 21, None),
    ("Camille", "Laurent", "org:member", "pending", 24, Some(("team", "support"))),
    ("Ravi", "Iyer", "org:viewer", "pending", 27, None),
    ("Elena", "Popescu", "org:member", "expired", 33, None),
    ("Samuel", "Adeyemi", "org:member", "accepted", 35, None),
    ("Marta", "Nowak", "org:viewer", "expired", 38, None),
    ("Oskar", "Virtanen", "org:member", "revoked", 41, None),
    ("Chiara", "Ricci", "org:member", "expired", 46, Some(("team", "support"))),
    ("Farid", "Aziz", "org:member", "expired", 52, None),
    ("Hana", "Novakova", "org:viewer", "accepted", 58, None),
    ("Pedro", "Alvarez", "org:member", "revoked", 63, None),
    ("Linnea", "Ek", "org:member", "expired", 70, None),
    ("Bruno", "Castelo", "org:billing_manager", "expired", 77, None),
    ("Mina", "Park", "org:member", "accepted", 84, Some(("team", "platform"))),
    ("Georg", "Huber", "org:member", "revoked", 90, None),
];

impl Seed {
    /// The default people, roles and invitations, with ids and passwords of their own.
    pub(crate) fn of_a_new_instance(randomness: &Randomness, now: i64) -> Self {
        let founded = now - 120 * DAY;
        let permissions = permission::KNOWN
            .iter()
            .map(|known| SeedPermission {
                id: randomness.id("perm", founded),
                key: known.key.to_owned(),
                name: known.name.to_owned(),
                description: known.description.to_owned(),
                r#type: known.kind.to_owned(),
            })
            .collect();
        let roles = permission::ROLES
            .iter()
            .map(|role| SeedRole {
                id: randomness.id("role", founded),
                key: role.key.to_owned(),
                name: role.name.to_owned(),
                description: role.description.to_owned(),
                is_creator_eligible: role.is_creator_eligible,
                permissions: role.permissions.iter().map(|key| (*key).to_owned()).collect(),
            })
            .collect();

        let user = |first: &str, last: &str, password: Option<String>, created_at| SeedUser {
            id: randomness.id("user", created_at),
            email_address_id: randomness.id("idn", created_at),
            email_address: format!("{}.{}@example.com", ascii(first), ascii(last)),
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            password,
            created_at,
        };
        let password =
            |role: &str| Some(format!("{role}-{}", randomness.text(10, b"abcdefghjkmnpqrstuvwxyz23456789")));
        let admin = user("Ada", "Ferreira", password("admin"), founded);
        let member = user("Milo", "Brandt", password("member"), founded + DAY);
        let friend = user("Nadia", "Osei", None, founded);
        let membership = |user: &SeedUser, role: &str, created_at| SeedMembership {
            id: randomness.id("orgmem", created_at),
            user_id: user.id.clone(),
            role: role.to_owned(),
            created_at,
        };

        let mut first = SeedOrganization {
            id: randomness.id("org", founded),
            name: "Northwind Studio".to_owned(),
            slug: "northwind-studio".to_owned(),
            max_allowed_memberships: 0,
            created_by: admin.id.clone(),
            created_at: founded,
            memberships: vec![
                membership(&admin, "org:admin", founded),
                membership(&member, "org:member", founded + DAY),
            ],
            invitations: Vec::new(),
        };
        let second = SeedOrganization {
            id: randomness.id("org", founded + HOUR),
            name: "Harbor Collective".to_owned(),
            slug: "harbor-collective".to_owned(),
            max_allowed_memberships: 5,
            created_by: friend.id.clone(),
            created_at: founded + HOUR,
            memberships: vec![
                membership(&friend, "org:admin", founded + HOUR),
                membership(&admin, "org:member", founded + 2 * DAY),
            ],
            invitations: Vec::new(),
        };

        let mut accepted = Vec::new();
        // Stored oldest first, as they would have come in.
        for (index, (first_name, last_name, role, status, days, metadata)) in INVITED.iter().enumerate().rev()
        {
            let created_at = now - days * DAY - HOUR - i64::try_from(index).unwrap_or(0) * 7 * 60 * 1000;
            let updated_at = match *status {
                "pending" | "expired" => created_at,
                _ => created_at + HOUR,
            };
            if *status == "accepted" {
                let invited = user(first_name, last_name, None, updated_at);
                first.memberships.push(membership(&invited, role, updated_at));
                accepted.push(invited);
            }
            first.invitations.push(SeedInvitation {
                id: randomness.id("orginv", created_at),
                email_address: format!("{}.{}@example.com", ascii(first_name), ascii(last_name)),
                role: (*role).to_owned(),
                status: (*status).to_owned(),
                inviter_user_id: admin.id.clone(),
                public_metadata: metadata.map_or_else(|| json!({}), |(key, value)| json!({ key: value })),
                expires_at: created_at + 30 * DAY,
                created_at,
                updated_at,
            });
        }

        let mut users = vec![admin, member, friend];
        users.extend(accepted);
        Self { written_at: now, permissions, roles, users, organizations: vec![first, second] }
    }

    pub(crate) fn first_organization(&self) -> Option<&str> {
        self.organizations.first().map(|organization| organization.id.as_str())
    }

    /// Id, e-mail address and password of the first organization's first member in this role who has a password.
    pub(crate) fn person_in_role(&self, role: &str) -> Option<(&str, &str, &str)> {
        let memberships = &self.organizations.first()?.memberships;
        memberships.iter().filter(|membership| membership.role == role).find_map(|membership| {
            let user = self.users.iter().find(|user| user.id == membership.user_id)?;
            Some((user.id.as_str(), user.email_address.as_str(), user.password.as_deref()?))
        })
    }

    /// Stores all of it. Whole days that passed since the document was written move its times along, so that a
    /// file kept for months still resets to invitations that are pending.
    pub(crate) fn plant(&self, db: &Db<'_>, keys: &Keys, randomness: &Randomness) -> Result<(), ClerkError> {
        let shift = (db.now - self.written_at).max(0) / DAY * DAY;
        let founded = self.written_at - 120 * DAY + shift;
        for permission in &self.permissions {
            db.add_permission(&Permission {
                id: permission.id.clone(),
                key: permission.key.clone(),
                name: permission.name.clone(),
                description: permission.description.clone(),
                kind: permission.r#type.clone(),
                created_at: founded,
                updated_at: founded,
            })?;
        }
        for role in &self.roles {
            let row = Role {
                id: role.id.clone(),
                key: role.key.clone(),
                name: role.name.clone(),
                description: role.description.clone(),
                is_creator_eligible: role.is_creator_eligible,
                created_at: founded,
                updated_at: founded,
            };
            db.add_role(&row, &role.permissions)?;
        }
        for user in &self.users {
            plant_user(db, user, shift, randomness)?;
        }
        for organization in &self.organizations {
            plant_organization(db, organization, shift, keys)?;
        }
        Ok(())
    }
}

fn plant_user(db: &Db<'_>, user: &SeedUser, shift: i64, randomness: &Randomness) -> Result<(), ClerkError> {
    let at = user.created_at + shift;
    let password_hash =
        user.password.as_deref().map(|password| passwords::hash(password, randomness)).transpose()?;
    db.add_user(&User {
        id: user.id.clone(),
        first_name: Some(user.first_name.clone()),
        last_name: Some(user.last_name.clone()),
        username: None,
        password_hash,
        primary_email_address_id: Some(user.email_address_id.clone()),
        external_id: None,
        banned: false,
        public_metadata: json!({}),
        private_metadata: json!({}),
        unsafe_metadata: json!({}),
        last_sign_in_at: None,
        last_active_at: None,
        created_at: at,
        updated_at: at,
    })?;
    db.add_email_address(&EmailAddress {
        id: user.email_address_id.clone(),
        user_id: user.id.clone(),
        email_address: user.email_address.clone(),
        strategy: "admin".to_owned(),
        created_at: at,
        updated_at: at,
    })?;
    Ok(())
}

fn plant_organization(
    db: &Db<'_>,
    organization: &SeedOrganization,
    shift: i64,
    keys: &Keys,
) -> Result<(), ClerkError> {
    let at = organization.created_at + shift;
    db.add_organization(&Organization {
        id: organization.id.clone(),
        name: organization.name.clone(),
        slug: organization.slug.clone(),
        created_by: Some(organization.created_by.clone()),
        max_allowed_memberships: organization.max_allowed_memberships,
        admin_delete_enabled: true,
        public_metadata: json!({}),
        private_metadata: json!({}),
        created_at: at,
        updated_at: at,
    })?;
    for membership in &organization.memberships {
        db.add_membership(&Membership {
            id: membership.id.clone(),
            organization_id: organization.id.clone(),
            user_id: membership.user_id.clone(),
            role: membership.role.clone(),
            public_metadata: json!({}),
            private_metadata: json!({}),
            created_at: membership.created_at + shift,
            updated_at: membership.created_at + shift,
        })?;
    }
    for invitation in &organization.invitations {
        let expires_at = invitation.expires_at + shift;
        let ticket =
            invitation_ticket(db.instance_id, &organization.id, &invitation.id, None, Some(expires_at));
        db.add_invitation(&NewInvitation {
            id: invitation.id.clone(),
            organization_id: organization.id.clone(),
            email_address: invitation.email_address.clone(),
            role: invitation.role.clone(),
            status: InvitationStatus::parse(&invitation.status).unwrap_or(InvitationStatus::Pending),
            inviter_user_id: Some(invitation.inviter_user_id.clone()),
            redirect_url: None,
            ticket: Some(keys.ticket(&ticket).map_err(ClerkError::internal)?),
            public_metadata: invitation.public_metadata.clone(),
            private_metadata: json!({}),
            expires_at: Some(expires_at),
            created_at: invitation.created_at + shift,
            updated_at: invitation.updated_at + shift,
        })?;
    }
    Ok(())
}

/// A name as the local part of an address.
fn ascii(name: &str) -> String {
    name.to_lowercase().chars().map(|letter| if letter == 'á' { 'a' } else { letter }).collect()
}
