//! The host of the npm package: its functions are those of js/host.ts.

use clerk_organization_core::value::Kind;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "clerk-organization/host")]
extern "C" {
    /// A value that is neither null nor undefined.
    pub(crate) type Present;
    pub(crate) fn at(value: &JsValue, path: &str) -> Option<Present>;
    pub(crate) fn member(value: &JsValue, name: &str) -> JsValue;
    #[wasm_bindgen(js_name = haveTexts)]
    pub(crate) fn have_texts(value: &JsValue, names: &str) -> bool;
    pub(crate) fn display(value: &JsValue) -> String;
    /// The place in [`KINDS`].
    #[wasm_bindgen(js_name = kindOf)]
    fn kind_of(value: &JsValue) -> u32;
    /// Undefined if the text is not JSON in base64.
    #[wasm_bindgen(js_name = parseBase64)]
    pub(crate) fn parse_base64(text: &str) -> Option<Present>;
    /// 0 for everything but an array.
    #[wasm_bindgen(js_name = lengthOf)]
    pub(crate) fn length(value: &JsValue) -> u32;
    /// As [`Value::fold`](clerk_organization_core::value::Value::fold) has it.
    pub(crate) fn fold(text: &str) -> String;
    /// The names and the values of an object's members in turn; empty for everything else.
    pub(crate) fn entries(value: &JsValue) -> JsValue;
    /// JSON of a value; empty if it has none.
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
