//! Where things are in this checkout, and the versions that its lock file pins.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use crate::process::{self, Limit};
use crate::step::step;

/// The profile of the workspace's Cargo.toml that something is compiled with.
pub(crate) enum Profile {
    /// Compiled soon, slower.
    Dev,
    /// The emulator as it is meant to be used.
    Emulator,
}

/// This checkout: its folders, and the time limit under which commands run in it now.
pub(crate) struct Project {
    /// The folder of the workspace's Cargo.toml.
    pub root: PathBuf,
    /// Cargo's target folder, wherever the environment put it.
    pub target: PathBuf,
    /// When whatever runs now must have ended; none outside tests.
    pub limit: Option<Limit>,
}

impl Project {
    /// Asks cargo, which knows about `CARGO_TARGET_DIR` and the configuration files.
    pub(crate) fn find() -> Result<Project> {
        let mut command = cargo();
        command.args(["metadata", "--no-deps", "--format-version", "1"]);
        let metadata: Value = serde_json::from_str(&output(&mut command, None)?)?;
        let folder = |key: &str| {
            metadata
                .get(key)
                .and_then(|value| value.as_str())
                .map(PathBuf::from)
                .with_context(|| format!("cargo metadata names no {key}"))
        };
        Ok(Project { root: folder("workspace_root")?, target: folder("target_directory")?, limit: None })
    }

    /// The same checkout with a time limit on everything that it runs.
    pub(crate) fn within(&self, limit: Limit) -> Project {
        Project { root: self.root.clone(), target: self.target.clone(), limit: Some(limit) }
    }

    /// A command that starts in the root of the checkout.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(&self.root);
        command
    }

    /// A cargo command that starts in the root of the checkout.
    pub(crate) fn cargo<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = cargo();
        command.current_dir(&self.root).args(arguments);
        command
    }

    /// Runs a command whose output people want to see as it comes.
    pub(crate) fn run(&self, command: &mut Command) -> Result<()> {
        process::run(command, self.limit.as_ref(), None)
    }

    /// Runs a command like [`Project::run`], and shows each line of its standard output to `line` first.
    pub(crate) fn run_watching(&self, command: &mut Command, line: &mut dyn FnMut(&str)) -> Result<()> {
        let mut show = |text: &str| {
            line(text);
            println!("{text}");
        };
        process::run(command, self.limit.as_ref(), Some(&mut show))
    }

    /// Runs a command and returns its standard output; its errors stay visible.
    pub(crate) fn output(&self, command: &mut Command) -> Result<String> {
        output(command, self.limit.as_ref())
    }

    /// Runs a command whose output matters only when it fails: it goes to `logs/NAME.log` under the
    /// target folder, and is shown in full on failure.
    pub(crate) fn run_logged(&self, command: &mut Command, name: &str) -> Result<()> {
        let path = self.folder("logs")?.join(format!("{name}.log"));
        let log = fs::File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        command.stdout(log.try_clone()?).stderr(log);
        process::run(command, self.limit.as_ref(), None).inspect_err(|_| {
            eprintln!("{}", fs::read_to_string(&path).unwrap_or_default());
        })
    }

    /// A folder under the target folder, made when it is not there.
    pub(crate) fn folder(&self, name: &str) -> Result<PathBuf> {
        let path = self.target.join(name);
        fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(path)
    }

    /// Compiles a package of the workspace and returns its executable.
    pub(crate) fn executable(&self, package: &str, profile: Profile) -> Result<PathBuf> {
        let profile = match profile {
            Profile::Dev => "dev",
            Profile::Emulator => "emulator",
        };
        step(&format!("cargo build {package} ({profile})"), || {
            let mut executable = None;
            let mut cargo = self.cargo(["build", "--package", package, "--profile", profile]);
            let messages = self.output(cargo.args(["--message-format", "json-render-diagnostics"]))?;
            for message in messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
                if let Some(path) = message.get("executable").and_then(Value::as_str) {
                    executable = Some(PathBuf::from(path));
                }
            }
            executable.with_context(|| format!("cargo build names no executable for {package}"))
        })
    }

    /// The version of a dependency in Cargo.lock.
    pub(crate) fn locked_version(&self, dependency: &str) -> Result<String> {
        let id = self.output(&mut self.cargo(["pkgid", dependency]))?;
        // `registry+…#wasm-bindgen@0.2.130`
        id.trim()
            .rsplit_once('@')
            .map(|(_, version)| version.to_owned())
            .ok_or_else(|| anyhow!("cargo pkgid says {id}"))
    }
}

fn output(command: &mut Command, limit: Option<&Limit>) -> Result<String> {
    let mut text = String::new();
    let mut keep = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    process::run(command, limit, Some(&mut keep))?;
    Ok(text)
}

/// The cargo that runs this xtask, so that nested commands use the same toolchain.
fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
