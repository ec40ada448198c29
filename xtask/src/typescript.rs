//! Checks the TypeScript in js/, and writes its declarations.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::json;

use crate::project::Project;

/// The entries of the package by the path of their declarations.
const ENTRIES: [&str; 12] = [
    "index",
    "inline",
    "react",
    "clerk-react",
    "vue",
    "svelte",
    "attach",
    "addresses",
    "relay",
    "devtools",
    "cookies",
    "clerk.browser",
];

/// The source of each entry.
pub(crate) fn entry_sources(project: &Project) -> Vec<PathBuf> {
    ENTRIES.iter().map(|entry| project.root.join(format!("js/{entry}.ts"))).collect()
}

/// Checks the sources.
pub(crate) fn check(project: &Project, npm: &Path) -> Result<()> {
    let config = configuration(project, npm, "check", json!({ "noEmit": true }))?;
    compile(project, npm, &config)
}

/// Checks the sources and writes a tree of declarations to `types/` in `package`, with a file for each entry beside it.
pub(crate) fn declarations(project: &Project, npm: &Path, package: &Path) -> Result<()> {
    let types = package.join("types");
    let options = json!({
        "noEmit": false,
        "declaration": true,
        "emitDeclarationOnly": true,
        "rootDir": project.root.join("js"),
        "outDir": types,
    });
    let config = configuration(project, npm, "declarations", options)?;
    compile(project, npm, &config)?;
    for entry in ENTRIES {
        let default = match entry {
            "index" | "inline" => "export { default } from './types/index.js';\n",
            _ => "",
        };
        let path = package.join(format!("{entry}.d.ts"));
        fs::write(&path, format!("export * from './types/{entry}.js';\n{default}"))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

fn compile(project: &Project, npm: &Path, config: &Path) -> Result<()> {
    let mut tsc = project.command(npm.join("node_modules/.bin/tsc"));
    project.run(tsc.arg("--project").arg(config))
}

/// js/tsconfig.json with more options and the paths of this machine.
pub(crate) fn configuration(
    project: &Project,
    npm: &Path,
    name: &str,
    mut options: serde_json::Value,
) -> Result<PathBuf> {
    let sources = project.root.join("js");
    let paths = json!({
        "clerk-organization": [sources.join("index.ts")],
        "clerk-organization/glue-types": [sources.join("glue-types.ts")],
        "clerk-organization/lazy-glue-types": [sources.join("lazy-glue-types.ts")],
        "react": [npm.join("node_modules/@types/react/index.d.ts")],
        "vue": [npm.join("node_modules/vue/dist/vue.d.mts")],
    });
    if let Some(options) = options.as_object_mut() {
        options.insert("paths".to_owned(), paths);
    }
    let config = json!({
        "extends": sources.join("tsconfig.json"),
        "include": [sources.join("**/*.ts")],
        "compilerOptions": options,
    });
    let path = project.folder("typescript")?.join(format!("{name}.json"));
    fs::write(&path, format!("{config:#}\n")).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}
