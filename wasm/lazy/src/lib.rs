//! Links what JavaScript calls (`clerk_organization::js_lazy`) into the module that is fetched when it is first used, with
//! an allocator.

#[cfg(target_arch = "wasm32")]
pub use clerk_organization::js_lazy;

/// The same allocator as in `wasm/eager`.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::AssumeSingleThreaded<lol_alloc::FreeListAllocator> =
    // SAFETY: a module without atomics, which this is built as, has one thread.
    unsafe { lol_alloc::AssumeSingleThreaded::new(lol_alloc::FreeListAllocator::new()) };
