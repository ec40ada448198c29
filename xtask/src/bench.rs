//! `cargo xtask bench [part]…`: the measurements in bench/. Each prints its numbers beside those of what it is compared
//! with, taken in turn in one run; nothing is judged.

use anyhow::Result;
use clap::ValueEnum;

use crate::emulator::Emulator;
use crate::process::Limit;
use crate::project::Project;
use crate::step::step;
use crate::tools::{self, Browser};
use crate::{build, suite};

/// The measurements, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Part {
    /// A page of 500 invitations in Chromium: `fetch`, this package, clerk-js
    GetInvitations,
    /// The emulator's Backend API at 32 connections, beside another emulator from npm
    Backend,
}

impl Part {
    fn run(self, project: &Project) -> Result<()> {
        match self {
            Part::GetInvitations => get_invitations(project),
            Part::Backend => backend(project),
        }
    }

    /// Many times what it takes, tools and compiling included.
    fn limit(self) -> Limit {
        Limit::seconds(1800)
    }
}

/// Runs the named parts, or all; the first that fails ends it.
pub(crate) fn run(project: &Project, named: &[Part]) -> Result<()> {
    let parts = if named.is_empty() { Part::value_variants() } else { named };
    parts.iter().try_for_each(|part| part.run(&project.within(part.limit())))
}

fn get_invitations(project: &Project) -> Result<()> {
    in_chromium(project, "get-invitations.mjs", None)
}

/// `cargo xtask soak`: the package under random operations and faults, for that many minutes.
pub(crate) fn soak(project: &Project, minutes: u16) -> Result<()> {
    let limit = Limit::seconds(1800 + 120 * u64::from(minutes));
    in_chromium(&project.within(limit), "soak.mjs", Some(minutes.to_string()))
}

/// Builds the package and runs one of the scripts in bench/ with Chromium and an emulator of its own.
fn in_chromium(project: &Project, script: &str, argument: Option<String>) -> Result<()> {
    build::run(project)?;
    tools::test_packages(project)?;
    build::unpack(project, &project.root.join("tests/node_modules"))?;
    let browser = Browser::ready(project)?;
    let emulator = suite::fresh_emulator(project, &Emulator::executable(project)?, "bench", &[])?;
    step(&format!("node bench/{script}"), || {
        let mut node = project.command("node");
        node.arg(format!("bench/{script}")).args(argument.iter()).env("CLERK_CHROMIUM", &browser.chromium);
        suite::introduce(&mut node, &emulator);
        project.run(&mut node)
    })
}

fn backend(project: &Project) -> Result<()> {
    tools::bench_packages(project)?;
    let executable = Emulator::executable(project)?;
    step("node bench/backend.mjs", || {
        project.run(project.command("node").arg("bench/backend.mjs").arg(executable))
    })
}
