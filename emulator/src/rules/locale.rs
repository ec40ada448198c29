//! Which locales a user may have.

use crate::error::ClerkError;

/// The longest subtag of a language tag (RFC 5646, 2.1).
const LONGEST_SUBTAG: usize = 8;

/// Rejects a text that does not have the form of a language tag, such as `en-US` (the example in Clerk's published
/// Backend API description). It does not check whether the language exists. Clerk does not publish which locales it
/// accepts.
pub(crate) fn check(locale: &str) -> Result<(), ClerkError> {
    let is_subtag = |part: &str| {
        (1..=LONGEST_SUBTAG).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let language = locale.split('-').next().unwrap_or_default();
    let is_language = language.len() > 1 && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_language && locale.split('-').all(is_subtag) {
        return Ok(());
    }
    Err(ClerkError::form_param_format_invalid("locale", "a language tag such as en-US"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_are_language_tags() {
        for locale in ["en", "en-US", "fr-FR", "zh-Hant-TW", "de-1996", "es-419", "gsw", "sl-rozaj-biske"] {
            assert_eq!(check(locale), Ok(()), "{locale}");
        }
        for locale in
            ["", "e", "1a", "en_US", "en-", "-US", "en--US", "en US", "en-toolonghere", "dé-CH", "en\n"]
        {
            assert_eq!(check(locale).unwrap_err().code, "form_param_format_invalid", "{locale}");
        }
    }
}
