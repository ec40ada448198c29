//! `limit` and `offset` of a list (Clerk's API description: limit 1 to 500, default 10; offset from 0).

use crate::error::ClerkError;
use crate::settings::{OutOfRange, Settings};

const SMALLEST_LIMIT: i64 = 1;
const LARGEST_LIMIT: i64 = 500;
const DEFAULT_LIMIT: i64 = 10;

/// A page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) limit: i64,
    pub(crate) offset: i64,
}

impl Page {
    /// Parses the two parameters, if they were sent.
    pub(crate) fn parse(
        limit: Option<&str>,
        offset: Option<&str>,
        settings: &Settings,
    ) -> Result<Self, ClerkError> {
        let read = |name, text: Option<&str>, default| match text {
            None => Ok(default),
            Some(text) => text.parse::<i64>().map_err(|_| invalid(name)),
        };
        let limit = read("limit", limit, DEFAULT_LIMIT)?;
        let offset = read("offset", offset, 0)?;
        Ok(Self {
            limit: match limit {
                ..SMALLEST_LIMIT => {
                    out_of_range("limit", SMALLEST_LIMIT, settings.limit_or_offset_too_small)?
                }
                SMALLEST_LIMIT..=LARGEST_LIMIT => limit,
                _ => out_of_range("limit", LARGEST_LIMIT, settings.limit_too_large)?,
            },
            offset: match offset {
                ..0 => out_of_range("offset", 0, settings.limit_or_offset_too_small)?,
                _ => offset,
            },
        })
    }
}

fn invalid(name: &str) -> ClerkError {
    ClerkError::form_param_value_invalid(name, "a whole number, limit from 1 to 500 and offset from 0")
}

/// Returns the nearest allowed value or the error, depending on the setting.
fn out_of_range(name: &str, nearest: i64, setting: OutOfRange) -> Result<i64, ClerkError> {
    match setting {
        OutOfRange::Clamp => Ok(nearest),
        OutOfRange::ValueInvalid => Err(invalid(name)),
        OutOfRange::TooLarge => Err(ClerkError::form_param_value_too_large(name, LARGEST_LIMIT)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Parsed = Result<Page, (String, &'static str)>;

    fn parse(limit: Option<&str>, offset: Option<&str>, settings: &Settings) -> Parsed {
        Page::parse(limit, offset, settings).map_err(|refused| {
            (refused.meta["param_name"].as_str().unwrap_or_default().to_owned(), refused.code)
        })
    }

    #[test]
    fn limits_and_offsets_are_parsed_or_the_error_names_them() {
        let ok = |limit, offset| Ok(Page { limit, offset });
        let refused = |param: &str, code: &'static str| Err((param.to_owned(), code));
        let table = [
            (None, None, ok(10, 0)),
            (Some("1"), Some("0"), ok(1, 0)),
            (Some("500"), Some("7"), ok(500, 7)),
            (Some("0"), None, refused("limit", "form_param_value_invalid")),
            (Some("-1"), None, refused("limit", "form_param_value_invalid")),
            (Some("501"), None, refused("limit", "form_param_value_too_large")),
            (Some(""), None, refused("limit", "form_param_value_invalid")),
            (Some("ten"), None, refused("limit", "form_param_value_invalid")),
            (Some("NaN"), None, refused("limit", "form_param_value_invalid")),
            (Some("99999999999999999999"), None, refused("limit", "form_param_value_invalid")),
            (None, Some("-10"), refused("offset", "form_param_value_invalid")),
            (None, Some("1.5"), refused("offset", "form_param_value_invalid")),
        ];
        for (limit, offset, expected) in table {
            assert_eq!(parse(limit, offset, &Settings::default()), expected, "{limit:?} {offset:?}");
        }
    }

    #[test]
    fn values_out_of_range_can_be_clamped_instead() {
        let mut settings = Settings::default();
        settings.set("limit_too_large", "clamp").unwrap();
        settings.set("limit_or_offset_too_small", "clamp").unwrap();
        assert_eq!(parse(Some("501"), Some("-1"), &settings), Ok(Page { limit: 500, offset: 0 }));
        assert_eq!(parse(Some("0"), None, &settings), Ok(Page { limit: 1, offset: 0 }));
    }
}
