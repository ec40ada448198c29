//! Letters as the browser knows them.

use clerk_organization_core::addresses::Letters;
use js_sys::JsString;

/// The browser's tables of Unicode, for the core.
pub(super) const LETTERS: Letters = Letters { compose, lower, plain };

fn normalized(text: &str, form: &str) -> String {
    JsString::from(text).normalize(form).into()
}

fn compose(text: &str) -> String {
    // Most addresses are, and need no way out of wasm.
    if text.is_ascii() { text.to_owned() } else { normalized(text, "NFC") }
}

fn lower(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { JsString::from(text).to_lower_case().into() }
}

fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    for character in normalized(text, "NFKD").chars() {
        // Accents, and the marks of Japanese syllables.
        if !matches!(character, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}') {
            plain.push(character);
        }
    }
    // Korean syllables are one character in the core's lists.
    normalized(&plain, "NFC")
}
