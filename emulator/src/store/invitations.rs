//! Invitations. `expiry.rs` has their expiry, `counters.rs` their number.

use std::collections::BTreeSet;

use rusqlite::types::Value as SqlValue;
use rusqlite::{named_params, params, params_from_iter};
use serde_json::Value;

use super::Db;
use super::columns::{Selected, all_of, columns, selected};
use super::conditions::Conditions;
use super::counters::INSTANCE;
use crate::model::InvitationStatus;
use crate::model::fold::fold_address;
use crate::model::order::Order;
use crate::model::paging::Page;
use crate::settings::TieBreak;

#[derive(Debug, Clone)]
pub(crate) struct Invitation {
    pub(crate) id: String,
    pub(crate) organization_id: String,
    /// In the spelling of [`fold_address`].
    pub(crate) email_address: String,
    pub(crate) role: String,
    /// The current name of the role, or its key if the role was deleted.
    pub(crate) role_name: String,
    pub(crate) status: InvitationStatus,
    pub(crate) inviter_user_id: Option<String>,
    /// The URL that the accept link redirects to. `None` for the account portal.
    pub(crate) redirect_url: Option<String>,
    /// The signed ticket of the accept link.
    pub(crate) ticket: Option<String>,
    pub(crate) public_metadata: Value,
    pub(crate) private_metadata: Value,
    pub(crate) expires_at: Option<i64>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// An invitation to store.
#[derive(Debug, Clone)]
pub(crate) struct NewInvitation {
    pub(crate) id: String,
    pub(crate) organization_id: String,
    pub(crate) email_address: String,
    pub(crate) role: String,
    /// `Pending` and `Expired` are derived from `expires_at` at the next read.
    pub(crate) status: InvitationStatus,
    pub(crate) inviter_user_id: Option<String>,
    pub(crate) redirect_url: Option<String>,
    pub(crate) ticket: Option<String>,
    pub(crate) public_metadata: Value,
    pub(crate) private_metadata: Value,
    pub(crate) expires_at: Option<i64>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    /// The domain whose automatic enrollment created it.
    pub(crate) domain_id: Option<String>,
}

/// The filter of a list of invitations.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct InvitationFilter<'a> {
    /// In this organization. `None` matches every organization.
    pub(crate) organization_id: Option<&'a str>,
    /// To one of these addresses, in any letter case. `None` matches every address.
    pub(crate) email_addresses: Option<&'a [String]>,
    /// To an address that contains this text, in any letter case.
    pub(crate) query: Option<&'a str>,
    /// With one of these statuses. `None` matches every status.
    pub(crate) statuses: Option<&'a [InvitationStatus]>,
    /// Whether to include invitations from the automatic enrollment of domains. Lists of an organization leave them out
    /// (Clerk's published Backend API description).
    pub(crate) from_domains: bool,
}

/// The columns that a list can be ordered by (Clerk's published Backend API description, `order_by`).
pub(crate) const INVITATION_ORDERS: &[&str] = &["created_at", "email_address"];

selected! { Invitation in "invitations":
    id, organization_id, email_address, role, role_name = "coalesce(roles.name, invitations.role)", status,
    inviter_user_id, redirect_url, ticket, public_metadata, private_metadata, expires_at, created_at, updated_at
}

columns! { NewInvitation in "invitations":
    id, organization_id, email_address, role, status, inviter_user_id, redirect_url, ticket, public_metadata,
    private_metadata, expires_at, created_at, updated_at, domain_id
}

/// The join that adds the role's name.
const WITH_ROLE: &str =
    "LEFT JOIN roles ON roles.instance_id = invitations.instance_id AND roles.key = invitations.role";

/// For a greater offset, blocks are counted first, because SQLite reads every index entry before a page. For a smaller
/// one, counting blocks would be slower.
const FAR: i64 = 200;

impl InvitationFilter<'_> {
    /// Whether counters and blocks cover this filter.
    fn is_counted(&self) -> bool {
        self.email_addresses.is_none() && self.query.is_none() && !self.from_domains
    }
}

/// A page of the rows in any of these ranges, merged in the order of the list. Before the page only row ids are read.
fn page_of_ranges(
    ranges: Vec<Conditions>,
    order: Order,
    page: Page,
    is_seq_descending: bool,
) -> (String, Vec<SqlValue>) {
    let (by, direction) = (order.by, order.direction());
    let seq = if is_seq_descending { "DESC" } else { "ASC" };
    let mut parameters = Vec::new();
    let mut selects = Vec::new();
    for conditions in ranges {
        selects.push(format!("SELECT seq, {by} FROM invitations WHERE {}", conditions.sql()));
        parameters.extend(conditions.into_parameters());
    }
    parameters.extend([page.limit.into(), page.offset.into()]);
    let keys = selects.join(" UNION ALL ");
    let sql = format!(
        "WITH page AS MATERIALIZED ({keys} ORDER BY {by} {direction}, seq {seq} LIMIT ? OFFSET ?)
         SELECT {} FROM page CROSS JOIN invitations ON invitations.seq = page.seq {WITH_ROLE}",
        Invitation::selected()
    );
    (sql, parameters)
}

impl Db<'_> {
    fn select_invitations(
        &self,
        condition: &str,
        parameters: impl IntoIterator<Item = SqlValue>,
    ) -> rusqlite::Result<Vec<Invitation>> {
        let rest = format!("{WITH_ROLE} WHERE invitations.instance_id = ? AND {condition}");
        let parameters = [SqlValue::from(self.instance_id.to_owned())].into_iter().chain(parameters);
        let parameters: Vec<SqlValue> = parameters.collect();
        self.find_all(&rest, params_from_iter(&parameters))
    }

    /// The conditions of a filter, one for each status or address. Each is one range of an index in the order of the
    /// list.
    fn invitation_ranges(&self, filter: &InvitationFilter<'_>) -> Vec<Conditions> {
        let of_organization = |conditions: &mut Conditions| {
            conditions.and("instance_id = ?", [self.instance_id.to_owned().into()]);
            if !filter.from_domains {
                conditions.and("domain_id IS NULL", []);
            }
            if let Some(id) = filter.organization_id {
                conditions.and("organization_id = ?", [id.to_owned().into()]);
            }
        };
        let in_statuses = |conditions: &mut Conditions, statuses: &[InvitationStatus]| {
            conditions.one_of("status", statuses.iter().map(|status| status.as_str().to_owned().into()));
        };
        if filter.statuses.is_some_and(<[InvitationStatus]>::is_empty) {
            return Vec::new();
        }
        if let Some(addresses) = filter.email_addresses {
            let of_address = |address: &String| {
                let mut conditions = Conditions::default();
                of_organization(&mut conditions);
                conditions.and("email_address = ?", [fold_address(address).into()]);
                if let Some(statuses) = filter.statuses {
                    in_statuses(&mut conditions, statuses);
                }
                conditions
            };
            let distinct: BTreeSet<String> = addresses.iter().map(|address| fold_address(address)).collect();
            return distinct.iter().map(of_address).collect();
        }
        let is_every =
            |statuses: &&[InvitationStatus]| InvitationStatus::ALL.iter().all(|one| statuses.contains(one));
        let statuses = filter.statuses.filter(|statuses| !is_every(statuses));
        let mut ranges = Vec::new();
        for status in statuses.map_or(vec![None], |statuses| statuses.iter().map(Some).collect()) {
            let mut conditions = Conditions::default();
            of_organization(&mut conditions);
            if let Some(status) = status {
                conditions.and("status = ?", [status.as_str().to_owned().into()]);
            }
            if let Some(query) = filter.query {
                conditions.contains(&["email_address"], query);
            }
            ranges.push(conditions);
        }
        ranges
    }

    /// A page. `ties` orders invitations with the same millisecond in a list that is newest first.
    ///
    /// The time does not grow with the offset, unless the filter has a text or addresses, or `ties` reverses the order
    /// of equal rows.
    pub(crate) fn invitations(
        &self,
        filter: &InvitationFilter<'_>,
        order: Order,
        page: Page,
        ties: TieBreak,
    ) -> rusqlite::Result<Vec<Invitation>> {
        let (mut ranges, mut page) = (self.invitation_ranges(filter), page);
        if ranges.is_empty() {
            return Ok(Vec::new());
        }
        let is_seq_descending = order.descending && ties == TieBreak::NewestFirst;
        let has_blocks = filter.is_counted() && is_seq_descending == order.descending;
        if page.offset > FAR && has_blocks {
            let list = (filter.organization_id, filter.statuses.unwrap_or(&InvitationStatus::ALL), order);
            match self.without_blocks_before(page, ranges, list)? {
                Some(rest) => (ranges, page) = rest,
                None => return Ok(Vec::new()),
            }
        }
        let (sql, parameters) = page_of_ranges(ranges, order, page, is_seq_descending);
        let mut statement = self.connection.prepare_cached(&sql)?;
        all_of(&mut statement.query(params_from_iter(&parameters))?)
    }

    /// The total number of matches.
    pub(crate) fn count_invitations(&self, filter: &InvitationFilter<'_>) -> rusqlite::Result<i64> {
        if filter.is_counted() {
            let scope = filter.organization_id.unwrap_or(INSTANCE);
            let wanted = filter.statuses.unwrap_or(&InvitationStatus::ALL);
            return wanted.iter().map(|status| self.count_invitations_in(*status, scope)).sum();
        }
        let mut total = 0;
        for conditions in self.invitation_ranges(filter) {
            let sql = format!("SELECT count(*) FROM invitations WHERE {}", conditions.sql());
            total += self
                .connection
                .prepare_cached(&sql)?
                .query_row(params_from_iter(conditions.into_parameters()), |row| row.get::<_, i64>(0))?;
        }
        Ok(total)
    }

    pub(crate) fn invitation(&self, organization_id: &str, id: &str) -> rusqlite::Result<Option<Invitation>> {
        let parameters = [organization_id.to_owned().into(), id.to_owned().into()];
        Ok(self.select_invitations("organization_id = ? AND invitations.id = ?", parameters)?.pop())
    }

    /// The invitation with this id, to any organization.
    pub(crate) fn invitation_with_id(&self, id: &str) -> rusqlite::Result<Option<Invitation>> {
        Ok(self.select_invitations("invitations.id = ?", [id.to_owned().into()])?.pop())
    }

    /// The pending invitations of this address, in any letter case, to this organization.
    pub(crate) fn pending_invitations_of(
        &self,
        organization_id: &str,
        email_address: &str,
    ) -> rusqlite::Result<Vec<Invitation>> {
        // The `+` prevents SQLite from reading every invitation of the organization. An address has few.
        let condition = "+organization_id = ? AND email_address = ? AND +invitations.status = 'pending'";
        let parameters = [organization_id.to_owned().into(), fold_address(email_address).into()];
        self.select_invitations(condition, parameters)
    }

    pub(crate) fn add_invitation(&self, new: &NewInvitation) -> rusqlite::Result<()> {
        self.insert(new, &[])
    }

    /// Settles everything that waits for a user who has joined an organization. The user's pending invitations to any
    /// of their addresses, the pending request and the pending suggestion become accepted.
    pub(crate) fn settle_joined(&self, organization_id: &str, user_id: &str) -> rusqlite::Result<()> {
        let of_addresses = "UPDATE invitations SET status = 'accepted', updated_at = ?4
             WHERE instance_id = ?1 AND +organization_id = ?2 AND +status = 'pending' AND email_address IN (
               SELECT email_address FROM email_addresses WHERE instance_id = ?1 AND user_id = ?3)";
        let request = "UPDATE membership_requests SET status = 'accepted', updated_at = ?4
             WHERE instance_id = ?1 AND organization_id = ?2 AND status = 'pending' AND user_id = ?3";
        let suggestion = "UPDATE suggestions SET status = 'accepted', updated_at = ?4
             WHERE instance_id = ?1 AND organization_id = ?2 AND status = 'pending' AND user_id = ?3";
        for sql in [of_addresses, request, suggestion] {
            let parameters = params![self.instance_id, organization_id, user_id, self.now];
            self.connection.prepare_cached(sql)?.execute(parameters)?;
        }
        Ok(())
    }

    /// Sets the stored status of an invitation, and `updated_at`.
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
