//! One word as an address: without what is written around addresses.

use std::borrow::Cow;

use super::composites::compose;
use super::found::{Found, Place};
use super::letters::{is_curly_single_quote, is_double_quote, is_invisible, is_no_break_space};
use super::{Reason, address_key, address_mistake};

/// The text without invisible characters, and without no-break spaces around it.
pub(super) fn without_invisible(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(|character| is_no_break_space(character) || is_invisible(character));
    if text.contains(is_invisible) {
        Cow::Owned(text.chars().filter(|character| !is_invisible(*character)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The text without the brackets, the quotes and the punctuation of the sentence around it.
pub(super) fn bare(text: &str) -> &str {
    let is_quote = |character| is_double_quote(character) || is_curly_single_quote(character);
    let mut rest = text;
    loop {
        let before = rest.len();
        rest = rest
            .trim_start_matches(|character| is_quote(character) || "([{<（［＜【《•·".contains(character));
        rest = rest.trim_end_matches(|character| {
            is_quote(character) || ")]}>）］＞】》.,:;!?…。！？".contains(character)
        });
        // All of these may begin an address, and none may end one: in front they are removed only in pairs.
        let is_mark = |character| "'`*_~".contains(character);
        if let Some(inside) = rest.strip_suffix(is_mark) {
            let mark = rest.get(inside.len()..).unwrap_or_default();
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
    let link = Link::of(bare(&visible));
    let decoded = link.address();
    let address = compose(without_label(bare(&decoded)));
    if let Some(reason) = address_mistake(&address) {
        return found.report(word, reason, place.line);
    }
    let key = address_key(&address);
    let was_cleaned = visible.len() != written.len();
    found.add(address, was_cleaned.then_some(written), place);
    for aside in [link.before, link.after] {
        let aside = aside.trim_matches(|character| "|?\"<>".contains(character));
        if aside.contains('@') && address_key(bare(aside)) != key {
            found.report(aside, Reason::BesideAddress, place.line);
        }
    }
}

/// Where `mailto:` is in a text. In any case.
pub(super) fn find_mailto(text: &str) -> Option<usize> {
    const SCHEME: &[u8] = b"mailto:";
    text.as_bytes().windows(SCHEME.len()).position(|bytes| bytes.eq_ignore_ascii_case(SCHEME))
}

/// A word that may be a link: `mailto:ada@example.com?subject=Hi`, and in Slack `mailto:ada@example.com|Ada`.
struct Link<'a> {
    is_mailto: bool,
    before: &'a str,
    middle: &'a str,
    after: &'a str,
}

impl<'a> Link<'a> {
    fn of(word: &'a str) -> Self {
        let (before, rest, is_mailto) = match find_mailto(word) {
            Some(at) => (word.get(..at), word.get(at + "mailto:".len()..), true),
            None => (None, Some(word), false),
        };
        let rest = rest.unwrap_or_default();
        // A domain has no bar, but what is before the @ may have one.
        let host = if is_mailto { 0 } else { rest.find('@').unwrap_or_default() };
        let is_end = |character| "|\"<>".contains(character) || is_mailto && character == '?';
        let end = rest.get(host..).and_then(|host| host.find(is_end)).map_or(rest.len(), |at| host + at);
        let (middle, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        Self { is_mailto, before: before.unwrap_or_default(), middle, after }
    }

    fn address(&self) -> Cow<'a, str> {
        if self.is_mailto && self.middle.contains('%') {
            percent_decoded(self.middle)
        } else {
            Cow::Borrowed(self.middle)
        }
    }
}

/// RFC 3986, 2.1. The text itself if the bytes are not UTF-8.
fn percent_decoded(text: &str) -> Cow<'_, str> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let encoded = match others {
            [high, low, ..] if *first == b'%' => {
                char::from(*high).to_digit(16).zip(char::from(*low).to_digit(16))
            }
            _ => None,
        };
        let (byte, length) = match encoded {
            Some((high, low)) => ((high * 16 + low) as u8, 3),
            None => (*first, 1),
        };
        bytes.push(byte);
        rest = rest.get(length..).unwrap_or_default();
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The text after a label that is glued to it: `E-Mail:`, `SMTP:` of Exchange, `type=work:` of a vCard. What is behind
/// `https:` is not an address.
fn without_label(text: &str) -> &str {
    let is_label_character = |character: char| character.is_ascii_alphanumeric() || "-=_".contains(character);
    match text.rsplit_once(':') {
        Some((label, rest)) if label.chars().all(is_label_character) && !rest.starts_with('/') => rest,
        _ => text,
    }
}
