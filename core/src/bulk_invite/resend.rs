//! Sending an invitation again. Clerk has no call for that: the old invitation is revoked and a new one is made.

use super::refusal::InviteRefusal;
use super::status::NoAnswer;

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResendStep {
    /// Revoke the old invitation. The caller may abort this.
    Revoke,
    /// Invite the address. This is not aborted, because the address would be left without an invitation.
    Invite,
    /// The new invitation exists.
    Done,
    /// Nothing changed: the call fails with the error of the revocation.
    NotRevoked,
    /// The old invitation is revoked, and there is no new one.
    NotInvited,
    /// The old invitation is revoked, and it is unknown whether there is a new one.
    InvitationUnknown,
}

/// A call that sends an invitation again.
#[derive(Clone, Debug)]
pub struct Resend {
    step: ResendStep,
    is_second_try: bool,
    /// Whether a try may have made an invitation although it failed.
    is_doubtful: bool,
}

impl Resend {
    /// Begins with the status of the old invitation: one that is expired or revoked need not be revoked.
    pub fn new(status: &str) -> Self {
        let step = if status == "pending" { ResendStep::Revoke } else { ResendStep::Invite };
        Self { step, is_second_try: false, is_doubtful: false }
    }

    /// What to do next.
    pub fn step(&self) -> ResendStep {
        self.step
    }

    /// The step succeeded.
    pub fn succeeded(&mut self) {
        self.step = match self.step {
            ResendStep::Revoke => ResendStep::Invite,
            ResendStep::Invite => ResendStep::Done,
            end => end,
        };
    }

    /// The server refused the step. After a 5xx the invitation is tried once more: without one the person could not join.
    pub fn refused(&mut self, refusal: &InviteRefusal) {
        self.is_doubtful |= !refusal.is_definite();
        self.ended(!refusal.is_definite());
    }

    /// The step got no answer. The invitation is tried once more if it certainly was not made.
    pub fn failed(&mut self, failure: NoAnswer) {
        self.is_doubtful |= failure == NoAnswer::Unknown;
        self.ended(failure == NoAnswer::NotApplied);
    }

    fn ended(&mut self, may_try_again: bool) {
        self.step = match self.step {
            ResendStep::Revoke => ResendStep::NotRevoked,
            ResendStep::Invite if may_try_again && !self.is_second_try => {
                self.is_second_try = true;
                return;
            }
            ResendStep::Invite if self.is_doubtful => ResendStep::InvitationUnknown,
            ResendStep::Invite => ResendStep::NotInvited,
            end => end,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inviting() -> Resend {
        let mut resend = Resend::new("pending");
        assert_eq!(resend.step(), ResendStep::Revoke);
        resend.succeeded();
        assert_eq!(resend.step(), ResendStep::Invite);
        resend
    }

    fn refusal(status: u16) -> InviteRefusal {
        InviteRefusal { status, ..InviteRefusal::default() }
    }

    #[test]
    fn a_pending_invitation_is_revoked_and_another_one_made() {
        let mut resend = inviting();
        resend.succeeded();
        assert_eq!(resend.step(), ResendStep::Done);
    }

    #[test]
    fn an_invitation_that_is_not_pending_is_not_revoked_before_it_is_sent_again() {
        for status in ["expired", "revoked", "accepted"] {
            assert_eq!(Resend::new(status).step(), ResendStep::Invite, "{status}");
        }
    }

    #[test]
    fn if_the_revocation_fails_nobody_is_invited() {
        let mut resend = Resend::new("pending");
        resend.refused(&refusal(404));
        assert_eq!(resend.step(), ResendStep::NotRevoked);
        let mut resend = Resend::new("pending");
        resend.failed(NoAnswer::Unknown);
        assert_eq!(resend.step(), ResendStep::NotRevoked);
    }

    #[test]
    fn an_invitation_that_was_not_made_is_tried_once_more_unless_the_server_refused_it() {
        let mut resend = inviting();
        resend.failed(NoAnswer::NotApplied);
        assert_eq!(resend.step(), ResendStep::Invite);
        resend.failed(NoAnswer::NotApplied);
        assert_eq!(resend.step(), ResendStep::NotInvited);
        let mut resend = inviting();
        resend.refused(&refusal(403));
        assert_eq!(resend.step(), ResendStep::NotInvited);
    }

    #[test]
    fn after_a_5xx_it_is_tried_once_more_and_a_refusal_then_leaves_the_outcome_open() {
        let mut resend = inviting();
        resend.refused(&refusal(500));
        assert_eq!(resend.step(), ResendStep::Invite);
        // "Already invited" may mean that the first attempt succeeded.
        resend.refused(&refusal(400));
        assert_eq!(resend.step(), ResendStep::InvitationUnknown);
    }

    #[test]
    fn an_invitation_that_may_have_been_made_is_not_made_twice() {
        let mut resend = inviting();
        resend.failed(NoAnswer::Unknown);
        assert_eq!(resend.step(), ResendStep::InvitationUnknown);
    }
}
