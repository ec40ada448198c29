//! `/v1/organizations/{organization_id}/domains`: domains, their verification by a mailed code, and their enrollment
//! mode.

use serde_json::{Value, json};

use super::caller::{Caller, Member};
use super::shapes;
use crate::acts::domain as acts;
use crate::acts::{codes, enroll};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::model::fold::{fold_address, fold_domain};
use crate::model::order::Order;
use crate::rules::{domain as rules, permission};
use crate::store::{Db, Domain, DomainFilter, Enrolled, Picked};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// The caller as a member of the path's organization. Fails if the member has none of these permissions.
fn member(context: &Context, db: &Db<'_>, any_of: &[&str]) -> Result<(Caller, Member), ClerkError> {
    let caller = Caller::of(context, db)?;
    let member = caller.member_of(context, db, context.parameter("organization_id"))?;
    if !context.settings.organization_domains {
        return Err(ClerkError::organization_domains_not_enabled());
    }
    member.require_any(any_of)?;
    Ok((caller, member))
}

fn manager(context: &Context, db: &Db<'_>) -> Result<(Caller, Member), ClerkError> {
    member(context, db, &[permission::MANAGE_DOMAINS])
}

fn reader(context: &Context, db: &Db<'_>) -> Result<Member, ClerkError> {
    Ok(member(context, db, &[permission::MANAGE_DOMAINS, permission::READ_DOMAINS])?.1)
}

/// The domain of the path. The caller must be a manager.
fn managed(context: &Context, db: &Db<'_>) -> Result<Domain, ClerkError> {
    of_path(context, db, &manager(context, db)?.1)
}

fn of_path(context: &Context, db: &Db<'_>, member: &Member) -> Result<Domain, ClerkError> {
    db.domain(&member.organization.id, context.parameter("domain_id"))?
        .ok_or_else(ClerkError::domain_not_found)
}

fn answer(context: &Context, db: &Db<'_>, member: &Member, domain: &Domain) -> Answer {
    let shown = shown(context, db, member, std::slice::from_ref(domain))?.pop();
    Ok(Reply::wrapped(shown.unwrap_or_default(), Value::Null))
}

/// The domains of the member's organization. Only managers receive the value of an ownership challenge.
fn shown(
    context: &Context,
    db: &Db<'_>,
    member: &Member,
    domains: &[Domain],
) -> Result<Vec<Value>, ClerkError> {
    let is_manager = permission::allows(&member.permissions, permission::MANAGE_DOMAINS);
    let organization = shapes::public_organization_data_of(context, db, &member.organization.id)?;
    domains.iter().map(|domain| shapes::domain(context, db, domain, &organization, is_manager)).collect()
}

/// Invites or suggests the users that the organization's domains enroll automatically, then answers.
fn settled(context: &Context, answer: impl Fn(&Db<'_>, Member) -> Answer) -> Answer {
    let whom = |db: &Db<'_>| {
        let member = reader(context, db)?;
        Ok((Enrolled::Organization(member.organization.id.clone()), member))
    };
    enroll::read_settled(context, whom, answer)
}

/// Enrolls the users that a changed domain enrolls automatically. Answers with the domain. The caller has already
/// stored the change.
fn changed(context: &Context, domain: &Domain) -> Answer {
    settled(context, |db, member| answer(context, db, &member, domain))
}

/// `GET …/domains`.
pub(super) fn list(context: &Context) -> Answer {
    let page = context.page()?;
    let is_verified = context.query.boolean("verified", context.settings.wrong_boolean)?;
    let mode = context.query.get("enrollment_mode").filter(|mode| !mode.is_empty());
    mode.map_or(Ok(()), rules::check_enrollment_mode_filter)?;
    settled(context, |db, member| {
        let filter = DomainFilter {
            organization_id: Some(member.organization.id.clone()),
            enrollment_modes: Picked {
                with: mode.map(str::to_owned).into_iter().collect(),
                ..Picked::default()
            },
            is_verified,
            ..DomainFilter::default()
        };
        let (found, total) = db.domains(&filter, Order::NEWEST_FIRST, page)?;
        let data = shown(context, db, &member, &found)?;
        Ok(Reply::wrapped(shapes::page(data, total), Value::Null))
    })
}

/// `GET …/domains/{domain_id}`.
pub(super) fn show(context: &Context) -> Answer {
    settled(context, |db, member| {
        let domain = of_path(context, db, &member)?;
        answer(context, db, &member, &domain)
    })
}

/// `POST …/domains`. The domain is verified at once if the caller has a verified address in it (Clerk's documentation,
/// "Domain verification").
pub(super) fn create(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&["name", "enrollment_mode"])?;
    let name = fold_domain(form.required("name")?);
    rules::check_name(&name)?;
    let mode = form.get("enrollment_mode").filter(|mode| !mode.is_empty()).unwrap_or(rules::MANUAL);
    rules::check_enrollment_mode(mode)?;
    let domain = context.write(|db| {
        let (caller, member) = manager(context, &db)?;
        let organization_id = &member.organization.id;
        rules::check_new(db.count_domains(organization_id)?, organization_id, &db.domains_named(&name)?)?;
        let own = db.email_addresses(&caller.session.user_id)?;
        let proof = own.into_iter().find(|address| rules::is_of(&name, &address.email_address));
        let domain = Domain {
            id: context.id("orgdmn"),
            organization_id: organization_id.clone(),
            enrollment_mode: mode.to_owned(),
            affiliation_verified_at: proof.as_ref().map(|_| context.now()),
            affiliation_email_address: proof.map(|address| address.email_address),
            ownership_txt_value: None,
            ownership_attempts: 0,
            ownership_expire_at: None,
            ownership_verified_at: None,
            created_at: context.now(),
            updated_at: context.now(),
            name,
        };
        acts::store(context, &db, domain)
    })?;
    changed(context, &domain)
}

/// `DELETE …/domains/{domain_id}`. Also removes its pending invitations and suggestions.
pub(super) fn remove(context: &Context) -> Answer {
    context.change(
        |db| {
            let domain = managed(context, db)?;
            acts::remove(db, &domain)?;
            Ok(domain.id)
        },
        |_, id| Ok(Reply::wrapped(shapes::deleted("organization_domain", &id), Value::Null)),
    )
}

/// `POST …/update_enrollment_mode`.
pub(super) fn update_enrollment_mode(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&["enrollment_mode", "delete_pending"])?;
    let mode = form.required("enrollment_mode")?;
    rules::check_enrollment_mode(mode)?;
    let delete_pending = form.boolean("delete_pending", context.settings.wrong_boolean)?.unwrap_or(false);
    let domain = context.write(|db| {
        let domain = managed(context, &db)?;
        if delete_pending {
            db.end_enrollment(&domain.id)?;
        }
        acts::store(context, &db, Domain { enrollment_mode: mode.to_owned(), ..domain })
    })?;
    changed(context, &domain)
}

/// `POST …/prepare_affiliation_verification`: mails a code to an address in the domain.
pub(super) fn prepare_affiliation(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&["affiliation_email_address"])?;
    let address = fold_address(form.required("affiliation_email_address")?);
    let domain = context.write(|db| {
        let domain = managed(context, &db)?;
        if domain.affiliation_verified_at.is_some() {
            return Err(ClerkError::verification_already_verified());
        }
        rules::check_affiliation(&domain.name, &address)?;
        codes::send(context, &db, &domain.id, &address)?;
        acts::store(context, &db, Domain { affiliation_email_address: Some(address), ..domain })
    })?;
    changed(context, &domain)
}

/// `POST …/attempt_affiliation_verification`.
pub(super) fn attempt_affiliation(context: &Context) -> Answer {
    let form = context.form()?;
    form.only(&["code"])?;
    let code = form.required("code")?;
    let domain = context.write(|db| {
        let domain = managed(context, &db)?;
        if domain.affiliation_verified_at.is_some() {
            return Err(ClerkError::verification_already_verified());
        }
        if let Err(wrong) = codes::enter(context, &db, &domain.id, code)? {
            return Ok(Err(wrong));
        }
        rules::check_free(&domain.organization_id, &db.domains_named(&domain.name)?)?;
        let domain = Domain { affiliation_verified_at: Some(context.now()), ..domain };
        Ok(Ok(acts::store(context, &db, domain)?))
    })??;
    changed(context, &domain)
}

/// `POST …/domains/prepare_ownership_verification/bulk`: creates a challenge for each domain.
pub(super) fn prepare_ownership(context: &Context) -> Answer {
    for_each_named(context, |domain| {
        if domain.ownership_verified_at.is_some() {
            return Err(ClerkError::verification_already_verified());
        }
        Ok(Domain {
            ownership_txt_value: Some(format!(
                "clerk-emulator-verification={}",
                context.instance.randomness.token()
            )),
            ownership_attempts: 0,
            ownership_expire_at: Some(context.now() + context.settings.ownership_challenge_days * DAY),
            ..domain
        })
    })
}

/// `POST …/domains/attempt_ownership_verification/bulk`. The emulator does not query DNS. A setting decides whether the
/// record exists.
pub(super) fn attempt_ownership(context: &Context) -> Answer {
    for_each_named(context, |domain| {
        if domain.ownership_verified_at.is_some() {
            return Err(ClerkError::verification_already_verified());
        }
        let ends_at = domain.ownership_expire_at.ok_or_else(ClerkError::verification_missing)?;
        if ends_at <= context.now() {
            return Err(ClerkError::verification_expired());
        }
        let is_found = context.settings.ownership_record_is_published;
        Ok(Domain {
            ownership_attempts: domain.ownership_attempts + 1,
            ownership_verified_at: is_found.then_some(context.now()),
            ..domain
        })
    })
}

/// Changes each domain in `organization_domain_ids` independently. Failed ones are listed with their error code.
fn for_each_named(context: &Context, change: impl Fn(Domain) -> Result<Domain, ClerkError>) -> Answer {
    const IDS: &str = "organization_domain_ids";
    let form = context.form()?;
    form.only(&[IDS])?.repeated_at_most()?;
    form.required(IDS)?;
    context.change(
        |db| {
            let (_, member) = manager(context, db)?;
            let (mut data, mut errors) = (Vec::new(), Vec::new());
            for id in form.all(IDS) {
                let found = db.domain(&member.organization.id, id)?;
                match found.ok_or_else(ClerkError::domain_not_found).and_then(&change) {
                    Ok(domain) => {
                        db.put_domain(&domain)?;
                        data.push(Domain { updated_at: context.now(), ..domain });
                    }
                    Err(refused) => errors.push((id, refused.code)),
                }
            }
            Ok((member, data, errors))
        },
        |db, (member, data, errors)| {
            let data = shown(context, db, &member, &data)?;
            let errors: Vec<Value> =
                errors.iter().map(|(id, code)| json!({ "id": id, "code": code })).collect();
            Ok(Reply::wrapped(json!({ "data": data, "errors": errors }), Value::Null))
        },
    )
}
