//! The host of the npm package: its functions are those of js/host.ts.

use std::cell::Cell;

use clerk_organization_core::value::Kind;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "clerk-organization/host")]
extern "C" {
    /// A value that is neither null nor undefined.
    pub(crate) type Present;
    #[wasm_bindgen(js_name = at)]
    fn value_at(value: &JsValue, path: &JsValue) -> Option<Present>;
    #[wasm_bindgen(js_name = member)]
    fn member_of(value: &JsValue, name: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = haveTexts)]
    fn all_have_texts(value: &JsValue, names: &JsValue) -> bool;
    pub(crate) fn display(value: &JsValue) -> String;
    /// The index in [`KINDS`].
    #[wasm_bindgen(js_name = kindOf)]
    fn kind_of(value: &JsValue) -> u32;
    /// Undefined if the text is not JSON in base64.
    #[wasm_bindgen(js_name = parseBase64)]
    pub(crate) fn parse_base64(text: &str) -> Option<Present>;
    /// 0 for everything but an array.
    #[wasm_bindgen(js_name = lengthOf)]
    pub(crate) fn length(value: &JsValue) -> u32;
    /// See [`Value::fold`](clerk_organization_core::value::Value::fold).
    pub(crate) fn fold(text: &str) -> String;
    /// The names and values of an object's members in one alternating array; empty for everything else.
    pub(crate) fn entries(value: &JsValue) -> JsValue;
    /// A value as JSON; empty if that is impossible.
    #[wasm_bindgen(js_name = jsonOf)]
    pub(crate) fn json(value: &JsValue) -> String;
    #[wasm_bindgen(js_name = isOnline)]
    pub(crate) fn is_online() -> bool;
    #[wasm_bindgen(js_name = tabState)]
    pub(crate) fn tab_state() -> u32;
    #[wasm_bindgen(js_name = readCookies)]
    pub(crate) fn read_cookies() -> String;
    #[wasm_bindgen(js_name = writeCookie)]
    pub(crate) fn write_cookie(text: &str);
    #[wasm_bindgen(js_name = isHttps)]
    pub(crate) fn is_https() -> bool;
}

/// A constant and its JavaScript string, in a linked list.
struct Constant {
    text: &'static str,
    decoded: JsValue,
    next: Option<&'static Self>,
}

thread_local! {
    static CONSTANTS: Cell<Option<&'static Constant>> = const { Cell::new(None) };
}

/// A constant as a JavaScript string, decoded once. Decoding the names of members at each use took 25 of the 80 µs
/// between an answer and its result.
pub(crate) fn constant(text: &'static str) -> &'static JsValue {
    let mut known = CONSTANTS.get();
    while let Some(constant) = known {
        if std::ptr::eq(constant.text, text) {
            return &constant.decoded;
        }
        known = constant.next;
    }
    let made = Constant { text, decoded: JsValue::from_str(text), next: CONSTANTS.get() };
    let made: &'static Constant = Box::leak(Box::new(made));
    CONSTANTS.set(Some(made));
    &made.decoded
}

pub(crate) fn at(value: &JsValue, path: &'static str) -> Option<Present> {
    value_at(value, constant(path))
}

pub(crate) fn member(value: &JsValue, name: &'static str) -> JsValue {
    member_of(value, constant(name))
}

pub(crate) fn have_texts(value: &JsValue, names: &'static str) -> bool {
    all_have_texts(value, constant(names))
}

pub(crate) fn kind(value: &JsValue) -> Kind {
    match kind_of(value) {
        0 => Kind::Null,
        1 => Kind::Boolean,
        2 => Kind::Number,
        3 => Kind::Text,
        4 => Kind::Array,
        5 => Kind::Object,
        _ => Kind::Other,
    }
}
