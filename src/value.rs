//! The core's view of JavaScript's values.

use clerk_organization_core::value::{Kind, Value};
use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

use crate::host;

/// A JavaScript value: JSON that the browser parsed, a caller's params, or something thrown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Js(pub(crate) JsValue);

impl Js {
    /// An object without members.
    #[cfg(not(feature = "js"))]
    pub(crate) fn empty_object() -> Self {
        Self(Object::new().into())
    }
}

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
        match self.0.dyn_ref::<Array>() {
            Some(array) => array.iter().map(Self).collect(),
            None => Vec::new(),
        }
    }

    fn entries(&self) -> Vec<(String, Self)> {
        let Some(object) = self.0.dyn_ref::<Object>() else { return Vec::new() };
        let entry = |entry: JsValue| {
            let entry: Array = entry.unchecked_into();
            (entry.get(0).as_string().unwrap_or_default(), Self(entry.get(1)))
        };
        Object::entries(object).iter().map(entry).collect()
    }

    fn json(&self) -> String {
        host::json(&self.0)
    }
}
