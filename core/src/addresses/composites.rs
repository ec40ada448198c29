//! Letters that are written in two ways: one character (`ü`), or a letter and a mark (`u` and U+0308).
//!
//! File names of macOS and some PDF files have the second form, addresses that people type the first. The tables have the
//! composites of Latin, Cyrillic, Arabic, the scripts of India and Japanese, and of modern Greek: 0.9 KB (brotli) where all
//! of Unicode takes 1.6. Korean needs no table.

/// Distances between the composites, in the order of their code points.
static COMPOSITES: [u16; 662] = [
    192, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 3, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1, 2, 1,
    1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 3, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1, 1, 1, 1, 4, 1, 1, 1, 2, 1,
    1, 1, 1, 1, 5, 1, 1, 1, 1, 1, 4, 1, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 34, 1, 14, 1, 29, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 1, 3, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 7, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 339, 2, 1, 1, 2, 2, 1, 1, 26, 1, 1, 1, 1, 1, 1, 26, 1, 1, 1, 1, 5, 1, 44, 1,
    2, 4, 5, 1, 1, 11, 32, 23, 1, 2, 4, 5, 1, 1, 24, 1, 74, 1, 14, 1, 1, 1, 3, 1, 3, 1, 1, 1, 1, 1, 3, 1, 1,
    1, 1, 1, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 297, 1, 1, 1, 1, 154, 2, 17, 598, 8, 3, 151, 1, 380,
    3, 1, 72, 54, 1, 1, 124, 120, 7, 1, 2, 1, 127, 1, 1, 142, 2, 1, 1, 4130, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 2, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4435, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 3, 2, 2, 7, 1, 2, 1, 2, 1, 2, 1, 2, 1, 23, 10, 14, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 2, 7, 1, 2,
    1, 2, 1, 2, 1, 2, 1, 23, 3, 1, 1, 1, 4,
];

/// The letter of each composite.
static LETTERS: &str = "\
    AAAAAACEEEEIIIINOOOOOUUUUYaaaaaaceeeeiiiinooooouuuuyyAaAaAaCcCcCcCcDdEeEeEeEeEeGgGgGgGgHhIiIiIiIiIJj\
    KkLlLlLlNnNnNnOoOoOoRrRrRrSsSsSsSsTtTtUuUuUuUuUuUuWwYyYZzZzZzOoUuAaIiOoUuÜüÜüÜüÜüÄäȦȧÆæGgKkOoǪǫƷʒjGg\
    NnÅåÆæØøAaAaEeEeIiIiOoOoRrRrUuUuSsTtHhAaEeÖöÕõOoȮȯYyΑΕΗΙΟΥΩϊΙΥαεηιϋιυουωϒϒЕЕГІКИУИиеегікиуѴѵЖжАаАаЕе\
    ӘәЖжЗзИиИиОоӨөЭэУуУуУуЧчЫы\u{627}\u{627}\u{648}\u{627}\u{64a}\u{6d5}\u{6c1}\u{6d2}\u{928}\u{930}\
    \u{933}\u{9c7}\u{9c7}\u{b47}\u{b47}\u{b47}\u{b92}\u{bc6}\u{bc7}\u{bc6}\u{c46}\u{cbf}\u{cc6}\u{cc6}\
    \u{cc6}\u{cca}\u{d46}\u{d47}\u{d46}\u{dd9}\u{dd9}\u{ddc}\u{dd9}AaBbBbBbÇçDdDdDdDdDdĒēĒēEeEeȨȩFfGgHhH\
    hHhHhHhIiÏïKkKkKkLl\u{1e36}\u{1e37}LlLlMmMmMmNnNnNnNnÕõÕõŌōŌōPpPpRrRr\u{1e5a}\u{1e5b}RrSsSsŚśŠš\
    \u{1e62}\u{1e63}TtTtTtTtUuUuUuŨũŪūVvVvWwWwWwWwWwXxXxYyZzZzZzhtwyſAaAaÂâÂâÂâÂâ\u{1ea0}\u{1ea1}ĂăĂăĂăĂ\
    ă\u{1ea0}\u{1ea1}EeEeEeÊêÊêÊêÊê\u{1eb8}\u{1eb9}IiIiOoOoÔôÔôÔôÔô\u{1ecc}\u{1ecd}ƠơƠơƠơƠơƠơUuUuƯưƯưƯưƯ\
    ưƯưYyYyYyYy\u{304b}\u{304d}\u{304f}\u{3051}\u{3053}\u{3055}\u{3057}\u{3059}\u{305b}\u{305d}\u{305f}\
    \u{3061}\u{3064}\u{3066}\u{3068}\u{306f}\u{306f}\u{3072}\u{3072}\u{3075}\u{3075}\u{3078}\u{3078}\
    \u{307b}\u{307b}\u{3046}\u{309d}\u{30ab}\u{30ad}\u{30af}\u{30b1}\u{30b3}\u{30b5}\u{30b7}\u{30b9}\
    \u{30bb}\u{30bd}\u{30bf}\u{30c1}\u{30c4}\u{30c6}\u{30c8}\u{30cf}\u{30cf}\u{30d2}\u{30d2}\u{30d5}\
    \u{30d5}\u{30d8}\u{30d8}\u{30db}\u{30db}\u{30a6}\u{30ef}\u{30f0}\u{30f1}\u{30f2}\u{30fd}";

/// The mark of each composite, as an index of [`MARKS`].
static COMPOSITE_MARKS: [u8; 662] = [
    0, 1, 2, 3, 7, 9, 19, 0, 1, 2, 7, 0, 1, 2, 7, 3, 0, 1, 2, 3, 7, 0, 1, 2, 7, 1, 0, 1, 2, 3, 7, 9, 19, 0,
    1, 2, 7, 0, 1, 2, 7, 3, 0, 1, 2, 3, 7, 0, 1, 2, 7, 1, 7, 4, 4, 5, 5, 20, 20, 1, 1, 2, 2, 6, 6, 11, 11,
    11, 11, 4, 4, 5, 5, 6, 6, 20, 20, 11, 11, 2, 2, 5, 5, 6, 6, 19, 19, 2, 2, 3, 3, 4, 4, 5, 5, 20, 20, 6, 2,
    2, 19, 19, 1, 1, 19, 19, 11, 11, 1, 1, 19, 19, 11, 11, 4, 4, 5, 5, 10, 10, 1, 1, 19, 19, 11, 11, 1, 1, 2,
    2, 19, 19, 11, 11, 19, 19, 11, 11, 3, 3, 4, 4, 5, 5, 9, 9, 10, 10, 20, 20, 2, 2, 2, 2, 7, 1, 1, 6, 6, 11,
    11, 14, 14, 14, 14, 11, 11, 11, 11, 11, 11, 11, 11, 4, 4, 1, 1, 11, 11, 0, 0, 4, 4, 4, 4, 4, 4, 11, 11,
    11, 11, 20, 20, 4, 4, 11, 11, 11, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 12, 12, 13, 13, 12, 12, 13, 13, 12, 12,
    13, 13, 12, 12, 13, 13, 12, 12, 13, 13, 12, 12, 13, 13, 18, 18, 18, 18, 11, 11, 6, 6, 19, 19, 4, 4, 4, 4,
    6, 6, 4, 4, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1, 7, 7, 1, 1, 1, 1, 1, 7, 7, 1, 1, 1, 1, 7, 0, 7, 1, 7, 1, 0, 5,
    5, 5, 0, 7, 1, 7, 1, 0, 5, 12, 12, 5, 5, 5, 5, 7, 7, 5, 5, 7, 7, 7, 7, 7, 7, 4, 4, 7, 7, 7, 7, 7, 7, 7,
    7, 4, 4, 7, 7, 10, 10, 7, 7, 7, 7, 25, 26, 26, 27, 26, 26, 26, 26, 28, 28, 28, 29, 30, 32, 31, 33, 35,
    34, 34, 35, 36, 38, 38, 39, 37, 38, 40, 40, 41, 42, 43, 42, 44, 17, 17, 6, 6, 15, 15, 24, 24, 1, 1, 6, 6,
    15, 15, 24, 24, 19, 19, 21, 21, 0, 0, 1, 1, 21, 21, 23, 23, 5, 5, 6, 6, 4, 4, 6, 6, 15, 15, 7, 7, 19, 19,
    22, 22, 23, 23, 1, 1, 1, 1, 15, 15, 24, 24, 15, 15, 4, 4, 24, 24, 21, 21, 1, 1, 6, 6, 15, 15, 6, 6, 15,
    15, 24, 24, 21, 21, 1, 1, 7, 7, 0, 0, 1, 1, 1, 1, 6, 6, 6, 6, 15, 15, 4, 4, 24, 24, 6, 6, 15, 15, 6, 6,
    6, 6, 6, 6, 6, 6, 15, 15, 24, 24, 21, 21, 16, 16, 23, 23, 21, 21, 1, 1, 7, 7, 3, 3, 15, 15, 0, 0, 1, 1,
    7, 7, 6, 6, 15, 15, 6, 6, 7, 7, 6, 6, 2, 2, 15, 15, 24, 24, 24, 7, 9, 9, 6, 15, 15, 8, 8, 1, 1, 0, 0, 8,
    8, 3, 3, 2, 2, 1, 1, 0, 0, 8, 8, 3, 3, 5, 5, 15, 15, 8, 8, 3, 3, 1, 1, 0, 0, 8, 8, 3, 3, 2, 2, 8, 8, 15,
    15, 15, 15, 8, 8, 1, 1, 0, 0, 8, 8, 3, 3, 2, 2, 1, 1, 0, 0, 8, 8, 3, 3, 15, 15, 15, 15, 8, 8, 1, 1, 0, 0,
    8, 8, 3, 3, 15, 15, 0, 0, 15, 15, 8, 8, 3, 3, 45, 45, 45, 45, 45, 45, 45, 45, 45, 45, 45, 45, 45, 45, 45,
    45, 46, 45, 46, 45, 46, 45, 46, 45, 46, 45, 45, 45, 45, 45, 45, 45, 45, 45, 45, 45, 45, 45, 45, 45, 45,
    45, 45, 46, 45, 46, 45, 46, 45, 46, 45, 46, 45, 45, 45, 45, 45, 45,
];

static MARKS: [u16; 47] = [
    0x300, 0x301, 0x302, 0x303, 0x304, 0x306, 0x307, 0x308, 0x309, 0x30a, 0x30b, 0x30c, 0x30f, 0x311, 0x31b,
    0x323, 0x324, 0x325, 0x326, 0x327, 0x328, 0x32d, 0x32e, 0x330, 0x331, 0x653, 0x654, 0x655, 0x93c, 0x9be,
    0x9d7, 0xb3e, 0xb56, 0xb57, 0xbbe, 0xbd7, 0xc56, 0xcc2, 0xcd5, 0xcd6, 0xd3e, 0xd57, 0xdca, 0xdcf, 0xddf,
    0x3099, 0x309a,
];

/// Every composite with its letter and its mark.
fn composites() -> impl Iterator<Item = (u32, char, u8)> {
    let mut code = 0;
    COMPOSITES.iter().zip(LETTERS.chars()).zip(COMPOSITE_MARKS).map(move |((distance, letter), mark)| {
        code += u32::from(*distance);
        (code, letter, mark)
    })
}

/// The letter without its mark: `e` for `é`, `é` itself being a composite. Other characters stay as they are.
pub(super) fn without_mark(character: char) -> char {
    composites().find(|(code, ..)| *code == u32::from(character)).map_or(character, |(_, letter, _)| letter)
}

/// Writes composites as one character, as form C of Unicode does for the composites of the tables.
pub(super) fn compose(text: &str) -> String {
    let mut composed = String::with_capacity(text.len());
    for character in text.chars() {
        let composite = if character.is_ascii() { None } else { last_with(&composed, character) };
        if composite.is_some() {
            composed.pop();
        }
        composed.push(composite.unwrap_or(character));
    }
    composed
}

fn last_with(text: &str, mark: char) -> Option<char> {
    let last = text.chars().next_back()?;
    let index = MARKS.iter().position(|known| u32::from(*known) == u32::from(mark));
    let code = match index {
        Some(index) => composites()
            .find(|(_, letter, mark)| *letter == last && usize::from(*mark) == index)
            .map(|(code, ..)| code),
        None => korean_syllable(u32::from(last), u32::from(mark)),
    };
    char::from_u32(code?)
}

/// A consonant and a vowel, or a syllable without an end and its end (Unicode, 3.12).
fn korean_syllable(first: u32, second: u32) -> Option<u32> {
    match (first, second) {
        (0x1100..=0x1112, 0x1161..=0x1175) => Some(0xac00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28),
        (0xac00..=0xd7a3, 0x11a8..=0x11c2) if (first - 0xac00) % 28 == 0 => Some(first + second - 0x11a7),
        _ => None,
    }
}
