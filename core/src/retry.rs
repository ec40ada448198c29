//! When a request is sent again. Only this file decides it.
//!
//! Only a request that is safe to repeat is sent again: one that the table of operations marks as repeatable (a `GET`, or
//! a `POST` for a token), and a request that the server refused without reading it (429). A change that got no answer may
//! have been applied; [`crate::lookup`] looks it up first.

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

/// The longest `Retry-After` that is waited for. Beyond it the call fails, and the error carries `retryAfter`.
const LONGEST_SECONDS: u32 = 30;

/// How many milliseconds to wait before the request is sent again. `None` if it is not sent again.
///
/// - `is_repeatable`: whether a second request changes nothing that the first did not.
/// - `sent`: how often it was sent.
/// - `chance`: a random number from 0 up to 1.
pub fn delay_ms(is_repeatable: bool, sent: u32, ending: Ending, chance: f64) -> Option<u32> {
    let asked_for = match ending {
        Ending::NoAnswer | Ending::Status(502 | 504, _) if is_repeatable => None,
        Ending::Status(503, seconds) if is_repeatable => seconds,
        Ending::Status(429, seconds) => seconds,
        _ => return None,
    };
    // 100, then 700 and doubling, at random up to twice that: clerk-js 6.40 while online, which gives up after four
    // attempts. If the server names a time, the wait is that time and a little longer, so that not all clients come
    // back at once.
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
    fn only_what_cannot_have_been_applied_is_sent_again() {
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
    fn retry_after_is_waited_for_up_to_half_a_minute() {
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
