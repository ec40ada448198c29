//! Any pasted text.

use std::collections::BTreeSet;

use clerk_organization_core::addresses::{address_key, is_email_address, parse_email_addresses};

use super::input::Input;

pub(crate) fn check(data: &[u8]) {
    let mut input = Input::new(data);
    let mut text = String::new();
    while !input.is_empty() {
        text += match input.below(16) {
            0 => "ada@x.io",
            1 => "@",
            2 => ",",
            3 => ";",
            4 => "\n",
            5 => "\t",
            6 => "\"",
            7 => "Email",
            8 => "<",
            9 => ">",
            10 => "\u{202a}",
            _ => "",
        };
        text += &input.text();
    }
    let parsed = parse_email_addresses(&text);
    let keys: BTreeSet<String> = parsed.email_addresses.iter().map(|address| address_key(address)).collect();
    assert_eq!(keys.len(), parsed.email_addresses.len(), "{text:?}");
    assert!(parsed.email_addresses.iter().all(|address| is_email_address(address)), "{text:?}");
    assert!(parsed.duplicates.iter().all(|address| keys.contains(&address_key(address))), "{text:?}");
    assert!(
        parsed.with_roles.iter().all(|row| parsed.email_addresses.contains(&row.email_address)),
        "{text:?}"
    );
    assert!(parsed.not_understood.iter().all(|one| one.line > 0), "{text:?}");
    assert!(text.contains('@') || parsed.email_addresses.is_empty(), "{text:?}");
    // With one address per line, the result has the same addresses.
    let again = parse_email_addresses(&parsed.email_addresses.join("\n"));
    assert_eq!(again.email_addresses, parsed.email_addresses, "{text:?}");
}
