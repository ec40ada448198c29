//! By functions of the program that runs the emulator.

use std::sync::OnceLock;

use super::Url;

/// What a program lends.
#[derive(Debug, Clone, Copy)]
pub struct Platform {
    /// Reads an absolute URL; `None` if it is invalid.
    pub parse_url: fn(&str) -> Option<Url>,
    /// Whether a character is in Unicode's general category `L`, `M` or `N`.
    pub is_letter_mark_or_digit: fn(char) -> bool,
}

static PLATFORM: OnceLock<Platform> = OnceLock::new();

/// Lends a platform to every emulator of this process. Call it before [`Core::open`](crate::Core::open); the first call counts.
pub fn lend(platform: Platform) {
    // A second one would be the same.
    let _ = PLATFORM.set(platform);
}

pub(super) fn parse(text: &str) -> Option<Url> {
    (PLATFORM.get()?.parse_url)(text)
}

pub(crate) fn is_letter_mark_or_digit(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
        || !letter.is_ascii()
            && PLATFORM.get().is_some_and(|platform| (platform.is_letter_mark_or_digit)(letter))
}
