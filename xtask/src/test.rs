//! `cargo xtask test [part]…`: the parts, their order, their time limits and their results. suite.rs has the content of
//! each part.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, anyhow, bail};
use clap::ValueEnum;

use crate::process::{self, Limit};
use crate::project::Project;
use crate::step::now;
use crate::{suite, tools};

/// The parts, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Part {
    /// Formatting, clippy, hand-written types
    Lint,
    /// All Rust code but what needs a browser: the SDK, the emulator, the relay, the project's commands
    Native,
    /// The npm package is built, complete
    Build,
    /// The package against its size budget
    Size,
    /// A sample that uses the whole package, through the TypeScript compiler
    Types,
    /// The SDK in Chromium: from Rust, and from JavaScript
    Browser,
    /// The demo page in Chromium
    E2e,
    /// Clerk's official packages on the emulator, beside ours
    Interop,
    /// The package in bundlers, test runners and other engines, other major versions of Clerk's packages on the emulator, the
    /// crate in front ends in Rust; only if named
    Packages,
    /// The emulator's npm package by itself, the demo's tests on the demo without a server, and the suite `interop` on the
    /// package's command; only if named
    EmulatorNpm,
    /// The app of docs/nextjs.md, built by Next.js; only if named
    Nextjs,
    /// The JavaScript suite on an emulator whose answers carry no client; only if named
    Detached,
}

/// The default time limit of a run, in seconds: three times its duration on two idle cores.
pub(crate) const LIMIT: u64 = 3600;

/// Slow parts that rarely fail. They run only if they are named.
const ONLY_IF_NAMED: [Part; 4] = [Part::Packages, Part::EmulatorNpm, Part::Nextjs, Part::Detached];

impl Part {
    fn run(self, project: &Project) -> Result<()> {
        match self {
            Part::Lint => crate::lint::run(project),
            Part::Native => suite::native(project),
            Part::Build => crate::build::run(project),
            Part::Size => suite::size(project),
            Part::Types => suite::types(project),
            Part::Browser => suite::browser(project),
            Part::E2e => suite::e2e(project),
            Part::Interop => suite::interop(project),
            Part::Packages => suite::packages(project),
            Part::EmulatorNpm => suite::emulator_npm(project),
            Part::Nextjs => suite::nextjs(project),
            Part::Detached => suite::detached(project),
        }
    }

    fn needs_package(self) -> bool {
        !matches!(self, Part::Lint | Part::Native | Part::Build)
    }

    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

struct Finished {
    part: Part,
    error: Option<anyhow::Error>,
    took: Duration,
}

/// Runs the named parts, or all that run by default, and prints a summary. After a failed part the others still run.
/// Parts that are not finished after `limit` have failed. runner.rs limits each test file, so that none uses up all of
/// the time.
pub(crate) fn run(project: &Project, named: &[Part], limit: Limit) -> Result<ExitCode> {
    let project = &project.within(limit);
    let parts = selection(named);
    if parts.iter().any(|part| part.needs_package()) {
        // A part that lacks a tool tries to install it again, and fails with the reason.
        if let Err(error) = tools::install_for_tests(project) {
            eprintln!("installing what the tests need failed: {error:#}");
        }
    }
    let mut finished: Vec<Finished> = Vec::new();
    for part in parts {
        println!("\n━━ {} ━━", part.name());
        let started = now();
        let package_failed =
            finished.iter().any(|earlier| earlier.part == Part::Build && earlier.error.is_some());
        let outcome = if part.needs_package() && package_failed {
            Err(anyhow!("needs the package, whose build failed"))
        } else {
            part.run(project)
        };
        if process::interrupted() {
            bail!("interrupted");
        }
        if let Err(error) = &outcome {
            eprintln!("{} failed: {error:#}", part.name());
        }
        finished.push(Finished { part, error: outcome.err(), took: started.elapsed() });
    }
    Ok(sum_up(&finished))
}

/// The parts to run, in order and each once, including the build if a named part needs the package.
fn selection(named: &[Part]) -> Vec<Part> {
    let mut parts = named.to_vec();
    if parts.is_empty() {
        parts.extend(Part::value_variants().iter().filter(|part| !ONLY_IF_NAMED.contains(part)));
    }
    if parts.iter().any(|part| part.needs_package()) {
        parts.push(Part::Build);
    }
    parts.sort_unstable();
    parts.dedup();
    parts
}

/// The counts come last, so that the end of the output has them.
fn sum_up(finished: &[Finished]) -> ExitCode {
    println!("\n{:<12} {:<8} {:>8}", "part", "result", "seconds");
    for Finished { part, error, took } in finished {
        let result = if error.is_some() { "failed" } else { "passed" };
        println!("{:<12} {result:<8} {:>8.1}", part.name(), took.as_secs_f64());
    }
    let failed = finished.iter().filter(|one| one.error.is_some()).count();
    println!("\n{} passed, {failed} failed", finished.len() - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_name_every_default_part_runs_once_in_order() {
        let parts = [selection(&[]), ONLY_IF_NAMED.to_vec()].concat();
        assert_eq!(parts, Part::value_variants());
    }

    #[test]
    fn the_continuous_integration_runs_the_parts_that_need_naming() {
        let project = Project::find().unwrap();
        let script = std::fs::read_to_string(project.root.join(".ci/run")).unwrap();
        for part in ONLY_IF_NAMED {
            assert!(script.contains(&part.name()), "{}", part.name());
        }
    }

    #[test]
    fn parts_run_in_their_own_order() {
        assert_eq!(selection(&[Part::Native, Part::Lint, Part::Native]), [Part::Lint, Part::Native]);
    }

    #[test]
    fn a_part_that_needs_the_package_has_it_built_first() {
        assert_eq!(selection(&[Part::E2e]), [Part::Build, Part::E2e]);
    }

    #[test]
    fn both_commands_of_the_continuous_integration_take_less_than_ninety_minutes() {
        let project = Project::find().unwrap();
        let script = std::fs::read_to_string(project.root.join(".ci/run")).unwrap();
        // The second command may use the time that the first one left.
        let (_, after) = script.split_once("--limit $((").unwrap();
        let (seconds, _) = after.split_once(" - SECONDS))").unwrap();
        assert!((LIMIT..90 * 60).contains(&seconds.parse().unwrap()), "{seconds} s");
    }
}
