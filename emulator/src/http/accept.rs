//! Accepting invitations: from a ticket to a membership. The same for links, sign-ins, sign-ups and the list of a
//! user's invitations.

use super::context::Context;
use crate::error::ClerkError;
use crate::rules::{organization, ticket};
use crate::store::{Db, Invitation, InvitationStatus, Membership, User};

/// The invitation that a ticket is for, if it can still be accepted.
pub(super) fn invitation_of_ticket(
    context: &Context,
    db: &Db<'_>,
    ticket: &str,
) -> Result<Invitation, ClerkError> {
    let read = context.instance.keys.read_ticket(ticket).ok_or_else(ClerkError::ticket_invalid)?;
    if read.iid != context.instance.id {
        return Err(ClerkError::ticket_invalid());
    }
    let organization_exists = db.organization(&read.oid)?.is_some();
    let invitation = db.invitation(&read.oid, &read.sid)?;
    let status = invitation.as_ref().map(|invitation| invitation.status);
    ticket::check(read.exp, context.now, organization_exists, status)?;
    invitation.ok_or_else(ClerkError::organization_invitation_not_found)
}

/// Makes the user a member with the invitation's role and metadata (Clerk's published Backend API description: both
/// kinds of metadata are transferred to the membership). Whoever is a member already stays as they are.
pub(super) fn accept(
    context: &Context,
    db: &Db<'_>,
    invitation: &Invitation,
    user: &User,
) -> Result<(), ClerkError> {
    db.set_invitation_status(&invitation.id, InvitationStatus::Accepted)?;
    if db.membership(&invitation.organization_id, &user.id)?.is_some() {
        return Ok(());
    }
    let joined = db
        .organization(&invitation.organization_id)?
        .ok_or_else(ClerkError::organization_invitation_to_deleted_organization)?;
    organization::check_room(db.count_members(&joined.id)?, joined.max_allowed_memberships)?;
    db.add_membership(&Membership {
        id: context.id("orgmem"),
        organization_id: joined.id,
        user_id: user.id.clone(),
        role: invitation.role.clone(),
        public_metadata: invitation.public_metadata.clone(),
        private_metadata: invitation.private_metadata.clone(),
        created_at: context.now,
        updated_at: context.now,
    })?;
    Ok(())
}
