//! Behaviour that Clerk does not publish, or that differs between Clerk's instances, as settings. The
//! default of each is the most likely behaviour, and its text gives the reason.
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

/// One setting, for `--settings` and the control route.
#[derive(Debug, Clone, Copy)]
pub struct SettingInfo {
    /// The name that `--setting name=value` takes.
    pub name: &'static str,
    /// What may be written.
    pub takes: &'static str,
    /// What it does, and what its default is founded on.
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
            /// Sets one setting from text. `Err` says, for people, what is wrong.
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

            /// Changes the settings that are named, all of them or none.
            pub fn set_all(&mut self, wanted: &Map<String, Value>) -> Result<(), String> {
                let mut changed = self.clone();
                for (name, value) in wanted {
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    changed.set(name, &text)?;
                }
                *self = changed;
                Ok(())
            }

            /// Changes the settings that are named, and leaves out those that do not exist. Returns what is wrong
            /// with them.
            pub(crate) fn set_known(&mut self, wanted: &Map<String, Value>) -> Vec<String> {
                let mut wrong = Vec::new();
                for (name, value) in wanted {
                    let one = Map::from_iter([(name.clone(), value.clone())]);
                    wrong.extend(self.set_all(&one).err());
                }
                wrong
            }

            /// The values, by name.
            pub fn to_json(&self) -> Value {
                let mut values = Map::new();
                $(values.insert(stringify!($name).to_owned(), self.$name.show());)+
                Value::Object(values)
            }
        }
    };
}

settings! {
    /// A Frontend API invitation for an address that already has a pending one. Not documented: Clerk's own fake
    /// of its server revokes the old one and answers with a new one (replace); the error list has
    /// organization_invitation_not_unique for this API too (refuse).
    frontend_duplicate_invitation: Duplicate = Duplicate::Replace;
    /// The same for the Backend API, where programs in public branch on organization_invitation_not_unique.
    backend_duplicate_invitation: Duplicate = Duplicate::Refuse;
    /// How many addresses one Frontend API bulk call takes. Not documented: 10 is the Backend API's published
    /// limit, Clerk's own fake of its server has 50. 10 is the default because a program that stays within it
    /// works under either.
    frontend_bulk_limit: i64 = 10;
    /// The refusal of a bulk call with more addresses: 400, as the error list has it for both APIs, or its 422 for
    /// arrays that are too long.
    bulk_too_large: BulkTooLarge = BulkTooLarge::BulkSize;
    /// One address twice in a single bulk call: refused with form_param_duplicate, or the second ignored. Not
    /// documented; refuse is the default because the caller then notices.
    bulk_repeated_address: Tolerance = Tolerance::Refuse;
    /// What listing invitations needs. The API description says "manage the members"; Clerk's own fake of its
    /// server does not check.
    invitation_list_permission: ListPermission = ListPermission::Manage;
    /// Which invitations a Frontend API list without a status filter has. The API description says all; Clerk's
    /// components pass "pending" themselves.
    frontend_list_default_status: DefaultStatus = DefaultStatus::All;
    /// Which invitations a Backend API list without a status filter has. Clerk's reference for the JavaScript
    /// backend client says "pending", but its example of a call without a filter shows a revoked one, and the API
    /// description knows no default and has another, deprecated call for the pending ones. "all" is the default
    /// because two of the three say so, and because nothing is then missing from a list unnoticed.
    backend_list_default_status: DefaultStatus = DefaultStatus::All;
    /// An empty status filter ("status="), which clerk-js sends for an empty array. Not documented.
    empty_status_filter: Tolerance = Tolerance::Ignore;
    /// The order of invitations that were created in the same millisecond. Not documented; lists are newest first.
    list_tie_break: TieBreak = TieBreak::NewestFirst;
    /// A limit above 500: which code, or the nearest allowed value. That it is refused is documented, how is not.
    limit_too_large: OutOfRange = OutOfRange::TooLarge;
    /// A limit below 1 or an offset below 0, which clerk-js sends for pageSize 0 and initialPage 0.
    limit_or_offset_too_small: OutOfRange = OutOfRange::ValueInvalid;
    /// A query parameter that a list of the Frontend API does not know. Not documented; the API description forbids
    /// unknown names in forms only, and clerk-js 6.40 sends some.
    unknown_query_parameter: Tolerance = Tolerance::Ignore;
    /// The same of the Backend API. Not documented. Refused, because a misspelt filter that is ignored finds everybody.
    backend_unknown_query_parameter: Tolerance = Tolerance::Refuse;
    /// The code for a "notify" that is neither true nor false: as Clerk's own fake of its server, or as the error
    /// list's entry for types.
    wrong_boolean: WrongBoolean = WrongBoolean::Format;
    /// The code for a field of a Backend API body that has the wrong JSON type (a number for a text). Clerk's error
    /// list has all three; which one its server answers is not documented.
    backend_wrong_type: WrongType = WrongType::Value;
    /// The code for an inviting or revoking user of a Backend API call who is a member without the permission to manage
    /// members. The API description has 403 with authorization_invalid for these calls; the error list has the other
    /// too.
    backend_without_permission: WithoutPermission = WithoutPermission::AuthorizationInvalid;
    /// Whether the Backend API, too, refuses to remove or demote the last member with the permission to manage members
    /// (organization_minimum_permissions_needed). Its description has no 400 for these calls, the Frontend API's has.
    backend_keeps_a_manager: bool = false;
    /// Whether creating a user through the Backend API needs a password, unless skip_password_requirement is set
    /// (form_data_missing). In Clerk it follows from the instance's own settings.
    users_need_passwords: bool = false;
    /// Which session a request without "_clerk_session_id" is for: the client's last active one, as in Clerk's own
    /// fake of its server, or none.
    session_without_id: SessionWithoutId = SessionWithoutId::LastActive;
    /// The code for an unknown organization. The error list prefers the first, which hides existence; Clerk's own
    /// fake of its server has the second.
    unknown_organization: UnknownOrganization = UnknownOrganization::NotFoundOrUnauthorized;
    /// The same for the Backend API, whose callers may know every organization.
    backend_unknown_organization: UnknownOrganization = UnknownOrganization::NotFound;
    /// The refusal of an existing organization to a caller who is not a member: as if it was unknown, or with the
    /// 403 of the error list that is marked as older.
    organization_of_others: Outsider = Outsider::Hidden;
    /// The code for an unknown role: 404 as Clerk's own fake of its server, or the older documentation's 422.
    unknown_role: UnknownRole = UnknownRole::NotFound;
    /// The code for revoking an invitation that does not exist: both are in the error list with 404.
    unknown_invitation: UnknownInvitation = UnknownInvitation::NotFound;
    /// Whether Frontend API invitations show their accept link in "url". The field is nullable in the API
    /// description; whether an admin ever sees the link is not documented.
    frontend_invitation_url: bool = false;
    /// Whether answers to invitation calls carry the client (true) or null. Clerk's own fake of its server: null.
    invitation_answers_carry_client: bool = false;
    /// Whether answers that change a client, a session, a user or an organization carry the client beside the
    /// response. Clerk's own fake of its server attaches it there; the API description allows null everywhere.
    /// "never" answers null in every call, also at sign-in, touch and sign-out, so that a client library can be
    /// tested without it; it outranks invitation_answers_carry_client.
    attach_client: AttachClient = AttachClient::Always;
    /// Days until an invitation expires. The Backend API documents 30; the Frontend API says nothing.
    invitation_expires_in_days: i64 = 30;
    /// The active organization of a session after sign-in. Not documented. After a sign-in or sign-up with an
    /// invitation it is the invitation's organization. With "none" a new session has no
    /// active organization.
    first_active_organization: FirstOrganization = FirstOrganization::FirstMembership;
    /// One session per client, as new Clerk applications have it; a second sign-in is then session_exists.
    single_session_mode: bool = true;
    /// Days until a session expires, however active (Clerk's documented default: 7).
    session_lifetime_days: i64 = 7;
    /// Days without activity until a session is abandoned (Clerk's Backend API description: 30).
    session_abandon_days: i64 = 30;
    /// Seconds a session token is valid (Clerk's documentation: 60).
    session_token_seconds: i64 = 60;
    /// Minutes for which a user stays locked whom a program locks (Clerk's documented default: 60); 0 is no end.
    lockout_minutes: i64 = 60;
    /// Hours until an unfinished sign-in or sign-up is abandoned. Not documented.
    sign_in_abandon_hours: i64 = 24;
    /// Minutes a mailed code works. Clerk's mails say 10.
    code_minutes: i64 = 10;
    /// How many wrong codes make a verification fail, so that a new code must be asked for. Not documented.
    code_attempts: i64 = 3;
    /// Whether a Frontend API request without an Origin header that is not from a native client is refused with
    /// origin_missing. Clerk refuses some; which is not documented, and a page's own GETs have no Origin.
    origin_required: bool = false;
    /// Which version of the API a request speaks that names none, in the query or in a header. Not documented.
    request_without_api_version: WithoutVersion = WithoutVersion::Newest;
    /// Whether events arrive in the order in which they happened also after a failed delivery ("kept": the later ones
    /// wait until it succeeds or is given up), or no event waits for another ("independent", as in Svix).
    webhook_order: WebhookOrder = WebhookOrder::Kept;
    /// Whether native clients ("_is_native") are accepted; otherwise native_api_disabled.
    native_api: bool = true;
    /// Whether Backend API requests are limited: 429 with Retry-After (Clerk's documentation, "System limits").
    /// --no-rate-limits switches it off. The limits follow the instance's clock.
    rate_limits: bool = true;
    /// How many invitations the Backend API creates one by one in an hour (documented: 250); 0 is no limit.
    invitations_per_hour: i64 = 250;
    /// How many bulk calls the Backend API takes in an hour (documented: 50); 0 is no limit.
    bulk_invitations_per_hour: i64 = 50;
    /// How many invitations to the application a program can create in an hour, one by one (Clerk's documentation, "Rate limits").
    application_invitations_per_hour: i64 = 100;
    /// How many bulk calls for invitations to the application in an hour (the same).
    bulk_application_invitations_per_hour: i64 = 25;
    /// How often one organization can be updated in 10 seconds (documented: 10); 0 is no limit.
    organization_updates_per_10_seconds: i64 = 10;
    /// How many other Backend API requests are taken in 10 seconds (documented: 100 in development instances, which
    /// this is, 1000 in production); 0 is no limit. GET /v1/jwks has none.
    requests_per_10_seconds: i64 = 100;
    /// Whether organizations are switched on in this instance; otherwise organization_not_enabled_in_instance.
    organizations_enabled: bool = true;
    /// Whether organizations have slugs that a user may choose (new Clerk applications: off since October 2025).
    organization_slugs: bool = true;
    /// Whether organizations can have domains; otherwise organization_domains_not_enabled.
    organization_domains: bool = true;
    /// Days in which a domain's ownership challenge must be met. Not documented.
    ownership_challenge_days: i64 = 7;
    /// Whether the DNS record of an ownership challenge is there when it is looked for. The emulator asks no name
    /// server.
    ownership_record_is_published: bool = true;
    /// The membership limit of a newly created organization; 0 is no limit (Clerk's documented default: 5).
    max_allowed_memberships: i64 = 5;
    /// Whether a user must always have an active organization (no personal account).
    force_organization_selection: bool = false;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_takes_back_what_it_shows() {
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
    fn a_wrong_name_or_value_is_refused_with_the_valid_ones() {
        let mut settings = Settings::default();
        assert!(settings.set("no_such", "1").unwrap_err().contains("--settings"));
        let refused = settings.set("frontend_duplicate_invitation", "both").unwrap_err();
        assert!(refused.contains("replace | refuse"), "{refused}");
        assert!(settings.set("frontend_bulk_limit", "-1").is_err());
        assert!(settings.set("single_session_mode", "yes").is_err());
    }
}
