//! One word as an address, without the characters around it.

use super::found::{Found, Place};
use super::letters::{
    AT_SIGN, EDGE, INVISIBLE, LABEL, LEADING, LETTER, NO_BREAK, PAIRED, QUERY, QUOTE, TRAILING, is,
};
use super::scan::{find, first, has_at_sign, last, slice, span, tail, trim, trim_end, trim_start};
use super::{Reason, address_mistake};

/// The text without invisible characters, and without no-break spaces around it.
#[inline(never)]
pub(super) fn without_invisible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in trim(text, NO_BREAK | INVISIBLE).chars() {
        if !is(character, INVISIBLE) {
            visible.push(character);
        }
    }
    visible
}

/// The text without the brackets, the quotes and the punctuation of the sentence around it.
#[inline(never)]
pub(super) fn bare(text: &str) -> &str {
    let mut rest = text;
    loop {
        let before = rest.len();
        rest = trim_end(trim_start(rest, LEADING | QUOTE), TRAILING | QUOTE);
        // An address may start but not end with these characters, so leading ones are removed only in pairs.
        let mark = last(rest);
        if is(mark, PAIRED) {
            let from = usize::from(rest.len() > 1 && first(rest) == mark);
            rest = slice(rest, from, rest.len() - 1);
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
    let before = slice(text, 0, mailto.unwrap_or_default());
    let rest = tail(text, mailto.map_or(0, |at| at + MAILTO.len()));
    // Slack writes `<mailto:ada@example.com|Ada>`. A domain cannot have a bar, but a local part can.
    let (host, ends) = match mailto {
        Some(_) => (0, EDGE | QUERY),
        None if has_at_sign(rest) => (find(rest, AT_SIGN), EDGE),
        None => (0, EDGE),
    };
    let end = host + find(tail(rest, host), ends);
    let middle = slice(rest, 0, end);
    let decoded = mailto.and_then(|_| percent_decoded(middle));
    let address = (found.letters.compose)(without_label(bare(decoded.as_deref().unwrap_or(middle))));
    if let Some(reason) = address_mistake(&address) {
        return found.report(word, reason, place.line);
    }
    let key = found.letters.key(&address);
    let was_cleaned = visible.len() != written.len();
    found.add(address, was_cleaned.then_some(written), place);
    for aside in [before, tail(rest, end)] {
        let aside = trim(aside, EDGE | QUERY);
        if has_at_sign(aside) && found.letters.key(bare(aside)) != key {
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

/// The text after a label without a space: `E-Mail:`, `SMTP:` of Exchange, `type=work:` of a vCard. The text after
/// `https:` is not an address.
fn without_label(text: &str) -> &str {
    let label = slice(text, 0, span(text, LETTER | LABEL, 0));
    match label.bytes().rposition(|byte| byte == b':') {
        Some(colon) if text.as_bytes().get(colon + 1) != Some(&b'/') => tail(text, colon + 1),
        _ => text,
    }
}
