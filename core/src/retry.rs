//! When a request is sent again: the one place that decides it. Pure: what happened and luck in, waiting time out.
//!
//! Whatever is sent again is a `GET`, which changes nothing, or was refused unread (429). A `POST` that nobody answered
//! may have been applied: [`crate::operation`] looks before it says it again.

/// What a sending came to, as far as sending again is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// No answer, though there is a network.
    Unanswered,
    /// A status, and what `Retry-After` said in seconds.
    Status(u16, Option<u32>),
}

/// The longest wait that a server is granted: who must wait longer is told so by the error's `retryAfter`.
const LONGEST_SECONDS: u32 = 30;

/// How many milliseconds to wait before the next sending, after `sent` sendings; `None` to give up.
///
/// `get` for a request that changes nothing, `luck` a random number from 0 up to 1.
pub(crate) fn wait_ms(get: bool, sent: u32, outcome: Outcome, luck: f64) -> Option<u32> {
    let told = match outcome {
        Outcome::Unanswered | Outcome::Status(502 | 504, _) if get => None,
        Outcome::Status(503, told) if get => told,
        Outcome::Status(429, told) => told,
        _ => return None,
    };
    // 100, then 700 and doubling, up to twice that by chance: clerk-js 6.40 while online, which gives up after four
    // sendings. A server that tells is waited for as it tells, and a little longer, so that not all come back at once.
    let wait = match sent {
        1 => 100,
        2 => 700,
        3 => 1400,
        _ => return None,
    };
    let spread = (f64::from(wait) * luck.clamp(0.0, 1.0)) as u32;
    match told {
        Some(seconds) if seconds > LONGEST_SECONDS => None,
        Some(seconds) if seconds > 0 => Some(seconds * 1000 + spread),
        _ => Some(wait + spread),
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::Outcome::{self, Status, Unanswered};
    use super::wait_ms;

    #[test]
    fn a_get_without_an_answer_waits_as_in_clerk_js_and_is_sent_four_times_at_most() {
        for (sent, least, most) in [(1, 100, 200), (2, 700, 1400), (3, 1400, 2800)] {
            assert_eq!(wait_ms(true, sent, Unanswered, 0.0), Some(least));
            assert_eq!(wait_ms(true, sent, Unanswered, 1.0), Some(most));
            assert_eq!(wait_ms(true, sent, Unanswered, 0.5), Some((least + most) / 2));
        }
        for sent in [0, 4, 5, u32::MAX] {
            assert_eq!(wait_ms(true, sent, Unanswered, 0.0), None);
        }
    }

    #[test]
    fn only_what_cannot_have_been_applied_is_sent_again() {
        let table: &[(Outcome, bool, bool)] = &[
            (Unanswered, true, false),
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
        for &(outcome, get, post) in table {
            assert_eq!(wait_ms(true, 1, outcome, 0.0).is_some(), get, "GET {outcome:?}");
            assert_eq!(wait_ms(false, 1, outcome, 0.0).is_some(), post, "POST {outcome:?}");
        }
    }

    #[test]
    fn a_server_that_tells_how_long_is_waited_for_within_half_a_minute() {
        for (told, waits) in [
            (Some(0), Some(100)),
            (Some(1), Some(1000)),
            (Some(30), Some(30_000)),
            (Some(31), None),
            (None, Some(100)),
        ] {
            assert_eq!(wait_ms(false, 1, Status(429, told), 0.0), waits, "{told:?}");
        }
        assert_eq!(wait_ms(false, 1, Status(429, Some(u32::MAX)), 1.0), None);
        assert_eq!(wait_ms(true, 2, Status(503, Some(2)), 1.0), Some(2700));
    }

    #[test]
    fn nonsense_for_luck_changes_nothing_but_the_wait() {
        for luck in [f64::NAN, f64::INFINITY, -1.0] {
            assert!(wait_ms(true, 1, Unanswered, luck).is_some_and(|ms| ms <= 200));
        }
    }
}
