//! Creating invitations, for both APIs: first the check for free seats, then the ticket, row and mail of each.

use serde_json::Value;

use super::Act;
use super::members;
use crate::error::ClerkError;
use crate::mail::{self, InvitationMail};
use crate::model::fold::fold_address;
use crate::rules::invitation::{self, Address};
use crate::settings::Duplicate;
use crate::store::{Db, Invitation, InvitationStatus, NewInvitation, Organization, User};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// An invitation's id, times and link, made before the transaction that stores it, because signing the link is slow.
pub(crate) struct Draft {
    id: String,
    organization_id: String,
    created_at: i64,
    expires_at: i64,
    redirect_url: Option<String>,
    ticket: String,
}

impl Draft {
    /// Whether the draft is for this organization.
    pub(crate) fn is_to(&self, organization_id: &str) -> bool {
        self.organization_id == organization_id
    }
}

/// Creates a draft for this organization.
pub(crate) fn draft(
    act: &Act,
    organization_id: &str,
    redirect_url: Option<&str>,
    expires_in_days: i64,
) -> Result<Draft, ClerkError> {
    let id = act.id("orginv");
    let created_at = act.now();
    let expires_at = created_at.saturating_add(expires_in_days.saturating_mul(DAY));
    let instance = &act.instance;
    let claims = invitation::ticket(&instance.id, organization_id, &id, redirect_url, Some(expires_at));
    Ok(Draft {
        ticket: instance.keys.ticket(&claims).map_err(ClerkError::internal)?,
        id,
        organization_id: organization_id.to_owned(),
        created_at,
        expires_at,
        redirect_url: redirect_url.map(str::to_owned),
    })
}

/// The parameters of a new invitation.
pub(crate) struct Invite<'a> {
    pub(crate) email_address: &'a str,
    pub(crate) role: &'a str,
    pub(crate) inviter: Option<&'a User>,
    pub(crate) public_metadata: Value,
    pub(crate) private_metadata: Value,
    /// Whether a mail is sent.
    pub(crate) notify: bool,
    /// The domain whose automatic enrollment creates the invitation. `None` if a person or a program creates it.
    pub(crate) domain_id: Option<&'a str>,
}

/// Rejects addresses that cannot be invited, or revokes the pending invitations that the new ones replace.
pub(crate) fn make_room(
    db: &Db<'_>,
    organization: &Organization,
    email_addresses: &[String],
    duplicate: Duplicate,
) -> Result<(), ClerkError> {
    let mut replaced = Vec::new();
    let mut addresses = Vec::new();
    for email_address in email_addresses {
        let pending = db.pending_invitations_of(&organization.id, email_address)?;
        addresses.push(Address {
            email_address,
            is_member: db.is_member_address(&organization.id, email_address)?,
            has_pending: !pending.is_empty(),
        });
        replaced.extend(pending);
    }
    invitation::check_addresses(&addresses, duplicate, members::seats(db, organization)?)?;
    for invitation in replaced {
        db.set_invitation_status(&invitation.id, InvitationStatus::Revoked)?;
    }
    Ok(())
}

/// Stores one invitation and its mail.
pub(crate) fn add(
    act: &Act,
    db: &Db<'_>,
    organization: &Organization,
    draft: Draft,
    invite: Invite<'_>,
) -> Result<Invitation, ClerkError> {
    let link = accept_link(act, &draft.ticket);
    let new = NewInvitation {
        id: draft.id,
        organization_id: draft.organization_id,
        email_address: fold_address(invite.email_address),
        role: invite.role.to_owned(),
        status: InvitationStatus::Pending,
        inviter_user_id: invite.inviter.map(|user| user.id.clone()),
        redirect_url: draft.redirect_url,
        ticket: Some(draft.ticket),
        public_metadata: invite.public_metadata,
        private_metadata: invite.private_metadata,
        expires_at: Some(draft.expires_at),
        created_at: draft.created_at,
        updated_at: draft.created_at,
        domain_id: invite.domain_id.map(str::to_owned),
    };
    db.add_invitation(&new)?;
    if invite.notify {
        db.add_mail(&mail::invitation(&InvitationMail {
            to: &new.email_address,
            invitation_id: &new.id,
            organization_name: Some(&organization.name),
            inviter_name: invite.inviter.and_then(User::full_name).as_deref(),
            link: &link,
            sent_at: act.now(),
        }))?;
    }
    db.invitation(&organization.id, &new.id)?
        .ok_or_else(|| ClerkError::internal("an invitation vanished while it was created"))
}

/// The link in the invitation's mail.
pub(crate) fn accept_link(act: &Act, ticket: &str) -> String {
    format!("{}/v1/tickets/accept?ticket={ticket}", act.instance.url)
}
