//! Metadata: JSON objects of the application's own.

use serde_json::Value;

use crate::error::ClerkError;

/// A form's parameter as a JSON object.
pub(crate) fn parse(param: &str, text: &str) -> Result<Value, ClerkError> {
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(Value::Object(object)),
        _ => Err(ClerkError::form_param_value_invalid(param, "a JSON object")),
    }
}

/// Merges objects at every level; null removes a key, anything else replaces (Clerk's published API descriptions,
/// "Merge and update").
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
}
