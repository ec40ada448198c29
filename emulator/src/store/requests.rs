//! Suggestions to users, and users' requests to join an organization. A request follows an accepted suggestion.

use rusqlite::{OptionalExtension, params};

use super::Db;
use super::columns::{Selected, columns};
use super::conditions::Conditions;
use super::organizations::PublicOrganization;
use super::users::PublicUser;
use crate::model::paging::Page;

/// A suggestion or a request, depending on its table.
#[derive(Debug, Clone)]
pub(crate) struct Joining {
    pub(crate) id: String,
    pub(crate) organization_id: String,
    pub(crate) user_id: String,
    /// Clerk's words: `pending`, `accepted`, and for a request also `revoked`.
    pub(crate) status: String,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// The kind of a joining, and its owner.
#[derive(Debug, Clone, Copy)]
pub(crate) enum JoiningOf<'a> {
    /// Suggestions to this user.
    User(&'a str),
    /// Requests to join this organization.
    Organization(&'a str),
}

impl JoiningOf<'_> {
    /// The table, the column with the owner, and the owner's id.
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
    /// A page of the suggestions to a user with their organizations, newest first, and the total number of matches. An
    /// empty `statuses` matches every status.
    pub(crate) fn suggestions(
        &self,
        user_id: &str,
        statuses: &[String],
        page: Page,
    ) -> rusqlite::Result<(Vec<(Joining, PublicOrganization)>, i64)> {
        let with = "CROSS JOIN organizations ON organizations.instance_id = membership_requests.instance_id
               AND organizations.id = membership_requests.organization_id";
        self.joinings(JoiningOf::User(user_id), with, statuses, page)
    }

    /// A page of the requests to join an organization with their users. See [`suggestions`](Self::suggestions).
    pub(crate) fn membership_requests(
        &self,
        organization_id: &str,
        statuses: &[String],
        page: Page,
    ) -> rusqlite::Result<(Vec<(Joining, PublicUser)>, i64)> {
        let with = "CROSS JOIN users ON users.instance_id = membership_requests.instance_id
               AND users.id = membership_requests.user_id";
        self.joinings(JoiningOf::Organization(organization_id), with, statuses, page)
    }

    fn joinings<R: Selected>(
        &self,
        of: JoiningOf<'_>,
        with: &str,
        statuses: &[String],
        page: Page,
    ) -> rusqlite::Result<(Vec<(Joining, R)>, i64)> {
        let (table, column, owner) = of.place();
        // Both tables have the same columns. The selected columns use the name of one table as alias.
        let name = Joining::TABLE;
        let mut conditions = Conditions::default();
        conditions.and(&format!("{name}.instance_id = ?"), [self.instance_id.to_owned().into()]);
        conditions.and(&format!("{name}.{column} = ?"), [owner.to_owned().into()]);
        if !statuses.is_empty() {
            let statuses = statuses.iter().map(|status| status.clone().into());
            conditions.one_of(&format!("{name}.status"), statuses);
        }
        let order = format!("{name}.created_at DESC, {name}.seq DESC");
        self.page(&format!("{table} AS {name} {with}"), conditions, &order, page, None)
    }

    /// A suggestion to a user, or a request to join an organization.
    pub(crate) fn joining(&self, of: JoiningOf<'_>, id: &str) -> rusqlite::Result<Option<Joining>> {
        let (table, column, owner) = of.place();
        let sql = format!(
            "SELECT {} FROM {table} AS {} WHERE instance_id = ?1 AND {column} = ?2 AND id = ?3",
            Joining::selected(),
            Joining::TABLE
        );
        self.connection
            .prepare_cached(&sql)?
            .query_row([self.instance_id, owner, id], Joining::read)
            .optional()
    }

    /// Sets the status of a suggestion or request, and `updated_at`.
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

    /// Stores a new suggestion of a domain.
    pub(crate) fn add_suggestion(&self, suggestion: &Joining, domain_id: &str) -> rusqlite::Result<()> {
        self.insert_into("suggestions", suggestion, &[("domain_id", &domain_id)])
    }

    /// Stores a new request.
    pub(crate) fn add_membership_request(&self, request: &Joining) -> rusqlite::Result<()> {
        self.insert(request, &[])
    }
}
