//! An organization's invitations, on Clerk's Frontend API.
mod params;
mod endpoint;
mod wire;
mod transport;
mod response;
mod error;
mod client;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
pub mod js;
pub use error::*;
pub use params::*;
