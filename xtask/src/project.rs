//! The folders of this checkout, and the versions that its lock file pins.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use crate::process::{self, Limit};
use crate::step::step_beside;

/// This checkout: its folders, and the current time limit for commands.
pub(crate) struct Project {
    /// The folder of the workspace's Cargo.toml.
    pub root: PathBuf,
    /// Cargo's target folder, which the environment may change.
    pub target: PathBuf,
    /// The time limit for running commands; `None` outside tests.
    pub limit: Option<Limit>,
}

impl Project {
    /// Gets the folders from cargo, which reads `CARGO_TARGET_DIR` and the configuration files.
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

    /// The same checkout with an additional time limit for all commands.
    pub(crate) fn within(&self, limit: Limit) -> Project {
        Project {
            root: self.root.clone(),
            target: self.target.clone(),
            limit: Some(limit.or_earlier(self.limit)),
        }
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

    /// Runs a command and shows its output as it arrives.
    pub(crate) fn run(&self, command: &mut Command) -> Result<()> {
        process::run(command, self.limit.as_ref(), None)
    }

    /// Runs a command like [`Project::run`], and passes each line of its standard output to `line` first.
    pub(crate) fn run_watching(&self, command: &mut Command, line: &mut dyn FnMut(&str)) -> Result<()> {
        let mut show = |text: &str| {
            line(text);
            println!("{text}");
        };
        process::run(command, self.limit.as_ref(), Some(&mut show))
    }

    /// Runs a command and returns its standard output. Its standard error stays visible.
    pub(crate) fn output(&self, command: &mut Command) -> Result<String> {
        output(command, self.limit.as_ref())
    }

    /// Runs a command and writes its output to `logs/NAME.log` under the target folder. On failure the whole output is
    /// shown.
    pub(crate) fn run_logged(&self, command: &mut Command, name: &str) -> Result<()> {
        let (outcome, output) = self.run_to_log(command, name)?;
        outcome.inspect_err(|_| eprintln!("{output}"))
    }

    /// Runs a command and writes its output to `logs/NAME.log` under the target folder. Returns its result and its
    /// output.
    pub(crate) fn run_to_log(&self, command: &mut Command, name: &str) -> Result<(Result<()>, String)> {
        let path = self.folder("logs")?.join(format!("{name}.log"));
        let log = fs::File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        command.stdout(log.try_clone()?).stderr(log);
        let outcome = process::run(command, self.limit.as_ref(), None);
        let output = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok((outcome, String::from_utf8_lossy(&output).into_owned()))
    }

    /// A folder under the target folder, which is created if it is missing.
    pub(crate) fn folder(&self, name: &str) -> Result<PathBuf> {
        let path = self.target.join(name);
        fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(path)
    }

    /// Compiles a binary of the workspace and returns its path.
    pub(crate) fn executable(&self, name: &str) -> Result<PathBuf> {
        step_beside(name, &format!("cargo build {name}"), || {
            // Cargo chooses the features of dependencies by the selected targets. For this package alone it would
            // compile fifty dependencies again. With the whole workspace and an example, which pulls in the
            // dependencies of tests, the features are those of `cargo test --workspace`. (The example is empty on this
            // machine.)
            self.build(name, &["--workspace", "--bin", name, "--example", "invitations"])
        })
    }

    /// Compiles the binary of the package with the same name in a profile, and returns its path.
    pub(crate) fn executable_in(&self, profile: &str, name: &str) -> Result<PathBuf> {
        step_beside(name, &format!("cargo build --profile {profile} {name}"), || {
            self.build(name, &["--profile", profile, "--package", name, "--bin", name])
        })
    }

    /// Runs `cargo build` and returns the path of the executable of this name.
    fn build(&self, name: &str, arguments: &[&str]) -> Result<PathBuf> {
        let mut cargo = self.cargo(["build", "--quiet", "--message-format", "json-render-diagnostics"]);
        let messages = self.output(cargo.args(arguments))?;
        messages
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter(|message| message.pointer("/target/name").and_then(Value::as_str) == Some(name))
            .find_map(|message| Some(PathBuf::from(message.get("executable")?.as_str()?)))
            .with_context(|| format!("cargo build names no executable for {name}"))
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
