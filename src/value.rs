//! JavaScript values as the core's [`Value`].

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
    fn parse_base64(text: &str) -> Option<Self> {
        Some(Self(host::parse_base64(text)?.into()))
    }

    fn fold(text: &str) -> String {
        // Nearly every address is already folded. Checking that in JavaScript took a tenth of a call.
        match text.bytes().all(|byte| byte.is_ascii_graphic() && !byte.is_ascii_uppercase()) {
            true => text.into(),
            false => host::fold(text),
        }
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

    fn at(&self, path: &'static str) -> Option<Self> {
        Some(Self(host::at(&self.0, path)?.into()))
    }

    fn has(&self, name: &'static str) -> bool {
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

    fn member(&self, name: &'static str) -> Option<Self> {
        let member = host::member(&self.0, name);
        (!member.is_undefined()).then_some(Self(member))
    }

    fn have_texts(&self, names: &'static str) -> bool {
        host::have_texts(&self.0, names)
    }

    fn length(&self) -> u32 {
        host::length(&self.0)
    }

    fn item(&self, index: u32) -> Self {
        Self(self.0.unchecked_ref::<Array>().get(index))
    }

    fn flat_entries(&self) -> Self {
        Self(host::entries(&self.0))
    }

    fn json(&self) -> String {
        host::json(&self.0)
    }
}
