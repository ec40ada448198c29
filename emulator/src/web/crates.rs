//! The functions from the crates `url`, `idna`, `icu_normalizer` and `unicode-properties`.

use icu_normalizer::ComposingNormalizerBorrowed;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use super::Url;

pub(super) fn parse(text: &str) -> Option<Url> {
    let url = url::Url::parse(text).ok()?;
    Some(Url {
        scheme: url.scheme().to_owned(),
        host: url.host_str().unwrap_or_default().to_owned(),
        origin: url.origin().ascii_serialization(),
        path: url.path().to_owned(),
        href: url.into(),
    })
}

/// `\p{L}`, `\p{M}` or `\p{N}`.
pub(crate) fn is_letter_mark_or_digit(letter: char) -> bool {
    use GeneralCategoryGroup::{Letter, Mark, Number};
    matches!(letter.general_category_group(), Letter | Mark | Number)
}

/// Unicode Normalization Form C.
pub(crate) fn compose(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// A host name in its own script (Unicode Technical Standard 46, `ToUnicode`). `None` if the name is invalid.
pub(crate) fn domain_to_unicode(name: &str) -> Option<String> {
    let (unicode, outcome) = idna::domain_to_unicode(name);
    outcome.ok().map(|()| unicode)
}
