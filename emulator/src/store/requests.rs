//! Suggestions to users and requests of users to join an organization: two halves of one way in.

use rusqlite::{OptionalExtension, params};

use super::Db;
use super::columns::{TableRow, columns};
use super::conditions::Conditions;
use crate::model::paging::Page;

/// A suggestion or a request; which of the two the table says that it is in.
#[derive(Debug, Clone)]
pub(crate) struct Joining {
    pub(crate) id: String,
    pub(crate) organization_id: String,
    pub(crate) user_id: String,
    /// Clerk's words: `pending`, `accepted`, and of a request also `revoked`.
    pub(crate) status: String,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// Which of them.
#[derive(Debug, Clone, Copy)]
pub(crate) enum JoiningOf<'a> {
    /// Suggestions to this user.
    User(&'a str),
    /// Requests to join this organization.
    Organization(&'a str),
}

impl JoiningOf<'_> {
    /// The table, the column that names the owner, and the owner.
    fn place(&self) -> (&'static str, &'static str, &str) {
        match self {
            Self::User(id) => ("suggestions", "user_id", id),
            Self::Organization(id) => ("membership_requests", "organization_id", id),
        }
    }
}

columns! { Joining in "membership_requests":
    id, organization_id, user_id, status, created_at, updated_at
}

impl Db<'_> {
    /// A page of suggestions or requests in one of these statuses (any if empty), newest first, and how many there
    /// are in all.
    pub(crate) fn joinings(
        &self,
        of: JoiningOf<'_>,
        statuses: &[String],
        page: Page,
    ) -> rusqlite::Result<(Vec<Joining>, i64)> {
        let (table, column, owner) = of.place();
        let mut conditions = Conditions::default();
        conditions.and("instance_id = ?", [self.instance_id.to_owned().into()]);
        conditions.and(&format!("{column} = ?"), [owner.to_owned().into()]);
        if !statuses.is_empty() {
            conditions.one_of("status", statuses.iter().map(|status| status.clone().into()));
        }
        self.page(("*", table), conditions, "created_at DESC, seq DESC", page, None, Joining::read)
    }

    /// One suggestion to a user, or one request to join an organization.
    pub(crate) fn joining(&self, of: JoiningOf<'_>, id: &str) -> rusqlite::Result<Option<Joining>> {
        let (table, column, owner) = of.place();
        self.connection
            .prepare_cached(&format!(
                "SELECT * FROM {table} WHERE instance_id = ?1 AND {column} = ?2 AND id = ?3"
            ))?
            .query_row([self.instance_id, owner, id], Joining::read)
            .optional()
    }

    /// Sets the status of a suggestion or request, now.
    pub(crate) fn set_joining_status(
        &self,
        of: JoiningOf<'_>,
        id: &str,
        status: &str,
    ) -> rusqlite::Result<()> {
        let (table, _, _) = of.place();
        self.connection
            .prepare_cached(&format!(
                "UPDATE {table} SET status = ?3, updated_at = ?4 WHERE instance_id = ?1 AND id = ?2"
            ))?
            .execute(params![self.instance_id, id, status, self.now])?;
        Ok(())
    }

    /// Stores a new suggestion, which a domain made.
    pub(crate) fn add_suggestion(&self, suggestion: &Joining, domain_id: &str) -> rusqlite::Result<()> {
        self.insert_into("suggestions", suggestion, &[("domain_id", &domain_id)])
    }

    /// Stores a new request.
    pub(crate) fn add_membership_request(&self, request: &Joining) -> rusqlite::Result<()> {
        self.insert(request, &[])
    }
}
