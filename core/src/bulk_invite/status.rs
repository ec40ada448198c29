//! The status of an address, and the kinds of calls without an answer.

/// The status of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InviteStatus {
    /// The invitation was created.
    Invited,
    /// The address already has a pending invitation with this role.
    AlreadyInvited,
    /// The address belongs to a member of the organization.
    AlreadyMember,
    /// The address is not an e-mail address.
    Invalid,
    /// The server refused the address for another reason.
    Refused,
    /// The server requires a longer wait than the caller allows.
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
    /// The status as a string in JavaScript, for example `already_invited`.
    pub fn as_str(self) -> &'static str {
        NAMES.iter().find(|(status, _)| *status == self).map_or("", |(_, name)| name)
    }

    /// Parses the result of [`as_str`](Self::as_str).
    pub fn parse(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, other)| *other == name).map(|(status, _)| *status)
    }

    /// Whether sending the address again would change nothing.
    pub(super) fn is_final(self) -> bool {
        matches!(self, Self::Invited | Self::AlreadyInvited | Self::AlreadyMember | Self::Invalid)
    }
}

/// The kinds of calls without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// The call was not sent, and a repetition would not be sent either: a param is invalid, or the user is signed out.
    NotSent,
    /// The server certainly did not apply the call: there was no connection, or no answer and a look-up that found
    /// nothing.
    NotApplied,
    /// It is unknown whether the server applied it.
    Unknown,
}

impl NoAnswer {
    /// The kind of an error that is not a refusal, by its code. For other codes the outcome is unknown.
    pub fn of_code(code: &str) -> Self {
        match code {
            "invalid_params" | "not_on_frontend_api" | "not_loaded" | "signed_out" => Self::NotSent,
            "network_error" | "timeout" => Self::NotApplied,
            _ => Self::Unknown,
        }
    }
}
