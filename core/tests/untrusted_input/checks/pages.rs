//! A walk over pages with any answers.

use std::collections::BTreeSet;

use clerk_organization_core::pages::{PageToFetch, Walk};

use super::input::Input;

pub(crate) fn check(data: &[u8]) {
    let mut input = Input::new(data);
    let page_size = 1 + input.below(6) as u32;
    let is_stable = input.flag();
    let count = input.below(40);
    let mut walk = Walk::new(PageToFetch { initial_page: 1, page_size });
    let mut returned = Vec::new();
    let mut reads = 0;
    while let Some(page) = walk.next() {
        reads += 1;
        assert!(reads <= 10_000, "the walk does not end");
        assert!(page.initial_page > 0 && page.page_size == page_size);
        let first = (page.initial_page as usize - 1) * page_size as usize;
        let (rows, total): (Vec<usize>, u64) = if is_stable {
            ((first..count).take(page_size as usize).collect(), count as u64)
        } else {
            // Any rows, possibly more than requested, and any count.
            let rows = (0..input.below(page_size as usize + 3)).map(|_| input.below(50)).collect();
            (
                rows,
                if input.below(16) == 0 { u64::from(input.number()) << 20 } else { u64::from(input.byte()) },
            )
        };
        let ids: Vec<String> = rows.iter().map(ToString::to_string).collect();
        let fresh = walk.take(&ids, total);
        assert!(fresh.is_sorted_by(|one, next| one < next), "{fresh:?}");
        returned.extend(fresh.into_iter().map(|at| rows[at]));
    }
    assert_eq!(returned.iter().collect::<BTreeSet<_>>().len(), returned.len(), "no row is returned twice");
    if is_stable {
        assert_eq!(returned, (0..count).collect::<Vec<_>>());
    }
}
