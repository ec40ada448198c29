//! Converts a seed to an instance's rows. The rows are created before the transaction that stores them, because
//! hashing passwords and signing tickets takes too long for it.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::rows::Rows;
use super::{
    ADMIN, DAY, INVITATION_LIFETIME, MEMBER, Seed, SeedInvitation, SeedJwtTemplate, SeedMembership,
    SeedOrganization, SeedPermission, SeedRole, SeedUser, Status,
};
use crate::clock::LAST_MOMENT;
use crate::error::ClerkError;
use crate::ids::Randomness;
use crate::model::fold::fold_address;
use crate::passwords;
use crate::rules::{self, jwt_template, organization, permission};
use crate::store::{
    EmailAddress, JwtTemplate, Membership, NewInvitation, Organization, Permission, Role, User,
};
use crate::tokens::Keys;

/// The instance and the time that the rows are for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) instance_id: &'a str,
    pub(crate) now: i64,
    pub(crate) keys: &'a Keys,
    pub(crate) randomness: &'a Randomness,
}

/// The state of planting.
struct Planting<'a> {
    ground: Ground<'a>,
    rows: Rows,
    /// By how much the document's times move.
    shift: i64,
    /// Users' ids, by id and by address.
    users: HashMap<String, String>,
}

impl Seed {
    /// Converts the seed to rows. Call [`check`](Self::check) first.
    pub(crate) fn rows(&self, ground: Ground<'_>) -> Result<Rows, ClerkError> {
        // Times also move backwards, for a document that was written while the clock was moved forward.
        let shift = self.written_at.map_or(0, |written| (ground.now - written).div_euclid(DAY) * DAY);
        let mut planting = Planting { ground, rows: Rows::default(), shift, users: HashMap::new() };
        let named = |key: &str| self.permissions.iter().any(|permission| permission.key == key);
        let system =
            permission::system_permissions().filter(|known| !named(known.key)).map(SeedPermission::from);
        for permission in system.chain(self.permissions.iter().cloned()) {
            planting.permission(permission);
        }
        let named = |key: &str| self.roles.iter().any(|role| role.key == key);
        let known = permission::ROLES
            .iter()
            .filter(|known| [ADMIN, MEMBER].contains(&known.key) && !named(known.key));
        for role in known.map(SeedRole::from).chain(self.roles.iter().cloned()) {
            planting.role(role);
        }
        for user in &self.users {
            planting.user(user)?;
        }
        for (organization, slug) in self.organizations.iter().zip(self.slugs()) {
            planting.organization(organization, slug)?;
        }
        for template in &self.jwt_templates {
            planting.jwt_template(template);
        }
        Ok(planting.rows)
    }

    /// The slug of each organization: its own, or one made of its name that no other has. They are the same after a reset.
    fn slugs(&self) -> Vec<String> {
        let own = |organization: &SeedOrganization| organization.slug.clone();
        let mut taken: HashSet<String> = self.organizations.iter().filter_map(own).collect();
        let slug = |of: &SeedOrganization| {
            own(of).unwrap_or_else(|| {
                let mut slug = organization::slug_of(&of.name);
                let plain = slug.len();
                for number in 2.. {
                    if taken.insert(slug.clone()) {
                        break;
                    }
                    slug.truncate(plain);
                    slug.push_str(&format!("-{number}"));
                }
                slug
            })
        };
        self.organizations.iter().map(slug).collect()
    }
}

impl Planting<'_> {
    fn id(&self, given: Option<&String>, prefix: &str, at: i64) -> String {
        given.cloned().unwrap_or_else(|| self.ground.randomness.id(prefix, at))
    }

    /// A time of the document after moving, or the current time if it is missing.
    fn moment(&self, given: Option<i64>) -> i64 {
        self.moved(given).unwrap_or(self.ground.now)
    }

    fn moved(&self, given: Option<i64>) -> Option<i64> {
        given.map(|moment| moment.saturating_add(self.shift).clamp(0, LAST_MOMENT))
    }

    fn user_id(&self, named: &str) -> String {
        let found = self.users.get(named).or_else(|| self.users.get(&fold_address(named)));
        found.cloned().unwrap_or_else(|| named.to_owned())
    }

    fn permission(&mut self, permission: SeedPermission) {
        let created_at = self.moment(permission.created_at);
        let row = Permission {
            id: self.id(permission.id.as_ref(), "perm", created_at),
            key: permission.key,
            name: permission.name,
            description: permission.description,
            kind: permission.r#type.as_str().to_owned(),
            created_at,
            updated_at: self.moved(permission.updated_at).unwrap_or(created_at),
        };
        self.rows.permissions.push(row);
    }

    fn role(&mut self, role: SeedRole) {
        let created_at = self.moment(role.created_at);
        let row = Role {
            id: self.id(role.id.as_ref(), "role", created_at),
            key: role.key,
            name: role.name,
            description: role.description,
            is_creator_eligible: role.is_creator_eligible,
            created_at,
            updated_at: self.moved(role.updated_at).unwrap_or(created_at),
        };
        self.rows.roles.push((row, role.permissions));
    }

    fn jwt_template(&mut self, template: &SeedJwtTemplate) {
        let created_at = self.moment(template.created_at);
        let algorithm = template.signing_algorithm.as_deref().unwrap_or(jwt_template::INSTANCE_ALGORITHM);
        self.rows.jwt_templates.push(JwtTemplate {
            id: self.id(template.id.as_ref(), "jtmp", created_at),
            name: template.name.clone(),
            claims: Value::Object(template.claims.clone()),
            lifetime: template.lifetime.unwrap_or(jwt_template::USUAL_LIFETIME),
            allowed_clock_skew: template.allowed_clock_skew.unwrap_or(jwt_template::USUAL_CLOCK_SKEW),
            signing_algorithm: algorithm.to_owned(),
            signing_key: template.signing_key.clone(),
            created_at,
            updated_at: self.moved(template.updated_at).unwrap_or(created_at),
        });
    }

    fn user(&mut self, user: &SeedUser) -> Result<(), ClerkError> {
        let created_at = self.moment(user.created_at);
        let id = self.id(user.id.as_ref(), "user", created_at);
        self.users.insert(id.clone(), id.clone());
        let mut addresses = Vec::new();
        for address in &user.email_addresses {
            let added_at = self.moved(address.created_at).unwrap_or(created_at);
            let row = EmailAddress {
                id: self.id(address.id.as_ref(), "idn", added_at),
                user_id: id.clone(),
                email_address: fold_address(&address.email_address),
                strategy: address.strategy.as_str().to_owned(),
                created_at: added_at,
                updated_at: self.moved(address.updated_at).unwrap_or(added_at),
            };
            self.users.insert(row.email_address.clone(), id.clone());
            addresses.push(row);
        }
        let primary = user.primary_address().map(fold_address);
        let primary = addresses.iter().find(|address| Some(&address.email_address) == primary.as_ref());
        let hash = |password| passwords::hash(password, self.ground.randomness);
        let given = user.password.as_deref().map(hash).transpose()?;
        self.rows.passwords.extend(given.clone().zip(user.password.clone()));
        let row = User {
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            username: user.username.clone(),
            password_hash: given.or_else(|| user.password_hash.clone()),
            primary_email_address_id: primary.map(|address| address.id.clone()),
            external_id: user.external_id.clone(),
            banned: user.banned,
            public_metadata: Value::Object(user.public_metadata.clone()),
            private_metadata: Value::Object(user.private_metadata.clone()),
            unsafe_metadata: Value::Object(user.unsafe_metadata.clone()),
            last_sign_in_at: self.moved(user.last_sign_in_at),
            last_active_at: self.moved(user.last_active_at),
            locked_until: self.moved(user.locked_until),
            password_compromised: user.password_compromised,
            totp_id: user.totp_secret.as_ref().map(|_| self.ground.randomness.id("totp", created_at)),
            totp_secret: user.totp_secret.clone(),
            totp_created_at: user.totp_secret.as_ref().map(|_| created_at),
            totp_verified_at: user.totp_secret.as_ref().map(|_| created_at),
            backup_codes: Value::from(user.backup_codes.clone()),
            mfa_enabled_at: self.moved(user.mfa_enabled_at),
            mfa_disabled_at: self.moved(user.mfa_disabled_at),
            locale: user.locale.clone(),
            delete_self_enabled: user.delete_self_enabled.unwrap_or(true),
            create_organization_enabled: user.create_organization_enabled.unwrap_or(true),
            create_organizations_limit: user.create_organizations_limit,
            legal_accepted_at: self.moved(user.legal_accepted_at),
            bypass_client_trust: user.bypass_client_trust,
            updated_at: self.moved(user.updated_at).unwrap_or(created_at),
            ..User::new(id, created_at)
        };
        self.rows.users.push(row);
        self.rows.email_addresses.extend(addresses);
        Ok(())
    }

    fn organization(&mut self, organization: &SeedOrganization, slug: String) -> Result<(), ClerkError> {
        let created_at = self.moment(organization.created_at);
        let row = Organization {
            id: self.id(organization.id.as_ref(), "org", created_at),
            name: organization.name.clone(),
            slug,
            created_by: organization.created_by.as_deref().map(|user| self.user_id(user)),
            max_allowed_memberships: organization.max_allowed_memberships,
            admin_delete_enabled: organization.admin_delete_enabled,
            public_metadata: Value::Object(organization.public_metadata.clone()),
            private_metadata: Value::Object(organization.private_metadata.clone()),
            created_at,
            updated_at: self.moved(organization.updated_at).unwrap_or(created_at),
        };
        for membership in &organization.memberships {
            self.membership(&row.id, membership);
        }
        for invitation in &organization.invitations {
            self.invitation(&row.id, invitation)?;
        }
        self.rows.organizations.push(row);
        Ok(())
    }

    fn membership(&mut self, organization_id: &str, membership: &SeedMembership) {
        let created_at = self.moment(membership.created_at);
        let row = Membership {
            id: self.id(membership.id.as_ref(), "orgmem", created_at),
            organization_id: organization_id.to_owned(),
            user_id: self.user_id(&membership.user_id),
            role: membership.role.clone(),
            public_metadata: Value::Object(membership.public_metadata.clone()),
            private_metadata: Value::Object(membership.private_metadata.clone()),
            created_at,
            updated_at: self.moved(membership.updated_at).unwrap_or(created_at),
        };
        self.rows.memberships.push(row);
    }

    fn invitation(&mut self, organization_id: &str, invitation: &SeedInvitation) -> Result<(), ClerkError> {
        // By default, an expired invitation expired a day ago.
        let ago = if invitation.status == Status::Expired { INVITATION_LIFETIME + DAY } else { 0 };
        let created_at =
            self.moved(invitation.created_at).unwrap_or(self.ground.now.saturating_sub(ago).max(0));
        let mut expires_at =
            self.moved(invitation.expires_at).unwrap_or(created_at.saturating_add(INVITATION_LIFETIME));
        if invitation.status == Status::Expired {
            expires_at = expires_at.min(self.ground.now);
        }
        let id = self.id(invitation.id.as_ref(), "orginv", created_at);
        let url = invitation.redirect_url.as_deref();
        let ticket =
            rules::invitation_ticket(self.ground.instance_id, organization_id, &id, url, Some(expires_at));
        let row = NewInvitation {
            id,
            organization_id: organization_id.to_owned(),
            email_address: fold_address(&invitation.email_address),
            role: invitation.role.clone(),
            status: invitation.status.into(),
            inviter_user_id: invitation.inviter_user_id.as_deref().map(|user| self.user_id(user)),
            redirect_url: invitation.redirect_url.clone(),
            ticket: Some(self.ground.keys.ticket(&ticket).map_err(ClerkError::internal)?),
            public_metadata: Value::Object(invitation.public_metadata.clone()),
            private_metadata: Value::Object(invitation.private_metadata.clone()),
            expires_at: Some(expires_at),
            created_at,
            updated_at: self.moved(invitation.updated_at).unwrap_or(created_at),
            domain_id: None,
        };
        self.rows.invitations.push(row);
        Ok(())
    }
}
