//! Compiles the front ends in examples/, which are separate workspaces, for their test in tests/packages.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::step::step;
use crate::tools::{self, Tools};

/// The folder of test bundles that tests/support/site.mjs serves.
const BUNDLES: &str = "tests/node_modules/.cache/bundles";

/// Compiles both, and builds the page of the Leptos one. No test opens the other one, so it is only checked.
pub(crate) fn build(project: &Project, tools: &Tools) -> Result<()> {
    for (name, command) in [("leptos", "build"), ("yew", "check")] {
        step(&format!("cargo {command}: examples/{name} for wasm32"), || {
            let mut cargo = project.cargo([command, "--quiet", "--locked", "--target", tools::WASM_TARGET]);
            cargo.arg("--manifest-path").arg(project.root.join("examples").join(name).join("Cargo.toml"));
            cargo.arg("--target-dir").arg(project.folder("front-ends")?);
            project.run(&mut cargo)
        })?;
    }
    page(project, tools)
}

fn page(project: &Project, tools: &Tools) -> Result<()> {
    let module =
        Path::new("front-ends").join(tools::WASM_TARGET).join("debug/clerk-organization-leptos.wasm");
    let folder = project.root.join(BUNDLES).join("leptos");
    step("wasm-bindgen: the page of examples/leptos", || {
        let mut command = tools.wasm_bindgen(project);
        command.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&folder);
        project.run(command.arg(project.target.join(module)))
    })?;
    let page = project.root.join("examples/leptos/index.html");
    fs::copy(&page, folder.join("index.html")).with_context(|| format!("cannot copy {}", page.display()))?;
    Ok(())
}
