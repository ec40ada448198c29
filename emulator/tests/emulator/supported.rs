//! `SUPPORTED.md`: every operation of Clerk's published descriptions, and whether the emulator supports it. It is
//! generated from the table of operations. The test compares it with the emulator's answers: an unsupported operation
//! returns 501.
//!
//! `UPDATE_SUPPORTED=1 cargo test -p clerk-emulator --test emulator supported` rewrites the file.

use std::fmt::Write;

use crate::support::{Server, send};

const PUBLISHED: &str = include_str!("../../src/http/published.txt");
const README: &str = include_str!("../../README.md");
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
            // Unknown paths outside of `/v1` belong to the served folders.
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

/// Whether a path in the README's table covers this operation: `METHOD /path` covers only itself, `/path` also
/// everything below it.
fn names(row: &str, method: &str, path: &str) -> bool {
    let parts = |path: &str| -> Vec<String> {
        let part = |part: &str| if part.starts_with('{') { "{}" } else { part }.to_owned();
        path.split('/').map(part).collect()
    };
    match row.split_once(' ') {
        Some((only, row)) => only == method && parts(row) == parts(path),
        None => parts(path).starts_with(&parts(row)),
    }
}

#[test]
fn the_readme_lists_exactly_the_unsupported_operations() {
    let table = README.split_once("| not here | Frontend API | Backend API |\n").unwrap().1;
    let table: Vec<[Vec<&str>; 2]> = table
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
            [1, 2].map(|cell| cells[cell].split('`').skip(1).step_by(2).collect())
        })
        .collect();
    assert!(table.len() > 10, "{table:?}");
    let served = clerk_emulator::operations();
    let mut problems = Vec::new();
    for (api, column) in [("frontend", 0), ("backend", 1)] {
        let rows: Vec<&str> = table.iter().flat_map(|row| row[column].clone()).collect();
        let mut used = vec![false; rows.len()];
        for line in PUBLISHED.lines().filter(|line| line.starts_with(api)) {
            let words: Vec<&str> = line.split(' ').collect();
            let (method, path, id) = (words[1], words[2], words[3]);
            let is_served = served.iter().any(|known| known.api == api && known.operation_id == Some(id));
            let mut is_named = false;
            for (row, used) in rows.iter().zip(&mut used) {
                if names(row, method, path) {
                    (is_named, *used) = (true, true);
                }
            }
            match (is_served, is_named) {
                (true, true) => {
                    problems.push(format!("{api}: {method} {path} is served, and the README denies it"))
                }
                (false, false) => {
                    problems.push(format!("{api}: {method} {path} is neither served nor in the README"))
                }
                _ => {}
            }
        }
        let unused = rows.iter().zip(used).filter(|(_, used)| !used);
        problems.extend(unused.map(|(row, _)| format!("{api}: {row} is no published operation")));
    }
    assert!(problems.is_empty(), "{problems:#?}");
}
