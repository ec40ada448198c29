//! Invitations. `expired` is never stored: it is a pending invitation whose time has passed, so that moving the
//! clock is enough to see it.

use rusqlite::types::Value as SqlValue;
use rusqlite::{Row, named_params, params_from_iter};
use serde_json::Value;

use super::{Db, json_column};
use crate::rules::paging::Page;
use crate::settings::TieBreak;

/// Where an invitation stands at the moment of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InvitationStatus {
    Pending,
    Accepted,
    Revoked,
    Expired,
}

impl InvitationStatus {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "pending" => Self::Pending,
            "accepted" => Self::Accepted,
            "revoked" => Self::Revoked,
            "expired" => Self::Expired,
            _ => return None,
        })
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Invitation {
    pub(crate) id: String,
    pub(crate) organization_id: String,
    /// Lower case.
    pub(crate) email_address: String,
    pub(crate) role: String,
    /// The role's name now; its key if the role is gone.
    pub(crate) role_name: String,
    pub(crate) status: InvitationStatus,
    /// The signed ticket of the accept link.
    pub(crate) ticket: Option<String>,
    pub(crate) public_metadata: Value,
    pub(crate) expires_at: Option<i64>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// An invitation about to be stored.
#[derive(Debug, Clone)]
pub(crate) struct NewInvitation {
    pub(crate) id: String,
    pub(crate) organization_id: String,
    pub(crate) email_address: String,
    pub(crate) role: String,
    /// `Expired` is stored as pending: only `expires_at` makes it so.
    pub(crate) status: InvitationStatus,
    pub(crate) inviter_user_id: Option<String>,
    pub(crate) redirect_url: Option<String>,
    pub(crate) ticket: Option<String>,
    pub(crate) public_metadata: Value,
    pub(crate) private_metadata: Value,
    pub(crate) expires_at: Option<i64>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// Which invitations of an organization.
#[derive(Debug, Clone)]
pub(crate) struct InvitationFilter<'a> {
    pub(crate) organization_id: &'a str,
    /// Any of these; all if empty.
    pub(crate) statuses: &'a [InvitationStatus],
}

const STATUS: &str = "CASE WHEN invitations.status = 'pending' AND invitations.expires_at <= ? THEN 'expired' \
                      ELSE invitations.status END";

impl Invitation {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let status: String = row.get("effective_status")?;
        Ok(Self {
            id: row.get("id")?,
            organization_id: row.get("organization_id")?,
            email_address: row.get("email_address")?,
            role: row.get("role")?,
            role_name: row.get("role_name")?,
            status: InvitationStatus::parse(&status).unwrap_or(InvitationStatus::Revoked),
            ticket: row.get("ticket")?,
            public_metadata: json_column(row, "public_metadata")?,
            expires_at: row.get("expires_at")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
        })
    }
}

impl Db<'_> {
    fn select_invitations(
        &self,
        rest: &str,
        parameters: impl IntoIterator<Item = SqlValue>,
    ) -> rusqlite::Result<Vec<Invitation>> {
        let sql = format!(
            "SELECT invitations.*, {STATUS} AS effective_status, coalesce(roles.name, invitations.role) AS role_name
             FROM invitations LEFT JOIN roles
               ON roles.instance_id = invitations.instance_id AND roles.key = invitations.role
             WHERE invitations.instance_id = ? AND {rest}"
        );
        let parameters =
            [self.now.into(), SqlValue::from(self.instance_id.to_owned())].into_iter().chain(parameters);
        self.connection
            .prepare_cached(&sql)?
            .query_map(params_from_iter(parameters), Invitation::read)?
            .collect()
    }

    /// The condition of a filter, and its parameters.
    fn invitation_condition(&self, filter: &InvitationFilter<'_>) -> (String, Vec<SqlValue>) {
        let mut condition = "organization_id = ?".to_owned();
        let mut parameters: Vec<SqlValue> = vec![filter.organization_id.to_owned().into()];
        if !filter.statuses.is_empty() {
            let marks = vec!["?"; filter.statuses.len()].join(", ");
            condition.push_str(&format!(" AND {STATUS} IN ({marks})"));
            parameters.push(self.now.into());
            parameters.extend(filter.statuses.iter().map(|status| status.as_str().to_owned().into()));
        }
        (condition, parameters)
    }

    /// A page, newest first; `ties` orders those of the same millisecond.
    pub(crate) fn invitations(
        &self,
        filter: &InvitationFilter<'_>,
        page: Page,
        ties: TieBreak,
    ) -> rusqlite::Result<Vec<Invitation>> {
        let (condition, mut parameters) = self.invitation_condition(filter);
        parameters.extend([page.limit.into(), page.offset.into()]);
        let seq = match ties {
            TieBreak::NewestFirst => "DESC",
            TieBreak::OldestFirst => "ASC",
        };
        let order = format!("ORDER BY invitations.created_at DESC, invitations.seq {seq} LIMIT ? OFFSET ?");
        self.select_invitations(&format!("{condition} {order}"), parameters)
    }

    /// How many match, whatever the page.
    pub(crate) fn count_invitations(&self, filter: &InvitationFilter<'_>) -> rusqlite::Result<i64> {
        let (condition, parameters) = self.invitation_condition(filter);
        let parameters = [SqlValue::from(self.instance_id.to_owned())].into_iter().chain(parameters);
        self.connection
            .prepare_cached(&format!(
                "SELECT count(*) FROM invitations WHERE instance_id = ? AND {condition}"
            ))?
            .query_row(params_from_iter(parameters), |row| row.get(0))
    }

    pub(crate) fn invitation(&self, organization_id: &str, id: &str) -> rusqlite::Result<Option<Invitation>> {
        let parameters = [organization_id.to_owned().into(), id.to_owned().into()];
        Ok(self.select_invitations("organization_id = ? AND invitations.id = ?", parameters)?.pop())
    }

    /// The pending invitations of this address (any case) to this organization.
    pub(crate) fn pending_invitations_of(
        &self,
        organization_id: &str,
        email_address: &str,
    ) -> rusqlite::Result<Vec<Invitation>> {
        let condition = "organization_id = ? AND email_address = ? AND invitations.status = 'pending' \
                         AND (expires_at IS NULL OR expires_at > ?)";
        let parameters =
            [organization_id.to_owned().into(), email_address.to_lowercase().into(), self.now.into()];
        self.select_invitations(condition, parameters)
    }

    pub(crate) fn count_pending_invitations(&self, organization_id: &str) -> rusqlite::Result<i64> {
        self.count_invitations(&InvitationFilter { organization_id, statuses: &[InvitationStatus::Pending] })
    }

    pub(crate) fn add_invitation(&self, new: &NewInvitation) -> rusqlite::Result<()> {
        let status = match new.status {
            InvitationStatus::Expired => InvitationStatus::Pending,
            stored => stored,
        };
        self.connection
            .prepare_cached(
                "INSERT INTO invitations (instance_id, id, organization_id, email_address, role, status,
                   inviter_user_id, redirect_url, ticket, public_metadata, private_metadata, expires_at,
                   created_at, updated_at)
                 VALUES (:instance_id, :id, :organization_id, :email_address, :role, :status,
                   :inviter_user_id, :redirect_url, :ticket, :public_metadata, :private_metadata, :expires_at,
                   :created_at, :updated_at)",
            )?
            .execute(named_params! {
                ":instance_id": self.instance_id, ":id": new.id, ":organization_id": new.organization_id,
                ":email_address": new.email_address.to_lowercase(), ":role": new.role,
                ":status": status.as_str(), ":inviter_user_id": new.inviter_user_id,
                ":redirect_url": new.redirect_url, ":ticket": new.ticket,
                ":public_metadata": new.public_metadata.to_string(),
                ":private_metadata": new.private_metadata.to_string(),
                ":expires_at": new.expires_at, ":created_at": new.created_at, ":updated_at": new.updated_at,
            })?;
        Ok(())
    }

    /// Sets the stored status of an invitation, now.
    pub(crate) fn set_invitation_status(&self, id: &str, status: InvitationStatus) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE invitations SET status = :status, updated_at = :now
                 WHERE instance_id = :instance_id AND id = :id",
            )?
            .execute(named_params! {
                ":status": status.as_str(), ":now": self.now, ":instance_id": self.instance_id, ":id": id,
            })?;
        Ok(())
    }
}
