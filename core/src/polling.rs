//! How often an open page checks its session token.
//!
//! The app's own server reads the token from a cookie, so the token must stay fresh also if the app never calls
//! `getToken`. If the token is still fresh, the check sends no request.

/// The time until the next check of the token, in milliseconds (clerk-js 6.40: 1.5 s, 5 s in the background). After
/// each failure in a row it doubles, up to a minute.
pub fn poll_delay(has_focus: bool, failures: u32) -> f64 {
    let delay = if has_focus { 1500.0 } else { 5000.0 };
    (delay * f64::from(1_u32 << failures.min(16))).min(60_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polling_slows_down_in_the_background_and_after_failures() {
        let table = [
            (true, 0, 1500.0),
            (true, 1, 3000.0),
            (true, 5, 48_000.0),
            (true, 6, 60_000.0),
            (false, 0, 5000.0),
            (false, 3, 40_000.0),
            (false, 4, 60_000.0),
            (false, u32::MAX, 60_000.0),
        ];
        for (has_focus, failures, expected) in table {
            assert_eq!(poll_delay(has_focus, failures), expected, "{has_focus} {failures}");
        }
    }
}
