//! Users: list, count, create, get, delete. `user_update` changes them.

use serde_json::json;

use super::body::Fields;
use super::second_factors::Imported;
use super::user_options::Options;
use super::{path, query, shapes};
use crate::acts::{session, user};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::model::fold::fold_address;
use crate::model::order::Order;
use crate::passwords;
use crate::rules::{email, password, username};
use crate::store::{Db, EmailAddress, USER_ORDERS, User};

/// `GET /v1/users`: an array, newest first. `@clerk/backend` also calls [`count`].
pub(super) fn list(context: &Context) -> Answer {
    let query = query::of(context, &[query::USER_FILTERS, &["order_by", "starting_after"]].concat())?;
    let page = context.page()?;
    let mut filter = query::user_filter(query)?;
    // Only the first `order_by` has an effect (Clerk's published Backend API description).
    let order = Order::parse(query.all("order_by").next(), USER_ORDERS)?;
    filter.starting_after = query::text(query, "starting_after");
    if filter.starting_after.is_some() {
        if order.by != Order::NEWEST_FIRST.by {
            return Err(ClerkError::form_param_value_invalid("order_by", "created_at with starting_after"));
        }
        if page.offset > 0 {
            return Err(ClerkError::form_param_value_invalid("offset", "0 with starting_after"));
        }
    }
    context.read(|db| {
        if let Some(id) = &filter.starting_after
            && db.user(id)?.is_none()
        {
            return Err(ClerkError::form_param_value_invalid("starting_after", "the id of a user"));
        }
        let (found, _) = db.users(&filter, order, page)?;
        Ok(Reply::json(shapes::users(context, &db, &found)?.list(context)?))
    })
}

/// `GET /v1/users/count`: the number of users that match the same filters.
pub(super) fn count(context: &Context) -> Answer {
    let filter = query::user_filter(query::of(context, &[query::USER_FILTERS, &["order_by"]].concat())?)?;
    context.read(|db| {
        let (_, total) = db.users(&filter, Order::NEWEST_FIRST, context.page()?)?;
        Ok(Reply::json(json!({ "object": "total_count", "total_count": total })))
    })
}

/// `GET /v1/users/{user_id}`.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| {
        let user = path::user(context, &db)?;
        Ok(Reply::json(shapes::user(context, &db, &user)?))
    })
}

/// `POST /v1/users`. As in Clerk, parameters of disabled features (phone numbers, wallets) are unknown.
pub(super) fn create(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let email_addresses = email_addresses(&mut fields);
    let login = Login::read(&mut fields);
    let first_name = fields.text("first_name");
    let last_name = fields.text("last_name");
    let public_metadata = fields.metadata("public_metadata");
    let private_metadata = fields.metadata("private_metadata");
    let unsafe_metadata = fields.metadata("unsafe_metadata");
    let banned = fields.boolean("banned");
    let is_locked = fields.boolean("locked");
    let second_factors = Imported::read(&mut fields);
    let options = Options::read(&mut fields);
    let created_at = fields.moment("created_at");
    let without_password = fields.boolean("skip_password_requirement").unwrap_or(false);
    let without_addresses = fields.boolean("skip_user_requirement").unwrap_or(false);
    fields.finish(())?;

    let mut missing = Vec::new();
    if email_addresses.is_empty() && !without_addresses {
        missing.push("email_address");
    }
    if login.password.is_none()
        && login.digest.is_none()
        && context.settings.users_need_passwords
        && !without_password
    {
        missing.push("password");
    }
    if !missing.is_empty() {
        return Err(ClerkError::form_data_missing(&missing));
    }
    let password_hash = login.hash(context)?;
    context.change(
        |db| {
            for address in &email_addresses {
                if db.user_with_email_address(address)?.is_some() {
                    return Err(ClerkError::form_identifier_exists("email_address"));
                }
            }
            let username = login.username.flatten();
            let external_id = login.external_id.flatten();
            check_unique(db, username.as_deref(), external_id.as_deref(), None)?;
            let addresses: Vec<(String, &String)> =
                email_addresses.iter().map(|address| (context.id("idn"), address)).collect();
            let mut user = User {
                first_name,
                last_name,
                username,
                password_hash,
                primary_email_address_id: addresses.first().map(|(id, _)| id.clone()),
                external_id,
                banned: banned.unwrap_or(false),
                locked_until: is_locked.unwrap_or(false).then(|| session::lock_end(context)),
                public_metadata: public_metadata.unwrap_or_else(|| json!({})),
                private_metadata: private_metadata.unwrap_or_else(|| json!({})),
                unsafe_metadata: unsafe_metadata.unwrap_or_else(|| json!({})),
                created_at: created_at.unwrap_or(context.now()),
                ..User::new(context.id("user"), context.now())
            };
            second_factors.give(context, &mut user)?;
            options.give(&mut user);
            db.add_user(&user)?;
            for (id, address) in addresses {
                db.add_email_address(&EmailAddress {
                    id,
                    user_id: user.id.clone(),
                    email_address: fold_address(address),
                    strategy: "admin".to_owned(),
                    created_at: context.now(),
                    updated_at: context.now(),
                })?;
            }
            Ok(user)
        },
        |db, user| Ok(Reply::json(shapes::user(context, db, &user)?)),
    )
}

/// The addresses of a new user without duplicates. All are verified.
fn email_addresses(fields: &mut Fields) -> Vec<String> {
    let addresses = fields.texts("email_address");
    let invalid: Vec<&str> =
        addresses.iter().map(String::as_str).filter(|address| !email::is_valid(address)).collect();
    match invalid.as_slice() {
        [] => {}
        [_] => fields.refuse(ClerkError::form_param_format_invalid("email_address", "a valid email address")),
        several => fields.refuse(ClerkError::invalid_email_addresses(several)),
    }
    let mut seen = std::collections::HashSet::new();
    if !addresses.iter().all(|address| seen.insert(fold_address(address))) {
        fields.refuse(ClerkError::form_param_duplicate("email_address"));
    }
    let statuses = fields.texts("email_address_identification_status");
    if !statuses.is_empty() && statuses.len() != addresses.len() {
        fields.refuse(ClerkError::form_param_array_length_mismatch(
            "email_address_identification_status",
            "email_address",
        ));
    }
    if statuses.iter().any(|status| status != "verified") {
        fields.refuse(ClerkError::form_param_value_invalid(
            "email_address_identification_status",
            "\"verified\": this emulator has no reserved addresses",
        ));
    }
    addresses
}

/// The identifiers and the password in a request. `None` keeps the stored value.
pub(super) struct Login {
    pub(super) username: Option<Option<String>>,
    pub(super) external_id: Option<Option<String>>,
    pub(super) password: Option<String>,
    /// A hash that was created elsewhere.
    pub(super) digest: Option<String>,
}

impl Login {
    pub(super) fn read(fields: &mut Fields) -> Self {
        let login = Self {
            username: fields.change("username"),
            external_id: fields.change("external_id"),
            password: fields.text("password"),
            digest: fields.text("password_digest"),
        };
        let unchecked = fields.boolean("skip_password_checks").unwrap_or(false);
        let check = |text: &str| password::check(text, None);
        if let Some(Err(refused)) = login.password.as_deref().filter(|_| !unchecked).map(check) {
            fields.refuse(refused);
        }
        if let Some(Some(Err(refused))) =
            login.username.as_ref().map(|name| name.as_deref().map(username::check))
        {
            fields.refuse(refused);
        }
        let hasher = fields.text("password_hasher");
        match (&login.digest, hasher.as_deref()) {
            (None, None) => {}
            (Some(_), _) if login.password.is_some() => {
                fields.refuse(ClerkError::form_conditional_param_disallowed("password_digest", "password"));
            }
            (Some(_), None) => {
                fields
                    .refuse(ClerkError::form_conditional_param_missing("password_hasher", "password_digest"));
            }
            (None, Some(_)) => {
                fields
                    .refuse(ClerkError::form_conditional_param_missing("password_digest", "password_hasher"));
            }
            (Some(digest), Some("argon2id" | "argon2i")) if passwords::is_hash(digest) => {}
            (Some(_), Some("argon2id" | "argon2i")) => {
                fields.refuse(ClerkError::form_password_digest_invalid())
            }
            (Some(_), Some(_)) => fields.refuse(ClerkError::form_param_value_invalid(
                "password_hasher",
                "argon2id or argon2i: this emulator reads no others",
            )),
        }
        login
    }

    /// The password hash to store. `None` if no password was sent.
    pub(super) fn hash(&self, context: &Context) -> Result<Option<String>, ClerkError> {
        match &self.password {
            Some(password) => passwords::hash(password, &context.instance.randomness).map(Some),
            None => Ok(self.digest.clone()),
        }
    }
}

/// Rejects a username or an external id that another user has.
pub(super) fn check_unique(
    db: &Db<'_>,
    username: Option<&str>,
    external_id: Option<&str>,
    of: Option<&str>,
) -> Result<(), ClerkError> {
    let other = |found: Option<User>| found.is_some_and(|user| Some(user.id.as_str()) != of);
    if let Some(username) = username
        && other(db.user_with_username(username)?)
    {
        return Err(ClerkError::form_identifier_exists("username"));
    }
    if let Some(external_id) = external_id
        && other(db.user_with_external_id(external_id)?)
    {
        return Err(ClerkError::form_identifier_exists("external_id"));
    }
    Ok(())
}

/// `DELETE /v1/users/{user_id}`: also deletes the user's addresses, memberships and sessions.
pub(super) fn remove(context: &Context) -> Answer {
    context.change(
        |db| {
            let user = path::user(context, db)?;
            user::delete(db, &user)?;
            Ok(user)
        },
        |_, user| {
            let mut deleted = shapes::deleted("user", &user.id);
            if let (Some(object), Some(external_id)) = (deleted.as_object_mut(), user.external_id) {
                object.insert("external_id".to_owned(), external_id.into());
            }
            Ok(Reply::json(deleted))
        },
    )
}
