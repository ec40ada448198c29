//! Members, the same for both APIs: adding one, and who must stay.

use serde_json::{Value, json};

use super::context::Context;
use crate::error::ClerkError;
use crate::rules::invitation::{self, Address, Seats};
use crate::rules::{organization as rules, permission};
use crate::settings::Duplicate;
use crate::store::{Db, Membership, Organization, User};

/// Refuses a role that the instance does not have.
pub(super) fn require_role(context: &Context, db: &Db<'_>, role: &str) -> Result<(), ClerkError> {
    db.role(role)?.map(|_| ()).ok_or_else(|| invitation::unknown_role(role, &context.settings))
}

/// Makes a user a member without an invitation, if there is room and they are none yet.
pub(super) fn add(
    context: &Context,
    db: &Db<'_>,
    organization: &Organization,
    user: &User,
    role: &str,
) -> Result<Membership, ClerkError> {
    add_with_metadata(context, db, organization, user, role, (json!({}), json!({})))
}

/// As [`add`], with public and private metadata.
pub(super) fn add_with_metadata(
    context: &Context,
    db: &Db<'_>,
    organization: &Organization,
    user: &User,
    role: &str,
    (public_metadata, private_metadata): (Value, Value),
) -> Result<Membership, ClerkError> {
    require_role(context, db, role)?;
    check_room(db, organization, user)?;
    let membership = Membership {
        id: context.id("orgmem"),
        organization_id: organization.id.clone(),
        user_id: user.id.clone(),
        role: role.to_owned(),
        public_metadata,
        private_metadata,
        created_at: context.now,
        updated_at: context.now,
    };
    db.add_membership(&membership)?;
    Ok(membership)
}

/// A pending invitation of the user holds a seat that is then theirs.
fn check_room(db: &Db<'_>, organization: &Organization, user: &User) -> Result<(), ClerkError> {
    let addresses = db.email_addresses(&user.id)?;
    let mut has_pending = false;
    for address in &addresses {
        has_pending |= !db.pending_invitations_of(&organization.id, &address.email_address)?.is_empty();
    }
    let address = Address {
        email_address: user.identifier(&addresses),
        is_member: db.membership(&organization.id, &user.id)?.is_some(),
        has_pending,
    };
    let seats = Seats {
        members: db.count_members(&organization.id)?,
        pending: db.count_pending_invitations(&organization.id)?,
        limit: organization.max_allowed_memberships,
    };
    invitation::check_addresses(&[address], Duplicate::Replace, &seats)
}

/// Refuses to take the last manager from an organization, by another role or, without one, altogether.
pub(super) fn check_managers(
    db: &Db<'_>,
    membership: &Membership,
    new_role: Option<&str>,
) -> Result<(), ClerkError> {
    let manages = |role: &str| {
        Ok::<_, ClerkError>(permission::allows(&db.permission_keys(role)?, permission::MANAGE_MEMBERSHIPS))
    };
    let still = new_role.map(manages).transpose()?.unwrap_or(false);
    let one_less = manages(&membership.role)? && !still;
    let managers = db.count_members_who_may(&membership.organization_id, permission::MANAGE_MEMBERSHIPS)?;
    rules::check_keeps_a_manager(managers, one_less)
}
