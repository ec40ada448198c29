//! Converts a failed call to the form that the core's bulk calls take.

use clerk_organization_core::bulk_invite::{InviteError, InviteRefusal, NoAnswer};

use crate::error::{ApiError, ApiErrorItem, Error};

/// The kind of failure of a call.
pub(super) enum Ending {
    /// The server refused.
    Refused(InviteRefusal),
    /// There is no usable answer.
    Failed(NoAnswer),
}

/// The kind of failure of an error.
pub(super) fn ending(error: &Error) -> Ending {
    match error {
        Error::Api(error) => Ending::Refused(refusal(error)),
        error => {
            let code = error.runtime_code().map_or("", |code| code.as_str());
            Ending::Failed(NoAnswer::of_code(code))
        }
    }
}

fn refusal(error: &ApiError) -> InviteRefusal {
    let item = |item: &ApiErrorItem| InviteError {
        code: item.code.clone(),
        param_name: item.param_name.clone(),
        addresses: item.email_addresses.clone(),
        message: item.long_message.clone().unwrap_or_else(|| item.message.clone()),
    };
    InviteRefusal {
        status: error.status,
        errors: error.errors.iter().map(item).collect(),
        retry_after: error.retry_after,
    }
}
