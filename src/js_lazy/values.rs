//! Values from and for JavaScript. Texts are passed as values: wasm-bindgen's own conversion takes 40 bytes (brotli) more for
//! each text. Values that belong together are returned in one array, because each export of a module takes at least 60 bytes
//! (brotli).

use js_sys::Array;
use wasm_bindgen::JsValue;

/// An array of these values.
pub(super) fn array(values: &[JsValue]) -> Array {
    let array = Array::new();
    for value in values {
        array.push(value);
    }
    array
}

/// An array of texts.
pub(super) fn texts(texts: &[String]) -> JsValue {
    let array = Array::new();
    for text in texts {
        array.push(&text.as_str().into());
    }
    array.into()
}

/// The text that a value is; empty for every other value.
pub(super) fn text(value: &JsValue) -> String {
    value.as_string().unwrap_or_default()
}

/// The texts of an array.
pub(super) fn strings(array: &Array) -> Vec<String> {
    let mut strings = Vec::new();
    for index in 0..array.length() {
        strings.push(text(&array.get(index)));
    }
    strings
}
