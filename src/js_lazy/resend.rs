//! Sending an invitation again, and refusals.

use clerk_organization_core::bulk_invite::{self as core, InviteError, NoAnswer};
use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::values::strings;

/// A refusal of an invitation.
#[wasm_bindgen]
#[derive(Debug)]
pub struct InviteRefusal {
    pub(super) refusal: core::InviteRefusal,
}

#[wasm_bindgen]
impl InviteRefusal {
    /// A refusal with an HTTP status, and the seconds to wait if the server sends them.
    #[wasm_bindgen(constructor)]
    pub fn new(status: u16, retry_after: Option<u32>) -> InviteRefusal {
        InviteRefusal { refusal: core::InviteRefusal { status, errors: Vec::new(), retry_after } }
    }

    /// Adds one of the errors in the body.
    #[wasm_bindgen(js_name = addError)]
    pub fn add_error(
        &mut self,
        code: String,
        param_name: Option<String>,
        addresses: &Array,
        message: String,
    ) {
        self.refusal.errors.push(InviteError { code, param_name, addresses: strings(addresses), message });
    }
}

/// What to do next to send an invitation again.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum ResendStep {
    /// Revoke the old invitation.
    Revoke,
    /// Invite the address.
    Invite,
    /// The new invitation exists.
    Done,
    /// Nothing changed.
    NotRevoked,
    /// The old invitation is revoked, and there is no new one.
    NotInvited,
    /// The old invitation is revoked, and it is unknown whether there is a new one.
    InvitationUnknown,
}

/// A call that sends an invitation again.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Resend {
    call: core::Resend,
}

#[wasm_bindgen]
impl Resend {
    /// Begins with the status of the old invitation.
    #[wasm_bindgen(constructor)]
    pub fn new(status: &str) -> Resend {
        Resend { call: core::Resend::new(status) }
    }

    /// What to do next.
    pub fn step(&self) -> ResendStep {
        match self.call.step() {
            core::ResendStep::Revoke => ResendStep::Revoke,
            core::ResendStep::Invite => ResendStep::Invite,
            core::ResendStep::Done => ResendStep::Done,
            core::ResendStep::NotRevoked => ResendStep::NotRevoked,
            core::ResendStep::NotInvited => ResendStep::NotInvited,
            core::ResendStep::InvitationUnknown => ResendStep::InvitationUnknown,
        }
    }

    /// The step succeeded.
    pub fn succeeded(&mut self) {
        self.call.succeeded();
    }

    /// The server refused the step.
    pub fn refused(&mut self, refusal: &InviteRefusal) {
        self.call.refused(&refusal.refusal);
    }

    /// The step failed with an error of this code that is not a refusal.
    pub fn failed(&mut self, code: &str) {
        self.call.failed(NoAnswer::of_code(code));
    }
}
