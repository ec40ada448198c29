//! `cargo xtask bench [part]…`: the measurements in bench/. Each prints its numbers beside those of the alternatives,
//! measured in turn in one run, without limits. Servers run as for their users: the emulator in the profile `emulator`,
//! which takes two minutes to compile.

use anyhow::Result;
use clap::ValueEnum;

use crate::emulator::Build;
use crate::process::Limit;
use crate::project::Project;
use crate::step::step;
use crate::tools::{self, Browser};
use crate::{build, emulator_package, suite};

/// The measurements, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Part {
    /// Loading, lists, invitations and memory in Chromium: `fetch`, clerk-js, this package
    Browser,
    /// The emulator's Backend API at 32 connections, beside another emulator from npm
    Backend,
    /// The emulator's Frontend API at 16 connections, as an organization grows to 1,000,000 invitations
    Frontend,
    /// The emulator's npm package: sizes, times until the first answer and requests a second, beside the native executable and
    /// another emulator
    EmulatorNpm,
}

impl Part {
    fn run(self, project: &Project, is_written: bool) -> Result<()> {
        match self {
            Part::Browser => browser(project, is_written),
            Part::Backend => emulator(project, "backend.mjs", &[]),
            Part::Frontend => emulator(project, "frontend.mjs", write_flag(is_written)),
            Part::EmulatorNpm => emulator_npm(project, write_flag(is_written)),
        }
    }

    /// A time limit many times longer than a part takes, including tools and compiling.
    fn limit(self) -> Limit {
        Limit::seconds(1800)
    }
}

/// The arguments of a script that can write its tables into a README.
fn write_flag(is_written: bool) -> &'static [&'static str] {
    if is_written { &["--write"] } else { &[] }
}

/// Runs the named parts, or all, up to the first that fails. With `is_written`, writes the tables and the chart to
/// README.md, emulator/README.md and emulator/npm/README.md.
pub(crate) fn run(project: &Project, named: &[Part], is_written: bool) -> Result<()> {
    let parts = if named.is_empty() { Part::value_variants() } else { named };
    parts.iter().try_for_each(|part| part.run(&project.within(part.limit()), is_written))
}

fn browser(project: &Project, is_written: bool) -> Result<()> {
    let results = project.folder("bench")?.display().to_string();
    let written = if is_written { &["--write"][..] } else { &[] };
    in_chromium(project, "browser/main.mjs", &[&[results.as_str()], written].concat())
}

/// `cargo xtask soak`: the package under random operations and faults, for that many minutes.
pub(crate) fn soak(project: &Project, minutes: u16) -> Result<()> {
    let limit = Limit::seconds(1800 + 120 * u64::from(minutes));
    in_chromium(&project.within(limit), "soak.mjs", &[&minutes.to_string()])
}

/// Builds the package and runs one of the scripts in bench/ with Chromium and a new emulator.
fn in_chromium(project: &Project, script: &str, arguments: &[&str]) -> Result<()> {
    build::run(project)?;
    tools::test_packages(project)?;
    build::unpack(project, &project.root.join("tests/node_modules"))?;
    let browser = Browser::ready(project)?;
    let emulator = suite::fresh_emulator(project, &Build::native(project)?, "bench", &[])?;
    step(&format!("node bench/{script}"), || {
        let mut node = project.command("node");
        node.arg(format!("bench/{script}")).args(arguments).env("CLERK_CHROMIUM", &browser.chromium);
        suite::introduce(&mut node, &emulator);
        project.run(&mut node)
    })
}

/// Runs one of the scripts in bench/ that start the emulator themselves.
fn emulator(project: &Project, script: &str, arguments: &[&str]) -> Result<()> {
    tools::bench_packages(project)?;
    let executable = project.executable_in("emulator", "clerk-emulator")?;
    step(&format!("node bench/{script}"), || {
        let mut node = project.command("node");
        project.run(node.arg(format!("bench/{script}")).arg(executable).args(arguments))
    })
}

/// Builds the npm package and measures it as installed from its tarball, beside the executable of the profile
/// `emulator`.
fn emulator_npm(project: &Project, arguments: &[&str]) -> Result<()> {
    tools::bench_packages(project)?;
    emulator_package::run(project)?;
    let tarball = emulator_package::tarball(project)?;
    let executable = project.executable_in("emulator", "clerk-emulator")?;
    step("node bench/emulator-npm.mjs", || {
        let mut node = project.command("node");
        project.run(node.arg("bench/emulator-npm.mjs").arg(executable).arg(tarball).args(arguments))
    })
}
