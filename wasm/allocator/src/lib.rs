//! The allocator of the npm package's wasm modules: small, and as fast with many blocks as with few.
//!
//! A block's size is a power of two, and the freed blocks of each size are a list. So every call takes the same time. An
//! allocator that searches one list of all free blocks is quadratic: `lol_alloc` took 9.5 s for the 64,000 addresses of
//! a pasted text, because each of them leaves a gap in the memory.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::ptr::null_mut;

/// The bytes of a page of wasm's memory.
const PAGE: usize = 65_536;
/// The smallest block: it has room for the address of the next free one.
const SMALLEST: usize = size_of::<*mut u8>().next_power_of_two();
/// The alignment of a block that is large enough for it. No type has a greater one, except if its source says so.
const ALIGNMENT: usize = 16;
/// One list of free blocks for each power of two.
const SIZES: usize = usize::BITS as usize;

/// The source of memory.
pub trait Memory {
    /// Adds this many pages. Returns the address of the first new one; `None` if there are no more.
    fn grow(&self, pages: usize) -> Option<usize>;
}

/// An allocator for one thread.
#[derive(Debug)]
pub struct Allocator<M> {
    memory: M,
    state: UnsafeCell<State>,
}

#[derive(Debug)]
struct State {
    /// The first free block of each size. A free block begins with the address of the next one.
    free: [*mut u8; SIZES],
    /// The memory that was never used.
    next: usize,
    end: usize,
}

impl<M> Allocator<M> {
    /// Creates an allocator that takes its memory from there.
    pub const fn new(memory: M) -> Self {
        Self { memory, state: UnsafeCell::new(State { free: [null_mut(); SIZES], next: 0, end: 0 }) }
    }
}

/// The size of the block for a layout.
fn block_size(layout: Layout) -> usize {
    // A layout's size is at most `isize::MAX`, so the power of two is a `usize`.
    layout.size().max(layout.align()).max(SMALLEST).next_power_of_two()
}

impl State {
    fn free_list(&mut self, size: usize) -> Option<&mut *mut u8> {
        self.free.get_mut(size.trailing_zeros() as usize)
    }

    /// Takes a block of memory that was never used.
    fn take(&mut self, size: usize, memory: &impl Memory) -> Option<*mut u8> {
        let alignment = size.min(ALIGNMENT);
        let mut start = (self.next + alignment - 1) & !(alignment - 1);
        if size > self.end.saturating_sub(start) {
            let pages = size.div_ceil(PAGE);
            let added = memory.grow(pages)?;
            if added != self.end {
                start = added;
            }
            self.end = added + pages * PAGE;
        }
        self.next = start + size;
        Some(start as *mut u8)
    }
}

// SAFETY: a block belongs to one caller until it is freed. It comes from memory that no other block has, or from the list of
// free blocks of its size, which it leaves. Both kinds are aligned to `ALIGNMENT` or to their size.
unsafe impl<M: Memory> GlobalAlloc for Allocator<M> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() > ALIGNMENT {
            return null_mut();
        }
        // SAFETY: one thread, and nothing below calls the allocator.
        let state = unsafe { &mut *self.state.get() };
        let size = block_size(layout);
        if let Some(first) = state.free_list(size)
            && !first.is_null()
        {
            let block = *first;
            // SAFETY: `dealloc` wrote the address of the next free block there.
            *first = unsafe { block.cast::<*mut u8>().read() };
            return block;
        }
        state.take(size, &self.memory).unwrap_or(null_mut())
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as in `alloc`.
        let state = unsafe { &mut *self.state.get() };
        if let Some(first) = state.free_list(block_size(layout)) {
            // SAFETY: the block is free, large enough for an address, and aligned for one.
            unsafe { block.cast::<*mut u8>().write(*first) };
            *first = block;
        }
    }
}

/// The memory of a wasm module.
#[cfg(target_arch = "wasm32")]
#[derive(Debug)]
pub struct ModuleMemory;

#[cfg(target_arch = "wasm32")]
impl Memory for ModuleMemory {
    fn grow(&self, pages: usize) -> Option<usize> {
        let first = core::arch::wasm32::memory_grow::<0>(pages);
        (first != usize::MAX).then(|| first * PAGE)
    }
}

// SAFETY: a module without atomics has one thread.
#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
unsafe impl Sync for Allocator<ModuleMemory> {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// Memory of so many pages, of which it lends one after another.
    struct Pages {
        bytes: Vec<u8>,
        /// Where the next page begins.
        used: Cell<usize>,
        /// How many pages it leaves out before each that it lends, as if somebody else took them.
        gap: usize,
    }

    impl Pages {
        fn new(count: usize, gap: usize) -> Self {
            Self { bytes: vec![0; (count + 1) * PAGE], used: Cell::new(0), gap }
        }
    }

    impl Memory for Pages {
        fn grow(&self, pages: usize) -> Option<usize> {
            let first = self.used.get() + self.gap;
            let start = (self.bytes.as_ptr() as usize).next_multiple_of(PAGE) + first * PAGE;
            self.used.set(first + pages);
            (self.used.get() * PAGE < self.bytes.len()).then_some(start)
        }
    }

    /// A generator of numbers (Knuth's MMIX), the same in each run.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % limit
        }
    }

    fn layout(size: usize, align: usize) -> Layout {
        Layout::from_size_align(size, align).unwrap()
    }

    #[test]
    fn blocks_are_aligned_and_keep_what_is_written_into_them() {
        for gap in [0, 1] {
            let allocator = Allocator::new(Pages::new(2_000, gap));
            let mut numbers = Numbers(7);
            let mut held: Vec<(*mut u8, Layout, u8)> = Vec::new();
            for turn in 0..20_000 {
                let largest = if turn % 100 == 0 { 3 * PAGE } else { 200 };
                let wanted = layout(1 + numbers.below(largest), 1 << numbers.below(5));
                let mark = turn as u8;
                // SAFETY: the size is not zero, and the block is as large as it says.
                let block = unsafe { allocator.alloc(wanted) };
                assert!(!block.is_null());
                assert_eq!(block as usize % wanted.align(), 0);
                unsafe { block.write_bytes(mark, wanted.size()) };
                held.push((block, wanted, mark));
                while held.len() > 200 || (!held.is_empty() && numbers.below(3) == 0) {
                    let (block, layout, mark) = held.swap_remove(numbers.below(held.len()));
                    // SAFETY: it was not freed before.
                    let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
                    assert!(bytes.iter().all(|byte| *byte == mark), "a block was written by another");
                    unsafe { allocator.dealloc(block, layout) };
                }
            }
        }
    }

    #[test]
    fn freed_memory_is_used_again() {
        let allocator = Allocator::new(Pages::new(10, 0));
        for _ in 0..1_000 {
            // SAFETY: each block is freed once, with its layout.
            unsafe {
                let blocks =
                    [layout(1, 1), layout(100, 8), layout(PAGE, 4)].map(|one| (allocator.alloc(one), one));
                for (block, layout) in blocks {
                    assert!(!block.is_null());
                    allocator.dealloc(block, layout);
                }
            }
        }
        assert!(allocator.memory.used.get() <= 3);
    }

    #[test]
    fn small_blocks_share_a_page() {
        let allocator = Allocator::new(Pages::new(10, 0));
        for _ in 0..PAGE / 32 {
            // SAFETY: the size is not zero.
            assert!(!unsafe { allocator.alloc(layout(20, 4)) }.is_null());
        }
        assert_eq!(allocator.memory.used.get(), 1);
    }

    #[test]
    fn without_memory_and_for_an_alignment_beyond_every_type_there_is_no_block() {
        let allocator = Allocator::new(Pages::new(2, 0));
        // SAFETY: the sizes are not zero.
        unsafe {
            assert!(allocator.alloc(layout(8, 32)).is_null());
            assert!(allocator.alloc(layout(5 * PAGE, 8)).is_null());
        }
    }
}
