//! The walk over all pages of a list.

use clerk_organization_core::pages::{PageToFetch, Walk};
use wasm_bindgen::prelude::*;

/// The name of the page param that is not a whole number from 1 up. Undefined if both are valid or absent.
#[wasm_bindgen(js_name = invalidPageParam)]
pub fn invalid_page_param(initial_page: Option<f64>, page_size: Option<f64>) -> Option<String> {
    PageToFetch::read(initial_page, page_size, 1).err().map(|invalid| invalid.param.to_owned())
}

/// A walk over all pages of a list while it changes.
#[wasm_bindgen]
#[derive(Debug)]
pub struct PageWalk {
    walk: Walk,
}

#[wasm_bindgen]
impl PageWalk {
    /// Begins with the first page.
    #[wasm_bindgen(constructor)]
    pub fn new(page_size: u32) -> PageWalk {
        PageWalk { walk: Walk::new(PageToFetch { initial_page: 1, page_size }) }
    }

    /// The number of the page to fetch next. Undefined at the end.
    #[wasm_bindgen(js_name = nextPage)]
    pub fn next_page(&self) -> Option<u32> {
        self.walk.next().map(|page| page.initial_page)
    }

    /// Takes the page that `nextPage` named. Returns the indexes of the rows that are new to the walk.
    pub fn take(&mut self, ids: Vec<String>, total_count: f64) -> Vec<u32> {
        self.walk.take(&ids, total_count as u64).into_iter().map(|index| index as u32).collect()
    }
}
