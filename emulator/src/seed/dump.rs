//! An instance's rows as a seed. An instance with this seed has the same data, except for what a seed leaves out:
//! unfinished data (sessions, sign-ins, mails, unverified addresses), organizations' domains with their invitations and
//! suggestions, invitations to the application, and uploaded images.

use serde_json::{Map, Value};

use super::{
    DAY, PermissionType, Seed, SeedEmailAddress, SeedInvitation, SeedJwtTemplate, SeedMembership,
    SeedOrganization, SeedPermission, SeedRole, SeedUser, Status, Strategy,
};
use crate::error::ClerkError;
use crate::model::order::Order;
use crate::model::paging::Page;
use crate::settings::TieBreak;
use crate::store::{
    Db, Invitation, InvitationFilter, InvitationStatus, JwtTemplate, Membership, MembershipFilter,
    Organization, OrganizationFilter, User, UserFilter,
};

const OLDEST_FIRST: Order = Order { by: "created_at", descending: false };
const ALL: Page = Page { limit: i64::MAX, offset: 0 };

impl Seed {
    /// Dumps the current data. `known` is the instance's own seed: it has the clear text of hashed passwords, and the
    /// time that its times refer to. `is_password` compares a password with a hash.
    pub(crate) fn of(
        db: &Db<'_>,
        known: &Self,
        is_password: &dyn Fn(&str, &str) -> bool,
    ) -> Result<Self, ClerkError> {
        let written_at = known.written_at.unwrap_or(db.now);
        let roles = db.roles(None, OLDEST_FIRST, ALL)?.0.into_iter().map(|role| {
            Ok(SeedRole {
                permissions: db.permission_keys(&role.key)?,
                id: Some(role.id),
                key: role.key,
                name: role.name,
                description: role.description,
                is_creator_eligible: role.is_creator_eligible,
                created_at: Some(role.created_at),
                updated_at: Some(role.updated_at),
            })
        });
        let permissions = db.permissions()?.into_iter().map(|permission| SeedPermission {
            id: Some(permission.id),
            key: permission.key,
            name: permission.name,
            description: permission.description,
            r#type: PermissionType::of(&permission.kind),
            created_at: Some(permission.created_at),
            updated_at: Some(permission.updated_at),
        });
        let users = db.users(&UserFilter::default(), OLDEST_FIRST, ALL)?.0;
        let organizations = db.organizations(&OrganizationFilter::default(), OLDEST_FIRST, ALL)?.0;
        Ok(Self {
            // Planting moves times by whole days, so a dump on the day of the seed equals the seed.
            written_at: Some(written_at + (db.now - written_at).div_euclid(DAY) * DAY),
            permissions: permissions.collect(),
            roles: roles.collect::<Result<_, ClerkError>>()?,
            users: users
                .into_iter()
                .map(|user| dump_user(db, known, is_password, user))
                .collect::<Result<_, _>>()?,
            organizations: organizations
                .into_iter()
                .map(|(organization, _)| dump_organization(db, organization))
                .collect::<Result<_, _>>()?,
            jwt_templates: db.jwt_templates(ALL)?.0.into_iter().rev().map(dump_jwt_template).collect(),
        })
    }

    /// The clear text of a user's password, if this document has it and the user has not changed it.
    fn password_of(
        &self,
        user: &User,
        addresses: &[SeedEmailAddress],
        is_password: &dyn Fn(&str, &str) -> bool,
    ) -> Option<String> {
        let hash = user.password_hash.as_deref()?;
        let is_them = |known: &&SeedUser| {
            known.id.as_ref() == Some(&user.id)
                || (known.username.is_some() && known.username == user.username)
                || addresses.iter().any(|address| known.has_address(&address.email_address))
        };
        let passwords = self.users.iter().filter(is_them).filter_map(|known| known.password.as_deref());
        passwords.into_iter().find(|password| is_password(password, hash)).map(str::to_owned)
    }
}

fn dump_jwt_template(template: JwtTemplate) -> SeedJwtTemplate {
    SeedJwtTemplate {
        id: Some(template.id),
        name: template.name,
        claims: object(template.claims),
        lifetime: Some(template.lifetime),
        allowed_clock_skew: Some(template.allowed_clock_skew),
        signing_algorithm: Some(template.signing_algorithm),
        signing_key: template.signing_key,
        created_at: Some(template.created_at),
        updated_at: Some(template.updated_at),
    }
}

fn dump_user(
    db: &Db<'_>,
    known: &Seed,
    is_password: &dyn Fn(&str, &str) -> bool,
    user: User,
) -> Result<SeedUser, ClerkError> {
    let rows = db.email_addresses(&user.id)?;
    let primary = rows.iter().find(|address| Some(&address.id) == user.primary_email_address_id.as_ref());
    let primary_email_address = primary.map(|address| address.email_address.clone());
    let addresses: Vec<SeedEmailAddress> = rows
        .into_iter()
        .map(|address| SeedEmailAddress {
            id: Some(address.id),
            email_address: address.email_address,
            strategy: Strategy::of(&address.strategy),
            created_at: Some(address.created_at),
            updated_at: Some(address.updated_at),
        })
        .collect();
    let password = known.password_of(&user, &addresses, is_password);
    Ok(SeedUser {
        password_hash: user.password_hash.filter(|_| password.is_none()),
        password,
        id: Some(user.id),
        email_addresses: addresses,
        primary_email_address,
        username: user.username,
        first_name: user.first_name,
        last_name: user.last_name,
        external_id: user.external_id,
        banned: user.banned,
        locked_until: user.locked_until.filter(|until| *until > db.now),
        password_compromised: user.password_compromised,
        // Leaves out the secret of an unverified app, because its setup is unfinished.
        totp_secret: user.totp_secret.filter(|_| user.totp_verified_at.is_some()),
        backup_codes: texts(&user.backup_codes),
        mfa_enabled_at: user.mfa_enabled_at,
        mfa_disabled_at: user.mfa_disabled_at,
        locale: user.locale,
        delete_self_enabled: Some(user.delete_self_enabled),
        create_organization_enabled: Some(user.create_organization_enabled),
        create_organizations_limit: user.create_organizations_limit,
        legal_accepted_at: user.legal_accepted_at,
        bypass_client_trust: user.bypass_client_trust,
        public_metadata: object(user.public_metadata),
        private_metadata: object(user.private_metadata),
        unsafe_metadata: object(user.unsafe_metadata),
        last_sign_in_at: user.last_sign_in_at,
        last_active_at: user.last_active_at,
        created_at: Some(user.created_at),
        updated_at: Some(user.updated_at),
    })
}

fn dump_organization(db: &Db<'_>, organization: Organization) -> Result<SeedOrganization, ClerkError> {
    let members =
        MembershipFilter { organization_id: Some(organization.id.clone()), ..MembershipFilter::default() };
    let invited = InvitationFilter { organization_id: Some(&organization.id), ..InvitationFilter::default() };
    let memberships = db.memberships(&members, OLDEST_FIRST, ALL)?.0;
    let invitations = db.invitations(&invited, OLDEST_FIRST, ALL, TieBreak::OldestFirst)?;
    Ok(SeedOrganization {
        memberships: memberships.into_iter().map(|(membership, _)| dump_membership(membership)).collect(),
        invitations: invitations.into_iter().map(dump_invitation).collect(),
        id: Some(organization.id),
        name: organization.name,
        slug: Some(organization.slug),
        created_by: organization.created_by,
        max_allowed_memberships: organization.max_allowed_memberships,
        admin_delete_enabled: organization.admin_delete_enabled,
        public_metadata: object(organization.public_metadata),
        private_metadata: object(organization.private_metadata),
        created_at: Some(organization.created_at),
        updated_at: Some(organization.updated_at),
    })
}

fn dump_membership(membership: Membership) -> SeedMembership {
    SeedMembership {
        id: Some(membership.id),
        user_id: membership.user_id,
        role: membership.role,
        public_metadata: object(membership.public_metadata),
        private_metadata: object(membership.private_metadata),
        created_at: Some(membership.created_at),
        updated_at: Some(membership.updated_at),
    }
}

fn dump_invitation(invitation: Invitation) -> SeedInvitation {
    SeedInvitation {
        id: Some(invitation.id),
        email_address: invitation.email_address,
        role: invitation.role,
        status: match invitation.status {
            InvitationStatus::Accepted => Status::Accepted,
            InvitationStatus::Revoked => Status::Revoked,
            InvitationStatus::Pending | InvitationStatus::Expired => Status::Pending,
        },
        inviter_user_id: invitation.inviter_user_id,
        redirect_url: invitation.redirect_url,
        public_metadata: object(invitation.public_metadata),
        private_metadata: object(invitation.private_metadata),
        expires_at: invitation.expires_at,
        created_at: Some(invitation.created_at),
        updated_at: Some(invitation.updated_at),
    }
}

/// The strings in a list.
fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Metadata columns hold objects.
fn object(metadata: Value) -> Map<String, Value> {
    match metadata {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}
