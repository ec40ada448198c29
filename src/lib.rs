#![doc = include_str!("../README.md")]
// The host builds the steps for their tests; who calls them is built for wasm only.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]

// In the order in which a call passes through them.
mod params;

mod endpoint;

mod wire;

mod transport;

mod response;

mod error;

mod client;

mod operation;

mod resource;

mod walk;

#[cfg(all(any(test, fuzzing), not(target_arch = "wasm32")))]
pub mod outside;

#[cfg(target_arch = "wasm32")]
mod clerk;

#[cfg(all(target_arch = "wasm32", feature = "js"))]
pub mod js;

#[cfg(all(target_arch = "wasm32", feature = "js-lazy"))]
pub mod js_lazy;

#[cfg(target_arch = "wasm32")]
pub use clerk::{Clerk, ClerkOptions, Invitations, Organization};
pub use error::{ApiError, ApiErrorItem, Error, RuntimeError, RuntimeErrorCode};
pub use params::{DEFAULT_PAGE_SIZE, GetInvitationsParams, InviteMemberParams, InviteMembersParams};
pub use resource::{InvitationStatus, OrganizationInvitation, OrganizationResource, Page};
pub use wire::encoding::Pairs;
pub use wire::{CLERK_API_VERSION, CLERK_JS_VERSION};
