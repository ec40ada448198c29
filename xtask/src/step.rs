//! Prints steps: one line before a step starts, and its duration afterwards if it took long.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

/// Prints `line`, does `work`, and prints how long it took if that was more than a second.
pub(crate) fn step<T>(line: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    timed(line, "", work)
}

/// Like [`step`], for work that runs beside other work: the duration is printed with `name`.
pub(crate) fn step_beside<T>(name: &str, line: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    timed(line, &format!("{name}: "), work)
}

fn timed<T>(line: &str, label: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("▸ {line}");
    let started = now();
    let outcome = work();
    let took = started.elapsed();
    if took > Duration::from_secs(1) {
        println!("  {label}{:.1} s", took.as_secs_f64());
    }
    outcome
}

/// Runs two functions in parallel, both to their end. The error of the first has precedence.
pub(crate) fn both<A: Send, B>(
    first: impl FnOnce() -> Result<A> + Send,
    second: impl FnOnce() -> Result<B>,
) -> Result<(A, B)> {
    thread::scope(|scope| {
        let first = scope.spawn(first);
        let second = second();
        let first = first.join().map_err(|_| anyhow!("a thread panicked"))?;
        Ok((first?, second?))
    })
}

/// The clock for durations and time limits.
#[allow(clippy::disallowed_methods, reason = "commands run in real time; only this function reads the clock")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
