#![doc = include_str!("../README.md")]

pub mod addresses {
    //! Addresses out of pasted text: lists, mail headers, tables of spreadsheets and address books.
    pub use clerk_organization_core::addresses::{
        AddressWithRole, Cleaned, NotUnderstood, ParsedAddresses, Reason, address_mistake, is_email_address,
        parse_email_addresses,
    };
}

mod error;

mod params;

mod resource;

mod session;

// What a browser is needed for is built for wasm only. These two are tested natively.
#[cfg(any(all(target_arch = "wasm32", not(feature = "js")), test))]
mod flight;

#[cfg(any(all(target_arch = "wasm32", not(feature = "js")), test))]
mod signal;

#[cfg(test)]
mod waking;

#[cfg(target_arch = "wasm32")]
mod value;

#[cfg(target_arch = "wasm32")]
mod host;

#[cfg(target_arch = "wasm32")]
mod browser;

#[cfg(all(target_arch = "wasm32", not(feature = "js")))]
mod client;

#[cfg(all(target_arch = "wasm32", feature = "js"))]
pub mod js;

#[cfg(all(target_arch = "wasm32", feature = "js-lazy"))]
pub mod js_lazy;

// The Rust API; js/ is the one for JavaScript.
#[cfg(all(target_arch = "wasm32", not(feature = "js")))]
mod rust;

pub use addresses::parse_email_addresses;
pub use clerk_organization_core::request::{CLERK_API_VERSION, CLERK_JS_VERSION};
pub use error::{
    ApiError, ApiErrorItem, Cause, Error, NotResent, PartlyInvited, RuntimeError, RuntimeErrorCode,
};
pub use params::{GetInvitationsParams, InviteMemberParams, InviteMembersParams};
pub use resource::{InvitationStatus, OrganizationInvitation, OrganizationResource, Page};
#[cfg(all(target_arch = "wasm32", not(feature = "js")))]
pub use rust::*;
pub use session::{EmailAddress, OrganizationMembership, Session, User};
