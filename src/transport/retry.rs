//! When a request is sent again. Pure: attempt and luck in, waiting time out.

/// How often a `GET` is sent at most (clerk-js 6.40 while online).
const MAX_ATTEMPTS: u32 = 4;
/// The first wait; the second starts the doubling at [`INITIAL_MS`] (clerk-js 6.40).
const IMMEDIATE_MS: f64 = 100.0;
const INITIAL_MS: f64 = 700.0;
const MAX_MS: f64 = 5000.0;

/// How many milliseconds to wait before the next sending, after `sent` sendings none of which was answered; `None` to
/// give up.
///
/// Only a `GET` is sent again: a `POST` that nobody answered may have been applied. An offline browser is
/// believed at once; the official client tries eleven times over half a minute there.
/// `luck` is a random number from 0 up to 1.
pub(crate) fn wait_ms(get: bool, online: bool, sent: u32, luck: f64) -> Option<u32> {
    if !get || !online || sent >= MAX_ATTEMPTS {
        return None;
    }
    let wait = match sent {
        0 | 1 => IMMEDIATE_MS,
        2 => INITIAL_MS,
        3 => INITIAL_MS * 2.0,
        _ => MAX_MS,
    };
    Some((wait.min(MAX_MS) * (1.0 + luck.clamp(0.0, 1.0))) as u32)
}

#[cfg(test)]
mod tests {
    use super::wait_ms;

    #[test]
    fn a_get_waits_as_clerk_js_waits() {
        for (sent, least, most) in [(1, 100, 200), (2, 700, 1400), (3, 1400, 2800)] {
            assert_eq!(wait_ms(true, true, sent, 0.0), Some(least));
            assert_eq!(wait_ms(true, true, sent, 1.0), Some(most));
            assert_eq!(wait_ms(true, true, sent, 0.5), Some((least + most) / 2));
        }
        assert_eq!(wait_ms(true, true, 4, 0.0), None);
    }

    #[test]
    fn a_post_is_never_sent_again_and_offline_is_believed_at_once() {
        assert_eq!(wait_ms(false, true, 1, 0.0), None);
        assert_eq!(wait_ms(true, false, 1, 0.0), None);
    }

    #[test]
    fn nonsense_for_luck_changes_nothing_but_the_wait() {
        for luck in [f64::NAN, f64::INFINITY, -1.0] {
            assert!(wait_ms(true, true, 1, luck).is_some_and(|ms| ms <= 200));
        }
    }
}
