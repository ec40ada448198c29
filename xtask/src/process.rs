//! Child processes: each in a group of its own, and none outlives this process or its time limit.
//!
//! Start them from the main thread only: Linux ties "end with the parent" to the thread that started the
//! child.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::step::now;

/// How long a process may take to end after it was asked to, before it is killed.
const GRACE: Duration = Duration::from_secs(5);
/// How often a running process is looked at.
const GLANCE: Duration = Duration::from_millis(10);
/// How long output may still come after a process has ended, when somebody it left behind holds the pipe.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// The exit code that a shell reports for a command that was interrupted.
pub(crate) const INTERRUPTED: u8 = 130;

static GROUPS: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());
static STOPPING: AtomicBool = AtomicBool::new(false);

/// A time limit, shared by everything that one part of the tests runs.
pub(crate) struct Limit {
    seconds: u64,
    until: Instant,
}

impl Limit {
    /// A limit that begins now.
    pub(crate) fn seconds(seconds: u64) -> Limit {
        Limit { seconds, until: now() + Duration::from_secs(seconds) }
    }

    fn is_over(&self) -> bool {
        now() >= self.until
    }
}

/// A process that ends, with its whole group, when this value is dropped.
pub(crate) struct Running {
    child: Child,
    name: String,
}

/// Starts a command in a process group of its own, without standard input.
pub(crate) fn start(command: &mut Command) -> Result<Running> {
    let name = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::null()).process_group(0);
    end_with_this_process(command);
    // Held over the start, so that a signal finds either no new process or one that is in the list.
    let mut groups = groups();
    if interrupted() {
        bail!("interrupted");
    }
    let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
    groups.insert(child.id().cast_signed());
    Ok(Running { child, name })
}

impl Running {
    /// The child's piped output, line by line, when the command asked for a pipe.
    pub(crate) fn lines(&mut self) -> Receiver<String> {
        let (sender, receiver) = mpsc::channel();
        if let Some(stdout) = self.child.stdout.take() {
            thread::spawn(move || {
                let mut stdout = BufReader::new(stdout);
                let mut line = Vec::new();
                while stdout.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
                    let text = String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned();
                    if sender.send(text).is_err() {
                        break;
                    }
                    line.clear();
                }
            });
        }
        receiver
    }

    /// Whether it has ended, and how.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().with_context(|| format!("cannot wait for {}", self.name))
    }

    /// Waits for its end, however long that takes.
    pub(crate) fn wait(&mut self) -> Result<ExitStatus> {
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            thread::sleep(GLANCE);
        }
    }

    /// Asks the whole group to end, and after a grace period makes it.
    fn end(&mut self) {
        let group = Pid::from_raw(self.child.id().cast_signed());
        // The group can outlive the process that founded it: a browser that its driver left behind.
        let _ = killpg(group, Signal::SIGTERM);
        let patience = now() + GRACE;
        while now() < patience && (matches!(self.child.try_wait(), Ok(None)) || killpg(group, None).is_ok()) {
            thread::sleep(GLANCE);
        }
        let _ = killpg(group, Signal::SIGKILL);
        let _ = self.child.wait();
        groups().remove(&group.as_raw());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Runs a command to its end; an exit code other than 0, or an end of the time limit, is an error.
///
/// With `line`, standard output is not inherited but handed over line by line.
pub(crate) fn run(
    command: &mut Command,
    limit: Option<&Limit>,
    mut line: Option<&mut dyn FnMut(&str)>,
) -> Result<()> {
    if line.is_some() {
        command.stdout(Stdio::piped());
    }
    let mut running = start(command)?;
    let lines = running.lines();
    let mut pass_on = |text: String| {
        if let Some(line) = &mut line {
            line(&text);
        }
    };
    let status = loop {
        match lines.recv_timeout(GLANCE) {
            Ok(text) => pass_on(text),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => thread::sleep(GLANCE),
        }
        if let Some(status) = running.ended()? {
            break status;
        }
        if let Some(limit) = limit.filter(|limit| limit.is_over()) {
            bail!("{} was ended: the limit of {} s was over", running.name, limit.seconds);
        }
    };
    let patience = now() + LAST_WORDS;
    while let Ok(text) = lines.recv_timeout(patience.saturating_duration_since(now())) {
        pass_on(text);
    }
    if status.success() { Ok(()) } else { Err(anyhow!("{} failed: {status}", describe(command))) }
}

/// From now on, an interrupt, a termination or a closed terminal ends everything that was started, then
/// this process.
pub(crate) fn end_everything_on_signals() -> Result<()> {
    ctrlc::set_handler(|| {
        STOPPING.store(true, Ordering::SeqCst);
        let groups: Vec<Pid> = groups().iter().copied().map(Pid::from_raw).collect();
        let signal_all = |signal| groups.iter().filter(|group| killpg(**group, signal).is_ok()).count();
        let patience = now() + GRACE;
        signal_all(Some(Signal::SIGTERM));
        // Signal 0: only asks who is still there.
        while signal_all(None) > 0 && now() < patience {
            thread::sleep(GLANCE);
        }
        signal_all(Some(Signal::SIGKILL));
        std::process::exit(INTERRUPTED.into());
    })
    .context("cannot listen for signals")
}

/// Has Linux end the child when this process is killed in a way that it cannot react to.
#[cfg(target_os = "linux")]
fn end_with_this_process(command: &mut Command) {
    let request = || nix::sys::prctl::set_pdeathsig(Signal::SIGTERM).map_err(std::io::Error::from);
    // SAFETY: between fork and exec only the one system call is made, which neither allocates nor locks.
    unsafe {
        command.pre_exec(request);
    }
}

#[cfg(not(target_os = "linux"))]
fn end_with_this_process(_: &mut Command) {}

/// Whether a signal has asked this process to end.
pub(crate) fn interrupted() -> bool {
    STOPPING.load(Ordering::SeqCst)
}

fn groups() -> MutexGuard<'static, BTreeSet<i32>> {
    GROUPS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn describe(command: &Command) -> String {
    let words: Vec<_> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect();
    words.join(" ")
}
