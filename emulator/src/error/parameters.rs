//! Errors of forms and queries.

use serde_json::json;

use super::{ClerkError, error};

impl ClerkError {
    pub(crate) fn form_param_unknown(param: &str) -> Self {
        error(
            422,
            "form_param_unknown",
            "is unknown",
            format!("{param} is not a valid parameter for this request."),
        )
        .about(param)
    }

    pub(crate) fn form_param_missing(param: &str) -> Self {
        error(422, "form_param_missing", "is missing", format!("{param} must be included.")).about(param)
    }

    pub(crate) fn form_param_duplicate(param: &str) -> Self {
        error(
            422,
            "form_param_duplicate",
            "is duplicated",
            format!("{param} is given more often than it may be."),
        )
        .about(param)
    }

    pub(crate) fn form_param_format_invalid(param: &str, must_be: &str) -> Self {
        error(422, "form_param_format_invalid", "is invalid", format!("{param} must be {must_be}."))
            .about(param)
    }

    pub(crate) fn form_param_type_invalid(param: &str, must_be: &str) -> Self {
        error(422, "form_param_type_invalid", "is of the wrong type", format!("{param} must be {must_be}."))
            .about(param)
    }

    pub(crate) fn form_param_array_size_exceeded(param: &str, largest: i64) -> Self {
        let long = format!("{param} can be given at most {largest} times.");
        error(422, "form_param_array_size_exceeded", "has too many values", long).about(param)
    }

    /// Clerk's plural form: it names every invalid address.
    pub(crate) fn invalid_email_addresses(addresses: &[&str]) -> Self {
        error(
            422,
            "form_param_format_invalid",
            "invalid email addresses",
            format!("These are not valid email addresses: {}.", addresses.join(", ")),
        )
        .with_meta(json!({ "param_name": "email_address", "email_addresses": addresses }))
    }

    pub(crate) fn form_param_value_invalid(param: &str, must_be: &str) -> Self {
        error(422, "form_param_value_invalid", "is invalid", format!("{param} must be {must_be}."))
            .about(param)
    }

    pub(crate) fn form_param_value_too_large(param: &str, largest: i64) -> Self {
        error(422, "form_param_value_too_large", "is too large", format!("{param} can be at most {largest}."))
            .about(param)
    }
}
