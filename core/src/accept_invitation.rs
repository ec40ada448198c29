//! Accepts an invitation by its link, also if the person is signed out, has no account, or is another user.
//!
//! The server puts the proof of the invitation and the next step into the link ("Handle accepting Organization
//! invitation links" in Clerk's documentation). [`AcceptInvitation`] is a state machine: the host performs each action
//! that it returns and reports the result.

use crate::error::is_unanswered;
use crate::jwt;
use crate::value::Value;

/// The param of a link that holds the ticket: the proof of the invitation.
pub const TICKET_PARAM: &str = "__clerk_ticket";
/// The param of a link that holds the next step.
pub const STATUS_PARAM: &str = "__clerk_status";

/// A link, and the claims of its ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The ticket.
    pub ticket: String,
    /// `orginv_…`; empty if the ticket does not have it.
    pub invitation_id: String,
    /// `org_…`; empty if the ticket does not have it.
    pub organization_id: String,
    /// The next step.
    pub status: String,
}

impl Link {
    /// Reads the params of a link. `None` without a ticket.
    pub fn new<V: Value>(ticket: &str, status: &str) -> Option<Self> {
        if ticket.is_empty() {
            return None;
        }
        let claims = jwt::payload::<V>(ticket);
        let claim = |name| claims.as_ref().and_then(|claims| claims.text_at(name)).unwrap_or_default();
        Some(Self {
            ticket: ticket.into(),
            invitation_id: claim("sid"),
            organization_id: claim("oid"),
            status: status.into(),
        })
    }
}

/// The next action of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Start an attempt to sign in with the ticket, then report [`Event::Entered`].
    SignIn,
    /// Start an attempt to sign up with the ticket and the caller's fields, then report [`Event::Entered`].
    SignUp,
    /// Make the session that the attempt created the active one.
    Activate,
    /// Accept the invitation of the link as the signed-in user.
    Accept,
    /// Fetch the client.
    Load,
    /// Fetch the client, and make the session that it used last the active one.
    LoadAndSelect,
    /// The call ended.
    Done(Accepted),
}

/// The result of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// The invitation is accepted, and the user is signed in.
    Complete,
    /// The person has an account, and must complete a further step to sign in.
    NeedsSignIn,
    /// The person has no account, and fields for the sign-up are missing.
    NeedsSignUp,
    /// Another user than the invited one is signed in. The last failure is the cause.
    ForAnotherUser,
    /// The call fails with the last failure.
    Failed,
    /// The call fails because the last request got no answer.
    OutcomeUnknown,
}

/// The result of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// An attempt started. The value is whether it created a session.
    Entered(bool),
    /// Another action succeeded.
    Succeeded,
    /// The action failed.
    Failed(Trouble),
}

/// The reason why an action failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A user is signed in.
    SessionExists,
    /// The invitation was accepted before.
    AlreadyAccepted,
    /// The signed-in user has no such invitation.
    NotInvited,
    /// The invited person has an account.
    HasAccount,
    /// The invited person has no account.
    HasNoAccount,
    /// The request may have taken effect.
    Unanswered,
    /// Something else.
    Other,
}

impl Trouble {
    /// Reads an error: the status and the codes of a refusal, or the code of another error without a status.
    pub fn of(status: Option<u16>, codes: &[String]) -> Self {
        for code in codes {
            match code.as_str() {
                "session_exists" => return Self::SessionExists,
                "organization_invitation_already_accepted" => return Self::AlreadyAccepted,
                "organization_invitation_not_found" => return Self::NotInvited,
                "organization_invitation_identification_already_exists" => return Self::HasAccount,
                "organization_invitation_identification_not_exist" => return Self::HasNoAccount,
                _ => {}
            }
        }
        let code = codes.first().map(String::as_str).unwrap_or_default();
        if is_unanswered(status, code) { Self::Unanswered } else { Self::Other }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    SigningIn,
    SigningUp,
    Activating,
    /// A user may have been signed in by another tab, or by a request whose answer was lost.
    Recovering(Trouble),
    Accepting,
    /// The client is fetched after the invitation was accepted, by this call or an earlier one.
    Reloading(Trouble),
}

/// One call.
#[derive(Clone, Debug)]
pub struct AcceptInvitation {
    state: State,
    /// Whether signing in or up was refused and the call switched to the other one.
    has_turned: bool,
    /// Whether the network was available at the start. Without it nothing is sent.
    is_online: bool,
}

impl AcceptInvitation {
    /// Starts a call. Returns the first action.
    ///
    /// `status` is the link's status: `sign_up` if the invited person had no account when the link was opened.
    pub fn start(status: &str, is_signed_in: bool, is_online: bool) -> (Self, Action) {
        let (state, action) = match (is_signed_in, status == "sign_up") {
            (true, _) => (State::Accepting, Action::Accept),
            (false, true) => (State::SigningUp, Action::SignUp),
            (false, false) => (State::SigningIn, Action::SignIn),
        };
        (Self { state, has_turned: false, is_online }, action)
    }

    /// Takes the result of an action and returns the next action. `is_signed_in` and `is_member` (of the link's
    /// organization) are the current state of the client.
    pub fn step(&mut self, event: Event, is_signed_in: bool, is_member: bool) -> Action {
        let done = Action::Done;
        match (self.state, event) {
            (State::SigningIn | State::SigningUp, Event::Entered(true)) => {
                self.go(State::Activating, Action::Activate)
            }
            (State::SigningIn, Event::Entered(false)) => done(Accepted::NeedsSignIn),
            (State::SigningUp, Event::Entered(false)) => done(Accepted::NeedsSignUp),
            // An account may have been created or deleted since the link was opened.
            (State::SigningUp, Event::Failed(Trouble::HasAccount)) if !self.has_turned => {
                self.has_turned = true;
                self.go(State::SigningIn, Action::SignIn)
            }
            (State::SigningIn, Event::Failed(Trouble::HasNoAccount)) if !self.has_turned => {
                self.has_turned = true;
                self.go(State::SigningUp, Action::SignUp)
            }
            (
                State::SigningIn | State::SigningUp | State::Activating,
                Event::Failed(trouble @ (Trouble::SessionExists | Trouble::Unanswered)),
            ) => self.go(State::Recovering(trouble), Action::LoadAndSelect),
            (State::Activating, Event::Succeeded) => done(Accepted::Complete),
            (State::Recovering(_), Event::Succeeded) if is_signed_in => {
                self.go(State::Accepting, Action::Accept)
            }
            (State::Recovering(trouble), Event::Succeeded) => self.fail(trouble),
            (State::Accepting, Event::Succeeded) if is_member => done(Accepted::Complete),
            (State::Accepting, Event::Succeeded) => self.go(State::Reloading(Trouble::Other), Action::Load),
            (State::Accepting, Event::Failed(trouble @ Trouble::AlreadyAccepted)) => {
                self.go(State::Reloading(trouble), Action::Load)
            }
            // The server finds a user's invitation only if one of the user's addresses was invited.
            (State::Accepting, Event::Failed(Trouble::NotInvited)) => done(Accepted::ForAnotherUser),
            // The user accepted the invitation earlier and has been removed since.
            (State::Reloading(Trouble::AlreadyAccepted), Event::Succeeded) if !is_member => {
                done(Accepted::Failed)
            }
            (State::Reloading(_), Event::Succeeded) => done(Accepted::Complete),
            (_, Event::Failed(trouble)) => self.fail(trouble),
            // An unexpected event ends the call, which would otherwise wait forever.
            _ => done(Accepted::Failed),
        }
    }

    fn go(&mut self, state: State, action: Action) -> Action {
        self.state = state;
        action
    }

    fn fail(&self, trouble: Trouble) -> Action {
        let is_unknown = trouble == Trouble::Unanswered && self.is_online;
        Action::Done(if is_unknown { Accepted::OutcomeUnknown } else { Accepted::Failed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value as Json;

    fn link(status: &str) -> Link {
        let ticket = jwt::token_of(r#"{"sid":"orginv_1","oid":"org_1"}"#);
        Link::new::<Json>(&ticket, status).unwrap()
    }

    /// Runs a call with a script: each expected action, its result, and (signed in, member) afterwards.
    fn run(
        status: &str,
        is_signed_in: bool,
        is_online: bool,
        script: &[(Action, Event, bool, bool)],
    ) -> Accepted {
        let (mut call, mut action) = AcceptInvitation::start(status, is_signed_in, is_online);
        for (expected, event, is_signed_in, is_member) in script {
            assert_eq!(action, *expected);
            action = call.step(*event, *is_signed_in, *is_member);
        }
        match action {
            Action::Done(accepted) => accepted,
            other => panic!("the call is not done: {other:?}"),
        }
    }

    use Action::{Accept, Activate, Load, LoadAndSelect, SignIn, SignUp};
    use Event::{Entered, Failed, Succeeded};
    use Trouble::{AlreadyAccepted, HasAccount, HasNoAccount, NotInvited, Other, SessionExists, Unanswered};

    #[test]
    fn a_link_has_the_claims_of_its_ticket_and_is_absent_without_a_ticket() {
        let link = link("sign_up");
        assert_eq!((link.invitation_id.as_str(), link.organization_id.as_str()), ("orginv_1", "org_1"));
        assert_eq!(link.status, "sign_up");
        assert_eq!(Link::new::<Json>("", "sign_in"), None);
        let unreadable = Link::new::<Json>("no token", "").unwrap();
        assert_eq!((unreadable.invitation_id.as_str(), unreadable.status.as_str()), ("", ""));
    }

    #[test]
    fn the_signed_in_user_joins_and_the_client_is_fetched_if_it_lacks_the_membership() {
        assert_eq!(run("", true, true, &[(Accept, Succeeded, true, true)]), Accepted::Complete);
        let fetched = [(Accept, Succeeded, true, false), (Load, Succeeded, true, true)];
        assert_eq!(run("", true, true, &fetched), Accepted::Complete);
    }

    #[test]
    fn an_invitation_that_was_already_accepted_is_complete_unless_the_user_was_removed_since() {
        for (is_member, expected) in [(true, Accepted::Complete), (false, Accepted::Failed)] {
            let script = [(Accept, Failed(AlreadyAccepted), true, false), (Load, Succeeded, true, is_member)];
            assert_eq!(run("", true, true, &script), expected);
        }
    }

    #[test]
    fn another_user_accepts_nothing() {
        assert_eq!(
            run("", true, true, &[(Accept, Failed(NotInvited), true, false)]),
            Accepted::ForAnotherUser
        );
    }

    #[test]
    fn a_person_with_an_account_is_signed_in_and_a_new_one_is_signed_up() {
        for (status, enter, incomplete) in
            [("sign_in", SignIn, Accepted::NeedsSignIn), ("sign_up", SignUp, Accepted::NeedsSignUp)]
        {
            let script = [(enter, Entered(true), false, false), (Activate, Succeeded, true, true)];
            assert_eq!(run(status, false, true, &script), Accepted::Complete);
            assert_eq!(run(status, false, true, &[(enter, Entered(false), false, false)]), incomplete);
        }
    }

    #[test]
    fn sign_in_and_sign_up_are_switched_once_if_the_account_was_created_or_deleted_since() {
        for (status, first, trouble, second, back) in [
            ("sign_in", SignIn, HasNoAccount, SignUp, HasAccount),
            ("sign_up", SignUp, HasAccount, SignIn, HasNoAccount),
        ] {
            let turned = [
                (first, Failed(trouble), false, false),
                (second, Entered(true), false, false),
                (Activate, Succeeded, true, true),
            ];
            assert_eq!(run(status, false, true, &turned), Accepted::Complete);
            let in_vain = [(first, Failed(trouble), false, false), (second, Failed(back), false, false)];
            assert_eq!(run(status, false, true, &in_vain), Accepted::Failed);
        }
    }

    #[test]
    fn a_session_of_another_tab_or_of_a_lost_answer_is_looked_up_and_accepts() {
        for trouble in [SessionExists, Unanswered] {
            let found = [
                (SignIn, Failed(trouble), false, false),
                (LoadAndSelect, Succeeded, true, false),
                (Accept, Succeeded, true, true),
            ];
            assert_eq!(run("", false, true, &found), Accepted::Complete);
        }
    }

    #[test]
    fn a_call_without_an_answer_has_an_unknown_outcome_unless_nothing_was_sent() {
        for (is_online, expected) in [(true, Accepted::OutcomeUnknown), (false, Accepted::Failed)] {
            let signed_out =
                [(SignIn, Failed(Unanswered), false, false), (LoadAndSelect, Succeeded, false, false)];
            assert_eq!(run("", false, is_online, &signed_out), expected);
            let no_client = [
                (SignIn, Failed(Unanswered), false, false),
                (LoadAndSelect, Failed(Unanswered), false, false),
            ];
            assert_eq!(run("", false, is_online, &no_client), expected);
        }
        let refused =
            [(SignIn, Failed(SessionExists), false, false), (LoadAndSelect, Succeeded, false, false)];
        assert_eq!(run("", false, true, &refused), Accepted::Failed);
    }

    #[test]
    fn any_other_refusal_fails_the_call() {
        assert_eq!(run("", false, true, &[(SignIn, Failed(Other), false, false)]), Accepted::Failed);
        assert_eq!(run("", true, true, &[(Accept, Failed(Other), true, false)]), Accepted::Failed);
        assert_eq!(run("", true, true, &[(Accept, Entered(true), true, false)]), Accepted::Failed);
    }

    #[test]
    fn an_error_is_read_by_its_codes_and_its_status() {
        let of = |status, codes: &[&str]| {
            Trouble::of(status, &codes.iter().map(|code| (*code).into()).collect::<Vec<_>>())
        };
        assert_eq!(of(Some(400), &["x", "session_exists"]), SessionExists);
        assert_eq!(of(Some(404), &["organization_invitation_not_found"]), NotInvited);
        assert_eq!(of(Some(502), &[]), Unanswered);
        assert_eq!(of(None, &["network_error"]), Unanswered);
        assert_eq!(of(None, &["outcome_unknown"]), Other);
        assert_eq!(of(Some(500), &["network_error"]), Other);
    }
}
