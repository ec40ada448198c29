//! JSON bodies, field by field. All errors of a body are collected, so that one answer names every invalid field. A
//! field that the handler does not read is rejected as unknown.

use std::ops::RangeInclusive;

use axum::http::header;
use serde_json::{Map, Value};

use crate::document;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::rules::{metadata, moment};
use crate::settings::WrongType;

/// Parses the body as JSON. Returns `None` for an empty body with any content type, because `@clerk/backend` sends an
/// empty body for empty parameters.
pub(super) fn json(context: &Context) -> Result<Option<Value>, ClerkError> {
    if context.body.is_empty() {
        return Ok(None);
    }
    let content_type = context.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(ClerkError::unsupported_content_type(content_type, "application/json"));
    }
    document::parse(&context.body).map(Some).map_err(|cause| {
        ClerkError::request_body_invalid(&format!("The request body is not valid JSON: {cause}."))
    })
}

/// The fields of a JSON object. Handlers read them one by one.
#[derive(Debug)]
pub(super) struct Fields {
    left: Map<String, Value>,
    wrong_type: WrongType,
    refused: Vec<ClerkError>,
}

impl Fields {
    /// Reads the body, which must be an object. An empty body is an empty object.
    pub(super) fn of_body(context: &Context) -> Result<Self, ClerkError> {
        Self::of(context, json(context)?.unwrap_or_else(|| Value::Object(Map::new())))
    }

    pub(super) fn of(context: &Context, value: Value) -> Result<Self, ClerkError> {
        match value {
            Value::Object(left) => {
                Ok(Self { left, wrong_type: context.settings.backend_wrong_type, refused: Vec::new() })
            }
            _ => Err(ClerkError::request_body_invalid("The request body must be a JSON object.")),
        }
    }

    /// Returns `value` if every field was valid and known.
    pub(super) fn finish<T>(self, value: T) -> Result<T, ClerkError> {
        let unknown = self.left.keys().map(|name| ClerkError::form_param_unknown(name));
        ClerkError::all(unknown.chain(self.refused).collect()).map_or(Ok(value), Err)
    }

    /// Whether all fields so far were valid.
    pub(super) fn is_fine(&self) -> bool {
        self.refused.is_empty()
    }

    /// Adds an error.
    pub(super) fn refuse(&mut self, refused: ClerkError) {
        self.refused.push(refused);
    }

    /// Whether the field was sent, including as `null`.
    pub(super) fn has(&self, name: &str) -> bool {
        self.left.contains_key(name)
    }

    /// A required string that must not be empty.
    pub(super) fn required_text(&mut self, name: &str) -> String {
        match self.left.shift_remove(name) {
            None => self.refuse(ClerkError::form_param_missing(name)),
            Some(Value::Null) => self.refuse(ClerkError::form_param_nil(name)),
            Some(Value::String(text)) if text.is_empty() => {
                self.refuse(ClerkError::form_param_missing(name));
            }
            Some(Value::String(text)) => return text,
            Some(_) => self.wrong_type(name, "a text"),
        }
        String::new()
    }

    /// An optional string. `None` if it is missing or `null`.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.take(name, "a text", |value| value.as_str().map(str::to_owned))
    }

    /// A string that updates a stored one. `None` keeps the stored value. `Some(None)`, sent as `null` or empty,
    /// removes it.
    pub(super) fn change(&mut self, name: &str) -> Option<Option<String>> {
        let sent = self.has(name);
        let text = self.text(name).filter(|text| !text.is_empty());
        sent.then_some(text)
    }

    pub(super) fn boolean(&mut self, name: &str) -> Option<bool> {
        self.take(name, "true or false", Value::as_bool)
    }

    pub(super) fn integer(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let number = self.take(name, "a whole number", Value::as_i64)?;
        if !range.contains(&number) {
            let must_be = format!("a whole number from {} to {}", range.start(), range.end());
            self.refuse(ClerkError::form_param_value_invalid(name, &must_be));
        }
        Some(number)
    }

    /// A list of strings. Empty if it is missing.
    pub(super) fn texts(&mut self, name: &str) -> Vec<String> {
        let list = |value: &Value| {
            value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        };
        self.take(name, "a list of texts", list).unwrap_or_default()
    }

    /// A metadata object within Clerk's size limit. `null` counts as missing.
    pub(super) fn metadata(&mut self, name: &str) -> Option<Value> {
        let object = self.take(name, "an object", |value| value.is_object().then(|| value.clone()))?;
        if let Err(refused) = metadata::check_size(name, &object) {
            self.refuse(refused);
        }
        Some(object)
    }

    /// A required object. Returns an empty object if the field is missing or invalid.
    pub(super) fn required_object(&mut self, name: &str) -> Value {
        match self.left.get(name) {
            None => self.refuse(ClerkError::form_param_missing(name)),
            Some(Value::Null) => {
                self.left.shift_remove(name);
                self.refuse(ClerkError::form_param_nil(name));
            }
            Some(_) => {
                let object = self.take(name, "an object", |value| value.is_object().then(|| value.clone()));
                return object.unwrap_or_else(|| Value::Object(Map::new()));
            }
        }
        Value::Object(Map::new())
    }

    /// Metadata that replaces the stored value. `null` becomes an empty object.
    pub(super) fn new_metadata(&mut self, name: &str) -> Option<Value> {
        if self.left.get(name).is_some_and(Value::is_null) {
            return self.left.shift_remove(name).map(|_| Value::Object(Map::new()));
        }
        self.metadata(name)
    }

    /// Reads an RFC 3339 time. Returns Unix milliseconds.
    pub(super) fn moment(&mut self, name: &str) -> Option<i64> {
        let text = self.text(name)?;
        let moment = moment::parse(&text);
        if moment.is_none() {
            self.refuse(ClerkError::form_param_invalid_time(name));
        }
        moment
    }

    fn take<T>(&mut self, name: &str, must_be: &str, read: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        let value = self.left.shift_remove(name).filter(|value| !value.is_null())?;
        let read = read(&value);
        if read.is_none() {
            self.wrong_type(name, must_be);
        }
        read
    }

    fn wrong_type(&mut self, name: &str, must_be: &str) {
        self.refuse(match self.wrong_type {
            WrongType::Value => ClerkError::form_param_value_invalid(name, must_be),
            WrongType::Type => ClerkError::form_param_type_invalid(name, must_be),
            WrongType::Body => ClerkError::request_body_invalid(&format!("{name} must be {must_be}.")),
        });
    }
}
