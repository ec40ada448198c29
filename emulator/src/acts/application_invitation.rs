//! Invitations to the application: creating them, and reading their tickets.

use serde_json::Value;

use super::Act;
use super::invite::accept_link;
use crate::error::ClerkError;
use crate::mail::{self, InvitationMail};
use crate::model::fold::fold_address;
use crate::rules::ticket;
use crate::store::{ApplicationInvitation, Db, InvitationStatus};
use crate::tokens::Ticket;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// The parameters of a new invitation.
pub(crate) struct Invite {
    pub(crate) email_address: String,
    pub(crate) public_metadata: Value,
    pub(crate) redirect_url: Option<String>,
    /// Whether a mail is sent.
    pub(crate) notify: bool,
    /// Whether to create the invitation even if the address already has an invitation or belongs to a user.
    pub(crate) ignore_existing: bool,
    pub(crate) expires_in_days: i64,
}

/// Prepares an invitation and signs its ticket, which takes too long for a transaction.
pub(crate) fn draft(act: &Act, invite: &Invite) -> Result<ApplicationInvitation, ClerkError> {
    let id = act.id("inv");
    let expires_at = act.now().saturating_add(invite.expires_in_days.saturating_mul(DAY));
    let claims = Ticket {
        exp: expires_at / 1000,
        iid: act.instance.id.clone(),
        oid: String::new(),
        rurl: invite.redirect_url.clone(),
        sid: id.clone(),
        st: Ticket::APPLICATION_INVITATION.to_owned(),
    };
    Ok(ApplicationInvitation {
        id,
        email_address: fold_address(&invite.email_address),
        status: InvitationStatus::Pending,
        redirect_url: invite.redirect_url.clone(),
        ticket: act.instance.keys.ticket(&claims).map_err(ClerkError::internal)?,
        public_metadata: invite.public_metadata.clone(),
        expires_at,
        created_at: act.now(),
        updated_at: act.now(),
    })
}

/// Stores an invitation and, with `notify`, its mail.
pub(crate) fn add(
    act: &Act,
    db: &Db<'_>,
    new: &ApplicationInvitation,
    notify: bool,
) -> Result<(), ClerkError> {
    db.add_application_invitation(new)?;
    if notify {
        db.add_mail(&mail::invitation(&InvitationMail {
            to: &new.email_address,
            invitation_id: &new.id,
            organization_name: None,
            inviter_name: None,
            link: &accept_link(act, &new.ticket),
            sent_at: act.now(),
        }))?;
    }
    Ok(())
}

/// Returns the invitation of a ticket if it can still be accepted.
pub(super) fn of_ticket(act: &Act, db: &Db<'_>, read: &Ticket) -> Result<ApplicationInvitation, ClerkError> {
    let found = db.application_invitation(&read.sid)?.ok_or_else(ClerkError::invitation_not_found)?;
    ticket::check_application_invitation(read.exp, act.now(), found.status)?;
    Ok(found)
}
