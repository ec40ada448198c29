//! Members, for both APIs: adding one, and protecting the last manager.

use serde_json::{Value, json};

use super::Act;
use crate::error::ClerkError;
use crate::rules::seats::Seats;
use crate::rules::{invitation, organization as rules, permission};
use crate::store::{Db, Membership, Organization, User};

/// Rejects a role that the instance does not have.
pub(crate) fn require_role(act: &Act, db: &Db<'_>, role: &str) -> Result<(), ClerkError> {
    match db.role(role)? {
        Some(_) => Ok(()),
        None => Err(invitation::unknown_role(role, &db.role_keys()?, &act.settings)),
    }
}

/// Counts the taken seats of an organization. No other code counts seats.
pub(crate) fn seats(db: &Db<'_>, organization: &Organization) -> Result<Seats, ClerkError> {
    Ok(Seats {
        members: db.count_members(&organization.id)?,
        invited: db.count_invited(&organization.id)?,
        limit: organization.max_allowed_memberships,
    })
}

/// The role and metadata of a new member.
pub(crate) struct NewMember<'a> {
    pub(crate) role: &'a str,
    pub(crate) public_metadata: Value,
    pub(crate) private_metadata: Value,
}

impl<'a> NewMember<'a> {
    /// A member with this role and no metadata.
    pub(crate) fn in_role(role: &'a str) -> Self {
        Self { role, public_metadata: json!({}), private_metadata: json!({}) }
    }
}

/// Makes a user a member without an invitation. Rejects a user who is already a member, and any user if no seat is
/// free. A user's pending invitation already holds a seat.
pub(crate) fn add(
    act: &Act,
    db: &Db<'_>,
    organization: &Organization,
    user: &User,
    new: NewMember<'_>,
) -> Result<Membership, ClerkError> {
    require_role(act, db, new.role)?;
    let addresses = db.email_addresses(&user.id)?;
    if db.membership(&organization.id, &user.id)?.is_some() {
        return Err(ClerkError::already_a_member_in_organization(user.identifier(&addresses)));
    }
    let mut is_invited = false;
    for address in &addresses {
        is_invited |= !db.pending_invitations_of(&organization.id, &address.email_address)?.is_empty();
    }
    seats(db, organization)?.check_member(is_invited)?;
    store(act, db, organization, user, new)
}

/// Stores the membership of a user who passed the checks, and settles the user's pending invitations and requests.
pub(crate) fn store(
    act: &Act,
    db: &Db<'_>,
    organization: &Organization,
    user: &User,
    new: NewMember<'_>,
) -> Result<Membership, ClerkError> {
    let membership = Membership {
        id: act.id("orgmem"),
        organization_id: organization.id.clone(),
        user_id: user.id.clone(),
        role: new.role.to_owned(),
        public_metadata: new.public_metadata,
        private_metadata: new.private_metadata,
        created_at: act.now(),
        updated_at: act.now(),
    };
    db.add_membership(&membership)?;
    db.settle_joined(&organization.id, &user.id)?;
    Ok(membership)
}

/// Rejects changing the role of an organization's last manager to one that cannot manage members. Without a `new_role`,
/// rejects removing the last manager.
pub(crate) fn check_managers(
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
