//! Metadata: JSON objects that belong to the application.

use serde_json::Value;

use crate::error::ClerkError;

/// Parses a form parameter as a JSON object.
pub(crate) fn parse(param: &str, text: &str) -> Result<Value, ClerkError> {
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(Value::Object(object)),
        _ => Err(ClerkError::form_param_value_invalid(param, "a JSON object")),
    }
}

/// The largest metadata, as JSON text (Clerk's documentation, "Metadata is limited to 8KB maximum").
const LARGEST: usize = 8 * 1024;

/// Rejects metadata that is too large.
pub(crate) fn check_size(param: &str, metadata: &Value) -> Result<(), ClerkError> {
    if metadata.to_string().len() > LARGEST {
        return Err(ClerkError::form_param_exceeds_allowed_size(param, LARGEST));
    }
    Ok(())
}

/// Merges objects at every level. `null` removes a key, any other value replaces it (Clerk's published API
/// descriptions, "Merge and update").
pub(crate) fn merge(into: &mut Value, patch: Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (key, value) in patch {
                if value.is_null() {
                    into.shift_remove(&key);
                } else {
                    merge(into.entry(key).or_insert(Value::Null), value);
                }
            }
        }
        (into, Value::Object(patch)) => {
            *into = Value::Object(serde_json::Map::new());
            merge(into, Value::Object(patch));
        }
        (into, value) => *into = value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn objects_are_merged_and_null_removes_at_every_level() {
        let mut metadata = json!({ "a": { "b": 1, "c": [1, 2] }, "d": 1, "e": "text" });
        merge(
            &mut metadata,
            json!({ "a": { "b": null, "c": [3] }, "d": null, "e": { "f": { "g": null } }, "h": 1 }),
        );
        assert_eq!(metadata, json!({ "a": { "c": [3] }, "e": { "f": {} }, "h": 1 }));
    }

    #[test]
    fn only_objects_are_metadata() {
        assert_eq!(parse("p", "{\"a\":1}").unwrap(), json!({ "a": 1 }));
        for text in ["", "[]", "1", "null", "{", "{\"a\":}"] {
            assert_eq!(parse("p", text).unwrap_err().meta["param_name"], "p", "{text}");
        }
    }

    #[test]
    fn a_value_that_is_not_an_object_becomes_one_before_a_merge() {
        for mut metadata in [json!(null), json!(1), json!([1])] {
            merge(&mut metadata, json!({ "a": { "b": { "c": null, "d": 1 } } }));
            assert_eq!(metadata, json!({ "a": { "b": { "d": 1 } } }));
        }
    }

    #[test]
    fn metadata_is_limited_to_eight_kilobytes() {
        let of_length = |length: usize| json!({ "a": "x".repeat(length - r#"{"a":""}"#.len()) });
        assert!(check_size("p", &of_length(LARGEST)).is_ok());
        let refused = check_size("p", &of_length(LARGEST + 1)).unwrap_err();
        assert_eq!((refused.status, refused.code), (422, "form_param_exceeds_allowed_size"));
    }
}
