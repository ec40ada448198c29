//! `cargo xtask build emulator`: the emulator as an npm package in `target/npm/clerk-organization-emulator`, and packed as
//! npm ships it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::build::{self, path_remapping, wasm_opt_flags};
use crate::project::Project;
use crate::step::step;
use crate::tools::{self, Tools, WASM_TARGET};

/// The package's name on npm.
pub(crate) const NAME: &str = "clerk-organization-emulator";
const CRATE: &str = "clerk-emulator-wasm";
const SOURCES: &str = "emulator/npm";
/// The size budget of the module.
const BUDGET: &str = "xtask/emulator-budget.json";
/// The folder of the package's npm archive, below the target folder.
const PACKED: &str = "npm/packed-emulator";
/// SQLite's default extensions that the emulator does not use.
const DISABLED: [&str; 14] = [
    "FTS5",
    "RTREE",
    "SESSION",
    "PREUPDATE_HOOK",
    "DBSTAT_VTAB",
    "DBPAGE_VTAB",
    "BYTECODE_VTAB",
    "STMTVTAB",
    "MATH_FUNCTIONS",
    "COLUMN_METADATA",
    "API_ARMOR",
    "OFFSET_SQL_FUNC",
    "UNKNOWN_SQL_FUNCTION",
    "UNLOCK_NOTIFY",
];
/// Parts of SQLite that are left out when its amalgamation is compiled. There is no file, so no WAL either.
const OMITTED: [&str; 13] = [
    "AUTHORIZATION",
    "AUTOVACUUM",
    "COMPILEOPTION_DIAGS",
    "COMPLETE",
    "DECLTYPE",
    "GET_TABLE",
    "INCRBLOB",
    "INTROSPECTION_PRAGMAS",
    "PROGRESS_CALLBACK",
    "TCL_VARIABLE",
    "TRACE",
    "UTF16",
    "WAL",
];
/// Options that remove unused checks and statistics.
const SQLITE: [&str; 3] = ["UNTESTABLE", "MAX_EXPR_DEPTH=0", "DEFAULT_MEMSTATUS=0"];

/// Installs what is missing, then builds the package.
pub(crate) fn run(project: &Project) -> Result<()> {
    let tools = Tools::ready(project)?;
    tools::clang(project)?;
    let generated = project.folder("wasm-emulator")?;
    let package = project.folder(&format!("npm/{NAME}"))?;
    fs::remove_dir_all(&package)?;
    fs::create_dir_all(&package)?;
    step("cargo build: the emulator as a WebAssembly module", || compile(project))?;
    step("wasm-bindgen and wasm-opt", || optimise(project, &tools, &generated))?;
    step("the module, its script and its size", || {
        let mut script = tools.script(project, "emulator-package.mjs");
        project.run(script.arg(&generated).arg(&package).arg(project.root.join(BUDGET)))
    })?;
    step("tsc --strict: the package's scripts and declarations", || scripts(project, &tools, &package))?;
    for (from, name) in [
        ("emulator/npm/package.json", "package.json"),
        ("emulator/npm/README.md", "README.md"),
        ("emulator/npm/glue.d.ts", "glue.d.ts"),
        ("LICENSE-MIT", "LICENSE-MIT"),
        ("LICENSE-APACHE", "LICENSE-APACHE"),
    ] {
        fs::copy(project.root.join(from), package.join(name))
            .with_context(|| format!("cannot copy {from}"))?;
    }
    step("npm pack: the package as it ships", || pack(project, &package))
}

/// Unpacks the package, as it ships, into a `node_modules` folder.
pub(crate) fn unpack(project: &Project, node_modules: &Path) -> Result<()> {
    build::unpack_archive(project, &project.folder(PACKED)?, &node_modules.join(NAME))
}

/// The package as npm ships it.
pub(crate) fn tarball(project: &Project) -> Result<PathBuf> {
    let mut packed = fs::read_dir(project.folder(PACKED)?)?;
    Ok(packed.next().context("the emulator's package is not packed")??.path())
}

/// Checks the TypeScript of the package.
pub(crate) fn check_types(project: &Project, npm: &Path) -> Result<()> {
    let sources = project.root.join(SOURCES);
    let types = npm.join("node_modules/@types");
    let mut tsc = project.command(npm.join("node_modules/.bin/tsc"));
    project.run(tsc.arg("--noEmit").arg("--project").arg(sources).arg("--typeRoots").arg(types))
}

fn compile(project: &Project) -> Result<()> {
    let mut cargo = project.cargo(["build", "--release", "--package", CRATE, "--target", WASM_TARGET]);
    let disabled = DISABLED.iter().map(|name| format!("-USQLITE_ENABLE_{name}"));
    let omitted = OMITTED.iter().map(|name| format!("-DSQLITE_OMIT_{name}"));
    let set = SQLITE.iter().map(|name| format!("-DSQLITE_{name}"));
    let flags: Vec<String> = disabled.chain(omitted).chain(set).collect();
    cargo.env("SQLITE_WASM_RS_FLAGS", flags.join(" "));
    cargo.env("CARGO_ENCODED_RUSTFLAGS", path_remapping(project)?.join("\x1f"));
    project.run(&mut cargo)
}

fn optimise(project: &Project, tools: &Tools, generated: &Path) -> Result<()> {
    let module = compiled(project);
    let mut bindgen = tools.program(project, "wasm-bindgen");
    // Keeps names, because the next step finds functions by name.
    bindgen.args(["--target", "no-modules", "--no-typescript", "--keep-debug", "--out-name", "emulator"]);
    project.run(bindgen.arg("--out-dir").arg(generated).arg(module))?;
    project.run(tools.script(project, "emulator-snip.mjs").arg(generated.join("emulator_bg.wasm")))?;
    let (flags, optimised) = (wasm_opt_flags(project, "emulator/wasm")?, generated.join("optimised.wasm"));
    let mut wasm_opt = tools.program(project, "wasm-opt");
    project.run(wasm_opt.arg(generated.join("emulator_bg.wasm")).args(&flags).arg("-o").arg(&optimised))?;
    project.run(tools.script(project, "order-functions.mjs").arg(optimised).args(flags))
}

fn compiled(project: &Project) -> PathBuf {
    project.target.join(WASM_TARGET).join("release").join(CRATE.replace('-', "_")).with_extension("wasm")
}

fn scripts(project: &Project, tools: &Tools, package: &Path) -> Result<()> {
    let sources = project.root.join(SOURCES);
    let config = json!({
        "extends": sources.join("tsconfig.json"),
        "include": [sources.join("*.ts")],
        "compilerOptions": {
            "rootDir": sources,
            "outDir": package,
            "typeRoots": [tools.npm.join("node_modules/@types")],
        },
    });
    let path = project.folder("typescript")?.join("emulator.json");
    fs::write(&path, format!("{config:#}\n")).with_context(|| format!("cannot write {}", path.display()))?;
    let mut tsc = project.command(tools.npm.join("node_modules/.bin/tsc"));
    project.run(tsc.arg("--project").arg(&path))
}

fn pack(project: &Project, package: &Path) -> Result<()> {
    let packed = project.folder(PACKED)?;
    fs::remove_dir_all(&packed)?;
    fs::create_dir_all(&packed)?;
    let mut npm = project.command("npm");
    npm.current_dir(package).args(["pack", "--json", "--loglevel=error", "--pack-destination"]).arg(&packed);
    let listing = project.output(&mut npm)?;
    for file in ["emulator.wasm", "glue.js", "cli.js", "index.d.ts"] {
        if !listing.contains(&format!("\"{file}\"")) {
            bail!("npm pack leaves out {file}: see `files` in {SOURCES}/package.json");
        }
    }
    Ok(())
}
