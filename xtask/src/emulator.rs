//! The emulator as a child process: compiles it, starts it with the pages of this checkout, and stops it on drop.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process::{self, Running};
use crate::project::Project;

/// The time limit until the emulator listens.
const START: Duration = Duration::from_secs(60);
/// After this time without output, the emulator has printed all of its first lines.
const PAUSE: Duration = Duration::from_millis(200);

/// A build of the emulator that can be started. Both take the same arguments.
#[derive(Clone)]
pub(crate) enum Build {
    /// The native executable.
    Native(PathBuf),
    /// The WebAssembly module: the npm package's command, which Node runs.
    Npm(PathBuf),
}

impl Build {
    /// Compiles the native executable.
    pub(crate) fn native(project: &Project) -> Result<Self> {
        project.executable("clerk-emulator").map(Self::Native)
    }

    fn command(&self, project: &Project) -> Command {
        match self {
            Self::Native(executable) => project.command(executable),
            Self::Npm(script) => {
                let mut node = project.command("node");
                node.arg(script);
                node
            }
        }
    }
}

/// A running emulator.
pub(crate) struct Emulator {
    /// The JSON object that it prints first: its address, keys and people.
    pub announcement: Value,
    /// Its address, without a slash at the end.
    pub url: String,
    running: Running,
}

/// The destination of an emulator's output.
pub(crate) enum Output {
    /// To this process's output.
    Through,
    /// To a file.
    Log(PathBuf),
}

impl Emulator {
    /// Starts the emulator on 127.0.0.1 with these additional arguments, with the demo page and the package, and waits
    /// for its first line.
    pub(crate) fn start(
        project: &Project,
        build: &Build,
        port: u16,
        database: &Path,
        arguments: &[&str],
        output: Output,
    ) -> Result<Emulator> {
        let mut command = build.command(project);
        command.arg("--port").arg(port.to_string()).arg("--database").arg(database).args(arguments);
        command.args(["--static", "/=www", "--static", "/pkg=pkg"]);
        command.stdout(Stdio::piped());
        let mut sink: Box<dyn Write + Send> = match output {
            Output::Through => Box::new(std::io::stdout()),
            Output::Log(path) => {
                let log = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
                command.stderr(log.try_clone()?);
                Box::new(log)
            }
        };
        let mut running = process::start(&mut command)?;
        let lines = running.lines();
        let Ok(first) = lines.recv_timeout(START) else {
            bail!("the emulator printed nothing: it ended, or was ended after {} s", START.as_secs());
        };
        writeln!(sink, "{first}")?;
        let announcement: Value =
            serde_json::from_str(&first).context("the emulator's first line is not JSON")?;
        let url = announcement
            .get("url")
            .and_then(Value::as_str)
            .context("the emulator announces no `url`")?
            .trim_end_matches('/')
            .to_owned();
        // The human-readable lines follow at once and must come before the caller's output.
        while let Ok(line) = lines.recv_timeout(PAUSE) {
            writeln!(sink, "{line}")?;
        }
        // Keeps reading, because a full pipe would block the emulator.
        thread::spawn(move || lines.into_iter().try_for_each(|line| writeln!(sink, "{line}")));
        Ok(Emulator { announcement, url, running })
    }

    /// Waits for a crash of the emulator, which otherwise never exits before it is stopped.
    pub(crate) fn wait(mut self) -> Result<()> {
        let status = self.running.wait()?;
        bail!("the emulator ended: {status}")
    }
}
