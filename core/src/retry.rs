//! Decides when a request is retried. This is the only place that does.
//!
//! Only a request that is safe to repeat is retried: one that the table of operations marks as repeatable (a `GET`, or
//! for example a `POST` for a token), and one that the server refused unread (429). A change without an answer may have
//! been applied, so [`crate::lookup`] looks it up first.

/// The result of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// No answer, though there is a network.
    NoAnswer,
    /// A status, and `Retry-After` in seconds.
    Status(u16, Option<u32>),
    /// No answer, and another attempt would fail too: the time limit passed, or there is no network.
    Final,
}

/// The longest `Retry-After` that a call waits for. Beyond it the call fails with an error that has `retryAfter`.
const LONGEST_SECONDS: u32 = 30;

/// The milliseconds to wait before the next attempt. `None` if the request is not retried.
///
/// - `is_repeatable`: whether the request is safe to repeat.
/// - `sent`: the number of attempts so far.
/// - `chance`: a random number from 0 up to 1.
pub fn delay_ms(is_repeatable: bool, sent: u32, ending: Ending, chance: f64) -> Option<u32> {
    let asked_for = match ending {
        Ending::NoAnswer | Ending::Status(502 | 504, _) if is_repeatable => None,
        Ending::Status(503, seconds) if is_repeatable => seconds,
        Ending::Status(429, seconds) => seconds,
        _ => return None,
    };
    // 100 ms, then 700 ms and doubling, at random up to twice that, and at most four attempts: as in clerk-js 6.40
    // while online. A random part of it is added to `Retry-After`, so that clients do not all retry at once.
    let delay = match sent {
        1 => 100,
        2 => 700,
        3 => 1400,
        _ => return None,
    };
    let spread = (f64::from(delay) * chance.clamp(0.0, 1.0)) as u32;
    match asked_for {
        Some(seconds) if seconds > LONGEST_SECONDS => None,
        Some(seconds) if seconds > 0 => Some(seconds * 1000 + spread),
        _ => Some(delay + spread),
    }
}

#[cfg(test)]
mod tests {
    use super::Ending::{self, NoAnswer, Status};
    use super::delay_ms;

    #[test]
    fn a_repeatable_request_without_an_answer_waits_as_in_clerk_js_and_is_sent_four_times_at_most() {
        for (sent, least, most) in [(1, 100, 200), (2, 700, 1400), (3, 1400, 2800)] {
            assert_eq!(delay_ms(true, sent, NoAnswer, 0.0), Some(least));
            assert_eq!(delay_ms(true, sent, NoAnswer, 1.0), Some(most));
            assert_eq!(delay_ms(true, sent, NoAnswer, 0.5), Some((least + most) / 2));
        }
        for sent in [0, 4, 5, u32::MAX] {
            assert_eq!(delay_ms(true, sent, NoAnswer, 0.0), None);
        }
    }

    #[test]
    fn only_requests_that_are_safe_to_repeat_or_were_refused_unread_are_retried() {
        let table: &[(Ending, bool, bool)] = &[
            (NoAnswer, true, false),
            (Status(429, None), true, true),
            (Status(502, None), true, false),
            (Status(503, Some(1)), true, false),
            (Status(504, None), true, false),
            (Status(500, None), false, false),
            (Status(501, None), false, false),
            (Status(401, None), false, false),
            (Status(404, Some(1)), false, false),
            (Status(422, None), false, false),
            (Status(200, Some(1)), false, false),
        ];
        for &(ending, repeatable, change) in table {
            assert_eq!(delay_ms(true, 1, ending, 0.0).is_some(), repeatable, "repeatable, {ending:?}");
            assert_eq!(delay_ms(false, 1, ending, 0.0).is_some(), change, "change, {ending:?}");
        }
    }

    #[test]
    fn a_request_waits_for_retry_after_up_to_30_seconds() {
        for (asked_for, waits) in [
            (Some(0), Some(100)),
            (Some(1), Some(1000)),
            (Some(30), Some(30_000)),
            (Some(31), None),
            (None, Some(100)),
        ] {
            assert_eq!(delay_ms(false, 1, Status(429, asked_for), 0.0), waits, "{asked_for:?}");
        }
        assert_eq!(delay_ms(false, 1, Status(429, Some(u32::MAX)), 1.0), None);
        assert_eq!(delay_ms(true, 2, Status(503, Some(2)), 1.0), Some(2700));
    }

    #[test]
    fn an_invalid_random_number_changes_only_the_delay() {
        for chance in [f64::NAN, f64::INFINITY, -1.0] {
            assert!(delay_ms(true, 1, NoAnswer, chance).is_some_and(|ms| ms <= 200));
        }
    }
}
