//! The browser's functions for letters.

use clerk_organization_core::addresses::Letters;
use wasm_bindgen::prelude::*;

/// The browser's Unicode functions, for the core.
pub(super) const LETTERS: Letters = Letters { compose, lower, plain, ascii_domain };

// With `call`, because a method would need the string as a JavaScript value first.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["String", "prototype", "normalize"], js_name = call)]
    fn normalize(text: &str, form: &str) -> String;

    #[wasm_bindgen(js_namespace = ["String", "prototype", "toLowerCase"], js_name = call)]
    fn to_lower_case(text: &str) -> String;

    type URL;
    #[wasm_bindgen(constructor)]
    fn new(url: &str) -> URL;
    #[wasm_bindgen(method, getter)]
    fn hostname(this: &URL) -> String;
    #[wasm_bindgen(method, setter)]
    fn set_hostname(this: &URL, hostname: &str);
}

fn compose(text: &str) -> String {
    // Most addresses are ASCII and need no call to JavaScript.
    if text.is_ascii() { text.to_owned() } else { normalize(text, "NFC") }
}

fn lower(text: &str) -> String {
    to_lower_case(text)
}

fn ascii_domain(domain: &str) -> String {
    // Setting an invalid domain changes nothing (URL Standard).
    let url = URL::new("http://a");
    url.set_hostname(domain);
    let hostname = url.hostname();
    if hostname == "a" { domain.to_owned() } else { hostname }
}

fn plain(text: &str) -> String {
    let mut plain = String::new();
    for character in normalize(text, "NFKD").chars() {
        // Removes accents and the marks of Japanese syllables.
        if !matches!(character, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}') {
            plain.push(character);
        }
    }
    // Korean syllables are one character in the core's lists.
    normalize(&plain, "NFC")
}
