//! Behaviour that Clerk does not document, or that differs between Clerk's instances, as settings. The default of each
//! is the most likely behaviour, and its text gives the reason.
//!
//! One line in [`settings!`] is one setting: its field, its `--setting` name, its default, its documentation.

mod values;

use serde_json::{Map, Value};

use values::Kind;
pub(crate) use values::{
    AttachClient, BulkTooLarge, DefaultStatus, Duplicate, FirstOrganization, ListPermission, OutOfRange,
    Outsider, SessionWithoutId, TieBreak, Tolerance, UnknownInvitation, UnknownOrganization, UnknownRole,
    WebhookOrder, WithoutPermission, WithoutVersion, WrongBoolean, WrongType,
};

/// One setting, for `--settings` and the settings control.
#[derive(Debug, Clone, Copy)]
pub struct SettingInfo {
    /// The name in `--setting name=value`.
    pub name: &'static str,
    /// The accepted values, as text for people.
    pub takes: &'static str,
    /// The behaviour that it changes, and the source of its default.
    pub doc: &'static str,
}

macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $name:ident: $kind:ty = $default:expr;)+) => {
        /// An instance's settings.
        #[derive(Debug, Clone)]
        pub struct Settings { $($(#[doc = $doc])+ pub(crate) $name: $kind,)+ }

        impl Default for Settings {
            fn default() -> Self {
                Self { $($name: $default,)+ }
            }
        }

        /// Every setting, in the order of [`Settings`].
        pub const SETTINGS: &[SettingInfo] = &[$(SettingInfo {
            name: stringify!($name), takes: <$kind as Kind>::TAKES, doc: concat!($($doc),+),
        },)+];

        impl Settings {
            /// Sets one setting from text. The error is a message for people.
            pub fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
                match name {
                    $(stringify!($name) => {
                        self.$name = Kind::parse(value).ok_or_else(|| {
                            format!("the setting {name} takes {}, not \"{value}\"", <$kind as Kind>::TAKES)
                        })?;
                    })+
                    _ => return Err(format!("there is no setting {name}; --settings lists them")),
                }
                Ok(())
            }

            /// Changes the named settings, all of them or none.
            pub fn set_all(&mut self, wanted: &Map<String, Value>) -> Result<(), String> {
                let mut changed = self.clone();
                for (name, value) in wanted {
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    changed.set(name, &text)?;
                }
                *self = changed;
                Ok(())
            }

            /// Changes the named settings, except those that do not exist or have an invalid value. Returns a message for
            /// each of these.
            pub(crate) fn set_known(&mut self, wanted: &Map<String, Value>) -> Vec<String> {
                let mut wrong = Vec::new();
                for (name, value) in wanted {
                    let one = Map::from_iter([(name.clone(), value.clone())]);
                    wrong.extend(self.set_all(&one).err());
                }
                wrong
            }

            /// The values by name.
            pub fn to_json(&self) -> Value {
                let mut values = Map::new();
                $(values.insert(stringify!($name).to_owned(), self.$name.show());)+
                Value::Object(values)
            }
        }
    };
}

settings! {
    /// What a second Frontend API invitation for an address with a pending invitation does. Clerk does not document it.
    /// In Clerk's own mock server the new invitation replaces the old one (replace); the error list also has
    /// organization_invitation_not_unique for this API (refuse).
    frontend_duplicate_invitation: Duplicate = Duplicate::Replace;
    /// The same for the Backend API. Public programs that use it handle organization_invitation_not_unique.
    backend_duplicate_invitation: Duplicate = Duplicate::Refuse;
    /// How many addresses one bulk call of the Frontend API accepts. Clerk does not document it: the Backend API's
    /// limit is 10, the limit in Clerk's own mock server is 50. A program that sends at most 10 works with both.
    frontend_bulk_limit: i64 = 10;
    /// The error for a bulk call with too many addresses: the 400 that the error list has for both APIs, or the 422
    /// that it has for arrays that are too long.
    bulk_too_large: BulkTooLarge = BulkTooLarge::BulkSize;
    /// Whether a bulk call that contains an address twice is refused with form_param_duplicate, or the repeated address
    /// is ignored. Clerk does not document it. "refuse" is the default because the caller notices it.
    bulk_repeated_address: Tolerance = Tolerance::Refuse;
    /// The permission that listing invitations requires. The API description says "manage the members"; Clerk's own
    /// mock server does not check it.
    invitation_list_permission: ListPermission = ListPermission::Manage;
    /// Which invitations the Frontend API lists without a status filter. The API description says all. Clerk's
    /// components always send "pending".
    frontend_list_default_status: DefaultStatus = DefaultStatus::All;
    /// Which invitations the Backend API lists without a status filter. Clerk's sources disagree: the reference of its
    /// JavaScript backend client says "pending"; the example there shows a revoked invitation; the API description has
    /// no default, and a separate, deprecated call for pending ones. "all" is the default because two of the three
    /// suggest it, and because no invitation is then missing from a list unnoticed.
    backend_list_default_status: DefaultStatus = DefaultStatus::All;
    /// What an empty status filter ("status=") does. clerk-js sends it for an empty array. Clerk does not document it.
    empty_status_filter: Tolerance = Tolerance::Ignore;
    /// The order of invitations that were created in the same millisecond. Clerk does not document it. Lists start with
    /// the newest.
    list_tie_break: TieBreak = TieBreak::NewestFirst;
    /// The error for a limit above 500, or "clamp" for the nearest allowed value. Clerk documents that such a limit is
    /// refused, but not the error.
    limit_too_large: OutOfRange = OutOfRange::TooLarge;
    /// The same for a limit below 1 or an offset below 0. clerk-js sends them for pageSize 0 and initialPage 0.
    limit_or_offset_too_small: OutOfRange = OutOfRange::ValueInvalid;
    /// What an unknown query parameter of a Frontend API list does. Clerk does not document it: the API description
    /// forbids unknown names only in forms, and clerk-js 6.40 sends some.
    unknown_query_parameter: Tolerance = Tolerance::Ignore;
    /// The same for the Backend API. Clerk does not document it. "refuse" is the default because a misspelt filter that
    /// is ignored finds every row.
    backend_unknown_query_parameter: Tolerance = Tolerance::Refuse;
    /// The error for a "notify" that is neither true nor false: the one of Clerk's own mock server, or the one that the
    /// error list has for types.
    wrong_boolean: WrongBoolean = WrongBoolean::Format;
    /// The error for a field of a Backend API body that has the wrong JSON type, for example a number instead of a
    /// string. The error list has all three; Clerk does not document which one its server returns.
    backend_wrong_type: WrongType = WrongType::Value;
    /// The error for a Backend API call whose inviting or revoking user is a member without the permission to manage
    /// members. The API description has 403 with authorization_invalid for these calls; the error list also has
    /// missing_organization_permission.
    backend_without_permission: WithoutPermission = WithoutPermission::AuthorizationInvalid;
    /// Whether the Backend API refuses to remove or demote the last member with the permission to manage members
    /// (organization_minimum_permissions_needed). Only the Frontend API's description has a 400 for these calls.
    backend_keeps_a_manager: bool = false;
    /// Whether creating a user through the Backend API requires a password (form_data_missing), unless
    /// skip_password_requirement is set. In Clerk this depends on the instance's own settings.
    users_need_passwords: bool = false;
    /// Which session a request without "_clerk_session_id" uses: the client's last active one, as in Clerk's own mock
    /// server, or none.
    session_without_id: SessionWithoutId = SessionWithoutId::LastActive;
    /// The error for an unknown organization. The error list prefers organization_not_found_or_unauthorized, which
    /// hides whether the organization exists. Clerk's own mock server returns resource_not_found.
    unknown_organization: UnknownOrganization = UnknownOrganization::NotFoundOrUnauthorized;
    /// The same for the Backend API. Its callers can read every organization, so there is nothing to hide.
    backend_unknown_organization: UnknownOrganization = UnknownOrganization::NotFound;
    /// The error for an organization that exists if the caller is not a member: the same as for an unknown one, or the 403
    /// that the error list marks as older.
    organization_of_others: Outsider = Outsider::Hidden;
    /// The error for an unknown role: the 404 of Clerk's own mock server, or the 422 of older documentation.
    unknown_role: UnknownRole = UnknownRole::NotFound;
    /// The error for revoking an invitation that does not exist. The error list has both with status 404.
    unknown_invitation: UnknownInvitation = UnknownInvitation::NotFound;
    /// Whether "url" of Frontend API invitations has the link that accepts the invitation. The field is nullable in the
    /// API description; Clerk does not document whether an admin ever sees the link.
    frontend_invitation_url: bool = false;
    /// Whether answers to invitation calls include the client. If not, it is null, as in Clerk's own mock server.
    invitation_answers_carry_client: bool = false;
    /// Whether answers that change a client, a session, a user or an organization have the client attached. Clerk's own
    /// mock server attaches it; the API description allows null in every answer. "never" returns null in all answers, also
    /// at sign-in, touch and sign-out, to test a client library without it. It takes precedence over
    /// invitation_answers_carry_client.
    attach_client: AttachClient = AttachClient::Always;
    /// Days until an invitation expires. The Backend API documents 30; the Frontend API documents nothing.
    invitation_expires_in_days: i64 = 30;
    /// The active organization of a session after a sign-in. Clerk does not document it. After a sign-in or sign-up with
    /// an invitation, the invitation's organization is active. With "none" a new session has no active organization.
    first_active_organization: FirstOrganization = FirstOrganization::FirstMembership;
    /// Whether a client has at most one session, as in new Clerk applications. A second sign-in is then refused with
    /// session_exists.
    single_session_mode: bool = true;
    /// Days until a session expires, whether it is used or not (Clerk's documented default: 7).
    session_lifetime_days: i64 = 7;
    /// Days without activity until a session is abandoned (Clerk's Backend API description: 30).
    session_abandon_days: i64 = 30;
    /// Seconds until a session token expires (Clerk's documentation: 60).
    session_token_seconds: i64 = 60;
    /// Minutes until a user that a program has locked is unlocked (Clerk's documented default: 60). 0: the lock never
    /// ends.
    lockout_minutes: i64 = 60;
    /// Hours until an unfinished sign-in or sign-up is abandoned. Clerk does not document it.
    sign_in_abandon_hours: i64 = 24;
    /// Minutes until a mailed code expires. Clerk's mails say 10.
    code_minutes: i64 = 10;
    /// How many wrong codes make a verification fail. Then a new code is required. Clerk does not document it.
    code_attempts: i64 = 3;
    /// Whether a Frontend API request that has no Origin header and is not from a native client is refused with
    /// origin_missing. Clerk refuses some of them; it does not document which, and a page's own GETs have no Origin.
    origin_required: bool = false;
    /// The API version of a request that names none, neither in the query nor in a header. Clerk does not document it.
    request_without_api_version: WithoutVersion = WithoutVersion::Newest;
    /// Whether a webhook endpoint receives its events in order even after a failed delivery ("kept": later events wait
    /// until it succeeds or is abandoned), or each event is delivered independently ("independent", as in Svix).
    webhook_order: WebhookOrder = WebhookOrder::Kept;
    /// Whether native clients ("_is_native") are accepted; otherwise native_api_disabled.
    native_api: bool = true;
    /// Whether Backend API requests are limited: 429 with Retry-After (Clerk's documentation, "System limits").
    /// --no-rate-limits switches it off. The limits use the instance's clock.
    rate_limits: bool = true;
    /// How many invitations the Backend API creates per hour in single calls (documented: 250). 0: no limit.
    invitations_per_hour: i64 = 250;
    /// How many bulk calls for invitations the Backend API accepts per hour (documented: 50). 0: no limit.
    bulk_invitations_per_hour: i64 = 50;
    /// How many invitations to the application the Backend API creates per hour in single calls (Clerk's documentation,
    /// "Rate limits": 100). 0: no limit.
    application_invitations_per_hour: i64 = 100;
    /// How many bulk calls for invitations to the application the Backend API accepts per hour (the same source: 25). 0: no
    /// limit.
    bulk_application_invitations_per_hour: i64 = 25;
    /// How many updates of one organization the Backend API accepts in 10 seconds (documented: 10). 0: no limit.
    organization_updates_per_10_seconds: i64 = 10;
    /// How many other requests the Backend API accepts in 10 seconds (documented: 100 in development instances, such as
    /// this one, and 1000 in production). 0: no limit. GET /v1/jwks is not limited.
    requests_per_10_seconds: i64 = 100;
    /// Whether the instance has organizations; otherwise organization_not_enabled_in_instance.
    organizations_enabled: bool = true;
    /// Whether users can choose the slug of an organization (off in Clerk applications created since October 2025).
    organization_slugs: bool = true;
    /// Whether organizations can have domains; otherwise organization_domains_not_enabled.
    organization_domains: bool = true;
    /// Days until the ownership challenge of a domain expires. Clerk does not document it.
    ownership_challenge_days: i64 = 7;
    /// Whether the DNS record of an ownership challenge is found. The emulator does not query name servers.
    ownership_record_is_published: bool = true;
    /// The membership limit of a new organization (Clerk's documented default: 5). 0: no limit.
    max_allowed_memberships: i64 = 5;
    /// Whether a user must always have an active organization, so that there is no personal account.
    force_organization_selection: bool = false;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_parses_the_value_that_it_shows() {
        let mut settings = Settings::default();
        let shown = settings.to_json();
        for info in SETTINGS {
            let value = shown.get(info.name).expect(info.name);
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            settings.set(info.name, &text).expect(info.name);
        }
        assert_eq!(settings.to_json(), shown);
    }

    #[test]
    fn the_error_for_a_wrong_name_or_value_lists_the_valid_ones() {
        let mut settings = Settings::default();
        assert!(settings.set("no_such", "1").unwrap_err().contains("--settings"));
        let refused = settings.set("frontend_duplicate_invitation", "both").unwrap_err();
        assert!(refused.contains("replace | refuse"), "{refused}");
        assert!(settings.set("frontend_bulk_limit", "-1").is_err());
        assert!(settings.set("single_session_mode", "yes").is_err());
    }
}
