//! Refusals of the emulator's own controls. Their codes are in Clerk's style, not in its list.

use super::{ClerkError, error};

impl ClerkError {
    pub(crate) fn instance_quota_exceeded(detail: String) -> Self {
        error(403, "instance_quota_exceeded", "Too many instances", detail)
    }
}
