//! Accepting invitations: from a ticket to a membership. Links, sign-ins, sign-ups and the list of a user's invitations
//! share it.

use super::members::{self, NewMember};
use super::{Act, application_invitation};
use crate::error::ClerkError;
use crate::rules::ticket;
use crate::store::{ApplicationInvitation, Db, Invitation, InvitationStatus, User};
use crate::tokens::Ticket;

/// The claims of a ticket that this instance signed. Verify it before the transaction that uses it.
pub(crate) fn read_ticket(act: &Act, text: &str) -> Result<Ticket, ClerkError> {
    let ticket = act.instance.keys.read_ticket(text);
    let is_link = |ticket: &Ticket| ticket.iid == act.instance.id && !ticket.is_of_redirect();
    ticket.filter(is_link).ok_or_else(ClerkError::ticket_invalid)
}

/// The invitation that a ticket belongs to.
pub(crate) enum Invited {
    ToOrganization(Box<Invitation>),
    ToApplication(Box<ApplicationInvitation>),
}

impl Invited {
    pub(crate) fn email_address(&self) -> &str {
        match self {
            Self::ToOrganization(invitation) => &invitation.email_address,
            Self::ToApplication(invitation) => &invitation.email_address,
        }
    }

    /// The URL to which the link leads. `None` for the account portal.
    pub(crate) fn redirect_url(&self) -> Option<&str> {
        match self {
            Self::ToOrganization(invitation) => invitation.redirect_url.as_deref(),
            Self::ToApplication(invitation) => invitation.redirect_url.as_deref(),
        }
    }

    /// The organization that the user joins.
    pub(crate) fn organization_id(&self) -> Option<&str> {
        match self {
            Self::ToOrganization(invitation) => Some(&invitation.organization_id),
            Self::ToApplication(_) => None,
        }
    }

    /// The error if the invited person already has an account.
    pub(crate) fn account_exists(&self) -> ClerkError {
        match self {
            Self::ToOrganization(_) => ClerkError::organization_invitation_identification_already_exists(),
            Self::ToApplication(_) => ClerkError::invitation_account_exists(),
        }
    }

    /// The error if the invited person has no account yet.
    pub(crate) fn account_is_missing(&self) -> ClerkError {
        match self {
            Self::ToOrganization(_) => ClerkError::organization_invitation_identification_not_exist(),
            Self::ToApplication(_) => ClerkError::invitation_account_not_exists(),
        }
    }

    /// Accepts the invitation for the invited user.
    pub(crate) fn accept(&self, act: &Act, db: &Db<'_>, user: &User) -> Result<(), ClerkError> {
        match self {
            Self::ToOrganization(invitation) => accept(act, db, &invitation.id, user).map(|_| ()),
            Self::ToApplication(invitation) => {
                Ok(db.set_application_invitation_status(&invitation.id, InvitationStatus::Accepted)?)
            }
        }
    }
}

/// Returns the invitation of a ticket if it can still be accepted.
pub(crate) fn invited_by(act: &Act, db: &Db<'_>, read: &Ticket) -> Result<Invited, ClerkError> {
    if read.is_of_sign_in_token() {
        return Err(ClerkError::sign_in_token_not_in_sign_in());
    }
    if read.is_of_application_invitation() {
        return Ok(Invited::ToApplication(Box::new(application_invitation::of_ticket(act, db, read)?)));
    }
    Ok(Invited::ToOrganization(Box::new(invitation_of(act, db, read)?)))
}

fn invitation_of(act: &Act, db: &Db<'_>, read: &Ticket) -> Result<Invitation, ClerkError> {
    let organization_exists = db.organization(&read.oid)?.is_some();
    let invitation = db.invitation(&read.oid, &read.sid)?;
    let status = invitation.as_ref().map(|invitation| invitation.status);
    ticket::check(read.exp, act.now(), organization_exists, status)?;
    invitation.ok_or_else(ClerkError::organization_invitation_not_found)
}

/// Accepts an invitation: the user becomes a member with its role and metadata (Clerk's published Backend API
/// description: both kinds of metadata are transferred to the membership). Every caller gets the same checks of the
/// stored invitation: it is pending, not expired and for an address of this user, and a seat is free. An existing
/// membership does not change. Returns the accepted invitation.
pub(crate) fn accept(
    act: &Act,
    db: &Db<'_>,
    invitation_id: &str,
    user: &User,
) -> Result<Invitation, ClerkError> {
    let invitation =
        db.invitation_with_id(invitation_id)?.ok_or_else(ClerkError::organization_invitation_not_found)?;
    let own = db.email_addresses(&user.id)?;
    if !own.iter().any(|address| address.email_address == invitation.email_address) {
        return Err(ClerkError::organization_invitation_of_another_user());
    }
    match invitation.status {
        InvitationStatus::Pending => {}
        InvitationStatus::Accepted => return Err(ClerkError::organization_invitation_already_accepted()),
        InvitationStatus::Revoked => return Err(ClerkError::organization_invitation_revoked()),
        InvitationStatus::Expired => return Err(ClerkError::organization_invitation_not_pending()),
    }
    let joined = db
        .organization(&invitation.organization_id)?
        .ok_or_else(ClerkError::organization_invitation_to_deleted_organization)?;
    if db.membership(&joined.id, &user.id)?.is_some() {
        db.settle_joined(&joined.id, &user.id)?;
    } else {
        members::seats(db, &joined)?.check_member(true)?;
        let new = NewMember {
            role: &invitation.role,
            public_metadata: invitation.public_metadata.clone(),
            private_metadata: invitation.private_metadata.clone(),
        };
        members::store(act, db, &joined, user, new)?;
    }
    Ok(Invitation { status: InvitationStatus::Accepted, updated_at: act.now(), ..invitation })
}
