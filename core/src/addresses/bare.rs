//! One word as an address: without what is written around addresses.

use super::composites::compose;
use super::found::{Found, Place};
use super::letters::{is_curly_single_quote, is_double_quote, is_invisible, is_no_break_space};
use super::scan::{find, has_at_sign, is_one_of, slice, split_at, trim, trim_end, trim_start};
use super::{Reason, address_key, address_mistake};

/// The text without invisible characters, and without no-break spaces around it.
#[inline(never)]
pub(super) fn without_invisible(text: &str) -> String {
    let text = trim(text, &|character| is_no_break_space(character) || is_invisible(character));
    text.chars().filter(|character| !is_invisible(*character)).collect()
}

/// The text without the brackets, the quotes and the punctuation of the sentence around it.
#[inline(never)]
pub(super) fn bare(text: &str) -> &str {
    let is_quote = |character| is_double_quote(character) || is_curly_single_quote(character);
    let mut rest = text;
    loop {
        let before = rest.len();
        rest = trim_start(rest, &|character| is_quote(character) || is_one_of("([{<（［＜【《•·", character));
        rest = trim_end(rest, &|character| {
            is_quote(character) || is_one_of(")]}>）］＞】》.,:;!?…。！？", character)
        });
        // All of these may begin an address, and none may end one: in front they are removed only in pairs.
        if let Some(mark) = rest.chars().next_back().filter(|character| is_one_of("'`*_~", *character)) {
            let (inside, _) = split_at(rest, rest.len() - 1);
            rest = inside.strip_prefix(mark).unwrap_or(inside);
        }
        if rest.len() == before {
            return rest;
        }
    }
}

/// Reads one word with an `@`. `written` is the word with the no-break spaces that touch it.
pub(super) fn read_word(word: &str, written: &str, place: Place<'_>, found: &mut Found) {
    let visible = without_invisible(word);
    let text = bare(&visible);
    let mailto = find_mailto(text);
    let (before, rest) = split_at(text, mailto.unwrap_or_default());
    let rest = slice(rest, mailto.map_or(0, |_| MAILTO.len()), rest.len());
    // Slack writes `<mailto:ada@example.com|Ada>`. A domain has no bar, but what is before the @ may have one.
    let host =
        if mailto.is_some() { 0 } else { find(rest, &|character| character == '@').unwrap_or_default() };
    let is_end = |character| is_one_of("|\"<>", character) || mailto.is_some() && character == '?';
    let end = find(slice(rest, host, rest.len()), &is_end).map_or(rest.len(), |end| host + end);
    let (middle, after) = split_at(rest, end);
    let decoded = mailto.and_then(|_| percent_decoded(middle));
    let address = compose(without_label(bare(decoded.as_deref().unwrap_or(middle))));
    if let Some(reason) = address_mistake(&address) {
        return found.report(word, reason, place.line);
    }
    let key = address_key(&address);
    let was_cleaned = visible.len() != written.len();
    found.add(address, was_cleaned.then_some(written), place);
    for aside in [before, after] {
        let aside = trim(aside, &|character| is_one_of("|?\"<>", character));
        if has_at_sign(aside) && address_key(bare(aside)) != key {
            found.report(aside, Reason::BesideAddress, place.line);
        }
    }
}

const MAILTO: &[u8] = b"mailto:";

/// Where `mailto:` is in a text, in any case.
#[inline(never)]
pub(super) fn find_mailto(text: &str) -> Option<usize> {
    text.as_bytes().windows(MAILTO.len()).position(|bytes| bytes.eq_ignore_ascii_case(MAILTO))
}

/// RFC 3986, 2.1. `None` if the bytes are not UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let hexadecimal = if *byte == b'%' { slice(text, at + 1, at + 3) } else { "" };
        let digits = hexadecimal.chars().try_fold(0, |value, digit| Some(value * 16 + digit.to_digit(16)?));
        let encoded = digits.filter(|_| !hexadecimal.is_empty()).and_then(|value| u8::try_from(value).ok());
        bytes.push(encoded.unwrap_or(*byte));
        at += if encoded.is_some() { 3 } else { 1 };
    }
    String::from_utf8(bytes).ok()
}

/// The text after a label that is glued to it: `E-Mail:`, `SMTP:` of Exchange, `type=work:` of a vCard. What is behind
/// `https:` is not an address.
fn without_label(text: &str) -> &str {
    let is_label = |character: char| character.is_ascii_alphanumeric() || is_one_of("-=_:", character);
    let rest = trim_start(text, &is_label);
    let label = slice(text, 0, text.len() - rest.len());
    match label.bytes().rposition(|byte| byte == b':') {
        Some(colon) if text.as_bytes().get(colon + 1) != Some(&b'/') => slice(text, colon + 1, text.len()),
        _ => text,
    }
}
