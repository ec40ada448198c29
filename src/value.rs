//! The core's view of JavaScript's values.

use clerk_organization_core::value::{Kind, Value};
use js_sys::{Array, JSON, Object};
use wasm_bindgen::{JsCast, JsValue};

use crate::host;

/// A JavaScript value: JSON that the browser parsed, a caller's params, or something thrown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Js(pub(crate) JsValue);

impl Js {
    /// An object without members.
    pub(crate) fn empty_object() -> Self {
        Self(Object::new().into())
    }

    fn present(value: JsValue) -> Option<Self> {
        (!value.is_undefined() && !value.is_null()).then_some(Self(value))
    }
}

impl Value for Js {
    fn parse(json: &str) -> Option<Self> {
        JSON::parse(json).ok().map(Self)
    }

    fn array(items: Vec<Self>) -> Self {
        Self(items.into_iter().map(|item| item.0).collect::<Array>().into())
    }

    fn kind(&self) -> Kind {
        match &self.0 {
            value if value.is_undefined() || value.is_null() => Kind::Null,
            value if value.is_string() => Kind::Text,
            value if Array::is_array(value) => Kind::Array,
            value if value.is_object() => Kind::Object,
            value if value.as_bool().is_some() => Kind::Boolean,
            value if value.as_f64().is_some() => Kind::Number,
            _ => Kind::Other,
        }
    }

    fn at(&self, path: &str) -> Option<Self> {
        Self::present(host::at(&self.0, path))
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
        JSON::stringify(&self.0).ok().and_then(|text| text.as_string()).unwrap_or_default()
    }
}
