//! Domains of organizations. A program can verify a domain without a code.

use super::body::Fields;
use super::{path, query, shapes};
use crate::acts::domain as acts;
use crate::acts::enroll;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::model::fold::fold_domain;
use crate::model::order::Order;
use crate::pairs::Pairs;
use crate::rules::domain as rules;
use crate::store::{DOMAIN_ORDERS, Db, Domain, DomainFilter, Enrolled, Organization, Picked};

fn organization(context: &Context, db: &Db<'_>) -> Result<Organization, ClerkError> {
    let organization = path::organization(context, db)?;
    if !context.settings.organization_domains {
        return Err(ClerkError::organization_domains_not_enabled());
    }
    Ok(organization)
}

fn of_path(context: &Context, db: &Db<'_>) -> Result<Domain, ClerkError> {
    let organization = organization(context, db)?;
    db.domain(&organization.id, context.parameter("domain_id"))?.ok_or_else(ClerkError::domain_not_found)
}

/// The enrollment modes of a filter, repeated or separated by commas.
fn modes(query: &Pairs) -> Result<Picked, ClerkError> {
    let mut picked = Picked::default();
    for mode in
        query.all("enrollment_mode").flat_map(|modes| modes.split(',')).filter(|mode| !mode.is_empty())
    {
        let (list, mode) = match mode.strip_prefix('-') {
            Some(mode) => (&mut picked.without, mode),
            None => (&mut picked.with, mode),
        };
        rules::check_enrollment_mode_filter(mode)?;
        list.push(mode.to_owned());
    }
    Ok(picked)
}

fn page_of(context: &Context, db: &Db<'_>, filter: &DomainFilter, order: Order) -> Answer {
    let (found, total) = db.domains(filter, order, context.page()?)?;
    Ok(Reply::json(shapes::page(shapes::domains(context, db, &found)?, total)))
}

/// `GET /v1/organizations/{organization_id}/domains`.
pub(super) fn list(context: &Context) -> Answer {
    let query = query::of(context, &["verified", "enrollment_mode"])?;
    let organization = context.read(|db| organization(context, &db))?;
    let filter = DomainFilter {
        organization_id: Some(organization.id.clone()),
        enrollment_modes: modes(query)?,
        is_verified: query::boolean(query, "verified")?,
        ..DomainFilter::default()
    };
    settled(context, &organization.id, |db| page_of(context, db, &filter, Order::NEWEST_FIRST))
}

/// `GET /v1/organization_domains`: the domains of every organization.
pub(super) fn list_of_instance(context: &Context) -> Answer {
    path::check_enabled(context)?;
    let known = ["organization_id", "verified", "enrollment_mode", "query", "domains", "order_by"];
    let query = query::of(context, &known)?;
    let text = query.get("query").map(str::trim);
    if text.is_some_and(str::is_empty) {
        return Err(ClerkError::form_param_value_invalid("query", "a text that is not empty"));
    }
    let (id, text) = match text {
        Some(text) if text.starts_with("org_") => (Some(text.to_owned()), None),
        text => (None, text.map(str::to_owned)),
    };
    let filter = DomainFilter {
        organization_id: query::text(query, "organization_id").or(id),
        enrollment_modes: modes(query)?,
        is_verified: query::boolean(query, "verified")?,
        names: query::texts(query, "domains"),
        query: text,
    };
    let order = Order::parse(query.get("order_by"), DOMAIN_ORDERS)?;
    context.read(|db| page_of(context, &db, &filter, order))
}

/// Invites or suggests the users that the organization's domains enroll automatically, then answers.
fn settled(context: &Context, organization_id: &str, answer: impl Fn(&Db<'_>) -> Answer) -> Answer {
    let whom = |_: &Db<'_>| Ok((Enrolled::Organization(organization_id.to_owned()), ()));
    enroll::read_settled(context, whom, |db, ()| answer(db))
}

/// Enrolls the users that a changed domain enrolls automatically. Answers with the domain.
fn changed(context: &Context, domain: &Domain) -> Answer {
    settled(context, &domain.organization_id, |db| Ok(Reply::json(shapes::domain(context, db, domain)?)))
}

/// `POST /v1/organizations/{organization_id}/domains`. The domain is verified unless the program sends
/// `verified: false`.
pub(super) fn create(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let name = fold_domain(&fields.required_text("name"));
    let mode = fields.text("enrollment_mode").unwrap_or_else(|| rules::MANUAL.to_owned());
    let is_verified = fields.boolean("verified").unwrap_or(true);
    fields.finish(())?;
    rules::check_name(&name)?;
    rules::check_enrollment_mode(&mode)?;
    let domain = context.write(|db| {
        let organization_id = organization(context, &db)?.id;
        let count = db.count_domains(&organization_id)?;
        rules::check_new(count, &organization_id, &db.domains_named(&name)?)?;
        let domain = Domain {
            id: context.id("orgdmn"),
            organization_id,
            name,
            enrollment_mode: mode,
            affiliation_email_address: None,
            affiliation_verified_at: is_verified.then_some(context.now()),
            ownership_txt_value: None,
            ownership_attempts: 0,
            ownership_expire_at: None,
            ownership_verified_at: None,
            created_at: context.now(),
            updated_at: context.now(),
        };
        acts::store(context, &db, domain)
    })?;
    changed(context, &domain)
}

/// `PATCH …/domains/{domain_id}`. If the domain is no longer verified, removes its pending invitations and suggestions.
pub(super) fn update(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let mode = fields.text("enrollment_mode");
    let is_verified = fields.boolean("verified");
    fields.finish(())?;
    mode.as_deref().map_or(Ok(()), rules::check_enrollment_mode)?;
    let domain = context.write(|db| {
        let domain = of_path(context, &db)?;
        let verified_at = match is_verified {
            Some(true) => {
                rules::check_free(&domain.organization_id, &db.domains_named(&domain.name)?)?;
                domain.affiliation_verified_at.or(Some(context.now()))
            }
            Some(false) => {
                db.end_enrollment(&domain.id)?;
                None
            }
            None => domain.affiliation_verified_at,
        };
        let enrollment_mode = mode.unwrap_or_else(|| domain.enrollment_mode.clone());
        acts::store(context, &db, Domain { enrollment_mode, affiliation_verified_at: verified_at, ..domain })
    })?;
    changed(context, &domain)
}

/// `DELETE …/domains/{domain_id}`. Also removes its pending invitations and suggestions.
pub(super) fn remove(context: &Context) -> Answer {
    context.change(
        |db| {
            let domain = of_path(context, db)?;
            acts::remove(db, &domain)?;
            Ok(domain.id)
        },
        |_, id| Ok(Reply::json(shapes::deleted("organization_domain", &id))),
    )
}

/// `POST …/domains/{domain_id}/verify_ownership`: verifies without a challenge. A verified domain is not changed.
pub(super) fn verify_ownership(context: &Context) -> Answer {
    context.change(
        |db| {
            let domain = of_path(context, db)?;
            let domain = match domain.ownership_verified_at {
                Some(_) => domain,
                None => {
                    let verified = Domain {
                        ownership_txt_value: None,
                        ownership_expire_at: None,
                        ownership_verified_at: Some(context.now()),
                        ..domain
                    };
                    acts::store(context, db, verified)?
                }
            };
            Ok(domain)
        },
        |db, domain| Ok(Reply::json(shapes::domain(context, db, &domain)?)),
    )
}
