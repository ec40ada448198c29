//! The core's state machines that JavaScript drives, by their numbers.
//!
//! They are numbers with functions, because wasm-bindgen would write a JavaScript class for each kind, with methods and
//! code that frees it: 0.4 KB (brotli) for four kinds. There is no finalizer, so each driver must free its machine.

use std::cell::{Cell, RefCell};

use clerk_organization_core::bulk_invite::{BulkInvite, InviteInParts, Resend};
use wasm_bindgen::prelude::*;

use super::live_list::LiveList;

/// A state machine.
pub(super) enum Machine {
    BulkInvite(Box<BulkInvite>),
    InviteInParts(Box<InviteInParts>),
    LiveList(Box<LiveList>),
    Resend(Box<Resend>),
}

/// The slot of a machine. A free slot is reused.
type Slot = Cell<Option<Machine>>;

thread_local! {
    static SLOTS: RefCell<Vec<&'static Slot>> = const { RefCell::new(Vec::new()) };
}

#[inline(never)]
fn slot(number: u32) -> &'static Slot {
    SLOTS.with_borrow(|slots| match slots.get(number as usize) {
        Some(slot) => *slot,
        None => missing(),
    })
}

fn missing() -> ! {
    wasm_bindgen::throw_str("There is no such state machine.")
}

/// Stores a machine. Returns its number.
#[inline(never)]
pub(super) fn add(machine: Machine) -> u32 {
    SLOTS.with_borrow_mut(|slots| {
        for (number, slot) in slots.iter().enumerate() {
            let held = slot.take();
            if held.is_none() {
                slot.set(Some(machine));
                return number as u32;
            }
            slot.set(held);
        }
        slots.push(Box::leak(Box::new(Cell::new(Some(machine)))));
        slots.len() as u32 - 1
    })
}

/// Frees a machine.
#[wasm_bindgen]
pub fn forget(machine: u32) {
    slot(machine).take();
}

/// Runs a step of the machine with this number. `step` returns `None` if the machine is of another kind.
pub(super) fn with<R>(number: u32, step: impl FnOnce(&mut Machine) -> Option<R>) -> R {
    let slot = slot(number);
    let mut machine = slot.take();
    match machine.as_mut().and_then(step) {
        Some(result) => {
            // The slot is still empty, so there is nothing to drop.
            std::mem::forget(slot.replace(machine));
            result
        }
        None => missing(),
    }
}
