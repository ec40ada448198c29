//! `cargo xtask demo --static DIR`: the demo page, the SDK and the emulator in a service worker, as files for any static host
//! that serves them at the root of an origin.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::{build, emulator_package};

/// Strings in the demo's document, and their replacements in the demo without a server.
const CHANGES: [(&str, &str); 2] = [
    (r#"<script type="module" src="app.js">"#, r#"<script type="module" src="start.js">"#),
    ("trusted-types 'none'", "trusted-types static-demo"),
];

/// Builds both packages and writes the folder.
pub(crate) fn run(project: &Project, folder: &Path) -> Result<()> {
    let folder = std::path::absolute(folder)?;
    build::run(project)?;
    emulator_package::run(project)?;
    write(project, &folder)?;
    println!("{} is complete: serve it at the root of an origin", folder.display());
    Ok(())
}

/// Writes the folder from the built packages.
pub(crate) fn write(project: &Project, folder: &Path) -> Result<()> {
    build::copy_folder(&project.root.join("www"), folder)?;
    fs::remove_dir_all(folder.join("static"))?;
    build::copy_folder(&project.root.join("www/static"), folder)?;
    build::copy_folder(&project.root.join("pkg"), &folder.join("pkg"))?;
    let emulator = project.folder(&format!("npm/{}", emulator_package::NAME))?;
    build::copy_folder(&emulator, &folder.join("emulator"))?;
    let document = folder.join("index.html");
    let mut text = fs::read_to_string(&document)?;
    for (from, to) in CHANGES {
        if !text.contains(from) {
            bail!("www/index.html does not have {from}: adapt CHANGES in xtask/src/static_demo.rs");
        }
        text = text.replace(from, to);
    }
    fs::write(&document, text)?;

    let mut files = vec!["/".to_owned(), "/files.js".to_owned()];
    let mut content = DefaultHasher::new();
    let all = list(folder, "", &mut files, &mut content)?;
    let module = fs::metadata(emulator.join("emulator.wasm"))?.len();
    let names = serde_json::to_string(&files)?;
    let version = content.finish();
    let script = format!(
        "export const VERSION = 'demo-{version:016x}';\nexport const FILES = {names};\n\
         export const SIZES = {{ module: {module}, all: {all} }};\n"
    );
    fs::write(folder.join("files.js"), script).context("cannot write files.js")
}

/// Lists the files that a browser may fetch by their path on the site. Returns their size in bytes. The browser itself
/// caches the worker's own scripts.
fn list(folder: &Path, below: &str, found: &mut Vec<String>, content: &mut DefaultHasher) -> Result<usize> {
    let mut bytes = 0;
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{below}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            bytes += list(&entry.path(), &path, found, content)?;
        } else if [".html", ".css", ".js", ".svg", ".wasm"].iter().any(|ending| path.ends_with(ending)) {
            let file = fs::read(entry.path())?;
            bytes += file.len();
            file.hash(content);
            if path != "/worker.js" && path != "/files.js" {
                found.push(path);
            }
        }
    }
    Ok(bytes)
}
