//! The filters and orders of lists of users and of lists of members.

use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;

use super::Db;
use super::columns::{Selected, all_of};
use super::conditions::{Conditions, Picked};
use super::memberships::Membership;
use super::users::{PublicUser, User};
use crate::model::fold::{fold, fold_address};
use crate::model::order::Order;
use crate::model::paging::Page;

/// A range of times, without its ends.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) before: Option<i64>,
    pub(crate) after: Option<i64>,
}

/// The filter of a list of users. By default, it matches all.
#[derive(Debug, Default)]
pub(crate) struct UserFilter {
    pub(crate) ids: Picked,
    pub(crate) external_ids: Picked,
    /// Members of any of these organizations, without members of the excluded ones.
    pub(crate) organization_ids: Picked,
    /// Any of these, in any letter case. Empty matches all.
    pub(crate) email_addresses: Vec<String>,
    pub(crate) usernames: Vec<String>,
    /// Matches this text in an address, the username, the id or a name.
    pub(crate) query: Option<String>,
    pub(crate) email_address_query: Option<String>,
    pub(crate) username_query: Option<String>,
    pub(crate) name_query: Option<String>,
    pub(crate) banned: Option<bool>,
    pub(crate) created: Span,
    pub(crate) last_active: Span,
    pub(crate) last_signed_in: Span,
    /// Only users that follow this user in the list, which is in the order of `created_at`.
    pub(crate) starting_after: Option<String>,
    /// Matches no user: the filter names something that no user here has (a phone number, a wallet, an external
    /// account).
    pub(crate) nobody: bool,
}

/// The filter of a list of memberships. By default, it matches all.
#[derive(Debug, Default)]
pub(crate) struct MembershipFilter {
    /// In this organization. `None` matches every organization.
    pub(crate) organization_id: Option<String>,
    /// Of this user. `None` matches every user.
    pub(crate) user_id: Option<String>,
    /// With any of these roles. Empty matches every role.
    pub(crate) roles: Vec<String>,
    pub(crate) users: UserFilter,
}

/// The columns that a list can be ordered by (Clerk's published Backend API description, `order_by`).
pub(crate) const USER_ORDERS: &[&str] = &[
    "created_at",
    "updated_at",
    "email_address",
    "web3wallet",
    "first_name",
    "last_name",
    "phone_number",
    "username",
    "last_active_at",
    "last_sign_in_at",
];

/// The columns that a list of memberships can be ordered by (same source).
pub(crate) const MEMBERSHIP_ORDERS: &[&str] =
    &["created_at", "email_address", "phone_number", "first_name", "last_name", "username"];

const ADDRESSES: &str = "(SELECT group_concat(email_address, ' ') FROM email_addresses AS address \
                         WHERE address.instance_id = users.instance_id AND address.user_id = users.id)";
/// Joins each membership's user.
const USERS: &str =
    "CROSS JOIN users ON users.instance_id = memberships.instance_id AND users.id = memberships.user_id";
const NAME: &str = "coalesce(users.first_name, '') || ' ' || coalesce(users.last_name, '')";

impl UserFilter {
    /// Adds the filter to `conditions`. `ordered_by` is the column whose index has the order of the list.
    fn add_to(&self, conditions: &mut Conditions, ordered_by: &str) {
        let lower = |texts: &[String]| {
            texts.iter().map(|text| SqlValue::from(fold(text))).collect::<Vec<_>>().into_iter()
        };
        if self.nobody {
            conditions.and("false", []);
        }
        conditions.picked("users.id", &self.ids);
        conditions.picked("users.external_id", &self.external_ids);
        let member = |marks: &str| {
            format!(
                "EXISTS (SELECT 1 FROM memberships AS other WHERE other.instance_id = users.instance_id
                   AND other.user_id = users.id AND other.organization_id IN ({marks}))"
            )
        };
        conditions.picked_where(member, &self.organization_ids);
        if !self.email_addresses.is_empty() {
            let marks = vec!["?"; self.email_addresses.len()].join(", ");
            let has_one = format!(
                "EXISTS (SELECT 1 FROM email_addresses AS address WHERE address.instance_id = users.instance_id
                   AND address.user_id = users.id AND address.email_address IN ({marks}))"
            );
            let folded = self.email_addresses.iter().map(|text| SqlValue::from(fold_address(text)));
            conditions.and(&has_one, folded);
        }
        if !self.usernames.is_empty() {
            conditions.one_of("users.username_folded", lower(&self.usernames));
        }
        let searches: [(&Option<String>, &[&str]); 4] = [
            (&self.query, &[ADDRESSES, "users.username", "users.id", NAME]),
            (&self.email_address_query, &[ADDRESSES]),
            (&self.username_query, &["users.username"]),
            (&self.name_query, &[NAME]),
        ];
        for (text, expressions) in searches {
            if let Some(text) = text {
                conditions.contains(expressions, text);
            }
        }
        if let Some(banned) = self.banned {
            conditions.and("users.banned = ?", [i64::from(banned).into()]);
        }
        let spans = [
            ("users.created_at", self.created),
            ("users.last_active_at", self.last_active),
            ("users.last_sign_in_at", self.last_signed_in),
        ];
        for (column, span) in spans {
            // The `+` prevents SQLite from using the span's index and sorting its rows.
            let column = if column == ordered_by { column.to_owned() } else { format!("+{column}") };
            if let Some(before) = span.before {
                conditions.and(&format!("{column} < ?"), [before.into()]);
            }
            if let Some(after) = span.after {
                conditions.and(&format!("{column} > ?"), [after.into()]);
            }
        }
    }
}

/// `ORDER BY` for rows of `table`. Equal rows are in the order of creation. Memberships have a column for each order of
/// their users.
fn ordered(order: Order, table: &str) -> String {
    let direction = order.direction();
    let by = match (order.by, table) {
        // No user here has one, so all rows are equal.
        ("phone_number" | "web3wallet", _) => return format!("{table}.seq {direction}"),
        ("created_at", _) => format!("{table}.created_at"),
        ("email_address", "users") => "users.primary_email_address".to_owned(),
        (column, "users") => format!("users.{column}"),
        (column, _) => format!("{table}.user_{column}"),
    };
    format!("{by} {direction}, {table}.seq {direction}")
}

impl Db<'_> {
    /// A page of the matching users, and the total number of matches.
    pub(crate) fn users(
        &self,
        filter: &UserFilter,
        order: Order,
        page: Page,
    ) -> rusqlite::Result<(Vec<User>, i64)> {
        let mut conditions = Conditions::default();
        conditions.and("users.instance_id = ?", [self.instance_id.to_owned().into()]);
        filter.add_to(&mut conditions, &format!("users.{}", order.by));
        if let Some(id) = &filter.starting_after {
            let follows = if order.descending { "<" } else { ">" };
            let condition = format!(
                "(users.created_at, users.seq) {follows} (SELECT last.created_at, last.seq FROM users AS last
                   WHERE last.instance_id = ? AND last.id = ?)"
            );
            conditions.and(&condition, [self.instance_id.to_owned().into(), id.clone().into()]);
        }
        let known_total = if conditions.len() == 1 { Some(self.count_users()?) } else { None };
        self.page("users", conditions, &ordered(order, "users"), page, known_total)
    }

    /// A page of the matching memberships with their users, and the total number of matches.
    pub(crate) fn memberships(
        &self,
        filter: &MembershipFilter,
        order: Order,
        page: Page,
    ) -> rusqlite::Result<(Vec<(Membership, PublicUser)>, i64)> {
        let mut conditions = Conditions::default();
        conditions.and("memberships.instance_id = ?", [self.instance_id.to_owned().into()]);
        if let Some(id) = &filter.organization_id {
            conditions.and("memberships.organization_id = ?", [id.clone().into()]);
        }
        if let Some(id) = &filter.user_id {
            conditions.and("memberships.user_id = ?", [id.clone().into()]);
        }
        if !filter.roles.is_empty() {
            // A single role is a range of an index in the order of time. Otherwise the `+` prevents SQLite from
            // sorting: it reads the list in order and skips other roles.
            let is_range =
                filter.roles.len() == 1 && filter.organization_id.is_some() && order.by == "created_at";
            let role = if is_range { "memberships.role" } else { "+memberships.role" };
            conditions.one_of(role, filter.roles.iter().cloned().map(SqlValue::from));
        }
        let without_users = conditions.len();
        filter.users.add_to(&mut conditions, "");
        let known_total = match (&filter.organization_id, &filter.user_id, without_users) {
            _ if conditions.len() > without_users => None,
            (Some(id), None, 2) => Some(self.count_members(id)?),
            (None, Some(id), 2) => Some(self.count_memberships_of_user(id)?),
            (None, None, 1) => Some(self.count_memberships()?),
            _ => None,
        };
        // Without a filter on users, only the memberships are read up to the page, in the order of their index.
        let needs_users = conditions.len() > without_users;
        let tables = if needs_users { format!("memberships {USERS}") } else { "memberships".to_owned() };
        let total = self.total(&tables, &conditions, known_total)?;
        let sql = format!(
            "WITH page AS MATERIALIZED (SELECT memberships.seq FROM {tables} WHERE {} ORDER BY {} LIMIT ? OFFSET ?)
             SELECT {} FROM page CROSS JOIN memberships ON memberships.seq = page.seq {USERS}",
            conditions.sql(),
            ordered(order, "memberships"),
            <(Membership, PublicUser)>::selected()
        );
        let mut parameters = conditions.into_parameters();
        parameters.extend([page.limit.into(), page.offset.into()]);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = all_of(&mut statement.query(params_from_iter(&parameters))?)?;
        Ok((found, total))
    }
}
