//! Resends an invitation. Clerk has no call for that, so the old invitation is revoked and a new one is created.

use super::refusal::InviteRefusal;
use super::status::NoAnswer;

/// The next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResendStep {
    /// Revoke the old invitation. The caller may abort this step.
    Revoke,
    /// Invite the address. This step is not aborted, because the address would be left without an invitation.
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

/// A call that resends an invitation.
#[derive(Clone, Debug)]
pub struct Resend {
    step: ResendStep,
    is_second_try: bool,
    /// Whether a failed attempt may have created an invitation.
    is_doubtful: bool,
}

impl Resend {
    /// Starts a call. `status` is that of the old invitation: only a pending one is revoked.
    pub fn new(status: &str) -> Self {
        let step = if status == "pending" { ResendStep::Revoke } else { ResendStep::Invite };
        Self { step, is_second_try: false, is_doubtful: false }
    }

    /// The next step.
    pub fn step(&self) -> ResendStep {
        self.step
    }

    /// Reports that the step succeeded.
    pub fn succeeded(&mut self) {
        self.step = match self.step {
            ResendStep::Revoke => ResendStep::Invite,
            ResendStep::Invite => ResendStep::Done,
            end => end,
        };
    }

    /// Reports that the server refused the step. After a 5xx the invitation is sent once more, so that the person can
    /// join.
    pub fn refused(&mut self, refusal: &InviteRefusal) {
        self.is_doubtful |= !refusal.is_definite();
        self.ended(!refusal.is_definite());
    }

    /// Reports that the step got no answer. The invitation is sent once more if it certainly was not created.
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
    fn a_pending_invitation_is_revoked_and_a_new_one_created() {
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
    fn an_invitation_that_was_not_created_is_sent_once_more_unless_the_server_refused_it() {
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
    fn after_a_5xx_the_invitation_is_sent_once_more_and_a_refusal_then_leaves_the_outcome_unknown() {
        let mut resend = inviting();
        resend.refused(&refusal(500));
        assert_eq!(resend.step(), ResendStep::Invite);
        // "Already invited" may mean that the first attempt succeeded.
        resend.refused(&refusal(400));
        assert_eq!(resend.step(), ResendStep::InvitationUnknown);
    }

    #[test]
    fn an_invitation_that_may_have_been_created_is_not_sent_again() {
        let mut resend = inviting();
        resend.failed(NoAnswer::Unknown);
        assert_eq!(resend.step(), ResendStep::InvitationUnknown);
    }
}
