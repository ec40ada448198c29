//! Links what JavaScript calls (`clerk_organization::js_lazy`) into the module that is fetched when it is first used, with
//! an allocator.

#[cfg(target_arch = "wasm32")]
use clerk_organization_allocator::{Allocator, ModuleMemory};

#[cfg(target_arch = "wasm32")]
pub use clerk_organization::js_lazy;

/// The same allocator as in `wasm/eager`.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: Allocator<ModuleMemory> = Allocator::new(ModuleMemory);
