//! `/__emulator/instances`: instances beside the default one, for test suites that run side by side.

use serde_json::Value;

use crate::error::ClerkError;
use crate::host::{Instances, NewInstance};
use crate::http::reply::{Answer, Reply};
use crate::instance::InstanceError;

/// Every one beside the default one, as it was described when it was made.
pub(super) fn list(instances: &Instances) -> Reply {
    let described: Vec<Value> = instances.others().iter().map(|instance| instance.describe()).collect();
    Reply::json(described.into())
}

/// A further one. An empty body is one that asks for nothing special.
pub(super) fn create(instances: &Instances, body: &[u8]) -> Answer {
    let new = if body.trim_ascii().is_empty() { NewInstance::default() } else { read(body)? };
    Ok(Reply::json(instances.create(new)?.describe()))
}

fn read(body: &[u8]) -> Result<NewInstance, ClerkError> {
    let refused = |detail: &str| ClerkError::request_body_invalid(detail);
    let body: Value = serde_json::from_slice(body).map_err(|cause| refused(&cause.to_string()))?;
    if !body.is_object() {
        return Err(refused("Send an object, or nothing."));
    }
    serde_path_to_error::deserialize(body).map_err(|cause| refused(&cause.to_string()))
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
