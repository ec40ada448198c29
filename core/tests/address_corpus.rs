//! Files as people paste them, each with the expected result: `addresses/NAME.csv` or `.txt` and `NAME.expected.json`.

#![allow(clippy::unwrap_used, reason = "a file that cannot be read fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

use clerk_organization_core::addresses::{
    AddressWithRole, Cleaned, NotUnderstood, ParsedAddresses, address_key, parse_email_addresses,
};
use serde_json::{Value, json};

fn to_json(parsed: &ParsedAddresses) -> Value {
    let mut members = serde_json::Map::new();
    let mut add = |name: &str, values: Vec<Value>| {
        if !values.is_empty() {
            members.insert(name.to_owned(), values.into());
        }
    };
    add("emailAddresses", parsed.email_addresses.iter().map(|address| json!(address)).collect());
    let with_role = |one: &AddressWithRole| json!({ "emailAddress": one.email_address, "role": one.role });
    add("withRoles", parsed.with_roles.iter().map(with_role).collect());
    let not_understood =
        |one: &NotUnderstood| json!({ "text": one.text, "reason": one.reason.as_str(), "line": one.line });
    add("notUnderstood", parsed.not_understood.iter().map(not_understood).collect());
    add("duplicates", parsed.duplicates.iter().map(|address| json!(address)).collect());
    let cleaned =
        |one: &Cleaned| json!({ "text": one.text, "emailAddress": one.email_address, "line": one.line });
    add("cleaned", parsed.cleaned.iter().map(cleaned).collect());
    Value::Object(members)
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/addresses");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension != "json"));
    files.sort();
    files
}

#[test]
fn every_file_of_the_corpus_has_its_expected_result() {
    let files = files();
    assert!(files.len() >= 30, "the corpus has {} files", files.len());
    let mut failures = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let actual = to_json(&parse_email_addresses(&text));
        let expected = fs::read_to_string(path.with_extension("expected.json")).unwrap_or_default();
        if serde_json::from_str::<Value>(&expected).ok().as_ref() != Some(&actual) {
            failures.push(format!("{}: {actual:#}", path.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_file_of_the_corpus_accounts_for_each_address_in_it() {
    for path in files() {
        let text = fs::read_to_string(&path).unwrap();
        let parsed = parse_email_addresses(&text);
        let reported = parsed.not_understood.iter().map(|one| &one.text);
        let known = parsed.email_addresses.iter().chain(&parsed.duplicates).chain(reported);
        let known: String = known.map(|text| address_key(text) + "\n").collect();
        let is_edge = |character: char| character.is_whitespace() || ",;<>()[]|\":?".contains(character);
        for word in text.split(is_edge).filter(|word| word.contains('@')) {
            let is_mark = |character: &char| matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            let word: String = word.chars().filter(|character| !is_mark(character)).collect();
            let word = address_key(word.trim_matches(|character| "'‘’“”„«».".contains(character)));
            assert!(known.contains(&word.replace("%2b", "+")), "{}: {word} of {known}", path.display());
        }
    }
}
