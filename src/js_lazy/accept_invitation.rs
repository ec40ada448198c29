//! The link of an invitation.

use clerk_organization_core::accept_invitation::{self as core, Accepted, Action, Event, Trouble};
use wasm_bindgen::prelude::*;

/// What to do next, or what the call comes to.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum AcceptStep {
    /// Begin an attempt to sign in with the ticket.
    SignIn,
    /// Begin an attempt to sign up with the ticket and the caller's fields.
    SignUp,
    /// Make the session that the attempt created the active one.
    Activate,
    /// Accept the invitation as the signed-in user.
    Accept,
    /// Fetch the client.
    Load,
    /// Fetch the client, and make the session that it used last the active one.
    LoadAndSelect,
    /// The invitation is accepted.
    Complete,
    /// The person must take a further step to sign in.
    NeedsSignIn,
    /// Something is missing to sign up.
    NeedsSignUp,
    /// Another person is signed in.
    ForAnotherUser,
    /// The last failure is the result.
    Failed,
    /// The last request got no answer.
    OutcomeUnknown,
}

/// A call that accepts an invitation.
#[wasm_bindgen]
#[derive(Debug)]
pub struct AcceptInvitation {
    call: core::AcceptInvitation,
    step: Action,
}

#[wasm_bindgen]
impl AcceptInvitation {
    /// Starts with what the link says is to be done.
    #[wasm_bindgen(constructor)]
    pub fn new(status: &str, is_signed_in: bool, is_online: bool) -> AcceptInvitation {
        let (call, step) = core::AcceptInvitation::start(status, is_signed_in, is_online);
        AcceptInvitation { call, step }
    }

    /// What to do next.
    pub fn step(&self) -> AcceptStep {
        match self.step {
            Action::SignIn => AcceptStep::SignIn,
            Action::SignUp => AcceptStep::SignUp,
            Action::Activate => AcceptStep::Activate,
            Action::Accept => AcceptStep::Accept,
            Action::Load => AcceptStep::Load,
            Action::LoadAndSelect => AcceptStep::LoadAndSelect,
            Action::Done(Accepted::Complete) => AcceptStep::Complete,
            Action::Done(Accepted::NeedsSignIn) => AcceptStep::NeedsSignIn,
            Action::Done(Accepted::NeedsSignUp) => AcceptStep::NeedsSignUp,
            Action::Done(Accepted::ForAnotherUser) => AcceptStep::ForAnotherUser,
            Action::Done(Accepted::Failed) => AcceptStep::Failed,
            Action::Done(Accepted::OutcomeUnknown) => AcceptStep::OutcomeUnknown,
        }
    }

    /// An attempt began; whether it created a session.
    pub fn entered(&mut self, has_session: bool) {
        self.step = self.call.step(Event::Entered(has_session), false, false);
    }

    /// Another step succeeded. What the client shows now: whether somebody is signed in, and belongs to the organization.
    pub fn succeeded(&mut self, is_signed_in: bool, is_member: bool) {
        self.step = self.call.step(Event::Succeeded, is_signed_in, is_member);
    }

    /// The step failed: with the status and the codes of a refusal, or with the code of another error.
    pub fn failed(&mut self, status: Option<u16>, codes: Vec<String>) {
        self.step = self.call.step(Event::Failed(Trouble::of(status, &codes)), false, false);
    }
}
