//! Which characters may stand in an address, and which are invisible or blank.
//!
//! The tables of the standard library cost 1.9 KB (brotli) for `is_alphanumeric` alone and do not have marks at all
//! (vowel signs of Hindi, tone marks of Thai). The table here costs 0.4 KB and has all three categories.

use super::scan::{has, is_one_of};

/// Where letters, marks and numbers (`\p{L}\p{M}\p{N}`) begin and end between U+0080 and U+FFFF, in Unicode 17: each
/// figure is the distance to the next change, and what comes first are other characters. Unassigned characters belong
/// to either side, whichever is shorter.
static CHANGES: [u16; 366] = [
    42, 1, 7, 2, 1, 1, 3, 2, 1, 3, 1, 23, 1, 31, 1, 458, 4, 12, 14, 5, 7, 1, 1, 1, 17, 117, 1, 8, 1, 5, 2, 1,
    1, 110, 1, 139, 1, 215, 6, 41, 8, 45, 1, 1, 1, 2, 1, 2, 1, 44, 29, 11, 5, 74, 4, 102, 1, 8, 2, 10, 1, 19,
    2, 1, 16, 230, 4, 4, 2, 48, 16, 30, 2, 40, 1, 7, 7, 75, 1, 129, 2, 10, 1, 129, 2, 6, 2, 1, 1, 120, 11,
    111, 9, 119, 1, 130, 13, 119, 1, 7, 1, 4, 1, 202, 5, 37, 1, 122, 13, 62, 1, 15, 1, 10, 39, 128, 23, 2, 6,
    20, 1, 1, 1, 1, 1, 1, 4, 71, 1, 56, 8, 1, 57, 74, 6, 78, 2, 91, 1, 612, 9, 39, 16, 96, 1, 620, 2, 17, 1,
    26, 5, 75, 3, 71, 11, 148, 3, 1, 4, 36, 11, 3, 1, 305, 6, 152, 34, 30, 2, 128, 7, 1, 8, 158, 2, 10, 17,
    9, 12, 124, 4, 59, 5, 62, 2, 64, 16, 3, 1, 745, 1, 1, 3, 11, 3, 13, 3, 13, 5, 11, 115, 10, 5, 11, 6, 16,
    48, 48, 2, 1, 4, 1, 2, 10, 1, 1, 3, 5, 6, 1, 1, 1, 1, 1, 1, 4, 1, 11, 2, 4, 5, 5, 4, 1, 1, 58, 726, 60,
    78, 22, 630, 30, 1132, 229, 6, 14, 4, 1, 2, 112, 15, 129, 47, 1, 469, 3, 25, 15, 1, 5, 2, 5, 4, 90, 2, 3,
    1, 90, 1, 148, 2, 4, 10, 32, 48, 16, 32, 10, 30, 8, 1, 15, 32, 10, 39, 15, 320, 6592, 64, 22160, 64, 46,
    2, 269, 3, 99, 1, 10, 1, 115, 37, 9, 2, 103, 2, 157, 4, 10, 10, 52, 12, 78, 2, 40, 3, 1, 1, 49, 2, 47, 1,
    97, 14, 15, 2, 124, 4, 23, 3, 100, 2, 16, 2, 105, 1, 14, 6, 123, 1, 13332, 6400, 553, 1, 136, 33, 363,
    18, 64, 2, 54, 40, 12, 4, 16, 16, 16, 64, 143, 17, 10, 7, 26, 6, 26, 11, 122,
];

/// Whether a character beyond ASCII is a letter, a mark or a number.
///
/// Beyond U+FFFF the answer is by block: letters except for symbols (U+1D000 to U+1D3FF, U+1F000 to U+1FBEF), tags and
/// private use. The server has the last word on rare punctuation of old scripts.
fn is_letter_mark_or_number(character: char) -> bool {
    let code = u32::from(character);
    if code > 0xffff {
        return !matches!(code, 0x1_d000..=0x1_d3ff | 0x1_f000..=0x1_fbef | 0xe_0000..=0xe_00ff | 0xf_0000..);
    }
    let mut change = 0x80;
    let mut inside = false;
    for distance in &CHANGES {
        change += u32::from(*distance);
        if code < change {
            break;
        }
        inside = !inside;
    }
    inside
}

/// Whether a character may stand in the domain of an address, beside `-` and `.`.
pub(super) fn is_domain_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || !character.is_ascii() && is_letter_mark_or_number(character)
}

/// Whether a character may stand before the `@`, beside `.`: `atext` of RFC 5322 (3.2.3) as RFC 6531 (3.3) extends it.
pub(super) fn is_local_character(character: char) -> bool {
    is_domain_character(character) || is_one_of("!#$%&'*+-/=?^_`{|}~", character)
}

/// Whether a character shows nothing and takes no room: soft hyphen, zero-width characters, marks of direction.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

/// Whether a character is a space at which a line does not break: what is on both sides belongs together.
pub(super) fn is_no_break_space(character: char) -> bool {
    matches!(character, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Whether a character is white space: `White_Space` of Unicode.
pub(super) fn is_space(character: char) -> bool {
    matches!(
        character,
        '\t'..='\r'
            | ' '
            | '\u{85}'
            | '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}'
    )
}

/// Whether a character is a double quote of any language.
pub(super) fn is_double_quote(character: char) -> bool {
    matches!(
        character,
        '"' | '\u{201c}'..='\u{201f}' | '«' | '»' | '\u{300c}'..='\u{300f}' | '\u{301d}'..='\u{301f}' | '＂'
    )
}

/// Whether a character is a single quote of any language, except the apostrophe, which may stand in an address.
pub(super) fn is_curly_single_quote(character: char) -> bool {
    matches!(character, '\u{2018}'..='\u{201b}' | '‹' | '›')
}

/// Whether a text has a letter or a digit.
pub(super) fn has_letter(text: &str) -> bool {
    has(text, &is_domain_character)
}
