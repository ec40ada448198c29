//! How a step shows itself: one line before it starts, its duration after when that was worth knowing.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

/// Prints `line`, does `work`, and prints how long it took if that was more than a second.
pub(crate) fn step<T>(line: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    timed(line, "", work)
}

/// Like [`step`] for work that others run beside: the duration comes with `name`.
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

/// Does two things at the same time. Both run to their end; the first one's error comes first.
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

/// The clock that durations and time limits are measured with.
#[allow(clippy::disallowed_methods, reason = "commands run in real time: this is where xtask reads it")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
