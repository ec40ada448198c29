//! The status of an address, and the ways in which a call fails.

/// The status of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InviteStatus {
    /// The invitation was made.
    Invited,
    /// The address has a pending invitation with the role already.
    AlreadyInvited,
    /// The address belongs to a member of the organization.
    AlreadyMember,
    /// The address is not an e-mail address.
    Invalid,
    /// The server refused the address for another reason.
    Refused,
    /// The server asked for a longer wait than the caller allows.
    RateLimited,
    /// The request was sent, and it is unknown whether the server applied it.
    OutcomeUnknown,
    /// The address was not sent, or the server was unreachable after all retries.
    NotAttempted,
}

const NAMES: [(InviteStatus, &str); 8] = [
    (InviteStatus::Invited, "invited"),
    (InviteStatus::AlreadyInvited, "already_invited"),
    (InviteStatus::AlreadyMember, "already_member"),
    (InviteStatus::Invalid, "invalid"),
    (InviteStatus::Refused, "refused"),
    (InviteStatus::RateLimited, "rate_limited"),
    (InviteStatus::OutcomeUnknown, "outcome_unknown"),
    (InviteStatus::NotAttempted, "not_attempted"),
];

impl InviteStatus {
    /// The status as JavaScript writes it, for example `already_invited`.
    pub fn as_str(self) -> &'static str {
        NAMES.iter().find(|(status, _)| *status == self).map_or("", |(_, name)| name)
    }

    /// Reads what [`as_str`](Self::as_str) writes.
    pub fn parse(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, other)| *other == name).map(|(status, _)| *status)
    }

    /// Whether sending the address again would change nothing.
    pub(super) fn is_final(self) -> bool {
        matches!(self, Self::Invited | Self::AlreadyInvited | Self::AlreadyMember | Self::Invalid)
    }
}

/// The ways in which a call without an answer fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// The call could not be made at all, and never can be made like this.
    NotSent,
    /// The server certainly did not apply it: no connection, no answer in time, and a look-up that found nothing.
    NotApplied,
    /// It is unknown whether the server applied it.
    Unknown,
}

impl NoAnswer {
    /// Reads the code of an error that is not a refusal. Codes that are not known here leave the outcome open.
    pub fn of_code(code: &str) -> Self {
        match code {
            "invalid_params" | "not_on_frontend_api" | "not_loaded" | "signed_out" => Self::NotSent,
            "network_error" | "timeout" => Self::NotApplied,
            _ => Self::Unknown,
        }
    }
}
