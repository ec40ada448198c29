//! Child processes: each has its own process group, and none outlives this process or its time limit.

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

/// The time from the request to terminate until a process is killed.
const GRACE: Duration = Duration::from_secs(5);
/// The polling interval for running processes.
const GLANCE: Duration = Duration::from_millis(10);
/// How long to wait for output after a process has ended, if a process that it started still holds the pipe.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// The exit code that a shell reports for a command that was interrupted.
pub(crate) const INTERRUPTED: u8 = 130;

static GROUPS: Mutex<BTreeSet<Pid>> = Mutex::new(BTreeSet::new());
static STOPPING: AtomicBool = AtomicBool::new(false);

/// A time limit, shared by everything that runs under it.
#[derive(Clone, Copy)]
pub(crate) struct Limit {
    seconds: u64,
    until: Instant,
}

impl Limit {
    /// A limit that starts now.
    pub(crate) fn seconds(seconds: u64) -> Limit {
        Limit { seconds, until: now() + Duration::from_secs(seconds) }
    }

    /// The earlier of the two limits.
    pub(crate) fn or_earlier(self, other: Option<Limit>) -> Limit {
        other.filter(|other| other.until < self.until).unwrap_or(self)
    }

    fn is_over(&self) -> bool {
        now() >= self.until
    }
}

/// A process that ends, with its whole group, when this value is dropped.
pub(crate) struct Running {
    child: Child,
    group: Pid,
    watcher: Option<Child>,
    name: String,
}

/// Starts a command in its own process group, without standard input.
pub(crate) fn start(command: &mut Command) -> Result<Running> {
    let name = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::null()).process_group(0);
    // Locked during the start, so that a signal handler finds either no new process or one that is in the list.
    let mut groups = groups();
    if interrupted() {
        bail!("interrupted");
    }
    let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
    let group = Pid::from_raw(child.id().cast_signed());
    groups.insert(group);
    drop(groups);
    let mut running = Running { child, group, watcher: None, name };
    running.watcher = Some(watch_over(group)?);
    Ok(running)
}

impl Running {
    /// The child's output line by line, if the command pipes it.
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

    /// The exit status, if the process has ended.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().with_context(|| format!("cannot wait for {}", self.name))
    }

    /// Waits without a time limit until the process ends.
    pub(crate) fn wait(&mut self) -> Result<ExitStatus> {
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            thread::sleep(GLANCE);
        }
    }

    /// Terminates the whole group, and kills it after a grace period.
    fn end(&mut self) {
        // The group can outlive its first process, for example a browser whose driver has ended.
        let _ = killpg(self.group, Signal::SIGTERM);
        let patience = now() + GRACE;
        while now() < patience
            && (matches!(self.child.try_wait(), Ok(None)) || killpg(self.group, None).is_ok())
        {
            thread::sleep(GLANCE);
        }
        let _ = killpg(self.group, Signal::SIGKILL);
        let _ = self.child.wait();
        groups().remove(&self.group);
        if let Some(watcher) = &mut self.watcher {
            let _ = watcher.kill();
            let _ = watcher.wait();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Runs a command to its end. An exit code other than 0, or an exceeded time limit, is an error.
///
/// With `line`, standard output is not inherited but passed to it line by line.
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
            bail!("{} was stopped after the time limit of {} s", running.name, limit.seconds);
        }
    };
    let patience = now() + LAST_WORDS;
    while let Ok(text) = lines.recv_timeout(patience.saturating_duration_since(now())) {
        pass_on(text);
    }
    if status.success() { Ok(()) } else { Err(anyhow!("{} failed: {status}", describe(command))) }
}

/// Installs signal handlers: an interrupt, a termination or a closed terminal ends all started processes, then this
/// process.
pub(crate) fn end_everything_on_signals() -> Result<()> {
    ctrlc::set_handler(|| {
        STOPPING.store(true, Ordering::SeqCst);
        let groups: Vec<Pid> = groups().iter().copied().collect();
        let signal_all = |signal| groups.iter().filter(|group| killpg(**group, signal).is_ok()).count();
        let patience = now() + GRACE;
        signal_all(Some(Signal::SIGTERM));
        // Signal 0 only checks which processes are still running.
        while signal_all(None) > 0 && now() < patience {
            thread::sleep(GLANCE);
        }
        signal_all(Some(Signal::SIGKILL));
        std::process::exit(INTERRUPTED.into());
    })
    .context("cannot listen for signals")
}

/// Starts a shell that waits until this process has ended for any reason, and then ends the group, because no code here
/// runs after a SIGKILL. The shell detects that by the end of its standard input, whose other side only this process
/// holds.
fn watch_over(group: Pid) -> Result<Child> {
    Command::new("sh")
        .args(["-c", "cat; kill -s TERM -- -$0; sleep 5; kill -s KILL -- -$0"])
        .arg(group.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .context("cannot start sh")
}

/// Whether this process has received a signal to end.
pub(crate) fn interrupted() -> bool {
    STOPPING.load(Ordering::SeqCst)
}

fn groups() -> MutexGuard<'static, BTreeSet<Pid>> {
    GROUPS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn describe(command: &Command) -> String {
    let words: Vec<_> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn output_arrives_in_lines_and_in_order_with_an_unfinished_last_one() {
        let mut lines = Vec::new();
        run(&mut shell("echo one; echo; printf two"), None, Some(&mut |line| lines.push(line.to_owned())))
            .unwrap();
        assert_eq!(lines, ["one", "", "two"]);
    }

    #[test]
    fn an_error_has_the_command_and_its_exit_status() {
        let message = run(&mut shell("exit 3"), None, None).unwrap_err().to_string();
        assert!(message.contains("sh -c exit 3") && message.contains("exit status: 3"), "{message}");
    }

    #[test]
    fn the_error_for_a_missing_program_has_its_name() {
        let error = run(&mut Command::new("no-such-program"), None, None).unwrap_err();
        assert!(format!("{error:#}").contains("no-such-program"), "{error:#}");
    }

    #[test]
    fn a_command_that_exceeds_its_time_limit_is_ended_with_all_its_children() {
        let mut left_behind = Vec::new();
        let mut note = |line: &str| left_behind.push(line.parse().unwrap());
        let started = now();
        // The child ignores SIGTERM and must be killed.
        let script = "(trap '' TERM; while :; do sleep 1; done) & echo $!; wait";
        let error = run(&mut shell(script), Some(&Limit::seconds(1)), Some(&mut note)).unwrap_err();
        assert!(error.to_string().contains("the time limit of 1 s"), "{error}");
        assert!(started.elapsed() < Duration::from_secs(20));
        assert_ends(Pid::from_raw(*left_behind.first().unwrap()));
    }

    #[test]
    fn of_two_limits_the_earlier_one_holds() {
        let (short, long) = (Limit::seconds(1), Limit::seconds(60));
        assert_eq!(short.or_earlier(Some(long)).seconds, 1);
        assert_eq!(long.or_earlier(Some(short)).seconds, 1);
        assert_eq!(long.or_earlier(None).seconds, 60);
    }

    #[test]
    fn a_group_ends_when_the_process_that_its_watcher_observes_has_ended() {
        let mut child = shell("sleep 60 & sleep 60").process_group(0).spawn().unwrap();
        let group = Pid::from_raw(child.id().cast_signed());
        let mut watcher = watch_over(group).unwrap();
        assert!(child.try_wait().unwrap().is_none());
        drop(watcher.stdin.take());
        assert!(!child.wait().unwrap().success());
        assert_ends(Pid::from_raw(-group.as_raw()));
        watcher.kill().unwrap();
        watcher.wait().unwrap();
    }

    fn assert_ends(process: Pid) {
        let patience = now() + GRACE;
        while nix::sys::signal::kill(process, None).is_ok() && now() < patience {
            thread::sleep(GLANCE);
        }
        assert!(nix::sys::signal::kill(process, None).is_err(), "{process} is still running");
    }
}
