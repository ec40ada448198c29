//! When a request is sent again. Pure: attempt and luck in, waiting time out.

/// How many milliseconds to wait before the next sending, after `sent` sendings none of which was answered; `None` to
/// give up.
///
/// Only for a `GET` while there is a network: a `POST` that nobody answered may have been applied, and an offline
/// browser is believed at once (the official client tries eleven times over half a minute there).
/// `luck` is a random number from 0 up to 1.
pub(crate) fn wait_ms(sent: u32, luck: f64) -> Option<u32> {
    // 100, then 700 and doubling: clerk-js 6.40 while online, which gives up after four sendings.
    let wait = match sent {
        1 => 100.0,
        2 => 700.0,
        3 => 1400.0,
        _ => return None,
    };
    Some((wait * (1.0 + luck.clamp(0.0, 1.0))) as u32)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::wait_ms;

    #[test]
    fn a_request_waits_as_in_clerk_js_and_is_sent_four_times_at_most() {
        for (sent, least, most) in [(1, 100, 200), (2, 700, 1400), (3, 1400, 2800)] {
            assert_eq!(wait_ms(sent, 0.0), Some(least));
            assert_eq!(wait_ms(sent, 1.0), Some(most));
            assert_eq!(wait_ms(sent, 0.5), Some((least + most) / 2));
        }
        assert_eq!((wait_ms(4, 0.0), wait_ms(5, 0.0)), (None, None));
    }

    #[test]
    fn nonsense_for_luck_changes_nothing_but_the_wait() {
        for luck in [f64::NAN, f64::INFINITY, -1.0] {
            assert!(wait_ms(1, luck).is_some_and(|ms| ms <= 200));
        }
    }
}
