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

/// The smallest of the allocators measured; `std`'s own adds 6 KB to the module.
#[cfg(all(target_arch = "wasm32", feature = "js"))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
