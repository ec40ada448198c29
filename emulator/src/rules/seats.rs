//! Seats: an organization's membership limit. Each member and each pending invitation takes one seat, including
//! invitations of domains and programs. So members and pending invitations together never exceed the limit.

use crate::error::ClerkError;

/// The taken seats of an organization and their limit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seats {
    pub(crate) members: i64,
    /// All pending invitations, including those of domains.
    pub(crate) invited: i64,
    /// 0 means no limit.
    pub(crate) limit: i64,
}

impl Seats {
    /// Fails if `added` more seats would exceed the limit. Adding none never fails, for example if a new invitation
    /// replaces another one.
    pub(crate) fn check_added(self, added: i64) -> Result<(), ClerkError> {
        if self.has_room_for(added) { Ok(()) } else { Err(self.refusal()) }
    }

    pub(crate) fn has_room_for(self, added: i64) -> bool {
        added <= 0
            || self.limit == 0
            || self.members.saturating_add(self.invited).saturating_add(added) <= self.limit
    }

    /// Fails if there is no seat for a new member. An invited user takes the seat of the invitation, even if members
    /// and invitations together exceed a lowered limit. It only fails if members alone take every seat.
    pub(crate) fn check_member(self, is_invited: bool) -> Result<(), ClerkError> {
        let is_full = self.limit > 0 && self.members >= self.limit;
        match is_invited {
            true if is_full => Err(self.refusal()),
            true => Ok(()),
            false => self.check_added(1),
        }
    }

    fn refusal(self) -> ClerkError {
        ClerkError::organization_membership_quota_exceeded(self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_pending_invitations_share_the_limit() {
        // members, invited, limit, added, whether they fit, whether a user without and with an invitation fits
        let table = [
            (2, 1, 0, 100, true, true, true),
            (2, 1, 4, 1, true, true, true),
            (2, 1, 4, 2, false, true, true),
            (2, 2, 4, 1, false, false, true),
            (2, 2, 4, 0, true, false, true),
            // The limit was lowered.
            (2, 5, 4, 0, true, false, true),
            (4, 1, 4, 1, false, false, false),
        ];
        for (members, invited, limit, added, room, guest, invited_person) in table {
            let seats = Seats { members, invited, limit };
            assert_eq!(seats.check_added(added).is_ok(), room, "{seats:?} {added}");
            assert_eq!(seats.check_member(false).is_ok(), guest, "{seats:?}");
            assert_eq!(seats.check_member(true).is_ok(), invited_person, "{seats:?}");
        }
    }
}
