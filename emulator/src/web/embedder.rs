//! The functions from the embedder, the program that runs a [`Core`](crate::Core) without the feature `server`.

use std::sync::OnceLock;

use super::Url;

/// The functions that an embedder provides.
#[derive(Debug, Clone, Copy)]
pub struct Platform {
    /// Parses an absolute URL. `None` if it is invalid.
    pub parse_url: fn(&str) -> Option<Url>,
    /// Whether a character is in Unicode's general category `L`, `M` or `N`.
    pub is_letter_mark_or_digit: fn(char) -> bool,
    /// Unicode Normalization Form C.
    pub compose: fn(&str) -> String,
    /// A host name in ASCII (Unicode Technical Standard 46, `ToASCII`). `None` if it is invalid.
    pub domain_to_ascii: fn(&str) -> Option<String>,
}

static PLATFORM: OnceLock<Platform> = OnceLock::new();

/// Sets the platform for every emulator of this process. Call it before [`Core::open`](crate::Core::open). Later calls
/// have no effect.
pub fn lend(platform: Platform) {
    // A second platform would be the same, so the error is ignored.
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

pub(crate) fn compose(text: &str) -> String {
    PLATFORM.get().map_or_else(|| text.to_owned(), |platform| (platform.compose)(text))
}

/// Decodes each label of the platform's ASCII name, because browsers have no function for `ToUnicode`.
pub(crate) fn domain_to_unicode(name: &str) -> Option<String> {
    let ascii = (PLATFORM.get()?.domain_to_ascii)(name)?;
    let decode = |label: &str| match label.strip_prefix("xn--") {
        Some(encoded) => idna::punycode::decode_to_string(encoded),
        None => Some(label.to_owned()),
    };
    Some(ascii.split('.').map(decode).collect::<Option<Vec<_>>>()?.join("."))
}
