//! The walk over all pages of a list.

use clerk_organization_core::pages::{PageToFetch, Walk};
use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::values::strings;

/// The name of the page param that is not a whole number from 1 up. Undefined if both are valid or absent.
#[wasm_bindgen(js_name = invalidPageParam)]
pub fn invalid_page_param(initial_page: JsValue, page_size: JsValue) -> JsValue {
    match PageToFetch::read(initial_page.as_f64(), page_size.as_f64(), 1) {
        Ok(_) => JsValue::UNDEFINED,
        Err(invalid) => invalid.param.into(),
    }
}

/// A walk over all pages of a list while it changes.
#[wasm_bindgen]
#[derive(Debug)]
pub struct PageWalk {
    walk: Walk,
}

#[wasm_bindgen]
impl PageWalk {
    /// Starts with the first page.
    #[wasm_bindgen(constructor)]
    pub fn new(page_size: u32) -> PageWalk {
        PageWalk { walk: Walk::new(PageToFetch { initial_page: 1, page_size }) }
    }

    /// The number of the page to fetch next. Undefined at the end.
    #[wasm_bindgen(js_name = nextPage)]
    pub fn next_page(&self) -> Option<u32> {
        self.walk.next().map(|page| page.initial_page)
    }

    /// Takes the page from `nextPage`. Returns the indexes of the rows that are new to the walk.
    pub fn take(&mut self, ids: &Array, total_count: f64) -> Array {
        let new = Array::new();
        for index in self.walk.take(&strings(ids), total_count as u64) {
            new.push(&(index as u32).into());
        }
        new
    }
}
