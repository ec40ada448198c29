//! Verified domains with automatic enrollment: users with an address of such a domain get an invitation or a
//! suggestion. This happens when the user or a manager lists them, however and whenever the user was created.

use std::collections::HashSet;

use serde_json::json;

use super::Act;
use super::invite::{self, Draft, Invite};
use super::members;
use crate::error::ClerkError;
use crate::rules::domain::{AUTOMATIC_INVITATION, DEFAULT_ROLE};
use crate::store::{Candidate, Db, Enrolled, Joining, Organization};

/// Enrolls the users that `whom` selects, then reads the answer. Skips users who are already enrolled. Creates no
/// invitation without a free seat (a suggestion needs none). A user with several matching addresses is enrolled once.
/// Usually there are no candidates, and the answer is read at once. `whom` also returns the caller, for the answer.
pub(crate) fn read_settled<C, T>(
    act: &Act,
    whom: impl Fn(&Db<'_>) -> Result<(Enrolled, C), ClerkError>,
    answer: impl Fn(&Db<'_>, C) -> Result<T, ClerkError>,
) -> Result<T, ClerkError> {
    let read = act.read(|db| {
        let (enrolled, caller) = whom(&db)?;
        let candidates = db.candidates(&enrolled)?;
        if candidates.is_empty() { answer(&db, caller).map(Ok) } else { Ok(Err(candidates)) }
    })?;
    let candidates = match read {
        Ok(answer) => return Ok(answer),
        Err(candidates) => candidates,
    };
    let draft = |candidate: &Candidate| {
        let days = act.settings.invitation_expires_in_days;
        invite::draft(act, &candidate.organization_id, None, days)
    };
    let drafts: Vec<Draft> = candidates.iter().map(draft).collect::<Result<_, _>>()?;
    act.write(|db| enroll(act, &db, &whom(&db)?.0, drafts))?;
    act.read(|db| answer(&db, whom(&db)?.1))
}

/// Users who become candidates after the drafts are made are enrolled at the next listing.
fn enroll(act: &Act, db: &Db<'_>, whom: &Enrolled, mut drafts: Vec<Draft>) -> Result<(), ClerkError> {
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
            let draft = drafts.iter().position(|draft| draft.is_to(&organization.id));
            let Some(draft) = draft.map(|index| drafts.swap_remove(index)) else { continue };
            invite(act, db, &organization, draft, &candidate)?;
        } else {
            suggest(act, db, &candidate)?;
        }
    }
    Ok(())
}

/// Clerk sends no mail for these invitations. The application shows them to the user.
fn invite(
    act: &Act,
    db: &Db<'_>,
    organization: &Organization,
    draft: Draft,
    candidate: &Candidate,
) -> Result<(), ClerkError> {
    let invite = Invite {
        email_address: &candidate.email_address,
        role: DEFAULT_ROLE,
        inviter: None,
        public_metadata: json!({}),
        private_metadata: json!({}),
        notify: false,
        domain_id: Some(&candidate.domain_id),
    };
    invite::add(act, db, organization, draft, invite).map(|_| ())
}

fn suggest(act: &Act, db: &Db<'_>, candidate: &Candidate) -> Result<(), ClerkError> {
    let suggestion = Joining {
        id: act.id("orgsugg"),
        organization_id: candidate.organization_id.clone(),
        user_id: candidate.user_id.clone(),
        status: "pending".to_owned(),
        created_at: act.now(),
        updated_at: act.now(),
    };
    Ok(db.add_suggestion(&suggestion, &candidate.domain_id)?)
}
