//! The link of an invitation.

use clerk_organization_core::accept_invitation::{self as core, Accepted, Action, Event, Trouble};
use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::values::strings;

/// The next action, or the result of the call.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum AcceptAction {
    /// Start an attempt to sign in with the ticket.
    SignIn,
    /// Start an attempt to sign up with the ticket and the caller's fields.
    SignUp,
    /// Make the session that the attempt created the active one.
    Activate,
    /// Accept the invitation of the link as the signed-in user.
    Accept,
    /// Fetch the client.
    Load,
    /// Fetch the client, and make the session that it used last the active one.
    LoadAndSelect,
    /// The invitation is accepted, and the user is signed in.
    Complete,
    /// The person has an account, and must take a further step to sign in.
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

impl From<Action> for AcceptAction {
    fn from(action: Action) -> Self {
        match action {
            Action::SignIn => Self::SignIn,
            Action::SignUp => Self::SignUp,
            Action::Activate => Self::Activate,
            Action::Accept => Self::Accept,
            Action::Load => Self::Load,
            Action::LoadAndSelect => Self::LoadAndSelect,
            Action::Done(Accepted::Complete) => Self::Complete,
            Action::Done(Accepted::NeedsSignIn) => Self::NeedsSignIn,
            Action::Done(Accepted::NeedsSignUp) => Self::NeedsSignUp,
            Action::Done(Accepted::ForAnotherUser) => Self::ForAnotherUser,
            Action::Done(Accepted::Failed) => Self::Failed,
            Action::Done(Accepted::OutcomeUnknown) => Self::OutcomeUnknown,
        }
    }
}

/// A call that accepts the invitation of a link.
#[wasm_bindgen]
#[derive(Debug)]
pub struct AcceptInvitation {
    call: core::AcceptInvitation,
    action: Action,
}

#[wasm_bindgen]
impl AcceptInvitation {
    /// Starts a call. `status` is the `__clerk_status` of the link.
    #[wasm_bindgen(constructor)]
    pub fn new(status: &str, is_signed_in: bool, is_online: bool) -> AcceptInvitation {
        let (call, action) = core::AcceptInvitation::start(status, is_signed_in, is_online);
        AcceptInvitation { call, action }
    }

    /// The next action.
    pub fn action(&self) -> AcceptAction {
        self.action.into()
    }

    /// Reports that the action succeeded. `has_session`: whether an attempt created a session. `is_member`: whether the
    /// signed-in user is a member of the link's organization.
    pub fn succeeded(&mut self, has_session: bool, is_signed_in: bool, is_member: bool) {
        let is_attempt = matches!(self.action, Action::SignIn | Action::SignUp);
        let event = if is_attempt { Event::Entered(has_session) } else { Event::Succeeded };
        self.action = self.call.step(event, is_signed_in, is_member);
    }

    /// Reports that the action failed: a refusal with a status and codes, or another error with its code.
    pub fn failed(&mut self, status: Option<u16>, codes: &Array) {
        self.action = self.call.step(Event::Failed(Trouble::of(status, &strings(codes))), false, false);
    }
}
