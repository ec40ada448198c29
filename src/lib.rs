#![doc = include_str!("../README.md")]

pub mod addresses {
    //! Addresses in pasted text: lists, mail headers, tables of spreadsheets and address books.
    pub use clerk_organization_core::addresses::{
        AddressWithRole, Cleaned, NotUnderstood, ParsedAddresses, Reason, address_mistake, is_email_address,
        parse_email_addresses,
    };
}

mod error;

mod open_enum;

mod params;

// Plain data.
mod resource;

mod membership;

mod domain;

mod received;

mod session;

// The Rust API and its async driver need a host: a browser, or the feature `native`. Documentation builds without one.
#[cfg(any(
    all(target_arch = "wasm32", not(feature = "js")),
    all(not(target_arch = "wasm32"), any(feature = "native", doc))
))]
mod rust;

#[cfg(any(
    all(target_arch = "wasm32", not(feature = "js")),
    all(not(target_arch = "wasm32"), any(feature = "native", doc))
))]
mod client;

#[cfg(any(
    all(target_arch = "wasm32", not(feature = "js")),
    all(not(target_arch = "wasm32"), any(feature = "native", doc))
))]
mod flight;

#[cfg(any(
    all(target_arch = "wasm32", not(feature = "js")),
    all(not(target_arch = "wasm32"), any(feature = "native", doc))
))]
mod signal;

#[cfg(all(not(target_arch = "wasm32"), any(feature = "native", doc)))]
mod store;

#[cfg(test)]
mod waking;

#[cfg(target_arch = "wasm32")]
mod value;

#[cfg(any(target_arch = "wasm32", feature = "native", doc))]
mod host;

#[cfg(any(target_arch = "wasm32", feature = "native", doc))]
mod browser;

// The exports to JavaScript.
#[cfg(all(target_arch = "wasm32", feature = "js"))]
pub mod js;

#[cfg(all(target_arch = "wasm32", feature = "js-lazy"))]
pub mod js_lazy;

pub use addresses::parse_email_addresses;
pub use clerk_organization_core::request::{CLERK_API_VERSION, CLERK_JS_VERSION};
pub use domain::{
    BulkOwnershipVerification, DomainError, DomainVerification, EnrollmentMode, OrganizationDomain,
    OwnershipVerification, VerificationStatus,
};
pub use error::{
    ApiError, ApiErrorItem, Cause, Error, InvitationForAnotherUser, NotResent, PartlyInvited, RuntimeError,
    RuntimeErrorCode,
};
pub use membership::{
    OrganizationMembership, OrganizationMembershipRequest, Permission, PublicUserData, Role,
};
pub use params::{
    CreateOrganizationParams, GetDomainsParams, GetInvitationsParams, GetMembershipsParams,
    InviteMemberParams, InviteMembersParams, Logo, PageParams, StatusParams, UpdateOrganizationParams,
};
pub use received::{
    CreationAdvisory, CreationForm, OrganizationCreationDefaults, OrganizationSuggestion,
    PublicOrganizationData, UserOrganizationInvitation,
};
pub use resource::{DeletedObject, InvitationStatus, OrganizationInvitation, OrganizationResource, Page};
#[cfg(any(
    all(target_arch = "wasm32", not(feature = "js")),
    all(not(target_arch = "wasm32"), any(feature = "native", doc))
))]
pub use rust::*;
pub use session::{EmailAddress, Session, User};
#[cfg(all(not(target_arch = "wasm32"), any(feature = "native", doc)))]
pub use store::{MemoryStore, NativeOptions, Spawn, Store};
