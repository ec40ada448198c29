//! The project's own commands, `cargo xtask …`: one file per command, and files that the commands share. This file only
//! parses the command line.

#[cfg(not(unix))]
compile_error!("xtask ends what it starts by process groups: it runs on Linux and macOS");

mod bench;
mod build;
mod demo;
mod docs;
mod lint;
mod size;
mod static_demo;
mod suite;
mod test;

mod emulator;
mod emulator_package;
mod front_ends;
mod lanes;
mod process;
mod project;
mod runner;
mod step;
mod tools;
mod typescript;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::process::Limit;
use crate::project::Project;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's own commands")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the npm package: compiles the SDK to wasm and leaves a complete package in pkg/
    Build {
        /// What to build instead: `emulator` is the emulator as an npm package in target/npm/
        #[arg(value_enum)]
        package: Option<build::Package>,
    },
    /// Build everything, start the emulator with the demo page on it, and print the address to open
    Demo {
        /// Port on 127.0.0.1; 0 takes a free one
        #[arg(long, default_value_t = 4100)]
        port: u16,
        /// SQLite file that keeps the data; without it the data is lost when the demo ends
        #[arg(long, default_value = ":memory:")]
        database: PathBuf,
        /// Write the page, the SDK and the emulator as a service worker into this folder instead, for any static host
        #[arg(long = "static", value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Run the tests, or only the named parts of them
    Test {
        /// Which parts; all but `packages`, `emulator-npm`, `nextjs` and `detached` if none is named
        #[arg(value_enum)]
        parts: Vec<test::Part>,
        /// Time limit in seconds; parts that are not finished by then are stopped and have failed
        #[arg(long, value_name = "SECONDS", default_value_t = test::LIMIT)]
        limit: u64,
    },
    /// Show what a browser fetches to load the SDK, and compare it with the budget
    Size {
        /// Lower the budget to what was measured (never raises it)
        #[arg(long)]
        tighten: bool,
    },
    /// Run the benchmarks in bench/ (the package and the emulator compared with others), or only the named ones
    Bench {
        /// Which measurements; all of them when none is named
        #[arg(value_enum)]
        parts: Vec<bench::Part>,
        /// Put the tables, and the chart of `browser`, into README.md and the READMEs of the emulator
        #[arg(long)]
        write: bool,
    },
    /// Random operations under random faults (bench/soak.mjs): everything settles, and nothing is left behind
    Soak {
        /// How long
        #[arg(long, default_value_t = 10)]
        minutes: u16,
    },
    /// Make the reference of the crates (target/doc) and of the npm package (target/typedoc), and write the report of the
    /// package's declarations (xtask/api-report.d.ts)
    Docs,
    /// Check formatting, clippy and the hand-written types
    Lint,
}

fn main() -> ExitCode {
    let command = CommandLine::parse().command;
    match run(command) {
        Ok(code) => code,
        Err(_) if process::interrupted() => ExitCode::from(process::INTERRUPTED),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    process::end_everything_on_signals()?;
    let project = Project::find()?;
    match command {
        Command::Build { package: Some(build::Package::Emulator) } => emulator_package::run(&project)?,
        Command::Build { package: None } => build::run(&project)?,
        Command::Demo { folder: Some(folder), .. } => static_demo::run(&project, &folder)?,
        Command::Demo { port, database, folder: None } => demo::run(&project, port, &database)?,
        Command::Test { parts, limit } => return test::run(&project, &parts, Limit::seconds(limit)),
        Command::Size { tighten } => size::run(&project, tighten)?,
        Command::Bench { parts, write } => bench::run(&project, &parts, write)?,
        Command::Soak { minutes } => bench::soak(&project, minutes)?,
        Command::Docs => docs::run(&project)?,
        Command::Lint => lint::run(&project)?,
    }
    Ok(ExitCode::SUCCESS)
}
