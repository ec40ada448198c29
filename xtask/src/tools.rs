//! Installs the required tools under `target/tools/`, in versions that are pinned here, in Cargo.lock or in a
//! package-lock.json. Only the toolchain's wasm target and the browser come from rustup and Debian's apt.
//!
//! Tools with the same names that are installed on the machine are never used: `wasm-bindgen` must have the version in
//! Cargo.lock, and the size budget is measured with one version of `wasm-opt`.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::step::{both, step, step_beside};

/// The target of the SDK.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";
const WASM_PACK: &str = "0.15.1";
/// The first version that has `node --test --test-concurrency`.
const OLDEST_NODE: (u32, u32) = (20, 10);
/// The browsers for the tests, in order of preference. Headless Chromium takes half the processor time: 12 s instead of
/// 29 for `tests/interop/react-own.test.mjs`.
const BROWSERS: [&str; 5] =
    ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The tools that build the npm package.
pub(crate) struct Tools {
    wasm_pack: PathBuf,
    wasm_bindgen: PathBuf,
    /// The folder of the npm packages that build the package.
    pub npm: PathBuf,
    /// The search path with the pinned tools first, where wasm-pack finds them instead of downloading its own.
    path: OsString,
}

impl Tools {
    /// Installs missing tools, in parallel.
    pub(crate) fn ready(project: &Project) -> Result<Tools> {
        let version = project.locked_version("wasm-bindgen")?;
        let install_wasm_bindgen = || {
            cargo_tool(
                project,
                "wasm-bindgen-cli",
                &version,
                "turns the compiled module into one that JavaScript can call; must equal Cargo.lock's wasm-bindgen",
                // The published lock file does not build.
                &[],
            )
        };
        let install_wasm_pack = || {
            cargo_tool(project, "wasm-pack", WASM_PACK, "builds and tests the wasm package", &["--locked"])
        };
        let (wasm_bindgen, (wasm_pack, (npm, ()))) = both(install_wasm_bindgen, || {
            both(install_wasm_pack, || both(|| npm_tools(project), || wasm_target(project)))
        })?;
        let inherited = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths(
            [wasm_bindgen.clone(), npm.join("node_modules/.bin")]
                .into_iter()
                .chain(env::split_paths(&inherited)),
        )?;
        Ok(Tools {
            wasm_pack: wasm_pack.join("wasm-pack"),
            wasm_bindgen: wasm_bindgen.join("wasm-bindgen"),
            npm,
            path,
        })
    }

    /// A wasm-pack command that finds the pinned tools and never downloads any.
    pub(crate) fn wasm_pack(&self, project: &Project, verb: &str) -> Command {
        let mut command = project.command(&self.wasm_pack);
        command.env("PATH", &self.path).args([verb, "--mode", "no-install"]);
        command
    }

    /// The wasm-bindgen command in the version of Cargo.lock.
    pub(crate) fn wasm_bindgen(&self, project: &Project) -> Command {
        project.command(&self.wasm_bindgen)
    }

    /// One of the pinned tools by its name.
    pub(crate) fn program(&self, project: &Project, name: &str) -> Command {
        let mut command = project.command(name);
        command.env("PATH", &self.path);
        command
    }

    /// One of the scripts in xtask/scripts/, whose first argument is the folder of its npm packages.
    pub(crate) fn script(&self, project: &Project, name: &str) -> Command {
        script(project, &self.npm, name)
    }
}

/// One of the scripts in xtask/scripts/, whose first argument is `npm`, the folder of its npm packages.
pub(crate) fn script(project: &Project, npm: &Path, name: &str) -> Command {
    let mut command = project.command("node");
    command.arg(project.root.join("xtask/scripts").join(name)).arg(npm);
    command
}

/// A browser and its driver, for the tests.
pub(crate) struct Browser {
    /// Chromium's executable.
    pub chromium: PathBuf,
}

impl Browser {
    /// Finds Chromium and chromedriver, and on Debian installs them if permitted.
    pub(crate) fn ready(project: &Project) -> Result<Browser> {
        if let Some(browser) = Browser::find() {
            return Ok(browser);
        }
        if !may_use_apt() {
            bail!(
                "the browser tests need Chromium and its driver: put `chromium` and `chromedriver` on the PATH"
            );
        }
        let line =
            "apt-get install chromium, its driver and its form without a window: the browser of the tests";
        step_beside("chromium", line, || {
            let apt = |arguments: &[&str]| {
                let mut command = project.command("apt-get");
                command.env("DEBIAN_FRONTEND", "noninteractive").args(arguments);
                project.run_logged(&mut command, "apt-get")
            };
            apt(&["update"])?;
            apt(&[
                "install",
                "-y",
                "--no-install-recommends",
                "chromium",
                "chromium-driver",
                "chromium-headless-shell",
                // Without any font, screenshots show boxes.
                "fonts-dejavu-core",
            ])
        })?;
        Browser::find()
            .context("chromium and chromedriver are not on the PATH although apt-get installed them")
    }

    fn find() -> Option<Browser> {
        on_path("chromedriver")?;
        BROWSERS.into_iter().find_map(on_path).map(|chromium| Browser { chromium })
    }
}

/// The C compiler for wasm that SQLite needs.
pub(crate) fn clang(project: &Project) -> Result<()> {
    if on_path("clang").is_some() {
        return Ok(());
    }
    if !may_use_apt() {
        bail!("SQLite is compiled to WebAssembly by clang: install it and put it on the PATH");
    }
    step("apt-get install clang: SQLite's compiler for wasm", || {
        let apt = |arguments: &[&str]| {
            let mut command = project.command("apt-get");
            command.env("DEBIAN_FRONTEND", "noninteractive").args(arguments);
            project.run_logged(&mut command, "apt-get")
        };
        apt(&["update"])?;
        apt(&["install", "-y", "--no-install-recommends", "clang"])
    })
}

/// Installs everything that the tests need and that is missing, in parallel, to use the network and both cores.
pub(crate) fn install_for_tests(project: &Project) -> Result<()> {
    both(|| Tools::ready(project), || both(|| Browser::ready(project), || test_packages(project)))?;
    Ok(())
}

/// Installs the npm packages that check, bundle and measure the npm package; returns the folder of their `node_modules`.
pub(crate) fn npm_tools(project: &Project) -> Result<PathBuf> {
    node(project)?;
    let folder = project.folder("tools/npm")?;
    npm_tree(project, "xtask/npm", &folder, "wasm-opt, a bundler, a minifier and the TypeScript compiler")?;
    Ok(folder)
}

/// Installs the npm packages of the JavaScript suites into `tests/node_modules`.
pub(crate) fn test_packages(project: &Project) -> Result<()> {
    node(project)?;
    npm_tree(project, "tests", &project.root.join("tests"), "the official Clerk packages, Playwright and tsc")
}

/// Installs the bundlers, test runners and engines of `cargo xtask test packages`.
pub(crate) fn bundlers(project: &Project) -> Result<()> {
    node(project)?;
    npm_tree(
        project,
        "tests/packages",
        &project.root.join("tests/packages"),
        "bundlers, test runners and engines",
    )
}

/// Installs the test runners, Node's versions and the linters that the tests of the emulator's npm package need.
pub(crate) fn test_runners(project: &Project) -> Result<()> {
    node(project)?;
    let folder = project.root.join("tests/emulator-npm");
    npm_tree(project, "tests/emulator-npm", &folder, "test runners, other versions of Node and linters")
}

/// Installs TypeDoc and its compiler; returns the folder of their `node_modules`.
pub(crate) fn docs_tools(project: &Project) -> Result<PathBuf> {
    node(project)?;
    let folder = project.folder("tools/docs")?;
    npm_tree(project, "xtask/docs", &folder, "TypeDoc")?;
    Ok(folder)
}

/// Installs Next.js and Clerk's packages for it; returns the `node_modules` with them.
pub(crate) fn nextjs(project: &Project) -> Result<PathBuf> {
    node(project)?;
    let folder = project.root.join("tests/nextjs");
    npm_tree(project, "tests/nextjs", &folder, "Next.js and Clerk's packages for it")?;
    Ok(folder.join("node_modules"))
}

/// Installs Clerk's packages in their other major versions, which the emulator is tried with.
pub(crate) fn compatibility(project: &Project) -> Result<()> {
    node(project)?;
    npm_tree(
        project,
        "tests/compatibility",
        &project.root.join("tests/compatibility"),
        "Clerk's packages in other major versions",
    )
}

/// Installs the alternatives that bench/backend.mjs measures into `bench/node_modules`.
pub(crate) fn bench_packages(project: &Project) -> Result<()> {
    node(project)?;
    npm_tree(project, "bench", &project.root.join("bench"), "another emulator of Clerk's Backend API")
}

/// Checks that Node and npm are recent enough.
fn node(project: &Project) -> Result<()> {
    let missing = format!(
        "Node {}.{} or newer with npm is needed: install it and put it on the PATH",
        OLDEST_NODE.0, OLDEST_NODE.1
    );
    let (Some(node), Some(_)) = (on_path("node"), on_path("npm")) else { bail!(missing) };
    let version = project.output(project.command(node).arg("--version"))?;
    let mut numbers =
        version.trim().trim_start_matches('v').split('.').map_while(|part| part.parse::<u32>().ok());
    match (numbers.next(), numbers.next()) {
        (Some(major), Some(minor)) if (major, minor) >= OLDEST_NODE => Ok(()),
        _ => bail!("{missing} (found {})", version.trim()),
    }
}

/// The standard library for wasm, in the toolchain that runs this.
pub(crate) fn wasm_target(project: &Project) -> Result<()> {
    let sysroot = project.output(project.command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM_TARGET).is_dir() {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        bail!(
            "the Rust toolchain lacks the target {WASM_TARGET}: install it (with rustup: `rustup target add {WASM_TARGET}`)"
        );
    }
    step(&format!("rustup target add {WASM_TARGET}: Rust's standard library for wasm"), || {
        project.run_logged(project.command("rustup").args(["target", "add", WASM_TARGET]), "rustup")
    })
}

/// Installs a command line tool from a crate in a folder named after its version. Returns its folder of executables.
fn cargo_tool(
    project: &Project,
    name: &str,
    version: &str,
    purpose: &str,
    flags: &[&str],
) -> Result<PathBuf> {
    let root = project.folder("tools")?.join(format!("{name}-{version}"));
    // Cargo writes this file last, so it marks a finished installation.
    if root.join(".crates.toml").is_file() {
        return Ok(root.join("bin"));
    }
    step_beside(name, &format!("cargo install {name} {version}: {purpose}"), || {
        // Cargo locks a target folder. With separate ones, the two tools compile in parallel.
        let build = project.folder(&format!("tools/build-{name}"))?;
        let mut install = project.cargo(["install", name, "--version", version, "--root"]);
        install.arg(&root).arg("--target-dir").arg(&build).args(flags);
        // Both tools work on small inputs, so a build in less than half the time is worth more than their speed.
        install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
        install.env("CARGO_PROFILE_RELEASE_LTO", "off");
        install.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "64");
        project.run_logged(&mut install, &format!("install-{name}"))?;
        fs::remove_dir_all(&build).with_context(|| format!("cannot remove {}", build.display()))
    })?;
    Ok(root.join("bin"))
}

/// Installs the npm packages of the lock file in `source` in `destination/node_modules`.
fn npm_tree(project: &Project, source: &str, destination: &Path, purpose: &str) -> Result<()> {
    let source_folder = project.root.join(source);
    let lock = fs::read(source_folder.join("package-lock.json"))
        .with_context(|| format!("cannot read {source}/package-lock.json"))?;
    // A copy of the installed lock file, written last, so it marks a finished installation.
    let stamp = destination.join("node_modules/.installed.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    step_beside(&format!("npm {source}"), &format!("npm ci {source}: {purpose}"), || {
        if destination != source_folder {
            for file in ["package.json", "package-lock.json", ".npmrc"] {
                fs::copy(source_folder.join(file), destination.join(file))
                    .with_context(|| format!("cannot copy {source}/{file}"))?;
            }
        }
        let mut npm = project.command("npm");
        npm.current_dir(destination).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        project.run_logged(&mut npm, &format!("npm-{}", source.replace('/', "-")))?;
        fs::write(&stamp, &lock).with_context(|| format!("cannot write {}", stamp.display()))
    })
}

fn may_use_apt() -> bool {
    let debian =
        fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|line| line == "ID=debian"));
    debian && on_path("apt-get").is_some() && nix::unistd::Uid::effective().is_root()
}

/// The executable of this name that a shell would start.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|candidate| candidate.is_file())
}
