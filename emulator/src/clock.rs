//! The time of an instance: a time source plus an offset that a test can change. Nothing else in this crate reads a
//! clock.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The largest moment a JavaScript `Date` can hold, in milliseconds (ECMA-262, "Time Values and Time Range").
pub(crate) const LAST_MOMENT: i64 = 8_640_000_000_000_000;

/// A source of time in Unix milliseconds.
#[derive(Clone)]
pub struct TimeSource(Arc<dyn Fn() -> i64 + Send + Sync>);

impl TimeSource {
    /// The machine's clock.
    pub fn system() -> Self {
        #[allow(clippy::disallowed_methods)] // the one place that reads the machine's clock
        Self::new(|| {
            let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            since_epoch.map_or(0, |elapsed| i64::try_from(elapsed.as_millis()).unwrap_or(LAST_MOMENT))
        })
    }

    /// A custom source: a function that returns Unix milliseconds.
    pub fn new(source: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(source))
    }

    /// The current time of the source, in Unix milliseconds.
    pub fn now(&self) -> i64 {
        (self.0)()
    }
}

impl fmt::Debug for TimeSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TimeSource")
    }
}

/// An instance's clock. Every decision that depends on time reads it.
#[derive(Debug)]
pub(crate) struct Clock {
    source: TimeSource,
    offset: AtomicI64,
}

impl Clock {
    pub(crate) fn new(source: TimeSource) -> Self {
        Self { source, offset: AtomicI64::new(0) }
    }

    /// The current time of the instance, in Unix milliseconds.
    pub(crate) fn now(&self) -> i64 {
        self.source.now().saturating_add(self.offset.load(Ordering::SeqCst)).clamp(0, LAST_MOMENT)
    }

    /// The source's time without the offset. Durations use it, so that a moved clock does not stretch them.
    pub(crate) fn unmoved(&self) -> i64 {
        self.source.now()
    }

    /// The offset in milliseconds.
    pub(crate) fn offset(&self) -> i64 {
        self.offset.load(Ordering::SeqCst)
    }

    /// Moves the clock by `milliseconds`. Returns `None` if the result is outside the range of a JavaScript `Date`.
    pub(crate) fn advance(&self, milliseconds: i64) -> Option<i64> {
        let source = self.source.now();
        self.offset
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |offset| {
                let moved = offset.checked_add(milliseconds)?;
                (0..=LAST_MOMENT).contains(&source.checked_add(moved)?).then_some(moved)
            })
            .ok()?;
        Some(self.now())
    }

    /// Sets the offset from the source to `milliseconds`.
    pub(crate) fn set_offset(&self, milliseconds: i64) {
        self.offset.store(milliseconds, Ordering::SeqCst);
    }

    pub(crate) fn reset(&self) {
        self.offset.store(0, Ordering::SeqCst);
    }
}
