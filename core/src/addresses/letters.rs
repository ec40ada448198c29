//! Kinds of characters: which are valid in an address, which separate addresses, and which are invisible or blank.
//!
//! The standard library's table for `is_alphanumeric` alone takes 1.9 KB (brotli), and it has no table of marks (vowel
//! signs of Hindi, tone marks of Thai).

/// A set of kinds of characters, as bits.
pub(crate) type Kinds = u32;

/// White space: `White_Space` of Unicode.
pub(crate) const SPACE: Kinds = 1;
/// A no-break space, which joins the text on both sides. It is white space as well.
pub(super) const NO_BREAK: Kinds = 1 << 1;
/// Invisible characters without a width: soft hyphen, zero-width characters, marks of direction.
pub(super) const INVISIBLE: Kinds = 1 << 2;
/// Letters, marks and numbers of all scripts: valid in the domain of an address, with `-` and `.`.
pub(super) const LETTER: Kinds = 1 << 3;
/// Digits of ASCII, which are letters as well.
pub(super) const DIGIT: Kinds = 1 << 4;
/// Punctuation of `atext` (RFC 5322, 3.2.3): valid before the `@`, like letters and `.`.
pub(super) const LOCAL: Kinds = 1 << 5;
/// Separates addresses.
pub(super) const SEPARATOR: Kinds = 1 << 6;
/// The separators of cells and lines.
pub(super) const COMMA: Kinds = 1 << 7;
pub(super) const SEMICOLON: Kinds = 1 << 8;
pub(super) const TAB: Kinds = 1 << 9;
pub(super) const BAR: Kinds = 1 << 10;
pub(super) const LINE_BREAK: Kinds = 1 << 11;
/// A double quote of any language.
pub(super) const DOUBLE_QUOTE: Kinds = 1 << 12;
/// A single quote of any language, except the apostrophe, which is valid in an address.
pub(super) const CURLY_QUOTE: Kinds = 1 << 13;
/// Punctuation before or after an address that is not part of it.
pub(super) const LEADING: Kinds = 1 << 14;
pub(super) const TRAILING: Kinds = 1 << 15;
/// An address can start but not end with it.
pub(super) const PAIRED: Kinds = 1 << 16;
/// Opens brackets around an address that follows a name.
pub(super) const OPENING: Kinds = 1 << 17;
/// Ends a link or an address in angle brackets: `|"<>`.
pub(super) const EDGE: Kinds = 1 << 19;
/// Opens or closes an example in a title.
pub(super) const OPENS_EXAMPLE: Kinds = 1 << 20;
pub(super) const CLOSES_EXAMPLE: Kinds = 1 << 21;
/// The `@`.
pub(super) const AT_SIGN: Kinds = 1 << 22;
/// Joins the parts of a name in front of an `@`: `.-_+`.
pub(super) const JOINT: Kinds = 1 << 23;
/// Valid, like letters, in a label directly before an address: `-=_:`.
pub(super) const LABEL: Kinds = 1 << 24;
/// Invalid in the name of a person: digits, `/`, `:`, `_`.
pub(super) const NOT_IN_NAME: Kinds = 1 << 25;
/// The `?` of a link.
pub(super) const QUERY: Kinds = 1 << 26;
/// Other characters.
const OTHER: Kinds = 1 << 31;

/// Any character.
pub(super) const ANY: Kinds = Kinds::MAX;
pub(super) const QUOTE: Kinds = DOUBLE_QUOTE | CURLY_QUOTE;

/// Characters up to U+FFFF that are not letters or digits, in order: first, last, kinds. It has the symbols and
/// punctuation of all scripts in use today. Others count as letters.
static KINDS: [(u16, u16, Kinds); 139] = [
    (0x00, 0x08, OTHER),
    (0x09, 0x09, SPACE | SEPARATOR | TAB),
    (0x0a, 0x0a, SPACE | SEPARATOR | LINE_BREAK),
    (0x0b, 0x0c, SPACE),
    (0x0d, 0x0d, SPACE | SEPARATOR | LINE_BREAK),
    (0x0e, 0x1f, OTHER),
    (0x20, 0x20, SPACE),
    (0x21, 0x21, LOCAL | TRAILING),
    (0x22, 0x22, DOUBLE_QUOTE | EDGE),
    (0x23, 0x26, LOCAL),
    (0x27, 0x27, LOCAL | PAIRED),
    (0x28, 0x28, LEADING | OPENING | OPENS_EXAMPLE),
    (0x29, 0x29, TRAILING | CLOSES_EXAMPLE),
    (0x2a, 0x2a, LOCAL | PAIRED),
    (0x2b, 0x2b, LOCAL | JOINT),
    (0x2c, 0x2c, SEPARATOR | COMMA | TRAILING),
    (0x2d, 0x2d, LOCAL | JOINT | LABEL),
    (0x2e, 0x2e, TRAILING | JOINT),
    (0x2f, 0x2f, LOCAL | NOT_IN_NAME),
    (0x3a, 0x3a, TRAILING | LABEL | NOT_IN_NAME),
    (0x3b, 0x3b, SEPARATOR | SEMICOLON | TRAILING),
    (0x3c, 0x3c, LEADING | OPENING | EDGE),
    (0x3d, 0x3d, LOCAL | LABEL),
    (0x3e, 0x3e, TRAILING | EDGE),
    (0x3f, 0x3f, LOCAL | TRAILING | QUERY),
    (0x40, 0x40, AT_SIGN),
    (0x5b, 0x5b, LEADING | OPENS_EXAMPLE),
    (0x5c, 0x5c, OTHER),
    (0x5d, 0x5d, TRAILING | CLOSES_EXAMPLE),
    (0x5e, 0x5e, LOCAL),
    (0x5f, 0x5f, LOCAL | PAIRED | JOINT | LABEL | NOT_IN_NAME),
    (0x60, 0x60, LOCAL | PAIRED),
    (0x7b, 0x7b, LOCAL | LEADING),
    (0x7c, 0x7c, LOCAL | BAR | EDGE),
    (0x7d, 0x7d, LOCAL | TRAILING),
    (0x7e, 0x7e, LOCAL | PAIRED),
    (0x7f, 0x84, OTHER),
    (0x85, 0x85, SPACE),
    (0x86, 0x9f, OTHER),
    (0xa0, 0xa0, SPACE | NO_BREAK),
    (0xa1, 0xa9, OTHER),
    (0xab, 0xab, DOUBLE_QUOTE),
    (0xac, 0xac, OTHER),
    (0xad, 0xad, INVISIBLE),
    (0xae, 0xb1, OTHER),
    (0xb4, 0xb4, OTHER),
    (0xb6, 0xb6, OTHER),
    (0xb7, 0xb7, LEADING),
    (0xb8, 0xb8, OTHER),
    (0xbb, 0xbb, DOUBLE_QUOTE),
    (0xbf, 0xbf, OTHER),
    (0xd7, 0xd7, OTHER),
    (0xf7, 0xf7, OTHER),
    (0x2d8, 0x2dd, OTHER),
    (0x37e, 0x37e, OTHER),
    (0x55a, 0x55f, OTHER),
    (0x589, 0x58f, OTHER),
    (0x5f3, 0x5f4, OTHER),
    (0x606, 0x60b, OTHER),
    (0x60c, 0x60c, SEPARATOR),
    (0x60d, 0x60f, OTHER),
    (0x61b, 0x61b, SEPARATOR),
    (0x61c, 0x61c, INVISIBLE),
    (0x61d, 0x61f, OTHER),
    (0x66a, 0x66d, OTHER),
    (0x6d4, 0x6d4, OTHER),
    (0x964, 0x965, OTHER),
    (0xe3f, 0xe3f, OTHER),
    (0xe4f, 0xe4f, OTHER),
    (0x104a, 0x104f, OTHER),
    (0x1680, 0x1680, SPACE),
    (0x17d4, 0x17d6, OTHER),
    (0x180e, 0x180e, INVISIBLE),
    (0x2000, 0x2006, SPACE),
    (0x2007, 0x2007, SPACE | NO_BREAK),
    (0x2008, 0x200a, SPACE),
    (0x200b, 0x200f, INVISIBLE),
    (0x2010, 0x2017, OTHER),
    (0x2018, 0x201b, CURLY_QUOTE),
    (0x201c, 0x201f, DOUBLE_QUOTE),
    (0x2020, 0x2021, OTHER),
    (0x2022, 0x2022, LEADING),
    (0x2023, 0x2025, OTHER),
    (0x2026, 0x2026, TRAILING),
    (0x2027, 0x2027, OTHER),
    (0x2028, 0x2029, SPACE),
    (0x202a, 0x202e, INVISIBLE),
    (0x202f, 0x202f, SPACE | NO_BREAK),
    (0x2030, 0x2038, OTHER),
    (0x2039, 0x203a, CURLY_QUOTE),
    (0x203b, 0x205e, OTHER),
    (0x205f, 0x205f, SPACE),
    (0x2060, 0x206f, INVISIBLE),
    (0x207a, 0x207e, OTHER),
    (0x208a, 0x208e, OTHER),
    (0x20a0, 0x20cf, OTHER),
    (0x2190, 0x245f, OTHER),
    (0x249c, 0x24e9, OTHER),
    (0x2500, 0x2775, OTHER),
    (0x2794, 0x2bff, OTHER),
    (0x2e00, 0x2fff, OTHER),
    (0x3000, 0x3000, SPACE),
    (0x3001, 0x3001, SEPARATOR),
    (0x3002, 0x3002, TRAILING),
    (0x3003, 0x3004, OTHER),
    (0x3008, 0x3009, OTHER),
    (0x300a, 0x300a, LEADING),
    (0x300b, 0x300b, TRAILING),
    (0x300c, 0x300f, DOUBLE_QUOTE),
    (0x3010, 0x3010, LEADING),
    (0x3011, 0x3011, TRAILING),
    (0x3012, 0x301c, OTHER),
    (0x301d, 0x301f, DOUBLE_QUOTE),
    (0x30fb, 0x30fb, OTHER),
    (0xe000, 0xf8ff, OTHER),
    (0xfe00, 0xfe0f, INVISIBLE),
    (0xfe10, 0xfe1f, OTHER),
    (0xfe30, 0xfe6f, OTHER),
    (0xfeff, 0xfeff, INVISIBLE),
    (0xff01, 0xff01, TRAILING),
    (0xff02, 0xff02, DOUBLE_QUOTE),
    (0xff03, 0xff07, OTHER),
    (0xff08, 0xff08, LEADING | OPENING | OPENS_EXAMPLE),
    (0xff09, 0xff09, TRAILING | CLOSES_EXAMPLE),
    (0xff0a, 0xff0b, OTHER),
    (0xff0c, 0xff0c, SEPARATOR),
    (0xff0d, 0xff0f, OTHER),
    (0xff1a, 0xff1a, OTHER),
    (0xff1b, 0xff1b, SEPARATOR),
    (0xff1c, 0xff1c, LEADING | OPENING),
    (0xff1d, 0xff1d, OTHER),
    (0xff1e, 0xff1f, TRAILING),
    (0xff20, 0xff20, OTHER),
    (0xff3b, 0xff3b, LEADING),
    (0xff3c, 0xff3c, OTHER),
    (0xff3d, 0xff3d, TRAILING),
    (0xff3e, 0xff40, OTHER),
    (0xff5b, 0xff65, OTHER),
    (0xffe0, 0xffff, OTHER),
];

/// The kinds of a character: at least one.
///
/// Beyond U+FFFF whole blocks have one kind: letters, except for symbols (U+1D000 to U+1D3FF, U+1F000 to U+1FBEF), tags
/// and private use. Rare punctuation counts as a letter; the server decides about it.
#[inline(never)]
pub(super) fn kinds(character: char) -> Kinds {
    let code = u32::from(character);
    match character {
        'a'..='z' | 'A'..='Z' => return LETTER,
        '0'..='9' => return LETTER | DIGIT | NOT_IN_NAME,
        '\u{1d000}'..='\u{1d3ff}' | '\u{1f000}'..='\u{1fbef}' | '\u{e0000}'..='\u{e00ff}' | '\u{f0000}'.. => {
            return OTHER;
        }
        _ => {}
    }
    let at = KINDS.partition_point(|(_, last, _)| u32::from(*last) < code);
    match KINDS.get(at) {
        Some((first, _, kinds)) if code >= u32::from(*first) => *kinds,
        _ => LETTER,
    }
}

/// Whether a character is of one of these kinds.
pub(super) fn is(character: char, of: Kinds) -> bool {
    kinds(character) & of != 0
}
