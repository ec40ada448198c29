//! Links what JavaScript calls (`clerk_organization::js`) into the module that every page fetches, with an allocator.

#[cfg(target_arch = "wasm32")]
pub use clerk_organization::js;

/// The smallest of the allocators measured: the standard one adds 6 KB to the module, talc 0.4.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::AssumeSingleThreaded<lol_alloc::FreeListAllocator> =
    // SAFETY: a module without atomics, which this is built as, has one thread.
    unsafe { lol_alloc::AssumeSingleThreaded::new(lol_alloc::FreeListAllocator::new()) };
