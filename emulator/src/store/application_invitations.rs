//! Invitations to the application. The status `expired` is not stored, it is derived from the time.

use rusqlite::{OptionalExtension, named_params};
use serde_json::Value;

use super::Db;
use super::columns::{Selected, columns};
use super::conditions::Conditions;
use crate::model::InvitationStatus;
use crate::model::fold::fold_address;
use crate::model::order::Order;
use crate::model::paging::Page;

/// The columns that a list can be ordered by (Clerk's published Backend API description, `order_by`).
pub(crate) const APPLICATION_INVITATION_ORDERS: &[&str] = &["created_at", "email_address", "expires_at"];

#[derive(Debug, Clone)]
pub(crate) struct ApplicationInvitation {
    pub(crate) id: String,
    /// In the spelling of [`fold_address`].
    pub(crate) email_address: String,
    pub(crate) status: InvitationStatus,
    /// The URL that the link redirects to. `None` for the account portal.
    pub(crate) redirect_url: Option<String>,
    pub(crate) ticket: String,
    pub(crate) public_metadata: Value,
    pub(crate) expires_at: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

columns! { ApplicationInvitation in "application_invitations":
    id, email_address, status, redirect_url, ticket, public_metadata, expires_at, created_at, updated_at
}

/// The filter of a list.
#[derive(Debug, Default)]
pub(crate) struct ApplicationInvitationFilter {
    /// `None` matches every status except `revoked`.
    pub(crate) status: Option<InvitationStatus>,
    /// Matches this id, or this text in the address.
    pub(crate) query: Option<String>,
}

/// The table with the current status. Its first parameter is the current time.
const TABLE: &str = "(SELECT seq, instance_id, id, email_address,
    iif(status = 'pending' AND expires_at <= ?, 'expired', status) AS status, redirect_url, ticket, public_metadata,
    expires_at, created_at, updated_at FROM application_invitations) AS application_invitations";

impl Db<'_> {
    /// A page, and the total number of matches.
    pub(crate) fn application_invitations(
        &self,
        filter: &ApplicationInvitationFilter,
        order: Order,
        page: Page,
    ) -> rusqlite::Result<(Vec<ApplicationInvitation>, i64)> {
        let mut conditions = Conditions::default();
        // The first parameter belongs to the table.
        conditions.and("instance_id = ?", [self.now.into(), self.instance_id.to_owned().into()]);
        match filter.status {
            Some(status) => conditions.and("status = ?", [status.as_str().to_owned().into()]),
            None => conditions.and("status <> 'revoked'", []),
        }
        if let Some(query) = &filter.query {
            let (id, text) = (query.clone().into(), fold_address(query).into());
            conditions.and("(id = ? OR instr(email_address, ?) > 0)", [id, text]);
        }
        let (by, direction) = (order.by, order.direction());
        let order = format!("{by} {direction}, seq {direction}");
        self.page(TABLE, conditions, &order, page, None)
    }

    pub(crate) fn application_invitation(&self, id: &str) -> rusqlite::Result<Option<ApplicationInvitation>> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {} FROM {TABLE} WHERE instance_id = ?2 AND id = ?3",
                ApplicationInvitation::selected()
            ))?
            .query_row(rusqlite::params![self.now, self.instance_id, id], ApplicationInvitation::read)
            .optional()
    }

    /// Whether this address has an accepted or a pending invitation that has not expired.
    pub(crate) fn is_invited_to_application(&self, email_address: &str) -> rusqlite::Result<bool> {
        self.connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM application_invitations WHERE instance_id = ?1 AND email_address = ?2
                   AND (status = 'accepted' OR status = 'pending' AND expires_at > ?3))",
            )?
            .query_row(rusqlite::params![self.instance_id, fold_address(email_address), self.now], |row| row.get(0))
    }

    pub(crate) fn add_application_invitation(&self, new: &ApplicationInvitation) -> rusqlite::Result<()> {
        self.insert(new, &[])
    }

    pub(crate) fn set_application_invitation_status(
        &self,
        id: &str,
        status: InvitationStatus,
    ) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE application_invitations SET status = :status, updated_at = :now
                 WHERE instance_id = :instance_id AND id = :id",
            )?
            .execute(named_params! {
                ":status": status.as_str(), ":now": self.now, ":instance_id": self.instance_id, ":id": id,
            })?;
        Ok(())
    }
}
