//! The options that a program sets for a user: what the user may do in the browser, the locale, and values that Clerk
//! only stores.

use super::body::Fields;
use super::organizations::set;
use crate::rules::locale;
use crate::store::User;

/// The options of a request. `None` keeps the stored value.
pub(super) struct Options {
    locale: Option<Option<String>>,
    delete_self_enabled: Option<bool>,
    create_organization_enabled: Option<bool>,
    create_organizations_limit: Option<i64>,
    legal_accepted_at: Option<i64>,
    bypass_client_trust: Option<bool>,
}

impl Options {
    pub(super) fn read(fields: &mut Fields) -> Self {
        // The emulator has no legal checks to skip.
        fields.boolean("skip_legal_checks");
        let options = Self {
            locale: fields.change("locale"),
            delete_self_enabled: fields.boolean("delete_self_enabled"),
            create_organization_enabled: fields.boolean("create_organization_enabled"),
            create_organizations_limit: fields.integer("create_organizations_limit", 0..=u32::MAX.into()),
            legal_accepted_at: fields.moment("legal_accepted_at"),
            bypass_client_trust: fields.boolean("bypass_client_trust"),
        };
        if let Some(Some(Err(refused))) =
            options.locale.as_ref().map(|sent| sent.as_deref().map(locale::check))
        {
            fields.refuse(refused);
        }
        options
    }

    /// Stores the sent options in the user.
    pub(super) fn give(self, user: &mut User) {
        set(&mut user.locale, self.locale);
        set(&mut user.delete_self_enabled, self.delete_self_enabled);
        set(&mut user.create_organization_enabled, self.create_organization_enabled);
        if self.create_organizations_limit.is_some() {
            user.create_organizations_limit = self.create_organizations_limit;
        }
        if self.legal_accepted_at.is_some() {
            user.legal_accepted_at = self.legal_accepted_at;
        }
        set(&mut user.bypass_client_trust, self.bypass_client_trust);
    }
}
