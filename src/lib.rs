#![doc = include_str!("../README.md")]

mod error;

mod params;

mod resource;

// What a browser is needed for is built for wasm only.
#[cfg(target_arch = "wasm32")]
mod value;

#[cfg(target_arch = "wasm32")]
mod host;

#[cfg(target_arch = "wasm32")]
mod browser;

#[cfg(all(target_arch = "wasm32", not(feature = "js")))]
mod flight;

#[cfg(all(target_arch = "wasm32", not(feature = "js")))]
mod client;

#[cfg(all(target_arch = "wasm32", not(feature = "js")))]
mod clerk;

#[cfg(all(target_arch = "wasm32", not(feature = "js")))]
mod organization;

#[cfg(all(target_arch = "wasm32", feature = "js"))]
pub mod js;

#[cfg(all(target_arch = "wasm32", not(feature = "js")))]
pub use clerk::{Clerk, ClerkOptions};
pub use clerk_organization_core::request::{CLERK_API_VERSION, CLERK_JS_VERSION};
pub use error::{ApiError, ApiErrorItem, Error, RuntimeError, RuntimeErrorCode};
#[cfg(all(target_arch = "wasm32", not(feature = "js")))]
pub use organization::{Invitations, Organization};
pub use params::{GetInvitationsParams, InviteMemberParams, InviteMembersParams};
pub use resource::{InvitationStatus, OrganizationInvitation, OrganizationResource, Page};
