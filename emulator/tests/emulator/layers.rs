//! The layers of the source: a module may only use modules of lower layers.

use std::path::{Path, PathBuf};

use regex::Regex;

/// Lowest layer first. Modules of the same layer do not use each other.
const LAYERS: &[&[&str]] = &[
    &["clock", "document", "error", "ids", "public_url", "redact", "rows_only", "runtime", "settings", "web"],
    &["faults", "limits", "pairs", "passwords", "request_log", "tokens"],
    &["log", "model"],
    &["rules"],
    &["store"],
    &["mail", "seed"],
    &["instance"],
    &["snapshot"],
    &["acts", "webhooks"],
    &["http::cors", "http::path_template", "http::reply", "http::upload"],
    &["http::npm_packages"],
    &[
        "http::allowed_hosts",
        "http::context",
        "http::published",
        "http::static_files",
        "http::no_static_files",
        "pages",
    ],
    &["http::identity", "http::proxied", "http::shapes"],
    &["http::handshake", "http::jwks", "http::operations"],
    &["http::portal", "http::routes"],
    &["http::backend", "http::frontend"],
    &["http::tables"],
    &["host"],
    &["control"],
    &["http::pipeline"],
    &["http::server"],
    &["core"],
    &["server"],
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The module of a file, such as `http::portal::visitor` for `src/http/portal/visitor.rs`.
fn module(root: &Path, file: &Path) -> Vec<String> {
    let path = file.strip_prefix(root).unwrap().with_extension("");
    let mut parts: Vec<String> = path.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

/// The layer of a module, and the entry that lists it.
fn layer(module: &str) -> Option<(usize, &'static str)> {
    let is_in = |entry: &str| module == entry || module.starts_with(&format!("{entry}::"));
    LAYERS
        .iter()
        .enumerate()
        .find_map(|(layer, entries)| entries.iter().find(|entry| is_in(entry)).map(|entry| (layer, *entry)))
}

/// Every module that a source file uses, as a path from the crate's root.
fn used(own: &[String], source: &str) -> Vec<String> {
    let named = Regex::new(r"\b(crate|super(?:::super)*)::((?:[a-z_]+::)*)(\{[^}]*\}|[A-Za-z_]+)").unwrap();
    let mut found = Vec::new();
    for capture in named.captures_iter(source) {
        let mut base = own.to_vec();
        match &capture[1] {
            "crate" => base.clear(),
            up => base.truncate(own.len().saturating_sub(up.split("::").count())),
        }
        base.extend(capture[2].split("::").filter(|part| !part.is_empty()).map(str::to_owned));
        for item in capture[3].trim_matches(['{', '}']).split(',') {
            let item = item.trim().split(' ').next().unwrap();
            found.push(base.iter().map(String::as_str).chain([item]).collect::<Vec<_>>().join("::"));
        }
    }
    found
}

#[test]
fn every_form_of_use_is_found() {
    let own = ["http", "portal", "visitor"].map(str::to_owned);
    let source = "use super::{home, path};\nuse crate::acts::accept;\nfn a() { crate::rules::email::is_valid(super::super::cors::x()) }";
    let expected = [
        "http::portal::home",
        "http::portal::path",
        "acts::accept",
        "rules::email::is_valid",
        "http::cors::x",
    ];
    assert_eq!(used(&own, source), expected);
}

#[test]
fn modules_only_use_modules_of_lower_layers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let (mut looked_at, mut wrong) = (0, Vec::new());
    for file in files {
        let own = module(&root, &file);
        let name = own.join("::");
        // Skips the crate's root, module lists, and code for tests only.
        if ["lib", "main", "http", "untrusted_input"].contains(&name.as_str()) {
            continue;
        }
        let Some((own_layer, own_entry)) = layer(&name) else { panic!("{name} is in no layer") };
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for used in used(&own, &code.join("\n")) {
            looked_at += 1;
            let Some((used_layer, used_entry)) = layer(&used) else { continue };
            if used_entry != own_entry && used_layer >= own_layer {
                wrong.push(format!("{name} uses {used}"));
            }
        }
    }
    assert!(looked_at > 500, "{looked_at}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
