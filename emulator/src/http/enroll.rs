//! Verified domains that enroll by themselves: users with an address there get an invitation or a suggestion. It
//! happens when somebody looks, so it does not matter how and when a user came into being.

use std::collections::HashSet;

use serde_json::json;

use super::context::Context;
use super::invite::{self, Invite};
use super::members;
use crate::error::ClerkError;
use crate::rules::domain::{AUTOMATIC_INVITATION, DEFAULT_ROLE};
use crate::store::{Candidate, Db, Enrolled, Joining, Organization};

/// Enrolls everybody of these who is not enrolled yet and for whom there is a seat: each user once, however many of
/// their addresses are of such domains.
pub(super) fn settle(context: &Context, db: &Db<'_>, whom: Enrolled<'_>) -> Result<(), ClerkError> {
    let mut enrolled = HashSet::new();
    for candidate in db.candidates(whom)? {
        let Some(organization) = db.organization(&candidate.organization_id)? else { continue };
        let is_invited = candidate.enrollment_mode == AUTOMATIC_INVITATION;
        if is_invited && !members::seats(db, &organization)?.has_room_for(1) {
            continue;
        }
        let key = (candidate.organization_id.clone(), candidate.user_id.clone(), is_invited);
        if !enrolled.insert(key) {
            continue;
        }
        if is_invited {
            invite(context, db, &organization, &candidate)?;
        } else {
            suggest(context, db, &candidate)?;
        }
    }
    Ok(())
}

/// Clerk sends no mail for these: they are shown to the user, who joins in the application.
fn invite(
    context: &Context,
    db: &Db<'_>,
    organization: &Organization,
    candidate: &Candidate,
) -> Result<(), ClerkError> {
    let invite = Invite {
        email_address: &candidate.email_address,
        role: DEFAULT_ROLE,
        inviter: None,
        redirect_url: None,
        expires_in_days: context.settings.invitation_expires_in_days,
        public_metadata: json!({}),
        private_metadata: json!({}),
        notify: false,
        domain_id: Some(&candidate.domain_id),
    };
    invite::add(context, db, organization, invite).map(|_| ())
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
