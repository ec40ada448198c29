//! `cargo xtask docs`: the reference of both APIs, built without warnings, and the report of the npm package's
//! declarations.
//!
//! The report is committed, so that a change of the public API shows in a diff. `cargo xtask test types` compares it.

use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::project::Project;
use crate::step::step;
use crate::tools::Tools;
use crate::{build, tools, typescript};

const REPORT: &str = "xtask/api-report.d.ts";
/// The public crates.
const CRATES: [&str; 3] = ["clerk-organization", "clerk-organization-core", "clerk-emulator"];

/// Builds the package, then the reference of both APIs and the report.
pub(crate) fn run(project: &Project) -> Result<()> {
    let tools = Tools::ready(project)?;
    build::package(project, &tools)?;
    let path = project.root.join(REPORT);
    fs::write(&path, report(project)?).with_context(|| format!("cannot write {}", path.display()))?;
    println!("{REPORT} is up to date");
    rustdoc(project)?;
    typedoc(project, &tools)
}

/// Fails if the committed report is not that of the built package.
pub(crate) fn check_report(project: &Project) -> Result<()> {
    step("the committed report of the package's declarations", || {
        if fs::read_to_string(project.root.join(REPORT)).unwrap_or_default() != report(project)? {
            bail!("the public declarations have changed: run `cargo xtask docs` and commit {REPORT}");
        }
        Ok(())
    })
}

fn report(project: &Project) -> Result<String> {
    let script = project.root.join("xtask/scripts/api-report.mjs");
    let mut node = project.command("node");
    project.output(node.arg(script).arg(project.root.join("pkg")).arg(build::packed(project)?))
}

fn rustdoc(project: &Project) -> Result<()> {
    step("cargo doc: the crates", || {
        let mut command = project.cargo(["doc", "--quiet", "--no-deps"]);
        command.args(CRATES.iter().flat_map(|name| ["--package", name]));
        project.run(command.env("RUSTDOCFLAGS", "--deny warnings"))
    })?;
    println!("target/doc/clerk_organization/index.html");
    Ok(())
}

fn typedoc(project: &Project, tools: &Tools) -> Result<()> {
    let docs = tools::docs_tools(project)?;
    step("TypeDoc: the npm package", || {
        // Only the entries and their exports: apps do not import other files of js/.
        let options = json!({
            "entryPoints": typescript::entry_sources(project),
            "tsconfig": typescript::configuration(project, &tools.npm, "docs", json!({}))?,
            "out": project.folder("typedoc")?,
            "name": "clerk-organization",
            "readme": project.root.join("pkg/README.md"),
            "excludeInternal": true,
            "excludePrivate": true,
            "disableSources": true,
            // The compiler resolves `Organization` to the file that declares it, the reference to the one that exports
            // it.
            "useTsLinkResolution": false,
            "treatWarningsAsErrors": true,
            "logLevel": "Warn",
        });
        let path = project.folder("typescript")?.join("typedoc.json");
        fs::write(&path, format!("{options:#}\n"))
            .with_context(|| format!("cannot write {}", path.display()))?;
        let mut typedoc = project.command(docs.join("node_modules/.bin/typedoc"));
        project.run(typedoc.arg("--options").arg(&path))
    })?;
    println!("target/typedoc/index.html");
    Ok(())
}
