//! Creating invitations, the same for both APIs: whether there is room for them, then ticket, row and mail of each.

use serde_json::Value;

use super::context::Context;
use super::members;
use crate::error::ClerkError;
use crate::mail::{self, InvitationMail};
use crate::rules::fold::fold;
use crate::rules::invitation::{self, Address};
use crate::settings::Duplicate;
use crate::store::{Db, Invitation, InvitationStatus, NewInvitation, Organization, User};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// An invitation as it was asked for.
pub(super) struct Invite<'a> {
    pub(super) email_address: &'a str,
    pub(super) role: &'a str,
    pub(super) inviter: Option<&'a User>,
    /// Where the accept link leads, if not to the account portal.
    pub(super) redirect_url: Option<&'a str>,
    pub(super) expires_in_days: i64,
    pub(super) public_metadata: Value,
    pub(super) private_metadata: Value,
    /// Whether there is a mail.
    pub(super) notify: bool,
    /// The domain that invites by itself.
    pub(super) domain_id: Option<&'a str>,
}

/// Refuses the addresses, or revokes the pending invitations that theirs replace.
pub(super) fn make_room(
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
pub(super) fn add(
    context: &Context,
    db: &Db<'_>,
    organization: &Organization,
    invite: Invite<'_>,
) -> Result<Invitation, ClerkError> {
    let id = context.id("orginv");
    let expires_at = context.now.saturating_add(invite.expires_in_days.saturating_mul(DAY));
    let instance = &context.instance;
    let claims =
        invitation::ticket(&instance.id, &organization.id, &id, invite.redirect_url, Some(expires_at));
    let ticket = instance.keys.ticket(&claims).map_err(ClerkError::internal)?;
    let link = accept_link(context, &ticket);
    let new = NewInvitation {
        id,
        organization_id: organization.id.clone(),
        email_address: fold(invite.email_address),
        role: invite.role.to_owned(),
        status: InvitationStatus::Pending,
        inviter_user_id: invite.inviter.map(|user| user.id.clone()),
        redirect_url: invite.redirect_url.map(str::to_owned),
        ticket: Some(ticket),
        public_metadata: invite.public_metadata,
        private_metadata: invite.private_metadata,
        expires_at: Some(expires_at),
        created_at: context.now,
        updated_at: context.now,
        domain_id: invite.domain_id.map(str::to_owned),
    };
    db.add_invitation(&new)?;
    if invite.notify {
        db.add_mail(&mail::invitation(&InvitationMail {
            to: &new.email_address,
            invitation_id: &new.id,
            organization_name: &organization.name,
            inviter_name: invite.inviter.and_then(User::full_name).as_deref(),
            link: &link,
            sent_at: context.now,
        }))?;
    }
    db.invitation(&organization.id, &new.id)?
        .ok_or_else(|| ClerkError::internal("an invitation vanished while it was created"))
}

/// Where the invited person goes.
pub(super) fn accept_link(context: &Context, ticket: &str) -> String {
    format!("{}/v1/tickets/accept?ticket={ticket}", context.instance.url)
}
