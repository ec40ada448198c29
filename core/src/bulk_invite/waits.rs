//! The waits of `inviteMembersSettled` between two requests.

/// The default limit for all waits of a call together.
pub const DEFAULT_MAX_WAIT_MS: u64 = 10 * 60 * 1000;

/// Waits after a request without an answer. After the last one the server counts as unreachable.
const AFTER_FAILURE_MS: [u64; 4] = [500, 1000, 2000, 4000];
/// Waits after a rate limit without a time. The last one repeats.
const AFTER_RATE_LIMIT_MS: [u64; 5] = [5000, 10_000, 20_000, 40_000, 60_000];
/// The shortest wait that follows a `Retry-After`, which may be 0.
const SHORTEST_RETRY_AFTER_MS: u64 = 1000;

#[derive(Clone, Debug)]
pub(super) struct Waits {
    max_ms: u64,
    waited_ms: u64,
    failures: usize,
    rate_limits: usize,
}

impl Waits {
    pub(super) fn new(max_ms: u64) -> Self {
        Self { max_ms, waited_ms: 0, failures: 0, rate_limits: 0 }
    }

    /// Resets the count of failures after an answer.
    pub(super) fn answered(&mut self) {
        self.failures = 0;
        self.rate_limits = 0;
    }

    /// The wait after a request without an answer. `None` if the server counts as unreachable.
    pub(super) fn for_failure(&mut self) -> Option<u64> {
        let ms = AFTER_FAILURE_MS.get(self.failures).copied()?;
        self.failures += 1;
        self.allow(ms)
    }

    /// The wait after a rate limit: the server's, in seconds, or the next of the defaults.
    pub(super) fn for_rate_limit(&mut self, retry_after: Option<u32>) -> Option<u64> {
        let own = AFTER_RATE_LIMIT_MS.get(self.rate_limits).or(AFTER_RATE_LIMIT_MS.last());
        self.rate_limits += 1;
        // A rate limit is an answer: the server is reachable.
        self.failures = 0;
        match retry_after {
            Some(seconds) => self.allow((u64::from(seconds) * 1000).max(SHORTEST_RETRY_AFTER_MS)),
            None => own.copied().and_then(|ms| self.allow(ms)),
        }
    }

    fn allow(&mut self, ms: u64) -> Option<u64> {
        let waited_ms = self.waited_ms.saturating_add(ms);
        (waited_ms <= self.max_ms).then(|| {
            self.waited_ms = waited_ms;
            ms
        })
    }
}
