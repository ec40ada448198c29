//! Pasted addresses.

use clerk_organization_core::addresses as core;
use wasm_bindgen::prelude::*;

use super::letters::LETTERS;

/// What a pasted text has. Arrays that belong together have one entry at each position.
#[wasm_bindgen]
#[derive(Debug)]
pub struct ParsedAddresses {
    parsed: core::ParsedAddresses,
}

/// Reads the e-mail addresses of a pasted text.
#[wasm_bindgen(js_name = parseEmailAddresses)]
pub fn parse_email_addresses(text: &str) -> ParsedAddresses {
    ParsedAddresses { parsed: core::parse_email_addresses_with(text, LETTERS) }
}

#[wasm_bindgen]
impl ParsedAddresses {
    /// The addresses, each once.
    #[wasm_bindgen(js_name = emailAddresses)]
    pub fn email_addresses(&self) -> Vec<String> {
        self.parsed.email_addresses.clone()
    }

    /// The addresses that have a role.
    #[wasm_bindgen(js_name = addressesWithRoles)]
    pub fn addresses_with_roles(&self) -> Vec<String> {
        self.parsed.with_roles.iter().map(|row| row.email_address.clone()).collect()
    }

    /// Their roles.
    pub fn roles(&self) -> Vec<String> {
        self.parsed.with_roles.iter().map(|row| row.role.clone()).collect()
    }

    /// The texts that are not among the addresses.
    #[wasm_bindgen(js_name = notUnderstood)]
    pub fn not_understood(&self) -> Vec<String> {
        self.parsed.not_understood.iter().map(|one| one.text.clone()).collect()
    }

    /// The reason for each of them.
    pub fn reasons(&self) -> Vec<String> {
        self.parsed.not_understood.iter().map(|one| one.reason.as_str().to_owned()).collect()
    }

    /// The line of each of them, counted from 1.
    pub fn lines(&self) -> Vec<u32> {
        self.parsed.not_understood.iter().map(|one| one.line).collect()
    }

    /// The addresses that were written again.
    pub fn duplicates(&self) -> Vec<String> {
        self.parsed.duplicates.clone()
    }

    /// The texts whose invisible characters were removed.
    #[wasm_bindgen(js_name = cleanedTexts)]
    pub fn cleaned_texts(&self) -> Vec<String> {
        self.parsed.cleaned.iter().map(|one| one.text.clone()).collect()
    }

    /// The addresses that were left of them.
    #[wasm_bindgen(js_name = cleanedAddresses)]
    pub fn cleaned_addresses(&self) -> Vec<String> {
        self.parsed.cleaned.iter().map(|one| one.email_address.clone()).collect()
    }

    /// The line of each of them, counted from 1.
    #[wasm_bindgen(js_name = cleanedLines)]
    pub fn cleaned_lines(&self) -> Vec<u32> {
        self.parsed.cleaned.iter().map(|one| one.line).collect()
    }
}
