//! The default seed: two organizations and about thirty invitations in every status.

use serde_json::{Map, Value};

use super::{
    DAY, INVITATION_LIFETIME, Seed, SeedEmailAddress, SeedInvitation, SeedMembership, SeedOrganization,
    SeedPermission, SeedRole, SeedUser, Status, Strategy,
};
use crate::ids::Randomness;
use crate::rules::permission;

const HOUR: i64 = 60 * 60 * 1000;

/// First name, last name, role, status, age in days, public metadata.
type Invited = (&'static str, &'static str, &'static str, Status, i64, Option<(&'static str, &'static str)>);

/// Newest first. Every user who accepted an invitation is also a member.
const INVITED: &[Invited] = &[
    ("Priya", "Raman", "org:member", Status::Pending, 0, Some(("team", "design"))),
    ("Tomás", "Quintero", "org:member", Status::Pending, 0, None),
    ("Noor", "Haddad", "org:viewer", Status::Pending, 1, None),
    ("Wei", "Zhang", "org:admin", Status::Pending, 1, Some(("team", "platform"))),
    ("Sofia", "Lindqvist", "org:member", Status::Revoked, 2, None),
    ("Kwame", "Mensah", "org:member", Status::Pending, 3, None),
    ("Aoife", "Byrne", "org:billing_manager", Status::Pending, 4, Some(("team", "finance"))),
    ("Luca", "Moretti", "org:member", Status::Accepted, 5, Some(("team", "design"))),
    ("Yuki", "Tanaka", "org:member", Status::Pending, 6, None),
    ("Ingrid", "Solberg", "org:viewer", Status::Pending, 8, None),
    ("Mateus", "Oliveira", "org:member", Status::Accepted, 9, None),
    ("Zofia", "Kowalska", "org:member", Status::Pending, 11, None),
    ("Dmitri", "Volkov", "org:viewer", Status::Revoked, 12, Some(("reason", "wrong address"))),
    ("Amara", "Okafor", "org:member", Status::Pending, 14, None),
    ("Henrik", "Madsen", "org:member", Status::Pending, 17, None),
    ("Leila", "Farahani", "org:billing_manager", Status::Accepted, 19, Some(("team", "finance"))),
    ("Jonas", "Weber", "org:member", Status::Pending, 21, None),
    ("Camille", "Laurent", "org:member", Status::Pending, 24, Some(("team", "support"))),
    ("Ravi", "Iyer", "org:viewer", Status::Pending, 27, None),
    ("Elena", "Popescu", "org:member", Status::Expired, 33, None),
    ("Samuel", "Adeyemi", "org:member", Status::Accepted, 35, None),
    ("Marta", "Nowak", "org:viewer", Status::Expired, 38, None),
    ("Oskar", "Virtanen", "org:member", Status::Revoked, 41, None),
    ("Chiara", "Ricci", "org:member", Status::Expired, 46, Some(("team", "support"))),
    ("Farid", "Aziz", "org:member", Status::Expired, 52, None),
    ("Hana", "Novakova", "org:viewer", Status::Accepted, 58, None),
    ("Pedro", "Alvarez", "org:member", Status::Revoked, 63, None),
    ("Linnea", "Ek", "org:member", Status::Expired, 70, None),
    ("Bruno", "Castelo", "org:billing_manager", Status::Expired, 77, None),
    ("Mina", "Park", "org:member", Status::Accepted, 84, Some(("team", "platform"))),
    ("Georg", "Huber", "org:member", Status::Revoked, 90, None),
];

impl Seed {
    /// The default people, roles and invitations, with new passwords.
    pub(crate) fn builtin(randomness: &Randomness, now: i64) -> Self {
        let founded = now - 120 * DAY;
        let permissions = permission::KNOWN
            .iter()
            .map(|known| SeedPermission { created_at: Some(founded), ..known.into() })
            .collect();
        let roles = permission::ROLES
            .iter()
            .map(|known| SeedRole { created_at: Some(founded), ..known.into() })
            .collect();
        let password =
            |role: &str| Some(format!("{role}-{}", randomness.text(10, b"abcdefghjkmnpqrstuvwxyz23456789")));
        let admin = user("Ada", "Ferreira", password("admin"), founded);
        let member = user("Milo", "Brandt", password("member"), founded + DAY);
        let friend = user("Nadia", "Osei", None, founded);

        let mut first = SeedOrganization {
            memberships: vec![
                membership(&admin, "org:admin", founded),
                membership(&member, "org:member", founded + DAY),
            ],
            ..organization("Northwind Studio", 0, &admin, founded)
        };
        let second = SeedOrganization {
            memberships: vec![
                membership(&friend, "org:admin", founded + HOUR),
                membership(&admin, "org:member", founded + 2 * DAY),
            ],
            ..organization("Harbor Collective", 5, &friend, founded + HOUR)
        };

        let mut accepted = Vec::new();
        // Stored oldest first, in the order of their creation.
        for (index, (first_name, last_name, role, status, days, metadata)) in INVITED.iter().enumerate().rev()
        {
            let created_at = now - days * DAY - HOUR - i64::try_from(index).unwrap_or(0) * 7 * 60 * 1000;
            let is_settled = matches!(status, Status::Accepted | Status::Revoked);
            let updated_at = if is_settled { created_at + HOUR } else { created_at };
            if *status == Status::Accepted {
                let invited = user(first_name, last_name, None, updated_at);
                first.memberships.push(membership(&invited, role, updated_at));
                accepted.push(invited);
            }
            first.invitations.push(SeedInvitation {
                id: None,
                email_address: address(first_name, last_name),
                role: (*role).to_owned(),
                status: *status,
                inviter_user_id: admin.primary_address().map(str::to_owned),
                redirect_url: None,
                public_metadata: metadata
                    .iter()
                    .map(|(key, value)| ((*key).to_owned(), Value::from(*value)))
                    .collect(),
                private_metadata: Map::new(),
                expires_at: Some(created_at + INVITATION_LIFETIME),
                created_at: Some(created_at),
                updated_at: Some(updated_at),
            });
        }

        let mut users = vec![admin, member, friend];
        users.extend(accepted);
        let organizations = vec![first, second];
        Self { written_at: Some(now), permissions, roles, users, organizations, jwt_templates: Vec::new() }
    }
}

fn user(first_name: &str, last_name: &str, password: Option<String>, created_at: i64) -> SeedUser {
    SeedUser {
        email_addresses: vec![SeedEmailAddress {
            id: None,
            email_address: address(first_name, last_name),
            strategy: Strategy::Admin,
            created_at: None,
            updated_at: None,
        }],
        first_name: Some(first_name.to_owned()),
        last_name: Some(last_name.to_owned()),
        password,
        created_at: Some(created_at),
        ..SeedUser::default()
    }
}

fn membership(user: &SeedUser, role: &str, created_at: i64) -> SeedMembership {
    SeedMembership {
        id: None,
        user_id: user.primary_address().unwrap_or_default().to_owned(),
        role: role.to_owned(),
        public_metadata: Map::new(),
        private_metadata: Map::new(),
        created_at: Some(created_at),
        updated_at: None,
    }
}

fn organization(name: &str, seats: i64, creator: &SeedUser, created_at: i64) -> SeedOrganization {
    SeedOrganization {
        id: None,
        name: name.to_owned(),
        slug: None,
        created_by: creator.primary_address().map(str::to_owned),
        max_allowed_memberships: seats,
        admin_delete_enabled: true,
        public_metadata: Map::new(),
        private_metadata: Map::new(),
        created_at: Some(created_at),
        updated_at: None,
        memberships: Vec::new(),
        invitations: Vec::new(),
    }
}

fn address(first_name: &str, last_name: &str) -> String {
    format!("{}.{}@example.com", ascii(first_name), ascii(last_name))
}

/// Converts a name to the local part of an address.
fn ascii(name: &str) -> String {
    name.to_lowercase().chars().map(|letter| if letter == 'á' { 'a' } else { letter }).collect()
}
