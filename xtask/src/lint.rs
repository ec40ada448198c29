//! `cargo xtask lint`: formatting, clippy for every target that the code is compiled for, and the TypeScript.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::emulator_package;
use crate::project::Project;
use crate::step::step;
use crate::tools;
use crate::typescript;

const SDK: [&str; 4] = ["--package", "clerk-organization", "--target", tools::WASM_TARGET];
/// The crates that link the wasm modules and enable the SDK's exports to JavaScript.
const MODULES: [&str; 4] = ["--package", "clerk-organization-eager", "--package", "clerk-organization-lazy"];

/// Runs all checks, up to the first that fails.
pub(crate) fn run(project: &Project) -> Result<()> {
    tools::wasm_target(project)?;
    step("cargo fmt --check", || project.run(&mut project.cargo(["fmt", "--all", "--check"])))?;
    step("clippy: the workspace on this machine", || clippy(project, &["--workspace", "--all-targets"]))?;
    step("clippy: the SDK on wasm32, for Rust callers", || {
        clippy(project, &[&SDK[..], &["--all-targets"]].concat())
    })?;
    step("clippy: the SDK on wasm32, with what it exports to JavaScript", || {
        clippy(project, &[&SDK[..], &MODULES].concat())
    })?;
    step("cargo doc: the SDK's documentation, whose whole API shows without a browser", || {
        let mut command = project.cargo(["doc", "--quiet", "--no-deps", "--package", "clerk-organization"]);
        project.run(command.env("RUSTDOCFLAGS", "--deny warnings"))
    })?;
    step("clippy: the emulator without a socket", || {
        clippy(project, &["--package", "clerk-emulator", "--no-default-features", "--lib"])
    })?;
    step("clippy: the emulator as a WebAssembly module", || {
        let mut command = project.cargo([
            "clippy",
            "--quiet",
            "--package",
            "clerk-emulator-wasm",
            "--target",
            tools::WASM_TARGET,
        ]);
        // Nothing is linked, so SQLite is not compiled, which would need a C compiler for wasm.
        command.env("CC_wasm32_unknown_unknown", "true").env("AR_wasm32_unknown_unknown", "true");
        project.run(command.args(["--", "--deny", "warnings"]))
    })?;
    let npm = tools::npm_tools(project)?;
    step("tsc --strict: the TypeScript in js/", || typescript::check(project, &npm))?;
    step("the imports in js/", || project.run(&mut tools::script(project, &npm, "imports.mjs")))?;
    step("tsc --strict: the TypeScript of the emulator's npm package", || {
        emulator_package::check_types(project, &npm)
    })?;
    step("no type that switches the compiler off", || {
        ["js", "emulator/npm"].iter().try_for_each(|folder| no_escapes(&project.root.join(folder)))
    })
}

fn clippy(project: &Project, selection: &[&str]) -> Result<()> {
    let mut command = project.cargo(["clippy", "--quiet"]);
    project.run(command.args(selection).args(["--", "--deny", "warnings"]))
}

/// Finds escapes from the type checker: `any`, casts through `unknown`, and comments.
fn no_escapes(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            no_escapes(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "ts") {
            let text = fs::read_to_string(&path)?;
            if let Some(line) = line_of_any(&text) {
                bail!(
                    "{}:{line}: `any` switches the type checker off: name the type, or use `unknown`",
                    path.display()
                );
            }
            for escape in ["as unknown as", "@ts-ignore", "@ts-nocheck", "@ts-expect-error"] {
                if text.contains(escape) {
                    bail!("{}: `{escape}` switches the type checker off: write a type guard", path.display());
                }
            }
        }
    }
    Ok(())
}

/// The first line with the word `any` outside comments and strings.
fn line_of_any(declarations: &str) -> Option<usize> {
    let mut rest = declarations;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let token = token_length(rest, first);
        let (token, after) = rest.split_at_checked(token)?;
        if token == "any" {
            return Some(line);
        }
        line += token.matches('\n').count();
        rest = after;
    }
    None
}

/// The length in bytes of the comment, string, word or other character at the start of `text`.
fn token_length(text: &str, first: char) -> usize {
    let up_to = |end: &str, from: usize| {
        text.get(from..).and_then(|inside| inside.find(end)).map_or(text.len(), |at| from + at + end.len())
    };
    let is_word = |character: char| character.is_alphanumeric() || character == '_' || character == '$';
    match first {
        '/' if text.starts_with("//") => up_to("\n", 2),
        '/' if text.starts_with("/*") => up_to("*/", 2),
        '"' => up_to("\"", 1),
        '\'' => up_to("'", 1),
        '`' => up_to("`", 1),
        _ if is_word(first) => text.find(|character| !is_word(character)).unwrap_or(text.len()),
        _ => first.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_any_is_found_in_every_position_of_a_type() {
        for declarations in
            ["let a: any;", "type A = Array<any>", "(a: string | any) => void", "any", "/* é */ x: any[]"]
        {
            assert_eq!(line_of_any(declarations), Some(1), "{declarations}");
        }
        assert_eq!(line_of_any("// one\n/* two\n three */\nlet a: 'x\\\\' | any;"), Some(4));
    }

    #[test]
    fn the_word_any_in_comments_strings_and_longer_words_is_not_a_type() {
        for declarations in [
            "// any\n",
            "/* any\n any */ let a",
            "type A = 'any' | \"any\"",
            "company: string; any_: 1; $any: 2",
            "",
        ] {
            assert_eq!(line_of_any(declarations), None, "{declarations}");
        }
    }
}
