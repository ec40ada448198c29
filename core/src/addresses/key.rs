//! The key of an address: two texts with equal keys are the same address.

use super::composites;
use super::letters::SPACE;
use super::scan::trim;

/// The host's functions for letters.
///
/// A browser has all of Unicode built in. The native tables (the standard library's and `composites.rs`) would add
/// 1 KB (brotli) to the wasm module.
#[derive(Clone, Copy, Debug)]
pub struct Letters {
    /// Writes a letter and its mark as one character (form C of Unicode).
    pub compose: fn(&str) -> String,
    /// Converts to lower case.
    pub lower: fn(&str) -> String,
    /// Removes the marks of letters, and converts full-width letters to their usual width.
    pub plain: fn(&str) -> String,
    /// Converts a domain to ASCII as in DNS (`xn--`, RFC 5890). Text that is not a domain stays unchanged.
    pub ascii_domain: fn(&str) -> String,
}

impl Letters {
    /// Functions for use without a browser, with the composites of European languages, Vietnamese, Japanese and Korean.
    pub const NATIVE: Self = Self {
        compose: composites::compose,
        lower: str::to_lowercase,
        plain: composites::plain,
        ascii_domain,
    };

    /// See [`address_key`].
    pub(crate) fn key(self, text: &str) -> String {
        let text = trim(text, SPACE);
        if text.is_ascii() {
            return text.to_ascii_lowercase();
        }
        let mut key = String::with_capacity(text.len());
        for character in (self.lower)(&(self.compose)(text)).chars() {
            // A final sigma is the same letter as a sigma.
            key.push(if character == 'ς' { 'σ' } else { character });
        }
        // `x@münchen.example` and `x@xn--mnchen-3ya.example` are the same address, and a server may answer with either.
        match key.rsplit_once('@') {
            Some((name, domain)) if !domain.is_ascii() => [name, "@", &(self.ascii_domain)(domain)].concat(),
            _ => key,
        }
    }
}

/// The bytes of a label of 63 characters, DNS's longest (RFC 1035), in UTF-8.
const LONGEST_LABEL: usize = 63 * 4;

/// Whether a label of a domain has another form in DNS (`xn--…`). Longer labels are invalid. They are not encoded,
/// because the time for that grows with the square of the length.
fn is_name_beyond_ascii(label: &str) -> bool {
    let is_of_name = |byte: u8| !byte.is_ascii() || byte.is_ascii_alphanumeric() || byte == b'-';
    !label.is_ascii() && label.len() <= LONGEST_LABEL && label.bytes().all(is_of_name)
}

/// The native conversion: each label separately (RFC 3492).
fn ascii_domain(domain: &str) -> String {
    let written =
        |label: &str| match Some(label).filter(|label| is_name_beyond_ascii(label)).map(punycode::encode) {
            Some(Ok(encoded)) => ["xn--", &encoded].concat(),
            _ => label.to_owned(),
        };
    domain.split('.').map(written).collect::<Vec<_>>().join(".")
}

/// Folds an address for comparison: two texts are the same address if their keys are equal.
///
/// The key is trimmed, in lower case, has one character for a letter with a mark, and the domain in ASCII. Clerk
/// ignores the case of addresses and answers in lower case, so keys match the addresses in answers to those that were
/// sent.
pub fn address_key(text: &str) -> String {
    Letters::NATIVE.key(text)
}

/// An address without the white space around it.
pub(crate) fn trimmed_address(text: &str) -> &str {
    trim(text, SPACE)
}
