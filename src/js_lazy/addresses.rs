//! Pasted addresses.

use clerk_organization_core::addresses as core;
use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::letters::LETTERS;
use super::values::{array, text, texts};

/// Parses the e-mail addresses of a pasted text. Returns five arrays:
///
/// - the addresses, each once;
/// - the addresses that have a role: `[address, role]`;
/// - the texts that are not among the addresses: `[text, reason, line]`, the line counted from 1;
/// - the repetitions of addresses;
/// - the texts whose invisible characters were removed: `[text, address, line]`.
#[wasm_bindgen(js_name = parseEmailAddresses)]
pub fn parse_email_addresses(given: JsValue) -> Array {
    let parsed = core::parse_email_addresses_with(&text(&given), LETTERS);
    let (with_roles, not_understood, cleaned) = (Array::new(), Array::new(), Array::new());
    for one in &parsed.with_roles {
        with_roles.push(&array(&[one.email_address.as_str().into(), one.role.as_str().into()]));
    }
    for one in &parsed.not_understood {
        not_understood.push(&array(&[one.text.as_str().into(), one.reason.as_str().into(), one.line.into()]));
    }
    for one in &parsed.cleaned {
        cleaned.push(&array(&[one.text.as_str().into(), one.email_address.as_str().into(), one.line.into()]));
    }
    array(&[
        texts(&parsed.email_addresses),
        with_roles.into(),
        not_understood.into(),
        texts(&parsed.duplicates),
        cleaned.into(),
    ])
}
