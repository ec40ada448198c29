//! How a step shows itself: one line before it starts, its duration after when that was worth knowing.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Prints `line`, does `work`, and says how long it took when that was more than a second.
pub(crate) fn step<T>(line: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("▸ {line}");
    let started = now();
    let outcome = work();
    let took = started.elapsed();
    if took > Duration::from_secs(1) {
        println!("  {:.1} s", took.as_secs_f64());
    }
    outcome
}

/// The clock that durations and time limits are measured with.
#[allow(clippy::disallowed_methods, reason = "commands run in real time: this is where xtask reads it")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
