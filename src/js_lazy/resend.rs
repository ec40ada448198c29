//! Resending an invitation.

use clerk_organization_core::bulk_invite as core;
use wasm_bindgen::prelude::*;

use super::machines::{self, Machine};
use super::values::text;

/// The next step of a resend.
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

/// A call that resends an invitation with this status. Returns its number, which `refused` and `failed` also take.
#[wasm_bindgen(js_name = createResend)]
pub fn create_resend(status: JsValue) -> u32 {
    machines::add(Machine::Resend(Box::new(core::Resend::new(&text(&status)))))
}

fn with<R>(number: u32, step: impl FnOnce(&mut core::Resend) -> R) -> R {
    machines::with(number, |machine| match machine {
        Machine::Resend(call) => Some(step(call)),
        _ => None,
    })
}

/// The next step of a resend.
#[wasm_bindgen(js_name = resendStep)]
pub fn resend_step(call: u32) -> ResendStep {
    match with(call, |call| call.step()) {
        core::ResendStep::Revoke => ResendStep::Revoke,
        core::ResendStep::Invite => ResendStep::Invite,
        core::ResendStep::Done => ResendStep::Done,
        core::ResendStep::NotRevoked => ResendStep::NotRevoked,
        core::ResendStep::NotInvited => ResendStep::NotInvited,
        core::ResendStep::InvitationUnknown => ResendStep::InvitationUnknown,
    }
}

/// Reports that the step of a resend succeeded.
#[wasm_bindgen(js_name = stepSucceeded)]
pub fn step_succeeded(call: u32) {
    with(call, core::Resend::succeeded);
}
