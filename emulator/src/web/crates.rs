//! By the crates `url` and `unicode-properties`.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use super::Url;

pub(super) fn parse(text: &str) -> Option<Url> {
    let url = url::Url::parse(text).ok()?;
    Some(Url {
        scheme: url.scheme().to_owned(),
        has_host: url.has_host(),
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
