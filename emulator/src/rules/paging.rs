//! `limit` and `offset` of a list (Clerk's API description: limit 1 to 500, default 10; offset from 0).

use crate::error::ClerkError;

const LARGEST_LIMIT: i64 = 500;
const DEFAULT_LIMIT: i64 = 10;

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) limit: i64,
    pub(crate) offset: i64,
}

impl Page {
    /// From the texts of the two parameters, if they were sent.
    pub(crate) fn parse(limit: Option<&str>, offset: Option<&str>) -> Result<Self, ClerkError> {
        let limit = match limit {
            None => DEFAULT_LIMIT,
            Some(text) => match text.parse::<i64>() {
                Ok(limit) if limit > LARGEST_LIMIT => {
                    return Err(ClerkError::form_param_value_too_large("limit", LARGEST_LIMIT));
                }
                Ok(limit) if limit >= 1 => limit,
                _ => {
                    return Err(ClerkError::form_param_value_invalid(
                        "limit",
                        "a whole number from 1 to 500",
                    ));
                }
            },
        };
        let offset = match offset {
            None => 0,
            Some(text) => text
                .parse::<i64>()
                .ok()
                .filter(|offset| *offset >= 0)
                .ok_or_else(|| ClerkError::form_param_value_invalid("offset", "a whole number from 0"))?,
        };
        Ok(Self { limit, offset })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_and_offsets_are_read_or_refused_by_name() {
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
            let got = Page::parse(limit, offset).map_err(|refused| {
                (refused.meta["param_name"].as_str().unwrap_or_default().to_owned(), refused.code)
            });
            assert_eq!(got, expected, "{limit:?} {offset:?}");
        }
    }
}
