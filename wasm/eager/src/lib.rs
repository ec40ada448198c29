//! Links what JavaScript calls (`clerk_organization::js`) into the module that every page fetches, with an allocator.

#[cfg(target_arch = "wasm32")]
use clerk_organization_allocator::{Allocator, ModuleMemory};

#[cfg(target_arch = "wasm32")]
pub use clerk_organization::js;

/// The standard allocator adds 6 KB to the module.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: Allocator<ModuleMemory> = Allocator::new(ModuleMemory);
