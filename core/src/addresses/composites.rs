//! Letters with two encodings: one character (`ü`), or a letter and a mark (`u` and U+0308).
//!
//! File names of macOS and some PDF files have the second form, typed addresses the first. The tables have the
//! composites of European languages, Vietnamese and Japanese: 0.6 KB (brotli) instead of 1.6 KB for all of Unicode.
//! Korean needs no table.

/// Distances between the composites, in the order of their code points.
static COMPOSITES: [u16; 367] = [
    192, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 3, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1, 2, 1,
    1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 3, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1, 1, 1, 1, 4, 1, 1, 1, 2, 1,
    1, 1, 1, 1, 5, 1, 1, 1, 1, 1, 4, 1, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 34, 1, 14, 1, 29, 1, 1, 1, 1, 1, 1, 1,
    68, 1, 1, 1, 363, 2, 1, 1, 2, 2, 1, 1, 26, 1, 1, 1, 1, 1, 1, 26, 1, 1, 1, 1, 50, 1, 2, 4, 5, 1, 1, 11,
    32, 23, 1, 2, 4, 5, 1, 1, 6690, 1, 1, 1, 1, 1, 27, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 4435, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 2, 7, 1, 2, 1, 2, 1, 2, 1, 2, 1, 23, 10, 14, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 3, 2, 2, 7, 1, 2, 1, 2, 1, 2, 1, 2, 1, 23, 3, 1, 1, 1, 4,
];

/// The letter of each composite.
static LETTERS: &str = "\
    AAAAAACEEEEIIIINOOOOOUUUUYaaaaaaceeeeiiiinooooouuuuyyAaAaAaCcCcCcCcDdEeEeEeEeEeGgGgGgGgHhIiIiIiIiIJj\
    KkLlLlLlNnNnNnOoOoOoRrRrRrSsSsSsSsTtTtUuUuUuUuUuUuWwYyYZzZzZzOoUuAaIiOoUuSsTtΑΕΗΙΟΥΩϊΙΥαεηιϋιυουωЕЕГ\
    ІКИУИиеегікиуWwWwWwAaAaÂâÂâÂâÂâẠạĂăĂăĂăĂăẠạEeEeEeÊêÊêÊêÊêẸẹIiIiOoOoÔôÔôÔôÔôỌọƠơƠơƠơƠơƠơUuUuƯưƯưƯưƯưƯ\
    ưYyYyYyYyかきくけこさしすせそたちつてとははひひふふへへほほうゝカキクケコサシスセソタチツテトハハヒヒフフヘヘホホウワヰヱヲヽ";

/// The mark of each composite, as an index of [`MARKS`].
static COMPOSITE_MARKS: [u8; 367] = [
    0, 1, 2, 3, 7, 9, 15, 0, 1, 2, 7, 0, 1, 2, 7, 3, 0, 1, 2, 3, 7, 0, 1, 2, 7, 1, 0, 1, 2, 3, 7, 9, 15, 0,
    1, 2, 7, 0, 1, 2, 7, 3, 0, 1, 2, 3, 7, 0, 1, 2, 7, 1, 7, 4, 4, 5, 5, 16, 16, 1, 1, 2, 2, 6, 6, 11, 11,
    11, 11, 4, 4, 5, 5, 6, 6, 16, 16, 11, 11, 2, 2, 5, 5, 6, 6, 15, 15, 2, 2, 3, 3, 4, 4, 5, 5, 16, 16, 6, 2,
    2, 15, 15, 1, 1, 15, 15, 11, 11, 1, 1, 15, 15, 11, 11, 4, 4, 5, 5, 10, 10, 1, 1, 15, 15, 11, 11, 1, 1, 2,
    2, 15, 15, 11, 11, 15, 15, 11, 11, 3, 3, 4, 4, 5, 5, 9, 9, 10, 10, 16, 16, 2, 2, 2, 2, 7, 1, 1, 6, 6, 11,
    11, 12, 12, 12, 12, 11, 11, 11, 11, 11, 11, 11, 11, 14, 14, 14, 14, 1, 1, 1, 1, 1, 1, 1, 1, 7, 7, 1, 1,
    1, 1, 1, 7, 7, 1, 1, 1, 0, 7, 1, 7, 1, 0, 5, 5, 5, 0, 7, 1, 7, 1, 0, 5, 0, 0, 1, 1, 7, 7, 13, 13, 8, 8,
    1, 1, 0, 0, 8, 8, 3, 3, 2, 2, 1, 1, 0, 0, 8, 8, 3, 3, 5, 5, 13, 13, 8, 8, 3, 3, 1, 1, 0, 0, 8, 8, 3, 3,
    2, 2, 8, 8, 13, 13, 13, 13, 8, 8, 1, 1, 0, 0, 8, 8, 3, 3, 2, 2, 1, 1, 0, 0, 8, 8, 3, 3, 13, 13, 13, 13,
    8, 8, 1, 1, 0, 0, 8, 8, 3, 3, 13, 13, 0, 0, 13, 13, 8, 8, 3, 3, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17,
    17, 17, 17, 17, 17, 17, 18, 17, 18, 17, 18, 17, 18, 17, 18, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17,
    17, 17, 17, 17, 17, 17, 17, 18, 17, 18, 17, 18, 17, 18, 17, 18, 17, 17, 17, 17, 17, 17,
];

static MARKS: [u16; 19] = [
    0x300, 0x301, 0x302, 0x303, 0x304, 0x306, 0x307, 0x308, 0x309, 0x30a, 0x30b, 0x30c, 0x31b, 0x323, 0x326,
    0x327, 0x328, 0x3099, 0x309a,
];

/// The first composite for which `is` returns true, given its code point, its letter and its mark.
#[inline(never)]
fn find_composite(is: &dyn Fn(u32, char, u8) -> bool) -> Option<(u32, char)> {
    let mut code = 0;
    let mut distances = COMPOSITES.iter();
    let mut marks = COMPOSITE_MARKS.iter();
    for letter in LETTERS.chars() {
        code += u32::from(*distances.next()?);
        if is(code, letter, *marks.next()?) {
            return Some((code, letter));
        }
    }
    None
}

/// Letters without their marks, Latin letters of Japanese keyboards in the usual width.
pub(super) fn plain(text: &str) -> String {
    let letters = text.chars().map(|character| without_mark(without_mark(half_width(character))));
    letters.filter(|letter| !matches!(letter, '\u{300}'..='\u{36f}')).collect()
}

/// Japanese keyboards write Latin letters in the width of a Chinese character.
fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        _ => character,
    }
}

/// The letter without its mark: `e` for `é`. Other characters stay as they are.
fn without_mark(character: char) -> char {
    if character.is_ascii() {
        return character;
    }
    find_composite(&|code, _, _| code == u32::from(character)).map_or(character, |(_, letter)| letter)
}

/// Writes composites as one character, as form C of Unicode does for the composites of the tables.
#[inline(never)]
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
    let Some(index) = MARKS.iter().position(|known| u32::from(*known) == u32::from(mark)) else {
        return korean_syllable(u32::from(last), u32::from(mark));
    };
    let composite = find_composite(&|_, letter, mark| letter == last && usize::from(mark) == index);
    char::from_u32(composite?.0)
}

/// A consonant and a vowel, or a syllable without an end and its end (Unicode, 3.12).
fn korean_syllable(first: u32, second: u32) -> Option<char> {
    char::from_u32(match (first, second) {
        (0x1100..=0x1112, 0x1161..=0x1175) => 0xac00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28,
        (0xac00..=0xd7a3, 0x11a8..=0x11c2) if (first - 0xac00).is_multiple_of(28) => first + second - 0x11a7,
        _ => return None,
    })
}
