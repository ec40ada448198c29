//! `inviteMembers` with more addresses than one request takes: one part after the other, up to the first that fails.

use std::ops::Range;

/// The default number of addresses in one request: the most that Clerk's Backend API accepts.
pub const DEFAULT_CHUNK_SIZE: u32 = 10;

/// Many addresses, sent in parts. Each part is invited as a whole or not at all.
#[derive(Clone, Debug)]
pub struct InviteInParts {
    count: usize,
    chunk_size: usize,
    invited: usize,
}

impl InviteInParts {
    /// A call with `count` addresses.
    pub fn new(count: usize, chunk_size: u32) -> Self {
        Self { count, chunk_size: (chunk_size as usize).max(1), invited: 0 }
    }

    /// The positions of the addresses to invite next. `None` when all are invited.
    pub fn next(&self) -> Option<Range<usize>> {
        let end = self.count.min(self.invited.saturating_add(self.chunk_size));
        (self.invited < end).then_some(self.invited..end)
    }

    /// Reports that the part from [`next`](Self::next) is invited.
    pub fn invited(&mut self) {
        self.invited = self.next().map_or(self.invited, |part| part.end);
    }

    /// After a failed part: the position of the first address that may not be invited. `None` if the whole call was one
    /// part.
    pub fn remaining(&self) -> Option<usize> {
        (self.count > self.chunk_size).then_some(self.invited)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_invited_part_after_part() {
        let mut call = InviteInParts::new(25, 10);
        let mut parts = Vec::new();
        while let Some(part) = call.next() {
            parts.push(part);
            call.invited();
        }
        assert_eq!(parts, [0..10, 10..20, 20..25]);
        assert_eq!(InviteInParts::new(0, 10).next(), None);
    }

    #[test]
    fn after_a_failed_part_it_and_all_later_parts_remain() {
        let mut call = InviteInParts::new(25, 10);
        assert_eq!(call.remaining(), Some(0));
        call.invited();
        assert_eq!(call.remaining(), Some(10));
        assert_eq!(InviteInParts::new(10, 10).remaining(), None);
    }
}
