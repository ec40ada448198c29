//! `POST /__emulator/snapshot` and `/restore`: the whole state of an instance.

use serde_json::{Map, Value, json};

use crate::error::ClerkError;
use crate::instance::{Era, Instance};

/// Takes the rows, the changed settings and the clock's offset. Faults, the request log and rate limits are not
/// included.
pub(crate) fn take(instance: &Instance) -> Result<Value, ClerkError> {
    let rows = instance.read(instance.clock.now(), |db| Ok(db.rows()?))?;
    Ok(json!({
        "instanceId": instance.id,
        "clock": { "offsetMs": instance.clock.offset() },
        "settings": instance.changed_settings(),
        "tables": rows,
    }))
}

/// Restores a snapshot of this instance, all of it or nothing. Requests that started before the restore can no longer
/// write.
pub(crate) fn restore(instance: &Instance, era: Era, snapshot: &Value) -> Result<(), ClerkError> {
    let refused = |detail: &str| ClerkError::request_body_invalid(detail);
    let object = |name: &str| -> Result<&Map<String, Value>, ClerkError> {
        let found = snapshot.get(name).and_then(Value::as_object);
        found.ok_or_else(|| refused("Send what POST /__emulator/snapshot returned."))
    };
    if snapshot.get("instanceId").and_then(Value::as_str) != Some(&instance.id) {
        return Err(refused("The snapshot belongs to another instance."));
    }
    let offset = object("clock")?.get("offsetMs").and_then(Value::as_i64).unwrap_or_default();
    instance.replace(era, object("tables")?, object("settings")?, offset)
}
