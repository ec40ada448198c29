//! Conversion of values from and to JavaScript. Strings are passed as values, because wasm-bindgen's own conversion
//! takes 40 bytes (brotli) more for each. Related values are returned in one array, because each export takes at least
//! 60 bytes (brotli).

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

/// An array of strings.
pub(super) fn texts(texts: &[String]) -> JsValue {
    let array = Array::new();
    for text in texts {
        array.push(&text.as_str().into());
    }
    array.into()
}

/// A string value; empty for every other value.
pub(super) fn text(value: &JsValue) -> String {
    value.as_string().unwrap_or_default()
}

/// The strings of an array.
pub(super) fn strings(array: &Array) -> Vec<String> {
    let mut strings = Vec::new();
    for index in 0..array.length() {
        strings.push(text(&array.get(index)));
    }
    strings
}
