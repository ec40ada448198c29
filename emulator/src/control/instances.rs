//! `/__emulator/instances`: further instances, for test suites that run in parallel.

use serde_json::{Value, json};

use super::Call;
use crate::document;
use crate::error::ClerkError;
use crate::host::NewInstance;
use crate::http::reply::{Answer, Reply};
use crate::instance::InstanceError;

/// Lists and describes every instance except the default one.
pub(super) fn list(call: &Call<'_>) -> Answer {
    check_is_default(call)?;
    let described: Vec<Value> =
        call.host.instances.others().iter().map(|instance| instance.describe()).collect();
    Ok(Reply::json(described.into()))
}

/// Creates an instance. An empty body means the defaults.
pub(super) fn create(call: &Call<'_>) -> Answer {
    check_is_default(call)?;
    let new = if call.body.trim_ascii().is_empty() { NewInstance::default() } else { read(call.body)? };
    Ok(Reply::json(call.host.instances.create(new)?.describe()))
}

/// Ends an instance other than the default one, and removes its data.
pub(super) fn end(call: &Call<'_>) -> Answer {
    if is_default(call) {
        return Err(ClerkError::method_not_allowed());
    }
    call.host.instances.end(call.instance)?;
    Ok(Reply::json(json!({ "ok": true })))
}

fn is_default(call: &Call<'_>) -> bool {
    call.instance.name.is_empty()
}

/// Only the default instance lists and creates instances.
fn check_is_default(call: &Call<'_>) -> Result<(), ClerkError> {
    if is_default(call) { Ok(()) } else { Err(ClerkError::path_not_found()) }
}

fn read(body: &[u8]) -> Result<NewInstance, ClerkError> {
    let refused = |detail: &str| ClerkError::request_body_invalid(detail);
    let body = document::parse(body).map_err(|cause| refused(&cause.to_string()))?;
    NewInstance::from_value(body).map_err(|problem| refused(&problem))
}

impl From<InstanceError> for ClerkError {
    fn from(problem: InstanceError) -> Self {
        match problem {
            InstanceError::TooMany(_) => Self::instance_quota_exceeded(problem.to_string()),
            InstanceError::Setting(_) | InstanceError::Seed(_) => {
                Self::request_body_invalid(&problem.to_string())
            }
            InstanceError::Key(_) | InstanceError::Data(_) | InstanceError::Open(_) => {
                Self::internal(problem)
            }
        }
    }
}
