//! When two texts are the same address.

use super::composites::compose;
use super::letters::SPACE;
use super::scan::trim;

/// Capital letters: first, last, distance between them (2 if small letters alternate with them), and what a small letter
/// is away from its capital. Alphabets in use today; the standard library's table of all costs 4 KB (brotli).
static CAPITALS: [(u16, u16, u16, i16); 35] = [
    (0x41, 0x5a, 1, 32),
    (0xc0, 0xd6, 1, 32),
    (0xd8, 0xde, 1, 32),
    (0x100, 0x12e, 2, 1),
    (0x132, 0x136, 2, 1),
    (0x139, 0x147, 2, 1),
    (0x14a, 0x176, 2, 1),
    (0x178, 0x178, 1, -121),
    (0x179, 0x17d, 2, 1),
    (0x181, 0x181, 1, 210),
    (0x189, 0x18a, 1, 205),
    (0x18f, 0x18f, 1, 202),
    (0x198, 0x198, 1, 1),
    (0x1a0, 0x1a4, 2, 1),
    (0x1af, 0x1af, 1, 1),
    (0x1cd, 0x1db, 2, 1),
    (0x1de, 0x1ee, 2, 1),
    (0x1f8, 0x21e, 2, 1),
    (0x222, 0x232, 2, 1),
    (0x386, 0x386, 1, 38),
    (0x388, 0x38a, 1, 37),
    (0x38c, 0x38c, 1, 64),
    (0x38e, 0x38f, 1, 63),
    (0x391, 0x3ab, 1, 32),
    (0x400, 0x40f, 1, 80),
    (0x410, 0x42f, 1, 32),
    (0x460, 0x480, 2, 1),
    (0x48a, 0x4be, 2, 1),
    (0x4c0, 0x4c0, 1, 15),
    (0x4c1, 0x4cd, 2, 1),
    (0x4d0, 0x52e, 2, 1),
    (0x531, 0x556, 1, 48),
    (0x1e00, 0x1e94, 2, 1),
    (0x1ea0, 0x1efe, 2, 1),
    (0xff21, 0xff3a, 1, 32),
];

/// The small letter of a capital. Other characters stay as they are.
pub(super) fn to_small_letter(character: char) -> char {
    let code = u32::from(character);
    for &(first, last, distance, away) in &CAPITALS {
        let first = u32::from(first);
        if (first..=u32::from(last)).contains(&code) && (code - first) % u32::from(distance) == 0 {
            return char::from_u32(code.wrapping_add_signed(i32::from(away))).unwrap_or(character);
        }
    }
    character
}

/// Folds an address for comparison: two texts are the same address if their keys are equal.
///
/// The key has no white space around it, small letters for capitals, and one character for a letter with a mark. Clerk
/// compares addresses without case and answers with small letters, so an address that was sent is found by its key.
pub fn address_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for character in compose(trim(text, SPACE)).chars() {
        match character {
            // As `toLowerCase` of JavaScript writes them: the dot of the Turkish capital stays, and the small sigma
            // at the end of a word is the same letter.
            'İ' => key.push_str("i\u{307}"),
            'ς' => key.push('σ'),
            'ẞ' => key.push('ß'),
            _ => key.push(to_small_letter(character)),
        }
    }
    key
}

/// An address without the white space around it.
pub(crate) fn trimmed_address(text: &str) -> &str {
    trim(text, SPACE)
}
