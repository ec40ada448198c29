//! `SUPPORTED.md`: every operation of Clerk's published descriptions, and whether the emulator has it. Written from the
//! table of operations, and held against what the emulator answers: an operation that it does not have is a 501.
//!
//! `UPDATE_SUPPORTED=1 cargo test -p clerk-emulator --test emulator supported` rewrites the file.

use std::fmt::Write;

use crate::support::{Server, send};

const PUBLISHED: &str = include_str!("../../src/http/published.txt");
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/SUPPORTED.md");

#[test]
fn supported_md_lists_the_operations_of_the_emulator() {
    let table = clerk_emulator::operations();
    let server = Server::with_settings(&[("rate_limits", "false")]);
    let authorization = format!("Bearer {}", server.instance["secretKey"].as_str().unwrap());
    let mut sections = String::new();
    let mut counts = Vec::new();
    for (api, name) in [("frontend", "Frontend API"), ("backend", "Backend API")] {
        let mut rows = String::new();
        let (mut supported, mut all) = (0, 0);
        for line in PUBLISHED.lines().filter(|line| line.starts_with(api)) {
            let words: Vec<&str> = line.split(' ').collect();
            let (method, path, id) = (words[1], words[2], words[3]);
            let concrete: Vec<&str> =
                path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect();
            let url = format!("{}{}", server.url, concrete.join("/"));
            let headers: &[(&str, &str)] =
                if api == "backend" { &[("authorization", authorization.as_str())] } else { &[] };
            let answer = send(method, &url, headers, None).unwrap();
            let is_supported = table.iter().any(|known| known.api == api && known.operation_id == Some(id));
            // What is outside of `/v1` and is not there belongs to the folders that are served.
            let is_api = path.starts_with("/v1/");
            assert_eq!(answer.status == 501, is_api && !is_supported, "{line}: {}", answer.status);
            assert_ne!(answer.status, 500, "{line}: {}", answer.text);
            assert_ne!(answer.status, 405, "{line}: {}", answer.text);
            all += 1;
            supported += i32::from(is_supported);
            writeln!(rows, "| `{method} {path}` | {id} | {} |", if is_supported { "yes" } else { "" })
                .unwrap();
        }
        counts.push(format!("{supported} of {all} operations of the {name}"));
        write!(sections, "\n## {name}\n\n| operation | id | supported |\n|---|---|---|\n{rows}").unwrap();
    }
    let ours = table.iter().filter(|known| known.api != "control" && known.operation_id.is_none());
    let ours: String = ours.map(|known| format!("- `{} {}`\n", known.method, known.path)).collect();
    let text = format!(
        "# What is supported\n\nOf Clerk's published API descriptions (version 2026-05-12), clerk-emulator has {}.\n\
         Any other below `/v1` answers 501 `operation_not_implemented`. `tests/emulator/supported.rs` writes and checks this file.\n\
         \nBeside them, without a published description:\n\n{ours}{sections}",
        counts.join(" and ")
    );
    server.stop();
    if std::env::var_os("UPDATE_SUPPORTED").is_some() {
        std::fs::write(FILE, &text).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(FILE).unwrap_or_default(),
        text,
        "rewrite it as the top of this file says"
    );
}
