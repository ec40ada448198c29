//! The types that settings have, and how their values are written.

use serde_json::Value;

/// A type that a setting can have.
pub(super) trait Kind: Sized {
    /// The accepted values, for people.
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

/// Never negative: counts and durations.
impl Kind for i64 {
    const TAKES: &'static str = "a whole number from 0 to 4294967295";
    fn parse(text: &str) -> Option<Self> {
        text.parse().ok().filter(|number| (0..=i64::from(u32::MAX)).contains(number))
    }
    fn show(&self) -> Value {
        (*self).into()
    }
}

/// A setting that is one of a few words.
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
    /// What happens to a second invitation of the same address while the first is pending.
    Duplicate { "replace" => Replace, "refuse" => Refuse } "replace | refuse"
}
words! {
    /// What a value that Clerk does not document gets.
    Tolerance { "ignore" => Ignore, "refuse" => Refuse } "ignore | refuse"
}
words! {
    /// The permission that listing invitations needs.
    ListPermission { "manage" => Manage, "read" => Read, "none" => None } "manage | read | none"
}
words! {
    /// How an unknown organization is refused.
    UnknownOrganization {
        "organization_not_found_or_unauthorized" => NotFoundOrUnauthorized,
        "resource_not_found" => NotFound,
    } "organization_not_found_or_unauthorized | resource_not_found"
}
words! {
    /// How an existing organization is refused to a caller who is not a member.
    Outsider { "hidden" => Hidden, "not_a_member_in_organization" => Told } "hidden | not_a_member_in_organization"
}
words! {
    /// How an unknown role is refused.
    UnknownRole { "resource_not_found" => NotFound, "form_param_value_invalid" => ValueInvalid }
    "resource_not_found | form_param_value_invalid"
}
words! {
    /// How an unknown invitation is refused.
    UnknownInvitation {
        "organization_invitation_not_found" => NotFound,
        "organization_invitation_not_pending" => NotPending,
    } "organization_invitation_not_found | organization_invitation_not_pending"
}
words! {
    /// Which invitations a list without a status filter has.
    DefaultStatus { "all" => All, "pending" => Pending } "all | pending"
}
words! {
    /// The order of two invitations of the same millisecond.
    TieBreak { "newest_first" => NewestFirst, "oldest_first" => OldestFirst } "newest_first | oldest_first"
}
words! {
    /// What a limit or an offset outside its range gets.
    OutOfRange {
        "form_param_value_invalid" => ValueInvalid,
        "form_param_value_too_large" => TooLarge,
        "clamp" => Clamp,
    } "form_param_value_invalid | form_param_value_too_large | clamp"
}
words! {
    /// How a text that is neither true nor false is refused.
    WrongBoolean { "form_param_format_invalid" => Format, "form_param_type_invalid" => Type }
    "form_param_format_invalid | form_param_type_invalid"
}
words! {
    /// How a bulk call with too many addresses is refused.
    BulkTooLarge { "bulk_size_exceeded" => BulkSize, "form_param_array_size_exceeded" => ArraySize }
    "bulk_size_exceeded | form_param_array_size_exceeded"
}
words! {
    /// How a field of the wrong JSON type is refused.
    WrongType {
        "form_param_value_invalid" => Value,
        "form_param_type_invalid" => Type,
        "request_body_invalid" => Body,
    } "form_param_value_invalid | form_param_type_invalid | request_body_invalid"
}
words! {
    /// How a program is refused if it acts for a member without the permission to manage members.
    WithoutPermission {
        "authorization_invalid" => AuthorizationInvalid,
        "missing_organization_permission" => MissingPermission,
    } "authorization_invalid | missing_organization_permission"
}
words! {
    /// Which session a request without "_clerk_session_id" is for.
    SessionWithoutId { "last_active" => LastActive, "none" => None } "last_active | none"
}
words! {
    /// The active organization of a new session.
    FirstOrganization { "first_membership" => FirstMembership, "none" => None } "first_membership | none"
}

words! {
    /// The version of the API that a request without one speaks.
    WithoutVersion { "newest" => Newest, "oldest" => Oldest } "newest | oldest"
}
words! {
    /// In which order an endpoint gets its events.
    WebhookOrder { "kept" => Kept, "independent" => Independent } "kept | independent"
}
words! {
    /// Whether answers carry the client.
    AttachClient { "always" => Always, "never" => Never } "always | never"
}
