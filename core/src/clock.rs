//! The server's clock, estimated from its answers. It decides whether an invitation was created before or after a
//! request.
//!
//! The two clocks may differ by any amount, so only differences count. An answer with the server's time was written
//! between its request and its arrival, which bounds the difference from both sides.

/// Bounds of the difference between the server's clock and this one, in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct ServerClock {
    /// The smallest and the largest time by which the server's clock can be ahead.
    ahead: Option<(f64, f64)>,
}

/// A time from the server, and its resolution: `Date` and a token's `iat` are whole seconds.
#[derive(Clone, Copy, Debug)]
pub struct ServerTime {
    /// Unix milliseconds.
    pub ms: f64,
    /// The server's clock was at most this much ahead of the time.
    pub resolution_ms: f64,
}

impl ServerTime {
    /// A time in whole seconds.
    pub fn whole_seconds(ms: f64) -> Self {
        Self { ms, resolution_ms: 1000.0 }
    }
}

impl ServerClock {
    /// Updates the bounds with the server's time in an answer to a request that was sent and answered at these local
    /// times.
    pub fn observe(&mut self, time: ServerTime, sent_at: f64, answered_at: f64) {
        let least = time.ms - answered_at;
        let most = time.ms + time.resolution_ms - sent_at;
        // Also false for NaN.
        let is_possible = least <= most;
        if !is_possible {
            return;
        }
        self.ahead = Some(match self.ahead {
            // Both bounds hold, unless a clock was set in between.
            Some((known_least, known_most)) if known_least <= most && least <= known_most => {
                (known_least.max(least), known_most.min(most))
            }
            _ => (least, most),
        });
    }

    /// The earliest server time at which a request that was sent at this local time can have taken effect. `None` if
    /// the server's clock is unknown.
    pub fn earliest(&self, sent_at: f64) -> Option<f64> {
        self.ahead.map(|(least, _)| sent_at + least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_clock_that_was_set_is_estimated_again() {
        let mut clock = ServerClock::default();
        assert_eq!(clock.earliest(0.0), None);
        clock.observe(ServerTime::whole_seconds(5_000.0), 0.0, 100.0);
        assert_eq!(clock.earliest(0.0), Some(4_900.0));
        clock.observe(ServerTime::whole_seconds(95_000.0), 1_000.0, 1_100.0);
        assert_eq!(clock.earliest(0.0), Some(93_900.0));
    }

    #[test]
    fn invalid_times_are_ignored() {
        let mut clock = ServerClock::default();
        for ms in [f64::NAN, f64::INFINITY - f64::INFINITY] {
            clock.observe(ServerTime::whole_seconds(ms), 0.0, 1.0);
            assert_eq!(clock.earliest(0.0), None);
        }
    }

    proptest! {
        #[test]
        fn events_after_the_request_are_never_before_the_earliest_time(
            ahead in -1e9..1e9f64,
            answers in prop::collection::vec((0.0..1e6f64, 0.0..5e3f64, 0.0..1.0f64), 1..8),
            sent_at in 0.0..1e6f64,
        ) {
            let mut clock = ServerClock::default();
            for (sent, took, part) in answers {
                let server = sent + took * part + ahead;
                clock.observe(ServerTime::whole_seconds((server / 1000.0).floor() * 1000.0), sent, sent + took);
            }
            let earliest = clock.earliest(sent_at);
            prop_assert!(earliest.is_some_and(|earliest| earliest <= sent_at + ahead + 1e-6));
        }
    }
}
