//! Invitations. `expired` is never stored: it is a pending invitation whose time has passed, so that moving the
//! clock is enough to see it.

use rusqlite::types::Value as SqlValue;
use rusqlite::{Row, named_params, params, params_from_iter};
use serde_json::Value;

use super::conditions::Conditions;
use super::{Db, json_column};
use crate::rules::order::Order;
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
    pub(crate) inviter_user_id: Option<String>,
    /// Where the accept link leads, if not to the account portal.
    pub(crate) redirect_url: Option<String>,
    /// The signed ticket of the accept link.
    pub(crate) ticket: Option<String>,
    pub(crate) public_metadata: Value,
    pub(crate) private_metadata: Value,
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

/// Which invitations.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct InvitationFilter<'a> {
    /// Of this organization; of any if `None`.
    pub(crate) organization_id: Option<&'a str>,
    /// To one of these addresses, in any case; to any if `None`.
    pub(crate) email_addresses: Option<&'a [String]>,
    /// To an address with this text in it, in any case.
    pub(crate) query: Option<&'a str>,
    /// In one of these; in any if empty.
    pub(crate) statuses: &'a [InvitationStatus],
    /// Those, too, that a verified domain made by itself (Clerk's published Backend API description: lists of an
    /// organization are without).
    pub(crate) from_domains: bool,
}

/// What a list of invitations can be ordered by (Clerk's published Backend API description, `order_by`).
pub(crate) const INVITATION_ORDERS: &[&str] = &["created_at", "email_address"];

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
            inviter_user_id: row.get("inviter_user_id")?,
            redirect_url: row.get("redirect_url")?,
            ticket: row.get("ticket")?,
            public_metadata: json_column(row, "public_metadata")?,
            private_metadata: json_column(row, "private_metadata")?,
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

    fn invitation_conditions(&self, filter: &InvitationFilter<'_>) -> Conditions {
        let text = |text: &str| SqlValue::from(text.to_lowercase());
        let mut conditions = Conditions::default();
        if !filter.from_domains {
            conditions.and("domain_id IS NULL", []);
        }
        if let Some(id) = filter.organization_id {
            conditions.and("organization_id = ?", [id.to_owned().into()]);
        }
        if let Some(addresses) = filter.email_addresses {
            conditions.one_of("email_address", addresses.iter().map(|address| text(address)));
        }
        if let Some(query) = filter.query {
            conditions.contains(&["email_address"], query);
        }
        if !filter.statuses.is_empty() {
            let statuses = filter.statuses.iter().map(|status| status.as_str().to_owned().into());
            conditions.one_of_computed(STATUS, [self.now.into()], statuses);
        }
        conditions
    }

    /// A page; `ties` orders those of the same millisecond in a list that is newest first.
    pub(crate) fn invitations(
        &self,
        filter: &InvitationFilter<'_>,
        order: Order,
        page: Page,
        ties: TieBreak,
    ) -> rusqlite::Result<Vec<Invitation>> {
        let conditions = self.invitation_conditions(filter);
        let (by, direction) = (order.by, order.direction());
        let seq = match ties {
            TieBreak::NewestFirst => direction,
            TieBreak::OldestFirst => "ASC",
        };
        let rest = format!(
            "{} ORDER BY invitations.{by} {direction}, invitations.seq {seq} LIMIT ? OFFSET ?",
            conditions.sql()
        );
        let parameters = conditions.into_parameters().into_iter();
        self.select_invitations(&rest, parameters.chain([page.limit.into(), page.offset.into()]))
    }

    /// How many match, whatever the page.
    pub(crate) fn count_invitations(&self, filter: &InvitationFilter<'_>) -> rusqlite::Result<i64> {
        let conditions = self.invitation_conditions(filter);
        let sql = format!("SELECT count(*) FROM invitations WHERE instance_id = ? AND {}", conditions.sql());
        let parameters =
            [SqlValue::from(self.instance_id.to_owned())].into_iter().chain(conditions.into_parameters());
        self.connection.prepare_cached(&sql)?.query_row(params_from_iter(parameters), |row| row.get(0))
    }

    pub(crate) fn invitation(&self, organization_id: &str, id: &str) -> rusqlite::Result<Option<Invitation>> {
        let parameters = [organization_id.to_owned().into(), id.to_owned().into()];
        Ok(self.select_invitations("organization_id = ? AND invitations.id = ?", parameters)?.pop())
    }

    /// An invitation to any organization.
    pub(crate) fn invitation_with_id(&self, id: &str) -> rusqlite::Result<Option<Invitation>> {
        Ok(self.select_invitations("invitations.id = ?", [id.to_owned().into()])?.pop())
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

    /// Without those that a domain made by itself, as in lists of the organization.
    pub(crate) fn count_pending_invitations(&self, organization_id: &str) -> rusqlite::Result<i64> {
        self.connection
            .prepare_cached(
                "SELECT count(*) FROM invitations WHERE instance_id = ?1 AND organization_id = ?2
                   AND domain_id IS NULL AND status = 'pending' AND coalesce(expires_at, ?3 + 1) > ?3",
            )?
            .query_row(params![self.instance_id, organization_id, self.now], |row| row.get(0))
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
