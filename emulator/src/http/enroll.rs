//! Verified domains that enroll by themselves: users with an address there get an invitation or a suggestion. It
//! happens when somebody looks, so it does not matter how and when a user came into being.

use serde_json::json;

use super::context::Context;
use super::invite::{self, Invite};
use crate::error::ClerkError;
use crate::rules::domain::{AUTOMATIC_INVITATION, DEFAULT_ROLE};
use crate::store::{Candidate, Db, Enrolled, Joining};

/// Enrolls whoever of these was not yet.
pub(super) fn settle(context: &Context, db: &Db<'_>, whom: Enrolled<'_>) -> Result<(), ClerkError> {
    for candidate in db.candidates(whom)? {
        if candidate.enrollment_mode == AUTOMATIC_INVITATION {
            invite(context, db, &candidate)?;
        } else {
            suggest(context, db, &candidate)?;
        }
    }
    Ok(())
}

/// Clerk sends no mail for these: they are shown to the user, who joins in the application.
fn invite(context: &Context, db: &Db<'_>, candidate: &Candidate) -> Result<(), ClerkError> {
    let Some(organization) = db.organization(&candidate.organization_id)? else { return Ok(()) };
    let invite = Invite {
        email_address: &candidate.email_address,
        role: DEFAULT_ROLE,
        inviter: None,
        redirect_url: None,
        expires_in_days: context.settings.invitation_expires_in_days,
        public_metadata: json!({}),
        private_metadata: json!({}),
        notify: false,
    };
    let invitation = invite::add(context, db, &organization, invite)?;
    Ok(db.set_invitation_domain(&invitation.id, &candidate.domain_id)?)
}

fn suggest(context: &Context, db: &Db<'_>, candidate: &Candidate) -> Result<(), ClerkError> {
    let suggestion = Joining {
        id: context.id("orgsugg"),
        organization_id: candidate.organization_id.clone(),
        user_id: candidate.user_id.clone(),
        status: "pending".to_owned(),
        created_at: context.now,
        updated_at: context.now,
    };
    Ok(db.add_suggestion(&suggestion, &candidate.domain_id)?)
}
