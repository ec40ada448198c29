//! The types of settings, and the text form of their values.

use serde_json::Value;

/// A type of a setting.
pub(super) trait Kind: Sized {
    /// The accepted values, as text for people.
    const TAKES: &'static str;
    fn parse(text: &str) -> Option<Self>;
    fn show(&self) -> Value;
}

impl Kind for bool {
    const TAKES: &'static str = "true | false";
    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
    fn show(&self) -> Value {
        (*self).into()
    }
}

/// A count or a duration, never negative.
impl Kind for i64 {
    const TAKES: &'static str = "a whole number from 0 to 4294967295";
    fn parse(text: &str) -> Option<Self> {
        text.parse().ok().filter(|number| (0..=i64::from(u32::MAX)).contains(number))
    }
    fn show(&self) -> Value {
        (*self).into()
    }
}

/// A setting whose value is one of a few words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($word:literal => $variant:ident),+ $(,)? } $takes:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $name { $($variant),+ }

        impl Kind for $name {
            const TAKES: &'static str = $takes;
            fn parse(text: &str) -> Option<Self> {
                match text { $($word => Some(Self::$variant),)+ _ => None }
            }
            fn show(&self) -> Value {
                match self { $(Self::$variant => $word.into()),+ }
            }
        }
    };
}

words! {
    /// The handling of a second invitation to the same address while the first is pending.
    Duplicate { "replace" => Replace, "refuse" => Refuse } "replace | refuse"
}
words! {
    /// The handling of an input that Clerk does not document.
    Tolerance { "ignore" => Ignore, "refuse" => Refuse } "ignore | refuse"
}
words! {
    /// The permission that is required for listing invitations.
    ListPermission { "manage" => Manage, "read" => Read, "none" => None } "manage | read | none"
}
words! {
    /// The error for an unknown organization.
    UnknownOrganization {
        "organization_not_found_or_unauthorized" => NotFoundOrUnauthorized,
        "resource_not_found" => NotFound,
    } "organization_not_found_or_unauthorized | resource_not_found"
}
words! {
    /// The error for an existing organization if the caller is not a member.
    Outsider { "hidden" => Hidden, "not_a_member_in_organization" => Told } "hidden | not_a_member_in_organization"
}
words! {
    /// The error for an unknown role.
    UnknownRole { "resource_not_found" => NotFound, "form_param_value_invalid" => ValueInvalid }
    "resource_not_found | form_param_value_invalid"
}
words! {
    /// The error for an unknown invitation.
    UnknownInvitation {
        "organization_invitation_not_found" => NotFound,
        "organization_invitation_not_pending" => NotPending,
    } "organization_invitation_not_found | organization_invitation_not_pending"
}
words! {
    /// The invitations in a list without a status filter.
    DefaultStatus { "all" => All, "pending" => Pending } "all | pending"
}
words! {
    /// The order of two invitations that were created in the same millisecond.
    TieBreak { "newest_first" => NewestFirst, "oldest_first" => OldestFirst } "newest_first | oldest_first"
}
words! {
    /// The handling of a limit or offset outside its range.
    OutOfRange {
        "form_param_value_invalid" => ValueInvalid,
        "form_param_value_too_large" => TooLarge,
        "clamp" => Clamp,
    } "form_param_value_invalid | form_param_value_too_large | clamp"
}
words! {
    /// The error for a text that is neither `true` nor `false`.
    WrongBoolean { "form_param_format_invalid" => Format, "form_param_type_invalid" => Type }
    "form_param_format_invalid | form_param_type_invalid"
}
words! {
    /// The error for a bulk call with too many addresses.
    BulkTooLarge { "bulk_size_exceeded" => BulkSize, "form_param_array_size_exceeded" => ArraySize }
    "bulk_size_exceeded | form_param_array_size_exceeded"
}
words! {
    /// The error for a field of the wrong JSON type.
    WrongType {
        "form_param_value_invalid" => Value,
        "form_param_type_invalid" => Type,
        "request_body_invalid" => Body,
    } "form_param_value_invalid | form_param_type_invalid | request_body_invalid"
}
words! {
    /// The error for a program that acts for a member without the permission to manage members.
    WithoutPermission {
        "authorization_invalid" => AuthorizationInvalid,
        "missing_organization_permission" => MissingPermission,
    } "authorization_invalid | missing_organization_permission"
}
words! {
    /// The session of a request without "_clerk_session_id".
    SessionWithoutId { "last_active" => LastActive, "none" => None } "last_active | none"
}
words! {
    /// The active organization of a new session.
    FirstOrganization { "first_membership" => FirstMembership, "none" => None } "first_membership | none"
}

words! {
    /// The API version of a request that names none.
    WithoutVersion { "newest" => Newest, "oldest" => Oldest } "newest | oldest"
}
words! {
    /// The order in which an endpoint receives its events.
    WebhookOrder { "kept" => Kept, "independent" => Independent } "kept | independent"
}
words! {
    /// Whether answers include the client.
    AttachClient { "always" => Always, "never" => Never } "always | never"
}
