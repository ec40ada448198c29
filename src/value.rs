//! The core's view of JavaScript's values.

use clerk_organization_core::value::{Kind, Value};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use crate::host;

/// A JavaScript value: JSON that the browser parsed, a caller's params, or something thrown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Js(pub(crate) JsValue);

#[allow(
    clippy::useless_conversion,
    reason = "the host of the npm package has a type of its own for values that are there"
)]
impl Value for Js {
    fn parse(json: &[u8]) -> Option<Self> {
        Some(Self(host::parse(json)?.into()))
    }

    fn fold(text: &str) -> String {
        host::fold(text)
    }

    fn array(items: Vec<Self>) -> Self {
        let array = Array::new();
        for item in &items {
            array.push(&item.0);
        }
        Self(array.into())
    }

    fn kind(&self) -> Kind {
        host::kind(&self.0)
    }

    fn at(&self, path: &str) -> Option<Self> {
        Some(Self(host::at(&self.0, path)?.into()))
    }

    fn has(&self, name: &str) -> bool {
        self.member(name).is_some()
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn boolean(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn display(&self) -> String {
        host::display(&self.0)
    }

    fn is_absent(&self) -> bool {
        self.0.is_undefined()
    }

    fn member(&self, name: &str) -> Option<Self> {
        let member = host::member(&self.0, name);
        (!member.is_undefined()).then_some(Self(member))
    }

    fn have_texts(&self, names: &str) -> bool {
        host::have_texts(&self.0, names)
    }

    fn items(&self) -> Vec<Self> {
        let mut items = Vec::new();
        if let Some(array) = self.0.dyn_ref::<Array>() {
            for at in 0..array.length() {
                items.push(Self(array.get(at)));
            }
        }
        items
    }

    fn entries(&self) -> Vec<(String, Self)> {
        let mut entries = Vec::new();
        // Names and values in turn.
        let mut name = None;
        for item in Self(host::entries(&self.0)).items() {
            match name.take() {
                None => name = item.text(),
                Some(name) => entries.push((name, item)),
            }
        }
        entries
    }

    fn json(&self) -> String {
        host::json(&self.0)
    }
}
