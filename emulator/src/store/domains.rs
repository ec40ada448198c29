//! Organizations' domains, and the users that they enroll.

use rusqlite::params;

use super::Db;
use super::columns::columns;
use super::conditions::{Conditions, Picked};
use crate::model::Domain;
use crate::model::fold::fold_domain;
use crate::model::order::Order;
use crate::model::paging::Page;

/// The columns that a list can be ordered by (Clerk's published Backend API description, `order_by`).
pub(crate) const DOMAIN_ORDERS: &[&str] = &["created_at", "name"];

/// The filter of a list of domains. By default, it matches all.
#[derive(Debug, Default)]
pub(crate) struct DomainFilter {
    pub(crate) organization_id: Option<String>,
    pub(crate) enrollment_modes: Picked,
    pub(crate) is_verified: Option<bool>,
    /// Matches any of these names. Empty matches every name.
    pub(crate) names: Vec<String>,
    /// Matches this text in the name.
    pub(crate) query: Option<String>,
}

/// A user who is not enrolled yet and has an address in a verified domain with automatic enrollment.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) domain_id: String,
    pub(crate) organization_id: String,
    pub(crate) enrollment_mode: String,
    pub(crate) user_id: String,
    pub(crate) email_address: String,
}

/// The users to enroll.
#[derive(Debug, Clone)]
pub(crate) enum Enrolled {
    User(String),
    Organization(String),
}

columns! { Domain in "domains":
    id, organization_id, name, enrollment_mode, affiliation_email_address, affiliation_verified_at,
    ownership_txt_value, ownership_attempts, ownership_expire_at, ownership_verified_at, created_at, updated_at
}

impl Db<'_> {
    pub(crate) fn domain(&self, organization_id: &str, id: &str) -> rusqlite::Result<Option<Domain>> {
        self.find(
            "WHERE instance_id = ?1 AND organization_id = ?2 AND id = ?3",
            [self.instance_id, organization_id, id],
        )
    }

    /// The domains with this name in all organizations.
    pub(crate) fn domains_named(&self, name: &str) -> rusqlite::Result<Vec<Domain>> {
        self.find_all("WHERE instance_id = ?1 AND name = ?2 ORDER BY seq", [self.instance_id, name])
    }

    /// A page, and the total number of matches.
    pub(crate) fn domains(
        &self,
        filter: &DomainFilter,
        order: Order,
        page: Page,
    ) -> rusqlite::Result<(Vec<Domain>, i64)> {
        let mut conditions = Conditions::default();
        conditions.and("instance_id = ?", [self.instance_id.to_owned().into()]);
        if let Some(id) = &filter.organization_id {
            conditions.and("organization_id = ?", [id.clone().into()]);
        }
        conditions.picked("enrollment_mode", &filter.enrollment_modes);
        if !filter.names.is_empty() {
            conditions.one_of("name", filter.names.iter().map(|name| fold_domain(name).into()));
        }
        if let Some(query) = &filter.query {
            conditions.and("instr(name, ?) > 0", [fold_domain(query).into()]);
        }
        if let Some(is_verified) = filter.is_verified {
            let test = if is_verified { "NOT NULL" } else { "NULL" };
            conditions.and(&format!("affiliation_verified_at IS {test}"), []);
        }
        let (by, direction) = (order.by, order.direction());
        let order = format!("{by} {direction}, seq {direction}");
        self.page("domains", conditions, &order, page, None)
    }

    pub(crate) fn count_domains(&self, organization_id: &str) -> rusqlite::Result<i64> {
        self.connection
            .prepare_cached("SELECT count(*) FROM domains WHERE instance_id = ?1 AND organization_id = ?2")?
            .query_row([self.instance_id, organization_id], |row| row.get(0))
    }

    /// Stores a new or changed domain and sets `updated_at`.
    pub(crate) fn put_domain(&self, domain: &Domain) -> rusqlite::Result<()> {
        self.put(&Domain { updated_at: self.now, ..domain.clone() }, &[])
    }

    /// Deletes a domain with its suggestions and its code.
    pub(crate) fn delete_domain(&self, id: &str) -> rusqlite::Result<()> {
        self.remove_code(id)?;
        self.connection
            .prepare_cached("DELETE FROM domains WHERE instance_id = ?1 AND id = ?2")?
            .execute([self.instance_id, id])?;
        Ok(())
    }

    /// The users that verified domains with automatic enrollment have not enrolled yet, oldest domain first. There is a
    /// row for each matching address. Members are left out. A domain that invites leaves out users with a pending
    /// invitation to the organization, or with any invitation from the domain, at any of their addresses. A domain that
    /// suggests leaves out users with a suggestion for the organization, whatever its status.
    pub(crate) fn candidates(&self, of: &Enrolled) -> rusqlite::Result<Vec<Candidate>> {
        // SQLite reads the tables of a CROSS JOIN in this order, so the table with few rows comes first.
        let (tables, condition, id) = match of {
            Enrolled::User(id) => {
                ("email_addresses AS address CROSS JOIN domains", "address.user_id = ?2", id)
            }
            Enrolled::Organization(id) => {
                ("domains CROSS JOIN email_addresses AS address", "domains.organization_id = ?2", id)
            }
        };
        let sql = format!(
            "SELECT domains.id AS domain_id, domains.organization_id, domains.enrollment_mode, address.user_id,
               address.email_address, domains.seq AS domain_seq, address.seq AS address_seq
             FROM {tables} ON address.instance_id = domains.instance_id
               AND substr(address.email_address, instr(address.email_address, '@') + 1) = domains.name
             WHERE domains.instance_id = ?1 AND {condition} AND domains.affiliation_verified_at IS NOT NULL
               AND domains.enrollment_mode IN ('automatic_invitation', 'automatic_suggestion')
               AND NOT EXISTS (SELECT 1 FROM memberships WHERE memberships.instance_id = domains.instance_id
                 AND memberships.organization_id = domains.organization_id
                 AND memberships.user_id = address.user_id)
               AND NOT (domains.enrollment_mode = 'automatic_invitation' AND EXISTS (
                 SELECT 1 FROM invitations WHERE invitations.instance_id = domains.instance_id
                   AND +invitations.organization_id = domains.organization_id
                   AND invitations.email_address IN (SELECT own.email_address FROM email_addresses AS own
                     WHERE own.instance_id = address.instance_id AND own.user_id = address.user_id)
                   AND (invitations.domain_id = domains.id OR invitations.status = 'pending')))
               AND NOT (domains.enrollment_mode = 'automatic_suggestion' AND EXISTS (
                 SELECT 1 FROM suggestions WHERE suggestions.instance_id = domains.instance_id
                   AND suggestions.organization_id = domains.organization_id
                   AND suggestions.user_id = address.user_id))"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let candidates = statement.query_map([self.instance_id, id.as_str()], |row| {
            let candidate = Candidate {
                domain_id: row.get("domain_id")?,
                organization_id: row.get("organization_id")?,
                enrollment_mode: row.get("enrollment_mode")?,
                user_id: row.get("user_id")?,
                email_address: row.get("email_address")?,
            };
            let age: (i64, i64) = (row.get("domain_seq")?, row.get("address_seq")?);
            Ok((age, candidate))
        })?;
        let mut candidates = candidates.collect::<rusqlite::Result<Vec<_>>>()?;
        candidates.sort_by_key(|(age, _)| *age);
        Ok(candidates.into_iter().map(|(_, candidate)| candidate).collect())
    }

    /// Revokes a domain's pending invitations and removes its pending suggestions.
    pub(crate) fn end_enrollment(&self, domain_id: &str) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE invitations SET status = 'revoked', updated_at = ?3
                 WHERE instance_id = ?1 AND domain_id = ?2 AND status = 'pending'",
            )?
            .execute(params![self.instance_id, domain_id, self.now])?;
        self.connection
            .prepare_cached(
                "DELETE FROM suggestions WHERE instance_id = ?1 AND domain_id = ?2 AND status = 'pending'",
            )?
            .execute([self.instance_id, domain_id])?;
        Ok(())
    }

    /// The number of a domain's pending invitations and suggestions.
    pub(crate) fn count_enrolled(&self, domain_id: &str) -> rusqlite::Result<(i64, i64)> {
        self.connection
            .prepare_cached(
                "SELECT (SELECT count(*) FROM invitations WHERE instance_id = ?1 AND domain_id = ?2
                     AND status = 'pending'),
                   (SELECT count(*) FROM suggestions WHERE instance_id = ?1 AND domain_id = ?2
                     AND status = 'pending')",
            )?
            .query_row(params![self.instance_id, domain_id], |row| Ok((row.get(0)?, row.get(1)?)))
    }
}
