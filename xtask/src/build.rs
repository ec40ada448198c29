//! `cargo xtask build`: a complete npm package in pkg/. Only the manifest and the README there are sources.
//!
//! Everything is built in a folder under `target/` first, so that a failed build keeps the last good package, and no
//! stale file stays in the package.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::project::Project;
use crate::step::{both, step, step_beside};
use crate::tools::Tools;
use crate::typescript;

/// The crates that wasm-pack builds, each with the name of its output. bundle.mjs has these names too.
const MODULES: [(&str, &str); 2] = [(EAGER, "clerk_organization"), (LAZY, "clerk_organization_lazy")];
/// The sources in pkg/.
const SOURCES: [&str; 2] = ["package.json", "README.md"];
/// Repository files that the npm package ships too.
const DOCUMENTS: [&str; 3] = ["CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];
/// The output folder of wasm-pack below the target folder, with a folder for each module.
pub(crate) const GENERATED: &str = "wasm-pack";
/// The crate whose module every page fetches.
pub(crate) const EAGER: &str = "wasm/eager";
/// The crate whose module is fetched at the first bulk call, walk, live list or paste.
const LAZY: &str = "wasm/lazy";
/// The folder of the packed package, below the target folder.
const PACKED: &str = "npm-pack";

/// A package other than the SDK's.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Package {
    /// The emulator in a process, a page or a service worker
    Emulator,
}

/// Installs what is missing, then builds the package.
pub(crate) fn run(project: &Project) -> Result<()> {
    package(project, &Tools::ready(project)?)
}

/// Builds the package with tools that are ready.
pub(crate) fn package(project: &Project, tools: &Tools) -> Result<()> {
    let generated = project.folder(GENERATED)?;
    let made = project.folder("package")?;
    fs::remove_dir_all(&made)?;
    fs::create_dir_all(made.join("wasm"))?;
    let [eager, lazy] = MODULES.map(|(folder, name)| Module { folder, name, output: generated.join(name) });
    eager.compile(project, tools)?;
    both(|| eager.optimise(project, tools), || lazy.compile(project, tools))?;
    lazy.optimise(project, tools)?;
    for module in [eager, lazy] {
        fs::copy(module.path(), made.join("wasm").join(format!("{}_bg.wasm", module.name)))?;
    }
    step("bundle and minify the scripts", || {
        project.run(tools.script(project, "bundle.mjs").arg(&generated).arg(&made))
    })?;
    step("tsc: check the TypeScript and write its declarations", || {
        typescript::declarations(project, &tools.npm, &made)
    })?;
    for document in DOCUMENTS {
        fs::copy(project.root.join(document), made.join(document))
            .with_context(|| format!("cannot copy {document}"))?;
    }
    replace_output(&made, &project.root.join("pkg"))?;
    step("npm pack: the package as it ships", || pack(project))
}

/// Replaces everything in pkg/ except its sources.
fn replace_output(made: &Path, package: &Path) -> Result<()> {
    for entry in fs::read_dir(package).with_context(|| format!("cannot read {}", package.display()))? {
        let entry = entry?;
        if SOURCES.iter().any(|source| entry.file_name() == *source) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    copy_folder(made, package)
}

pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).with_context(|| format!("cannot write {}", target.display()))?;
        }
    }
    Ok(())
}

/// A wasm module of the package.
struct Module {
    /// The crate's folder.
    folder: &'static str,
    name: &'static str,
    /// The output folder of wasm-pack.
    output: PathBuf,
}

impl Module {
    fn path(&self) -> PathBuf {
        self.output.join(format!("{}_bg.wasm", self.name))
    }

    fn compile(&self, project: &Project, tools: &Tools) -> Result<()> {
        let Module { folder, name, output } = self;
        // Removes the files of the last build.
        if output.exists() {
            fs::remove_dir_all(output)?;
        }
        step_beside(folder, &format!("wasm-pack build {folder}"), || {
            let mut command = tools.wasm_pack(project, "build");
            // `bundler` is the only target without its own loader, which is js/wasm.ts. The module is not optimised
            // yet, because the next step finds functions by name.
            command.args([
                folder,
                "--release",
                "--no-opt",
                "--target",
                "bundler",
                "--no-pack",
                "--no-gitignore",
            ]);
            command.args(["--out-name", name, "--out-dir"]).arg(output);
            command.env("CARGO_ENCODED_RUSTFLAGS", path_remapping(project)?.join("\x1f"));
            project.run(&mut command)
        })?;
        // Without a panic hook nothing reads the locations of panics, and the paths of this machine stay private.
        let module = fs::read(self.path()).context("wasm-pack made no module")?;
        let home = cargo_home()?;
        if String::from_utf8_lossy(&module).contains(&*home.to_string_lossy()) {
            bail!("the wasm module names {}", home.display());
        }
        Ok(())
    }

    /// Removes code that runs only after a panic, optimises the rest, and shortens the names between the module and its
    /// script.
    fn optimise(&self, project: &Project, tools: &Tools) -> Result<()> {
        let line =
            format!("optimise {}, without what runs only after a panic and with short names", self.name);
        step_beside(self.name, &line, || {
            let module = self.path();
            fs::copy(&module, self.output.join("unprocessed.wasm"))?;
            project.run(tools.script(project, "snip.mjs").arg(&module))?;
            let flags = wasm_opt_flags(project, self.folder)?;
            project.run(tools.script(project, "optimise.mjs").arg(&module).args(flags))
        })
    }
}

/// Flags that shorten the source paths which the compiler writes into the module.
pub(crate) fn path_remapping(project: &Project) -> Result<Vec<String>> {
    let mut folders = vec![project.root.clone()];
    let sources = cargo_home()?.join("registry/src");
    if sources.exists() {
        for registry in fs::read_dir(sources)? {
            folders.push(registry?.path());
        }
    }
    Ok(folders.iter().map(|folder| format!("--remap-path-prefix={}/=", folder.display())).collect())
}

fn cargo_home() -> Result<PathBuf> {
    let named = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let usual = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo"));
    named.or_else(usual).context("neither CARGO_HOME nor HOME is set")
}

/// wasm-opt's flags, from the manifest of the crate in `folder`, which a plain `wasm-pack build` uses too.
pub(crate) fn wasm_opt_flags(project: &Project, folder: &str) -> Result<Vec<String>> {
    let manifest = project.root.join(folder).join("Cargo.toml");
    let mut cargo = project.cargo(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&project.output(&mut cargo)?)?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("no packages")?;
    let is_wanted = |package: &&Value| {
        package.get("manifest_path").and_then(Value::as_str).map(Path::new) == Some(&manifest)
    };
    let flags = packages
        .iter()
        .find(is_wanted)
        .and_then(|package| package.pointer("/metadata/wasm-pack/profile/release/wasm-opt")?.as_array())
        .with_context(|| format!("{} names no flags for wasm-opt", manifest.display()))?;
    Ok(flags.iter().filter_map(|flag| flag.as_str().map(Into::into)).collect())
}

/// Unpacks the package, as it ships, into a `node_modules` folder.
pub(crate) fn unpack(project: &Project, node_modules: &Path) -> Result<()> {
    unpack_archive(project, &project.folder(PACKED)?, &node_modules.join("clerk-organization"))
}

/// The archive that `npm pack` made of the package.
pub(crate) fn packed(project: &Project) -> Result<PathBuf> {
    only_file(&project.folder(PACKED)?)
}

fn only_file(folder: &Path) -> Result<PathBuf> {
    Ok(fs::read_dir(folder)?.next().context("the package is not packed")??.path())
}

/// Unpacks the one archive that `npm pack` left in a folder.
pub(crate) fn unpack_archive(project: &Project, packed: &Path, destination: &Path) -> Result<()> {
    if destination.exists() {
        fs::remove_dir_all(destination)?;
    }
    fs::create_dir_all(destination)?;
    let tarball = only_file(packed)?;
    // npm puts everything into a folder named `package`.
    project.run(
        project
            .command("tar")
            .arg("-xzf")
            .arg(tarball)
            .arg("--strip-components=1")
            .arg("-C")
            .arg(destination),
    )
}

/// Packs the package for npm, alone in its folder, and checks that it is complete.
fn pack(project: &Project) -> Result<()> {
    let packed = project.folder(PACKED)?;
    fs::remove_dir_all(&packed)?;
    fs::create_dir(&packed)?;
    let mut npm = project.command("npm");
    npm.current_dir(project.root.join("pkg"))
        .args(["pack", "--json", "--loglevel=error", "--pack-destination"])
        .arg(packed);
    let listing: Value = serde_json::from_str(&project.output(&mut npm)?)?;
    let paths: Vec<&str> = listing
        .pointer("/0/files")
        .and_then(Value::as_array)
        .context("npm pack lists no files")?
        .iter()
        .filter_map(|file| file.get("path")?.as_str())
        .collect();
    let mut parts = DOCUMENTS.map(String::from).to_vec();
    parts.extend(SOURCES.map(String::from));
    list_code(&project.root.join("pkg"), "", &mut parts)?;
    let missing: Vec<String> = parts.into_iter().filter(|part| !paths.contains(&part.as_str())).collect();
    if !missing.is_empty() {
        bail!("npm pack leaves out {}: see `files` in pkg/package.json", missing.join(", "));
    }
    Ok(())
}

/// Lists the code in a folder of the package by its path in the package. All of it must ship.
fn list_code(folder: &Path, below: &str, found: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list_code(&entry.path(), &format!("{name}/"), found)?;
        } else if [".js", ".ts", ".wasm", ".map"].iter().any(|ending| name.ends_with(ending)) {
            found.push(name);
        }
    }
    Ok(())
}
