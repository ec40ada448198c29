//! `order_by` of a list: a name with an optional `+` or `-` (Clerk's published Backend API description: no sign means
//! `+`, the default is `-created_at`).

use crate::error::ClerkError;

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Order {
    /// One of the names that the list supports.
    pub(crate) by: &'static str,
    pub(crate) descending: bool,
}

impl Order {
    /// `-created_at`.
    pub(crate) const NEWEST_FIRST: Self = Self { by: "created_at", descending: true };

    /// Parses the parameter, if it was sent. A `+` that was not percent-encoded arrives as a space.
    pub(crate) fn parse(text: Option<&str>, known: &'static [&'static str]) -> Result<Self, ClerkError> {
        let Some(text) = text else { return Ok(Self::NEWEST_FIRST) };
        let (name, descending) = match text.strip_prefix('-') {
            Some(name) => (name, true),
            None => (text.strip_prefix(['+', ' ']).unwrap_or(text), false),
        };
        match known.iter().find(|known| **known == name) {
            Some(by) => Ok(Self { by, descending }),
            None => Err(ClerkError::form_param_value_invalid(
                "order_by",
                &format!("one of {}, with + or - before it", known.join(", ")),
            )),
        }
    }

    /// The SQL keyword.
    pub(crate) fn direction(self) -> &'static str {
        if self.descending { "DESC" } else { "ASC" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_or_without_a_sign_is_parsed_and_other_text_is_rejected() {
        const KNOWN: &[&str] = &["created_at", "name"];
        let ok = |by, descending| Ok(Order { by, descending });
        let table = [
            (None, ok("created_at", true)),
            (Some("name"), ok("name", false)),
            (Some("+name"), ok("name", false)),
            (Some(" name"), ok("name", false)),
            (Some("-name"), ok("name", true)),
            (Some("created_at"), ok("created_at", false)),
            (Some(""), Err("form_param_value_invalid")),
            (Some("+"), Err("form_param_value_invalid")),
            (Some("--name"), Err("form_param_value_invalid")),
            (Some("Name"), Err("form_param_value_invalid")),
            (Some("name; DROP TABLE users"), Err("form_param_value_invalid")),
        ];
        for (text, expected) in table {
            assert_eq!(Order::parse(text, KNOWN).map_err(|refused| refused.code), expected, "{text:?}");
        }
    }
}
